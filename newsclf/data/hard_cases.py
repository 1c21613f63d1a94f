"""The hard cases of reading quotations that an annotated article holds, told from its text and annotation.

Used to see that a corpus and each of its splits hold every case. The tests are made for news prose with
sound annotations: they say where a case surely is, not everything that could be argued to be one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from newsclf.schema import Article, Quote
from newsclf.text.marks import MarkedSpan, marked_spans

Case = Callable[[Article, Sequence[Quote], Sequence[MarkedSpan]], bool]

_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|on)\b", re.IGNORECASE)
_PRONOUNS = frozenset({"il", "elle", "ils", "elles", "lui", "eux", "on", "celui-ci", "celle-ci"})
_ACRONYM = re.compile(r"\b[A-ZÀ-Ý]{2,}\b")
_BODY = re.compile(
    r"association|fédération|syndicat|confédération|minist[èe]re|préfecture|mairie|agence|société|collectif|"
    r"université|observatoire|gouvernement|compagnie|union|coopérative|institut|police|gendarmerie",
    re.IGNORECASE,
)
_ACCORDING = frozenset({"selon", "d'après", "pour", "à en croire"})
_HEARSAY = re.compile(r"\b(?:aur|ser|agir|trouver|viendr|ajouter)ai(?:en)?t\b")
_ENGLISH = re.compile(r"\b(?:the|and|we|is|to|it|of|was|not|are|with)\b", re.IGNORECASE)


def hard_cases(article: Article) -> tuple[str, ...]:
    """The names of the cases that ``article`` holds, in the order of :data:`HARD_CASES`."""
    quotes, marks = article.quotes or (), marked_spans(article.text)
    return tuple(name for name, holds in HARD_CASES.items() if holds(article, quotes, marks))


def _nested_marks(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any(
        mark.level and mark.kind != "dash" and quote.start <= mark.start and mark.end <= quote.end
        for mark in marks
        for quote in quotes
    )


def _several_paragraphs(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any("\n" in span.text for quote in quotes for span in quote.content)


def _incise(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any(len(quote.content) > 1 for quote in quotes)


def _inversion(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any(quote.cue and _INVERTED.search(quote.cue.text) for quote in quotes)


def _pronoun_speaker(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any(quote.speaker and quote.speaker.text.casefold() in _PRONOUNS for quote in quotes)


def _organisation_speaker(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any(quote.speaker and _BODY.search(quote.speaker.text) for quote in quotes)


def _acronym_speaker(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any(quote.speaker and _ACRONYM.search(quote.speaker.text) for quote in quotes)


def _according(quote: Quote) -> bool:
    return quote.cue is not None and quote.cue.text.casefold().replace("’", "'") in _ACCORDING


def _selon(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any(_according(quote) for quote in quotes)


def _hearsay(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any(quote.type != "direct" and _according(quote) and _HEARSAY.search(quote.text) for quote in quotes)


def _marks_without_quote(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    words = [span for quote in quotes for span in quote.content]
    return any(
        mark.closed and all(span.end <= mark.outer_start or mark.outer_end <= span.start for span in words)
        for mark in marks
    )


def _english(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any(len(_ENGLISH.findall(quote.text)) > 1 for quote in quotes)


def _dialogue(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    starts = {quote.start for quote in quotes}
    return any(mark.kind == "dash" and mark.start in starts for mark in marks)


def _follow_on(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    return any(quote.cue is None and quote.speaker is None and quote.speaker_name for quote in quotes)


def _named_afterwards(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    text = article.text.casefold()
    return any(
        quote.type == "direct"
        and quote.speaker_name
        and (quote.speaker is None or quote.speaker.text.casefold() != quote.speaker_name.casefold())
        and text.find(quote.speaker_name.casefold()) > quote.end
        for quote in quotes
    )


def _unclosed(article: Article, quotes: Sequence[Quote], marks: Sequence[MarkedSpan]) -> bool:
    starts = {quote.start for quote in quotes}
    return any(not mark.closed and mark.kind != "dash" and mark.start in starts for mark in marks)


def _typed(pattern: str) -> Case:
    """A case of typography: the text holds ``pattern``."""
    found = re.compile(pattern).search
    return lambda article, quotes, marks: found(article.text) is not None


HARD_CASES: dict[str, Case] = {
    "nested marks": _nested_marks,
    "several paragraphs under one pair": _several_paragraphs,
    "incise inside a quotation": _incise,
    "inversion": _inversion,
    "pronoun speaker": _pronoun_speaker,
    "organisation speaker": _organisation_speaker,
    "acronym speaker": _acronym_speaker,
    "selon, d'après, pour": _selon,
    "conditional hearsay": _hearsay,
    "marks that are no quotation": _marks_without_quote,
    "English quotation": _english,
    "dialogue dash": _dialogue,
    "quotation without cue or speaker beside it": _follow_on,
    "name given only afterwards": _named_afterwards,
    "unclosed marks": _unclosed,
    "no-break space": _typed("\u00a0"),
    "narrow no-break space": _typed("\u202f"),
    "guillemets without space": _typed(r"«\w"),
    "curly marks": _typed("[“”]"),
    "straight marks": _typed('"'),
    "single marks": _typed(r"‘\w"),
    "straight apostrophe": _typed(r"\w'\w"),
    "typographic apostrophe": _typed(r"\w’\w"),
}
"""Every case by its name in words, with the test that finds it."""
