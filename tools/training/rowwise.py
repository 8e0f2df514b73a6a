"""The text tower as a graph of few nodes whose products are in int8, with a step a token: a text's vector does not depend on the texts beside it.

Every token's activations are divided by their own largest value before they are rounded, so the step is the token's and no other's; the
arithmetic between is in whole numbers, the same on every processor. Attention, normalisation and GELU are ONNX Runtime's fused operators.
"""
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import minilm
from graphs import Rows, TextGraph

MICROSOFT = "com.microsoft"
# Seven bits: processors without VNNI add pairs of products (at most 255 x 64 each) in 16 bits, and eight bits saturate them.
WEIGHT_LEVELS = 64
GELU_LEAST = 0.17  # GELU is never below -.17: shifted by that it is positive, and all 255 levels are used


class Graph:
    def __init__(self):
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: dict[str, onnx.TensorProto] = {}

    def constant(self, value: np.ndarray, name: str | None = None) -> str:
        name = name or f"c{len(self.tensors)}"
        self.tensors[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def add(self, kind: str, *inputs: str, domain: str = "", **attributes) -> str:
        out = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=f"{kind}_{len(self.nodes)}", domain=domain, **attributes))
        return out

    def product(self, x: str, weight: np.ndarray, positive: bool = False) -> str:
        """x [n, length, in] times weight [in, out], without the bias; with `positive`, of values that are never below zero."""
        step = np.maximum(np.abs(weight).max(0), 1e-9).astype(np.float32) / WEIGHT_LEVELS
        stored = np.rint(weight / step).astype(np.int8)
        levels, zero = (255, 0) if positive else (127, 128)
        largest = self.add("ReduceMax", x if positive else self.add("Abs", x), axes=[-1], keepdims=1)
        share = self.add("Div", x, largest)
        scale, point = self.constant(np.float32(1 / levels)), self.constant(np.uint8(zero))
        whole = self.add("QuantizeLinear", share, scale, point)
        out = self.add("MatMulIntegerToFloat", whole, self.constant(stored), scale, self.constant(step), point, domain=MICROSOFT)
        return self.add("Mul", out, largest)

    def rows(self, table: Rows, at: str) -> str:
        values = self.add("Cast", self.add("Gather", self.constant(table.values.numpy()), at), to=TensorProto.FLOAT)
        return self.add("Mul", values, self.add("Gather", self.constant(table.step.numpy()), at))

    def layer(self, h: str, layer: minilm.Layer, mask: str) -> str:
        def split(x: str) -> list[str]:
            outs = [f"s{len(self.nodes)}.{i}" for i in range(3)]
            self.nodes.append(helper.make_node("Split", [x], outs, name=f"Split_{len(self.nodes)}", axis=2))
            return outs

        def added(x: str, skip: str, bias: np.ndarray, norm: torch.nn.LayerNorm) -> str:
            scale, shift = self.constant(array(norm.weight)), self.constant(array(norm.bias))
            return self.add("SkipLayerNormalization", x, skip, scale, shift, self.constant(bias), domain=MICROSOFT, epsilon=norm.eps)

        three = (layer.query, layer.key, layer.value)
        q, k, v = split(self.product(h, np.concatenate([array(part.weight).T for part in three], 1)))
        bias = self.constant(np.concatenate([array(part.bias) for part in three]))
        looked = self.add("MultiHeadAttention", q, k, v, bias, mask, domain=MICROSOFT, num_heads=minilm.HEADS)
        h = added(self.product(looked, array(layer.out.weight).T), h, array(layer.out.bias), layer.attended)
        up = self.add("BiasGelu", self.product(h, array(layer.up.weight).T), self.constant(array(layer.up.bias)), domain=MICROSOFT)
        shifted = self.add("Add", up, self.constant(np.float32(GELU_LEAST)))
        down = array(layer.down.weight).T
        return added(self.product(shifted, down, positive=True), h, array(layer.down.bias) - GELU_LEAST * down.sum(0), layer.mapped)


def array(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().numpy().astype(np.float32)


def built(text: TextGraph) -> onnx.ModelProto:
    """input_ids, attention_mask [n, length] -> embedding [n, dimension], as TextGraph computes it but for the rounding."""
    g, model = Graph(), text.model
    length = g.add("Shape", "input_ids", start=1, end=2)
    places = g.add("Slice", g.constant(array(model.places.weight)[: minilm.CONTEXT]), g.constant(np.zeros(1, np.int64)), length)
    first = g.add("Add", g.rows(text.table, "input_ids"), places)
    h = g.add("LayerNormalization", first, g.constant(array(model.first.weight)), g.constant(array(model.first.bias)), epsilon=model.first.eps)
    seen = g.add("Cast", "attention_mask", to=TensorProto.INT32)
    for layer in model.layers:
        h = g.layer(h, layer, seen)
    there = g.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    share = g.add("Unsqueeze", g.add("Div", there, g.add("ReduceSum", there, g.constant(np.array([1], np.int64)), keepdims=1)), g.constant(np.array([1], np.int64)))
    squeezed = g.constant(np.array([1], np.int64))
    sentence = g.add("LpNormalization", g.add("Squeeze", g.add("MatMul", share, h), squeezed), axis=1, p=2)
    mapped = g.add("Gemm", sentence, g.constant(array(text.linear.weight).T), g.constant(array(text.linear.bias)))
    words = g.rows(text.words, g.add("Gather", g.constant(text.slot.numpy().astype(np.int32)), "input_ids"))
    g.nodes.append(helper.make_node("Add", [mapped, g.add("Squeeze", g.add("MatMul", share, words), squeezed)], ["embedding"], name="embedding"))
    said = [helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "length"]) for name in ("input_ids", "attention_mask")]
    told = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", text.linear.out_features])
    graph = helper.make_graph(g.nodes, "text", said, [told], list(g.tensors.values()))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)], ir_version=9)
