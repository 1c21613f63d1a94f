"""The values that travel through newsclf: articles, their annotations and what a model says of them.

Frozen dataclasses over the standard library. Offsets are characters (Python ``str`` indices) of
``Article.text`` exactly as given, end exclusive. A gold annotation and a prediction are the same
:class:`Quote`; only the score tells them apart (1.0 for gold).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from newsclf.errors import DataError

QuoteType = Literal["direct", "indirect", "mixed"]
StanceLabel = Literal["favor", "against", "none"]


CARRIED = 0.12
"""The share of the distribution over topics from which on an article carries one: docs/experiments.md, 8."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` (inclusive) to ``end`` (exclusive) of a text, with the words they cover."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise DataError(f"a span needs 0 <= start < end, got [{self.start}, {self.end}]")

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """Cut ``[start, end)`` out of ``text``; DataError when it reaches outside the text."""
        if not 0 <= start < end <= len(text):
            raise DataError(f"span [{start}, {end}] is outside the text of {len(text)} characters")
        return cls(start, end, text[start:end])

    def to_json(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a source said or wrote, with the cue that reports them and who said them.

    ``content`` holds one span, or several where an incise splits the quotation. ``number`` is the ``q``
    of an annotated file, to which its stances refer; a prediction has none. ``score`` is in [0, 1].
    """

    type: QuoteType
    content: tuple[Span, ...]
    cue: Span | None = None
    speaker: Span | None = None
    speaker_name: str | None = None
    score: float = 1.0
    number: int | None = None

    def __post_init__(self) -> None:
        if not self.content:
            raise DataError("a quote needs at least one content span, got none")

    @property
    def start(self) -> int:
        return self.content[0].start

    @property
    def end(self) -> int:
        return self.content[-1].end

    @property
    def text(self) -> str:
        """The content's words; segments split by an incise are joined by a blank."""
        return " ".join(span.text for span in self.content)

    def to_json(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "content": [span.to_json() for span in self.content],
            "cue": self.cue.to_json() if self.cue else None,
            "speaker": self.speaker.to_json() if self.speaker else None,
            "speaker_name": self.speaker_name,
            "score": self.score,
        }


@dataclass(frozen=True, slots=True)
class Stance:
    """An annotated position: where the speaker of a quote stands towards ``target``.

    ``number`` is the quote's ``q`` in the article; None stands for the article's own voice.
    """

    target: str
    label: StanceLabel
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A news article, with its annotations where it has some.

    Only ``text`` is required. ``topic``, ``quotes`` and ``stances`` are None when they were not
    annotated; an empty tuple says that there is none. ``topic`` is the main one; ``topics`` are all that the
    article carries, the main one first, None where only the main one was annotated. Fields that newsclf does
    not know stay in ``extra``.
    """

    text: str
    id: str = ""
    headline: str = ""
    date: str | None = None
    source: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    url: str | None = None
    topic: str | None = None
    topics: tuple[str, ...] | None = None
    quotes: tuple[Quote, ...] | None = None
    stances: tuple[Stance, ...] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.topics is not None and self.topics[:1] != (self.topic,):
            raise DataError(f"topics must begin with the main topic {self.topic!r}, got {list(self.topics)}")

    def quote(self, number: int) -> Quote:
        """The quote numbered ``number``; DataError when the article has none."""
        for quote in self.quotes or ():
            if quote.number == number:
                return quote
        raise DataError(f"article {self.id!r} has no quote {number}")


@dataclass(frozen=True, slots=True)
class TopicPrediction:
    """The main topic: ``label``, its French ``name``, its calibrated ``score``, and all ``scores`` by label."""

    label: str
    name: str
    score: float
    scores: Mapping[str, float]

    @property
    def ranked(self) -> tuple[str, ...]:
        """All labels: the main one, then the others, the likelier first."""
        others = sorted(self.scores, key=lambda label: -self.scores[label])
        return (self.label, *(label for label in others if label != self.label))

    @property
    def labels(self) -> tuple[str, ...]:
        """The topics that the article carries: the main one, and those with a share of CARRIED, the likelier first."""
        return tuple(label for label in self.ranked if label == self.label or self.scores[label] >= CARRIED)

    def to_json(self) -> dict[str, Any]:
        return {"label": self.label, "name": self.name, "score": self.score, "scores": dict(self.scores)}


@dataclass(frozen=True, slots=True)
class StancePrediction:
    """Where a speaker stands towards ``target``.

    ``quote`` indexes ``Analysis.quotes``; None is the article's own voice.
    """

    quote: int | None
    speaker_name: str | None
    target: str
    label: StanceLabel
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "quote": self.quote,
            "speaker_name": self.speaker_name,
            "target": self.target,
            "label": self.label,
            "score": self.score,
        }


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model spoke: its name and the version it was saved under."""

    name: str
    version: str

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "version": self.version}


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that newsclf says of one article; ``to_json`` gives the public JSON object, which stays as it is."""

    id: str
    topic: TopicPrediction | None
    quotes: Sequence[Quote]
    stances: Sequence[StancePrediction]
    model: ModelInfo

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "topic": self.topic.to_json() if self.topic else None,
            "quotes": [quote.to_json() for quote in self.quotes],
            "stances": [stance.to_json() for stance in self.stances],
            "model": self.model.to_json(),
        }
