"""Records, splits and pictures of the sets.

The folder of the sets is $CONCELLA_DATA, else ../shared/data beside the repository. Everything computed goes to $CONCELLA_TRAIN, else .cache/training.
"""
import gzip
import io
import json
import os
import random
import tarfile
import zlib
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

REPO = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("CONCELLA_DATA", REPO.parent / "shared" / "data"))
WORK = Path(os.environ.get("CONCELLA_TRAIN", REPO / ".cache" / "training"))

TRAIN_SETS = ("fashion", "clothing", "clothing-more", "grocery", "objects", "emoji", "clipart", "furniture")
JUDGE_SETS = ("retail", "flipkart", "imagenet-sample", "stamps", "ikea")
BROAD_SETS = ("emoji", "clipart", "furniture")
TEST_BUCKET, VALIDATION_BUCKET, ABSENT_BUCKET = 13, 11, 17


def bucket(title: str) -> int:
    """Split bucket of a fashion title: crc32 of the lower-cased title mod 20."""
    return zlib.crc32(title.lower().encode()) % 20


def split_of(set_name: str, record: dict) -> str:
    """train | val | test | judge for one record, by the rules of the sets' own README."""
    if set_name in JUDGE_SETS:
        return "judge"
    if set_name == "fashion":
        return {TEST_BUCKET: "test", VALIDATION_BUCKET: "val", ABSENT_BUCKET: "test"}.get(bucket(record["title"]), "train")
    if set_name == "objects":
        return "train" if zlib.crc32(record["id"].encode()) % 5 else "test"
    given = record.get("split")
    return "train" if given in ("train", "iconic") else given or "test"


@cache
def records(set_name: str) -> list[dict]:
    """All records of a set in file order, with `split` set by split_of()."""
    with gzip.open(DATA / f"{set_name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        row["split"] = split_of(set_name, row)
    return rows


def training_rows(set_name: str) -> list[int]:
    """Indices of the records that may be trained on, in one fixed shuffled order: a part of them is a fair sample."""
    rows = [i for i, row in enumerate(records(set_name)) if row["split"] == "train"]
    random.Random(5).shuffle(rows)
    return rows


def limits(told: list[str]) -> dict[str, int]:
    """["fashion=5000"] -> {"fashion": 5000}"""
    return {name: int(count) for name, count in (part.split("=") for part in told)}


def decode(blob: bytes) -> Image.Image:
    """RGB picture; transparency is laid on white."""
    picture = Image.open(io.BytesIO(blob))
    if picture.mode in ("RGBA", "LA", "P"):
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return picture.convert("RGB")


@cache
def archive(name: str) -> tuple[tarfile.TarFile, dict[str, tarfile.TarInfo]]:
    tar = tarfile.open(DATA / name)
    return tar, {member.name: member for member in tar.getmembers()}


def picture(record: dict) -> Image.Image:
    """The picture of one record."""
    name, member = record["file"].split("/", 1)
    tar, members = archive(name)
    return decode(tar.extractfile(members[member]).read())


def squash(image: Image.Image, px: int) -> np.ndarray:
    """px x px x 3 uint8, bicubic, aspect ratio not kept: what the served tower sees."""
    return np.asarray(image.resize((px, px), Image.Resampling.BICUBIC))
