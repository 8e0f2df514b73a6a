"""Tokenizers in the published form (tokenizer.json), and the reference's own tokenization beside them."""
import base64
import gzip
import io
import json
from pathlib import Path
from typing import Callable

import sentencepiece
from pydoc_data import topics
from reference import open_clip
from sentencepiece import sentencepiece_model_pb2 as pieces
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import CLIPTokenizer, PreTrainedTokenizerFast, SiglipTokenizer

Ids = Callable[[str], list[int]]


def clip(folder: Path, merges: int | None) -> tuple[Ids, Ids]:
    """
    OpenAI's byte pairs (they ship in open_clip_torch), or only the first `merges`. Writes folder/tokenizer.json as transformers does.
    Returns open_clip's ids and transformers' ids of a text, at most 77.
    """
    path = open_clip.tokenizer.default_bpe()
    lines = gzip.open(path).read().decode().split("\n")[1 : 49152 - 256 - 2 + 1]
    lines = lines if merges is None else lines[:merges]
    cut = folder / "merges.txt.gz"
    cut.write_bytes(gzip.compress(("version\n" + "\n".join(lines)).encode()))
    authors = open_clip.SimpleTokenizer(bpe_path=str(cut), context_length=77)
    cut.unlink()
    renamed = {"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}
    words = CLIPTokenizer(vocab={renamed.get(token, token): i for token, i in authors.encoder.items()}, merges=[tuple(line.split()) for line in lines],
                          bos_token="<|startoftext|>", eos_token="<|endoftext|>", unk_token="<|endoftext|>", pad_token="<|endoftext|>")
    words.backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)

    def theirs(text: str) -> list[int]:
        ids = authors([text])[0].tolist()
        return ids[: ids.index(authors.eot_token_id) + 1]

    return theirs, lambda text: words(text, truncation=True, max_length=77)["input_ids"]


# Words of shops, so that a small vocabulary has them; the rest is the reference manual that comes with Python.
SHOP = ("a photo of a red ceramic mug navy blue shirt chair wood oak dress without sleeves green sneakers black leather handbag gold "
        "vintage brass desk lamp rain boots yellow café crème élégante straße größe price size sheets paper " * 30)


def siglip(folder: Path, size: int) -> tuple[Ids, Ids, Ids]:
    """
    A small unigram vocabulary of the form of SigLIP's (which is in no package): T5's special tokens and normalisation. Writes
    folder/tokenizer.json as transformers converts a T5 tokenizer. Returns open_clip's ids (its canonicalize cleaning, then the
    tokenizer), sentencepiece's on the same cleaned text, and transformers' SiglipTokenizer's; all end with </s>, at most 64.
    """
    model = io.BytesIO()
    text = (SHOP + " ".join(topics.topics.values())).lower()
    sentences = [text[at : at + 400] for at in range(0, len(text), 400)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences), model_writer=model, vocab_size=size, model_type="unigram", character_coverage=0.9995,
        pad_id=0, eos_id=1, unk_id=2, bos_id=-1, num_threads=1, minloglevel=2, normalization_rule_name="nmt_nfkc")
    (folder / "spiece.model").write_bytes(model.getvalue())
    proto = pieces.ModelProto()
    proto.ParseFromString(model.getvalue())
    fast = Tokenizer(models.Unigram([(piece.piece, piece.score) for piece in proto.pieces], unk_id=2, byte_fallback=False))
    fast.normalizer = normalizers.Sequence([
        normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap), normalizers.Strip(left=False, right=True),
        normalizers.Replace(Regex(" {2,}"), "▁")])
    fast.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    fast.post_processor = processors.TemplateProcessing(single=["$A", "</s>"], special_tokens=[("</s>", 1)])
    fast.add_special_tokens(["<pad>", "</s>", "<unk>"])
    fast.save(str(folder / "tokenizer.json"), pretty=False)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=fast, pad_token="</s>", eos_token="</s>", unk_token="<unk>", model_max_length=64)
    wrapped.save_pretrained(folder / "wrapped")
    authors = open_clip.tokenizer.HFTokenizer(str(folder / "wrapped"), context_length=64, clean="canonicalize")
    for path in [*(folder / "wrapped").iterdir()]:
        path.unlink()
    (folder / "wrapped").rmdir()
    plain = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    slow = SiglipTokenizer(str(folder / "spiece.model"))
    clean = open_clip.tokenizer.get_clean_fn("canonicalize")

    def theirs(text: str) -> list[int]:
        ids = authors([text])[0].tolist()
        assert len(ids) == 64
        return ids[: ids.index(1) + 1]

    return theirs, lambda text: plain.encode(clean(text))[:63] + [1], lambda text: slow(text, truncation=True, max_length=64)["input_ids"]


def charsmap_bytes(tokenizer: Path) -> int:
    """Length of the normalisation table inside a tokenizer.json."""
    first = json.loads(tokenizer.read_text())["normalizer"]["normalizers"][0]
    return len(base64.b64decode(first["precompiled_charsmap"]))
