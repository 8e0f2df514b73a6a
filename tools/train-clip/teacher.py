"""Caches the ImageNet teacher's features (fp16, N x 1280) of every training picture, un-augmented."""
import gzip
import json
import sys
import time

import numpy as np
import onnxruntime as ort

from data import CACHE, DATA, RENDERS, TRAIN_SETS, blobs, decode, records, squash

TEACHER = DATA / "teachers" / "mobilenet-v2-imagenet.onnx.gz"
BATCH, PX = 32, 224


def session() -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(gzip.open(TEACHER).read(), options)


def cache(set_name: str, teacher: ort.InferenceSession) -> None:
    """Writes teacher-<set>.npy; rows of pictures that may not be trained on stay zero."""
    path = CACHE / f"teacher-{set_name}.npy"
    if path.exists():
        return
    rows = records(set_name)
    wanted = [i for i, row in enumerate(rows) if row["split"] == "train"]
    out = np.zeros((len(rows), 1280), np.float16)
    stream = blobs(set_name, [rows[i] for i in wanted])
    started = time.time()
    for start in range(0, len(wanted), BATCH):
        ids = wanted[start : start + BATCH]
        batch = np.stack([squash(decode(next(stream)), PX) for _ in ids]).astype(np.float32)
        batch = (batch / 127.5 - 1).transpose(0, 3, 1, 2)
        out[ids] = teacher.run(["features"], {teacher.get_inputs()[0].name: batch})[0]
        if start % (BATCH * 50) == 0:
            print(set_name, start, f"{(start + len(ids)) / (time.time() - started):.0f}/s", flush=True)
    np.save(path, out)


def cache_renders(teacher: ort.InferenceSession) -> None:
    """Writes teacher-renders.npz: the files of all renders that may be trained on and their features."""
    rows = [json.loads(line) for line in (RENDERS / "renders.jsonl").read_text().splitlines()]
    files = sorted({row["file"] for row in rows if not row.get("heldout") and (RENDERS / row["file"]).exists()})
    features = np.zeros((len(files), 1280), np.float16)
    for start in range(0, len(files), BATCH):
        batch = np.stack([squash(decode((RENDERS / file).read_bytes()), PX) for file in files[start : start + BATCH]]).astype(np.float32)
        features[start : start + len(batch)] = teacher.run(["features"], {teacher.get_inputs()[0].name: (batch / 127.5 - 1).transpose(0, 3, 1, 2)})[0]
    np.savez(CACHE / "teacher-renders.npz", files=np.array(files), features=features)


if __name__ == "__main__":
    CACHE.mkdir(parents=True, exist_ok=True)
    loaded = session()
    for name in sys.argv[1:] or [*reversed(TRAIN_SETS), "renders"]:
        cache_renders(loaded) if name == "renders" else cache(name, loaded)
