"""Exports a tiny CLIP with random weights in the layout of public ONNX repositories, with reference outputs.

    pip download --no-deps open_clip_torch==3.3.0 -d /tmp/open-clip     # only for the byte-pair merges (MIT)
    python export.py --merges /tmp/open-clip/open_clip_torch-3.3.0-py3-none-any.whl --out ../../test/fixtures/tiny-clip

The graph, the tokenizer's structure and the preprocessing are those of OpenAI's CLIP; only sizes, weights and the length of
the merge list differ, so the real code path runs without a download.
"""
import argparse
import gzip
import hashlib
import json
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPTokenizer

MERGES = 1500
SIDE = 64
MEAN, STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
TEXTS = [
    "a photo of a red ceramic mug", "Navy-Blue T-Shirt, men's (XL)", "", "   two   spaces\tand a tab\n", "a mug 🎉🎉", "红色的杯子",
    "café crème naïve", "don't we'll it's I'M", "price: $12.99 & 50% off!!", " ".join(["long sentence about a wooden chair"] * 20),
]


def tokenizer_from(merges: list[str], folder: Path) -> CLIPTokenizer:
    """CLIP's tokenizer with the first merges only: byte alphabet, the same with </w>, merges, two special tokens."""
    alphabet = sorted(bytes_to_unicode().values(), key=list(bytes_to_unicode().values()).index)
    tokens = alphabet + [letter + "</w>" for letter in alphabet] + ["".join(merge.split()) for merge in merges]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    return CLIPTokenizer(vocab=str(folder / "vocab.json"), merges=str(folder / "merges.txt"))


def bytes_to_unicode() -> dict[int, str]:
    """GPT-2's printable stand-ins for bytes."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {byte: chr(byte) for byte in plain}
    for byte in range(256):
        table.setdefault(byte, chr(256 + len(table) - len(plain)))
    return table


class TextGraph(torch.nn.Module):
    def __init__(self, model: CLIPModel):
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        text = self.model.text_model
        hidden = text.embeddings(input_ids=input_ids)
        length = input_ids.shape[1]
        future = torch.full((SIDE * 2, SIDE * 2), -1e4).triu(1)[:length, :length][None, None]
        for layer in text.encoder.layers:
            out = layer(hidden, attention_mask=future)
            hidden = out[0] if isinstance(out, tuple) else out
        hidden = text.final_layer_norm(hidden)
        end = (input_ids == self.model.config.text_config.eos_token_id).int().argmax(1)
        return self.model.text_projection(hidden[torch.arange(hidden.shape[0]), end])


class VisionGraph(torch.nn.Module):
    def __init__(self, model: CLIPModel):
        super().__init__()
        self.model = model

    def forward(self, pixel_values: torch.Tensor) -> torch.Tensor:
        return self.model.visual_projection(self.model.vision_model(pixel_values=pixel_values).pooler_output)


def pictures() -> dict[str, Image.Image]:
    """Six small pictures made by rule: gradient, noise, transparent, very wide, very tall, grey."""
    rng = np.random.default_rng(4)
    y, x = np.mgrid[0:90, 0:120]
    gradient = np.stack([x * 2, y * 2, (x + y) % 256], 2).astype(np.uint8)
    noise = np.kron(rng.integers(0, 256, (10, 10, 3)), np.ones((9, 9, 1))).astype(np.uint8)
    clear = np.dstack([np.roll(gradient, 40, 1), (255 * (np.hypot(x - 60, y - 45) < 35)).astype(np.uint8)])
    stripe = (np.arange(300) // 6 % 2 * 200 + 30).astype(np.uint8)
    wide = np.stack([np.tile(stripe, (20, 1)), np.full((20, 300), 90, np.uint8), np.tile(stripe[::-1], (20, 1))], 2)
    return {
        "gradient": Image.fromarray(gradient), "noise": Image.fromarray(noise), "alpha": Image.fromarray(clear, "RGBA"),
        "wide": Image.fromarray(wide), "tall": Image.fromarray(np.ascontiguousarray(wide.transpose(1, 0, 2))),
        "grey": Image.fromarray(gradient[:, :, 0], "L"),
    }


def on_white(picture: Image.Image) -> Image.Image:
    """The product lays transparency on white before a model's own preprocessing."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--merges", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    out: Path = args.out
    (out / "pictures").mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(args.merges) as wheel:
        lines = gzip.decompress(wheel.read("open_clip/bpe_simple_vocab_16e6.txt.gz")).decode().split("\n")
    with tempfile.TemporaryDirectory() as folder:
        words = tokenizer_from(lines[1 : MERGES + 1], Path(folder))
    words.save_pretrained(out / "saved")
    (out / "saved" / "tokenizer.json").rename(out / "tokenizer.json")
    for path in (out / "saved").iterdir():
        path.unlink()
    (out / "saved").rmdir()
    size = len(words)
    torch.manual_seed(11)
    shape = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = CLIPConfig(
        text_config={**shape, "vocab_size": size, "max_position_embeddings": 77, "eos_token_id": size - 1, "bos_token_id": size - 2,
                     "pad_token_id": size - 1},
        vision_config={**shape, "image_size": SIDE, "patch_size": 16}, projection_dim=32, attn_implementation="eager")
    model = CLIPModel(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.08)
    torch.onnx.export(TextGraph(model), (torch.tensor([[size - 2, 5, 6, size - 1]]),), out / "text_model.onnx", dynamo=False, opset_version=17,
                      input_names=["input_ids"], output_names=["text_embeds"],
                      dynamic_axes={"input_ids": {0: "n", 1: "length"}, "text_embeds": {0: "n"}})
    torch.onnx.export(VisionGraph(model), (torch.randn(1, 3, SIDE, SIDE),), out / "vision_model.onnx", dynamo=False, opset_version=17,
                      input_names=["pixel_values"], output_names=["image_embeds"],
                      dynamic_axes={"pixel_values": {0: "n"}, "image_embeds": {0: "n"}})
    processor = CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}, image_mean=MEAN, image_std=STD)
    processor.save_pretrained(out)
    golden: dict[str, list[dict]] = {"texts": [], "pictures": []}
    with torch.no_grad():
        for text in TEXTS:
            ids = words(text, truncation=True, max_length=77)["input_ids"]
            vector = features(model.get_text_features(input_ids=torch.tensor([ids])))
            golden["texts"].append({"text": text, "ids": ids, "embedding": vector})
        for name, picture in pictures().items():
            picture.save(out / "pictures" / f"{name}.png", optimize=True)
            pixels = processor(on_white(picture), return_tensors="pt")["pixel_values"]
            golden["pictures"].append({"file": f"pictures/{name}.png", "embedding": features(model.get_image_features(pixel_values=pixels))})
    (out / "golden.json").write_text(json.dumps(golden, ensure_ascii=False))
    manifest = {
        "name": "tiny-clip", "revision": "1", "family": "clip", "dimension": 32, "licence": "MIT", "source": "tools/tiny-clip (random weights)",
        "image": {"file": "vision_model.onnx", "sha256": digest(out / "vision_model.onnx"), "input": "pixel_values", "output": "image_embeds",
                  "size": SIDE, "resize": "crop", "interpolation": "bicubic", "mean": MEAN, "std": STD},
        "text": {"file": "text_model.onnx", "sha256": digest(out / "text_model.onnx"), "ids": "input_ids", "mask": None, "output": "text_embeds",
                 "contextLength": 77, "tokenizer": "tokenizer.json", "tokenizerSha256": digest(out / "tokenizer.json"),
                 "pad": "longest", "padId": size - 1, "lowercase": True},
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def features(out: object) -> list[float]:
    tensor = out if isinstance(out, torch.Tensor) else out.pooler_output
    return [round(float(value), 6) for value in tensor[0]]


if __name__ == "__main__":
    main()
