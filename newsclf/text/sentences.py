"""Words and sentences of French news prose, with character offsets. Pure functions.

The splitter knows what trips others: abbreviations ("M. Petit", "art. 49.3"), marks (no cut inside « »)
and paragraph breaks that were lost on the way ("la fin.Le début").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from newsclf.text.marks import MarkedSpan

_TOKEN = re.compile(r"[^\W\d_]+['’]?|\d+(?:[.,]\d+)*|[^\w\s]|_")
_END = re.compile(
    r"[.!?…]+(?:[\s\u00a0]*[»”]+|\"+)?(?=[\s\u00a0]+[\"«“(\[—–-]*[\s\u00a0]*[A-ZÀ-ÞŒ0-9]|[A-ZÀ-Þ«“]|\s*$)|\n+"
)
_LOST_BREAK = re.compile(r"(?<![\w'’])[a-zà-ÿ]{3,}(?=[A-ZÀ-Þ][a-zà-ÿ'’ ])|[A-ZÀ-Þ]{3,}(?=[A-ZÀ-Þ][a-zà-ÿ]{2})")
_ABBREVIATION = re.compile(
    r"(?:\b(?:M|MM|Mme|Mmes|Mlle|Dr|Pr|Me|St|Ste|art|av|env|etc|cf|p|vol|no|n°|[A-ZÀ-Þ])|\.[A-ZÀ-Þ])\.$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign: characters ``start`` to ``end`` and its lower-cased text with ' for ’."""

    start: int
    end: int
    text: str


def tokenize(text: str) -> list[Token]:
    """Words are cut after an apostrophe ("l'" + "eau") and at hyphens ("a", "-", "t", "-", "il")."""
    return [
        Token(match.start(), match.end(), match.group().lower().replace("’", "'")) for match in _TOKEN.finditer(text)
    ]


def sentence_starts(text: str, marks: Sequence[MarkedSpan]) -> list[int]:
    """Where sentences start, in order, 0 first. No sentence starts inside a closed pair of marks."""
    closed = [
        (span.outer_start, span.outer_end)
        for span in marks
        if span.closed and span.level == 0 and span.end - span.start > 1
    ]
    starts = [0]
    for match in sorted([*_END.finditer(text), *_LOST_BREAK.finditer(text)], key=lambda match: match.end()):
        cut = match.end()
        while cut < len(text) and text[cut] in " \t\n\r\u00a0\u202f":
            cut += 1
        inside = any(start < match.start() and cut < end - 1 for start, end in closed)
        dot = match.start() + 1
        if (
            cut >= len(text)
            or inside
            or (text[match.start()] == "." and _ABBREVIATION.search(text[max(0, dot - 6) : dot]))
        ):
            continue
        marked = any(start < match.start() < end <= match.end() or match.end() == end - 1 for start, end in closed)
        if marked and not (text[cut].isupper() or text[cut] in '«“"—–('):
            continue  # a stop inside the closing mark ends the sentence only where a new one starts
        if cut > starts[-1]:
            starts.append(cut)
    return starts


def sentence_of(starts: Sequence[int], position: int, length: int) -> tuple[int, int]:
    """The start and end of the sentence that holds ``position``."""
    index = bisect_right(starts, position) - 1
    return starts[index], starts[index + 1] if index + 1 < len(starts) else length
