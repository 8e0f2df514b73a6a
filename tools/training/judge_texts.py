"""What the judge asks: queries, names and passages of the sets that are never trained on, and of fashion's held-back buckets."""
import random
from functools import cache

import data
import wording


def key(row: dict) -> str:
    """Pictures with one key are one right answer: colours of a product, equal titles."""
    return (row.get("family") or row["title"]).lower()


def shops() -> dict[str, tuple[str, list[int]]]:
    """Name -> (set, records): photographs only."""
    retail = data.records("retail")
    photographs = [i for i, row in enumerate(retail) if not row.get("generated_picture")]
    return {
        "luma": ("retail", [i for i in photographs if retail[i]["shop"] == "luma" and retail[i].get("family")]),
        "retail, other shops": ("retail", [i for i in photographs if retail[i]["shop"] != "luma"]),
        "flipkart": ("flipkart", list(range(len(data.records("flipkart"))))),
        "stamps": ("stamps", list(range(len(data.records("stamps"))))),
    }


def held_back(bucket: int) -> list[int]:
    return [i for i, row in enumerate(data.records("fashion")) if data.bucket(row["title"]) == bucket]


def broad_held_back() -> dict[str, list[int]]:
    """Records of the broad sets that are not trained on: to choose by."""
    return {name: [i for i, row in enumerate(data.records(name)) if row["split"] == "test"] for name in data.BROAD_SETS}


@cache
def passages() -> dict[str, tuple[list[str], list[str], list[str], list[str]]]:
    """Name -> (queries, their keys, passages, their keys)."""
    luma, said = {}, []
    for row in data.records("retail"):
        if row["shop"] == "luma" and row.get("description"):
            luma.setdefault(row.get("family") or row["title"], row)
            said += [(review.get("text") or "", key(row)) for review in row.get("reviews") or [] if review.get("text")]
    said = list(dict.fromkeys(said))
    rows = list(luma.values())
    described = ([row["description"].lower() for row in rows], [key(row) for row in rows])
    flipkart = [row for row in data.records("flipkart")]
    flipkart = random.Random(5).sample(flipkart, min(300, len(flipkart)))
    return {
        "luma review to description": ([text.lower() for text, _ in said], [k for _, k in said], *described),
        "luma title to description": ([row["title"].lower() for row in rows], [key(row) for row in rows], *described),
        "flipkart (300) title to description": (
            [row["title"].lower() for row in flipkart], [key(row) for row in flipkart], [row["description"].lower() for row in flipkart], [key(row) for row in flipkart],
        ),
    }


def all_texts() -> list[str]:
    out = []
    for bucket in (data.TEST_BUCKET, data.VALIDATION_BUCKET):
        for i in held_back(bucket):
            row = data.records("fashion")[i]
            out += [row["title"].lower(), wording.kind(row), wording.colour(row)]
    for name, rows in shops().values():
        for i in rows:
            row = data.records(name)[i]
            out += [row["title"].lower(), wording.kind(row)]
    for name, rows in broad_held_back().items():
        out += [data.records(name)[i]["title"].lower() for i in rows]
    out += [names[0].lower() for names in wording.class_names()]
    for queries, _, texts, _ in passages().values():
        out += queries + texts
    return out
