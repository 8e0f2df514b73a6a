"""Weights of a shipped model folder, read back from its ONNX graphs, so that training can go on without a run's checkpoint."""
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import tokenizer
from model import DIMENSION, TextTower

LINEAR = ("qkv", "out", "up", "down")


def weights(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """Initialisers by name, in float32; the `.half` of shipped half-precision weights is taken off."""
    return {tensor.name.removesuffix(".half"): numpy_helper.to_array(tensor).astype(np.float32) for tensor in graph.initializer}


def text_tower(folder: Path) -> TextTower:
    """The text tower of `text.onnx`. Matrices that the exporter renamed are known by the node that uses them."""
    graph = onnx.load(folder / "text.onnx").graph
    stored = weights(graph)
    state = {name: value for name, value in stored.items() if not name.startswith("onnx::")}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in stored:
            state[".".join(node.name.strip("/").split("/")[:-1]) + ".weight"] = stored[node.input[1]].T
    tower = TextTower(tokenizer.load().get_vocab_size())
    tower.load_state_dict({name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in state.items()})
    return tower


def projection(folder: Path) -> torch.nn.Linear:
    """The linear map from averaged features to the joint space, of `image.onnx`."""
    graph = onnx.load(folder / "image.onnx").graph
    stored = weights(graph)
    node = next(node for node in graph.node if node.op_type == "MatMul" and node.input[1] in stored)
    matrix = stored[node.input[1]]
    linear = torch.nn.Linear(matrix.shape[0], DIMENSION)
    linear.load_state_dict({"weight": torch.from_numpy(matrix.T.copy()), "bias": torch.from_numpy(stored["tower.project.bias"])})
    return linear


def with_features(folder: Path) -> bytes:
    """`image.onnx` with one more output, `features` N x C: the last feature map, averaged over its cells."""
    model = onnx.load(folder / "image.onnx")
    stored = {tensor.name.removesuffix(".half") for tensor in model.graph.initializer}
    last = [node for node in model.graph.node if node.op_type == "Conv" and node.input[1] in stored][-1]
    relu = next(node for node in model.graph.node if node.op_type == "Relu" and node.input[0] == last.output[0])
    model.graph.node.append(helper.make_node("ReduceMean", [relu.output[0]], ["features"], axes=[2, 3], keepdims=0))
    model.graph.output.append(helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", None]))
    return model.SerializeToString()


def replace_projection(folder: Path, linear: torch.nn.Linear, out: Path) -> None:
    """Writes `image.onnx` with another linear map; every other weight stays, bit for bit."""
    model = onnx.load(folder / "image.onnx")
    stored = {tensor.name: tensor for tensor in model.graph.initializer}
    names = {name.removesuffix(".half"): name for name in stored}
    node = next(node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in names)
    for name, value in ((node.input[1], linear.weight.detach().T), ("tower.project.bias", linear.bias.detach())):
        tensor = stored[names[name]]
        kind = numpy_helper.to_array(tensor).dtype
        tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(value.numpy().astype(kind)), tensor.name))
    onnx.save(model, out / "image.onnx")
