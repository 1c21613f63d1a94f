"""What every labeler is: one article in, an annotated copy of it out, or the reason why there is none."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from newsclf.schema import Article


@dataclass(frozen=True, slots=True)
class Labelled:
    """The outcome for one article.

    ``article`` is the annotated copy, None when the labeler gives the article up. ``confidence`` is in
    [0, 1]. ``reason`` says what decided the labels or, for a dropped article, why it was dropped, in few
    words that are the same for like cases: the audit counts articles by reason.
    """

    article: Article | None
    confidence: float
    reason: str


class Labeler(ABC):
    """Writes the annotation of one ``task`` into articles; ``name`` stands in cards and audits."""

    name: ClassVar[str]
    task: ClassVar[str]

    @abstractmethod
    def label(self, article: Article) -> Labelled:
        """The annotated copy of ``article``, which itself stays as it is."""
