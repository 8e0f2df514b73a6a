"""Trains both towers; resumable, seeded, scheduled over a budget of minutes of wall-clock time.

    python train.py --minutes 75 --threads 1 [--run NAME]

State lies in .cache/train/<run>.pt (written every few minutes and at the end), the log in .cache/train/<run>.log.
"""
import argparse
import copy
import json
import os
import random
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import captions
import tokenizer
from batches import RENDER_SHARE, Batcher, augment
from data import CACHE, DATA, pictures, records
from model import CONTEXT, IMAGE_MEAN, IMAGE_STD, ImageTower, TextTower

FACET_SIZE = 512
TEACHER_DIMS = 256
STAGES = ((0.0, 64), (0.5, 80), (0.85, 96))


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--threads", type=int, default=0, help="0: two on a quiet machine, else one")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--run", default="small")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--start-progress", type=float, default=0.0)
    return parser.parse_args()


class Heads(nn.Module):
    """Used in training only: kind and colour classes, the teacher's features, temperatures."""

    def __init__(self, width: int):
        super().__init__()
        self.kind, self.colour = nn.Linear(width, FACET_SIZE), nn.Linear(width, FACET_SIZE)
        self.teacher = nn.Linear(width, TEACHER_DIMS)
        self.scales = nn.Parameter(torch.tensor([2.7, 2.3]))


def encode_texts(tower: TextTower, texts: list[str], words: tokenizer.Tokenizer, limit: int = CONTEXT) -> torch.Tensor:
    """Embeddings in the order of `texts`; texts of like length go together, so that little padding is computed."""
    rows = [encoding.ids[:limit] for encoding in words.encode_batch(texts)]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    parts = []
    for start in range(0, len(order), 128):
        group = [rows[i] for i in order[start : start + 128]]
        length = len(group[-1])
        ids = torch.tensor([row + [0] * (length - len(row)) for row in group])
        mask = torch.tensor([[1.0] * len(row) + [0.0] * (length - len(row)) for row in group])
        parts.append(tower(ids, mask))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back]


def contrast(images: torch.Tensor, texts: torch.Tensor, scale: torch.Tensor, positive: torch.Tensor, ignored: torch.Tensor) -> torch.Tensor:
    """Softmax contrastive loss in both directions with several positives; `ignored` pairs are left out.

    positive, ignored: texts x images, bool.
    """
    logits = (texts @ images.T) * scale
    logits = logits.masked_fill(ignored, -1e4)
    target = positive.float()
    loss = images.new_zeros(())
    for scores, wanted in ((logits, target), (logits.T, target.T)):
        rows = wanted.sum(1) > 0
        share = wanted[rows] / wanted[rows].sum(1, keepdim=True)
        loss = loss - (share * F.log_softmax(scores[rows], 1)).sum(1).mean()
    return loss / 2


def relations(facets: torch.Tensor, named: torch.Tensor, near: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(positive, ignored) for captions that name facets of their own picture against all pictures of the batch."""
    same = facets[:, None, :] == facets[None, :, :]
    unknown = facets[None, :, :] == 0
    compatible = same | unknown
    c = captions.COLOUR
    compatible[:, :, c] |= near[facets[:, c]][:, facets[:, c]]
    free = named[:, None, :] == 0
    positive = (same | free).all(2)
    return positive, (compatible | free).all(2) & ~positive


class Geometry:
    """The text vectors of a real CLIP for 1,568 names: their mutual cosines are a target for ours."""

    def __init__(self) -> None:
        folder = DATA / "teachers"
        self.names = [json.loads(line) for line in (folder / "clip-text-names.jsonl").read_text().splitlines()]
        vectors = torch.from_numpy(np.load(folder / "clip-text-vectors.npy").astype(np.float32))
        self.vectors = F.normalize(F.normalize(vectors, dim=1) - F.normalize(vectors, dim=1).mean(0), dim=1)

    def loss(self, tower: TextTower, words: tokenizer.Tokenizer, rng: random.Random, count: int = 128) -> torch.Tensor:
        chosen = rng.sample(range(len(self.names)), count)
        texts = [rng.choice([self.names[i]["name"], *self.names[i].get("synonyms", [])]) for i in chosen]
        definitions = [self.names[i].get("definition", "") for i in chosen]
        defined = [i for i, text in enumerate(definitions) if text][: count // 4]
        out = F.normalize(encode_texts(tower, texts + [definitions[i] for i in defined], words, 32).float(), dim=1)
        names, explained = out[:count], out[count:]
        wanted = self.vectors[chosen]
        off = ~torch.eye(count, dtype=torch.bool)
        gram = ((names @ names.T - wanted @ wanted.T)[off] ** 2).mean() * 20
        return gram + 0.3 * F.cross_entropy(explained @ names.T * 15, torch.tensor(defined))


def teacher_basis(batcher: Batcher) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and principal directions of the teacher's features."""
    sample = np.concatenate([part.teacher[np.sort(part.keys[:4000])] for part in batcher.parts if part.teacher is not None])
    x = torch.from_numpy(sample.astype(np.float32))
    mean = x.mean(0)
    _, values, vectors = torch.svd_lowrank(x - mean, q=TEACHER_DIMS, niter=3)
    return mean, vectors / (values / values[0]).sqrt()


@torch.no_grad()
def validate(image: ImageTower, text: TextTower, words: tokenizer.Tokenizer, px: int) -> str:
    """Title -> picture recall in the validation bucket (gallery: the bucket)."""
    image.eval(), text.eval()
    rows = records("fashion")
    keys = [i for i, row in enumerate(rows) if row["split"] == "val"]
    store = pictures("fashion")
    mean, std = torch.tensor(IMAGE_MEAN).view(3, 1, 1), torch.tensor(IMAGE_STD).view(3, 1, 1)
    vectors = []
    for start in range(0, len(keys), 128):
        x = torch.from_numpy(store[keys[start : start + 128]]).permute(0, 3, 1, 2).float() / 255
        x = F.interpolate(x, size=(px, px), mode="bilinear", antialias=True, align_corners=False)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors.append(image((x - mean) / std).float())
    gallery = F.normalize(torch.cat(vectors), dim=1)
    titles = [rows[i]["title"].lower() for i in keys]
    queries = sorted(set(titles))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        asked = torch.cat([encode_texts(text, queries[i : i + 256], words).float() for i in range(0, len(queries), 256)])
    order = (F.normalize(asked, dim=1) @ gallery.T).topk(10, 1).indices
    hits = torch.tensor([[titles[j] == query for j in row] for query, row in zip(queries, order.tolist())]).float().cummax(1).values
    return " ".join(f"R@{k} {hits[:, k - 1].mean():.3f}" for k in (1, 5, 10))


def main() -> None:
    args = options()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    words = tokenizer.load()
    image = ImageTower().to(memory_format=torch.channels_last)
    text = TextTower(words.get_vocab_size())
    heads = Heads(image.width)
    averaged = copy.deepcopy(nn.ModuleList([image, text])).requires_grad_(False)
    live = nn.ModuleList([image, text, heads])
    decayed = [p for p in live.parameters() if p.ndim > 1]
    plain = [p for p in live.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}], lr=args.rate, betas=(0.9, 0.98))
    batcher = Batcher(args.seed, FACET_SIZE)
    geometry = Geometry()
    state_path = CACHE / f"{args.run}.pt"
    log = open(CACHE / f"{args.run}.log", "a", buffering=1)
    step, spent, basis = 0, args.start_progress * args.minutes * 60, None
    if state_path.exists():
        state = torch.load(state_path, weights_only=False)
        live.load_state_dict(state["live"])
        averaged.load_state_dict(state["averaged"])
        optimiser.load_state_dict(state["optimiser"])
        batcher.facet_ids, basis, step = state["facet_ids"], state["basis"], state["step"]
        spent = max(spent, state["spent"])
    if basis is None and all(part.teacher is not None for part in batcher.parts):
        basis = teacher_basis(batcher)

    def save() -> None:
        state = {"live": live.state_dict(), "averaged": averaged.state_dict(), "optimiser": optimiser.state_dict(),
                 "facet_ids": batcher.facet_ids, "basis": basis, "step": step, "spent": spent}
        torch.save(state, state_path.with_suffix(".partial"))
        state_path.with_suffix(".partial").rename(state_path)

    budget = args.minutes * 60
    rng = random.Random(args.seed + step)
    torch.set_num_threads(args.threads or 1)
    renders, saved, checked, shown = batcher.refresh(), time.time(), time.time(), time.time()
    views, sums = 0, np.zeros(6)
    while spent < budget:
        started = time.time()
        progress = spent / budget
        px = [size for at, size in STAGES if at <= progress][-1]
        rate = args.rate * min(1, (step + 1) / 300) * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * progress)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        live.train()
        batch = batcher.batch(args.batch, min(RENDER_SHARE, 0.13 + renders / 8000))
        x = augment(batch["pixels"], px).contiguous(memory_format=torch.channels_last)
        n = len(x)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            pooled = image.features(x).float().mean((2, 3))
            vectors = F.normalize(image.project(pooled).float(), dim=1)
            asked = F.normalize(encode_texts(text, batch["titles"] + batch["phrases"], words, 32).float(), dim=1)
            kind, colour, taught = heads.kind(pooled).float(), heads.colour(pooled).float(), heads.teacher(pooled).float()
            meaning = geometry.loss(text, words, rng) if step % 4 == 0 else vectors.new_zeros(())
        same = batch["title_ids"][:, None] == batch["title_ids"][None, :]
        none = torch.zeros_like(same)
        scales = heads.scales.clamp(max=4.4).exp()
        by_title = contrast(vectors, asked[:n], scales[0], same, none)
        positive, ignored = relations(batch["facets"], batch["named"], batcher.neighbours())
        by_phrase = contrast(vectors, asked[n:], scales[1], positive, ignored)
        facets = batch["facets"]
        known_kind, known_colour = facets[:, captions.KIND] > 0, facets[:, captions.COLOUR] > 0
        classes = F.cross_entropy(kind[known_kind], facets[known_kind, captions.KIND]) + F.cross_entropy(
            colour[known_colour], facets[known_colour, captions.COLOUR])
        distilled = vectors.new_zeros(())
        if basis is not None and batch["taught"].any():
            rows = batch["taught"]
            wanted = (batch["teacher"][rows] - basis[0]) @ basis[1]
            distilled = (1 - F.cosine_similarity(taught[rows], wanted)).mean()
        loss = by_title + by_phrase + 0.3 * classes + 3.0 * distilled + meaning
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(live.parameters(), 2.0)
        optimiser.step()
        keep = min(0.998, (step + 1) / (step + 10))
        with torch.no_grad():
            for mine, theirs in zip(averaged.state_dict().values(), nn.ModuleList([image, text]).state_dict().values()):
                if mine.dtype.is_floating_point:
                    mine.lerp_(theirs, 1 - keep)
                else:
                    mine.copy_(theirs)
        step += 1
        views += n
        sums += [by_title.item(), by_phrase.item(), classes.item(), distilled.item(), meaning.item() * 4, loss.item()]
        spent += time.time() - started
        if step % 50 == 0:
            title, phrase, aux, teach, geo, total = sums / 50
            speed = views / (time.time() - shown)
            load = os.getloadavg()[0]
            log.write(f"{time.strftime('%H:%M:%S')} step {step} progress {progress:.3f} px {px} title {title:.3f} phrase {phrase:.3f} classes {aux:.3f} "
                      f"teacher {teach:.3f} geometry {geo:.3f} loss {total:.3f} {speed:.0f}/s threads {torch.get_num_threads()} load {load:.1f} renders {renders}\n")
            views, sums, shown = 0, np.zeros(6), time.time()
            if args.threads == 0:
                torch.set_num_threads(2 if load - torch.get_num_threads() < 0.5 else 1)
        if time.time() - saved > 150:
            renders = batcher.refresh()
            save()
            saved = time.time()
        if time.time() - checked > 400 or spent >= budget:
            log.write(f"{time.strftime('%H:%M:%S')} step {step} validation at {px + 16} px: {validate(averaged[0], averaged[1], words, px + 16)}\n")
            checked = shown = time.time()
            views = 0
    save()


if __name__ == "__main__":
    main()
