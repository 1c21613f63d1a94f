"""Stances by rules: the verbs and words that take a stand, their negation and their object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from newsclf.data.labelers.base import Labeler, Labelled
from newsclf.data.labelers.lexicon import attitude_lexicon
from newsclf.data.labelers.quotes import RuleQuoteLabeler
from newsclf.schema import Article, Quote, Stance, StanceLabel
from newsclf.text.attitudes import Attitude, find_attitudes, object_words
from newsclf.text.marks import marked_spans
from newsclf.text.sentences import sentence_of, sentence_starts
from newsclf.text.wordlist import words

_ENDINGS = words(
    "absenc arrêt abando suppre interd refus rejet retrai fin levée cessat annula boycot élimin exclus critiq "
    "dénonc lutte combat lutter arrête suppri refuse rejete retire finir cesser annule exclur absent manque "
    "oppose"
)
"""Stems of nouns that turn a stand round: who condemns the bombings is for "l'arrêt des bombardements"."""

_MIN_OVERLAP = 0.34  # of the target's words: one in a target of two or three
_MAX_TARGET_WORDS = 10
_RULE_CONFIDENCE = 0.6
_NONE_CONFIDENCE = 0.5
_TONE_CONFIDENCE = 0.4


class RuleStanceLabeler(Labeler):
    """Writes stances for what the quotations of an article condemn, demand, welcome …

    Quotations are the article's own annotation where it has one, else those of :class:`RuleQuoteLabeler`.
    The target of a stance is the object of its verb, as the text words it; ``none`` is never written, since
    no verb shows it.
    """

    name: ClassVar[str] = "rules"
    task: ClassVar[str] = "stance"

    def label(self, article: Article) -> Labelled:
        """A copy with quotes (numbered) and stances; dropped when no quotation takes a stand."""
        if article.quotes is None:
            article = replace(article, quotes=RuleQuoteLabeler().quotes(article.text, headline=article.headline))
        quotes = tuple(
            quote if quote.number is not None else replace(quote, number=number)
            for number, quote in enumerate(article.quotes or (), 1)
        )
        article = replace(article, quotes=quotes)
        stances = tuple(dict.fromkeys(stance for quote in quotes for stance in _stances(article, quote)))
        if not stances:
            return Labelled(None, 0.0, "no attitude found in the quotations")
        return Labelled(replace(article, stances=stances), _RULE_CONFIDENCE, "rules")

    def stance_of(self, article: Article, quote: Quote | None, target: str) -> tuple[StanceLabel, float]:
        """Where the speaker of ``quote`` (None: the article itself) stands towards a given ``target``, and how surely.

        The attitude whose object shares most words with the target decides. Where none shares enough but the
        quotation names the target, the tone of all its attitudes does; else it is "none".
        """
        wanted = object_words(target)
        best: tuple[float, StanceLabel] = (0.0, "none")
        tone, named = 0, False
        for scope in _scopes(article, quote):
            named = named or bool(wanted & object_words(scope))
            for attitude in find_attitudes(scope, attitude_lexicon()):
                words = object_words(scope[attitude.start : attitude.end])
                overlap = len(wanted & words) / len(wanted) if wanted else 0.0
                tone += 1 if attitude.polarity == "favor" else -1
                if overlap > best[0]:
                    best = overlap, _towards(attitude, wanted, words)
        overlap, label = best
        if overlap >= _MIN_OVERLAP:
            return label, round(_NONE_CONFIDENCE + 0.4 * overlap, 3)
        if named and tone:
            return ("favor" if tone > 0 else "against"), _TONE_CONFIDENCE
        return "none", _NONE_CONFIDENCE


def stands_in(text: str) -> Iterator[tuple[Attitude, str]]:
    """The attitudes of ``text`` whose object can be a target of a stance, each with that target's words."""
    for attitude in find_attitudes(text, attitude_lexicon()):
        target = text[attitude.start : attitude.end].strip(' "«»“”')
        if 1 < len(target.split()) <= _MAX_TARGET_WORDS and object_words(target):
            yield attitude, target


def _stances(article: Article, quote: Quote) -> list[Stance]:
    """The stands that ``quote`` takes, each on the object of its verb."""
    return [
        Stance(target, attitude.polarity, quote.number)
        for scope in _scopes(article, quote)
        for attitude, target in stands_in(scope)
    ]


def _scopes(article: Article, quote: Quote | None) -> list[str]:
    """What is read for a quote: its words and its introduction; for the article: what nobody is quoted for."""
    if quote is None:
        return [article.headline, _own_voice(article)]
    introduction = _introduction(article.text, quote)
    return [quote.text, introduction] if introduction else [quote.text]


def _introduction(text: str, quote: Quote) -> str | None:
    """From a cue that stands before the quotation to the quotation's end: "dénonce une « dérive »"."""
    cue = quote.cue
    if cue is None or cue.start > quote.start:
        return None
    start, _ = sentence_of(sentence_starts(text, marked_spans(text)), cue.start, len(text))
    return text[max(start, cue.start) : quote.end]


def _own_voice(article: Article) -> str:
    text, pieces, last = article.text, [], 0
    for start, end in sorted((span.start, span.end) for quote in article.quotes or () for span in quote.content):
        pieces.append(text[last : max(last, start)])
        last = max(last, end)
    return " ".join([*pieces, text[last:]])


def _towards(attitude: Attitude, target: frozenset[str], words: frozenset[str]) -> StanceLabel:
    """The attitude towards a target that may name the end of its object, or the fight against it."""
    if bool(target & _ENDINGS) != bool(words & _ENDINGS):
        return "against" if attitude.polarity == "favor" else "favor"
    return attitude.polarity
