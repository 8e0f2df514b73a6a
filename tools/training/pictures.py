"""The computed features of the pictures: training rows of all sets and views, and the judged ones."""
from dataclasses import dataclass

import numpy as np

import data
from features import folder


@dataclass
class Computed:
    """One set in one view, as far as it is computed."""

    rows: np.ndarray
    pooled: np.ndarray
    logits: np.ndarray
    cut: np.ndarray
    middle: np.ndarray
    at: dict[int, int]

    def values(self, what: str, rows: list[int]) -> np.ndarray:
        """pooled | logits | cut | features, which are the pooled ones and those of the second depth."""
        if what == "features":
            return np.concatenate([self.values("pooled", rows), self.values("middle", rows)], 1)
        return np.stack([getattr(self, what)[i] for i in rows]).astype(np.float32)


def computed(tower: str, px: int, set_name: str, view: int | str) -> Computed | None:
    where = folder(tower, px) / f"{set_name}-{view}"
    if not (where / "middle-done.npy").exists():
        return None
    rows, done = np.load(where / "rows.npy"), np.load(where / "middle-done.npy")
    pooled, logits, cut, middle = (np.load(where / f"{name}.npy", mmap_mode="r") for name in ("pooled", "logits", "cut", "middle"))
    return Computed(rows, pooled, logits, cut, middle, {int(row): i for i, row in enumerate(rows) if done[i]})


def scale_of(tower: str, px: int) -> np.ndarray:
    return np.load(folder(tower, px) / "scale.npy")


class Training:
    """Training pictures of which view 0 is computed; other views where they are."""

    def __init__(self, tower: str, px: int, views: int, limit: dict[str, int] | None = None):
        self.items: list[tuple[str, int]] = []
        self.parts: dict[tuple[str, int], Computed] = {}
        for name in data.TRAIN_SETS:
            for view in range(views):
                if part := computed(tower, px, name, view):
                    self.parts[name, view] = part
            base = self.parts.get((name, 0))
            split = data.records(name)
            rows = [int(row) for row in base.rows if int(row) in base.at and split[int(row)]["split"] == "train"] if base else []
            self.items += [(name, row) for row in rows[: (limit or {}).get(name)]]
        self.views = views

    def where(self, item: tuple[str, int], view: int) -> tuple[Computed, int]:
        """The part and the position of a view; of view 0 where that view is not computed."""
        name, row = item
        part = self.parts.get((name, view))
        if part is None or row not in part.at:
            part = self.parts[name, 0]
        return part, part.at[row]

    def stack(self, what: str, items: list[tuple[str, int]], views: list[int]) -> np.ndarray:
        found = [self.where(item, view) for item, view in zip(items, views)]
        return np.concatenate([part.values(what, [i]) for part, i in found])
