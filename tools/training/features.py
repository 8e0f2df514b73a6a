"""Stage `features`: what the frozen picture tower makes of every picture, computed once with ONNX Runtime and kept.

    python features.py --tower lite2 --px 192 --views 1        # view 0 of all sets; resumable: start it again
    python features.py --tower lite2 --px 192 --views 3        # two changed views of the training pictures more

A folder a set and view: `rows` (indices of the records), `pooled` [n, 1280], `logits` [n, 1000] (both fp16), `cut` [n, C, h, w] (int8, times
`scale` a channel: the input of the tail that is tuned later), `done` (a flag a picture), `middle` (features of a second depth).
"""
import argparse
import multiprocessing
import time
from functools import cache
from pathlib import Path

import numpy as np

import data
import views

BATCH, CHUNK = 8, 64
# Small and broad sets first, so that a first map can be trained while fashion is still on its way.
ORDER = ("retail", "flipkart", "stamps", "imagenet-sample", "furniture", "emoji", "clipart", "clothing-more", "clothing", "grocery", "objects", "fashion", "ikea")
HELD_BACK = ("fashion", "emoji", "clipart", "furniture", "clothing-more")


def folder(tower: str, px: int) -> Path:
    return data.WORK / "features" / f"{tower}-{px}"


def rows_of(set_name: str, view: int) -> np.ndarray:
    """Records of a set in the order in which they are computed: held-back ones first, then the training ones, shuffled."""
    rows = data.records(set_name)
    held = [i for i, row in enumerate(rows) if row["split"] != "train" and (row["split"] == "judge" or set_name in HELD_BACK)]
    train = data.training_rows(set_name)
    return np.array(train if view else held + train, np.int64)


def export(tower: str, px: int) -> Path:
    """The pretrained tower as an ONNX graph with its cut, its pooled features and its classifier's logits."""
    path = folder(tower, px) / "tower.onnx"
    if path.exists():
        return path
    import torch

    from efficientnet import Lite

    class Whole(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.net = Lite(tower, px).eval()

        def forward(self, pixels):
            cut, features = self.net(pixels)
            pooled = features.mean((2, 3))
            return cut, pooled, self.net.classifier(pooled)

    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.onnx.export(
        Whole(), (torch.zeros(2, 3, px, px),), partial, dynamo=False, opset_version=17, input_names=["pixels"], output_names=["cut", "pooled", "logits"],
        dynamic_axes={name: {0: "n"} for name in ("pixels", "cut", "pooled", "logits")},
    )
    partial.rename(path)
    return path


@cache
def session(path: Path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options)


def seen(set_name: str, index: int, view: int, px: int, kind: str | None = None) -> np.ndarray:
    rows = data.records(set_name)
    row = rows[index]
    other = data.picture(rows[(index * 7919 + view + 1) % len(rows)]) if view or kind else None
    return data.squash(views.seen(data.picture(row), row, view, other, kind), px)


def pixels_of(pictures: list[np.ndarray]) -> np.ndarray:
    return np.ascontiguousarray((np.stack(pictures).astype(np.float32).transpose(0, 3, 1, 2) - 127) / 128)


def computed(task: tuple) -> tuple[int, list[np.ndarray]]:
    """One chunk of pictures through the tower: (where it starts, [cut, pooled, logits])."""
    path, px, set_name, view, kind, start, indices = task
    parts = []
    for at in range(0, len(indices), BATCH):
        batch = pixels_of([seen(set_name, int(i), view, px, kind) for i in indices[at : at + BATCH]])
        parts.append(session(path).run(["cut", "pooled", "logits"], {"pixels": batch}))
    return start, [np.concatenate(part) for part in zip(*parts)]


def scale_of(path: Path, px: int) -> np.ndarray:
    """The step of each channel of the cut, from the largest values on 64 pictures of fashion and 64 of objects; larger ones are clipped."""
    file = path.parent / "scale.npy"
    if not file.exists():
        cuts = [computed((path, px, name, 0, None, 0, rows_of(name, 1)[:64]))[1][0] for name in ("fashion", "objects")]
        np.save(file, np.abs(np.concatenate(cuts)).max((0, 2, 3)).astype(np.float32) / 110)
    return np.load(file)


def opened(where: Path, name: str, shape: tuple, kind: type) -> np.ndarray:
    path = where / f"{name}.npy"
    if path.exists():
        return np.load(path, mmap_mode="r+")
    return np.lib.format.open_memmap(path, "w+", kind, shape)


def compute(pool, tower: str, px: int, set_name: str, view: int, limit: int | None = None, kind: str | None = None) -> None:
    path = export(tower, px)
    scale = scale_of(path, px)
    rows = rows_of(set_name, view)
    where = path.parent / (f"{set_name}-{kind}" if kind else f"{set_name}-{view}")
    where.mkdir(parents=True, exist_ok=True)
    side = px // 16
    done = opened(where, "done", (len(rows),), np.bool_)
    pooled = opened(where, "pooled", (len(rows), 1280), np.float16)
    logits = opened(where, "logits", (len(rows), 1000), np.float16)
    cut = opened(where, "cut", (len(rows), len(scale), side, side), np.int8)
    np.save(where / "rows.npy", rows)
    training = sum(data.records(set_name)[int(i)]["split"] == "train" for i in rows)
    last = len(rows) if limit is None else len(rows) - training + min(training, limit)
    tasks = [(path, px, set_name, view, kind, start, rows[start : min(start + CHUNK, last)]) for start in range(0, last, CHUNK) if not done[start]]
    began = time.time()
    for start, (c, p, l) in pool.imap_unordered(computed, tasks):
        part = slice(start, start + len(p))
        cut[part] = np.clip(np.rint(c / scale[:, None, None]), -127, 127)
        pooled[part], logits[part] = p, l
        done[part] = True
    if tasks:
        print(f"{tower}-{px} {set_name} {kind or view}: {last} pictures, {time.time() - began:.0f} s", flush=True)


def fill_middle(tower: str, px: int) -> None:
    """Features of a second depth, from the cuts: the first expansion behind the cut, averaged over the picture; `middle` [n, 6 C] (fp16).

    Pooled late features tell what a thing is; colour, texture and pattern are plainer half way.
    """
    import torch

    from efficientnet import Lite

    wide = Lite(tower, px).eval().wide
    for where in sorted(path.parent for path in folder(tower, px).glob("*/rows.npy")):
        scale = torch.from_numpy(np.load(where.parent / "scale.npy"))[:, None, None]
        cut, done = (np.load(where / f"{name}.npy", mmap_mode="r") for name in ("cut", "done"))
        middle = opened(where, "middle", (len(cut), wide[0][-1].out_channels), np.float16)
        ready = opened(where, "middle-done", (len(cut),), np.bool_)
        todo = np.flatnonzero(np.asarray(done) & ~np.asarray(ready))
        with torch.inference_mode():
            for at in range(0, len(todo), 16):
                rows = todo[at : at + 16]
                middle[rows] = wide(torch.from_numpy(cut[rows].astype(np.float32)) * scale).mean((2, 3)).numpy()
                ready[rows] = True
        print(f"second depth of {where.name}: {len(todo)} pictures", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tower", default="lite2")
    parser.add_argument("--px", type=int, default=192)
    parser.add_argument("--views", type=int, default=1, help="how many views of the training pictures; the first is the picture itself")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--limit", nargs="*", default=[], metavar="SET=COUNT", help="fewer training pictures of a set: for comparisons and slow machines")
    parser.add_argument("--sets", nargs="*", default=list(ORDER))
    parser.add_argument("--as-taken", action="store_true", help="the pictures of `retail` changed in each way too, for the judge")
    args = parser.parse_args()
    with multiprocessing.get_context("spawn").Pool(args.processes) as pool:
        for view in range(args.views):
            for name in args.sets:
                if view == 0 or name in data.TRAIN_SETS:
                    compute(pool, args.tower, args.px, name, view, data.limits(args.limit).get(name))
        for kind in views.KINDS if args.as_taken else ():
            compute(pool, args.tower, args.px, "retail", 0, None, kind)
    fill_middle(args.tower, args.px)


if __name__ == "__main__":
    main()
