"""Writes libs/neurons/graphs/select-units.onnx: the dense part of fitting a dictionary, run by onnxruntime.

    python select_units.py            (needs the package onnx; only to change the graph)

For B pairs of D-dimensional vectors and K units: z = relu(vectors @ encoder^T + bias) of both modalities, and for each
the `active` strongest units. Where `joint` is 1 a pair's units are chosen by the sum of both activations, so that its
picture and its words learn to use the same ones.
"""
from pathlib import Path

import onnx
from onnx import TensorProto, helper

GRAPH = Path(__file__).resolve().parents[2] / "libs/neurons/graphs/select-units.onnx"


def value(name: str, kind: int, shape: list) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)


def main() -> None:
    node = helper.make_node
    nodes = [node("Transpose", ["encoder"], ["columns"], perm=[1, 0])]
    for side in ("image", "text"):
        nodes += [
            node("MatMul", [side, "columns"], [f"{side}_products"]),
            node("Add", [f"{side}_products", "bias"], [f"{side}_before"]),
            node("Relu", [f"{side}_before"], [f"{side}_all"]),
        ]
    for side, other in (("image", "text"), ("text", "image")):
        nodes += [
            node("Mul", [f"{other}_all", "joint"], [f"{side}_shared"]),
            node("Add", [f"{side}_all", f"{side}_shared"], [f"{side}_strength"]),
            node("TopK", [f"{side}_strength", "active"], [f"{side}_strongest", f"{side}_wide"], axis=1),
            node("GatherElements", [f"{side}_all", f"{side}_wide"], [f"{side}_activations"], axis=1),
            node("Cast", [f"{side}_wide"], [f"{side}_units"], to=TensorProto.INT32),
        ]
    inputs = [
        value("image", TensorProto.FLOAT, ["B", "D"]),
        value("text", TensorProto.FLOAT, ["B", "D"]),
        value("encoder", TensorProto.FLOAT, ["K", "D"]),
        value("bias", TensorProto.FLOAT, ["K"]),
        value("joint", TensorProto.FLOAT, ["B", 1]),
        value("active", TensorProto.INT64, [1]),
    ]
    outputs = []
    for side in ("image", "text"):
        outputs += [value(f"{side}_units", TensorProto.INT32, ["B", "A"]), value(f"{side}_activations", TensorProto.FLOAT, ["B", "A"])]
    graph = helper.make_graph(nodes, "select-units", inputs, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    GRAPH.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, GRAPH)


if __name__ == "__main__":
    main()
