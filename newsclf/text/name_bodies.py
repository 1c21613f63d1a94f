"""The companies, papers, stations and other bodies an article names, and their acronyms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from newsclf.text.acronyms import acronyms
from newsclf.text.gazetteer import BROADCASTERS, MEDIA
from newsclf.text.mentions import PROPER, fold, strip_determiner
from newsclf.text.name_people import People, ProperName, proper_names
from newsclf.text.wordlist import words

#: Nouns for a newspaper, magazine or station that is named elsewhere.
MEDIA_NOUNS = words("quotidien journal magazine hebdomadaire mensuel chaîne radio média station réseau")
_STATIONS = words("chaîne radio station réseau")
_MEDIA = re.compile(
    r"\b(?:" + "|".join(re.escape(name).replace("'", "['’]") for name in sorted(MEDIA, key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
#: Patterns for what follows a noun and belongs to it: an adjective by its ending; "de la Marne".
ADJECTIVE = (
    r"(?: (?!a |est |et |en |ont |avait |qui |que |sur |dans |par |pour |à )"
    r"(?!(?:selon|indique|explique|critique|réplique|recommande|demande|commande|appelle|rappelle|révèle)\b)"
    r"[a-zà-ÿ]{3,}(?:ais|aise|ien|ienne|ain|aine|ois|oise|al|ale|ique|aire|on|onne|ol|ole|enne|and|andes?|els?|elles?|ères?)\b)"
)
#: The same in the plural.
_ADJECTIVES = (
    r"(?: [a-zà-ÿ]{3,}(?:ais|aises|iens|iennes|ains|aines|ois|oises|aux|ales|iques|aires|ons|ols|ands|els|elles)\b)"
)
OF_NAME = (
    r"(?: (?:d['’]|de la |de l['’]|du |des |de )(?:[a-zà-ÿ-]+ (?:de |du |d['’]))?[A-ZÀ-Þ][\w’'-]*"
    r"(?: (?:de )?[A-ZÀ-Þ]\w+)*(?: (?:étrangères|sociales|intérieures|publics|publiques|maritimes|religieuses)\b)?)"
)
_ACRONYM = re.compile(r"\s*\([^()]*\)$")


class Bodies:
    """Answers on the bodies that an article names."""

    def __init__(self, text: str, headline: str, names: Sequence[ProperName], people: People) -> None:
        self._text, self._people = text, people
        self._expansions = acronyms(text)
        runs = [name.name for name in proper_names(headline)]
        self._headlined = [*runs, *(part for run in runs for part in run.split() if " " in run)]
        self._initials = {
            "".join(word[0] for word in words): name.name
            for name in names
            if len(words := [word for word in name.name.split() if word[0].isupper()]) > 2
        }
        self._counts = Counter(name.name for name in names if " " not in name.name)

    def expansion(self, name: str) -> str | None:
        """The words an acronym stands for in the article: "CGT" → "Confédération générale du travail"."""
        known = self._expansions.get(fold(_ACRONYM.sub("", name))) or self._expansions.get(fold(name))
        return known or (self._initials.get(name) if name.isupper() else None)

    def full(self, name: str) -> str:
        """The words that ``name`` stands for if it is an acronym of the article, else itself."""
        return self.expansion(name) or name

    def medium_before(self, at: int, noun: str) -> str | None:
        """The last newspaper, magazine or station before ``at`` that ``noun`` can stand for."""
        found = [match.group().strip() for match in _MEDIA.finditer(self._text, 0, at)]
        return next((name for name in reversed(found) if _is_title(name) and _can_be(noun, name)), None)

    def called(self, noun: str, at: int) -> str | None:
        """The name right after ``noun`` before ``at``: "la compagnie aérienne Norval" for "la compagnie"."""
        named = re.compile(rf"\b{re.escape(noun)}{ADJECTIVE}{{0,2}} ({PROPER.pattern})")
        found = [match.group(1) for match in named.finditer(self._text, 0, at)]
        return self.full(found[-1]) if found else None

    def fuller_phrase(self, noun: str, at: int) -> str | None:
        """The first phrase before ``at`` with ``noun`` and more: "la coalition internationale"."""
        more = rf"\b(?:[Ll]e |[Ll]a |[Ll]['’]|[Dd]u |[Aa]u ){noun}({ADJECTIVE}{{0,2}}(?: anti-\w+)?{OF_NAME}?)"
        found = re.compile(more)
        for match in (*found.finditer(self._text, 0, at), *found.finditer(self._text, at)):
            if match.group(1):
                return re.sub(r"^(?:[Dd]u|[Aa]u) ", "le ", match.group())
        return None

    def fuller_group(self, noun: str, at: int) -> str | None:
        """The first phrase before ``at`` that says whose the people called ``noun`` are: "les pompiers de Lure"."""
        more = rf"\b(?:[Ll]es|[Dd]es|[Dd]eux|[Tt]rois) {re.escape(noun)}(?:{_ADJECTIVES}|{OF_NAME})"
        match = re.compile(more).search(self._text, 0, at)
        return match.group() if match else None

    def protagonist(self) -> str | None:
        """The body of the headline that the text names most, None where the headline names none."""
        parts = self._people.parts
        named = [name for name in self._headlined if not (parts & set(name.split())) and self._text.count(name) > 1]
        return max(named, key=self._text.count, default=None)

    def main(self) -> str | None:
        """The name of one word that the article uses most, no part of a person's name: a company, a paper."""
        parts = self._people.parts
        named = [
            (count, -self._text.find(name), name)
            for name, count in self._counts.items()
            if name not in parts and count > 1 and len(name) > 1 and name != "ONG" and not self._is_place(name)
        ]
        return max(named)[2] if named else None

    def _is_place(self, name: str) -> bool:
        """Whether the article mostly says "à", "en" or "dans le" before ``name``."""
        places = re.findall(rf"\b(?:[ÀàAa]|[Ee]n|[Dd]ans l[ea]) {re.escape(name)}\b", self._text)
        return 2 * len(places) >= self._counts[name]


def _is_title(medium: str) -> bool:
    """Whether the letters are those of a name: "L'Équipe", "franceinfo", but not "L'équipe"."""
    bare = strip_determiner(medium)
    return bare == medium or not bare[:1].islower()


def _can_be(noun: str, medium: str) -> bool:
    """Whether a medium can be called so: no station is "le quotidien", no paper "la chaîne"."""
    if fold(medium) in ("afp", "reuters"):
        return False
    return noun == "média" or (fold(medium) in BROADCASTERS) == (noun in _STATIONS)
