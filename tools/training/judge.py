"""The figures that an encoder is chosen by, for any encoder: functions from texts and from (set, records) to unit vectors.

    python judge.py --model FOLDER                # an exported model as it is served: centred where it ships means
    python judge.py --run NAME [--more .6] [--dimension 256] [--centred]
"""
import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

import data
import features
import judge_texts
import wording

Vectors = Callable[[list[str]], np.ndarray]
Seen = Callable[[str, list[int], "int | str"], np.ndarray | None]


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)


def recall(scores: np.ndarray, keys: list[str], of: list[str], ranks: tuple[int, ...]) -> list[float]:
    """scores [queries, products]: the share of queries of which a product with their key is among the first k."""
    table = {k: i for i, k in enumerate(dict.fromkeys(of))}
    owner = np.array([table[k] for k in of])
    top = np.argsort(-scores, axis=1, kind="stable")[:, : max(ranks)]
    right = owner[top] == np.array([table.get(k, -1) for k in keys])[:, None]
    return [float(right[:, :k].any(1).mean()) for k in ranks]


def alignment(pictures: np.ndarray, titles: np.ndarray, kinds: list[str], within: bool = False) -> float:
    """AUC: a picture with its own title against the title of a product of another kind (or of the same one)."""
    rng = np.random.default_rng(1)
    own, other = (pictures * titles).sum(1), []
    kind = np.array(kinds)
    for i in range(len(kind)):
        pool = np.flatnonzero((kind == kind[i]) if within else (kind != kind[i]))
        pool = pool[pool != i]
        if len(pool):
            other.append(float(pictures[i] @ titles[rng.choice(pool)]))
    other = np.sort(other)
    return float((np.searchsorted(other, own, "left") / len(other)).mean())


def there(seen: Seen, set_name: str, rows: list[int]) -> tuple[list[dict], np.ndarray]:
    """The records whose pictures are computed, and their vectors."""
    vectors = seen(set_name, rows, 0)
    if vectors is None:
        return [], np.empty((0, 1), np.float32)
    keep = np.flatnonzero(~np.isnan(vectors[:, 0]))
    return [data.records(set_name)[rows[i]] for i in keep], vectors[keep]


def fashion(texts: Vectors, seen: Seen, bucket: int) -> dict[str, float]:
    records, pictures = there(seen, "fashion", judge_texts.held_back(bucket))
    if not records:
        return {}
    own = [record["title"].lower() for record in records]
    queries = list(dict.fromkeys(own))
    out = dict(zip(("R@1", "R@10"), recall(texts(queries) @ pictures.T, queries, own, (1, 10))))
    for what, value in (("kind", wording.kind), ("colour", wording.colour)):
        names = sorted({value(record) for record in records} - {""})
        at = (pictures @ texts(names).T).argmax(1)
        out[what] = float(np.mean([names[a] == value(record) for a, record in zip(at, records)]))
    return out


def shop(texts: Vectors, seen: Seen, name: str) -> dict[str, float]:
    records, pictures = there(seen, *judge_texts.shops()[name])
    if not records:
        return {}
    titles = texts([record["title"].lower() for record in records])
    keys, kinds = [judge_texts.key(record) for record in records], [wording.kind(record) for record in records]
    out = dict(zip(("R@1", "R@5", "R@10"), recall(titles @ pictures.T, keys, keys, (1, 5, 10))))
    out["AUC"] = alignment(pictures, titles, kinds)
    out["AUC within"] = alignment(pictures, titles, kinds, within=True)
    names = sorted(set(kinds))
    top = np.argsort(-(pictures @ texts(names).T), axis=1)[:, :5]
    truth = np.array([names.index(kind) for kind in kinds])
    out["category"], out["category top-5"] = float((top[:, 0] == truth).mean()), float((top == truth[:, None]).any(1).mean())
    return out


def imagenet(texts: Vectors, seen: Seen) -> dict[str, float]:
    records, pictures = there(seen, "imagenet-sample", list(range(len(data.records("imagenet-sample")))))
    if not records:
        return {}
    first = [names[0].lower() for names in wording.class_names()]
    scores = pictures @ texts(first).T
    return dict(zip(("top-1", "top-5"), recall(scores, [record["title"].split(",")[0].lower() for record in records], first, (1, 5))))


def words(texts: Vectors) -> dict[str, dict[str, float]]:
    out = {}
    for name, (queries, keys, passages, of) in judge_texts.passages().items():
        out[name] = dict(zip(("R@1", "R@10"), recall(texts(queries) @ texts(passages).T, keys, of, (1, 10))))
    return out


def as_taken(seen: Seen, kinds: tuple[str, ...]) -> dict[str, float]:
    """A changed picture, every fourth of `retail`, finds its own among all photographs: R@1."""
    whole = judge_texts.shops()["luma"][1] + judge_texts.shops()["retail, other shops"][1]
    gallery, out = seen("retail", whole, 0), {}
    if gallery is None:
        return out
    for kind in kinds:
        changed = seen("retail", whole[::4], kind)
        if changed is not None:
            asked = [4 * i for i in range(len(changed)) if not np.isnan(changed[i, 0])]
            out[kind] = recall(changed[~np.isnan(changed[:, 0])] @ gallery.T, [str(i) for i in asked], [str(i) for i in range(len(whole))], (1,))[0]
    return out


def validation(texts: Vectors, seen: Seen) -> dict[str, dict[str, float]]:
    """What is chosen by: fashion bucket 11 and the held-back parts of the broad sets."""
    out = {"fashion 11": fashion(texts, seen, data.VALIDATION_BUCKET)}
    parts = [there(seen, name, rows) for name, rows in judge_texts.broad_held_back().items()]
    titles = [record["title"].lower() for records, _ in parts for record in records]
    if not titles:
        return out
    pictures = np.concatenate([vectors for records, vectors in parts if records])
    out["broad held back"] = dict(zip(("R@1", "R@10"), recall(texts(titles) @ pictures.T, titles, titles, (1, 10))))
    return out


def report(texts: Vectors, seen: Seen) -> dict[str, dict[str, float]]:
    import views

    out = validation(texts, seen)
    out["fashion 13"] = fashion(texts, seen, data.TEST_BUCKET)
    for name in judge_texts.shops():
        out[name] = shop(texts, seen, name)
    out["imagenet names"] = imagenet(texts, seen)
    out.update(words(texts))
    out["as taken"] = as_taken(seen, views.KINDS)
    return out


def shown(figures: dict[str, dict[str, float]]) -> str:
    return "\n".join(f"{name:38s} " + "  ".join(f"{k} {v:.3f}" for k, v in values.items()) for name, values in figures.items())


class Folder:
    """A model folder as it is served, each picture decoded and squashed anew."""

    def __init__(self, folder: Path):
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.manifest = json.loads((folder / "manifest.json").read_text())
        self.image = onnxruntime.InferenceSession(folder / self.manifest["image"]["file"], options)
        self.text = onnxruntime.InferenceSession(folder / self.manifest["text"]["file"], options)
        self.tokenizer = Tokenizer.from_file(str(folder / self.manifest["text"]["tokenizer"]))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(64)
        centring = self.manifest.get("centring")
        self.centre = {side: np.float32(mean) for side, mean in json.loads((folder / centring["file"]).read_text()).items()} if centring else {"image": np.float32(0), "text": np.float32(0)}
        self.known: dict[str, np.ndarray] = {}

    def texts(self, texts: list[str]) -> np.ndarray:
        told = self.manifest["text"]
        new = sorted((text for text in dict.fromkeys(texts) if text not in self.known), key=len)
        for at in range(0, len(new), 16):
            rows = [self.tokenizer.encode(text).ids for text in new[at : at + 16]]
            ids = np.full((len(rows), max(map(len, rows))), told["padId"], np.int64)
            mask = np.zeros_like(ids)
            for i, row in enumerate(rows):
                ids[i, : len(row)], mask[i, : len(row)] = row, 1
            self.known.update(zip(new[at : at + 16], self.text.run([told["output"]], {told["ids"]: ids, told["mask"]: mask})[0]))
        return unit(unit(np.stack([self.known[text] for text in texts])) - self.centre["text"])

    def seen(self, set_name: str, rows: list[int], view: int | str) -> np.ndarray | None:
        if not rows:
            return None
        told, out = self.manifest["image"], []
        mean, std = np.float32(told["mean"]), np.float32(told["std"])
        for at in range(0, len(rows), 8):
            pixels = np.stack([features.seen(set_name, i, 0, told["size"], view or None) for i in rows[at : at + 8]])
            batch = np.ascontiguousarray(((pixels.astype(np.float32) / 255 - mean) / std).transpose(0, 3, 1, 2))
            out.append(self.image.run([told["output"]], {told["input"]: batch})[0])
        return unit(unit(np.concatenate(out)) - self.centre["image"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path)
    parser.add_argument("--run")
    parser.add_argument("--more", type=float, default=0.0)
    parser.add_argument("--dimension", type=int)
    parser.add_argument("--centred", action="store_true")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    if args.model:
        folder = Folder(args.model)
        figures = report(folder.texts, folder.seen)
    else:
        import trained

        figures = report(*trained.encoder(args.run, args.more, args.dimension, args.centred))
    print(shown(figures))
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
