"""Quotation marks of every kind, found and paired: « » “ ” „ " ‘ ’ ' ‹ › and dialogue dashes.

Everything here is pure: a text goes in, the marked spans come out. What a marked span *is* (a quotation,
a title, a term held at a distance) is for others to tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MarkKind = Literal["guillemets", "angle", "double", "low", "single", "straight", "apostrophe", "dash"]

_OPENERS: dict[str, MarkKind] = {"«": "guillemets", "‹": "angle", "“": "double", "„": "low", "‘": "single"}
_CLOSERS: dict[MarkKind, str] = {
    "guillemets": "»",
    "angle": "›",
    "double": "”",
    "low": "“”",
    "single": "’",
    "straight": '"',
    "apostrophe": "'",
}
_MARK = re.compile("[«»‹›“”„\"‘’']")
_DIALOGUE = re.compile(r"^[ \t\u00a0\u202f]*([—–―])[ \t\u00a0\u202f]+(?=\S)", re.MULTILINE)
_ELIDED = re.compile(r"(?:^|\W)(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|aujourd|presqu|entr)$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:][\s\"»”)\]]*$")
_BLANKS = " \t\n\r\u00a0\u202f\u2009"
_MAX_SINGLE = 400  # characters a pair of single marks may hold: beyond it, an apostrophe was mistaken for a mark


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """What stands between a pair of marks: characters ``start`` to ``end`` (exclusive), blanks trimmed.

    ``outer_start`` and ``outer_end`` take the marks in. ``level`` is 0 for a pair inside no other.
    ``closed`` is False where no closing mark was found: the span then ends before the next opening mark,
    or with its paragraph. A dialogue dash opens a turn that ends with its line and is never closed.
    """

    start: int
    end: int
    kind: MarkKind
    level: int
    closed: bool
    outer_start: int
    outer_end: int


@dataclass(slots=True)
class _Open:
    """A mark still waiting for its closing one."""

    position: int
    kind: MarkKind


def marked_spans(text: str) -> list[MarkedSpan]:
    """Every marked span of ``text``, outer before inner, in the order of their opening marks.

    Marks that open again and again before one closes give a span each; a nested pair gives a span of a
    higher level; several paragraphs under one pair are one span. Empty pairs are left out.
    """
    pairs = _pairs(text)
    pairs += [(match.start(1), _paragraph_end(text, match.end()), "dash", False) for match in _DIALOGUE.finditer(text)]
    spans: list[MarkedSpan] = []
    enclosing: list[int] = []  # the ends of the pairs we are inside of
    for opening, end, kind, closed in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        while enclosing and enclosing[-1] <= opening:
            enclosing.pop()
        start, stop = _trim(text, opening + 1, end)
        if start < stop:
            spans.append(MarkedSpan(start, stop, kind, len(enclosing), closed, opening, end + closed))
        if kind != "dash":
            enclosing.append(end)
    return spans


def _pairs(text: str) -> list[tuple[int, int, MarkKind, bool]]:
    """(position of the opening mark, end of the inside, kind, closed?) for every mark that opens."""
    pairs: list[tuple[int, int, MarkKind, bool]] = []
    stack: list[_Open] = []
    for match in _MARK.finditer(text):
        at, mark = match.start(), match.group()
        depth = _closed_by(text, at, mark, stack)
        if depth is not None:
            for left in stack[depth + 1 :]:  # opened inside and never closed: not marks we can trust
                pairs.append((left.position, at, left.kind, False))
            pairs.append((stack[depth].position, at, stack[depth].kind, True))
            del stack[depth:]
            continue
        kind = _opened_by(text, at, mark, stack)
        if kind is None:
            continue
        if stack and stack[-1].kind == kind and _reopens(text, at, stack[-1]):
            pairs.append((stack.pop().position, at, kind, False))
        stack.append(_Open(at, kind))
    for left in stack:
        following = [pair[0] for pair in pairs if pair[0] > left.position and pair[2] == left.kind]
        end = min([_paragraph_end(text, left.position), *following])
        pairs.append((left.position, end, left.kind, False))
    return pairs


def _closed_by(text: str, at: int, mark: str, stack: list[_Open]) -> int | None:
    """The depth in ``stack`` of the mark that ``mark`` closes, None when it closes none."""
    for depth in range(len(stack) - 1, -1, -1):
        kind = stack[depth].kind
        if mark not in _CLOSERS[kind]:
            continue
        if kind in ("single", "apostrophe"):
            return depth if _closes_single(text, at) else None
        if kind == "straight" and _leans(text, at) == "right":
            return None  # clearly an opening mark: a new or a nested pair
        return depth
    return None


def _opened_by(text: str, at: int, mark: str, stack: list[_Open]) -> MarkKind | None:
    """The kind of pair that ``mark`` opens, None when it is an apostrophe or a stray closing mark."""
    if mark in _OPENERS:
        return _OPENERS[mark]
    if mark == '"':
        return None if _leans(text, at) == "left" and not _glued(text, at) else "straight"
    if mark == "”" and _leans(text, at) == "right":  # ”Bonjour”
        return "double"
    if mark == "'" and not any(pair.kind == "apostrophe" for pair in stack):
        return "apostrophe" if _opens_single(text, at) else None
    return None


def _reopens(text: str, at: int, last: _Open) -> bool:
    """Whether the mark at ``at`` starts a further quotation although ``last`` of its kind is still open.

    So it does at the head of a paragraph or, after the end of a sentence, when the marks that follow close
    only one of the two.
    """
    if "\n" in text[at - 3 : at] or not text[last.position + 1 : at].strip():
        return True
    closers, openers = 0, 0
    for match in _MARK.finditer(text, at + 1):
        follower = match.start()
        if match.group() not in (text[at], _CLOSERS[last.kind]):
            continue
        opens = _leans(text, follower) == "right" if last.kind == "straight" else match.group() == text[at]
        openers, closers = openers + opens, closers + (not opens)
        if closers == openers + 2:
            return False  # both are closed in turn: a nested pair
        if opens and _SENTENCE_END.search(text[last.position : follower]):
            break
    return True


def _leans(text: str, at: int) -> Literal["left", "right", "neither"]:
    """Which side a straight mark hangs on: "right" opens (blank before, word after), "left" closes."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    blank_before = before in _BLANKS or before in "([{«“‘—–-'’/"
    blank_after = after in _BLANKS or after in ".,;:!?…)]}»”’'"
    if blank_before and not blank_after:
        return "right"
    if blank_after and not blank_before:
        return "left"
    return "neither"


def _glued(text: str, at: int) -> bool:
    """Whether words stand on both sides without a blank, as where a paragraph break was lost."""
    return (
        0 < at < len(text) - 1
        and text[at - 1] not in _BLANKS
        and text[at + 1] not in _BLANKS
        and text[at + 1].isalnum()
    )


def _opens_single(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    if before.isalnum() or at + 1 >= len(text) or not (text[at + 1].isalnum() or text[at + 1] in "[("):
        return False
    reach = min(len(text), at + _MAX_SINGLE, _paragraph_end(text, at))
    return any(_closes_single(text, match.start()) for match in re.compile("'").finditer(text, at + 2, reach))


def _closes_single(text: str, at: int) -> bool:
    after = text[at + 1] if at + 1 < len(text) else " "
    if after.isalnum() or text[at - 1] in _BLANKS:
        return False
    return not _ELIDED.search(text[max(0, at - 8) : at])


def _paragraph_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _BLANKS:
        start += 1
    while end > start and text[end - 1] in _BLANKS:
        end -= 1
    return start, end
