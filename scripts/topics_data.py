"""Put together what the package's topic model is trained on, beside the gold articles and the sample, and measured on.

    python scripts/topics_data.py ../shared/data -o runs/topics-data

writes ``annotated-{train,dev,test}.jsonl``: real articles with the topics of ``scripts/annotations/`` (``topics.tsv``
and ``press.jsonl``, some of them held out for calibration, and ``topics_test.tsv``, of collections that nothing is
trained on). Beside these, for experiments: ``sections-{train,dev}.jsonl`` (Orange articles labelled by section and
keywords through the package's mapping table), ``sib200.jsonl`` (sentences), and to measure on:
``orange-dev.jsonl`` (the later Orange articles, labelled by section), ``masakhanews-{train,dev,test}.jsonl`` (with
MasakhaNEWS's own five labels) and ``without-bbc-afrique-{train,dev}.jsonl`` (gold train and the annotated articles but
for those of the BBC).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from shared_data import GOLD, UNTRAINED, annotation_rows, collections, with_text, without_copies, write

from newsclf.data.labelers.topic import MetadataTopicLabeler
from newsclf.data.native import article_from_row
from newsclf.data.reading import read_articles
from newsclf.errors import NewsclfError
from newsclf.schema import Article

HELD_OUT = 350
"""Annotated articles that are not trained on: the gold articles are too few to tell how well scores are calibrated."""

SECTIONS_DEV = 300
"""Articles labelled by their section that are not trained on."""

SIB200 = {
    "science/technology": "medtop:13000000",
    "travel": "medtop:10000000",
    "politics": "medtop:11000000",
    "sports": "medtop:15000000",
    "health": "medtop:07000000",
    "entertainment": "medtop:01000000",
}
"""The topics of SIB-200 but geography, which says nothing of ours."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the folder with quotes/, topics/ and unlabelled/")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write")
    options = parser.parse_args()
    shared, output = options.shared, options.output
    try:
        output.mkdir(parents=True, exist_ok=True)
        train, dev = (list(read_articles(shared / file)) for file in GOLD)
        test = list(annotated(annotation_rows("topics_test.tsv"), texts=dict(collections(shared, UNTRAINED))))
        orange_dev = list(sections(shared, "dev"))
        rows = [*annotation_rows("topics.tsv"), *annotation_rows("press.jsonl")]
        found = annotated(rows, texts=dict(collections(shared)))
        found = without_copies(list(found), known=[*dev, *test])
        Random(0).shuffle(found)
        held_out, found = found[:HELD_OUT], without_copies(found[HELD_OUT:], known=found[:HELD_OUT])
        write(output / "annotated-dev.jsonl", held_out)
        write(output / "annotated-train.jsonl", found)
        write(output / "annotated-test.jsonl", test)
        by_section = without_copies(list(sections(shared, "train")), known=[*dev, *test, *held_out, *orange_dev])
        Random(1).shuffle(by_section)
        write(output / "sections-dev.jsonl", by_section[:SECTIONS_DEV])
        write(output / "sections-train.jsonl", by_section[SECTIONS_DEV:])
        write(output / "orange-dev.jsonl", orange_dev)
        write(output / "sib200.jsonl", sentences(shared))
        for split in ("train", "dev", "test"):
            write(output / f"masakhanews-{split}.jsonl", masakhanews(shared, split))
        gold = [replace(each, quotes=None, stances=None) for each in train]
        for name, articles in (("train", [*gold, *found]), ("dev", held_out)):
            others = (each for each in articles if each.source != "bbc-afrique")
            write(output / f"without-bbc-afrique-{name}.jsonl", others)
    except (NewsclfError, OSError) as error:
        sys.exit(f"error: {error}")


def annotated(rows: Iterable[tuple[str, Mapping[str, str]]], *, texts: Mapping[str, Article]) -> Iterator[Article]:
    """The articles that were annotated with topics, with their texts."""
    for where, row in rows:
        yield article_from_row(with_text(row, texts=texts, where=where), where=where)


def sections(shared: Path, split: str) -> Iterator[Article]:
    """The Orange articles of a split that section and keywords give topics to; words of the URL are not asked."""
    labeler = MetadataTopicLabeler()
    columns = {"headline": "title", "section": "url_section", "keywords": "tags"}
    for article in read_articles(shared / f"topics/orangesum/{split}.jsonl.gz", columns=columns):
        keywords = tuple(word.strip("[]'\" ") for word in article.keywords)  # written as a Python list
        known = Article(article.text, article.id, article.headline, section=article.section, keywords=keywords)
        labelled = labeler.label(replace(known, source="orange"))
        if labelled.article is not None:
            yield labelled.article


def sentences(shared: Path) -> Iterator[Article]:
    """The train sentences of SIB-200 under our topics."""
    columns = {"id": "index_id", "topic": "category"}
    for article in read_articles(shared / "topics/sib200_fra/train.tsv", columns=columns):
        if article.topic in SIB200:
            yield replace(article, topic=SIB200[article.topic], source="sib-200")


def masakhanews(shared: Path, split: str) -> Iterator[Article]:
    """The articles of MasakhaNEWS French under their own labels."""
    columns = {"headline": "title", "topic": "label"}
    articles: Iterable[Article] = read_articles(shared / f"topics/masakhanews_fra/{split}.jsonl.gz", columns=columns)
    for place, article in enumerate(articles):
        yield replace(article, id=f"masakhanews_fra/{split}:{place}", source="bbc-afrique")


if __name__ == "__main__":
    main()
