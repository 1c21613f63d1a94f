"""Put together what the package's model learns its three tasks from: each article once, with all that is known of it.

    python scripts/joint_data.py runs/quotes-data/press.jsonl runs/topics-data/annotated-train.jsonl -o runs/joint-data

writes ``joint.jsonl``: the press articles with their quotations and stances, and the articles annotated with topics. Of
a press article that is not among these no topic is told: it is one of those held out to measure topics on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from shared_data import write

from newsclf.data.reading import read_articles
from newsclf.errors import NewsclfError
from newsclf.schema import Article


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("press", type=Path, help="press.jsonl of quotes_data.py")
    parser.add_argument("topics", type=Path, help="annotated-train.jsonl of topics_data.py")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write")
    options = parser.parse_args()
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        press, topics = list(read_articles(options.press)), list(read_articles(options.topics))
        write(options.output / "joint.jsonl", merged(press, topics))
    except (NewsclfError, OSError) as error:
        sys.exit(f"error: {error}")


def merged(press: Sequence[Article], topics: Sequence[Article]) -> Iterator[Article]:
    """All articles of both, each once: the topics are those of ``topics`` alone."""
    known = {article.id: article for article in topics}
    for article in press:
        same = known.pop(article.id, Article(article.text))
        yield replace(article, topic=same.topic, topics=same.topics)
    yield from known.values()


if __name__ == "__main__":
    main()
