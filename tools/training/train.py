"""Stages `frozen` and `tuned`: both sides into one space.

    python train.py --run frozen --epochs 8                                                        # maps alone, on computed features
    python train.py --run tuned --start-from frozen --epochs 3 --tail --text-layers 3 --views 3     # the towers' last blocks too

Resumable: start it again with the same arguments. `--epochs` fixes the schedule; the seed fixes the order.
"""
import argparse
import copy
import math
import random
import time

import numpy as np
import torch
from torch.nn import functional as F

import data
import pictures
import wording
from efficientnet import FEATURES, Lite, two_depths
from space import Bags, Space, sentences, upper_layers
from texts import Texts
from trained import run_path

WEIGHTS = {"teacher": 0.3, "made": 0.3, "kind": 0.2, "colour": 0.2, "names": 100.0, "public": 30.0, "classifier": 0.5}
SAVED_EVERY = 120.0  # seconds
LABELS_EVERY = 100  # steps, where the text tower is tuned


def vocabulary(texts: Texts, training: pictures.Training) -> list[int]:
    """Tokens of the captions and of the class names; not of the glosses, whose words are never weighed."""
    said = {text for name, row in training.items for text in captions_of(name, data.records(name)[row])}
    said.update(text for group in wording.class_texts() for text in group[:2])
    return sorted({int(token) for text in said if text in texts.at for token in texts.tokens(texts.at[text])})


def captions_of(name: str, record: dict) -> list[str]:
    return [text for text in (record["title"].lower(), *wording.others(name, record), wording.kind(record), wording.colour(record)) if text]


class Trainer:
    def __init__(self, args: argparse.Namespace):
        self.args, self.rng = args, random.Random(args.seed)
        torch.manual_seed(args.seed)
        self.texts = Texts()
        self.training = pictures.Training(args.tower, args.px, args.views, data.limits(args.limit))
        self.items = self.training.items
        net = Lite(args.tower, args.px).eval()
        zeros = [0] * len(self.items)
        self.logits = torch.from_numpy(self.training.stack("logits", self.items, zeros))
        self.teacher = self.logits.softmax(1)
        self.features = torch.from_numpy(self.training.stack("features", self.items, zeros))
        mean = self.features.mean(0)
        scale = torch.cat([(part - part.mean(0)).std().expand(part.shape[1]) for part in (self.features[:, :FEATURES], self.features[:, FEATURES:])])
        tail = net.tail if args.tail else None
        start = torch.load(run_path(args.start_from), weights_only=True)["averaged"] if args.start_from else None
        # The words of the run that it starts from keep their rows.
        words = (start["text.slot"] > 0).nonzero().flatten().tolist() if start else vocabulary(self.texts, self.training)
        self.space = Space(words, mean, scale, upper_layers(args.text_layers), tail, net.classifier)
        self.bags = Bags(self.texts, self.space.text.slot)
        self.cut_scale = torch.from_numpy(pictures.scale_of(args.tower, args.px))[:, None, None]
        self.made, self.made_logits = self.class_vectors(net.classifier)
        self.vector = torch.from_numpy(self.texts.vector)
        groups = wording.class_texts()
        self.label_rows = [self.texts.rows(group) for group in groups]
        self.label_bag = self.bags.of([self.texts.at[names[0].lower()] for names in wording.class_names()])
        self.label_sentence = self.sentences_of_labels(frozen=True)
        self.geometry = self.label_sentence @ self.label_sentence.T
        self.public = self.texts.rows([text for text in wording.public_texts() if text in self.texts.at])
        self.kinds = self.texts.rows([wording.kind(data.records(name)[row]) for name, row in self.items])
        self.colours = [self.texts.at[c] if (c := wording.colour(data.records(name)[row])) else -1 for name, row in self.items]
        self.started_tuned = False
        if start:
            self.space.load_state_dict({**self.space.state_dict(), **{k: v for k, v in start.items() if k in self.space.state_dict()}})
            self.started_tuned = any(k.startswith("upper.") for k in start)
        self.averaged = copy.deepcopy(self.space).eval()

    def class_vectors(self, classifier: torch.nn.Linear) -> tuple[torch.Tensor, torch.Tensor]:
        """A made feature vector for each class: the mean, moved along the classifier's own weights; the mean alone in the second depth."""
        pooled, weight = self.features[:, :FEATURES], classifier.weight.detach()
        mean, w = pooled.mean(0), weight - weight.mean(0)
        made = torch.relu(mean + (pooled - mean).norm(dim=1).median() * w / w.norm(dim=1, keepdim=True))
        return torch.cat([made, self.features[:, FEATURES:].mean(0).expand(len(made), -1)], 1), (made @ weight.T + classifier.bias).detach()

    def sentence(self, rows: list[int]) -> torch.Tensor:
        """MiniLM's sentence vectors, through the tuned layers where there are any."""
        if self.space.upper is None:
            return self.vector[rows]
        return sentences(self.space.upper, *self.texts.states(rows))

    def told(self, rows: list[int], drop: float = 0.0) -> torch.Tensor:
        return F.normalize(self.space.text(F.dropout(self.sentence(rows), drop, True) if drop else self.sentence(rows), self.bags.of(rows)), dim=1)

    @torch.no_grad()
    def sentences_of_labels(self, frozen: bool = False) -> torch.Tensor:
        flat = [row for rows in self.label_rows for row in rows]
        vectors = self.vector[flat] if frozen else torch.cat([self.sentence(flat[at : at + 128]) for at in range(0, len(flat), 128)])
        sizes = [len(rows) for rows in self.label_rows]
        return F.normalize(torch.stack([part.mean(0) for part in vectors.split(sizes)]), dim=1)

    def labels(self) -> torch.Tensor:
        return F.normalize(self.space.text(self.label_sentence, self.label_bag), dim=1)

    def order(self) -> list[int]:
        """An epoch: shuffled; with --runs, fashion comes in runs of one kind, so that negatives are hard."""
        order = list(range(len(self.items)))
        self.rng.shuffle(order)
        if not self.args.runs:
            return order
        groups: dict[tuple, list[int]] = {}
        for i in order:
            name = self.items[i][0]
            groups.setdefault((name, self.kinds[i]) if name == "fashion" else (name, i), []).append(i)
        runs = [group[at : at + self.args.runs] for group in groups.values() for at in range(0, len(group), self.args.runs)]
        self.rng.shuffle(runs)
        return [i for run in runs for i in run]

    def seen(self, batch: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """(features, logits) of a batch, through the tuned tail where there is one."""
        views = [self.rng.randrange(self.args.views) for _ in batch]
        items = [self.items[i] for i in batch]
        if self.space.tail is None:
            if self.args.views == 1:
                return self.features[batch], self.logits[batch]
            return torch.from_numpy(self.training.stack("features", items, views)), torch.from_numpy(self.training.stack("logits", items, views))
        cut = torch.from_numpy(self.training.stack("cut", items, views)) * self.cut_scale
        # The map of a mirrored picture is nearly the mirrored map; the front need not run again.
        mirrored = torch.tensor([self.rng.random() < 0.5 for _ in batch])
        cut = torch.where(mirrored[:, None, None, None], cut.flip(3), cut)
        features = torch.cat([two_depths(self.space.tail, part.contiguous(memory_format=torch.channels_last)).mean((2, 3)) for part in cut.split(64)])
        return features, self.space.classifier(features[:, :FEATURES])

    def loss(self, batch: list[int]) -> dict[str, torch.Tensor]:
        space, labels = self.space, self.labels()
        captions = self.texts.rows([wording.caption(name, data.records(name)[row], self.rng) for name, row in (self.items[i] for i in batch)])
        unique = list(dict.fromkeys(captions))
        at = {row: i for i, row in enumerate(unique)}
        t = self.told(unique, 0.05)[[at[row] for row in captions]]
        features, logits = self.seen(batch)
        v = space.picture(features, logits, labels, drop=0.1)
        said = torch.tensor(captions)
        same = (said[:, None] == said[None]).float()
        same = same / same.sum(1, keepdim=True)
        z, q = v @ t.T * space.text_scale.clamp(max=4.4).exp(), space.class_scale.clamp(max=4.0).exp()
        out = {"titles": -(same * F.log_softmax(z, 1)).sum(1).mean() - (same * F.log_softmax(z.T, 1)).sum(1).mean()}
        out["teacher"] = -(self.teacher[batch] * F.log_softmax(v @ labels.T * q, 1)).sum(1).mean()
        if space.tail is not None:
            out["classifier"] = -(self.teacher[batch] * F.log_softmax(logits, 1)).sum(1).mean()
        j = torch.randint(0, 1000, (256,))
        out["made"] = F.cross_entropy(space.picture(self.made[j], self.made_logits[j], labels, drop=0.1) @ labels.T * q, j)
        for what, values in (("kind", self.kinds), ("colour", self.colours)):
            known = [i for i, b in enumerate(batch) if values[b] >= 0]
            if not known:
                continue
            names = list(dict.fromkeys(values[batch[i]] for i in known))
            place = {row: i for i, row in enumerate(names)}
            truth = torch.tensor([place[values[batch[i]]] for i in known])
            out[what] = F.cross_entropy(v[known] @ self.told(names).T * q, truth)
        some = torch.randperm(len(labels))[:256]
        out["names"] = ((self.geometry[some][:, some] - labels[some] @ labels[some].T) ** 2).mean()
        chosen = self.rng.sample(self.public, 64 if space.upper is not None else 256)
        p = self.told(chosen)
        out["public"] = ((self.vector[chosen] @ self.vector[chosen].T - p @ p.T) ** 2).mean()
        return out

    def train(self) -> None:
        args, space = self.args, self.space
        per_epoch = len(self.items) // args.batch
        steps = int(args.epochs * per_epoch)
        slow = [p for part in (space.tail, space.classifier if args.tail else None) if part is not None for p in part.parameters()]
        upper = [p for p in space.upper.parameters() if p.requires_grad] if space.upper is not None else []
        words = [space.text.words.weight]
        towers = (space.tail, space.upper, space.classifier)
        held = {id(p) for part in towers if part is not None for p in part.parameters()} | {id(words[0])}
        maps = [p for p in space.parameters() if id(p) not in held]
        groups = [(maps, args.rate, 0.02), (words, args.rate, 0.0), (slow, args.tail_rate, 0.01), (upper, args.text_rate, 0.01)]
        optimizer = torch.optim.AdamW([{"params": p, "lr": r, "weight_decay": d, "top": r} for p, r, d in groups if p])
        step, path, order = 0, run_path(args.run), []
        if path.exists():
            state = torch.load(path, weights_only=True)
            space.load_state_dict(state["space"])
            self.averaged.load_state_dict(state["averaged"])
            optimizer.load_state_dict(state["optimizer"])
            step = state["step"]
            self.rng = random.Random(args.seed + step)
        began = saved = time.time()
        stale = space.upper is not None and (step > 0 or self.started_tuned)
        space.train()
        print(f"{len(self.items)} pictures, {steps} steps, from step {step}", flush=True)
        while step < steps:
            if len(order) < args.batch:
                order = self.order()
            batch, order = order[: args.batch], order[args.batch :]
            if stale or (space.upper is not None and step and step % LABELS_EVERY == 0):
                self.label_sentence, stale = self.sentences_of_labels(), False
            share = step / steps
            for group in optimizer.param_groups:
                group["lr"] = group["top"] * min(1, (step + 1) / (0.08 * steps)) * (0.5 + 0.5 * math.cos(math.pi * share)) + 1e-7
            losses = self.loss(batch)
            total = sum(WEIGHTS.get(name, 1.0) * loss for name, loss in losses.items())
            optimizer.zero_grad(set_to_none=True)
            total.backward()
            torch.nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 5.0)
            optimizer.step()
            step += 1
            decay = min(0.98, step / (step + 10))
            with torch.no_grad():
                for mean, now in zip(self.averaged.parameters(), space.parameters()):
                    mean.lerp_(now, 1 - decay)
            if step % args.shown == 0:
                told = " ".join(f"{name} {loss.item():.3f}" for name, loss in losses.items())
                print(f"step {step} of {steps}, {(time.time() - began) / 60:.1f} min: {told}", flush=True)
            if time.time() - saved > SAVED_EVERY or step == steps:
                saved = time.time()
                state = {"space": space.state_dict(), "averaged": self.averaged.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "args": kept(args)}
                torch.save(state, path.with_suffix(".partial"))
                path.with_suffix(".partial").rename(path)


def kept(args: argparse.Namespace) -> dict:
    return {name: value for name, value in vars(args).items() if isinstance(value, str | int | float | bool)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", required=True)
    parser.add_argument("--start-from")
    parser.add_argument("--tower", default="lite2")
    parser.add_argument("--px", type=int, default=192)
    parser.add_argument("--epochs", type=float, default=8)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--tail", action="store_true", help="tune the picture tower's last blocks")
    parser.add_argument("--tail-rate", type=float, default=1e-4)
    parser.add_argument("--text-layers", type=int, default=0, help="how many of MiniLM's last layers to tune, at most 3")
    parser.add_argument("--text-rate", type=float, default=5e-5)
    parser.add_argument("--views", type=int, default=1)
    parser.add_argument("--runs", type=int, default=0, help="fashion in runs of so many of one kind")
    parser.add_argument("--limit", nargs="*", default=[], help="set=count: fewer training pictures, for comparisons")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--shown", type=int, default=20)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    Trainer(args).train()


if __name__ == "__main__":
    main()
