"""The teacher's features of fixed crops, so that teacher and student can be shown the same part of a picture.

    python crops.py [clothing grocery objects fashion]

Writes crops-<set>.npz: `boxes` float32 N x K x 4 (half width, half height, centre x, centre y; the picture spans -1 to 1) and
`features` float16 N x K x 1280. Rows of pictures that may not be trained on stay zero.
"""
import gzip
import sys
import time

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch.nn import functional as F

from data import CACHE, pictures, records
from teacher import TEACHER

CROPS = {"clothing": 18, "grocery": 18, "objects": 18, "fashion": 1}
BATCH, PX = 32, 160


def session() -> ort.InferenceSession:
    """The teacher with a free input size: at 160 px it is twice as fast and loses two points on clothing (a ridge probe: .784 to .768)."""
    model = onnx.load_from_string(gzip.open(TEACHER).read())
    shape = model.graph.input[0].type.tensor_type.shape.dim
    shape[2].dim_param, shape[3].dim_param = "height", "width"
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(model.SerializeToString(), options)


def boxes(count: int, rng: np.random.Generator) -> np.ndarray:
    """count x 4 random crops of a third to all of the picture's area, aspect 0.7 to 1.4."""
    scale = np.exp(rng.uniform(-0.55, 0.05, count))
    aspect = np.exp(rng.uniform(-0.17, 0.17, count))
    half = np.minimum(np.stack([scale * aspect, scale / aspect], 1), 1.05)
    centre = rng.uniform(-1, 1, (count, 2)) * np.maximum(1 - half, 0)
    return np.concatenate([half, centre], 1).astype(np.float32)


def cut(picture: torch.Tensor, box: torch.Tensor, px: int) -> torch.Tensor:
    """N x 3 x H x W and N x 4 -> N x 3 x px x px"""
    n, zero = len(box), torch.zeros(len(box))
    theta = torch.stack([torch.stack([box[:, 0], zero, box[:, 2]], 1), torch.stack([zero, box[:, 1], box[:, 3]], 1)], 1)
    return F.grid_sample(picture, F.affine_grid(theta, (n, 3, px, px), align_corners=False), padding_mode="border", align_corners=False)


def cache(set_name: str, teacher: ort.InferenceSession) -> None:
    path = CACHE / f"crops-{set_name}.npz"
    if path.exists():
        return
    rows, store, count = records(set_name), pictures(set_name), CROPS[set_name]
    rng = np.random.default_rng(11)
    all_boxes = boxes(len(rows) * count, rng).reshape(len(rows), count, 4)
    features = np.zeros((len(rows), count, 1280), np.float16)
    jobs = [(i, k) for i, row in enumerate(rows) if row["split"] == "train" for k in range(count)]
    started = time.time()
    for start in range(0, len(jobs), BATCH):
        part = jobs[start : start + BATCH]
        ids, ks = [i for i, _ in part], [k for _, k in part]
        x = torch.from_numpy(np.stack([store[i] for i in ids])).permute(0, 3, 1, 2).float() / 127.5 - 1
        x = cut(x, torch.from_numpy(all_boxes[ids, ks]), PX)
        features[ids, ks] = teacher.run(["features"], {teacher.get_inputs()[0].name: x.numpy()})[0]
        if start % (BATCH * 100) == 0:
            print(set_name, start, len(jobs), f"{(start + len(part)) / (time.time() - started):.0f}/s", flush=True)
    with open(path.with_suffix(".partial"), "wb") as out:
        np.savez(out, boxes=all_boxes, features=features)
    path.with_suffix(".partial").rename(path)


if __name__ == "__main__":
    torch.set_num_threads(1)
    loaded = session()
    for name in sys.argv[1:] or CROPS:
        cache(name, loaded)
