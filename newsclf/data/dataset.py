"""Labelled splits of articles: the sample corpus, a public corpus of the Hub, a folder of splits, or one file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from newsclf.data.corpora import Corpus, corpora, load_corpus
from newsclf.data.native import article_to_row
from newsclf.data.reading import read_articles
from newsclf.errors import DataError
from newsclf.labels import did_you_mean
from newsclf.schema import Article

SPLITS = ("train", "dev", "test")
SAMPLE = Path(__file__).parent / "sample"
_ALIASES = {"validation": "dev", "valid": "dev", "val": "dev"}
_ENDINGS = (".jsonl", ".jsonl.gz", ".parquet", ".csv")


def load_split(source: str | Path, split: str, *, columns: Mapping[str, str] | None = None) -> list[Article]:
    """The articles of one split (``train``, ``dev`` = ``validation``, ``test``), in file order.

    ``source`` is ``"sample"`` (the corpus that ships with newsclf), the name of a public corpus
    (:mod:`newsclf.data.corpora`, fetched from the Hub), a folder that holds
    ``train|dev|validation|test`` as .jsonl(.gz), .parquet or .csv or in the layout of ``newsclf build``,
    or one file, which is taken whole whatever the split. ``columns`` maps our fields to those of the files, but not
    to those of the sample. DataError when the split is not there.
    """
    name = _ALIASES.get(split, split)
    if name not in SPLITS:
        raise DataError(f"unknown split {split!r}{did_you_mean(split, [*SPLITS, *_ALIASES])}")
    if corpus := _corpus(source):
        return load_corpus(corpus, name)
    path = _locate(source)
    if path.is_file():
        return list(read_articles(path, columns=columns))
    files = _split_files(path)
    if name not in files:
        raise DataError(f"{source}: no split {split!r}; there is: {', '.join(files) or 'none'}")
    mapped = None if path == SAMPLE else columns
    return [article for file in files[name] for article in read_articles(file, columns=mapped)]


def available_splits(source: str | Path) -> tuple[str, ...]:
    """The splits that ``source`` has, in the order train, dev, test; all three for a single file."""
    if corpus := _corpus(source):
        return tuple(corpus.files)
    path = _locate(source)
    return SPLITS if path.is_file() else tuple(_split_files(path))


def data_hash(articles: Iterable[Article]) -> str:
    """16 hex digits of a SHA-256 over the native rows, in their order: the same data has the same hash."""
    digest = hashlib.sha256()
    for article in articles:
        row = json.dumps(article_to_row(article), ensure_ascii=False, sort_keys=True)
        digest.update(row.encode() + b"\n")
    return digest.hexdigest()[:16]


def _corpus(source: str | Path) -> Corpus | None:
    """The public corpus of that name, unless there is a file or folder of that name."""
    return None if Path(source).exists() else corpora().get(str(source))


def _locate(source: str | Path) -> Path:
    path = SAMPLE if str(source) == "sample" else Path(source)
    if not path.exists():
        names = ", ".join(("sample", *corpora()))
        raise DataError(f"{source}: no such file or folder of splits, nor a corpus that newsclf knows: {names}")
    return path


def _split_files(folder: Path) -> dict[str, list[Path]]:
    """The files of every split: ``train.jsonl``, or shards such as ``data/train-00000-of-00002.parquet``."""
    places = [place for place in (folder, folder / "data") if place.is_dir()]
    candidates = sorted(path for place in places for path in place.iterdir())
    found: dict[str, list[Path]] = {}
    for path in candidates:
        stem = path.name.split(".")[0]
        name, _, shard = stem.partition("-")
        name = _ALIASES.get(name, name)
        if name in SPLITS and path.name.endswith(_ENDINGS) and (not shard or shard[0].isdigit()):
            found.setdefault(name, []).append(path)
    for name, files in found.items():
        if len(files) > 1 and any("-" not in file.name for file in files):
            there = ", ".join(str(file.relative_to(folder)) for file in files)
            raise DataError(f"{folder}: split {name!r} is there twice: {there}")
    return {name: found[name] for name in SPLITS if name in found}
