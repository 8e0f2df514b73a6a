"""What a step of refine.py sees: stored features of pictures, titles, phrases and their facets, and the ways to ask for classes."""
import json
import random
import re

import numpy as np
import torch

import captions
import lexicon
from batches import REVIEW_SHARE, Part, Renders, class_names, neighbours, review_sentences, synonym_table, with_lexicon
from data import CACHE, DATA, TRAIN_SETS, records
from losses import reworded

SHARES = {"fashion": 0.56, "clothing": 0.05, "grocery": 0.06, "objects": 0.09, "renders": 0.24}
CLASS_FACETS = (captions.KIND, captions.COLOUR, captions.MATERIAL, captions.PATTERN, captions.GENDER)
PEOPLE = ("boys", "girls", "men", "women")
GARMENTS = "shirt,t-shirt,shoe,handbag,watch,top,dress,sandal,trousers,belt,jacket,cap,mug,chair,lamp,bag,sweater,skirt".split(",")
COLOURS = "black,white,blue,red,green,brown,pink,grey,yellow,purple,navy blue,beige".split(",")


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
        self.classes = [(s, names if f != captions.GENDER else list(PEOPLE), f) for s, names, f in class_names(self.parts, CLASS_FACETS)]
        families = {captions.COLOUR: captions.NEIGHBOURS, captions.KIND: captions.KIND_NEIGHBOURS}
        self.near = {facet: neighbours(self.facet_ids[facet], table) for facet, table in families.items()}

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
