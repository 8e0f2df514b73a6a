"""Figures on fashion's validation bucket, for logs and for choosing between states of a run."""
import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import captions
import tokenizer
from data import CACHE, records
from drawn import GARMENTS
from losses import encode_texts, reworded


class Validation:
    """Bucket 11 of fashion: titles, kinds, colours (alone and with prompts), and how much of ten answers other words keep."""

    def __init__(self, words: tokenizer.Tokenizer):
        rows = records("fashion")
        self.keys = [i for i, row in enumerate(rows) if row["split"] == "val"]
        self.titles = [rows[i]["title"].lower() for i in self.keys]
        self.facets = [captions.facets("fashion", rows[i]) for i in self.keys]
        self.words = words
        rng = random.Random(3)
        self.asked = sorted(set(self.titles))
        self.others = [reworded(title, rng) for title in self.asked]
        self.wrong = [captions.noisy(title, rng, 0.0, 1.0) for title in self.asked]

    @torch.no_grad()
    def figures(self, text: nn.Module, pictures: torch.Tensor) -> str:
        """Both sides are centred by their own means. pictures: embeddings of the records `keys` of fashion, in their order."""
        text.eval()

        def encode(texts: list[str]) -> torch.Tensor:
            return F.normalize(encode_texts(text, texts, self.words).float(), dim=1)

        unit = F.normalize(pictures, dim=1)
        gallery = F.normalize(unit - unit.mean(0), dim=1)
        queries = encode(self.asked)
        mean = queries.mean(0)
        scores = F.normalize(queries - mean, dim=1) @ gallery.T
        order = scores.topk(10, 1).indices
        hits = torch.tensor([[self.titles[j] == title for j in row] for title, row in zip(self.asked, order.tolist())]).float().cummax(1).values
        out = [f"R@{k} {hits[:, k - 1].mean():.3f}" for k in (1, 5, 10)]
        for name, texts in (("reworded", self.others), ("misspelt", self.wrong)):
            again = (F.normalize(encode(texts) - mean, dim=1) @ gallery.T).topk(10, 1).indices
            changed = [i for i, (a, b) in enumerate(zip(self.asked, texts)) if a != b]
            out.append(f"{name} {np.mean([len(set(order[i].tolist()) & set(again[i].tolist())) / 10 for i in changed]):.3f}")
        for facet in (captions.KIND, captions.COLOUR, captions.PATTERN, captions.MATERIAL):
            values = [row[facet] for row in self.facets]
            names = sorted(set(values) - {""})
            known = [j for j, value in enumerate(values) if value]
            prompts = ["{}", "{} colour", "{} product"] + [f"{{}} {garment}" for garment in GARMENTS[:10]] if facet == captions.COLOUR else ["{}", "a {}", "a photo of a {}", "{} product"]
            for label, forms in (("", ["{}"]), (" prompts", prompts)):
                classes = torch.stack([F.normalize(encode([form.format(name) for form in forms]) - mean, dim=1).mean(0) for name in names])
                best = (gallery[known] @ F.normalize(classes, dim=1).T).argmax(1)
                out.append(f"{captions.FACETS[facet]}{label} {np.mean([names[b] == values[j] for b, j in zip(best.tolist(), known)]):.3f}")
        return " ".join(out)


def stored_features(keys: list[int]) -> torch.Tensor:
    """Features of whole fashion pictures (features.py), float32 N x C."""
    return torch.from_numpy(np.load(CACHE / "refine-fashion.npy", mmap_mode="r")[keys, 0].astype(np.float32))
