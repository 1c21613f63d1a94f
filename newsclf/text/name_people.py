"""The persons an article names: their full names, spellings and genders. Read once per article, then asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newsclf.text.gazetteer import HUMANS, NOT_IN_NAMES
from newsclf.text.mentions import (
    PROPER,
    Gender,
    fold,
    gender_of,
    is_first_name,
    is_person,
    name_gender,
    plain,
    read_mention,
    split_run,
    strip_title,
)
from newsclf.text.wordlist import words

_OPENING_WORDS = words(
    "le la les un une des mais et en dans selon pour il elle ils elles ce cette ces lire aussi si alors après "
    "depuis lors avec sur par au aux à a interrogé interrogée lundi mardi mercredi jeudi vendredi samedi "
    "dimanche qu que son sa ses or on président ministre ainsi puis enfin de du cependant toutefois néanmoins "
    "sans chez comme quand lorsque comment pourquoi où outre né née même"
)
#: An initial that ends a sentence: "… la courbe N. Les …".
_NEW_SENTENCE = re.compile(r"(?<=\b[A-ZÀ-Þ]\.) (?=(?:Les?|La|Ils?|Elles?|Une?|Des|Ce|Cette|Mais|En|Dans)\b)")
#: Articles that stand before a thing's name and before no person's: "l'Ouragan Zita".
_ARTICLE = r"(?:\b[Ll][ea] |\b[Ll]['’]|\b[Ll]es |\b[Dd]u |\b[Aa]u |\bune? )"
_ROLE_AND_COMMA = (
    r"\b(?:[Ll]e |[Ll]a |[Ll]['’]|[Uu]ne? |[Ss]on |[Ss]a )((?:[Aa]ncien(?:ne)? |ex-|[Pp]remi[eè]re? )?[a-zà-ÿ-]{3,})"
    r"[^.,;:«»\"()]{0,80} ?, "
)
_GENDERED = re.compile(
    r"(?<!de )(?<!à )(?<!sur )(?<!dans )\b([Ll]e|[Ll]a|[Uu]ne?|[Ss]on|[Ss]a|[Cc]e|[Cc]ette) (?:ancienne? |ex-)?"
    r"([a-zà-ÿ-]{3,})(?: (?!de |du |des |la |les? )[a-zà-ÿ-]+){0,3} ?,? $"
)
_REIGNING = re.compile(
    r"\b([Pp]ape|[Rr]oi|[Rr]eine|[Pp]rince|[Pp]rincesse|[Ée]mir|[Ss]ultan) ([A-ZÀ-Þ][a-zà-ÿ-]+(?: [IVX]+\b)?)"
    r"(?! ?(?:[A-ZÀ-Þ]|d['’]|de ))"
)
_ONE_NAME = re.compile(
    r"\b(?:[Ll]e |[Ll]a |[Ll]['’]|[Uu]ne? )((?:[a-zà-ÿ-]+ ){0,2}?[a-zà-ÿ-]{4,}) ([A-ZÀ-Þ][a-zà-ÿ-]{2,})"
    r"(?! ?[A-ZÀ-Þ])\b|\b([A-ZÀ-Þ][a-zà-ÿ-]{2,}) ?, \d\d ans\b"
)
_PARTICLES = words("le de du van von al el la ben")


@dataclass(frozen=True, slots=True)
class ProperName:
    """A proper name of the text: where it stands and the gender of a person's name."""

    start: int
    end: int
    name: str
    gender: Gender | None


class People:
    """Answers on the persons that an article and its headline name."""

    def __init__(self, text: str, headline: str, names: Sequence[ProperName], sources: Sequence[str]) -> None:
        """``names``: the proper names of the text; ``sources``: its speaker mentions, which name no things."""
        self._text = text
        self._whole = f"{text}\n{headline}"
        self._full: dict[tuple[str, Gender | None], str | None] = {}
        headlined = proper_names(headline)
        self._persons = self._listed([name.name for name in [*names, *headlined]], {strip_title(s) for s in sources})
        #: (name, role, offset) of the persons with one name only.
        self.single = self._read_single()
        self._persons += [name for name, _, _ in self.single if name not in self._persons]
        self._spellings = self._read_spellings()
        self._genders = self._read_genders([*names, *headlined])
        self._headlined = [person for name in headlined if (person := self.person(name)) is not None]

    def _listed(self, names: list[str], sources: set[str]) -> list[str]:
        """The persons among ``names``: a known first name, a source, or a last name that the article uses again."""
        known = [
            name
            for name in dict.fromkeys(map(strip_title, names))
            if is_person(name)
            and (is_first_name(name.split()[0]) or name in sources or self._introduced(name) or self._shortened(name))
        ]
        return [
            name
            for name in known
            if name in sources
            or not any(
                name.endswith(" " + part) and self._count(part) > self._count(name)
                for part in known
                if fold(part.split()[0]) not in _PARTICLES
            )
        ]

    def _count(self, name: str) -> int:
        """How often the article holds ``name``, not as a part of a longer word."""
        return len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", self._whole))

    def _shortened(self, name: str) -> bool:
        """Whether the text goes on with the last word of ``name`` alone, and never puts an article before it."""
        if name not in self._text or self._count(name.split()[-1]) <= self._count(name):
            return False  # in the headline alone it may be a noun and a name: "Grève Norval"
        return re.search(rf"{_ARTICLE}{re.escape(name)}\b", self._whole) is None

    def _introduced(self, name: str) -> bool:
        """Whether the article puts a role before ``name``, an age after it, or a civil title before its last word."""
        known = re.escape(name)
        role = re.search(rf"([a-zà-ÿ-]{{3,}}) (?:[a-zà-ÿ-]+ ){{0,2}}?{known}", self._whole) or re.search(
            _ROLE_AND_COMMA + known, self._whole
        )
        if role and read_mention(f"le {role.group(1)}").human:
            return True
        return bool(
            re.search(
                rf"{known} ?[,(] ?(?:\d\d ans|[a-zà-ÿ]{{3,}}(?:eur|iste|ien|ienne|trice|ant|aire) )|"
                rf"(?:M\.|Mme|Dr) {re.escape(name.split()[-1])}",
                self._whole,
            )
        )

    def _read_single(self) -> list[tuple[str, str, int]]:
        """Persons with one name: "le pape Léon" keeps its title, "la chanteuse Angèle" and "Milo, 42 ans" do not."""
        parts = {part for person in self._persons for part in person.split()}
        found = [
            (f"{match.group(1).lower()} {match.group(2)}", match.group(1).lower(), match.start())
            for match in _REIGNING.finditer(self._text)
        ]
        for match in _ONE_NAME.finditer(self._text):
            role, name = match.group(1) or "", match.group(2) or match.group(3)
            if name in parts or fold(name) in NOT_IN_NAMES or (role and not _human_role(role)):
                continue
            if self._count(name) > 1:
                found.append((name, role.split(" ")[-1], match.start()))
        return found

    def _read_spellings(self) -> dict[str, str]:
        """Full names that differ by accents or a letter of the first name → the one spelling to use of them."""
        found: dict[str, str] = {}
        for name in self._persons:
            first, _, last = name.partition(" ")
            same = [
                other
                for other in self._persons
                if last and other.partition(" ")[2] == last and _alike(other.partition(" ")[0], first)
            ]
            if len(same) > 1:
                counts: Counter[str] = Counter()
                for other in same:
                    counts[plain(other)] += self._count(other)
                found[name] = max(
                    same, key=lambda other: (counts[plain(other)], self._count(other), not other.isascii())
                )
        return found

    def _read_genders(self, names: Sequence[ProperName]) -> dict[str, Gender]:
        """The gender of each person: by first name, civil title, or the article of the role before the name."""
        found: dict[str, Gender] = {}
        for name in names:
            person = self.person(name)
            if person is None:
                continue
            gender = name.gender or name_gender(person)
            role = _GENDERED.search(self._text, max(0, name.start - 80), name.start)
            if gender is None and role and read_mention(f"le {role.group(2)}").human:
                gender = "f" if fold(role.group(1)) in ("la", "une", "sa", "cette") else "m"
            if gender is not None:
                found.setdefault(strip_title(person), gender)
        return found

    def is_person(self, name: str) -> bool:
        """Whether ``name`` is a person's full name, or the one name the article knows a person by."""
        return is_person(name) or name in self._persons

    def person(self, name: ProperName) -> str | None:
        """Whom a proper name of the text speaks of, None when it is no person's."""
        full = self.full_name(name.name)
        if full is None and (strip_title(name.name) in self._persons or is_first_name(name.name)):
            return name.name
        return full

    def full_name(self, name: str, *, gender: Gender | None = None) -> str | None:
        """The fullest person's name that holds the words of ``name``; None when there is none but itself.

        Of a couple with one surname, the one of ``gender``.
        """
        key = (name, gender)
        if key not in self._full:
            self._full[key] = self._find_full(fold(strip_title(name)).split(), gender)
        return self._full[key]

    def _find_full(self, wanted: list[str], gender: Gender | None) -> str | None:
        holders = [person for person in self._persons if _extends(fold(person).split(), wanted)]
        holders = [person for person in holders if gender and self.gender(person) == gender] or holders
        return max(
            holders,
            key=lambda holder: (fold(holder).split()[-len(wanted) :] == wanted, self._text.count(holder), len(holder)),
            default=None,
        )

    def spelling(self, name: str) -> str:
        """``name``, or the spelling that the article uses more often of the same person's name."""
        return self._spellings.get(name, name)

    def gender(self, person: str) -> Gender | None:
        """The gender of a person as the article shows it, None where it does not."""
        return self._genders.get(person) or name_gender(person)

    def fits(self, person: str, gender: Gender | None) -> bool:
        """Whether nothing speaks against ``person`` being of ``gender``; None fits everybody."""
        return gender is None or self.gender(person) in (None, gender)

    def protagonist(self, gender: Gender | None) -> str | None:
        """The one person of the headline whom ``gender`` fits, None when none or several do."""
        fitting = {name for name in self._headlined if self.fits(name, gender)}
        return fitting.pop() if len(fitting) == 1 else None

    def opening_headline(self, gender: Gender | None) -> str | None:
        """The person whose name opens the headline, or its part after a colon or full stop, if ``gender`` fits."""
        headline = self._whole[len(self._text) + 1 :]
        opened = (name for name in self._headlined if re.search(rf"(?:^|[:.!?] ){re.escape(name)}\b", headline))
        return next((name for name in opened if self.fits(name, gender)), None)

    def main_person(self, at: int, *, gender: Gender | None) -> str | None:
        """The person the article names most, of those named before ``at`` or in the headline."""
        before, headline = self._text[:at], self._whole[len(self._text) :]
        known = [person for person in self._persons if person in before or person in headline]
        fitting = [person for person in known if self.fits(person, gender)]
        return max(fitting, key=lambda person: self._whole.count(person.split()[-1]), default=None)

    @property
    def parts(self) -> set[str]:
        """The single words of the persons' names."""
        return {part for person in self._persons for part in person.split()}


def proper_names(text: str, sources: frozenset[str] = frozenset()) -> list[ProperName]:
    """Runs of capitalised words, without the first word of a sentence where it is no part of a name.

    ``sources``: names that are known to stand alone, as the mentions of speakers.
    """
    found = []
    for match in PROPER.finditer(text):
        start, run = match.start(), _NEW_SENTENCE.split(match.group())[0]
        while run and fold(run.split()[0].rstrip(".")) in _OPENING_WORDS:
            rest = run[len(run.split()[0]) :].lstrip()
            start, run = start + len(run) - len(rest), rest
        for part in _parts(run, sources):
            start = text.index(part, start)
            titled = re.search(r"(M\.|Mme|Mlle)[ \u00a0]$", text[max(0, start - 6) : start])
            gender = gender_of(f"{titled.group(1)} {part}") if titled else name_gender(part)
            found.append(ProperName(start, start + len(part), part, gender))
            start += len(part)
    return found


def _parts(run: str, sources: frozenset[str]) -> list[str]:
    """The names in a run of capitalised words: "Anna Roy de Météo France" holds two if "Anna Roy" is a source."""
    if run in sources:
        return [run]
    held = [source for source in sources if f" {source} " in f" {run} "]
    if not held:
        return split_run(run)
    source = min(held, key=lambda each: (f" {run} ".index(f" {each} "), -len(each)))  # the first, of two the longer
    before, _, after = f" {run} ".partition(f" {source} ")
    rest = re.sub(r"^(?:(?:de la|de|du|d['’]|et|&) ?)", "", after.strip())
    return [*_parts(before.strip(), sources), source, *(_parts(rest, sources) if rest else [])]


def _extends(person: list[str], wanted: list[str]) -> bool:
    """Whether the words ``wanted`` are a shorter form of the name with the words ``person``."""
    if len(person) <= len(wanted):
        return False
    if len(wanted) == 1:
        return wanted[0] in person or (len(wanted[0]) > 3 and any(part.endswith("-" + wanted[0]) for part in person))
    ends = person[-len(wanted) :] == wanted and wanted[0] in _PARTICLES
    return ends or person[: len(wanted)] == wanted or (person[0] == wanted[0] and person[-1] == wanted[-1])


def _human_role(role: str) -> bool:
    """Whether the words between an article and a name are a person's: "jeune danseuse", not "compagnie aérienne"."""
    read = read_mention(f"le {role}")
    return read.human or (read.maybe_human and role.split(" ")[-1] in HUMANS)


def _alike(first: str, second: str) -> bool:
    """Whether two first names are one in two spellings: "Frank" and "Franck", "Edouard" and "Édouard"."""
    shorter, longer = sorted((plain(first), plain(second)), key=len)
    if shorter == longer:
        return True
    dropped = (longer[:place] + longer[place + 1 :] for place in range(1, len(longer)))
    return len(shorter) > 3 and shorter in dropped
