"""Goes on with a shipped model's text tower and the linear map of its pictures; every other weight of the image tower stays.

    python features.py ../../models/concella-small
    python refine.py --minutes 50 [--run NAME] --out ../../.cache/models/refined

Pictures are features that were computed once (features.py), so a step costs the text tower only: ten times as many texts a minute as
train.py, with a gallery of thousands. Resumable like train.py. Validation: fashion's bucket 11.
"""
import argparse
import copy
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import captions
import tokenizer
from data import CACHE
from drawn import Drawn, class_text
from losses import Centre, Contrasts, Geometry, among_classes, contrast, encode_texts, relations, wording_loss
from model import follow, store
from restore import projection, text_tower
from validation import Validation, stored_features

# Further negatives beside a batch; vectors of a picture change slowly when its features don't.
GALLERY = 6144
DECAY_FROM = 0.4


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


def main() -> None:
    args = options()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    torch.set_num_threads(1)
    words = tokenizer.load()
    text, project, centre, scales = text_tower(args.model), projection(args.model), Centre(), nn.Parameter(torch.tensor([3.2, 2.8, 3.0]))
    averaged = copy.deepcopy(nn.ModuleList([text, project])).requires_grad_(False)
    validation, drawn, geometry, contrasts = Validation(words), Drawn(args.seed), Geometry(), Contrasts(GALLERY)
    pictures = stored_features(validation.keys)
    log = open(CACHE / f"{args.run}.log", "a", buffering=1)
    log.write(f"before: {validation.figures(averaged[0], averaged[1](pictures))}\n")
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
        store({"live": live.state_dict(), "averaged": averaged.state_dict(), "optimiser": optimiser.state_dict(), "scales": scales.data,
               "step": step, "spent": spent, "seen": seen}, state_path)

    rng = random.Random(args.seed + step)
    budget, checked, sums, shown = args.minutes * 60, time.time(), np.zeros(6), time.time()

    def classes_loss(vectors: torch.Tensor, batch: dict, scale: torch.Tensor) -> torch.Tensor:
        chosen = [entry for entry in drawn.classes if (drawn.parts[entry[0]].name == "fashion") == (step % 4 == 0)]
        named = centre(encode_texts(text, [class_text(name, f, rng) for _, names, f in chosen for name in names], words, 16), 1, False)
        return among_classes(vectors, batch, named, chosen, drawn.facet_ids, scale, {captions.GENDER: 0.5})

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
        by_title, by_phrase = contrasts.losses(vectors, asked[:n], asked[n:], batch, scale, drawn.near, remember=True)
        # a phrase finds the titles of products that it is true of: words beside words
        positive, ignored = relations(batch, batch, drawn.near)
        by_phrase = by_phrase + contrast(asked[n:], asked[:n], scale[1], positive, ignored) / 3
        loss = args.titles * by_title + by_phrase + 2 * classes + 2 * meaning + 0.5 * wording
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([*live.parameters(), scales], 2.0)
        optimiser.step()
        follow(averaged, nn.ModuleList([text, project]), step, 0.996)
        step, seen = step + 1, seen + n
        sums += [by_title.item(), by_phrase.item(), classes.item() * 2, meaning.item() * 4, wording.item() * 2, loss.item()]
        spent += time.time() - started
        if step % 50 == 0:
            names = ("title", "phrase", "classes", "meaning", "wording", "loss")
            log.write(f"{time.strftime('%H:%M:%S')} step {step} progress {progress:.3f} {' '.join(f'{k} {v:.3f}' for k, v in zip(names, sums / 50))} "
                      f"{50 * n / (time.time() - shown):.0f}/s seen {seen} scales {scale.tolist()}\n")
            sums, shown = np.zeros(6), time.time()
        if time.time() - checked > 240 or spent >= budget:
            log.write(f"{time.strftime('%H:%M:%S')} step {step} validation {validation.figures(averaged[0], averaged[1](pictures))}\n")
            save()
            checked = shown = time.time()
    save()


if __name__ == "__main__":
    main()
