"""The names an article gives: persons, acronyms, who holds which role. Read once per article, then asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newsclf.text.acronyms import acronyms
from newsclf.text.gazetteer import MEDIA
from newsclf.text.marks import marked_spans
from newsclf.text.mentions import (
    PROPER,
    Gender,
    content_words,
    fold,
    gender_of,
    is_first_name,
    is_person,
    name_gender,
    read_mention,
    split_run,
    strip_title,
)
from newsclf.text.wordlist import words

_OPENING_WORDS = words(
    "le la les un une des mais et en dans selon pour il elle ils elles ce cette ces lire aussi si alors après "
    "depuis lors avec sur par au aux à a interrogé interrogée lundi mardi mercredi jeudi vendredi samedi "
    "dimanche qu que son sa ses or on président ministre ainsi puis enfin de du cependant toutefois néanmoins "
    "sans chez comme quand lorsque"
)
_BOUNDARY = re.compile(r"[.!?…»\"]\s|[.!?…](?=[A-ZÀ-Þ])|\n|^")
_ROLE_BEFORE = re.compile(
    r"(?:\b[Ll]ea? |\b[Ll]a |\b[Ll]['’] ?|\b[Ss]on |\b[Ss]a |\b[Uu]ne? |\b[Aa]u |\b[Dd]u |^|"
    r"[,.] )([^.,;:«»\"()]{3,90}?) ?,? ?$"
)
_ROLE_AFTER = re.compile(
    r" ?(?:\([^()]*\) ?)?, (?:le |la |l['’] ?|un |une |son |sa )?([a-zà-ÿ][^.,;:«»\"()]{3,90})(?=[.,;(«\"]| a )"
)
_PLURAL_SUBJECT = re.compile(
    r"(?:^|[.!?»\"]\s+|, )((?:[LD]es|les|[CS]es|[Pp]lusieurs|[Cc]ertaine?s|[Dd]eux|[Tt]rois|"
    r"[Uu]ne? équipe) [^.,;:«»\"()]{3,70}?)"
    r"(?=,| (?:qui )?(?:ont|sont|avaient|étaient|\w{3,}ent|font|vont)\b)"
)


_NATION = re.compile(
    r"(?:[^i]ais|aise|[^m]ois|oise|icain|icaine|[lnrs]ien|[lnrs]ienne|éen|éenne|agnol|turc|turque|russe|belge|"
    r"grec|kenyan|suisse|mand|mande)$"
)
_MEDIA = re.compile(
    r"\b(?:" + "|".join(re.escape(name).replace("'", "['’]") for name in sorted(MEDIA, key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
_ADJECTIVE = (
    r"(?: (?!a |est |et |en |ont |avait |qui |que |sur |dans |par |pour |à )"
    r"[a-zà-ÿ]{3,}(?:ais|aise|ien|ienne|ain|aine|ois|oise|al|ale|ique|aire|on|onne|ol|ole|enne|and|andes?|els?|elles?)\b)"
)
_OF_NAME = r"(?: (?:d['’]|de la |de l['’]|du |des |de )[A-ZÀ-Þ][\w’'-]*(?: (?:de )?[A-ZÀ-Þ]\w+)*)"
_NOMINAL = re.compile(r"(?:L[ea]|L['’]|Une?|Son|Sa)\b")
_VERBS = re.compile(r"\b(?:a|ont|est|sont|avait|était|sera|va|fait|qui|que|dont)\b")
_PLURAL_PERSONS = re.compile(
    r"\b((?:[Ll]es|[Pp]lusieurs|[Cc]ertaine?s|[Dd]es|[Qq]uelques) (?:\w+ )??\w*(?:eurs|istes|iens|iques|ants|"
    r"ents|utés|aires|iers|ogues|ités)"
    r"(?: (?!qui |que |ont |sont |et |en |à |au |a |dans |sur |par |pour )[\wà-ÿ'’-]+){0,4})"
)


@dataclass(frozen=True, slots=True)
class ProperName:
    """A proper name of the text: where it stands and the gender of a person's name."""

    start: int
    end: int
    name: str
    gender: Gender | None


class Directory:
    """Answers from one article: full names, expansions of acronyms, holders of roles, subjects."""

    def __init__(self, text: str, headline: str, *, sources: Sequence[str] = ()) -> None:
        """``sources``: the speaker mentions of the article, whose names are those of persons or bodies."""
        self._sources = {strip_title(source) for source in sources}
        self._text = text
        self._whole = f"{text}\n{headline}"
        quoted = [(span.start, span.end) for span in marked_spans(text) if span.level == 0]
        every = proper_names(text)
        self._names = [name for name in every if not any(start <= name.start < end for start, end in quoted)]
        headlined = proper_names(headline)
        self._persons = self._real_persons([name.name for name in [*self._names, *headlined, *every]])
        self._expansions = acronyms(text)
        self._roles = _roles(text, self._names) + [
            (words, at - len(headline), name) for words, at, name in _roles(headline, headlined)
        ]
        #: The one person that the headline names, None when it names none or several.
        self.protagonist = _only([self._person(name) for name in headlined])
        self._bodies = Counter(name.name for name in self._names if " " not in name.name)

    def _real_persons(self, names: list[str]) -> list[str]:
        """The persons among ``names``: a known first name, or a last name that the article uses again."""
        listed = [strip_title(name) for name in dict.fromkeys(names) if is_person(name)]
        known = [
            name
            for name in dict.fromkeys(listed)
            if is_first_name(name.split()[0])
            or name in self._sources
            or self._introduced(name)
            or self._text.count(name.split()[-1]) > self._text.count(name)
        ]
        shorter = {name: [other for other in known if name.endswith(" " + other)] for name in known}
        return [
            name for name in known if not any(self._whole.count(o) > self._whole.count(name) for o in shorter[name])
        ]

    def _introduced(self, name: str) -> bool:
        """Whether the article puts a role before ``name``, an age after it, or a civil title before its last word."""
        known = re.escape(name)
        role = re.search(rf"([a-zà-ÿ-]{{3,}}) (?:[a-zà-ÿ-]+ ){{0,2}}?{known}", self._whole)
        if role and read_mention(f"le {role.group(1)}").human:
            return True
        return bool(
            re.search(
                rf"{known} ?[,(] ?(?:\d\d ans|[a-zà-ÿ]{{3,}}(?:eur|iste|ien|ienne|trice|ant|aire) )|"
                rf"(?:M\.|Mme|Dr) {re.escape(name.split()[-1])}",
                self._whole,
            )
        )

    def medium_before(self, at: int) -> str | None:
        """The last newspaper, magazine or station that the article names before ``at``."""
        found = [match.group().strip() for match in _MEDIA.finditer(self._text, 0, at)]
        return found[-1] if found else None

    def fuller_phrase(self, head: str, at: int) -> str | None:
        """The first phrase before ``at`` with the noun ``head`` and more: "la coalition internationale"."""
        more = re.compile(rf"\b(?:[Ll]ea? |[Ll]es |[Ll]a |[Ll]['’]){head}({_ADJECTIVE}?{_OF_NAME}?)")
        for match in more.finditer(self._text, 0, at):
            if match.group(1):
                return match.group()
        return None

    def expansion(self, name: str) -> str | None:
        """The words an acronym stands for in the article: "CGT" → "Confédération générale du travail"."""
        return self._expansions.get(fold(re.sub(r"\s*\([^()]*\)$", "", name))) or self._expansions.get(fold(name))

    def full_name(self, name: str) -> str | None:
        """The fullest person's name that holds the words of ``name``; None when there is none but itself."""
        wanted = fold(strip_title(name)).split()
        holders = [person for person in self._persons if self._extends(fold(person).split(), wanted)]
        if not holders:
            return None
        counts = {holder: self._text.count(holder) for holder in holders}
        return max(
            holders, key=lambda holder: (fold(holder).split()[-len(wanted) :] == wanted, counts[holder], len(holder))
        )

    @staticmethod
    def _extends(person: list[str], wanted: list[str]) -> bool:
        if len(person) <= len(wanted):
            return False
        if len(wanted) == 1:
            return wanted[0] in person or (
                len(wanted[0]) > 3 and any(part.endswith("-" + wanted[0]) for part in person)
            )
        ends = person[-len(wanted) :] == wanted and wanted[0] in (
            "le",
            "de",
            "du",
            "van",
            "von",
            "al",
            "el",
            "la",
            "ben",
        )
        return ends or person[: len(wanted)] == wanted or (person[0] == wanted[0] and person[-1] == wanted[-1])

    def holder_of(self, head: str, words: frozenset[str], at: int, *, gender: Gender | None) -> str | None:
        """Whom the article gives a role with the noun ``head``: most shared words first, then nearest to ``at``."""
        fitting = [
            (len(words & role) - 0.5 * len(words - role), -abs(at - position), name)
            for role, position, name in self._roles
            if head in role and not _contradict(words, role) and (gender is None or name_gender(name) in (None, gender))
        ]
        return self.full_name(max(fitting)[2]) or max(fitting)[2] if fitting else None

    def person_before(self, at: int, *, gender: Gender | None, within: int | None = None) -> str | None:
        """The last person named before ``at`` (at most ``within`` characters before) whom ``gender`` fits."""
        for name in reversed(self._names):
            if name.start >= at:
                continue
            if within is not None and name.start < at - within:
                return None
            person = self._person(name)
            if person is not None and (gender is None or (name.gender or name_gender(person)) in (None, gender)):
                return strip_title(person)
        return None

    def main_person(self, at: int, *, gender: Gender | None) -> str | None:
        """The person the article names most, of those named before ``at`` or in the headline."""
        known = [
            person for person in self._persons if person in self._text[:at] or person in self._whole[len(self._text) :]
        ]
        fitting = [person for person in known if gender is None or name_gender(person) in (None, gender)]
        return max(fitting, key=lambda person: self._whole.count(person.split()[-1]), default=None)

    def _person(self, name: ProperName) -> str | None:
        if name.name in self._persons:
            return name.name
        return self.full_name(name.name) or (name.name if is_first_name(name.name) else None)

    def name_ending(self, at: int) -> str | None:
        """The proper name that ends just before ``at``, a comma or blank between."""
        return next(
            (n.name for n in self._names if n.end <= at and self._text[n.end : at].strip(" ,\u00a0") == ""), None
        )

    def subject_between(self, start: int, end: int, *, gender: Gender | None) -> str | None:
        """The last person between two places whose name opens a sentence, but for a title or role before it."""
        for name in reversed(self._names):
            if name.start >= end:
                continue
            if name.start < start:
                return None
            person = self._person(name)
            if person is None or (gender is not None and (name.gender or name_gender(person)) not in (None, gender)):
                continue
            boundaries = [match.end() for match in _BOUNDARY.finditer(self._text, max(0, name.start - 200), name.start)]
            lead = self._text[boundaries[-1] if boundaries else max(0, name.start - 200) : name.start]
            short = len(lead.split()) <= 6 or (
                len(lead.split()) <= 14 and _NOMINAL.match(lead) and not _VERBS.search(lead)
            )
            if short and not re.search(r"\b(?:par|de|du|à|avec|contre|chez|pour|sur|entre|et)\s*$", lead):
                return strip_title(person)
        return None

    def plural_subject(self, start: int, end: int) -> str | None:
        """The last plural noun phrase between two places that opens a sentence or clause and has a plural verb."""
        found = [match.group(1) for match in _PLURAL_SUBJECT.finditer(self._text[start:end])]
        if not found:
            found = [match.group(1) for match in _PLURAL_PERSONS.finditer(self._text, start, end)]
        return re.sub(r"^des ", "les ", found[-1]) if found else None

    def main_body(self, at: int) -> str | None:
        """The name of one word that the article uses most, no part of a person's name: a company, a paper."""
        parts = {part for person in self._persons for part in person.split()}
        named = [
            (count, -self._text.find(name), name)
            for name, count in self._bodies.items()
            if name not in parts and count > 1
        ]
        return max(named)[2] if named else None


def _only(names: Sequence[str | None]) -> str | None:
    """The single name among ``names``, None when there are several or none."""
    different = {name for name in names if name is not None}
    return different.pop() if len(different) == 1 else None


def _contradict(words: frozenset[str], role: frozenset[str]) -> bool:
    """Whether two descriptions name different nations: "le président turc" and "le président américain"."""
    ours, theirs = ({word for word in side if _NATION.search(word)} for side in (words, role))
    return bool(ours and theirs and not any(a[:4] == b[:4] for a in ours for b in theirs))


def proper_names(text: str) -> list[ProperName]:
    """Runs of capitalised words, without the first word of a sentence where it is no part of a name."""
    found = []
    for match in PROPER.finditer(text):
        start, words = match.start(), match.group()
        while words and fold(words.split()[0].rstrip(".")) in _OPENING_WORDS:
            rest = words[len(words.split()[0]) :].lstrip()
            start, words = start + len(words) - len(rest), rest
        for part in split_run(words):
            titled = re.search(r"(M\.|Mme|Mlle)[ \u00a0]$", text[max(0, start - 6) : start])
            gender = gender_of(f"{titled.group(1)} {part}") if titled else name_gender(part)
            found.append(ProperName(start, start + len(part), part, gender))
            start += len(part) + 1
    return found


def _roles(text: str, names: list[ProperName]) -> list[tuple[frozenset[str], int, str]]:
    """(words of a role, position, name): "le ministre Jean Petit", "Jean Petit, ministre", "le ministre, Jean P."."""
    found = []
    for name in names:
        if not is_person(name.name):
            continue
        before = _ROLE_BEFORE.search(text[max(0, name.start - 100) : name.start])
        if before:
            found.append((content_words(before.group(1)), name.start, strip_title(name.name)))
        after = _ROLE_AFTER.match(text[name.end : name.end + 110])
        if after:
            found.append((content_words(after.group(1)), name.start, strip_title(name.name)))
    return found
