"""Noun phrases of French news prose by word patterns: the subject before a verb, the one after it, the name in it.

Pure functions over a text and offsets; every answer is a pair (start, end), end exclusive, or None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsclf.text.mentions import PROPER, is_first_name, is_person, split_run
from newsclf.text.wordlist import words

Bounds = tuple[int, int]

_DETERMINERS = words(
    "le la l' les un une des ce cet cette ces son sa ses leur leurs certains certaines plusieurs deux trois quatre"
)
_SUBJECT_PRONOUNS = words("il elle ils elles on qui lequel laquelle lesquels lesquelles celui-ci celle-ci")
_PREPOSITIONS = words(
    "à au aux dans sur auprès lors en devant chez pour par face avec via sous depuis pendant après avant vers "
    "entre dès contre jusqu' malgré sans selon parmi durant outre hors"
)
_OF = frozenset(["de", "du", "des", "d'"])
_STOPS = _PREPOSITIONS | words(
    "qui que qu' dont où lequel mais alors tandis puisque car quand lorsque comme si est a ont sont était "
    "avait lundi mardi mercredi jeudi vendredi samedi dimanche hier aujourd' ce cette interrogé interrogée "
    "cité citée joint jointe devant également aussi aujourd'hui ensuite ici là encore lui-même elle-même et "
    "ou suite invité invitée publié publiée paru parue récemment rapporté relayé révélé à âgé âgée"
)
_SKIPPED = _PREPOSITIONS | words(
    "également aussi ainsi encore ensuite lundi mardi mercredi jeudi vendredi samedi dimanche hier "
    "aujourd'hui aujourd' hui ce cette matin soir midi notamment alors enfin d'abord récemment même aujourd "
    "cependant toutefois janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
    "- pourtant plus tard"
)
_CONNECTORS = re.compile(
    r"^(?:\s|mais|or|et|car|puis|alors|ainsi|cependant|pourtant|toutefois|enfin|ensuite|par ailleurs|"
    r"de son côté|en effet|donc|"
    r"alors que|tandis que|[Cc]omme|où|pour sa part|aussi|d'ailleurs|même si|si|lorsque|quand|que|et que|"
    r"qu['’])+(?=[\s'’]|$)",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"[\s\u00a0]*,?[\s\u00a0]*(?:de (?:son|leur) côté|pour (?:sa|leur) part|à (?:son|leur) tour|"
    r"quant à (?:lui|elle|eux)|par ailleurs|en \w+)"
    r"(?:[\s\u00a0]*,)?(?=[\s\u00a0])",
    re.IGNORECASE,
)
_FINITE = words(
    "a ont est sont avait avaient était étaient sera seront serait seraient aura auront va vont fait font "
    "peut peuvent doit doivent veut veulent faut brigue nient nie craint craignent montre demeure reste "
    "devient permet prévoit affirme reconnaît"
)
_REPORTING_GERUND = re.compile(
    r"(?:ajout|affirm|précis|indiqu|soulign|estim|assur|expliqu|évoqu|rappel|déclar|dénonç|not|jug|accus|cit)ant$"
)
_LAST_DETERMINER = re.compile(
    r"(?<!de )(?<!à )(?:\b(?:les?|la|une?|des|ces?|cet|cette|son|sa) |\bl['’])(?=[^,;:.«»\"]*$)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+['’]|@\w+|\w+(?:[-.]\w+)*|[^\w\s]")


def noun_phrase_after(text: str, start: int, end: int, *, skip: bool = True) -> Bounds | None:
    """The noun phrase that starts at ``start`` or, with ``skip``, after adverbs, dates and complements of place.

    A title or role before a person's full name is left out, also when the name is apposed:
    "la directrice, Claire Roy" gives "Claire Roy".
    """
    while skip and (adverbial := _ADVERBIAL.match(text, start, end)):
        start = adverbial.end()
    words = list(_WORD.finditer(text, start, end))
    index = _skip(words) if skip else 0
    if index is None or index >= len(words):
        return None
    first = words[index]
    if _low(first) in ("lui", "elle", "eux", "elles", "il", "ils", "on") or _low(first) in _SUBJECT_PRONOUNS:
        return first.start(), first.end()
    if not (_low(first) in _DETERMINERS | {"du", "de"} or first.group()[0].isupper() or first.group()[0] in "@"):
        return None
    last = _phrase_end(words, index)
    bounds = _with_acronym(text, (first.start(), words[last].end()))
    return _apposed_name(text, bounds, end) or named_part(text, bounds)


def subject_before(text: str, start: int, end: int) -> Bounds | None:
    """The subject in the clause ``[start, end)`` that ends where a verb group starts."""
    clause = text[start:end]
    last_word = re.search(r"(ce(?:tte)? derni(?:er|ère)|[\w-]+)[\s\u00a0]*$", clause)
    if last_word and last_word.group(1).lower() == "qui":
        antecedent = _antecedent(text, start, start + last_word.start(1))
        return antecedent or (start + last_word.start(1), start + last_word.end(1))
    if last_word and last_word.group(1).lower() in _SUBJECT_PRONOUNS | {"ce dernier", "cette dernière"}:
        return start + last_word.start(1), start + last_word.end(1)
    chunks = _chunks(text, start, end)
    adjacent = bool(chunks) and bool(text[chunks[-1][0] : chunks[-1][1]].strip())
    filled = [chunk for chunk in chunks if text[chunk[0] : chunk[1]].strip()]
    phrases = [_chunk_phrase(text, chunk) for chunk in filled]
    if adjacent and phrases and phrases[-1] is not None:
        named = named_part(text, phrases[-1])
        if (
            len(phrases) > 1
            and phrases[-2] is not None
            and _is_apposition(text, filled[-1])
            and _is_name(text, phrases[-2])
        ):
            return named_part(text, phrases[-2])
        return named
    names = [phrase for phrase in phrases if phrase is not None and _is_name(text, named_part(text, phrase))]
    if names:
        return named_part(text, names[-1])
    found = [phrase for phrase in phrases if phrase is not None]
    return named_part(text, found[0]) if found else None


def _antecedent(text: str, start: int, end: int) -> Bounds | None:
    """The name or noun phrase that ends just before a relative pronoun."""
    end = start + len(text[start:end].rstrip(" ,\u00a0"))
    for match in PROPER.finditer(text, start, end):
        if match.end() == end:
            lead = re.search(
                r"(?:(?:M\.|Mme|Dr|Pr)[ \u00a0]|(?:\b[Ll]e |\b[Ll]a |\b[Ll]['’]))$", text[start : match.start()]
            )
            return match.start() - (len(lead.group()) if lead else 0), end
    openers = list(_LAST_DETERMINER.finditer(text[start:end]))
    return (start + openers[-1].start(), end) if openers else None


def named_part(text: str, bounds: Bounds) -> Bounds:
    """The person's full name at the end of a phrase, without title or role; the whole phrase where there is none."""
    start, end = bounds
    titled = re.compile(r"(?:[Ll]e |[Ll]a )(?=(?:Dr|Pr|M\.|Mme)[ \u00a0])").match(text, start, end)
    start = titled.end() if titled else start
    for match in PROPER.finditer(text, start, end):
        run = split_run(match.group())[-1]
        if match.end() == end and is_person(run):
            if len(run) < len(match.group()):
                return end - len(run), end
            before = text[start : match.start()].lower().rstrip()
            if not re.search(r"(?:\bde|\bdu|\bd['’]|\bdes|\bet|\bpar|\bà|\bde la|\bde l['’])$", before):
                return match.start(), end
    return start, end


def _apposed_name(text: str, bounds: Bounds, end: int) -> Bounds | None:
    """ "sa présidente, Claire Roy" → the name, when the phrase itself is no name."""
    comma = re.compile(r"[\s\u00a0]*,[\s\u00a0]*").match(text, bounds[1], end)
    if comma is None or _is_name(text, named_part(text, bounds)):
        return None
    match = PROPER.match(text, comma.end(), end)
    return (match.start(), match.end()) if match and is_person(match.group()) else None


def _with_acronym(text: str, bounds: Bounds) -> Bounds:
    """A body's name takes in its acronym: "l'Agence des eaux du Nord (AEN)"; a person's name not the party."""
    acronym = re.compile(r"[ \u00a0]\([A-ZÀ-Þ]{2,}[\w -]{0,8}\)").match(text, bounds[1])
    return (bounds[0], acronym.end()) if acronym and not _is_name(text, named_part(text, bounds)) else bounds


def _is_name(text: str, bounds: Bounds) -> bool:
    match = PROPER.fullmatch(text, bounds[0], bounds[1])
    return match is not None and is_person(match.group())


def _is_apposition(text: str, chunk: Bounds) -> bool:
    word = text[chunk[0] : chunk[1]].split()[0]
    return word[0].islower()


def _low(word: re.Match[str]) -> str:
    return word.group().lower().replace("’", "'")


def _skip(words: Sequence[re.Match[str]]) -> int | None:
    """The index where the phrase starts, after adverbs and complements; None when the clause ends first."""
    index = 0
    while index < len(words):
        word = _low(words[index])
        if word in (".", ";", ":", "!", "?", "«", "»", '"', "“", "(", ")"):
            return None
        if word in _PREPOSITIONS:
            index = _after_complement(words, index)
        elif (
            word in _SKIPPED
            or word.isdigit()
            or word == ","
            or (word.endswith("ment") and words[index].group()[0].islower())
        ):
            index += 1
        else:
            return index
    return None


def _after_complement(words: Sequence[re.Match[str]], index: int) -> int:
    """Past "à la BBC", "dans un entretien au Parisien,": up to a comma or the determiner of the next phrase."""
    place = index + 1
    while place < len(words):
        word, before = _low(words[place]), _low(words[place - 1])
        if word == ",":
            return place + 1
        if word in (".", ";", ":", '"', "«"):
            return place
        apart = (
            words[place].group()[0].isupper()
            and words[place - 1].group()[0].islower()
            and before not in _PREPOSITIONS | _OF | _DETERMINERS
        )
        if apart and place + 1 < len(words) and words[place + 1].group()[0].isupper():
            return place
        fresh = word in _DETERMINERS - _OF and before not in _PREPOSITIONS | _OF | {"de"} and place > index + 1
        if fresh or (
            place > index + 1 and (word in ("m", "mme") or (words[place].group()[0].isupper() and is_first_name(word)))
        ):
            return place
        place += 1
    return place


def _phrase_end(words: Sequence[re.Match[str]], first: int) -> int:
    """The index of the last word of the noun phrase that starts at ``first``."""
    last = first
    for place in range(first + 1, len(words)):
        word, raw = _low(words[place]), words[place].group()
        joined = words[place].start() == words[place - 1].end()
        if word in ("-", "'", "&") or (
            word == "." and joined and re.fullmatch(r"[A-Z]|MM?|Dr|Pr|St|Mgr", words[place - 1].group())
        ):
            last = place
            continue
        if re.fullmatch(r"[^\w]", raw) and not raw.startswith("@"):
            break
        if word == "en" and place + 1 < len(words) and _low(words[place + 1]) in ("chef", "charge"):
            last = place
            continue
        if word == "et" and place + 1 < len(words):
            following = words[place + 1].group()
            if following[0].isupper() or _low(words[place + 1]) in _DETERMINERS | _OF:
                last = place
                continue
        if (word in _STOPS and _low(words[place - 1]) not in _OF) or _REPORTING_GERUND.search(word) or word == "tout":
            break
        if (
            word in _DETERMINERS - {"des", "l'"}
            and _low(words[place - 1]) not in _OF | {"l'", "et", "à", "tous", "toutes"}
            and raw[0].islower()
        ):
            break
        last = place
    while (
        last > first
        and re.search(r"(?:[a-z]és?|[a-z]ées?|present)$", words[last].group())
        and _has_complement(words, last)
    ):
        last -= 1
    while last > first and _low(words[last]) in ("et", "de", "en", "des", "du", "d'"):
        last -= 1
    return last


def _has_complement(words: Sequence[re.Match[str]], last: int) -> bool:
    """Whether the participle that ends a phrase has its own complement: "voisins réunis | par le maire"."""
    return last + 1 < len(words) and (_low(words[last + 1]) in _PREPOSITIONS or _low(words[last + 1]) in _STOPS)


def _chunks(text: str, start: int, end: int) -> list[Bounds]:
    """The clause cut at its commas, parentheses left out of the count."""
    chunks, depth, begin = [], 0, start
    for place in range(start, end):
        char = text[place]
        depth += (char == "(") - (char == ")")
        if char in ",;:»" and depth <= 0:
            chunks.append((begin, place))
            begin = place + 1
    chunks.append((begin, end))
    return chunks


def _chunk_phrase(text: str, chunk: Bounds) -> Bounds | None:
    """The noun phrase in a chunk that can be a subject: no complement, apposition or relative clause."""
    start, end = chunk
    connector = _CONNECTORS.match(text[start:end])
    if connector:
        start += connector.end()
    words = list(_WORD.finditer(text, start, end))
    for index, word in enumerate(words):
        low, before = _low(word), _low(words[index - 1]) if index else ""
        if (index == 0 and low in ("qui", "dont", "que", "où")) or (
            index == 0 and low in _PREPOSITIONS and not _has_verb_break(words)
        ):
            return None
        opens = (
            low in _DETERMINERS or (word.group()[0].isupper() and low not in _PREPOSITIONS) or word.group()[0] == "@"
        )
        if opens and before not in _PREPOSITIONS | _OF | {"l'", "la", "le", "les"}:
            if any(_low(later) in _FINITE for later in words[index + 1 :]):
                continue
            cut = next(
                (
                    place
                    for place in range(index + 1, len(words))
                    if _low(words[place]) in ("qui", "que", "dont", "où", "également", "-", "–", "—")
                    and words[place].start() > words[place - 1].end()
                ),
                len(words),
            )
            return _with_acronym(text, (word.start(), words[cut - 1].end()))
        elif index == 0 and word.group()[0].islower() and low not in _SKIPPED:
            return None
    return None


def _has_verb_break(words: Sequence[re.Match[str]]) -> bool:
    """Whether a chunk that opens with a preposition still holds a phrase of its own at its end."""
    return any(_low(word) in _DETERMINERS for word in words[2:])
