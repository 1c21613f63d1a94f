"""An article read once for the quotation rules: its marks, words, verb groups and sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsclf.data.labelers.lexicon import cue_lexicon
from newsclf.schema import QuoteType
from newsclf.text.cues import Cue, find_cues
from newsclf.text.marks import MarkedSpan, marked_spans
from newsclf.text.phrases import Bounds
from newsclf.text.sentences import Token, sentence_of, sentence_starts, tokenize

_EDGE = " \t\n\r\u00a0\u202f"
_FINAL = re.compile(r"[\s\u00a0\u202f]*(?:[,;:]|(?<!\.)(?<!\(…)\.(?!\.)|[–—-])?[\s\u00a0\u202f]*$")


@dataclass(frozen=True, slots=True)
class Draft:
    """A quotation a rule has found: where its parts stand, which rule, how sure that rule is (0 to 1)."""

    content: tuple[Bounds, ...]
    type: QuoteType
    cue: Bounds | None
    speaker: Bounds | None
    rule: str
    score: float

    @property
    def start(self) -> int:
        return self.content[0][0]

    @property
    def end(self) -> int:
        return self.content[-1][1]


class Passage:
    """A text with all that the rules ask of it; built once per article."""

    def __init__(self, text: str) -> None:
        self.text = text
        every_mark = marked_spans(text)
        self.marks: list[MarkedSpan] = [span for span in every_mark if span.level == 0]
        self.tokens: list[Token] = tokenize(text)
        self.starts = sentence_starts(text, every_mark)
        found = find_cues(self.tokens, cue_lexicon())
        self.inner_cues = [cue for cue in found if self.mark_around(cue.start) is not None]
        self.cues = [cue for cue in found if self.mark_around(cue.start) is None]

    def sentence(self, position: int) -> Bounds:
        return sentence_of(self.starts, position, len(self.text))

    def mark_around(self, position: int) -> MarkedSpan | None:
        """The outermost marked span that holds ``position``."""
        return next((span for span in self.marks if span.outer_start < position < span.outer_end), None)

    def mark_before(self, position: int) -> MarkedSpan | None:
        """The marked span that ends at ``position`` but for blanks, a comma or a dash."""
        for span in reversed(self.marks):
            if span.outer_end <= position:
                between = self.text[span.outer_end : position]
                return span if re.fullmatch(r"[\s\u00a0\u202f]*[,.–—-]?[\s\u00a0\u202f]*", between) else None
        return None

    def mark_at(self, position: int) -> MarkedSpan | None:
        """The marked span that opens at ``position`` but for blanks."""
        for span in self.marks:
            if span.outer_start >= position:
                return span if not self.text[position : span.outer_start].strip() else None
        return None

    def marks_in(self, start: int, end: int) -> Sequence[MarkedSpan]:
        return [span for span in self.marks if start <= span.outer_start and span.outer_end <= end]

    def trimmed(self, start: int, end: int) -> Bounds:
        """``[start, end)`` without outer blanks and without a final comma, stop or dash."""
        while start < end and self.text[start] in _EDGE + ",;":
            start += 1
        match = _FINAL.search(self.text, start, end)
        return start, max(start, match.start() if match else end)

    def inside(self, span: MarkedSpan) -> Bounds:
        return self.trimmed(span.start, span.end)

    def reported(self, start: int, end: int) -> tuple[Bounds, QuoteType] | None:
        """The content of a reported clause and its type: direct when it stands wholly inside marks."""
        start, end = self.trimmed(start, end)
        if end - start < 3:
            return None
        inner = self.marks_in(start, end)
        if len(inner) == 1 and inner[0].outer_start == start and self.trimmed(inner[0].outer_end, end) == (end, end):
            return self.inside(inner[0]), "direct"
        held = any(span.outer_start < end and span.outer_end > start for span in self.marks)
        return (start, end), "mixed" if held else "indirect"

    def cues_between(self, start: int, end: int) -> list[Cue]:
        return [cue for cue in self.cues if start <= cue.start < end]
