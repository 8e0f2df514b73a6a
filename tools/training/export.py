"""Stage `export`: a run as a model folder: two ONNX graphs, tokenizer, means, manifest; parity, sizes and milliseconds are printed.

    python export.py --run tuned --out FOLDER [--more .6] [--dimension 256] [--text rowwise|stored|fp32] [--picture fp16|fp32|int8] [--revision 5]
"""
import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quant_pre_process, quantize_static

import data
import minilm
import rowwise
from efficientnet import MEAN, SCALE, Lite
from features import pixels_of, seen
from graphs import PictureGraph, TextGraph
from trained import Trained

CONTEXT = 128


def halve(path: Path, least: int = 256) -> None:
    """Stores every float weight of at least so many values as float16 followed by a Cast back: half the size, arithmetic stays single precision."""
    graph = onnx.load(path)
    casts, kept = [], []
    for tensor in graph.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < least:
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


def narrow(path: Path) -> None:
    """Stores the weight of every MatMul as int8 with a step a column. The runtime widens them once, when the graph is loaded."""
    graph = onnx.load(path)
    multiplied = {node.input[1] for node in graph.graph.node if node.op_type == "MatMul"}
    widened, kept = [], []
    for tensor in graph.graph.initializer:
        if tensor.name not in multiplied or len(tensor.dims) != 2:
            kept.append(tensor)
            continue
        weight = numpy_helper.to_array(tensor)
        step = np.maximum(np.abs(weight).max(0), 1e-9).astype(np.float32) / 127
        kept.append(numpy_helper.from_array(np.rint(weight / step).astype(np.int8), tensor.name + ".int8"))
        kept.append(numpy_helper.from_array(step, tensor.name + ".step"))
        widened.append(helper.make_node("Cast", [tensor.name + ".int8"], [tensor.name + ".wide"], to=TensorProto.FLOAT))
        widened.append(helper.make_node("Mul", [tensor.name + ".wide", tensor.name + ".step"], [tensor.name]))
    del graph.graph.initializer[:]
    graph.graph.initializer.extend(kept)
    nodes = widened + list(graph.graph.node)
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    onnx.save(graph, path)


def sample(count: int) -> list[tuple[str, int]]:
    return [(name, i) for name in data.TRAIN_SETS for i in data.training_rows(name)[: count // len(data.TRAIN_SETS)]]


class Calibration(CalibrationDataReader):
    def __init__(self, px: int):
        self.batches = iter([{"pixels": pixels_of([seen(name, i, 0, px)])} for name, i in sample(160)])

    def get_next(self):
        return next(self.batches, None)


def export_text(it: Trained, basis: torch.Tensor | None, path: Path, kind: str) -> torch.nn.Module:
    graph = TextGraph(it.space, basis, kind != "fp32").eval()
    if kind == "rowwise":
        onnx.save(rowwise.built(graph), path)
        halve(path, 40_000)
        return graph
    example = (torch.ones(2, 5, dtype=torch.long), torch.ones(2, 5, dtype=torch.long))
    torch.onnx.export(
        graph, example, path, dynamo=False, opset_version=17, input_names=["input_ids", "attention_mask"], output_names=["embedding"],
        dynamic_axes={"input_ids": {0: "n", 1: "length"}, "attention_mask": {0: "n", 1: "length"}, "embedding": {0: "n"}},
    )
    if kind == "stored":
        narrow(path)
        halve(path)
    return graph


def export_picture(it: Trained, basis: torch.Tensor | None, path: Path, kind: str) -> torch.nn.Module:
    graph = PictureGraph(it.space, Lite(it.args.tower, it.args.px).eval(), it.labels, it.more, basis).eval()
    torch.onnx.export(
        graph, (torch.zeros(2, 3, it.args.px, it.args.px),), path, dynamo=False, opset_version=17, input_names=["pixels"], output_names=["embedding", "cells"],
        dynamic_axes={name: {0: "n"} for name in ("pixels", "embedding", "cells")},
    )
    if kind == "int8":
        quant_pre_process(path, path, skip_symbolic_shape=True)
        quantize_static(path, path, Calibration(it.args.px), quant_format=QuantFormat.QDQ, op_types_to_quantize=["Conv"], per_channel=True, reduce_range=True,
                        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8)
    if kind != "fp32":
        halve(path)
    return graph


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def opened(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options)


def milliseconds(session: onnxruntime.InferenceSession, feed: dict, rounds: int = 20) -> float:
    """Processor time of the only thread: the same on a busy machine, but for its caches."""
    session.run(None, feed)
    times = []
    for _ in range(rounds):
        began = time.process_time()
        session.run(None, feed)
        times.append(time.process_time() - began)
    return min(times) * 1000


def cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


def manifest(out: Path, name: str, revision: str, dimension: int, px: int) -> dict:
    return {
        "name": name, "revision": revision, "family": "concella", "dimension": dimension,
        "licence": "as the project; see MODEL_CARD.md for the pretrained starts' and the training data's", "source": "tools/training",
        "image": {
            "file": "image.onnx", "sha256": digest(out / "image.onnx"), "input": "pixels", "output": "embedding", "cells": "cells",
            "size": px, "resize": "squash", "interpolation": "bicubic", "mean": [MEAN / 255] * 3, "std": [SCALE / 255] * 3,
        },
        "text": {
            "file": "text.onnx", "sha256": digest(out / "text.onnx"), "ids": "input_ids", "mask": "attention_mask", "output": "embedding",
            "contextLength": CONTEXT, "tokenizer": "tokenizer.json", "tokenizerSha256": digest(out / "tokenizer.json"), "pad": "longest", "padId": 0, "lowercase": True,
        },
        "centring": {"file": "centring.json", "sha256": digest(out / "centring.json")},
    }


def checked(out: Path, text: torch.nn.Module, picture: torch.nn.Module, px: int) -> None:
    """Parity with PyTorch, the identity of the cells, sizes, milliseconds."""
    words, image = opened(out / "text.onnx"), opened(out / "image.onnx")
    said = [data.records(name)[i]["title"].lower() for name, i in sample(64)]
    def told(titles: list[str]) -> np.ndarray:
        ids, mask = minilm.padded(minilm.ids_of(titles))
        return words.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]

    with torch.inference_mode():
        alone = np.concatenate([told([title]) for title in said])
        cosines = cosine(text(*minilm.padded(minilm.ids_of(said))).numpy(), alone)
        print(f"text: cosine with PyTorch, mean {cosines.mean():.5f}, least {cosines.min():.5f}")
        cosines = cosine(np.concatenate([told(said[at : at + 16]) for at in range(0, len(said), 16)]), alone)
        print(f"text: cosine of the same text alone and in a batch, mean {cosines.mean():.5f}, least {cosines.min():.5f}")
        pixels = pixels_of([seen(name, i, 0, px) for name, i in sample(32)])
        embedding, cells = image.run(["embedding", "cells"], {"pixels": pixels})
        cosines = cosine(picture(torch.from_numpy(pixels))[0].numpy(), embedding)
        print(f"picture: cosine with PyTorch, mean {cosines.mean():.5f}, least {cosines.min():.5f}; mean of the cells off by {np.abs(cells.mean(1) - embedding).max() / np.abs(embedding).max():.1e}")
    print({path.name: round(path.stat().st_size / 1e6, 2) for path in sorted(out.iterdir())}, "MB")


def speed(folder: Path) -> dict[str, float]:
    """Milliseconds of a text of 8 and of 32 tokens, and of a picture in batches of 4."""
    told = json.loads((folder / "manifest.json").read_text())
    words, image = opened(folder / told["text"]["file"]), opened(folder / told["image"]["file"])
    px, out = told["image"]["size"], {}
    for length in (8, 32):
        ids = np.full((1, length), 2000, np.int64)
        out[f"text of {length} tokens"] = milliseconds(words, {told["text"]["ids"]: ids, told["text"]["mask"]: np.ones_like(ids)})
    out["picture"] = milliseconds(image, {told["image"]["input"]: np.zeros((4, 3, px, px), np.float32)}) / 4
    return out


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--more", type=float, default=0.0, help="the class names weighed more")
    parser.add_argument("--dimension", type=int)
    parser.add_argument("--text", choices=("rowwise", "stored", "fp32"), default="rowwise", help="rowwise: int8 with a step a token; stored: int8 in the file, fp32 arithmetic")
    parser.add_argument("--picture", choices=("fp16", "fp32", "int8"), default="fp16")
    parser.add_argument("--name", default="concella-small")
    parser.add_argument("--revision", default="5")
    parser.add_argument("--beside", type=Path, help="a model folder whose speed is measured in the same run")
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    it = Trained(args.run, args.more, args.dimension, centred=True)
    basis = torch.from_numpy(np.ascontiguousarray(it.basis)) if it.basis is not None else None
    text = export_text(it, basis, args.out / "text.onnx", args.text)
    picture = export_picture(it, basis, args.out / "image.onnx", args.picture)
    tokenizer = json.loads((Path(minilm.folder()) / "tokenizer.json").read_text())
    # The published file pads every text to 128 tokens.
    (args.out / "tokenizer.json").write_text(json.dumps({**tokenizer, "padding": None, "truncation": None}, ensure_ascii=False))
    (args.out / "centring.json").write_text(json.dumps({side: [round(float(x), 7) for x in mean] for side, mean in it.centre.items()}))
    dimension = args.dimension or it.labels.shape[1]
    (args.out / "manifest.json").write_text(json.dumps(manifest(args.out, args.name, args.revision, dimension, it.args.px), indent=2) + "\n")
    checked(args.out, text, picture, it.args.px)
    ours, theirs = speed(args.out), speed(args.beside) if args.beside else {}
    for what, spent in ours.items():
        print(f"{what}: {spent:.2f} ms" + (f", {spent / theirs[what]:.2f} times {args.beside.name}'s" if theirs else ""))


if __name__ == "__main__":
    main()
