"""Put together what the three tasks can be learned from at once: each article once, with all that is known of it.

    python scripts/joint_data.py runs/quotes-data/press.jsonl runs/topics-data/annotated-train.jsonl -o runs/joint-data

writes ``press.jsonl``: the press articles, with the stances of ``scripts/annotations/contrary.tsv`` beside their own
and their topic; of one that is not among the articles with topics none is told: it is held out to measure topics on.
``joint.jsonl`` holds these and the other articles that were annotated with topics.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from shared_data import annotation_rows, write

from newsclf.data.reading import read_articles
from newsclf.errors import NewsclfError
from newsclf.schema import Article, Stance, StanceLabel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("press", type=Path, help="press.jsonl of quotes_data.py")
    parser.add_argument("topics", type=Path, help="annotated-train.jsonl of topics_data.py")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write")
    options = parser.parse_args()
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        press, topics = list(read_articles(options.press)), list(read_articles(options.topics))
        joint = list(merged(press, topics, contrary=contrary("contrary.tsv")))
        write(options.output / "press.jsonl", joint[: len(press)])
        write(options.output / "joint.jsonl", joint)
    except (NewsclfError, OSError) as error:
        sys.exit(f"error: {error}")


def contrary(file: str) -> Mapping[str, Sequence[Stance]]:
    """The stances of a table of annotations by article."""
    found: dict[str, list[Stance]] = defaultdict(list)
    for _, row in annotation_rows(file):
        found[row["id"]].append(Stance(row["target"], cast(StanceLabel, row["label"]), int(row["q"])))
    return found


def merged(
    press: Sequence[Article], topics: Sequence[Article], *, contrary: Mapping[str, Sequence[Stance]]
) -> Iterator[Article]:
    """All articles of both, each once: the topics are those of ``topics`` alone."""
    known = {article.id: article for article in topics}
    for article in press:
        same = known.pop(article.id, Article(article.text))
        stances = (*(article.stances or ()), *contrary.get(article.id, ()))
        yield replace(article, topic=same.topic, topics=same.topics, stances=stances)
    yield from known.values()


if __name__ == "__main__":
    main()
