"""Writes test vectors of an exported model: token ids and embeddings of 12 texts, embeddings of tiny-clip's 6 pictures.

    python golden.py ../../models/concella-small ../../test/fixtures/concella-small-golden.json

Embeddings are the graphs' own (not normalised, not centred); pictures are squashed by Pillow's bicubic.
"""
import json
import sys
from pathlib import Path

import numpy as np

from data import decode, squash
from export import Served

TEXTS = [
    "red ceramic mug", "Navy Blue T-Shirt for men's", "", "   ", "a mug 🎉", "红色的杯子", "cermaic mgu", "café crème naïve",
    "price: $12.99 & 50% off!!", "this dress fits perfectly and the fabric is lovely", "Peter England Men Formal Black Belt",
    " ".join(["a long sentence about a wooden chair"] * 20),
]


def rounded(vector: np.ndarray) -> list[float]:
    return [round(float(value), 5) for value in vector]


def main() -> None:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    served = Served(folder)
    pictures = [f"pictures/{path.name}" for path in sorted((out.parent / "tiny-clip" / "pictures").glob("*.png"))]
    pixels = [squash(decode((out.parent / "tiny-clip" / file).read_bytes()), served.size) for file in pictures]
    golden = {
        "texts": [{"text": text, "ids": served.ids(text), "embedding": rounded(served.texts([text])[0])} for text in TEXTS],
        "pictures": [{"file": file, "embedding": rounded(served.pictures(picture[None])[0])} for file, picture in zip(pictures, pixels)],
    }
    out.write_text(json.dumps(golden, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
