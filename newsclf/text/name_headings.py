"""Quotations without a speaker that belong to a later one: headings, and words put before their speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsclf.schema import Quote
from newsclf.text.mentions import content_words

_BETWEEN = re.compile(r"[\s.,;!?…«»“”\"']*")
_GLUED = re.compile(r"[.!?]?(?:\"\"|»«|”“)")
_ATTRIBUTED_BEFORE = re.compile(r"\w[^.!?«»“”\"]*[.!?:,]?\s*[«“\"]\s*$")


def leads(text: str, quote: Quote, follower: Quote | None) -> bool:
    """Whether ``quote``, which has no speaker, is continued by ``follower``, with nothing but marks between."""
    if follower is None:
        return False
    if re.match(r"[\"»”]\s?[A-ZÀ-Þ]\w", text[quote.end : quote.end + 4]) and text[quote.end + 1] not in " \n":
        return True  # a heading in the words of the paragraph that follows, its line break lost
    if follower.speaker is not None and _GLUED.fullmatch(text, quote.end, follower.start):
        return True  # the same before a paragraph that opens with a quotation
    if follower.speaker is None or _BETWEEN.fullmatch(text, quote.end, follower.start) is None:
        return False
    return _ATTRIBUTED_BEFORE.search(text, max(0, quote.start - 40), quote.start) is None


def repeated(quotes: Sequence[Quote], index: int) -> int | None:
    """The index of the quotation with a speaker that holds the words of quotation ``index``, as under a heading."""
    heading = _content(quotes[index])
    if quotes[index].speaker is not None or len(heading) < 3:
        return None
    for other, quote in enumerate(quotes):
        if quote.speaker is not None and len(heading & _content(quote)) >= 0.8 * len(heading):
            return other
    return None


def _content(quote: Quote) -> frozenset[str]:
    return content_words(" ".join(part.text for part in quote.content))
