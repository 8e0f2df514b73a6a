"""What a training step sees: pictures with augmentation, titles, phrases, review sentences and their facets."""
import json
import random
import re

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

import captions
import lexicon
from data import CACHE, CACHE_PX, DATA, RENDERS, TRAIN_SETS, pictures, records, squash
from model import IMAGE_MEAN, IMAGE_STD

SHARES = {"fashion": 0.66, "clothing": 0.1, "grocery": 0.09, "objects": 0.15}
RENDER_SHARE = 0.22
RUN = 2
REVIEW_SHARE = 0.06
CROP_SHARE = 0.6
PALE = {"white", "off white", "cream", "ivory", "silver", "beige", "clear", "grey", "steel"}


class Part:
    """One set: pictures, titles (several per picture where the set has them), facets, teacher features of pictures and of crops."""

    def __init__(self, name: str, rows: list[dict], px: np.ndarray, teacher: np.ndarray | None, keys: np.ndarray):
        self.name, self.pixels, self.teacher, self.keys = name, px, teacher, keys
        self.boxes: np.ndarray | None = None
        self.crops: np.ndarray | None = None
        self.titles = [row.get("captions") or [row["title"]] for row in rows]
        self.facets = [captions.facets(name, row) for row in rows]
        self.order: list[int] = []

    def draw(self, count: int, rng: random.Random) -> list[int]:
        drawn: list[int] = []
        while len(drawn) < count:
            if not self.order:
                self.order = self.shuffled(rng)
            drawn.append(self.order.pop())
        return drawn

    def shuffled(self, rng: random.Random) -> list[int]:
        """A pass over the set; fashion and renders come in runs of one kind, so that colour, material and detail must tell them apart."""
        order = list(range(len(self.titles)))
        rng.shuffle(order)
        if self.name not in ("renders", "fashion"):
            return order
        order.sort(key=lambda i: (self.facets[i][captions.KIND], self.facets[i][captions.GENDER]))
        runs = [order[start : start + RUN] for start in range(0, len(order), RUN)]
        rng.shuffle(runs)
        return [i for run in runs for i in run]


    def load_crops(self) -> None:
        """Takes up the features of crops (crops.py) once they are there."""
        path = CACHE / f"crops-{self.name}.npz"
        if self.crops is None and path.exists():
            stored = np.load(path)
            self.boxes, self.crops = stored["boxes"], stored["features"]


def shared_parts() -> list[Part]:
    """The four photographic sets, training split only."""
    parts = []
    for name in TRAIN_SETS:
        rows = records(name)
        keys = np.array([i for i, row in enumerate(rows) if row["split"] == "train"])
        path = CACHE / f"teacher-{name}.npy"
        teacher = np.load(path, mmap_mode="r") if path.exists() else None
        parts.append(Part(name, [rows[i] for i in keys], pictures(name), teacher, keys))
    return parts


class Renders:
    """The growing set of own renders; heldout ones are skipped."""

    def __init__(self) -> None:
        self.rows: list[dict] = []
        self.pixels: list[np.ndarray] = []
        self.seen: set[str] = set()
        self.taught: list[np.ndarray] = []

    @staticmethod
    def lines() -> list[dict]:
        """Lines of all renders that may be trained on, with all their captions; a line that is being written is left out."""
        out = []
        for line in (RENDERS / "renders.jsonl").read_text().splitlines() if (RENDERS / "renders.jsonl").exists() else []:
            try:
                row = json.loads(line)
            except json.JSONDecodeError:
                continue
            if not row.get("heldout") and (RENDERS / row["file"]).exists():
                row["captions"] = [text for text in [row.get("caption", ""), *row.get("captions", []), row.get("name", "")] if text]
                out.append(row)
        return out

    def features(self) -> dict[str, np.ndarray]:
        """The teacher's features by file (teacher.py renders), as far as they are there."""
        path = CACHE / "teacher-renders.npz"
        if not path.exists():
            return {}
        stored = np.load(path)
        return dict(zip(stored["files"].tolist(), stored["features"]))

    def refresh(self) -> Part | None:
        features = self.features()
        for row in self.lines():
            if row["file"] in self.seen:
                continue
            self.seen.add(row["file"])
            self.taught.append(features.get(row["file"], np.zeros(1280, np.float16)))
            self.rows.append(row)
            self.pixels.append(squash(Image.open(RENDERS / row["file"]).convert("RGB"), CACHE_PX))
        if len(self.rows) < 200:
            return None
        return Part("renders", self.rows, np.stack(self.pixels), np.stack(self.taught), np.arange(len(self.rows)))


def review_sentences() -> dict[str, list[str]]:
    """Kind -> sentences of reviews on garments of that kind (reviews-womens has no pictures: the join is made up, by class)."""
    table: dict[str, list[str]] = {}
    for row in records("reviews-womens"):
        kind = captions.REVIEW_KINDS.get((row.get("category") or [""])[-1])
        if kind is None:
            continue
        for review in row["reviews"][:60]:
            for sentence in re.split(r"[.!?\n]+", f"{review.get('title', '')}. {review.get('text', '')}"):
                if 4 <= len(sentence.split()) <= 18:
                    table.setdefault(kind, []).append(sentence.strip().lower())
    return table


def synonym_table() -> dict[str, list[str]]:
    table = {word: others.split(",") for word, others in captions.SYNONYMS.items()}
    for line in (DATA / "teachers" / "clip-text-names.jsonl").read_text().splitlines():
        name = json.loads(line)
        others = [other for other in name.get("synonyms", []) if other != name["name"]]
        if others:
            table.setdefault(name["name"], []).extend(others)
    return table


def with_lexicon(table: dict[str, list[str]], nouns: set[str]) -> dict[str, list[str]]:
    """Adds WordNet's synonyms of the nouns that name one thing only."""
    if not lexicon.there():
        print("WordNet (npm install) is not there: no synonyms from it", flush=True)
        return table
    for noun in sorted(nouns):
        others = [other for other in lexicon.synonyms(noun) if other not in table.get(noun, [])]
        if others:
            table[noun] = table.get(noun, []) + others
    return table


def backgrounds(x: torch.Tensor, chosen: list[int]) -> None:
    """Replaces near-white pixels of some pictures (in place; 0 to 1) by a colour, a gradient or another picture of the batch."""
    for i in chosen:
        white = (x[i].amin(0) > 0.93).float()
        if white.mean() < 0.15:
            continue
        roll = random.random()
        ground = torch.rand(3, 1, 1).expand_as(x[i])
        if roll < 0.3:
            ground = ground * torch.linspace(random.uniform(0.4, 1), 1, x.shape[2])[:, None]
        elif roll < 0.7:
            ground = x[random.randrange(len(x))].clone()
        x[i] = x[i] * (1 - white) + ground * white


def augment(batch: torch.Tensor, px: int, boxes: torch.Tensor, replaceable: torch.Tensor) -> torch.Tensor:
    """uint8 N x H x W x 3 -> normalised float N x 3 x px x px. Hue is left alone: colour words must stay true.

    boxes: N x 4, a crop that the teacher has seen; zero width: any crop. replaceable: N, bool, a white background may be another.
    """
    n = len(batch)
    x = batch.permute(0, 3, 1, 2).float().div_(255)
    backgrounds(x, torch.nonzero(replaceable & (torch.rand(n) < 0.15)).flatten().tolist())
    scale = torch.exp(torch.empty(n).uniform_(-0.5, 0.2))
    aspect = torch.exp(torch.randn(n) * 0.1)
    angle = torch.randn(n) * 0.1 * (torch.rand(n) < 0.3)
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    sx, sy = scale * aspect, scale / aspect
    dx, dy = ((torch.rand(n) * 2 - 1) * (1.05 - s).abs().clamp(0.05) for s in (sx, sy))
    fixed = boxes[:, 0] > 0
    sx, sy = torch.where(fixed, boxes[:, 0], sx), torch.where(fixed, boxes[:, 1], sy)
    dx, dy = torch.where(fixed, boxes[:, 2], dx), torch.where(fixed, boxes[:, 3], dy)
    angle = torch.where(fixed, torch.zeros(n), angle)
    theta = torch.stack(
        [
            torch.stack([sx * torch.cos(angle) * flip, -sy * torch.sin(angle), dx], 1),
            torch.stack([sx * torch.sin(angle) * flip, sy * torch.cos(angle), dy], 1),
        ],
        1,
    )
    x = F.grid_sample(x, F.affine_grid(theta, (n, 3, px, px), align_corners=False), padding_mode="border", align_corners=False)
    soft = torch.nonzero(torch.rand(n) < 0.12).flatten()
    if len(soft):
        x[soft] = F.interpolate(F.interpolate(x[soft], size=px // 2, mode="area"), size=(px, px), mode="bilinear")
    light = torch.exp(torch.randn(n, 1, 1, 1) * 0.1)
    contrast = torch.exp(torch.randn(n, 1, 1, 1) * 0.1)
    x = ((x - 0.5) * contrast + 0.5) * light
    grainy = torch.nonzero(torch.rand(n) < 0.15).flatten()
    x[grainy] += torch.randn_like(x[grainy]) * torch.rand(len(grainy), 1, 1, 1) * 0.06
    x.clamp_(0, 1)
    for i in torch.nonzero(torch.rand(n) < 0.2).flatten().tolist():
        h, w = (random.randrange(px // 8, px // 3) for _ in range(2))
        top, left = random.randrange(px - h), random.randrange(px - w)
        x[i, :, top : top + h, left : left + w] = random.random()
    return (x - torch.tensor(IMAGE_MEAN).view(3, 1, 1)) / torch.tensor(IMAGE_STD).view(3, 1, 1)


def class_names(parts: list[Part], facets: tuple[int, ...]) -> list[tuple[int, list[str], int]]:
    """(index of the set, class names, facet): what pictures of a set are told apart by, where several values are known."""
    named = [(s, sorted({values[facet] for values in part.facets} - {""}), facet) for s, part in enumerate(parts) for facet in facets]
    return [entry for entry in named if len(entry[1]) > 1]


def neighbours(ids: dict[str, int], families: dict[str, set[str]]) -> torch.Tensor:
    """id x id of a facet: True where one value may be taken for the other, so that neither is a negative."""
    size = max(ids.values()) + 1
    near = torch.zeros(size, size, dtype=torch.bool)
    for one, i in ids.items():
        for other in families.get(one, ()):
            if other in ids:
                near[i, ids[other]] = near[ids[other], i] = True
    return near


class Batcher:
    """Draws batches over all sets and keeps the facet vocabulary that the auxiliary heads are trained on."""

    def __init__(self, seed: int):
        self.rng = random.Random(seed)
        self.parts = shared_parts()
        self.renders = Renders()
        self.reviews = review_sentences()
        self.synonyms = with_lexicon(synonym_table(), {values[captions.KIND] for part in self.parts for values in part.facets} - {""})
        self.facet_ids: list[dict[str, int]] = [{"": 0} for _ in captions.FACETS]
        self.title_ids: dict[str, int] = {}
        self.refresh()

    def ids(self, values: list[str]) -> list[int]:
        return [self.facet_ids[f].setdefault(value, len(self.facet_ids[f])) for f, value in enumerate(values)]

    def refresh(self) -> int:
        """Looks for new renders and crops; returns how many renders take part."""
        for part in self.parts:
            part.load_crops()
        part = self.renders.refresh()
        if part is not None:
            self.parts = [p for p in self.parts if p.name != "renders"] + [part]
        for part in self.parts:
            for values in part.facets:
                self.ids(values)
        self.classes = class_names(self.parts, (captions.KIND, captions.COLOUR))
        families = {captions.COLOUR: captions.NEIGHBOURS, captions.KIND: captions.KIND_NEIGHBOURS}
        self.near = {facet: neighbours(self.facet_ids[facet], table) for facet, table in families.items()}
        return len(self.renders.rows)

    def batch(self, size: int, render_share: float) -> dict:
        has_renders = any(part.name == "renders" for part in self.parts)
        kept = 1 - render_share if has_renders else 1.0
        out: dict[str, list] = {name: [] for name in ("pixels", "titles", "phrases", "facets", "named", "title_ids", "sets", "teacher", "taught", "boxes", "replaceable")}
        for set_id, part in enumerate(self.parts):
            share = render_share if part.name == "renders" else SHARES[part.name] * kept
            for i in part.draw(round(share * size), self.rng):
                key, values = part.keys[i], part.facets[i]
                text, used, negated = captions.phrase(values, self.rng, self.synonyms)
                kind = values[captions.KIND]
                if kind in self.reviews and values[captions.GENDER] == "women" and self.rng.random() < 3 * REVIEW_SHARE:
                    text, used, negated = self.rng.choice(self.reviews[kind]), [captions.KIND], []
                title = self.rng.choice(part.titles[i])
                box, row = np.zeros(4, np.float32), part.teacher[key] if part.teacher is not None else None
                if part.crops is not None and part.boxes is not None and self.rng.random() < CROP_SHARE:
                    k = self.rng.randrange(part.crops.shape[1])
                    box, row = part.boxes[key, k], part.crops[key, k]
                out["pixels"].append(part.pixels[key])
                out["titles"].append(captions.noisy(title, self.rng, 0.1, 0.08))
                out["phrases"].append(captions.noisy(text, self.rng, 0.0, 0.12))
                out["facets"].append(self.ids(values))
                out["named"].append([float(f in used) - float(f in negated) for f in range(len(captions.FACETS))])
                out["title_ids"].append(self.title_ids.setdefault(title.lower(), len(self.title_ids)))
                out["sets"].append(set_id)
                out["teacher"].append(row if row is not None else np.zeros(1280, np.float16))
                out["taught"].append(row is not None and bool(row.any()))
                out["boxes"].append(box)
                out["replaceable"].append(part.name == "fashion" and values[captions.COLOUR] not in PALE)
        tensors = {name: torch.tensor(out[name]) for name in ("facets", "named", "title_ids", "sets", "taught", "replaceable")}
        stacks = {name: torch.from_numpy(np.stack(out[name])) for name in ("pixels", "teacher", "boxes")}
        return {"titles": out["titles"], "phrases": out["phrases"], **tensors, **stacks, "teacher": stacks["teacher"].float()}
