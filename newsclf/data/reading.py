"""Reading articles from files: plain text, JSONL, JSON, CSV and Parquet, one article at a time."""

from __future__ import annotations

import contextlib
import csv
import datetime
import gzip
import itertools
import json
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BufferedIOBase
from pathlib import Path
from typing import Any

from newsclf.data.native import MAX_CHARS, article_from_row, check_columns
from newsclf.errors import DataError
from newsclf.labels import did_you_mean
from newsclf.schema import Article

Located = tuple[str, dict[str, Any]]
"""A row with the place it stands in (``file:line``), for messages."""

_BOM = b"\xef\xbb\xbf"
_PARQUET_BATCH = 64


def read_articles(path: str | Path, *, columns: Mapping[str, str] | None = None) -> Iterator[Article]:
    """The articles of a file in order, in constant memory (a ``.json`` file is read whole).

    The ending tells the format: .txt .md (one article, the whole file is its text), .jsonl(.gz), .json (an
    object or a list), .csv .tsv, .parquet. ``columns`` maps our fields to the file's:
    ``{"text": "body", "headline": "titre"}``. Raises DataError with file and line, ConfigError for a
    mapping to a field that does not exist.
    """
    for where, row in read_rows(path, columns=columns):
        yield article_from_row(row, where=where, columns=columns)


def read_rows(path: str | Path, *, columns: Mapping[str, str] | None = None) -> Iterator[Located]:
    """The rows of a file under its own names, each with its place.

    Raises DataError when a mapped column is in none of them, known only at the end (``text``: at once).
    """
    check_columns(columns or {})
    file = _existing(Path(path))
    ending = _ending(file)
    if ending not in _READERS:
        known = ", ".join(_READERS)
        raise DataError(f"{file}: cannot tell the format from the ending {file.suffix!r}; known: {known}")
    seen: dict[str, None] = {}
    for where, row in _READERS[ending](file):
        seen.update(dict.fromkeys(row))
        if columns and "text" in columns:
            _require(file, {"text": columns["text"]}, row)
        yield where, row
    _require(file, columns or {}, seen)


def read_article_text(path: str | Path) -> Article:
    """One article from a file, or from standard input when ``path`` is ``-``.

    A file in one of the table formats must hold one article; anything else is taken for plain text.
    """
    if str(path) == "-":
        where = "standard input"
        return article_from_row({"text": _decode(sys.stdin.buffer.read(), where)}, where=where)
    file = _existing(Path(path))
    if _ending(file) not in _READERS:
        return article_from_row(dict(_text_row(file)), where=str(file))
    articles = list(itertools.islice(read_articles(file), 2))
    if len(articles) != 1:
        raise DataError(f"{file}: holds several articles, expected one: use `newsclf predict` for many")
    return articles[0]


def _existing(path: Path) -> Path:
    if path.is_dir():
        raise DataError(f"{path}: is a folder, expected a file of articles")
    if not path.exists():
        raise DataError(f"{path}: no such file")
    return path


def _ending(path: Path) -> str:
    name = path.name.lower()
    return next((ending for ending in _READERS if name.endswith(ending)), path.suffix)


def _require(path: Path, columns: Mapping[str, str], present: Mapping[str, object]) -> None:
    for ours, theirs in columns.items():
        if theirs not in present:
            raise DataError(
                f"{path}: no column {theirs!r} (mapped to {ours}){did_you_mean(theirs, list(present))}; "
                f"columns: {', '.join(present)}"
            )


def _read_text(path: Path) -> Iterator[Located]:
    yield str(path), _text_row(path)


def _text_row(path: Path) -> dict[str, Any]:
    with _reading(path):
        return {"text": _decode(path.read_bytes(), str(path))}


def _read_jsonl(path: Path) -> Iterator[Located]:
    empty = True
    with _open(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            empty = False
            where = f"{path}:{number}"
            text = _decode(line, where)
            try:
                row = json.loads(text)
            except (json.JSONDecodeError, RecursionError) as error:
                raise DataError(f"{where}: not a JSON object: {error}") from error
            if not isinstance(row, dict):
                raise DataError(f"{where}: not a JSON object: {_clip(text)}")
            yield where, row
    if empty:
        raise DataError(f"{path}: is empty")


def _read_json(path: Path) -> Iterator[Located]:
    with _open(path) as file:
        text = _decode(file.read(), str(path))
    if not text.strip():
        raise DataError(f"{path}: is empty")
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{path}: not JSON: {error} (one object per line is .jsonl)") from error
    rows = value if isinstance(value, list) else [value]
    if not rows:
        raise DataError(f"{path}: is empty")
    for index, row in enumerate(rows):
        where = f"{path}[{index}]" if isinstance(value, list) else str(path)
        if not isinstance(row, dict):
            raise DataError(f"{where}: not a JSON object: {_clip(json.dumps(row, ensure_ascii=False))}")
        yield where, row


def _read_csv(path: Path) -> Iterator[Located]:
    # The limit of 128 KiB a field is the csv module's own and would cut off long articles.
    csv.field_size_limit(16 * MAX_CHARS)
    with _open(path) as file:
        lines = _decoded_lines(file, path)
        header = next(lines, None)
        if header is None:
            raise DataError(f"{path}: is empty")
        delimiter = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=header.count)
        reader = csv.DictReader(itertools.chain([header], lines), delimiter=delimiter, strict=True)
        start = 2
        try:
            for row in reader:
                where = f"{path}:{start}"
                if None in row:
                    raise DataError(f"{where}: more values than columns; quote values that hold {delimiter!r}")
                yield where, row
                start = reader.line_num + 1
        except csv.Error as error:
            raise DataError(f"{path}:{start}: not CSV: {error}") from error
    if start == 2:
        raise DataError(f"{path}: is empty: a header and no rows")


def _read_parquet(path: Path) -> Iterator[Located]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.stat().st_size == 0:
        raise DataError(f"{path}: is empty")
    try:
        file = pq.ParquetFile(path)
        if file.metadata.num_rows == 0:
            raise DataError(f"{path}: is empty: columns and no rows")
        number = 0
        for batch in file.iter_batches(batch_size=_PARQUET_BATCH):
            for row in batch.to_pylist():
                number += 1
                yield f"{path}:row {number}", {name: _plain(value) for name, value in row.items()}
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path}: not a Parquet file that can be read: {error}") from error


def _plain(value: Any) -> Any:
    """A value of Parquet as JSON has it: times as ISO text, other foreign types as their text."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value if isinstance(value, str | int | float | None) else str(value)


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


@contextlib.contextmanager
def _open(path: Path) -> Iterator[BufferedIOBase]:
    """The bytes of a file, unpacked when its name ends in .gz and without a byte order mark."""
    with _reading(path), gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        if file.read(len(_BOM)) != _BOM:
            file.seek(0)
        yield file


def _decoded_lines(file: BufferedIOBase, path: Path) -> Iterator[str]:
    for number, line in enumerate(file, 1):
        yield _decode(line, f"{path}:{number}")


def _decode(data: bytes, where: str) -> str:
    """UTF-8 bytes as text, line ends untouched; DataError for binary data and other encodings."""
    data = data.removeprefix(_BOM)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(f"{where}: is UTF-16, expected UTF-8; convert it: iconv -f utf-16 -t utf-8")
    if b"\x00" in data:
        raise DataError(f"{where}: is binary (NUL byte at {data.index(0)}), expected UTF-8 text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{where}: not UTF-8 (byte 0x{data[error.start]:02x} at position {error.start}); "
            "convert it: iconv -f latin1 -t utf-8"
        ) from error


def _clip(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 60 else f"{text[:60]}…"


_READERS: dict[str, Callable[[Path], Iterator[Located]]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".jsonl": _read_jsonl,
    ".jsonl.gz": _read_jsonl,
    ".json": _read_json,
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".parquet": _read_parquet,
}
