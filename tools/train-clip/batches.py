"""What a training step sees: pictures with augmentation, titles, phrases, review sentences and their facets."""
import json
import random
import re

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

import captions
from data import CACHE, CACHE_PX, DATA, RENDERS, TRAIN_SETS, pictures, records, squash
from model import IMAGE_MEAN, IMAGE_STD

SHARES = {"fashion": 0.72, "clothing": 0.08, "grocery": 0.07, "objects": 0.13}
RENDER_SHARE = 0.3
RENDER_RUN = 4
REVIEW_SHARE = 0.06


class Part:
    """One set: pictures, titles (several per picture where the set has them), facets, teacher features."""

    def __init__(self, name: str, rows: list[dict], px: np.ndarray, teacher: np.ndarray | None, keys: np.ndarray):
        self.name, self.pixels, self.teacher, self.keys = name, px, teacher, keys
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
        """A pass over the set; renders come in runs of one kind, so that colour and material must tell them apart."""
        order = list(range(len(self.titles)))
        rng.shuffle(order)
        if self.name != "renders":
            return order
        order.sort(key=lambda i: self.facets[i][captions.KIND])
        runs = [order[start : start + RENDER_RUN] for start in range(0, len(order), RENDER_RUN)]
        rng.shuffle(runs)
        return [i for run in runs for i in run]


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

    def refresh(self) -> Part | None:
        listing = RENDERS / "renders.jsonl"
        if not listing.exists():
            return None
        for line in listing.read_text().splitlines():
            try:
                row = json.loads(line)
            except json.JSONDecodeError:
                continue
            path = RENDERS / row["file"]
            if row["file"] in self.seen or row.get("heldout") or not path.exists():
                continue
            self.seen.add(row["file"])
            row["captions"] = [text for text in [row.get("caption", ""), *row.get("captions", []), row.get("name", "")] if text]
            self.rows.append(row)
            self.pixels.append(squash(Image.open(path).convert("RGB"), CACHE_PX))
        if len(self.rows) < 200:
            return None
        return Part("renders", self.rows, np.stack(self.pixels), None, np.arange(len(self.rows)))


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


def augment(batch: torch.Tensor, px: int) -> torch.Tensor:
    """uint8 N x H x W x 3 -> normalised float N x 3 x px x px. Hue is left alone: colour words must stay true."""
    n = len(batch)
    x = batch.permute(0, 3, 1, 2).float().div_(255)
    scale = torch.exp(torch.empty(n).uniform_(-0.42, 0.2))
    aspect = torch.exp(torch.randn(n) * 0.1)
    angle = torch.randn(n) * 0.1 * (torch.rand(n) < 0.3)
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    sx, sy = scale * aspect, scale / aspect
    theta = torch.stack(
        [
            torch.stack([sx * torch.cos(angle) * flip, -sy * torch.sin(angle), (torch.rand(n) * 2 - 1) * (1.05 - sx).abs().clamp(0.05)], 1),
            torch.stack([sx * torch.sin(angle) * flip, sy * torch.cos(angle), (torch.rand(n) * 2 - 1) * (1.05 - sy).abs().clamp(0.05)], 1),
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


class Batcher:
    """Draws batches over all sets and keeps the facet vocabulary that the auxiliary heads are trained on."""

    def __init__(self, seed: int, facet_size: int):
        self.rng = random.Random(seed)
        self.parts = shared_parts()
        self.renders = Renders()
        self.reviews = review_sentences()
        self.synonyms = synonym_table()
        self.facet_ids: list[dict[str, int]] = [{"": 0} for _ in captions.FACETS]
        self.facet_size = facet_size
        self.title_ids: dict[str, int] = {}

    def ids(self, values: list[str]) -> list[int]:
        return [min(self.facet_ids[f].setdefault(value, len(self.facet_ids[f])), self.facet_size - 1) for f, value in enumerate(values)]

    def refresh(self) -> int:
        """Looks for new renders; returns how many take part."""
        part = self.renders.refresh()
        if part is not None:
            self.parts = [p for p in self.parts if p.name != "renders"] + [part]
        return len(self.renders.rows)

    def batch(self, size: int, render_share: float) -> dict:
        has_renders = any(part.name == "renders" for part in self.parts)
        kept = 1 - render_share if has_renders else 1.0
        pixels, titles, phrases, facets, named, title_ids, teacher, taught = [], [], [], [], [], [], [], []
        for part in self.parts:
            share = render_share if part.name == "renders" else SHARES[part.name] * kept
            for i in part.draw(round(share * size), self.rng):
                key = part.keys[i]
                values = part.facets[i]
                pixels.append(part.pixels[key])
                title = self.rng.choice(part.titles[i])
                text, used = captions.phrase(values, self.rng, self.synonyms)
                kind = values[captions.KIND]
                if kind in self.reviews and values[captions.GENDER] == "women" and self.rng.random() < 3 * REVIEW_SHARE:
                    text, used = self.rng.choice(self.reviews[kind]), [captions.KIND]
                titles.append(captions.noisy(title, self.rng, 0.12, 0.08))
                phrases.append(captions.noisy(text, self.rng, 0.0, 0.05))
                facets.append(self.ids(values))
                named.append([float(f in used) for f in range(len(captions.FACETS))])
                title_ids.append(self.title_ids.setdefault(title.lower(), len(self.title_ids)))
                row = part.teacher[key] if part.teacher is not None else None
                teacher.append(row if row is not None else np.zeros(1280, np.float16))
                taught.append(row is not None)
        return {
            "pixels": torch.from_numpy(np.stack(pixels)),
            "titles": titles,
            "phrases": phrases,
            "facets": torch.tensor(facets),
            "named": torch.tensor(named),
            "title_ids": torch.tensor(title_ids),
            "teacher": torch.from_numpy(np.stack(teacher)).float(),
            "taught": torch.tensor(taught),
        }

    def neighbours(self) -> torch.Tensor:
        """Colour id x colour id: True where one may be taken for the other, so that neither is a negative."""
        table = self.facet_ids[captions.COLOUR]
        near = torch.zeros(self.facet_size, self.facet_size, dtype=torch.bool)
        for one, i in table.items():
            for other, j in table.items():
                if other in captions.NEIGHBOURS.get(one, ()) and i < self.facet_size and j < self.facet_size:
                    near[i, j] = near[j, i] = True
        return near
