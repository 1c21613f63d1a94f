"""Put together what the package's quotation model is trained on, beside the gold articles and the sample corpus.

    python scripts/quotes_data.py ../shared/data -o runs/quotes-data

writes ``press.jsonl`` (the articles of ``scripts/annotations/press.jsonl``, whose texts are not ours to ship),
``silver.jsonl`` (Orange articles labelled by the rules, those that the rules are surest of, no copies of the others)
and ``without-SOURCE.jsonl`` for each source (the gold and press articles of the others, to be tested on that source).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from newsclf.data.duplicates import near_duplicates
from newsclf.data.labelers.quotes import RuleQuoteLabeler
from newsclf.data.native import article_from_row, article_to_row
from newsclf.data.reading import read_articles
from newsclf.data.writing import write_jsonl
from newsclf.errors import DataError, NewsclfError
from newsclf.schema import Article

ANNOTATIONS = Path(__file__).parent / "annotations" / "press.jsonl"
COLLECTIONS = {
    "masakhanews_fra/train": ("topics/masakhanews_fra/train.jsonl.gz", "bbc-afrique"),
    "orangesum/train": ("topics/orangesum/train.jsonl.gz", "orange"),
    "wikinews": ("unlabelled/wikinews_fr_2016_2018.jsonl.gz", "wikinews"),
}
GOLD = ("quotes/gold/train.jsonl", "quotes/gold/dev.jsonl")
CONFIDENCE = 0.85
"""Articles of this confidence or more: the rules' precision there is 0.91 on gold dev, 0.94 on gold train."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the folder with topics/ and unlabelled/")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write")
    parser.add_argument("--silver", type=int, default=600, help="how many articles the rules label, copies included")
    options = parser.parse_args()
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        press = list(annotated_press(options.shared, ANNOTATIONS))
        train, dev = (list(read_articles(options.shared / file)) for file in GOLD)
        _write(options.output / "press.jsonl", press)
        found = list(islice(silver(options.shared), options.silver))
        _write(options.output / "silver.jsonl", without_copies(found, known=[*train, *dev, *press]))
        for _, source in COLLECTIONS.values():
            others = [article for article in [*train, *press] if article.source != source]
            _write(options.output / f"without-{source}.jsonl", others)
    except (NewsclfError, OSError) as error:
        sys.exit(f"error: {error}")


def annotated_press(shared: Path, annotations: Path) -> Iterator[Article]:
    """The annotated articles with their texts; DataError where a text is missing or is not the one annotated."""
    texts = dict(_collections(shared))
    for number, line in enumerate(annotations.read_text(encoding="utf-8").splitlines(), 1):
        row, where = json.loads(line), f"{annotations}:{number}"
        found = texts.get(row["id"])
        if found is None:
            raise DataError(f"{where}: no article {row['id']!r} in {shared}")
        if hashlib.sha256(found.text.encode()).hexdigest()[:12] != row.pop("text_hash"):
            raise DataError(f"{where}: the text of {row['id']!r} in {shared} is not the one that was annotated")
        row |= {"headline": found.headline, "source": found.source, "text": found.text}
        row["quotes"] = [_named(quote, found.text) for quote in row["quotes"]]
        yield article_from_row(row, where=where)


def silver(shared: Path) -> Iterator[Article]:
    """Orange articles with at least two quotations by the rules, of which the rules are sure."""
    labeler = RuleQuoteLabeler()
    for identity, article in _collections(shared):
        if not identity.startswith("orangesum") or len(article.text) > 4000:
            continue
        labelled = labeler.label(article)
        if labelled.article and len(labelled.article.quotes or ()) > 1 and labelled.confidence >= CONFIDENCE:
            yield labelled.article


def without_copies(articles: Sequence[Article], *, known: Sequence[Article]) -> list[Article]:
    """The ``articles`` that are no near-duplicate of a ``known`` one: gold dev above all must stay unseen."""
    copies = {place for cluster in near_duplicates([*known, *articles]) if cluster[0] < len(known) for place in cluster}
    return [article for place, article in enumerate(articles, len(known)) if place not in copies]


def _collections(shared: Path) -> Iterator[tuple[str, Article]]:
    """Every article with its identity: by its own id, or by its place where the collection has none."""
    for name, (file, source) in COLLECTIONS.items():
        columns = {"headline": "title"}
        for place, article in enumerate(read_articles(shared / file, columns=columns)):
            key = place if name.startswith("masakhanews") else article.id
            yield f"{name}:{key}", Article(article.text, f"{name}:{key}", article.headline, source=source)


def _named(quote: Mapping[str, Any], text: str) -> dict[str, Any]:
    """The speaker's name in words, where it is given by its place in the text."""
    row = dict(quote)
    name = row.pop("name")
    row["speaker_name"] = text[name[0] : name[1]] if isinstance(name, list) else name
    return row


def _write(path: Path, articles: list[Article]) -> None:
    write_jsonl(path, (article_to_row(article) for article in articles))
    print(f"{path}: {len(articles)} articles, {sum(len(article.quotes or ()) for article in articles)} quotations")


if __name__ == "__main__":
    main()
