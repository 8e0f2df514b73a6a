"""Stage `texts`: every text that is trained or judged with, through the frozen lower layers of MiniLM once.

    python texts.py [--limit fashion=5000]

WORK/texts: `texts.json`, `ids` and `hidden` (fp16, after KEPT layers) of all tokens one after the other, `start` a text, `vector` [n, 384].
"""
import argparse
import json
import time

import numpy as np
import torch

import data
import judge_texts
import minilm
import wording

KEPT = 3
BATCH = 64
TOKENS = 64


def wanted(limit: dict[str, int]) -> list[str]:
    out = []
    for name in data.TRAIN_SETS:
        for i in data.training_rows(name)[: limit.get(name)]:
            row = data.records(name)[i]
            out += [row["title"].lower(), *wording.others(name, row), wording.kind(row), wording.colour(row)]
    for texts in wording.class_texts():
        out += texts
    return [text for text in dict.fromkeys(out + wording.public_texts() + judge_texts.all_texts()) if text]


class Texts:
    """The stored texts: hidden states by text, and the frozen sentence vectors."""

    def __init__(self):
        where = data.WORK / "texts"
        self.texts = json.loads((where / "texts.json").read_text())
        self.at = {text: i for i, text in enumerate(self.texts)}
        self.ids, self.hidden, self.start = (np.load(where / f"{name}.npy", mmap_mode="r") for name in ("ids", "hidden", "start"))
        self.vector = np.load(where / "vector.npy")

    def rows(self, texts: list[str]) -> list[int]:
        return [self.at[text.lower()] for text in texts]

    def tokens(self, row: int) -> np.ndarray:
        return self.ids[self.start[row] : self.start[row + 1]]

    def states(self, rows: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Hidden states [n, longest, 384] and mask [n, longest]."""
        sizes = [self.start[row + 1] - self.start[row] for row in rows]
        h = np.zeros((len(rows), max(sizes), minilm.WIDTH), np.float32)
        mask = np.zeros((len(rows), max(sizes)), np.int64)
        for i, (row, size) in enumerate(zip(rows, sizes)):
            h[i, :size] = self.hidden[self.start[row] : self.start[row + 1]]
            mask[i, :size] = 1
        return torch.from_numpy(h), torch.from_numpy(mask)


def computed(texts: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(ids and hidden states of all tokens, where each text begins, sentence vectors of length 1)"""
    rows = [ids[: TOKENS - 1] + ids[-1:] if len(ids) > TOKENS else ids for ids in minilm.ids_of(texts)]
    start = np.cumsum([0] + [len(row) for row in rows])
    hidden = np.empty((int(start[-1]), minilm.WIDTH), np.float16)
    vector = np.empty((len(rows), minilm.WIDTH), np.float32)
    model = minilm.pretrained()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    began = time.time()
    with torch.inference_mode():
        for at in range(0, len(order), BATCH):
            group = order[at : at + BATCH]
            ids, mask = minilm.padded([rows[i] for i in group])
            h = model.lower(ids, mask, KEPT)
            vector[group] = torch.nn.functional.normalize(model.upper(h, mask, KEPT), dim=1).numpy()
            for j, i in enumerate(group):
                hidden[start[i] : start[i + 1]] = h[j, : len(rows[i])].numpy()
            if at // BATCH % 100 == 0:
                print(f"{at} of {len(order)} texts, {time.time() - began:.0f} s", flush=True)
    return np.concatenate([np.array(row, np.int32) for row in rows]), start, hidden, vector


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--limit", nargs="*", default=[], metavar="SET=COUNT", help="as of features.py")
    args = parser.parse_args()
    where = data.WORK / "texts"
    where.mkdir(parents=True, exist_ok=True)
    listed = where / "texts.json"
    known = Texts() if listed.exists() else None
    new = [text for text in wanted(data.limits(args.limit)) if known is None or text not in known.at]
    if not new:
        print(f"{len(known.texts)} texts are there")
        return
    began = time.time()
    ids, start, hidden, vector = computed(new)
    if known is not None:
        start = np.concatenate([known.start, known.start[-1] + start[1:]])
        ids, hidden, vector = (np.concatenate([old, made]) for old, made in ((known.ids, ids), (known.hidden, hidden), (known.vector, vector)))
    listed.unlink(missing_ok=True)  # until the arrays are whole again
    for name, array in (("ids", ids), ("hidden", hidden), ("start", start), ("vector", vector)):
        np.save(where / f"{name}.partial.npy", array)
        (where / f"{name}.partial.npy").rename(where / f"{name}.npy")
    listed.write_text(json.dumps([*(known.texts if known else []), *new]))
    print(f"{len(new)} texts more, {start[-1]} tokens in all, {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
