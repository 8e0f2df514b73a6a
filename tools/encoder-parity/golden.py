"""
Small models of every family's layout with random weights, and what the reference makes of a few hard inputs: test/fixtures/encoder-parity.

    python golden.py --work FOLDER --profiles FOLDER

FOLDER gets the exports (export.py NAME FOLDER/NAME --tiny); what is there already is used again.
"""
import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "encoder-parity"
NAMES = ["clip-vit-base-patch32", "clip-rn50", "siglip-base-patch16-224", "mobileclip-s0"]
# None whose shorter side is over four times the tiny input: larger ones are shrunk while decoding, which has a bound of its own.
PICTURES = ["exif-3.jpg", "exif-5.jpg", "jpeg-progressive-333x251.jpg", "palette-transparent.png", "alpha.webp", "grey-alpha.png", "frame.gif", "black-white.png", "tiny-7x5.png"]
CLIP = {"size": 64, "resize": "crop", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711]}
PLAIN = {"size": 64, "resize": "crop", "interpolation": "bilinear", "mean": [0, 0, 0], "std": [1, 1, 1]}
SQUASH = {"size": 64, "resize": "squash", "interpolation": "bicubic", "mean": [0.5] * 3, "std": [0.5] * 3}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(name: str, folder: Path, last: int, found: dict) -> dict:
    """What models:pull writes for the family, at the tiny size."""
    fixed = {"input": "image", "output": "embedding"}, {"ids": "text", "output": "embedding"}
    free = {"input": "pixel_values", "output": "image_embeds"}, {"ids": "input_ids", "output": "text_embeds"}
    pooled = {"input": "pixel_values", "output": "pooler_output"}, {"ids": "input_ids", "output": "pooler_output"}
    family, picture, (image, text), length, pad, pad_id, clean = {
        "clip-vit-base-patch32": ("clip", CLIP, free, 77, "longest", last, "clip"), "clip-rn50": ("clip", CLIP, fixed, 77, "max", last, "clip"),
        "siglip-base-patch16-224": ("siglip", SQUASH, pooled, 64, "max", 1, "siglip"), "mobileclip-s0": ("mobileclip", PLAIN, free, 77, "max", 0, "clip")}[name]
    return {
        "name": f"tiny-{name}", "revision": "1", "family": family, "dimension": len(found["texts"][0]["vector"]), "licence": "MIT", "source": "tools/encoder-parity (random weights)",
        "image": {"file": "vision.onnx", "sha256": digest(folder / "vision.onnx"), **image, **picture, "exact": True},
        "text": {"file": "text.onnx", "sha256": digest(folder / "text.onnx"), **text, "contextLength": length, "tokenizer": "tokenizer.json",
                 "tokenizerSha256": digest(folder / "tokenizer.json"), "pad": pad, "padId": pad_id, "lowercase": True, "clean": clean},
    }


def copied(name: str, work: Path) -> dict:
    source, target = work / name, OUT / name
    target.mkdir(parents=True, exist_ok=True)
    open_clip = name == "clip-rn50"
    shutil.copy(source / ("visual/model.onnx" if open_clip else "onnx/vision_model.onnx"), target / "vision.onnx")
    shutil.copy(source / ("textual/model.onnx" if open_clip else "onnx/text_model.onnx"), target / "text.onnx")
    shutil.copy(source / ("textual/tokenizer.json" if open_clip else "tokenizer.json"), target / "tokenizer.json")
    tokenizer = json.loads((target / "tokenizer.json").read_text())
    for step in (tokenizer["normalizer"] or {}).get("normalizers", []):
        # A table of 320 KB that the JavaScript tokenizer doesn't read: it has the same rules as code.
        if step["type"] == "Precompiled":
            step["precompiled_charsmap"] = ""
    (target / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")))
    found = json.loads((source / "reference.json").read_text())
    last = max(max(text["ids"]) for text in found["texts"])
    (target / "manifest.json").write_text(json.dumps(manifest(name, target, last, found), indent=2) + "\n")
    (OUT / "pictures").mkdir(exist_ok=True)
    for file in PICTURES:
        shutil.copy(source / "pictures" / file, OUT / "pictures" / file)
    return {
        "texts": [{"text": text["text"], "ids": text["ids"], "embedding": text["vector"]} for text in found["texts"]],
        "pictures": [{"file": item["file"], "embedding": item["vectors"]["authors"]} for item in found["pictures"] if item["file"] in PICTURES],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--profiles", type=Path, required=True)
    args = parser.parse_args()
    golden = {}
    for name in NAMES:
        folder = args.work / name
        if not (folder / "reference.json").exists():
            command = [sys.executable, str(Path(__file__).with_name("export.py")), name, str(folder), "--profiles", str(args.profiles), "--tiny"]
            subprocess.run(command, check=True)
        golden[name] = copied(name, args.work)
    (OUT / "golden.json").write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
