"""The collections that the package's models are trained on, and what was annotated over them.

Their texts are not ours to ship: ``scripts/annotations/`` names each article and the hash of its text, and the texts
come from a folder beside the checkout (``../shared/data``: its README says what lies there and under which licence).
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsclf.data.duplicates import near_duplicates
from newsclf.data.native import article_to_row
from newsclf.data.reading import read_articles
from newsclf.data.writing import write_jsonl
from newsclf.errors import DataError
from newsclf.schema import Article

ANNOTATIONS = Path(__file__).parent / "annotations"
COLLECTIONS = {
    "masakhanews_fra/train": ("topics/masakhanews_fra/train.jsonl.gz", "bbc-afrique"),
    "orangesum/train": ("topics/orangesum/train.jsonl.gz", "orange"),
    "wikinews": ("unlabelled/wikinews_fr_2016_2018.jsonl.gz", "wikinews"),
}
ORANGE = {name: found for name, found in COLLECTIONS.items() if name.startswith("orangesum")}
UNTRAINED = {
    "masakhanews_fra/dev": ("topics/masakhanews_fra/dev.jsonl.gz", "bbc-afrique"),
    "orangesum/dev": ("topics/orangesum/dev.jsonl.gz", "orange"),
}
"""Collections that nothing of the package is trained on, laid out alike."""

GOLD = ("quotes/gold/train.jsonl", "quotes/gold/dev.jsonl")


def collections(shared: Path, named: Mapping[str, tuple[str, str]] = COLLECTIONS) -> Iterator[tuple[str, Article]]:
    """Every article with its identity: by its own id, or by its place where the collection has none."""
    for name, (file, source) in named.items():
        columns = {"headline": "title"}
        for place, article in enumerate(read_articles(shared / file, columns=columns)):
            key = place if name.startswith("masakhanews") else article.id
            yield f"{name}:{key}", Article(article.text, f"{name}:{key}", article.headline, source=source)


def annotation_rows(file: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a file of annotations, each with its place: of a table all columns; of JSONL id, text_hash, topic."""
    path = ANNOTATIONS / file
    if path.suffix == ".tsv":
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines, delimiter="\t"), 2):
                yield f"{path}:{number}", row
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        yield f"{path}:{number}", {name: json.loads(line)[name] for name in ("id", "text_hash", "topic")}


def with_text(row: Mapping[str, Any], *, texts: Mapping[str, Article], where: str) -> dict[str, Any]:
    """An annotation's row with headline, source and text; DataError where the text is not the one annotated."""
    found = texts.get(row["id"])
    if found is None:
        raise DataError(f"{where}: no article {row['id']!r} in the shared data")
    if hashlib.sha256(found.text.encode()).hexdigest()[:12] != row["text_hash"]:
        raise DataError(f"{where}: the text of {row['id']!r} in the shared data is not the one that was annotated")
    rest = {name: value for name, value in row.items() if name != "text_hash"}
    return {**rest, "headline": found.headline, "source": found.source, "text": found.text}


def without_copies(articles: Sequence[Article], *, known: Sequence[Article]) -> list[Article]:
    """The ``articles`` that are no near-duplicate of a ``known`` one: gold dev above all must stay unseen."""
    copies = {place for cluster in near_duplicates([*known, *articles]) if cluster[0] < len(known) for place in cluster}
    return [article for place, article in enumerate(articles, len(known)) if place not in copies]


def write(path: Path, articles: Iterable[Article]) -> None:
    """The articles as JSONL, and a line that counts them."""
    rows = [article_to_row(article) for article in articles]
    write_jsonl(path, rows)
    print(f"{path}: {len(rows)} articles, {sum(len(row.get('quotes', ())) for row in rows)} quotations")
