"""Writes what Pillow's own resize gives, for the test of libs/encoder/src/pictures/resample.ts.

    python pillow_resize.py     writes ../../test/fixtures/pillow-resize/golden.json

Pictures are made from a number generator that the test repeats (x = x * 1103515245 + 12345 mod 2^31; byte = x >> 16).
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

TARGET = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "pillow-resize" / "golden.json"
SIZES = [
    ((300, 200), (112, 112)), ((512, 512), (224, 224)), ((100, 80), (224, 224)), ((37, 91), (64, 64)),
    ((64, 64), (64, 64)), ((1, 1), (8, 8)), ((5, 400), (64, 64)), ((400, 5), (64, 64)), ((225, 224), (224, 224)),
    ((640, 427), (335, 224)), ((2, 3), (7, 5)), ((1000, 10), (10, 1000)),
]


def picture(width: int, height: int) -> Image.Image:
    x, values = width * 7919 + height, np.empty(width * height * 3, np.uint8)
    for i in range(len(values)):
        x = (x * 1103515245 + 12345) % 2**31
        values[i] = (x >> 16) & 255
    return Image.fromarray(values.reshape(height, width, 3))


def main() -> None:
    rows = []
    for source, target in SIZES:
        for name in ("bicubic", "bilinear"):
            resized = picture(*source).resize(target, Image.Resampling[name.upper()])
            pixels = np.asarray(resized).tobytes()
            rows.append({
                "from": source, "to": target, "interpolation": name,
                "first": list(pixels[:12]), "sha256": hashlib.sha256(pixels).hexdigest(),
            })
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps({"pillow": PIL.__version__, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
