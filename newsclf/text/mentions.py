"""What a mention of a source is made of: pronoun, title, head noun, proper name, gender and number. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from newsclf.text.gazetteer import (
    COMPANIES,
    DOCUMENTS,
    FEMININE_NAMES,
    HUMANS,
    INSTITUTIONS,
    MASCULINE_NAMES,
    MEDIA,
    NORMS,
    NOT_IN_NAMES,
)
from newsclf.text.wordlist import words

Gender = Literal["m", "f"]

_CAP = (
    r"(?:@\w+|[A-ZÀ-ÖØ-Þ]\.|(?![LDJSCMNldjscmn]['’])[A-ZÀ-ÖØ-Þ]\w*(?:['’][A-ZÀ-Þ]\w*)?(?:-\w+)*(?:\.(?:fr|com|"
    r"s)\b)?)"
)
_PARTICLE = (
    r"(?:(?:[ae]l|as|ad|an|ar|ul)-|de la|de|du|d['’]|di|da|dos|del|della|van der|van den|van|von|der|ter|al|el|"
    r"ben|bin|bint|ibn|le|la|y|for|of|and|&)"
)
#: A run of capitalised words, with the small words that names hold.
PROPER = re.compile(rf"(?:(?<![\w’'-])|(?<=[ldLDsS]['’])){_CAP}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]?)?{_CAP})*")
_WORD = re.compile(r"[\w-]+")
_DETERMINER = re.compile(
    r"^(?:(?:les?|la|une?|des|du|ce|cet|cette|ces|son|sa|ses|leurs?|notre)\s+|[ld]['’]\s*)", re.IGNORECASE
)
_DEFINITE = re.compile(r"^(?:(?:les?|la|ce|cet|cette|ces)\s|l['’])", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:son|sa|ses|leurs?)\s", re.IGNORECASE)
_PLURAL = re.compile(
    r"^(?:les|des|ces|ses|leurs|plusieurs|certaine?s|quelques|deux|trois|quatre|\d+|ils|elles|eux|ceux)\b|"
    r"^l['’]une? des",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:(?:MM?\.|Mmes?\.?|Mlle|Drs?|Pr|Me|Mgr|Ms|Mrs?)\.?[ \u00a0]*|"
    r"(?:Monsieur|Madame|Sir|Chief|(?:[Dd]octeur|[Pp]rofesseur|[Mm]aître)e?)[ \u00a0]+)"
    r"(?=(?:de |du |d['’]|van |von |el |al-|ben )?[A-ZÀ-Þ])"
)
_ADJECTIVES_BEFORE = words(
    "ancien ancienne ex nouveau nouvelle jeune célèbre même petit petite grand grande vice premier première "
    "futur future premiers premières dernier derniers dernières"
)
PERSONAL = words("il elle ils elles lui eux on")
RELATIVE = words("qui lequel laquelle lesquels lesquelles")
DEMONSTRATIVE = frozenset(
    {"celui-ci", "celle-ci", "ceux-ci", "celles-ci", "celui", "celle", "ce dernier", "cette dernière", "ces derniers"}
    | {"ces dernières", "l'intéressé", "l'intéressée"}
)
_OFFICE = re.compile(
    r"(?:ancien(?:ne)? )?(?:chef de l'état|chef de l'exécutif|chef du gouvernement|chef de la diplomatie|"
    r"président de la république|"
    r"première? ministre|garde des sceaux|homme d'affaires|homme politique|femme politique|joueur de tennis|"
    r"milieu de terrain)(?: \w+)?"
)
_HUMAN = re.compile(
    r"(?:eur|euse|trice|iste|ien|ienne|aire|ier|ière|ant|ante|ogue|el|elle|iatre|crate|chef|star|ain|aine|ois|"
    r"oise|ais|aise)$"
)
_THINGS = COMPANIES | INSTITUTIONS | DOCUMENTS | NORMS
_DEMONYM = re.compile(
    r"[A-ZÀ-Þ]\w+(?:ais|aise|ois|oise|ien|ienne|and|ande|ain|aine|ol|ole|cain|caine|glais|Belge|Suisse|Russe|Turc)$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention taken apart: its words without determiner and title, its head noun, the proper name in it."""

    text: str
    bare: str
    head: str
    proper: str | None
    titled: bool
    definite: bool
    plural: bool
    gender: Gender | None

    @property
    def possessive(self) -> bool:
        """Whether its determiner says whose it is: "son rapport", "leurs travaux"."""
        return bool(_POSSESSIVE.match(self.text))

    @property
    def kind(self) -> Literal["personal", "relative", "demonstrative", "name", "noun"]:
        """What resolves it: the discourse, the words just before, the other names, or the roles of the text."""
        folded = fold(self.text)
        if folded in PERSONAL:
            return "personal"
        if folded in RELATIVE:
            return "relative"
        if folded in DEMONSTRATIVE:
            return "demonstrative"
        known = self.head in HUMANS or self.bare == "ONG"
        if self.definite and fold(self.text) not in MEDIA and (_DEMONYM.fullmatch(self.bare) or known):
            return "noun"
        return "name" if self.titled or (self.proper is not None and fold(self.proper) == fold(self.bare)) else "noun"

    @property
    def words(self) -> frozenset[str]:
        """Its words of more than two letters, folded: what two mentions of one role share."""
        return content_words(self.bare)

    @property
    def has_complement(self) -> bool:
        """Whether more than a noun and adjectives: "l'oncle des mariés", not "la patronne de 50 ans"."""
        if _OFFICE.fullmatch(fold(self.bare)):
            return False
        return bool(re.search(r"[ \u00a0](?:d[eu]s?[ \u00a0](?!\d)|d['’]|qui |en charge|chargée? |à )", self.bare))

    @property
    def human(self) -> bool:
        """Whether its head noun is one that persons bear: "le ministre", "la chanteuse", "l'Allemand"."""
        if self.head in HUMANS or bool(_DEMONYM.fullmatch(self.bare)):
            return True
        return self.head not in _THINGS and bool(_HUMAN.search(self.head))

    @property
    def maybe_human(self) -> bool:
        """Whether a source of this description can be a person: "le crooner", but not "le communiqué"."""
        if self.head in _THINGS:
            return False
        return self.human or (self.definite and not self.plural and self.bare[:1].islower())


def fold(text: str) -> str:
    """``text`` lower-cased, with one kind of apostrophe and of blank."""
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip().lower()


def content_words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(fold(text).replace("'", " ")) if len(word) > 2)


def plain(word: str) -> str:
    """``word`` folded, without accents: papers write "Édouard" and "Edouard"."""
    return "".join(char for char in unicodedata.normalize("NFD", fold(word)) if not unicodedata.combining(char))


def strip_determiner(text: str) -> str:
    """``text`` without its leading article or possessive: "la CGT" → "CGT"."""
    return _DETERMINER.sub("", text.strip(), count=1).strip()


def strip_title(text: str) -> str:
    """``text`` without a leading civil title: "M. Girard" → "Girard", "Dr Morel" → "Morel"."""
    return _TITLE.sub("", text.strip(), count=1).strip()


def read_mention(text: str) -> Mention:
    """Take a mention apart; works on any string."""
    text = text.strip()
    undetermined = strip_determiner(text)
    bare = strip_title(undetermined)
    words = [word for word in _WORD.findall(fold(bare).replace("'", " "))] or [""]
    skipped = 1 if words[0] in _ADJECTIVES_BEFORE and words[1:2] not in ([], ["d"], ["de"], ["du"]) else 0
    return Mention(
        text=text,
        bare=bare,
        head=words[skipped].removeprefix("ex-"),
        proper=trailing_name(bare),
        titled=bare != undetermined,
        definite=bool(_DEFINITE.match(text)),
        plural=bool(_PLURAL.match(text)),
        gender=gender_of(text),
    )


def trailing_name(text: str) -> str | None:
    """The proper name that ends ``text`` and is not the complement of a preposition.

    "négociatrice suisse Claire Roy" gives the name, "porte-parole de Veloria" gives None.
    """
    for match in PROPER.finditer(text):
        if match.end() == len(text.rstrip(" ,;:")):
            before = fold(text[: match.start()])
            if re.search(
                r"\)\s*$|(?:^|[\s'])(?:d[eu]s?|d'|de la|de l'|à|aux?|en|sur|pour|par|l'|la|les?|et)\s*$", before
            ):
                return None
            return match.group()
    return None


def split_run(words: str) -> list[str]:
    """A run of capitalised words cut before a first name inside it: "Intérieur" and "Paul Girard"."""
    pieces = words.split(" ")
    for index in range(1, len(pieces)):
        if pieces[index] in ("Il", "Elle", "Ils", "Elles", "On", "Ce", "Cette", "Né", "Née"):
            return [" ".join(pieces[:index])]
    for index in range(1, len(pieces) - 1):
        lead = pieces[index - 1]
        if (
            is_first_name(pieces[index])
            and not is_first_name(pieces[0])
            and lead[0].isupper()
            and not lead.endswith(".")
        ):
            return [" ".join(pieces[:index]), " ".join(pieces[index:])]
    return [words] if words else []


def gender_of(text: str) -> Gender | None:
    """The gender that pronoun, title, determiner or first name tell; None when the form tells none."""
    folded = fold(text)
    if re.match(
        r"(?:elles?|celles?(?:-ci)?|laquelle|lesquelles|mmes?|mlle|madame|la|une|cette|sa|certaines|"
        r"l'intéressée)\b",
        folded,
    ):
        return "f"
    if re.match(
        r"(?:ils?|lui|eux|ceux|celui(?:-ci)?|lequel|lesquels|mm?\.|monsieur|le|un|ce|cet|son)(?:\b|\s|$)", folded
    ):
        return "m"
    return name_gender(text)


def name_gender(name: str) -> Gender | None:
    """A guess from the first name of a person's full name; None for one word and for what no person is called."""
    words = strip_title(name).split()
    if not words or not (is_person(name) or is_first_name(words[0])):
        return None
    first = plain(words[0])
    stem = first if first in _FEMININE | _MASCULINE else first.split("-")[0]
    if stem in _MASCULINE:
        return "m"
    return "f" if stem in _FEMININE or stem.endswith(("ette", "elle", "ine")) else None


def _bare_part(word: str) -> str:
    """A part of a name without the small word joined to it: "al-Hassan", "d'Arvor"."""
    return re.sub(r"^(?:[ae]l-|as-|ad-|an-|ar-|ul-|[dl]['’])", "", word)


def is_first_name(word: str) -> bool:
    """Whether ``word`` is one of the first names that the lists here hold, alone or before a hyphen."""
    bare = plain(word)
    return bare in _FIRST_NAMES or bare.split("-")[0] in _FIRST_NAMES


def is_person(name: str) -> bool:
    """Whether ``name`` reads as a person's full name: two to five words, no acronym first, none that names a body."""
    words = strip_title(name).split()
    if (
        fold(name) in MEDIA
        or not 2 <= len(words) <= 5
        or not (words[0][0].isupper() and _bare_part(words[-1])[:1].isupper())
    ):
        return False
    if is_first_name(words[0]):
        return True
    if any(
        re.fullmatch(_PARTICLE, word) and word in ("de", "du", "la", "le", "for", "of", "and", "&") for word in words
    ) or re.search(r"\bd['’]", name):
        return False
    if any(word.isupper() and len(word) > 2 for word in words):
        return False
    if any(character.isdigit() for character in name):
        return False
    return not any(fold(word) in COMPANIES | INSTITUTIONS | NOT_IN_NAMES for word in words)


_FEMININE = frozenset(plain(name) for name in FEMININE_NAMES)
_MASCULINE = frozenset(plain(name) for name in MASCULINE_NAMES) - _FEMININE
_FIRST_NAMES = _FEMININE | _MASCULINE
