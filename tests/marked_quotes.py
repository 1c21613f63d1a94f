"""Quotes of a text by their words, for tests of what is told about them."""

from __future__ import annotations

from newsclf.schema import Quote, Span

#: A text, its quotations as (content, speaker mention), the name expected of each.
Case = tuple[str, list[tuple[str, str | None]], list[str | None]]


def quotes_of(text: str, *marked: tuple[str, str | None]) -> list[Quote]:
    """Quotes by (content, speaker) strings, each searched after the quote before it."""
    quotes, position = [], 0
    for content, speaker in marked:
        start = text.index(content, position)
        mention = None
        if speaker is not None:
            at = text.find(speaker, start + len(content))
            at = text.rindex(speaker, 0, start) if at < 0 or at > start + len(content) + 60 else at
            mention = Span.of(text, at, at + len(speaker))
        quotes.append(Quote("direct", (Span.of(text, start, start + len(content)),), speaker=mention))
        position = start + len(content)
    return quotes
