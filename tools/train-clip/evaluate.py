"""Figures of an exported model on held-back and judging data, each with a 95 % bootstrap interval over its queries.

    python evaluate.py ../../models/concella-small [--raw] [--json FILE]

Vectors are centred as served unless --raw. Retail, ikea and imagenet-sample are never trained on.
"""
import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

import captions
from data import RENDERS, REPO, decode, pictures, records, squash
from export import Served, unit

Figures = dict[str, tuple[float, float, float, int]]


def interval(hits: np.ndarray) -> tuple[float, float, float, int]:
    """Mean, 2.5 % and 97.5 % bootstrap percentiles, number of queries."""
    rng = np.random.default_rng(3)
    means = hits[rng.integers(0, len(hits), (1000, len(hits)))].mean(1)
    return float(hits.mean()), float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5)), len(hits)


class Judge:
    def __init__(self, served: Served, centre: dict[str, list[float]] | None):
        self.served = served
        self.centre = {side: np.float32(mean) for side, mean in centre.items()} if centre else None
        self.figures: Figures = {}

    def of(self, side: str, raw: np.ndarray) -> np.ndarray:
        return unit(unit(raw) - self.centre[side]) if self.centre else unit(raw)

    def images(self, pixels: np.ndarray) -> np.ndarray:
        return self.of("image", self.served.pictures(pixels))

    def texts(self, texts: list[str]) -> np.ndarray:
        return self.of("text", self.served.texts(texts))

    def add(self, name: str, hits: np.ndarray) -> None:
        self.figures[name] = interval(hits.astype(np.float64))
        mean, low, high, count = self.figures[name]
        print(f"{name:52s} {mean:.3f}  [{low:.3f}, {high:.3f}]  n={count}", flush=True)

    def recall(self, name: str, queries: list[str], keys: list[str], gallery: np.ndarray, gallery_keys: list[str], ranks=(1, 5, 10)) -> None:
        """A query hits where one of the first k pictures carries its key."""
        table = {key: i for i, key in enumerate(dict.fromkeys(gallery_keys))}
        owner = np.array([table[key] for key in gallery_keys])
        scores = self.texts(queries) @ gallery.T
        top = np.argsort(-scores, axis=1)[:, : max(ranks)]
        right = owner[top] == np.array([table.get(key, -1) for key in keys])[:, None]
        for k in ranks:
            self.add(f"{name} R@{k}", right[:, :k].any(1))

    def classify(self, name: str, vectors: np.ndarray, labels: list[str], prompts: dict[str, str], ranks=(1,)) -> None:
        classes = list(prompts)
        scores = vectors @ self.texts([prompts[label] for label in classes]).T
        top = np.argsort(-scores, axis=1)[:, : max(ranks)]
        truth = np.array([classes.index(label) for label in labels])
        for k in ranks:
            self.add(f"{name} top-{k} of {len(classes)}", (top[:, :k] == truth[:, None]).any(1))


def fashion(judge: Judge) -> None:
    rows = records("fashion")
    vectors = judge.images(pictures("fashion", judge.served.size))
    test = [i for i, row in enumerate(rows) if row["split"] == "test"]
    titles = [row["title"].lower() for row in rows]
    queries = sorted({titles[i] for i in test})
    judge.recall("fashion bucket 13, gallery 2,227", queries, queries, vectors[test], [titles[i] for i in test])
    judge.recall("fashion bucket 13, gallery all", queries, queries, vectors, titles)
    for facet, name in ((captions.KIND, "articleType"), (captions.COLOUR, "baseColour")):
        values = [captions.facets("fashion", row)[facet] for row in rows]
        known = [i for i in test if values[i]]
        judge.classify(f"fashion {name}", vectors[known], [values[i] for i in known], {value: value for value in sorted(set(values)) if value})


def held_back(judge: Judge) -> None:
    for name, ranks in (("clothing", (1,)), ("grocery", (1,)), ("objects", (1, 5))):
        rows = records(name)
        test = [i for i, row in enumerate(rows) if row["split"] == "test"]
        vectors = judge.images(np.asarray(pictures(name, judge.served.size)[test]))
        judge.classify(name, vectors, [rows[i]["title"] for i in test], {row["title"]: row["title"].lower() for row in rows}, ranks)


def judging_sets(judge: Judge) -> None:
    rows = records("retail")
    vectors = judge.images(pictures("retail", judge.served.size))
    luma = [i for i, row in enumerate(rows) if row["id"].startswith("luma")]
    others = [i for i, row in enumerate(rows) if not row["id"].startswith("luma") and not row.get("generated_picture")]
    for name, chosen in (("luma", luma), ("retail, other shops, photographs", others)):
        keys = {i: str(rows[i].get("family") or rows[i]["title"]).lower() for i in chosen}
        queries: dict[str, str] = {}
        for i in chosen:
            queries.setdefault(rows[i]["title"], keys[i])
        judge.recall(name, list(queries), list(queries.values()), vectors[chosen], [keys[i] for i in chosen])
    rows = records("imagenet-sample")
    names = [row["title"] for row in rows]
    judge.classify("imagenet-sample", judge.images(pictures("imagenet-sample", judge.served.size)), names, {name: name for name in names}, (1, 5))


def renders(judge: Judge) -> None:
    """Held-out renders: "colour material kind" must bring a picture with exactly these to the first place."""
    listing = RENDERS / "renders.jsonl"
    rows = [json.loads(line) for line in listing.read_text().splitlines()] if listing.exists() else []
    rows = [row for row in rows if row.get("heldout") and (RENDERS / row["file"]).exists()]
    if not rows:
        print("no held-out renders: skipped")
        return
    size = judge.served.size
    vectors = judge.images(np.stack([squash(Image.open(RENDERS / row["file"]).convert("RGB"), size) for row in rows]))
    values = [captions.facets("renders", row) for row in rows]
    parts = (captions.COLOUR, captions.MATERIAL, captions.KIND)
    keys = [" ".join(value[f] for f in parts if value[f]) for value in values]
    queries = sorted(set(keys))
    best = (judge.texts(queries) @ vectors.T).argmax(1)
    for facet in parts:
        wanted = {key: value[facet] for key, value in zip(keys, values)}
        judge.add(f"held-out renders, {captions.FACETS[facet]} right at 1", np.array([values[i][facet] == wanted[q] for q, i in zip(queries, best)]))
    judge.add("held-out renders, all right, P@1", np.array([keys[i] == q for q, i in zip(queries, best)]))
    kinds = [value[captions.KIND] for value in values]
    judge.classify("held-out renders, kind", vectors, kinds, {kind: kind for kind in sorted(set(kinds))})


def seed_catalogue(judge: Judge) -> None:
    """The shipped shop, by its pictures alone: do the best answers to its attribute queries meet the query's condition?"""
    specs = {spec["id"]: spec for spec in json.loads((REPO / "tools" / "render" / "seed-products.json").read_text())}
    folder = REPO / "seed-data"
    products = [json.loads(line) for line in (folder / "products.jsonl").read_text().splitlines()]
    for product in products:
        product["pictures"] = [name for name in product["pictures"] if (folder / "pictures" / name).exists()]
    products = [product for product in products if product["id"] in specs and product["pictures"]]
    queries = [json.loads(line) for line in (folder / "attribute-queries.jsonl").read_text().splitlines()]
    if not products:
        print("no seed pictures: skipped")
        return

    def meets(spec: dict, wanted: dict) -> bool:
        return all(spec.get(field) in (value if isinstance(value, list) else [value]) for field, value in wanted.items())

    pixels = [squash(decode((folder / "pictures" / name).read_bytes()), judge.served.size) for p in products for name in p["pictures"]]
    owners = np.array([i for i, p in enumerate(products) for _ in p["pictures"]])
    vectors = judge.images(np.stack(pixels))
    means = np.stack([vectors[owners == i].mean(0) for i in range(len(products))])
    answers = [(q, [meets(specs[p["id"]], q["relevant"]) for p in products]) for q in queries]
    answers = [(q, np.array(right)) for q, right in answers if any(right)]
    top = np.argsort(-(judge.texts([q["query"] for q, _ in answers]) @ means.T), axis=1)[:, :5]
    print(f"seed catalogue: {len(products)} of {len(specs)} products have a picture")
    judge.add("seed catalogue, attribute query, P@1", np.array([right[row[0]] for row, (_, right) in zip(top, answers)]))
    judge.add("seed catalogue, found in the first 5 of all that fit", np.array([right[row].sum() / min(5, right.sum()) for row, (_, right) in zip(top, answers)]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("--raw", action="store_true")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    centre = None if args.raw else json.loads((args.model / "centring.json").read_text())
    judge = Judge(Served(args.model), centre)
    fashion(judge)
    held_back(judge)
    judging_sets(judge)
    renders(judge)
    seed_catalogue(judge)
    if args.json:
        args.json.write_text(json.dumps(judge.figures, indent=1))


if __name__ == "__main__":
    main()
