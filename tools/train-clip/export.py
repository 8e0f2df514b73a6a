"""Writes the served files of a training run: two ONNX graphs, tokenizer, centring, manifest.

    python export.py --run small --out ../../models/concella-small [--weights fp16|fp32]
    python export.py --run refined --refined ../../models/concella-small --out FOLDER      # a run of refine.py

Weights are stored in half precision and widened when the graph is loaded; arithmetic stays single precision.
"""
import argparse
import hashlib
import json
import random
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

import captions
import restore
import tokenizer
from batches import Renders, synonym_table
from data import CACHE, TRAIN_SETS, pictures, records
from model import CONTEXT, DIMENSION, IMAGE_MEAN, IMAGE_STD, ImageTower, TextTower

SIZE = 112


class ServedImage(nn.Module):
    """pixels N x 3 x S x S -> embedding N x 256, cells N x HW x 256; the embedding is the mean of the cells, exactly."""

    def __init__(self, tower: ImageTower):
        super().__init__()
        self.tower = tower

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        cells = self.tower.project(self.tower.features(pixels).flatten(2).transpose(1, 2))
        return cells.mean(1), cells


def towers(run: str) -> tuple[ImageTower, TextTower]:
    """The averaged weights of a run, in evaluation mode."""
    state = torch.load(CACHE / f"{run}.pt", weights_only=False, map_location="cpu")
    image, text = ImageTower(), TextTower(tokenizer.load().get_vocab_size())
    nn.ModuleList([image, text]).load_state_dict(state["averaged"])
    return image.eval(), text.eval()


def halve(path: Path) -> None:
    """Stores every float weight of a graph as float16 followed by a Cast back to float32."""
    graph = onnx.load(path)
    casts, kept = [], []
    for tensor in graph.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 256:
            kept.append(tensor)
            continue
        small = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name + ".half")
        kept.append(small)
        casts.append(helper.make_node("Cast", [small.name], [tensor.name], to=TensorProto.FLOAT))
    del graph.graph.initializer[:]
    graph.graph.initializer.extend(kept)
    nodes = casts + list(graph.graph.node)
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    onnx.save(graph, path)


def refined(run: str, begun: Path, share: float) -> tuple[TextTower, nn.Linear]:
    """The averaged text tower and linear map of a run of refine.py, in evaluation mode.

    With a share below 1, mixed with the weights of the model that it began from: what a run unlearns comes back sooner than what it
    learnt is lost (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
    """
    state = torch.load(CACHE / f"{run}.pt", weights_only=False, map_location="cpu")
    text = TextTower(tokenizer.load().get_vocab_size())
    project = nn.Linear(state["averaged"]["1.weight"].shape[1], DIMENSION)
    before = nn.ModuleList([restore.text_tower(begun), restore.projection(begun)]).state_dict()
    learnt = {name: (1 - share) * before[name] + share * value for name, value in state["averaged"].items()}
    nn.ModuleList([text, project]).load_state_dict(learnt)
    return text.eval(), project


def export_image(image: ImageTower, out: Path, half: bool) -> None:
    torch.onnx.export(
        ServedImage(image), (torch.randn(2, 3, SIZE, SIZE),), out / "image.onnx", dynamo=False, opset_version=17,
        input_names=["pixels"], output_names=["embedding", "cells"],
        dynamic_axes={"pixels": {0: "n"}, "embedding": {0: "n"}, "cells": {0: "n"}},
    )
    if half:
        halve(out / "image.onnx")


def export_text(text: TextTower, out: Path, half: bool) -> None:
    torch.onnx.export(
        text, (torch.ones(2, 5, dtype=torch.long), torch.ones(2, 5, dtype=torch.long)), out / "text.onnx", dynamo=False, opset_version=17,
        input_names=["input_ids", "attention_mask"], output_names=["embedding"],
        dynamic_axes={"input_ids": {0: "n", 1: "length"}, "attention_mask": {0: "n", 1: "length"}, "embedding": {0: "n"}},
    )
    if half:
        halve(out / "text.onnx")


class Served:
    """Runs exported files as the product does: un-normalised embeddings, batches of 64."""

    def __init__(self, folder: Path):
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self.image = ort.InferenceSession(folder / "image.onnx", options)
        self.text = ort.InferenceSession(folder / "text.onnx", options)
        self.words = tokenizer.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.size = json.loads((folder / "manifest.json").read_text())["image"]["size"] if (folder / "manifest.json").exists() else SIZE

    def ids(self, text: str) -> list[int]:
        return self.words.encode(text).ids[:CONTEXT]

    def pictures(self, pixels: np.ndarray) -> np.ndarray:
        """uint8 N x S x S x 3 -> N x 256"""
        out = []
        for start in range(0, len(pixels), 64):
            x = (pixels[start : start + 64].astype(np.float32) / 255 - np.float32(IMAGE_MEAN)) / np.float32(IMAGE_STD)
            out.append(self.image.run(["embedding"], {"pixels": np.ascontiguousarray(x.transpose(0, 3, 1, 2))})[0])
        return np.concatenate(out)

    def texts(self, texts: list[str]) -> np.ndarray:
        """N x 256, in the order of `texts`"""
        rows = [self.ids(text) for text in texts]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        out = np.empty((len(rows), DIMENSION), np.float32)
        for start in range(0, len(order), 64):
            group = order[start : start + 64]
            ids = np.zeros((len(group), len(rows[group[-1]])), np.int64)
            mask = np.zeros_like(ids)
            for j, i in enumerate(group):
                ids[j, : len(rows[i])], mask[j, : len(rows[i])] = rows[i], 1
            out[group] = self.text.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[0]
        return out


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


def centring(served: Served, count: int = 6000) -> dict[str, list[float]]:
    """Means of unit-length outputs over a sample of the training split: pictures; titles and phrases."""
    rng = random.Random(5)
    synonyms = synonym_table()
    means, texts = [], []
    for name in TRAIN_SETS:
        rows = records(name)
        keys = [i for i, row in enumerate(rows) if row["split"] == "train"]
        keys = sorted(rng.sample(keys, min(len(keys), count // 2 if name == "fashion" else count // 8)))
        means.append(unit(served.pictures(np.asarray(pictures(name, served.size)[keys]))))
        for key in keys:
            texts += [rows[key]["title"], captions.phrase(captions.facets(name, rows[key]), rng, synonyms)[0]]
    renders = Renders().refresh()
    if renders is not None:
        chosen = rng.sample(range(len(renders.pixels)), min(len(renders.pixels), count // 3))
        means.append(unit(served.pictures(renders.pixels[chosen])))
        for i in chosen:
            texts += [renders.titles[i][0], captions.phrase(renders.facets[i], rng, synonyms)[0]]
    pair = {"image": np.concatenate(means).mean(0), "text": unit(served.texts(texts)).mean(0)}
    return {side: [round(float(value), 7) for value in mean] for side, mean in pair.items()}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", default="small")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--weights", choices=("fp16", "fp32"), default="fp16")
    parser.add_argument("--revision", default="1")
    parser.add_argument("--refined", type=Path, help="the run is one of refine.py, begun from this model folder")
    parser.add_argument("--share", type=float, default=0.8, help="of the refined weights; the rest are those that the run began from")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    if args.refined:
        text, project = refined(args.run, args.refined, args.share)
        restore.replace_projection(args.refined, project, args.out)
    else:
        image, text = towers(args.run)
        export_image(image, args.out, args.weights == "fp16")
    export_text(text, args.out, args.weights == "fp16")
    shutil.copyfile(tokenizer.PATH, args.out / "tokenizer.json")
    (args.out / "centring.json").write_text(json.dumps(centring(Served(args.out))))
    manifest = {
        "name": "concella-small", "revision": args.revision, "family": "concella", "dimension": DIMENSION,
        "licence": "as the project; see MODEL_CARD.md for the training data's", "source": "tools/train-clip",
        "image": {
            "file": "image.onnx", "sha256": digest(args.out / "image.onnx"), "input": "pixels", "output": "embedding", "cells": "cells", "cellsPool": "mean",
            "size": SIZE, "resize": "squash", "interpolation": "bicubic", "mean": list(IMAGE_MEAN), "std": list(IMAGE_STD),
        },
        "text": {
            "file": "text.onnx", "sha256": digest(args.out / "text.onnx"), "ids": "input_ids", "mask": "attention_mask", "output": "embedding",
            "contextLength": CONTEXT, "tokenizer": "tokenizer.json", "tokenizerSha256": digest(args.out / "tokenizer.json"),
            "pad": "longest", "padId": 0, "lowercase": True,
        },
        "centring": {"file": "centring.json", "sha256": digest(args.out / "centring.json")},
    }
    (args.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print({path.name: path.stat().st_size for path in sorted(args.out.iterdir())})


if __name__ == "__main__":
    main()
