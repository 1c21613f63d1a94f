"""Splits of articles into train, dev and test that leak nothing from one side to the other.

Near-duplicates (wire copies) are one group whatever the rule, and a group never stands on two sides.
"""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from newsclf.data.dataset import SPLITS
from newsclf.data.duplicates import Groups, near_duplicates
from newsclf.errors import ConfigError, DataError
from newsclf.labels import did_you_mean
from newsclf.schema import Article

SplitBy = Literal["story", "date", "source", "random"]
RULES: tuple[SplitBy, ...] = ("story", "date", "source", "random")
SHARES = (0.8, 0.1, 0.1)


def split_articles(
    articles: Sequence[Article], *, by: SplitBy, shares: Sequence[float] = SHARES, seed: int
) -> dict[str, list[Article]]:
    """Train, dev and test with about ``shares`` of the articles, each in the order given.

    ``by`` says what else stays together: articles of one ``story`` (a field of the file), of one
    ``source``, or nothing more (``random``); these three balance the topics as far as groups allow.
    ``date`` puts the oldest articles in train and the newest in test; a group goes where its newest
    article belongs, so that no copy is lost and train never holds a text that test holds again. A split
    with share 0 stays empty. Raises DataError when there are too few groups, a field is missing or a date
    cannot be read, ConfigError for a rule or shares that make no sense.
    """
    check_rule(by, shares)
    groups = _groups(articles, by)
    wanted = {split: share for split, share in zip(SPLITS, shares, strict=True) if share}
    if len(groups) < len(wanted):
        other = "give more articles" if by == "random" else "give more articles or split by random"
        raise DataError(
            f"{len(articles)} articles make {len(groups)} groups that must stay together (split by {by}), "
            f"too few for {len(wanted)} splits: {other}, or set the share of a split to 0"
        )
    placed = _by_date(articles, groups, wanted) if by == "date" else _balanced(articles, groups, wanted, seed)
    return {split: [articles[index] for index in sorted(placed.get(split, ()))] for split in SPLITS}


def check_rule(by: str, shares: Sequence[float]) -> None:
    """ConfigError unless ``by`` is a rule and ``shares`` are three that sum to 1."""
    if by not in RULES:
        raise ConfigError(f"unknown rule to split by: {by!r}{did_you_mean(by, RULES)}")
    if len(shares) != len(SPLITS) or min(shares) < 0 or shares[0] == 0 or abs(sum(shares) - 1) > 1e-6:
        given = ", ".join(f"{share:g}" for share in shares)
        raise ConfigError(f"shares of train, dev and test must sum to 1, with train above 0, got {given}")


def _groups(articles: Sequence[Article], by: SplitBy) -> list[list[int]]:
    groups = Groups(len(articles))
    for cluster in near_duplicates(articles):
        groups.join_all(cluster)
    if by in _KEYS:
        first: dict[object, int] = {}
        for index, article in enumerate(articles):
            key = _KEYS[by](article)
            if key is not None:
                groups.join(first.setdefault(key, index), index)
        if not first and by == "source":
            raise DataError("no article has a source to split by: map a column to it, or split by story")
    return groups.lists()


_KEYS: Mapping[str, Callable[[Article], object]] = {
    # Most files name no stories: articles without one stand alone, and near-duplicates are joined anyway.
    "story": lambda article: article.extra.get("story") or None,
    "source": lambda article: article.source,
}


def _balanced(
    articles: Sequence[Article], groups: list[list[int]], wanted: Mapping[str, float], seed: int
) -> dict[str, list[int]]:
    """Greedy stratification: the largest groups first, each to the split that lacks its topics most."""
    topics = Counter(article.topic for article in articles)
    lacking = {split: {topic: share * count for topic, count in topics.items()} for split, share in wanted.items()}
    placed: dict[str, list[int]] = {split: [] for split in wanted}
    order = list(groups)
    random.Random(seed).shuffle(order)
    order.sort(key=len, reverse=True)
    for position, group in enumerate(order):
        counts = Counter(articles[index].topic for index in group)
        empty = [split for split, members in placed.items() if not members]
        choices = empty if len(order) - position <= len(empty) else list(placed)
        split = max(choices, key=lambda name: _need(lacking[name], counts))
        placed[split] += group
        for topic, count in counts.items():
            lacking[split][topic] -= count
    return placed


def _need(lacking: Mapping[str | None, float], counts: Mapping[str | None, int]) -> tuple[float, float]:
    """How much a split lacks the topics of a group; ties go to the split that lacks most articles."""
    return sum(count * lacking[topic] for topic, count in counts.items()), sum(lacking.values())


def _by_date(articles: Sequence[Article], groups: list[list[int]], wanted: Mapping[str, float]) -> dict[str, list[int]]:
    days = [_day(article) for article in articles]
    order = sorted(groups, key=lambda group: max(days[index] for index in group))
    placed: dict[str, list[int]] = {split: [] for split in wanted}
    splits, bounds, total = list(wanted), [], 0.0
    for share in wanted.values():
        total += share
        bounds.append(total * len(articles))
    current, done = 0, 0
    for position, group in enumerate(order):
        splits_left, groups_left = len(splits) - current - 1, len(order) - position
        full = done + len(group) / 2 > bounds[current] or groups_left <= splits_left
        if splits_left and full and placed[splits[current]]:
            current += 1
        placed[splits[current]] += group
        done += len(group)
    return placed


def _day(article: Article) -> tuple[datetime.date, str]:
    """The day, then the whole date for the order within it."""
    if article.date is None:
        raise DataError(f"article {article.id!r} has no date to split by: map a column to it, or split by story")
    try:
        return datetime.date.fromisoformat(article.date[:10]), article.date
    except ValueError as error:
        raise DataError(
            f"article {article.id!r}: cannot read the date {article.date!r}, expected YYYY-MM-DD..."
        ) from error
