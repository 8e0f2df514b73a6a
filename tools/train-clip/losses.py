"""Losses of the training: contrastive with several positives, facets that are named or denied, classes, meaning of names."""
import json
import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import captions
import lexicon
import tokenizer
from data import DATA
from model import CONTEXT, DIMENSION, TextTower

class Centre(nn.Module):
    """Running means of unit vectors of pictures and of texts: losses see vectors centred as they are served."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("means", torch.zeros(2, DIMENSION))

    def forward(self, raw: torch.Tensor, side: int, moving: bool) -> torch.Tensor:
        unit = F.normalize(raw.float(), dim=1)
        if moving:
            self.means[side].lerp_(unit.detach().mean(0), 0.02 if self.means[side].any() else 1.0)
        return F.normalize(unit - self.means[side], dim=1)


class Queue:
    """Vectors and facets of the last `size` items: further negatives (cross-batch memory, Wang et al. 2020)."""

    def __init__(self, names: tuple[str, ...], size: int):
        self.names, self.size, self.kept = names, size, dict[str, torch.Tensor]()

    def joined(self, now: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {name: torch.cat([now[name], self.kept[name]]) if self.kept else now[name] for name in self.names}

    def add(self, now: dict[str, torch.Tensor]) -> None:
        self.kept = {name: values.detach()[: self.size] for name, values in self.joined(now).items()}


def encode_texts(tower: TextTower, texts: list[str], words: tokenizer.Tokenizer, limit: int = CONTEXT) -> torch.Tensor:
    """Embeddings in the order of `texts`; texts of like length go together, so that little padding is computed."""
    rows = [encoding.ids[:limit] for encoding in words.encode_batch(texts)]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    parts = []
    for start in range(0, len(order), 256):
        group = [rows[i] for i in order[start : start + 256]]
        length = len(group[-1])
        ids = torch.tensor([row + [0] * (length - len(row)) for row in group])
        mask = torch.tensor([[1.0] * len(row) + [0.0] * (length - len(row)) for row in group])
        parts.append(tower(ids, mask))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back]


def contrast(queries: torch.Tensor, gallery: torch.Tensor, scale: torch.Tensor, positive: torch.Tensor, ignored: torch.Tensor) -> torch.Tensor:
    """Softmax contrastive loss with several positives; `ignored` pairs are left out, queries without a positive too.

    positive, ignored: queries x gallery, bool.
    """
    logits = ((queries @ gallery.T) * scale).masked_fill(ignored, -1e4)
    rows = positive.any(1)
    wanted = positive[rows].float()
    return -(wanted / wanted.sum(1, keepdim=True) * F.log_softmax(logits[rows], 1)).sum(1).mean()


def relations(texts: dict[str, torch.Tensor], images: dict[str, torch.Tensor], near: dict[int, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """(positive, ignored), texts x images, for captions that name (+1) or deny (-1) facets of the picture that they were made for.

    A facet unknown of the other picture makes a pair neither; so does a neighbouring value (navy, blue), but only between sets:
    within a set the names are used apart.
    """
    shape = len(texts["facets"]), len(images["facets"])
    positive, possible = torch.ones(shape, dtype=torch.bool), torch.ones(shape, dtype=torch.bool)
    elsewhere = texts["sets"][:, None] != images["sets"][None, :]
    for facet in range(len(captions.FACETS)):
        theirs = images["facets"][:, facet]
        for sign in (1, -1):
            rows = torch.nonzero(texts["named"][:, facet] == sign).flatten()
            mine = texts["facets"][rows, facet]
            same = mine[:, None] == theirs[None, :]
            alike = same | (theirs == 0)[None, :]
            if facet in near:
                alike |= elsewhere[rows] & near[facet][mine][:, theirs]
            positive[rows] &= same if sign > 0 else ~alike
            possible[rows] &= alike if sign > 0 else ~same
    return positive, possible & ~positive


class Contrasts:
    """Titles and phrases against pictures, with those of recent batches beside them.

    near: by facet, id x id, see batches.neighbours
    """

    def __init__(self, size: int):
        self.pictures = Queue(("vectors", "facets", "sets", "title_ids"), size)
        self.titles = Queue(("vectors", "title_ids"), size)
        self.phrases = Queue(("vectors", "facets", "sets", "named"), size)

    def losses(self, vectors: torch.Tensor, titles: torch.Tensor, phrases: torch.Tensor, batch: dict[str, torch.Tensor],
               scales: torch.Tensor, near: dict[int, torch.Tensor], remember: bool) -> tuple[torch.Tensor, torch.Tensor]:
        """(titles, phrases), each in both directions. `batch` has facets, sets, title_ids and named of the pictures, in their order."""
        now = {name: batch[name] for name in ("facets", "sets", "title_ids", "named")}
        seen = [{"vectors": v, **now} for v in (vectors, titles, phrases)]
        all_pictures, all_titles, all_phrases = (queue.joined(own) for queue, own in zip(self.queues(), seen))

        def by_name(queries: dict[str, torch.Tensor], gallery: dict[str, torch.Tensor]) -> torch.Tensor:
            same = queries["title_ids"][:, None] == gallery["title_ids"][None, :]
            return contrast(queries["vectors"], gallery["vectors"], scales[0], same, torch.zeros_like(same)) / 2

        by_title = by_name(seen[1], all_pictures) + by_name(seen[0], all_titles)
        positive, ignored = relations(seen[2], all_pictures, near)
        by_phrase = contrast(phrases, all_pictures["vectors"], scales[1], positive, ignored) / 2
        positive, ignored = relations(all_phrases, seen[0], near)
        by_phrase = by_phrase + contrast(vectors, all_phrases["vectors"], scales[1], positive.T, ignored.T) / 2
        if remember:
            for queue, own in zip(self.queues(), seen):
                queue.add(own)
        return by_title, by_phrase

    def queues(self) -> tuple[Queue, Queue, Queue]:
        return self.pictures, self.titles, self.phrases


def among_classes(vectors: torch.Tensor, batch: dict[str, torch.Tensor], named: torch.Tensor, chosen: list[tuple[int, list[str], int]],
                  facet_ids: list[dict[str, int]], scale: torch.Tensor, weights: dict[int, float]) -> torch.Tensor:
    """Pictures among the names of their set's classes, read by the text tower: what zero-shot classification asks.

    named: vectors of all names of `chosen` (index of the set, names, facet), one after another; weights: of facets that don't count whole.
    """
    total, at = vectors.new_zeros(()), 0
    for set_id, names, facet in chosen:
        group, at = named[at : at + len(names)], at + len(names)
        ids = facet_ids[facet]
        table = torch.full((max(ids.values()) + 1,), -1, dtype=torch.long)
        table[[ids[name] for name in names]] = torch.arange(len(names))
        wanted = torch.where(batch["sets"] == set_id, table[batch["facets"][:, facet]], -1)
        if (wanted >= 0).any():
            total = total + weights.get(facet, 1.0) * F.cross_entropy(vectors @ group.T * scale, wanted, ignore_index=-1, reduction="sum") / len(vectors)
    return total


CLASS_PHRASES = ("{}", "{}", "{}", "a {}", "a photo of a {}", "{} product")
COLOUR_PHRASES = ("{}", "{}", "{}", "{} colour", "{} color", "{} product", "something {}")


def class_texts(names: list[str], facet: int, rng: random.Random) -> list[str]:
    phrases = COLOUR_PHRASES if facet == captions.COLOUR else CLASS_PHRASES
    return [rng.choice(phrases).format(name) for name in names]


class Geometry:
    """The text vectors of a real CLIP for 1,568 names: their mutual cosines are a target for ours."""

    def __init__(self) -> None:
        folder = DATA / "teachers"
        self.names = [json.loads(line) for line in (folder / "clip-text-names.jsonl").read_text().splitlines()]
        vectors = torch.from_numpy(np.load(folder / "clip-text-vectors.npy").astype(np.float32))
        self.vectors = F.normalize(F.normalize(vectors, dim=1) - F.normalize(vectors, dim=1).mean(0), dim=1)
        self.broader = [lexicon.hypernyms(row["name"]) if lexicon.there() else [] for row in self.names]

    def loss(self, tower: TextTower, words: tokenizer.Tokenizer, rng: random.Random, centre: Centre, count: int = 128) -> torch.Tensor:
        chosen = rng.sample(range(len(self.names)), count)
        texts = [rng.choice([self.names[i]["name"], *self.names[i].get("synonyms", [])]) for i in chosen]
        definitions = [self.names[i].get("definition", "") for i in chosen]
        defined = [i for i, text in enumerate(definitions) if text][: count // 4]
        broad = [rng.choice(self.broader[i]) for i in chosen if self.broader[i]][: count // 4]
        out = centre(encode_texts(tower, texts + [definitions[i] for i in defined] + broad, words, 32), 1, False)
        names, explained, wide = out[:count], out[count : count + len(defined)], out[count + len(defined) :]
        wanted = self.vectors[chosen]
        off = ~torch.eye(count, dtype=torch.bool)
        gram = ((names @ names.T - wanted @ wanted.T)[off] ** 2).mean() * 20
        loss = gram + 0.3 * F.cross_entropy(explained @ names.T * 15, torch.tensor(defined))
        if broad:
            member = torch.tensor([[word in self.broader[i] for i in chosen] for word in broad])
            loss = loss + 0.2 * contrast(wide, names, torch.tensor(10.0), member, torch.zeros_like(member))
        return loss


DENIALS = {"not", "no", "without", "but", "except"}


def reworded(phrase: str, rng: random.Random) -> str:
    """The words of a phrase in another order, some nouns as a synonym; as it is where it denies something."""
    said = phrase.split()
    if len(said) < 2 or DENIALS & set(said):
        return phrase
    said = [rng.choice(lexicon.other_words(word) or [word]) if lexicon.there() and rng.random() < 0.4 else word for word in said]
    if rng.random() < 0.5:
        return " ".join([said[-1], *said[:-1]])
    rng.shuffle(said)
    return " ".join(said)


def wording_loss(tower: TextTower, words: tokenizer.Tokenizer, rng: random.Random, centre: Centre, texts: list[str], count: int = 96) -> torch.Tensor:
    """A text misspelt or in other words finds the text among others, as vectors are served: less their mean.

    Subwords of a misspelt word share little with the right one's, and shoppers write words in any order. Before the mean is
    taken off this loss would draw all texts together.
    """
    clean = rng.sample(sorted(set(texts)), min(count, len(set(texts))))
    pairs = [(text, reworded(text, rng) if rng.random() < 0.6 else captions.noisy(text, rng, 0.0, 1.0)) for text in clean]
    pairs = [(right, other) for right, other in pairs if right != other]
    out = centre(encode_texts(tower, [right for right, _ in pairs] + [other for _, other in pairs], words, 32), 1, False)
    right, other = out[: len(pairs)], out[len(pairs) :]
    wanted = torch.arange(len(pairs))
    found = F.cross_entropy(other @ right.T * 20, wanted) + F.cross_entropy(right @ other.T * 20, wanted)
    return found / 2 + (1 - (other * right.detach()).sum(1)).mean()
