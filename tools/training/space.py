"""The shared space: what follows the two pretrained towers. Everything after the picture's pooling is linear in (features, class units)."""
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import minilm
from texts import KEPT

DIMENSION = 384
TOP = 10  # classes a picture that speak
SPECIAL = (101, 102)  # [CLS], [SEP]


class TextSide(nn.Module):
    """t = s + A s + the mean of learned vectors of the words; s is MiniLM's sentence vector of length 1. Words that no training text has stay zero."""

    def __init__(self, vocabulary: list[int]):
        super().__init__()
        slot = torch.zeros(30522, dtype=torch.long)
        for i, token in enumerate(token for token in vocabulary if token not in SPECIAL):
            slot[token] = i + 1
        self.register_buffer("slot", slot)
        self.linear = nn.Linear(minilm.WIDTH, DIMENSION)
        self.words = nn.EmbeddingBag(int(slot.max()) + 1, DIMENSION, mode="mean")
        for part in (self.linear.weight, self.linear.bias, self.words.weight):
            nn.init.zeros_(part)
        self.words.weight.register_hook(lambda grad: torch.cat([torch.zeros_like(grad[:1]), grad[1:]]))

    def forward(self, sentence: torch.Tensor, bag: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        """sentence [n, 384]; bag: slots of all tokens, where each text begins. -> [n, 384], not of length 1."""
        s = F.normalize(sentence, dim=1)
        return s + self.linear(s) + self.words(*bag)


class PictureSide(nn.Module):
    """x = A (f - mean) / scale + b + w n; n is the unit sum of the class names' vectors, each by the root of its probability (ConSE)."""

    def __init__(self, mean: torch.Tensor, scale: torch.Tensor):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        self.linear = nn.Linear(len(mean), DIMENSION)
        nn.init.normal_(self.linear.weight, std=0.005)
        nn.init.zeros_(self.linear.bias)
        self.gate = nn.Parameter(torch.tensor([1.0, 0.0]))

    def units(self, logits: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(class units [n, 1000] so that units @ labels has length 1, the largest probability [n, 1])."""
        p = logits.softmax(1)
        top = p.topk(TOP, 1)
        units = torch.zeros_like(p).scatter(1, top.indices, (top.values + 1e-9).sqrt())
        return units / (units @ labels).norm(dim=1, keepdim=True).clamp_min(1e-6), top.values[:, :1]

    def forward(self, features: torch.Tensor, logits: torch.Tensor, labels: torch.Tensor, more: float = 0.0, drop: float = 0.0) -> torch.Tensor:
        """features [n, 1280 + those of the second depth] pooled; labels [1000, 384]: the class names as the text side reads them, of length 1. -> unit vectors."""
        units, sure = self.units(logits, labels)
        named = units @ labels
        y = self.linear(F.dropout((features - self.mean) / self.scale, drop, self.training)) + F.softplus(self.gate[0] * sure + self.gate[1]) * named
        v = F.normalize(y, dim=1)
        return F.normalize(v + more * named, dim=1) if more else v


class Bags:
    """Slots of the tokens of stored texts, for the word vectors."""

    def __init__(self, texts, slot: torch.Tensor):
        self.flat = slot[torch.from_numpy(np.array(texts.ids)).long()]
        self.start = torch.from_numpy(np.array(texts.start)).long()

    def of(self, rows: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
        sizes = self.start[torch.tensor(rows) + 1] - self.start[torch.tensor(rows)]
        flat = torch.cat([self.flat[self.start[row] : self.start[row + 1]] for row in rows])
        return flat, torch.cumsum(sizes, 0) - sizes


class Space(nn.Module):
    """Both sides with the towers' tuned parts: `upper` (MiniLM's last layers) and `tail` with `classifier` (the picture tower's last blocks)."""

    def __init__(self, vocabulary: list[int], mean: torch.Tensor, scale: torch.Tensor, upper: nn.Module | None, tail: nn.Module | None, classifier: nn.Linear):
        super().__init__()
        self.text, self.picture = TextSide(vocabulary), PictureSide(mean, scale)
        self.upper, self.tail, self.classifier = upper, tail, classifier
        self.text_scale, self.class_scale = nn.Parameter(torch.tensor(3.0)), nn.Parameter(torch.tensor(3.0))


def upper_layers(layers: int) -> nn.ModuleList | None:
    """MiniLM's last KEPT layers, of which the last `layers` are tuned; None where none are."""
    if not layers:
        return None
    upper = minilm.pretrained().layers[KEPT:]
    for layer in upper[: len(upper) - layers]:
        layer.requires_grad_(False)
    return nn.ModuleList(upper)


def sentences(upper: nn.ModuleList, h: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Sentence vectors of length 1 from the hidden states after KEPT layers."""
    for layer in upper:
        h = layer(h, minilm.bias_of(mask))
    return F.normalize(minilm.pooled(h, mask), dim=1)
