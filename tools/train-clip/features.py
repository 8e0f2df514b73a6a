"""Caches the image tower's averaged features of training pictures, as they are and augmented, for refine.py.

    python features.py ../../models/concella-small

Writes refine-<set>.npy, float16 N x VIEWS x C: view 0 is the whole picture as served, the others are augmented as in training.
Rows of pictures that may neither be trained nor validated on stay zero. Renders are taken up as they are drawn: call it again.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from PIL import Image

from batches import PALE, augment
from captions import COLOUR, facets
from data import CACHE, CACHE_PX, RENDERS, TRAIN_SETS, pictures, records, squash
from model import IMAGE_MEAN, IMAGE_STD
from restore import with_features

VIEWS, BATCH = 4, 64


def session(folder: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(with_features(folder), options)


def views(pixels: np.ndarray, replaceable: list[bool], tower: ort.InferenceSession) -> np.ndarray:
    """uint8 N x S x S x 3 -> float16 N x VIEWS x C"""
    batch = torch.from_numpy(pixels)
    mean, std = (torch.tensor(values).view(3, 1, 1) for values in (IMAGE_MEAN, IMAGE_STD))
    plain = (batch.permute(0, 3, 1, 2).float() / 255 - mean) / std
    seen = [plain] + [augment(batch, CACHE_PX, torch.zeros(len(batch), 4), torch.tensor(replaceable)) for _ in range(VIEWS - 1)]
    return np.stack([tower.run(["features"], {"pixels": x.numpy()})[0] for x in seen], 1).astype(np.float16)


def cache(name: str, tower: ort.InferenceSession) -> None:
    path = CACHE / f"refine-{name}.npy"
    if path.exists():
        return
    rows, store, out = records(name), pictures(name), None
    wanted = [i for i, row in enumerate(rows) if row["split"] in ("train", "val")]
    pale = [name != "fashion" or facets(name, row)[COLOUR] in PALE for row in rows]
    started = time.time()
    for start in range(0, len(wanted), BATCH):
        ids = wanted[start : start + BATCH]
        found = views(np.asarray(store[ids]), [not pale[i] for i in ids], tower)
        out = np.zeros((len(rows), *found.shape[1:]), np.float16) if out is None else out
        out[ids] = found
        if start % (BATCH * 100) == 0:
            print(name, start, f"{(start + len(ids)) / (time.time() - started):.0f}/s", flush=True)
    np.save(path, out)


def cache_renders(tower: ort.InferenceSession) -> None:
    """Writes refine-renders.npz: files and features of all renders that may be trained on; those that it holds stay."""
    path = CACHE / "refine-renders.npz"
    stored = dict(zip(*(np.load(path)[key] for key in ("files", "features")))) if path.exists() else {}
    rows = [json.loads(line) for line in (RENDERS / "renders.jsonl").read_text().splitlines() if line.endswith("}")]
    fresh = [row["file"] for row in rows if not row.get("heldout") and row["file"] not in stored and (RENDERS / row["file"]).exists()]
    for start in range(0, len(fresh), BATCH):
        files = fresh[start : start + BATCH]
        pixels = np.stack([squash(Image.open(RENDERS / file).convert("RGB"), CACHE_PX) for file in files])
        stored.update(zip(files, views(pixels, [False] * len(files), tower)))
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, files=np.array(list(stored)), features=np.stack(list(stored.values())))
    partial.rename(path)


if __name__ == "__main__":
    torch.manual_seed(5)
    torch.set_num_threads(1)
    loaded = session(Path(sys.argv[1]))
    for set_name in sys.argv[2:] or [*reversed(TRAIN_SETS), "renders"]:
        cache_renders(loaded) if set_name == "renders" else cache(set_name, loaded)
