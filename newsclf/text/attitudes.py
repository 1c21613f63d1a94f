"""Finds what a text takes a stand on: attitude verbs and words with object and negation. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from newsclf.text.cues import Cue, Lexicon, find_cues
from newsclf.text.sentences import Token, tokenize
from newsclf.text.wordlist import words

Polarity = Literal["favor", "against"]

_DETERMINERS = words("le la l' les un une des ce cet cette ces son sa ses leur leurs notre nos tout toute tous toutes")
_CONTRACTED: Mapping[str, frozenset[str]] = {
    "à": frozenset({"à", "au", "aux"}),
    "de": frozenset({"de", "d'", "du", "des"}),
}
_PHRASE_STOPS = words(
    "qui que qu' dont où mais car alors lorsque lors quand si comme est sont a ont était étaient sera pour "
    "afin depuis pendant après avant dans mardi mercredi jeudi lundi vendredi samedi dimanche hier par tandis"
)
_NEGATIONS = words("pas plus jamais guère aucun aucune rien ni")
_BE = words("est sont était étaient sera seront serait fut être")


@dataclass(frozen=True, slots=True)
class AttitudeVerb:
    """A row of the lexicon: a verb or word, for or against its object, and how the object follows."""

    lemma: str
    forms: tuple[str, ...]
    polarity: Polarity
    construction: str


@dataclass(frozen=True, slots=True)
class Attitude:
    """A stand taken in a text: characters ``start`` to ``end`` of the object, ``verb_start`` of what takes it."""

    polarity: Polarity
    verb_start: int
    start: int
    end: int


class AttitudeLexicon:
    """Attitude verbs and words by form."""

    def __init__(self, rows: Sequence[AttitudeVerb]) -> None:
        self.rows: dict[str, list[AttitudeVerb]] = {}
        self.words: dict[str, AttitudeVerb] = {}
        for row in rows:
            if row.forms:
                self.words.update(dict.fromkeys(row.forms, row))
            else:
                self.rows.setdefault(row.lemma, []).append(row)
        self.verbs = Lexicon.of_lemmas(list(self.rows))


def find_attitudes(text: str, lexicon: AttitudeLexicon) -> list[Attitude]:
    """Every attitude of ``text`` that has an object, in order; "ne … pas" turns it round."""
    tokens = tokenize(text)
    found = []
    for cue in find_cues(tokens, lexicon.verbs):
        negated = cue.negated or _negated_before(tokens, cue.first)
        for row in lexicon.rows[cue.verb.lemma]:
            bounds = _subject(tokens, cue) if cue.form == "passive" else _object(tokens, cue.last + 1, row.construction)
            if bounds is not None:
                found.append(_attitude(row, negated, cue.start, bounds))
                break
    for index, token in enumerate(tokens):
        word = lexicon.words.get(token.text)
        if word is None:
            continue
        if word.construction == "predicate":
            bounds = _subject_of_predicate(tokens, index)
        else:
            bounds = _object(tokens, index + 1, word.construction)
        if bounds is not None:
            found.append(_attitude(word, _negated_before(tokens, index), token.start, bounds))
    return sorted(found, key=lambda attitude: attitude.verb_start)


def _attitude(row: AttitudeVerb, negated: bool, verb_start: int, bounds: tuple[int, int]) -> Attitude:
    turned: Polarity = "against" if row.polarity == "favor" else "favor"
    return Attitude(turned if negated else row.polarity, verb_start, *bounds)


def _negated_before(tokens: Sequence[Token], index: int) -> bool:
    before = [token.text for token in tokens[max(0, index - 5) : index]]
    return (bool({"ne", "n'"} & set(before)) and bool(_NEGATIONS & set(before))) or (before[-1:] == ["pas"])


def _object(tokens: Sequence[Token], place: int, construction: str) -> tuple[int, int] | None:
    """The noun phrase or infinitive that follows at ``place``, after its preposition where it takes one."""
    for _ in range(3):  # adverbs: "condamne fermement"
        if place < len(tokens) and (
            tokens[place].text.endswith("ment")
            or tokens[place].text in _NEGATIONS | {"également", "aussi", "que", "qu'"}
        ):
            place += 1
    if construction != "object":
        wanted = _CONTRACTED.get(construction, frozenset({construction}))
        reach = [index for index in range(place, min(place + 9, len(tokens))) if tokens[index].text in wanted]
        if not reach:
            return None
        place = reach[0] + 1
    while place < len(tokens) and tokens[place].text in {'"', "«", "“", ":", "à", "de", "d'"}:
        place += 1
    return _phrase(tokens, place)


def _phrase(tokens: Sequence[Token], first: int) -> tuple[int, int] | None:
    """The words from ``first`` to the end of the phrase: a sign, a conjunction, a verb, at most 14 words."""
    last = first
    while last < len(tokens) and last - first < 20:
        token = tokens[last]
        if not (token.text[0].isalnum() or token.text in {"-", "'", "’", '"', "«", "»"}) or (
            last > first and token.text in _PHRASE_STOPS
        ):
            break
        last += 1
    while last > first and not tokens[last - 1].text[0].isalnum():
        last -= 1
    return (tokens[first].start, tokens[last - 1].end) if last > first else None


def _subject(tokens: Sequence[Token], cue: Cue) -> tuple[int, int] | None:
    """The words before a passive verb, back to the last sign."""
    return _words_before(tokens, cue.first)


def _subject_of_predicate(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """The words before the être that ``index`` is said with, within six words."""
    for place in range(index - 1, max(-1, index - 7), -1):
        if tokens[place].text in _BE:
            return _words_before(tokens, place)
    return None


def _words_before(tokens: Sequence[Token], end: int) -> tuple[int, int] | None:
    while end > 0 and tokens[end - 1].text in ("ne", "n'"):
        end -= 1
    first = end
    while (
        first > 0
        and end - first < 14
        and (tokens[first - 1].text[0].isalnum() or tokens[first - 1].text in {"-", '"', "»", "«"})
    ):
        first -= 1
    return (tokens[first].start, tokens[end - 1].end) if first < end else None


def object_words(text: str) -> frozenset[str]:
    """Stems (six letters) of the content words of ``text``: what a target and an object are compared by."""
    words = re.findall(r"[^\W\d_]{3,}", text.lower().replace("’", "'"))
    return frozenset(word[:6] for word in words if word not in _FUNCTION_WORDS)


_FUNCTION_WORDS = _DETERMINERS | words(
    "les des dans pour par sur avec sans une que qui dont aux est sont ont pas plus cette ces son ses leur "
    "leurs nous vous ils elle"
)
