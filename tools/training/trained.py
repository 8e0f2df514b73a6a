"""A run's averaged weights as an encoder for the judge: texts and computed pictures to unit vectors."""
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from torch.nn import functional as F

import data
import pictures
import wording
from efficientnet import FEATURES, Lite, two_depths
from judge import Seen, Vectors, unit
from space import Bags, Space, sentences, upper_layers
from texts import Texts


def run_path(run: str) -> Path:
    path = data.WORK / "runs" / f"{run}.pt"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def load(run: str) -> tuple[Space, SimpleNamespace]:
    """The averaged weights of a run and the arguments that it ran with."""
    state = torch.load(run_path(run), weights_only=True)
    args, weights = SimpleNamespace(**state["args"]), state["averaged"]
    net = Lite(args.tower, args.px).eval()
    space = Space([], weights["picture.mean"], weights["picture.scale"], upper_layers(args.text_layers), net.tail if args.tail else None, net.classifier)
    space.text.words = torch.nn.EmbeddingBag(*weights["text.words.weight"].shape, mode="mean")
    space.load_state_dict(weights)
    return space.eval(), args


class Trained:
    def __init__(self, run: str, more: float = 0.0, dimension: int | None = None, centred: bool = False):
        self.space, self.args = load(run)
        self.more, self.stored = more, Texts()
        self.bags = Bags(self.stored, self.space.text.slot)
        self.vector = torch.from_numpy(self.stored.vector)
        self.scale = torch.from_numpy(pictures.scale_of(self.args.tower, self.args.px))[:, None, None]
        self.known: dict[str, np.ndarray] = {}
        self.labels = self.class_labels()
        self.fit(dimension, centred)

    @torch.no_grad()
    def class_labels(self) -> torch.Tensor:
        groups = [self.stored.rows(group) for group in wording.class_texts()]
        s = self.sentence([row for group in groups for row in group])
        s = F.normalize(torch.stack([part.mean(0) for part in s.split([len(group) for group in groups])]), dim=1)
        return F.normalize(self.space.text(s, self.bags.of(self.stored.rows([names[0].lower() for names in wording.class_names()]))), dim=1)

    @torch.no_grad()
    def sentence(self, rows: list[int]) -> torch.Tensor:
        if self.space.upper is None:
            return self.vector[rows]
        return torch.cat([sentences(self.space.upper, *self.stored.states(rows[at : at + 64])) for at in range(0, len(rows), 64)])

    @torch.no_grad()
    def raw_texts(self, texts: list[str]) -> np.ndarray:
        new = sorted((text for text in dict.fromkeys(texts) if text not in self.known), key=len)
        if new:
            rows = self.stored.rows(new)
            told = F.normalize(self.space.text(self.sentence(rows), self.bags.of(rows)), dim=1)
            self.known.update(zip(new, told.numpy()))
        return np.stack([self.known[text] for text in texts])

    @torch.no_grad()
    def raw_pictures(self, set_name: str, rows: list[int], view: int | str = 0) -> np.ndarray | None:
        part = pictures.computed(self.args.tower, self.args.px, set_name, view)
        if part is None:
            return None
        there = [row for row in rows if row in part.at]
        at = [part.at[row] for row in there]
        if self.space.tail is None:
            features, logits = (torch.from_numpy(part.values(what, at)) for what in ("features", "logits"))
        else:
            features = torch.cat([two_depths(self.space.tail, torch.from_numpy(part.cut[i : i + 1].astype(np.float32)) * self.scale).mean((2, 3)) for i in at])
            logits = self.space.classifier(features[:, :FEATURES])
        v = self.space.picture(features, logits, self.labels, self.more).numpy()
        out = np.full((len(rows), v.shape[1]), np.nan, np.float32)
        out[[i for i, row in enumerate(rows) if row in part.at]] = v
        return out

    def fit(self, dimension: int | None, centred: bool) -> None:
        """Principal directions and means over training pictures and their titles."""
        self.basis, self.centre = None, {"image": np.float32(0), "text": np.float32(0)}
        if not dimension and not centred:
            return
        seen, said = [], []
        for name in data.TRAIN_SETS:
            part = pictures.computed(self.args.tower, self.args.px, name, 0)
            rows = [row for row in data.training_rows(name) if part and row in part.at][:600]
            if rows:
                seen.append(self.raw_pictures(name, rows))
                said.append(self.raw_texts([data.records(name)[row]["title"].lower() for row in rows]))
        seen, said = np.concatenate(seen), np.concatenate(said)
        if dimension:
            both = np.concatenate([seen, said])
            self.basis = np.linalg.eigh(both.T @ both)[1][:, ::-1][:, :dimension]
            seen, said = unit(seen @ self.basis), unit(said @ self.basis)
        if centred:
            self.centre = {"image": seen.mean(0), "text": said.mean(0)}

    def served(self, raw: np.ndarray | None, side: str) -> np.ndarray | None:
        if raw is None:
            return None
        return unit((raw if self.basis is None else unit(raw @ self.basis)) - self.centre[side])


def encoder(run: str, more: float = 0.0, dimension: int | None = None, centred: bool = False) -> tuple[Vectors, Seen]:
    it = Trained(run, more, dimension, centred)
    return lambda texts: it.served(it.raw_texts(texts), "text"), lambda name, rows, view: it.served(it.raw_pictures(name, rows, view), "image")

