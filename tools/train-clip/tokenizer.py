"""Trains the text tower's own subword vocabulary: byte-level BPE, lower case, accents stripped, no unknown token.

The file loads in `tokenizers` (Python) and `@huggingface/tokenizers` (JavaScript). Every text starts with <s>, so that
an empty text still has one token; padding is id 0; truncation is left to the caller (plain slicing is right).
"""
import json
import random

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

import captions
from data import CACHE, DATA, RENDERS, TRAIN_SETS, records

VOCABULARY = 8192
PATH = CACHE / "tokenizer.json"


def corpus() -> list[str]:
    """Every text that may be trained on: titles, phrases, descriptions, reviews, names and definitions, render captions."""
    rng = random.Random(1)
    texts: list[str] = []
    for name in TRAIN_SETS:
        for row in records(name):
            if row["split"] == "train":
                texts += [row["title"], captions.phrase(captions.facets(name, row), rng, {})[0], row.get("description", "")]
    for row in records("reviews-womens"):
        texts += [f"{review.get('title', '')} {review.get('text', '')}" for review in row["reviews"][:8]]
    for line in (DATA / "teachers" / "clip-text-names.jsonl").read_text().splitlines():
        name = json.loads(line)
        texts += [name["name"]] * 5 + name.get("synonyms", []) * 3 + [name.get("definition", "")]
    for line in (RENDERS / "renders.jsonl").read_text().splitlines() if (RENDERS / "renders.jsonl").exists() else []:
        row = json.loads(line)
        texts += [] if row.get("heldout") else [row["caption"]]
    words = [word for family in captions.FAMILIES.values() for word in family.split(",")]
    words += [word for group in captions.SYNONYMS.values() for word in group.split(",")]
    words += "ceramic porcelain glass stainless steel brass copper oak walnut pine bamboo plastic rubber wool linen velvet".split()
    words += "glossy matte striped dotted checked marbled mug lamp vase kettle teapot bowl plate chair stool table shelf".split()
    return [text for text in texts + words * 20 if text]


def train() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        min_frequency=2,
        special_tokens=["<pad>", "<s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", tokenizer.token_to_id("<s>"))]
    )
    return tokenizer


def load() -> Tokenizer:
    """The cached tokenizer, trained at the first call."""
    if not PATH.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        train().save(str(PATH))
    return Tokenizer.from_file(str(PATH))


if __name__ == "__main__":
    loaded = load()
    for text in ("red ceramic mug", "Navy Blue T-Shirt for men's", "", "红色 🎉 tasse café", "stainless steel kettle"):
        print(loaded.encode(text).tokens)
