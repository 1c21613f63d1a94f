"""Changes to the text of an annotated article, with every annotation moved along."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsclf.schema import Article, Quote, Span


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters ``start`` to ``end`` (exclusive) of a text become ``new``."""

    start: int
    end: int
    new: str


def spans_of(quote: Quote) -> list[Span]:
    """All spans of a quotation: its content's segments, its cue, its speaker."""
    return [*quote.content, *(span for span in (quote.cue, quote.speaker) if span is not None)]


def rewrite(article: Article, edits: Sequence[Edit]) -> Article:
    """The article with ``edits`` made, in whatever order they are given.

    An edit must lie wholly inside a span or wholly outside it, or else it is left out, and so is one that overlaps
    an edit before it. What is inserted at a span's edge stays outside the span.
    """
    spans = [span for quote in article.quotes or () for span in spans_of(quote)]
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        free = not kept or kept[-1].end <= edit.start
        if free and not any(_cuts(edit, span) for span in spans):
            kept.append(edit)
    text, moves = _changed(article.text, kept)
    quotes = [_moved(quote, text, moves) for quote in article.quotes or ()]
    return replace(article, text=text, quotes=None if article.quotes is None else tuple(quotes))


def _cuts(edit: Edit, span: Span) -> bool:
    """Whether the edit would cut a span in two or swallow it."""
    overlaps = edit.start < span.end and span.start < edit.end
    return overlaps and not (span.start <= edit.start and edit.end <= span.end)


@dataclass(frozen=True, slots=True)
class _Moves:
    """Where every edit began and ended, and by how much the text behind it has moved."""

    starts: list[int]
    ends: list[int]
    shifts: list[int]

    def start(self, place: int) -> int:
        """The new place of a span's first character: behind all that was inserted before it."""
        return place + self._shift(bisect_right(self.ends, place))

    def end(self, place: int) -> int:
        """The new place of a span's end: before all that was inserted there."""
        return place + self._shift(bisect_left(self.starts, place))

    def _shift(self, count: int) -> int:
        return self.shifts[count - 1] if count else 0


def _changed(text: str, edits: Sequence[Edit]) -> tuple[str, _Moves]:
    parts, at, shift = [], 0, 0
    moves = _Moves([], [], [])
    for edit in edits:
        parts += [text[at : edit.start], edit.new]
        at = edit.end
        shift += len(edit.new) - (edit.end - edit.start)
        moves.starts.append(edit.start)
        moves.ends.append(edit.end)
        moves.shifts.append(shift)
    return "".join([*parts, text[at:]]), moves


def _moved(quote: Quote, text: str, moves: _Moves) -> Quote:
    def move(span: Span) -> Span:
        return Span.of(text, moves.start(span.start), moves.end(span.end))

    return replace(
        quote,
        content=tuple(move(span) for span in quote.content),
        cue=move(quote.cue) if quote.cue else None,
        speaker=move(quote.speaker) if quote.speaker else None,
    )
