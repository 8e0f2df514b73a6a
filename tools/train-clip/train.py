"""Trains both towers; resumable, seeded, scheduled over a budget of minutes of wall-clock time.

    python train.py --minutes 75 --threads 1 [--run NAME]

State lies in .cache/train/<run>.pt (written every few minutes and at the end), the log in .cache/train/<run>.log.
"""
import argparse
import copy
import os
import random
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import tokenizer
from batches import RENDER_SHARE, Batcher, augment
from data import CACHE, pictures
from losses import Centre, Contrasts, Geometry, among_classes, class_texts, encode_texts, wording_loss
from model import IMAGE_MEAN, IMAGE_STD, ImageTower, TextTower, follow, store
from validation import Validation

GALLERY = 1024
TEACHER_DIMS = 256
STAGES = ((0.0, 64), (0.7, 96))
DECAY_FROM = 0.55
TITLES = 2.5


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--threads", type=int, default=0, help="0: two on a quiet machine, else one")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--run", default="small")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--start-from", default="", help="run whose averaged weights a new run begins with")
    return parser.parse_args()


class Heads(nn.Module):
    """Used in training only: the teacher's features, temperatures (titles, phrases, classes)."""

    def __init__(self, width: int):
        super().__init__()
        self.teacher = nn.Linear(width, TEACHER_DIMS)
        self.scales = nn.Parameter(torch.tensor([2.7, 2.3, 2.7]))


def teacher_basis(batcher: Batcher) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and principal directions of the teacher's features."""
    sample = np.concatenate([part.teacher[np.sort(part.keys[:4000])] for part in batcher.parts if part.teacher is not None])
    x = torch.from_numpy(sample.astype(np.float32))
    mean = x.mean(0)
    _, values, vectors = torch.svd_lowrank(x - mean, q=TEACHER_DIMS, niter=3)
    return mean, vectors / (values / values[0]).sqrt()


@torch.no_grad()
def embedded(image: ImageTower, keys: list[int], px: int) -> torch.Tensor:
    """Embeddings of fashion pictures, N x 256."""
    image.eval()
    all_pictures = pictures("fashion")
    mean, std = torch.tensor(IMAGE_MEAN).view(3, 1, 1), torch.tensor(IMAGE_STD).view(3, 1, 1)
    vectors = []
    for start in range(0, len(keys), 128):
        x = torch.from_numpy(all_pictures[keys[start : start + 128]]).permute(0, 3, 1, 2).float() / 255
        x = F.interpolate(x, size=(px, px), mode="bilinear", antialias=True, align_corners=False)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors.append(image((x - mean) / std).float())
    return torch.cat(vectors)


def main() -> None:
    args = options()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    words = tokenizer.load()
    image = ImageTower().to(memory_format=torch.channels_last)
    text = TextTower(words.get_vocab_size())
    heads, centre = Heads(image.width), Centre()
    state_path = CACHE / f"{args.run}.pt"
    fresh = not state_path.exists()
    if args.start_from and fresh:
        state = torch.load(CACHE / f"{args.start_from}.pt", weights_only=False)
        nn.ModuleList([image, text]).load_state_dict(state["averaged"])
    averaged = copy.deepcopy(nn.ModuleList([image, text])).requires_grad_(False)
    live = nn.ModuleList([image, text, heads, centre])
    decayed = [p for p in live.parameters() if p.ndim > 1]
    plain = [p for p in live.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}], lr=args.rate, betas=(0.9, 0.98))
    batcher = Batcher(args.seed)
    geometry, contrasts, validation = Geometry(), Contrasts(GALLERY), Validation(words)
    log = open(CACHE / f"{args.run}.log", "a", buffering=1)
    step, spent, seen, basis = 0, 0.0, 0, None
    if not fresh:
        state = torch.load(state_path, weights_only=False)
        live.load_state_dict(state["live"])
        averaged.load_state_dict(state["averaged"])
        optimiser.load_state_dict(state["optimiser"])
        batcher.facet_ids, basis, step = state["facet_ids"], state["basis"], state["step"]
        spent, seen = state["spent"], state["seen"]
    if basis is None:
        basis = teacher_basis(batcher)

    def save() -> None:
        store({"live": live.state_dict(), "averaged": averaged.state_dict(), "optimiser": optimiser.state_dict(),
               "facet_ids": batcher.facet_ids, "basis": basis, "step": step, "spent": spent, "seen": seen}, state_path)

    budget = args.minutes * 60
    rng = random.Random(args.seed + step)
    torch.set_num_threads(args.threads or 1)
    renders, saved, checked, shown = batcher.refresh(), time.time(), time.time(), time.time()
    views, sums = 0, np.zeros(6)
    while spent < budget:
        started = time.time()
        progress = spent / budget
        px = [size for at, size in STAGES if at <= progress][-1]
        rate = args.rate * min(1, (step + 1) / 300) * min(1, 0.02 + 0.98 * (1 - progress) / (1 - DECAY_FROM))
        for group in optimiser.param_groups:
            group["lr"] = rate
        live.train()
        batch = batcher.batch(args.batch, RENDER_SHARE)
        x = augment(batch["pixels"], px, batch["boxes"], batch["replaceable"]).contiguous(memory_format=torch.channels_last)
        n = len(x)
        scales = heads.scales.clamp(max=4.4).exp()
        chosen = [entry for entry in batcher.classes if (batcher.parts[entry[0]].name == "fashion") == (step % 5 < 3)]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            pooled = image.features(x).float().mean((2, 3))
            vectors = centre(image.project(pooled), 0, True)
            asked = centre(encode_texts(text, batch["titles"] + batch["phrases"], words, 32), 1, True)
            taught = heads.teacher(pooled).float()
            named = [name for _, names, facet in chosen for name in class_texts(names, facet, rng)]
            named = centre(encode_texts(text, named, words, 16), 1, False)
            classes = among_classes(vectors, batch, named, chosen, batcher.facet_ids, scales[2], {})
            meaning = geometry.loss(text, words, rng, centre) if step % 4 == 0 else vectors.new_zeros(())
            if step % 4 == 2:
                meaning = wording_loss(text, words, rng, centre, batch["phrases"])
        by_title, by_phrase = contrasts.losses(vectors, asked[:n], asked[n:], batch, scales, batcher.near, remember=step >= 100)
        distilled = vectors.new_zeros(())
        if basis is not None:
            rows = batch["taught"]
            wanted = (batch["teacher"][rows] - basis[0]) @ basis[1]
            distilled = (1 - F.cosine_similarity(taught[rows], wanted)).mean()
        loss = TITLES * by_title + by_phrase + classes + 3.0 * distilled + meaning
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(live.parameters(), 2.0)
        optimiser.step()
        follow(averaged, nn.ModuleList([image, text]), step, 0.998)
        step += 1
        views += n
        seen += n
        sums += [by_title.item(), by_phrase.item(), classes.item(), distilled.item(), meaning.item() * 2, loss.item()]
        spent += time.time() - started
        if step % 50 == 0:
            title, phrase, aux, teach, geo, total = sums / 50
            speed = views / (time.time() - shown)
            load = os.getloadavg()[0]
            log.write(f"{time.strftime('%H:%M:%S')} step {step} progress {progress:.3f} px {px} title {title:.3f} phrase {phrase:.3f} classes {aux:.3f} "
                      f"teacher {teach:.3f} geometry {geo:.3f} loss {total:.3f} {speed:.0f}/s seen {seen} threads {torch.get_num_threads()} load {load:.1f} renders {renders}\n")
            views, sums, shown = 0, np.zeros(6), time.time()
            if args.threads == 0:
                torch.set_num_threads(2 if load - torch.get_num_threads() < 0.7 else 1)
        if time.time() - saved > 150:
            renders = batcher.refresh()
            save()
            saved = time.time()
        if time.time() - checked > 600 or spent >= budget:
            log.write(f"{time.strftime('%H:%M:%S')} step {step} validation at {px + 16} px: {validation.figures(averaged[1], embedded(averaged[0], validation.keys, px + 16))}\n")
            checked = shown = time.time()
            views = 0
    save()


if __name__ == "__main__":
    main()
