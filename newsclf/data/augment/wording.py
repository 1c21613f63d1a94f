"""Alterations of the wording around quotations: another reporting verb, other names, direct for indirect speech."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from newsclf.data.augment.edits import Edit, rewrite
from newsclf.schema import Article, Quote, Stance
from newsclf.text.mentions import is_person, name_gender
from newsclf.text.wordlist import words

#: Stems of regular verbs in -er that report alike: before a que-clause, beside a quotation and as an incise.
_CONSONANT = words("déclar précis soulign confi racont not signal rapport martel rappel")
_VOWEL = words("affirm expliqu indiqu assur ajout estim insist")
_ENDING = r"(?:e|ent|é|a|ait|aient|er|ant|era)\b"
_VERB = re.compile(rf"\b(?:{'|'.join(sorted(_CONSONANT | _VOWEL))})(?={_ENDING})")
_ACCORDING = re.compile(r"([Ss]elon|[Dd][’']après)$")
_FIRST_NAMES = {
    "f": sorted(words("Solène Maëlys Clotilde Noémie Ghislaine Aminata Yasmine Irina Paola Agathe Élise Fatoumata")),
    "m": sorted(words("Baptiste Gaspard Thibault Mamadou Karim Stefano Pierrick Loïc Ousmane Viktor Émile Antonin")),
}
_LAST_NAMES = sorted(
    words(
        "Vasseur Kerbrat Delorme Toussain Malgorn Traversier Bellanger Quenard Sissako Ndoye Ferrazzi Lindqvist "
        "Moravec Okonjo Bréhat Castagnol Duvernay Pelissier Rochebrune Zerrouki Aubrac Estival Ibarra Oumarov"
    )
)
_VOWELS = "AEIOUÉÈÊÀÂÎÔH"
_SPEAKS = re.compile(r"\b(?:je|j|moi|me|m|mon|ma|mes|nous|notre|nos|tu|toi|vous|votre|vos)\b", re.IGNORECASE)
_SMALL = words("l c le la les un une des ce cet cette ces il elle ils elles on son sa ses leur leurs aucun aucune tous")
_INTRODUCED = re.compile(r"\s*:\s*[«“\"][\s\u00a0\u202f]*$")
_CLOSING = re.compile(r"[.!?]?[\s\u00a0\u202f]*[»”\"]")
_CLAUSE = re.compile(r"\s+qu(?:e\s+|[’'])$")


def cues(article: Article, random: Random) -> Article:
    """Other reporting verbs of the same form and use, "d'après" for "selon" and back."""
    edits = []
    for cue in dict.fromkeys(quote.cue for quote in article.quotes or () if quote.cue is not None):
        if _ACCORDING.match(cue.text):
            new = random.choice(["selon", "d'après"])
            edits.append(Edit(cue.start, cue.end, new.capitalize() if cue.text[0].isupper() else new))
        for verb in _VERB.finditer(cue.text):
            kin = _VOWEL if verb.group() in _VOWEL else _CONSONANT
            edits.append(Edit(cue.start + verb.start(), cue.start + verb.end(), random.choice(sorted(kin))))
    return rewrite(article, edits)


def names(article: Article, random: Random) -> Article:
    """The persons who speak under other names, of the same gender, wherever the article names them."""
    table: dict[str, str] = {}
    for name in dict.fromkeys(quote.speaker_name or "" for quote in article.quotes or ()):
        parts = name.split()
        gender = name_gender(name)
        if len(parts) != 2 or gender is None or not is_person(name) or set(parts) & set(table):
            continue
        new = (_alike(_FIRST_NAMES[gender], parts[0], random), _alike(_LAST_NAMES, parts[1], random))
        if _only_a_name(article.text, parts) and not set(new) & set(table.values()):
            table |= dict(zip(parts, new, strict=True))
    if not table:
        return article
    renamed = rewrite(article, [Edit(at, end, new) for at, end, new in _occurrences(article.text, table)])
    return replace(
        renamed,
        headline=_renamed(article.headline, table),
        quotes=tuple(
            replace(quote, speaker_name=quote.speaker_name and _renamed(quote.speaker_name, table))
            for quote in renamed.quotes or ()
        ),
        stances=_stances(article, table),
    )


def reported(article: Article, random: Random) -> Article:
    """One quotation after its cue turned from direct into indirect speech ("X assure : « … »", "que …") or back."""
    found = [change for quote in article.quotes or () for change in _turned(article.text, quote)]
    if not found:
        return article
    old, new, edits = random.choice(found)
    quotes = tuple(new if quote is old else quote for quote in article.quotes or ())
    return rewrite(replace(article, quotes=quotes), edits)


def _turned(text: str, quote: Quote) -> Iterator[tuple[Quote, Quote, list[Edit]]]:
    """The quotation, what it becomes, and the edits: at most one way, none where it would not read well."""
    cue, content = quote.cue, quote.content[0]
    if cue is None or len(quote.content) > 1 or cue.end > content.start or _VERB.search(cue.text) is None:
        return
    between = text[cue.end : content.start]
    closing = _CLOSING.match(text, content.end)
    if quote.type == "direct" and closing and _INTRODUCED.fullmatch(between) and _reportable(content.text):
        joint = " qu'" if content.text[0].upper() in _VOWELS else " que "
        small = Edit(content.start, content.start + 1, content.text[0].lower())
        edits = [Edit(cue.end, content.start, joint), small, Edit(content.end, closing.end(), "")]
        yield quote, replace(quote, type="indirect"), edits
    if quote.type == "indirect" and _CLAUSE.fullmatch(between) and text[content.end : content.end + 1] == ".":
        large = Edit(content.start, content.start + 1, content.text[0].upper())
        edits = [Edit(cue.end, content.start, " : « "), large, Edit(content.end, content.end, " »")]
        yield quote, replace(quote, type="direct"), edits


def _reportable(content: str) -> bool:
    """Whether "que" can go before it: one sentence, not in the first or second person, begun by a small word."""
    return (
        re.split(r"\W", content, maxsplit=1)[0].lower() in _SMALL
        and _SPEAKS.search(content) is None
        and re.search(r"[.!?…«“\"]", content) is None
    )


def _alike(candidates: Sequence[str], old: str, random: Random) -> str:
    """One of ``candidates`` that elides before it what ``old`` does ("d'Irina" for "d'Anna")."""
    return random.choice([name for name in candidates if (name[0] in _VOWELS) == (old[0] in _VOWELS)])


def _only_a_name(text: str, parts: list[str]) -> bool:
    """Whether every one of ``parts`` is a word for itself that the text uses as nothing but a name."""
    return all(len(part) > 3 and part.isalpha() and part.lower() not in text.split() for part in parts)


def _occurrences(text: str, table: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """Each word of ``table`` in the text, with its new word."""
    for match in _any_of(table).finditer(text):
        yield match.start(), match.end(), table[match.group()]


def _renamed(text: str, table: dict[str, str]) -> str:
    return _any_of(table).sub(lambda match: table[match.group()], text)


def _any_of(table: dict[str, str]) -> re.Pattern[str]:
    """Any word of ``table``, as a whole word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(table)})(?!\w)")


def _stances(article: Article, table: dict[str, str]) -> tuple[Stance, ...] | None:
    if article.stances is None:
        return None
    return tuple(replace(stance, target=_renamed(stance.target, table)) for stance in article.stances)
