"""Records and pictures of the training and judging sets, and the split rules.

The folder of the sets comes from CONCELLA_DATA, else ../shared/data beside the repository.
Pictures are decoded once into `.cache/train/<set>-<px>.npy` (uint8, N x px x px x 3, squashed).
"""
import gzip
import io
import json
import os
import tarfile
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

REPO = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("CONCELLA_DATA", REPO.parent / "shared" / "data"))
CACHE = Path(os.environ.get("CONCELLA_TRAIN_CACHE", REPO / ".cache" / "train"))
RENDERS = Path(os.environ.get("CONCELLA_RENDERS", REPO / ".cache" / "renders"))
CACHE_PX = 112

TEST_BUCKET, VAL_BUCKET = 13, 11


def bucket(title: str) -> int:
    """Split bucket of a fashion title: crc32 of the lower-cased title mod 20."""
    return zlib.crc32(title.lower().encode()) % 20


def split_of(set_name: str, record: dict) -> str:
    """train | val | test | judge for one record, by the rules of the data set's own README."""
    if set_name == "fashion":
        b = bucket(record["title"])
        return {TEST_BUCKET: "test", VAL_BUCKET: "val"}.get(b, "train")
    if set_name == "clothing":
        return "train" if record.get("split") == "train" else "test"
    if set_name == "grocery":
        return "train" if record.get("split") in ("train", "iconic") else "test"
    if set_name == "objects":
        return "test" if zlib.crc32(record["id"].encode()) % 5 == 0 else "train"
    return "judge"


def records(set_name: str) -> list[dict]:
    """All records of a set, in file order, with `split` replaced by split_of()."""
    with gzip.open(DATA / f"{set_name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        row["split"] = split_of(set_name, row)
    return rows


def decode(blob: bytes) -> Image.Image:
    """RGB picture; transparency is laid on white."""
    picture = Image.open(io.BytesIO(blob))
    if picture.mode in ("RGBA", "LA", "P"):
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture.convert("RGB")


def blobs(set_name: str, rows: list[dict]):
    """Yields the encoded bytes of each record's picture, in the order of `rows`."""
    tars: dict[str, tarfile.TarFile] = {}
    for row in rows:
        tar_name, member = row["file"].split("/", 1)
        if tar_name not in tars:
            tars[tar_name] = tarfile.open(DATA / tar_name)
            tars[tar_name].getmembers()
        yield tars[tar_name].extractfile(member).read()


def squash(picture: Image.Image, px: int) -> np.ndarray:
    """px x px x 3 uint8, bicubic, aspect ratio not kept: what the served model sees."""
    return np.asarray(picture.resize((px, px), Image.Resampling.BICUBIC))


def pictures(set_name: str, px: int = CACHE_PX) -> np.ndarray:
    """Memory-mapped uint8 pictures of a set, decoded at the first call."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"{set_name}-{px}.npy"
    if not path.exists():
        rows = records(set_name)
        out = np.empty((len(rows), px, px, 3), np.uint8)
        for i, blob in enumerate(blobs(set_name, rows)):
            out[i] = squash(decode(blob), px)
        partial = path.with_suffix(".partial.npy")
        np.save(partial, out)
        partial.rename(path)
    return np.load(path, mmap_mode="r")


TRAIN_SETS = ("fashion", "clothing", "grocery", "objects")
JUDGE_SETS = ("retail", "imagenet-sample", "ikea", "flipkart")

if __name__ == "__main__":
    for name in TRAIN_SETS + JUDGE_SETS:
        print(name, pictures(name).shape, flush=True)
