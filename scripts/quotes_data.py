"""Put together what the package's quotation model is trained on, beside the gold articles and the sample corpus.

    python scripts/quotes_data.py ../shared/data -o runs/quotes-data

writes ``press.jsonl`` (the articles of ``scripts/annotations/press.jsonl``, whose texts are not ours to ship),
``silver.jsonl`` (Orange articles labelled by the rules, those that the rules are surest of, no copies of the others)
and ``without-SOURCE.jsonl`` for each source (the gold and press articles of the others, to be tested on that source).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from shared_data import ANNOTATIONS, COLLECTIONS, GOLD, ORANGE, collections, with_text, without_copies, write

from newsclf.data.labelers.quotes import RuleQuoteLabeler
from newsclf.data.native import article_from_row
from newsclf.data.reading import read_articles
from newsclf.errors import NewsclfError
from newsclf.schema import Article

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
        press = list(annotated_press(options.shared, ANNOTATIONS / "press.jsonl"))
        train, dev = (list(read_articles(options.shared / file)) for file in GOLD)
        write(options.output / "press.jsonl", press)
        found = list(islice(silver(options.shared), options.silver))
        write(options.output / "silver.jsonl", without_copies(found, known=[*train, *dev, *press]))
        for _, source in COLLECTIONS.values():
            others = [article for article in [*train, *press] if article.source != source]
            write(options.output / f"without-{source}.jsonl", others)
    except (NewsclfError, OSError) as error:
        sys.exit(f"error: {error}")


def annotated_press(shared: Path, annotations: Path) -> Iterator[Article]:
    """The annotated articles with their texts; DataError where a text is missing or is not the one annotated."""
    texts = dict(collections(shared))
    for number, line in enumerate(annotations.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{annotations}:{number}"
        row = with_text(json.loads(line), texts=texts, where=where)
        row["quotes"] = [_named(quote, row["text"]) for quote in row["quotes"]]
        yield article_from_row(row, where=where)


def silver(shared: Path) -> Iterator[Article]:
    """Orange articles with at least two quotations by the rules, of which the rules are sure."""
    labeler = RuleQuoteLabeler()
    for _, article in collections(shared, ORANGE):
        if len(article.text) > 4000:
            continue
        labelled = labeler.label(article)
        if labelled.article and len(labelled.article.quotes or ()) > 1 and labelled.confidence >= CONFIDENCE:
            yield labelled.article


def _named(quote: Mapping[str, Any], text: str) -> dict[str, Any]:
    """The speaker's name in words, where it is given by its place in the text."""
    row = dict(quote)
    name = row.pop("name")
    row["speaker_name"] = text[name[0] : name[1]] if isinstance(name, list) else name
    return row


if __name__ == "__main__":
    main()
