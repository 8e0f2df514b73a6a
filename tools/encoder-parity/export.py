"""
One family with random weights: an ONNX repository as it is published, the inputs, and the reference's embeddings of them.

    python export.py NAME FOLDER [--tiny]        NAME is one that models:pull knows
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import vocabularies
from inputs import TEXTS, opened, pictures, unmanaged
from towers import Family, clip_rn50, clip_vit, mobileclip, siglip, write

NAMES = ["clip-vit-base-patch32", "clip-vit-base-patch16", "clip-rn50", "siglip-base-patch16-224", "mobileclip-s0"]


def build(name: str, folder: Path, tiny: bool) -> tuple[Family, vocabularies.Ids, dict[str, vocabularies.Ids]]:
    """The family, the reference's token ids, and other implementations' ids to compare them with."""
    seed = 100 + NAMES.index(name)
    if name == "siglip-base-patch16-224":
        ids, plain, slow = vocabularies.siglip(folder, 500 if tiny else 4000)
        return siglip(500 if tiny else 32000, tiny, seed), ids, {"sentencepiece": plain, "transformers": slow}
    merges = 300 if tiny else None
    (folder / "textual").mkdir(exist_ok=True)
    ids, fast = vocabularies.clip(folder, merges)
    words = 512 + 300 + 2 if tiny else 49408
    if name == "clip-rn50":
        (folder / "tokenizer.json").rename(folder / "textual" / "tokenizer.json")
        return clip_rn50(words, tiny, seed), ids, {"transformers": fast}
    (folder / "textual").rmdir()
    if name == "mobileclip-s0":
        return mobileclip(words, tiny, seed), ids, {"transformers": fast}
    return clip_vit(32 if name.endswith("32") else 16, words, tiny, seed), ids, {"transformers": fast}


def image_vector(family: Family, pixels: torch.Tensor) -> list[float]:
    with torch.no_grad():
        return rounded(family.image(pixels[None])[0])


def text_vector(family: Family, ids: list[int]) -> list[float]:
    padded = ids + [family.pad_id] * ((family.pad_to or len(ids)) - len(ids))
    with torch.no_grad():
        return rounded(family.text(torch.tensor([padded]))[0])


def rounded(vector: torch.Tensor) -> list[float]:
    return [float(f"{value:.6g}") for value in vector.double()]


def compute(name: str, folder: Path, profiles: Path, tiny: bool) -> dict:
    folder.mkdir(parents=True, exist_ok=True)
    family, ids_of, others = build(name, folder, tiny)
    write(family, folder, mask=name == "clip-vit-base-patch16")
    texts, shown = [], []
    for text in TEXTS:
        ids = ids_of(text)
        differing = [other for other, of in others.items() if of(text) != ids]
        texts.append({"text": text, "ids": ids, "vector": text_vector(family, ids), "differing": differing})
    (folder / "pictures").mkdir(exist_ok=True)
    for file, contents in pictures(profiles).items():
        (folder / "pictures" / file).write_bytes(contents)
        picture = opened(contents, profiles)
        pixels = {"authors": family.transform(picture), "unmanaged": family.transform(unmanaged(contents))}
        if family.processor is not None:
            prepared = np.asarray(family.processor(picture, return_tensors="np")["pixel_values"])[0]
            pixels["transformers"] = torch.from_numpy(prepared)
        vectors = {"authors": image_vector(family, pixels["authors"])}
        for way, values in pixels.items():
            # Most pictures come out the same: no second run for those.
            same = torch.allclose(values, pixels["authors"], rtol=0, atol=1e-5)
            vectors[way] = vectors["authors"] if same else image_vector(family, values)
        shown.append({"file": file, "vectors": vectors})
    return {"name": name, "side": family.side, "texts": texts, "pictures": shown}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profiles", type=Path, required=True, help="folder with cmyk.icc and p3.icc (profiles.mjs)")
    parser.add_argument("--tiny", action="store_true")
    args = parser.parse_args()
    start = time.monotonic()
    found = compute(args.name, args.folder, args.profiles, args.tiny)
    (args.folder / "reference.json").write_text(json.dumps(found, ensure_ascii=False))
    print(f"{args.name}: {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
