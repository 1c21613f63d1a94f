"""Quotations by rules: no model, only marks, reporting verbs and the words around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import ClassVar, Literal

from newsclf.data.labelers.base import Labeler, Labelled
from newsclf.data.labelers.clause_rules import final_cue, fragment, infinitive, que_clause
from newsclf.data.labelers.marked_rules import cue_after, cue_before, floating, incise_inside, signed
from newsclf.data.labelers.passage import Draft, Passage
from newsclf.data.labelers.selon_rules import according_to
from newsclf.data.labelers.subjects import RegexSubjects, SpacySubjects, SubjectFinder
from newsclf.errors import ConfigError
from newsclf.schema import Article, Quote, Span
from newsclf.text.names import resolve_speakers

Rule = Callable[[Passage, SubjectFinder], Iterator[Draft]]

#: Asked in this order: a rule's quotation keeps its characters from the rules after it.
RULES: tuple[Rule, ...] = (
    incise_inside,
    cue_after,
    que_clause,
    cue_before,
    infinitive,
    fragment,
    according_to,
    final_cue,
    signed,
    floating,
)


class RuleQuoteLabeler(Labeler):
    """Writes the quotations that the rules find into an article.

    ``subjects`` says how speakers are found: "regex" by word patterns, "spacy" by the dependency parse of
    ``fr_core_news_md`` (ConfigError where it is not installed). A quote's score is its rule's confidence;
    that of the article is their mean, 1.0 for an article without quotations.
    """

    name: ClassVar[str] = "rules"
    task: ClassVar[str] = "quotes"

    def __init__(self, *, subjects: Literal["regex", "spacy"] = "regex") -> None:
        finders: dict[str, Callable[[str], SubjectFinder]] = {"regex": RegexSubjects, "spacy": SpacySubjects}
        if subjects not in finders:
            raise ConfigError(f'subjects must be "regex" or "spacy", got {subjects!r}')
        self._finder = finders[subjects]

    def label(self, article: Article) -> Labelled:
        """A copy of ``article`` with the quotations found, numbered from 1 in the order of the text."""
        quotes = self.quotes(article.text, headline=article.headline)
        confidence = sum(quote.score for quote in quotes) / len(quotes) if quotes else 1.0
        reason = "rules" if quotes else "no quotation found"
        return Labelled(replace(article, quotes=quotes), confidence, reason)

    def quotes(self, text: str, *, headline: str = "") -> tuple[Quote, ...]:
        """The quotations of ``text`` in order, each with the name its speaker resolves to."""
        drafts = drafts_of(text, self._finder)
        quotes = [_quote(text, draft, number) for number, draft in enumerate(drafts, 1)]
        names = resolve_speakers(text, quotes, headline=headline)
        return tuple(replace(quote, speaker_name=name) for quote, name in zip(quotes, names, strict=True))


def drafts_of(text: str, finder: Callable[[str], SubjectFinder]) -> list[Draft]:
    """What the rules find in ``text``, in order, without overlaps."""
    passage = Passage(text)
    subjects = finder(text)
    kept: list[Draft] = []
    for rule in RULES:
        for draft in rule(passage, subjects):
            if _filled(draft) and not any(_overlap(draft, other) for other in kept):
                kept.append(draft)
    return sorted(kept, key=lambda draft: draft.start)


def _filled(draft: Draft) -> bool:
    """Whether every segment holds words, as stray marks ("« , »") do not leave any."""
    return all(start < end for start, end in draft.content)


def _overlap(draft: Draft, other: Draft) -> bool:
    return any(start < stop and begin < end for start, end in draft.content for begin, stop in other.content)


def _quote(text: str, draft: Draft, number: int) -> Quote:
    return Quote(
        type=draft.type,
        content=tuple(Span.of(text, *bounds) for bounds in draft.content),
        cue=Span.of(text, *draft.cue) if draft.cue else None,
        speaker=Span.of(text, *draft.speaker) if draft.speaker else None,
        score=round(draft.score, 3),
        number=number,
    )
