"""Joins the two tiny graphs into one with both towers, the form in which some models (FashionCLIP) are published.

    python combine.py     writes ../../test/fixtures/tiny-clip-combined/model.onnx
"""
from pathlib import Path

import onnx
from onnx import compose, helper

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures"


def tower(name: str) -> onnx.ModelProto:
    """A tower whose inner names can't clash with the other's; inputs and outputs keep theirs."""
    model = onnx.load(FIXTURES / "tiny-clip" / f"{name}_model.onnx")
    return compose.add_prefix(model, f"{name}/", rename_inputs=False, rename_outputs=False)


def main() -> None:
    towers = [tower("text"), tower("vision")]
    graph = helper.make_graph(
        [node for model in towers for node in model.graph.node],
        "both",
        [value for model in towers for value in model.graph.input],
        [value for model in towers for value in model.graph.output],
        [tensor for model in towers for tensor in model.graph.initializer],
    )
    joined = helper.make_model(graph, opset_imports=towers[0].opset_import, ir_version=towers[0].ir_version)
    onnx.checker.check_model(joined)
    target = FIXTURES / "tiny-clip-combined" / "model.onnx"
    target.parent.mkdir(exist_ok=True)
    onnx.save(joined, target)


if __name__ == "__main__":
    main()
