"""A labelled dataset on disk: Parquet splits in the layout of the Hub, beside a card and an audit.

``datasets.load_dataset(folder)`` and :func:`newsclf.data.dataset.load_split` both read it, offline.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsclf.data.native import ANNOTATIONS, FIELDS, article_to_row
from newsclf.schema import Article

if TYPE_CHECKING:
    from datasets import Features

AUDIT = "audit.json"
HUB_SPLITS = {"train": "train", "dev": "validation", "test": "test"}
# The columns of a task; the last is what an article must have to count as annotated for it.
TASK_COLUMNS = {"topic": ("topics", "topic"), "quotes": ("quotes",), "stance": ("quotes", "stances")}


def write_parquet(folder: Path, splits: Mapping[str, Sequence[Article]], *, task: str) -> None:
    """Write ``data/<split>-00000-of-00001.parquet`` for every split that holds articles."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = features(task, [article for articles in splits.values() for article in articles]).arrow_schema
    (folder / "data").mkdir()
    for split, articles in splits.items():
        if articles:
            table = pa.Table.from_pylist([article_to_row(article) for article in articles], schema=schema)
            pq.write_table(table, folder / "data" / f"{HUB_SPLITS[split]}-00000-of-00001.parquet")


def features(task: str, articles: Sequence[Article]) -> Features:
    """The ``datasets.Features`` of a task's rows; fields of the user's own follow, typed by their values."""
    from datasets import Features, List, Value

    quote = {
        "q": Value("int64"),
        "type": Value("string"),
        "content": List(List(Value("int64"))),
        "cue": List(Value("int64")),
        "speaker": List(Value("int64")),
        "speaker_name": Value("string"),
        "score": Value("float64"),
    }
    stance = {"q": Value("int64"), "target": Value("string"), "label": Value("string")}
    strings = List(Value("string"))
    lists = {"keywords": strings, "topics": strings, "quotes": List(quote), "stances": List(stance)}
    names = [name for name in FIELDS if name not in ANNOTATIONS] + [*TASK_COLUMNS[task]]
    columns = {name: lists.get(name, Value("string")) for name in names}
    for name, kind in _extra_kinds(articles).items():
        columns[name] = strings if kind == "strings" else Value(kind)
    return Features(columns)


def storable(articles: Sequence[Article], *, task: str) -> list[Article]:
    """The articles with what a folder of this task keeps: its annotations, and fields of one type a column.

    A field of the user's own whose values have no common simple type is kept as JSON text.
    """
    kinds = _extra_kinds(articles)
    kept = TASK_COLUMNS[task]
    return [
        replace(
            article,
            topic=article.topic if "topic" in kept else None,
            topics=article.topics if "topics" in kept else None,
            quotes=article.quotes if "quotes" in kept else None,
            stances=article.stances if "stances" in kept else None,
            extra={name: _stored(value, kinds[name]) for name, value in article.extra.items()},
        )
        for article in articles
    ]


def _extra_kinds(articles: Sequence[Article]) -> dict[str, str]:
    values: dict[str, list[Any]] = {}
    for article in articles:
        for name, value in article.extra.items():
            values.setdefault(name, []).append(value)
    return {name: _kind(found) for name, found in values.items()}


def _kind(values: Sequence[Any]) -> str:
    """The dtype that holds all values; ``strings`` for lists of strings, ``string`` for a mixture."""
    if all(isinstance(value, list) and all(isinstance(item, str) for item in value) for value in values):
        return "strings"
    types = {type(value) for value in values}
    if types == {bool}:
        return "bool"
    if types == {int}:
        return "int64" if max(map(abs, values)) < 2**63 else "string"
    return "float64" if types <= {int, float} else "string"


def _stored(value: Any, kind: str) -> Any:
    if kind == "string":
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return float(value) if kind == "float64" else value
