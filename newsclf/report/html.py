"""An analysis as one HTML page that stands alone: no network, no script, the article's text with its quotations marked.

What an article says is untrusted: the template escapes every value, and the page's own policy forbids scripts
and everything from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from newsclf.errors import DataError
from newsclf.report import words
from newsclf.schema import Analysis, Article, Quote, QuoteType, Span

_BLANK_LINES = re.compile(r"(\s*\n\s*\n\s*)")
_LINE_BREAK = re.compile(r"(\s*\n\s*)")

# What HTML has no place for (controls, lone surrogates), shown as the sign for an unreadable character.
_ILLEGAL = dict.fromkeys((*range(9), 0x0B, *range(0x0E, 0x20), 0x7F, *range(0xD800, 0xE000)), "\ufffd")


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters that belong to a quotation: its content (then ``role`` is its type), its cue or its speaker."""

    start: int
    end: int
    role: QuoteType | Literal["cue", "speaker"]
    number: int
    hint: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that no mark cuts: what is highlighted, what to say on hover, which quotations begin."""

    text: str
    classes: str
    hint: str
    opens: tuple[int, ...]


def render_html(article: Article, analysis: Analysis) -> str:
    """The page, from doctype to closing tag.

    DataError when a span of ``analysis`` does not hold the words it names: it is of another article.
    """
    return _template().render(
        article=article,
        analysis=analysis,
        paragraphs=_paragraphs(article.text, _marks(article, analysis.quotes)),
        topics=words.ranked_topics(analysis.topic) if analysis.topic else [],
        words=words,
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("newsclf.report", "resources"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_legal,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("article.html")


def _legal(value: Any) -> Any:
    return value.translate(_ILLEGAL) if isinstance(value, str) else value


def _marks(article: Article, quotes: Sequence[Quote]) -> list[Mark]:
    """What to highlight, quotation by quotation."""
    marks = []
    for number, quote in enumerate(quotes, 1):
        who = f"citation {number} ({words.QUOTE_TYPES[quote.type]}) — {words.speaker_words(quote)}"
        marks += [
            Mark(span.start, span.end, quote.type, number, f"{who}, {words.percent(quote.score)}")
            for span in quote.content
        ]
        if quote.cue:
            marks.append(Mark(quote.cue.start, quote.cue.end, "cue", number, f"introducteur : {who}"))
        if quote.speaker:
            marks.append(Mark(quote.speaker.start, quote.speaker.end, "speaker", number, f"mention : {who}"))
        _check(article, (*quote.content, quote.cue, quote.speaker))
    return marks


def _check(article: Article, spans: Sequence[Span | None]) -> None:
    for span in spans:
        if span and article.text[span.start : span.end] != span.text:
            found = article.text[span.start : span.end]
            raise DataError(
                f"the analysis is not of this article: expected {span.text!r} at [{span.start}, {span.end}], "
                f"found {found!r}; pass the article that was analysed"
            )


def _paragraphs(text: str, marks: Sequence[Mark]) -> list[tuple[list[Piece], str]]:
    """The pieces of each paragraph, and the line breaks that follow it as they are.

    Blank lines part paragraphs; in a text without them, each line is one.
    """
    between = _BLANK_LINES if _BLANK_LINES.search(text.strip()) else _LINE_BREAK
    parts = [*between.split(text), ""]
    opened: set[int] = set()
    paragraphs, start = [], 0
    for content, gap in zip(parts[::2], parts[1::2], strict=True):
        end = start + len(content)
        near = [mark for mark in marks if mark.start < end and start < mark.end]
        paragraphs.append((list(_pieces(text, start, end, marks=near, opened=opened)), gap))
        start = end + len(gap)
    return paragraphs


def _pieces(text: str, start: int, end: int, *, marks: Sequence[Mark], opened: set[int]) -> Iterator[Piece]:
    """Cut ``[start, end)`` wherever a mark begins or ends, so that marks which overlap need no overlapping tags.

    ``opened`` gathers the numbers of the quotations whose content has begun.
    """
    cuts = {cut for mark in marks for cut in (mark.start, mark.end) if start < cut < end}
    for left, right in pairwise(sorted({start, end, *cuts})):
        over = [mark for mark in marks if mark.start <= left and right <= mark.end]
        contents = [mark for mark in over if mark.role not in ("cue", "speaker")]
        innermost = max(contents, key=lambda mark: (mark.start, -mark.end), default=None)
        roles = [mark.role for mark in over if mark not in contents or mark is innermost]
        opens = tuple(dict.fromkeys(mark.number for mark in contents if mark.number not in opened))
        opened.update(opens)
        yield Piece(
            text[left:right],
            classes=" ".join(dict.fromkeys(["content", *roles] if contents else roles)),
            hint="\n".join(mark.hint for mark in over),
            opens=opens,
        )
