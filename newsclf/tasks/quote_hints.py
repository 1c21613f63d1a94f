"""What the quotation rules say of an article, as features of its tokens that the model reads with the words.

The rules (``data/labelers``) and the model err differently: the rules see marks, verb forms and sentence ends exactly
and know hundreds of reporting verbs, the model understands the words. Shown what the rules found, a model trained on a
few hundred articles needs only learn when to trust them, as in feature stacking (Wolpert 1992) and guided
parsing (Nivre & McDonald 2008). What it gains is in docs/experiments.md.
"""

from __future__ import annotations

import numpy as np

from newsclf.data.labelers.passage import Draft
from newsclf.data.labelers.quotes import drafts_of
from newsclf.data.labelers.subjects import RegexSubjects
from newsclf.labels import QUOTE_TYPES
from newsclf.text.marks import marked_spans
from newsclf.text.windows import Array, Tokens

SIZES = (2 * len(QUOTE_TYPES) + 1, 5, 4, 2)
"""How many values each column of ``hints`` has: B/I tags of content by type; of cue and speaker; the first token in
outer marks, further ones, those in inner marks; the first token of a paragraph."""

NUMBERS = 32
"""The rules' quotations are numbered from 1 to 32, over and over: those of one number never stand near each other."""


def hints(text: str, tokens: Tokens) -> dict[str, Array]:
    """Features over the n tokens of ``text``, 0 for nothing.

    * ``hints`` [n, 4]: see ``SIZES``.
    * ``content_of`` [n], ``cue_of`` [n]: the number of the rules' quotation that the token is content or cue of.
    * ``speaker_of`` [n, 32]: for which numbers the token names the speaker.
    * ``lacks`` [n, 3]: whether the quotation that the token is content of has no cue, speaker, earlier segment.
    """
    n = len(tokens)
    found = {
        "hints": np.zeros((n, len(SIZES)), dtype=np.int64),
        "content_of": np.zeros(n, dtype=np.int64),
        "cue_of": np.zeros(n, dtype=np.int64),
        "speaker_of": np.zeros((n, NUMBERS), dtype=np.int64),
        "lacks": np.zeros((n, 3), dtype=np.int64),
    }
    for place, draft in enumerate(drafts_of(text, RegexSubjects)):
        _write(draft, place % NUMBERS, tokens, found)
    for span in marked_spans(text):
        marked = tokens.between(span.start, span.end)
        found["hints"][marked.start : marked.stop, 2] = 3 if span.level else 2
        if len(marked) and span.level == 0:
            found["hints"][marked.start, 2] = 1
    found["hints"][:, 3] = _opens_paragraph(text, tokens)
    return found


def _write(draft: Draft, number: int, tokens: Tokens, found: dict[str, Array]) -> None:
    kind = QUOTE_TYPES.index(draft.type)
    for start, end in draft.content:
        inside = _tag(found["hints"][:, 0], kind, tokens.between(start, end))
        found["content_of"][inside] = number + 1
        found["lacks"][inside] = (draft.cue is None, draft.speaker is None, len(draft.content) == 1)
    if draft.speaker is not None:
        found["speaker_of"][_tag(found["hints"][:, 1], 1, tokens.between(*draft.speaker)), number] = 1
    if draft.cue is not None:  # after the speaker: the pronoun of an inverted cue stays the cue's, as in the targets
        found["cue_of"][_tag(found["hints"][:, 1], 0, tokens.between(*draft.cue))] = number + 1


def _tag(column: Array, kind: int, covered: range) -> slice:
    inside = slice(covered.start, covered.stop)
    column[inside] = 2 * kind + 2
    column[inside][:1] = 2 * kind + 1
    return inside


def _opens_paragraph(text: str, tokens: Tokens) -> list[bool]:
    ends = [0, *tokens.offsets[:, 1].tolist()]
    return ["\n" in text[end:start] for end, start in zip(ends, tokens.offsets[:, 0].tolist(), strict=False)]
