"""Goes on with a shipped model's text tower and the linear map of its pictures; every other weight of the image tower stays.

    python features.py ../../models/concella-small
    python refine.py --minutes 50 [--run NAME] --out ../../.cache/models/refined

Pictures are features that were computed once (features.py), so a step costs the text tower only: ten times as many texts a minute as
train.py, with a gallery of thousands. Resumable like train.py. Validation: fashion's bucket 11.
"""
import argparse
import copy
import json
import random
import re
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import captions
import lexicon
import losses
import tokenizer
from batches import REVIEW_SHARE, Part, Renders, review_sentences, synonym_table, with_lexicon
from data import CACHE, DATA, TRAIN_SETS, records
from losses import Centre, Geometry, Queue, contrast, encode_texts, relations, reworded, wording_loss
from restore import projection, text_tower

FACET_SIZE = 512
SHARES = {"fashion": 0.56, "clothing": 0.05, "grocery": 0.06, "objects": 0.09, "renders": 0.24}
CLASS_FACETS = (captions.KIND, captions.COLOUR, captions.MATERIAL, captions.PATTERN, captions.GENDER)
DECAY_FROM = 0.4
GARMENTS = "shirt,t-shirt,shoe,handbag,watch,top,dress,sandal,trousers,belt,jacket,cap,mug,chair,lamp,bag,sweater,skirt".split(",")
COLOURS = "black,white,blue,red,green,brown,pink,grey,yellow,purple,navy blue,beige".split(",")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=Path("../../models/concella-small"))
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--titles", type=float, default=2.0, help="weight of titles; phrases weigh 1")
    parser.add_argument("--dropped", type=float, default=0.1, help="share of picture features left out at random")
    parser.add_argument("--run", default="refined")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def parts() -> list[Part]:
    """Training splits whose pixels are stored features, N x VIEWS x C."""
    out = []
    for name in TRAIN_SETS:
        rows = records(name)
        keys = np.array([i for i, row in enumerate(rows) if row["split"] == "train"])
        out.append(Part(name, [rows[i] for i in keys], np.load(CACHE / f"refine-{name}.npy", mmap_mode="r"), None, keys))
    stored = np.load(CACHE / "refine-renders.npz")
    features = dict(zip(stored["files"].tolist(), stored["features"]))
    rows = [row for row in Renders.lines() if row["file"] in features]
    out.append(Part("renders", rows, np.stack([features[row["file"]] for row in rows]), None, np.arange(len(rows))))
    return out


def review_pairs() -> list[list[str]]:
    """Sentences of different reviews of one garment, for each garment that has several reviews."""
    out = []
    for row in records("reviews-womens"):
        said = []
        for review in row["reviews"]:
            sentences = [s.strip().lower() for s in re.split(r"[.!?\n]+", review.get("text", "")) if 4 <= len(s.split()) <= 24]
            if sentences:
                said.append(" . ".join(sentences[:3]))
        if len(said) > 1:
            out.append(said)
    return out


def class_text(name: str, facet: int, rng: random.Random) -> str:
    """One way to ask for a class: the words alone, a phrase, or on a thing."""
    roll = rng.random()
    if facet == captions.COLOUR:
        return name if roll < 0.3 else f"{name} {rng.choice(('colour', 'color', 'product'))}" if roll < 0.5 else f"{name} {rng.choice(GARMENTS)}"
    if facet == captions.KIND:
        if roll < 0.75:
            return rng.choice(("{}", "{}", "a {}", "a photo of a {}", "{} product")).format(name)
        return f"{rng.choice(COLOURS)} {name}" if roll < 0.9 else f"{rng.choice(('men', 'women'))}'s {name}"
    if facet == captions.GENDER:
        return f"{name}'s {rng.choice(GARMENTS[:12])}" if roll < 0.5 else f"{rng.choice(GARMENTS[:12])} for {name}"
    if facet == captions.MATERIAL and roll < 0.3:
        return f"{rng.choice(('made of', 'in'))} {name}"
    return name if roll < 0.5 else f"{name} {rng.choice(GARMENTS)}"


def told(phrase: str, kind: str, reviews: dict[str, list[str]], definitions: dict[str, str], rng: random.Random) -> str:
    """A phrase as shops and customers put it: under a model's name that says nothing, or within a longer text on the same kind of thing."""
    roll = rng.random()
    if roll < 0.16 and lexicon.there():
        return f"{' '.join(rng.choices(lexicon.model_names(), k=rng.choice((1, 1, 2))))} {phrase}"
    if roll < 0.24 and kind in reviews:
        sentences = [phrase, *rng.choices(reviews[kind], k=rng.choice((1, 1, 2)))]
        rng.shuffle(sentences)
        return ". ".join(sentences)
    if roll < 0.27 and kind in definitions:
        return f"{phrase}. {definitions[kind]}"
    return phrase


class Drawn:
    """Draws steps: features of pictures, their titles, phrases and facets."""

    def __init__(self, seed: int):
        self.rng = random.Random(seed)
        self.parts = parts()
        self.reviews, self.pairs = review_sentences(), review_pairs()
        kinds = {values[captions.KIND] for part in self.parts for values in part.facets} - {""}
        self.synonyms = with_lexicon(synonym_table(), kinds)
        names = [json.loads(line) for line in (DATA / "teachers" / "clip-text-names.jsonl").read_text().splitlines()]
        self.definitions = {name: row["definition"] for row in names if row.get("definition") for name in [row["name"], *row.get("synonyms", [])]}
        self.facet_ids: list[dict[str, int]] = [{"": 0} for _ in captions.FACETS]
        self.title_ids: dict[str, int] = {}
        self.ids = [[[self.facet_ids[f].setdefault(value, len(self.facet_ids[f])) for f, value in enumerate(values)] for values in part.facets] for part in self.parts]
        self.classes = [(s, sorted({values[f] for values in part.facets} - {""}), f) for s, part in enumerate(self.parts) for f in CLASS_FACETS]
        self.classes = [entry for entry in self.classes if len(entry[1]) > 1 and (entry[2] != captions.GENDER or self.parts[entry[0]].name == "fashion")]
        self.classes = [(s, [n for n in names if f != captions.GENDER or n in ("men", "women", "boys", "girls")], f) for s, names, f in self.classes]
        families = {captions.COLOUR: captions.NEIGHBOURS, captions.KIND: captions.KIND_NEIGHBOURS}
        self.near = {facet: self.neighbours(facet, table) for facet, table in families.items()}

    def neighbours(self, facet: int, families: dict[str, set[str]]) -> torch.Tensor:
        table = self.facet_ids[facet]
        near = torch.zeros(FACET_SIZE, FACET_SIZE, dtype=torch.bool)
        for one, i in table.items():
            for other in families.get(one, ()):
                if other in table:
                    near[i, table[other]] = near[table[other], i] = True
        return near

    def batch(self, size: int) -> dict:
        rng = self.rng
        out: dict[str, list] = {name: [] for name in ("features", "titles", "phrases", "facets", "named", "title_ids", "sets")}
        for set_id, part in enumerate(self.parts):
            for i in part.draw(round(SHARES[part.name] * size), rng):
                values = part.facets[i]
                text, used, negated = captions.phrase(values, rng, self.synonyms)
                kind = values[captions.KIND]
                if kind in self.reviews and values[captions.GENDER] == "women" and rng.random() < 3 * REVIEW_SHARE:
                    text, used, negated = rng.choice(self.reviews[kind]), [captions.KIND], []
                elif (purposes := lexicon.glosses(kind) if lexicon.there() else []) and rng.random() < 0.08:
                    text, used, negated = rng.choice(purposes), [captions.KIND], []
                else:
                    text = told(text, kind, self.reviews, self.definitions, rng)
                title = rng.choice(part.titles[i])
                out["features"].append(part.pixels[part.keys[i], rng.randrange(part.pixels.shape[1])])
                said = captions.noisy(title, rng, 0.12, 0.1)
                out["titles"].append(reworded(said.lower(), rng) if rng.random() < 0.25 else said)
                out["phrases"].append(captions.noisy(text if rng.random() > 0.2 else reworded(text, rng), rng, 0.0, 0.12))
                out["facets"].append(self.ids[set_id][i])
                out["named"].append([float(f in used) - float(f in negated) for f in range(len(captions.FACETS))])
                out["title_ids"].append(self.title_ids.setdefault(title.lower(), len(self.title_ids)))
                out["sets"].append(set_id)
        tensors = {name: torch.tensor(out[name]) for name in ("facets", "named", "title_ids", "sets")}
        return {"titles": out["titles"], "phrases": out["phrases"], "features": torch.from_numpy(np.stack(out["features"])).float(), **tensors}


class Validation:
    """Bucket 11 of fashion: titles, kinds, colours (alone and with prompts), and how much of ten answers other words keep."""

    def __init__(self, words: tokenizer.Tokenizer):
        rows = records("fashion")
        keys = [i for i, row in enumerate(rows) if row["split"] == "val"]
        self.features = torch.from_numpy(np.load(CACHE / "refine-fashion.npy", mmap_mode="r")[keys, 0].astype(np.float32))
        self.titles = [rows[i]["title"].lower() for i in keys]
        self.facets = [captions.facets("fashion", rows[i]) for i in keys]
        self.words = words
        rng = random.Random(3)
        self.asked = sorted(set(self.titles))
        self.others = [reworded(title, rng) for title in self.asked]
        self.wrong = [captions.noisy(title, rng, 0.0, 1.0) for title in self.asked]

    @torch.no_grad()
    def figures(self, text: nn.Module, project: nn.Module) -> str:
        text.eval()

        def encode(texts: list[str]) -> torch.Tensor:
            return F.normalize(encode_texts(text, texts, self.words).float(), dim=1)

        unit = F.normalize(project(self.features), dim=1)
        gallery = F.normalize(unit - unit.mean(0), dim=1)
        queries = encode(self.asked)
        mean = queries.mean(0)
        scores = F.normalize(queries - mean, dim=1) @ gallery.T
        order = scores.topk(10, 1).indices
        hits = torch.tensor([[self.titles[j] == title for j in row] for title, row in zip(self.asked, order.tolist())]).float().cummax(1).values
        out = [f"R@{k} {hits[:, k - 1].mean():.3f}" for k in (1, 5, 10)]
        for name, texts in (("reworded", self.others), ("misspelt", self.wrong)):
            again = (F.normalize(encode(texts) - mean, dim=1) @ gallery.T).topk(10, 1).indices
            changed = [i for i, (a, b) in enumerate(zip(self.asked, texts)) if a != b]
            out.append(f"{name} {np.mean([len(set(order[i].tolist()) & set(again[i].tolist())) / 10 for i in changed]):.3f}")
        for facet in (captions.KIND, captions.COLOUR, captions.PATTERN, captions.MATERIAL):
            values = [row[facet] for row in self.facets]
            names = sorted(set(values) - {""})
            known = [j for j, value in enumerate(values) if value]
            prompts = ["{}", "{} colour", "{} product"] + [f"{{}} {garment}" for garment in GARMENTS[:10]] if facet == captions.COLOUR else ["{}", "a {}", "a photo of a {}", "{} product"]
            for label, forms in (("", ["{}"]), (" prompts", prompts)):
                classes = torch.stack([F.normalize(encode([form.format(name) for form in forms]) - mean, dim=1).mean(0) for name in names])
                best = (gallery[known] @ F.normalize(classes, dim=1).T).argmax(1)
                out.append(f"{captions.FACETS[facet]}{label} {np.mean([names[b] == values[j] for b, j in zip(best.tolist(), known)]):.3f}")
        return " ".join(out)


def main() -> None:
    args = options()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    torch.set_num_threads(1)
    losses.QUEUE = 6144
    words = tokenizer.load()
    text, project, centre, scales = text_tower(args.model), projection(args.model), Centre(), nn.Parameter(torch.tensor([3.2, 2.8, 3.0]))
    averaged = copy.deepcopy(nn.ModuleList([text, project])).requires_grad_(False)
    validation, drawn, geometry = Validation(words), Drawn(args.seed), Geometry()
    log = open(CACHE / f"{args.run}.log", "a", buffering=1)
    log.write(f"before: {validation.figures(averaged[0], averaged[1])}\n")
    live = nn.ModuleList([text, project, centre])
    weights = [p for p in live.parameters() if p.ndim > 1]
    plain = [p for p in live.parameters() if p.ndim <= 1] + [scales]
    optimiser = torch.optim.AdamW([{"params": weights, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}], lr=args.rate, betas=(0.9, 0.98))
    state_path = CACHE / f"{args.run}.pt"
    step, spent, seen = 0, 0.0, 0
    if state_path.exists():
        state = torch.load(state_path, weights_only=False)
        live.load_state_dict(state["live"])
        averaged.load_state_dict(state["averaged"])
        optimiser.load_state_dict(state["optimiser"])
        scales.data.copy_(state["scales"])
        step, spent, seen = state["step"], state["spent"], state["seen"]

    def save() -> None:
        state = {"live": live.state_dict(), "averaged": averaged.state_dict(), "optimiser": optimiser.state_dict(), "scales": scales.data,
                 "step": step, "spent": spent, "seen": seen}
        torch.save(state, state_path.with_suffix(".partial"))
        state_path.with_suffix(".partial").rename(state_path)

    rng = random.Random(args.seed + step)
    pictures_before, phrases_before = Queue(("vectors", "facets", "sets", "title_ids")), Queue(("vectors", "facets", "sets", "named"))
    titles_before = Queue(("vectors", "title_ids"))
    budget, checked, sums, shown = args.minutes * 60, time.time(), np.zeros(6), time.time()

    def classes_loss(vectors: torch.Tensor, batch: dict, scale: torch.Tensor) -> torch.Tensor:
        """Pictures among the names of their set's classes, as zero-shot classification asks."""
        chosen = [entry for entry in drawn.classes if (drawn.parts[entry[0]].name == "fashion") == (step % 4 == 0)]
        named = centre(encode_texts(text, [class_text(name, f, rng) for _, names, f in chosen for name in names], words, 16), 1, False)
        total, at = vectors.new_zeros(()), 0
        for set_id, names, facet in chosen:
            group, at = named[at : at + len(names)], at + len(names)
            table = torch.full((FACET_SIZE,), -1, dtype=torch.long)
            table[[drawn.facet_ids[facet][name] for name in names]] = torch.arange(len(names))
            wanted = torch.where(batch["sets"] == set_id, table[batch["facets"][:, facet]], -1)
            if (wanted >= 0).any():
                weight = 0.5 if facet in (captions.GENDER,) else 1.0
                total = total + weight * F.cross_entropy(vectors @ group.T * scale, wanted, ignore_index=-1, reduction="sum") / len(vectors)
        return total

    def reviews_loss() -> torch.Tensor:
        chosen = [rng.sample(said, 2) for said in rng.sample(drawn.pairs, 96)]
        out = centre(encode_texts(text, [pair[0] for pair in chosen] + [pair[1] for pair in chosen], words, 48), 1, False)
        return F.cross_entropy(out[:96] @ out[96:].T * 15, torch.arange(96))

    while spent < budget:
        started, progress = time.time(), spent / budget
        rate = args.rate * min(1, (step + 1) / 200) * min(1, 0.01 + 0.99 * (1 - progress) / (1 - DECAY_FROM))
        for group in optimiser.param_groups:
            group["lr"] = rate
        live.train()
        batch = drawn.batch(args.batch)
        n = len(batch["features"])
        scale = scales.clamp(max=4.6).exp()
        # Each of the smaller losses has its turns, so that a step costs no more than twice its titles and phrases.
        nothing = batch["features"].new_zeros(())
        vectors = centre(project(F.dropout(batch["features"], args.dropped)), 0, True)
        asked = centre(encode_texts(text, batch["titles"] + batch["phrases"], words, 48), 1, True)
        classes = classes_loss(vectors, batch, scale[2]) if step % 2 == 0 else nothing
        wording = wording_loss(text, words, rng, centre, [*batch["titles"], *batch["phrases"]], 256) if step % 2 == 1 else nothing
        meaning = geometry.loss(text, words, rng, centre) if step % 8 == 1 else 0.3 * reviews_loss() if step % 8 == 5 else nothing
        now = {name: batch[name] for name in ("facets", "sets", "title_ids", "named")}
        seen_pictures, seen_titles, seen_phrases = ({"vectors": v, **now} for v in (vectors, asked[:n], asked[n:]))
        all_pictures, all_titles, all_phrases = pictures_before.joined(seen_pictures), titles_before.joined(seen_titles), phrases_before.joined(seen_phrases)

        def by_name(queries: dict[str, torch.Tensor], gallery: dict[str, torch.Tensor]) -> torch.Tensor:
            same = queries["title_ids"][:, None] == gallery["title_ids"][None, :]
            return contrast(queries["vectors"], gallery["vectors"], scale[0], same, torch.zeros_like(same)) / 2

        by_title = by_name(seen_titles, all_pictures) + by_name(seen_pictures, all_titles)
        positive, ignored = relations(seen_phrases, all_pictures, drawn.near)
        by_phrase = contrast(asked[n:], all_pictures["vectors"], scale[1], positive, ignored) / 2
        positive, ignored = relations(all_phrases, seen_pictures, drawn.near)
        by_phrase = by_phrase + contrast(vectors, all_phrases["vectors"], scale[1], positive.T, ignored.T) / 2
        # a phrase finds the titles of products that it is true of: words beside words
        positive, ignored = relations(seen_phrases, seen_titles, drawn.near)
        by_phrase = by_phrase + contrast(asked[n:], asked[:n], scale[1], positive, ignored) / 3
        for queue, entry in ((pictures_before, seen_pictures), (titles_before, seen_titles), (phrases_before, seen_phrases)):
            queue.add(entry)
        loss = args.titles * by_title + by_phrase + 2 * classes + 2 * meaning + 0.5 * wording
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([*live.parameters(), scales], 2.0)
        optimiser.step()
        keep = min(0.996, (step + 1) / (step + 10))
        with torch.no_grad():
            for mine, theirs in zip(averaged.state_dict().values(), nn.ModuleList([text, project]).state_dict().values()):
                mine.lerp_(theirs, 1 - keep)
        step, seen = step + 1, seen + n
        sums += [by_title.item(), by_phrase.item(), classes.item() * 2, meaning.item() * 4, wording.item() * 2, loss.item()]
        spent += time.time() - started
        if step % 50 == 0:
            names = ("title", "phrase", "classes", "meaning", "wording", "loss")
            log.write(f"{time.strftime('%H:%M:%S')} step {step} progress {progress:.3f} {' '.join(f'{k} {v:.3f}' for k, v in zip(names, sums / 50))} "
                      f"{50 * n / (time.time() - shown):.0f}/s seen {seen} scales {scale.tolist()}\n")
            sums, shown = np.zeros(6), time.time()
        if time.time() - checked > 240 or spent >= budget:
            log.write(f"{time.strftime('%H:%M:%S')} step {step} validation {validation.figures(averaged[0], averaged[1])}\n")
            save()
            checked = shown = time.time()
    save()


if __name__ == "__main__":
    main()
