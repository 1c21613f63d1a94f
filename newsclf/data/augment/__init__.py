"""Altered copies of annotated articles that mean the same, so that a model learns what does not matter.

Typography (marks and their blanks, apostrophes, no-break blanks), bad copies (lost or added paragraph breaks, marks
that do not close or open again) and wording (reporting verbs, names, direct for indirect speech). Every annotation
moves along with the text; nothing here reads or needs anything but the article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from newsclf.data.augment.surface import apostrophes, blanks, marks, paragraphs, reopened, unclosed
from newsclf.data.augment.wording import cues, names, reported
from newsclf.schema import Article

Alteration = Callable[[Article, Random], Article]

#: What can be altered and how likely a copy has it altered; in this order, as the last ones look at marks.
ALTERATIONS: tuple[tuple[Alteration, float], ...] = (
    (reported, 0.5),
    (reopened, 0.3),
    (cues, 0.6),
    (names, 0.6),
    (marks, 0.7),
    (unclosed, 0.15),
    (apostrophes, 0.5),
    (blanks, 0.4),
    (paragraphs, 0.4),
)


def altered(article: Article, random: Random) -> Article:
    """A copy of ``article`` with some of its surface changed: its labels hold, their offsets have moved."""
    for alteration, share in ALTERATIONS:
        if random.random() < share:
            article = alteration(article, random)
    return article


def altered_copies(articles: Sequence[Article], *, copies: int, seed: int) -> Iterator[Article]:
    """``copies`` altered copies of each article; the same ones for the same seed."""
    for number in range(copies):
        for place, article in enumerate(articles):
            yield altered(article, Random(f"{seed}/{number}/{place}"))
