"""What the gold annotation of an article asks of a model, task by task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsclf.errors import ConfigError, DataError
from newsclf.labels import did_you_mean
from newsclf.schema import Article, Quote, Stance

GOLD_FIELDS = {"topic": "topic", "quotes": "quotes", "stance": "stances"}
"""The field of :class:`Article` that holds the gold of each task newsclf evaluates by itself."""


@dataclass(frozen=True, slots=True)
class Triple:
    """An annotated stance with the article and the quote it is about (None: the article's own voice)."""

    article: Article
    quote: Quote | None
    stance: Stance


def annotated(articles: Iterable[Article], *, task: str) -> list[Article]:
    """The articles that carry gold for ``task``, in their order.

    DataError when there is none, ConfigError for a task that has no gold field.
    """
    field = GOLD_FIELDS.get(task)
    if field is None:
        raise ConfigError(f"no evaluation for task {task!r}{did_you_mean(task, list(GOLD_FIELDS))}")
    kept = [article for article in articles if getattr(article, field) is not None]
    if not kept:
        raise DataError(f"no article is annotated for task {task!r}: expected a field {field!r} in its rows")
    return kept


def triples(articles: Iterable[Article]) -> Iterator[Triple]:
    """The gold triples, article by article, stances in file order; DataError for a quote that is missing."""
    for article in articles:
        for stance in article.stances or ():
            quote = None if stance.number is None else article.quote(stance.number)
            yield Triple(article=article, quote=quote, stance=stance)


def quote_index(triple: Triple) -> int | None:
    """The place of the triple's quote in ``article.quotes``, as :class:`StancePrediction` refers to it."""
    numbers = [quote.number for quote in triple.article.quotes or ()]
    return None if triple.stance.number is None else numbers.index(triple.stance.number)
