"""The frozen reference: MobileNetV2's ImageNet features with one trained linear map, exported as a model that the product runs.

    python baseline.py --out ../../.cache/models/frozen-teacher [--epochs 16]

Trained on the same pictures and titles as concella-small (the four photographic sets, training split; no renders) with the softmax
contrastive loss alone. Text: subword embeddings, attention pooling, one hidden layer. For comparison only; not shipped.
"""
import argparse
import gzip
import json
import random
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import compose, helper, numpy_helper
from torch import nn
from torch.nn import functional as F

import tokenizer
from data import CACHE, TRAIN_SETS, records
from export import digest
from model import CONTEXT, DIMENSION
from teacher import TEACHER
from losses import contrast

BATCH, SEED = 256, 5


class Words(nn.Module):
    """ids N x L, mask N x L -> N x 256: attention-pooled embeddings and one hidden layer."""

    def __init__(self, vocabulary: int, width: int = 256):
        super().__init__()
        self.tokens, self.score = nn.Embedding(vocabulary, width), nn.Linear(width, 1)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, DIMENSION)
        nn.init.normal_(self.tokens.weight, std=0.05)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.tokens(ids)
        weights = torch.softmax(self.score(x)[..., 0] - (1.0 - mask.to(x.dtype)) * 1e4, 1)
        return self.down(F.gelu(self.up((x * weights[..., None]).sum(1))))


def padded(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    length = max(len(row) for row in rows)
    ids = torch.tensor([row + [0] * (length - len(row)) for row in rows])
    return ids, torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in rows])


def image_graph(linear: nn.Linear, out: Path) -> None:
    """The teacher's graph up to its features, then the linear map."""
    graph = onnx.load_from_string(gzip.open(TEACHER).read())
    head = helper.make_graph(
        [helper.make_node("Gemm", ["pooled", "weight", "bias"], ["embedding"], transB=1)], "head",
        [helper.make_tensor_value_info("pooled", onnx.TensorProto.FLOAT, ["N", 1280])],
        [helper.make_tensor_value_info("embedding", onnx.TensorProto.FLOAT, ["N", DIMENSION])],
        [numpy_helper.from_array(linear.weight.detach().numpy(), "weight"), numpy_helper.from_array(linear.bias.detach().numpy(), "bias")],
    )
    model = helper.make_model(head, opset_imports=graph.opset_import, ir_version=graph.ir_version)
    onnx.save(compose.merge_models(graph, model, io_map=[("features", "pooled")], outputs=["embedding"]), out)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=16)
    args = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    features, titles = [], []
    for name in TRAIN_SETS:
        rows = records(name)
        keys = [i for i, row in enumerate(rows) if row["split"] == "train"]
        features.append(np.load(CACHE / f"teacher-{name}.npy", mmap_mode="r")[keys].astype(np.float32))
        titles += [rows[i]["title"].lower() for i in keys]
    x = torch.from_numpy(np.concatenate(features))
    spread = x.std()
    words = tokenizer.load()
    ids = [encoding.ids[:CONTEXT] for encoding in words.encode_batch(titles)]
    table = {title: i for i, title in enumerate(dict.fromkeys(titles))}
    names = torch.tensor([table[title] for title in titles])
    linear, text, scale = nn.Linear(1280, DIMENSION), Words(words.get_vocab_size()), nn.Parameter(torch.tensor(2.7))
    optimiser = torch.optim.AdamW([*linear.parameters(), *text.parameters(), scale], lr=1e-3, weight_decay=0.05)
    steps = args.epochs * (len(x) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps)
    order = list(range(len(x)))
    for step in range(steps):
        if step % (len(x) // BATCH) == 0:
            random.Random(SEED + step).shuffle(order)
        at = step % (len(x) // BATCH) * BATCH
        chosen = order[at : at + BATCH]
        images = F.normalize(linear(x[chosen] / spread), dim=1)
        asked = F.normalize(text(*padded([ids[i] for i in chosen])), dim=1)
        same = names[chosen][:, None] == names[chosen][None, :]
        none = torch.zeros_like(same)
        sharp = scale.clamp(max=4.4).exp()
        loss = contrast(images, asked, sharp, same, none) + contrast(asked, images, sharp, same, none)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 200 == 0:
            print(step, steps, f"{loss.item():.3f}", flush=True)
    with torch.no_grad():
        linear.weight /= spread
        sample = random.Random(SEED).sample(range(len(x)), 6000)
        centre = {"image": F.normalize(linear(x[sample]), dim=1).mean(0), "text": F.normalize(text(*padded([ids[i] for i in sample])), dim=1).mean(0)}
    image_graph(linear, args.out / "image.onnx")
    torch.onnx.export(
        text.eval(), (torch.ones(2, 5, dtype=torch.long), torch.ones(2, 5, dtype=torch.long)), args.out / "text.onnx", dynamo=False, opset_version=17,
        input_names=["input_ids", "attention_mask"], output_names=["embedding"],
        dynamic_axes={"input_ids": {0: "n", 1: "length"}, "attention_mask": {0: "n", 1: "length"}, "embedding": {0: "n"}},
    )
    shutil.copyfile(tokenizer.PATH, args.out / "tokenizer.json")
    (args.out / "centring.json").write_text(json.dumps({side: mean.tolist() for side, mean in centre.items()}))
    manifest = {
        "name": "frozen-teacher", "revision": "1", "family": "concella", "dimension": DIMENSION, "licence": "not shipped", "source": "tools/train-clip/baseline.py",
        "image": {
            "file": "image.onnx", "sha256": digest(args.out / "image.onnx"), "input": "t0", "output": "embedding", "cells": None, "size": 224,
            "resize": "squash", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
        },
        "text": {
            "file": "text.onnx", "sha256": digest(args.out / "text.onnx"), "ids": "input_ids", "mask": "attention_mask", "output": "embedding",
            "contextLength": CONTEXT, "tokenizer": "tokenizer.json", "tokenizerSha256": digest(args.out / "tokenizer.json"),
            "pad": "longest", "padId": 0, "lowercase": True,
        },
        "centring": {"file": "centring.json", "sha256": digest(args.out / "centring.json")},
    }
    (args.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
