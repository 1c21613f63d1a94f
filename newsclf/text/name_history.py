"""The sources of the quotations read so far, for the mentions that take them up: "il", "ce responsable"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsclf.text.gazetteer import DOCUMENTS, MEDIA
from newsclf.text.mentions import Gender, Mention, fold, read_mention, strip_determiner
from newsclf.text.name_people import People

#: Several names in one: "Anna Roy et Paul Girard".
_JOINT = re.compile(r"[A-ZÀ-Þ][\w-]+(?: \([^()]*\))? et (?:[A-ZÀ-Þ]|l[ea] )")


@dataclass(frozen=True, slots=True)
class Source:
    """A quotation's source once resolved: where its mention stands and what a later mention must agree with."""

    position: int
    name: str
    gender: Gender | None
    plural: bool
    person: bool
    #: A document or a newspaper, which a report cites between two quotations of a person.
    cited: bool
    #: The head noun of its mention.
    noun: str = ""


class History:
    """The sources so far, in reading order."""

    def __init__(self, people: People) -> None:
        self._people = people
        self.sources: list[Source] = []

    def add(self, name: str, mention: Mention, at: int) -> None:
        """Note that the ``mention`` at ``at`` speaks of ``name``."""
        cited = mention.head in DOCUMENTS or not {fold(name), "le " + fold(name)}.isdisjoint(MEDIA)
        known = next((source for source in reversed(self.sources) if source.name == name), None)
        if known is not None:
            gender, plural, person = (known.gender or mention.gender, known.plural, known.person)
        else:
            gender = self._people.gender(name) or mention.gender
            plural = mention.plural or _JOINT.search(name) is not None
            person = self._people.is_person(name) or mention.titled or mention.maybe_human
        self.sources.append(Source(at, name, gender, plural, person, cited, mention.head))

    def document(self, noun: str) -> str | None:
        """Who issued the last document that was called by ``noun``."""
        return next((source.name for source in reversed(self.sources) if source.noun == noun), None)

    @property
    def last(self) -> Source | None:
        """The source of the quotation before."""
        return self.sources[-1] if self.sources else None

    def persons(self, gender: Gender | None) -> list[Source]:
        """The single persons among the sources whom ``gender`` fits."""
        persons = [source for source in self.sources if source.person and not source.plural]
        return [source for source in persons if gender is None or source.gender in (None, gender)]

    def named_persons(self, gender: Gender | None) -> list[Source]:
        """Those of ``persons`` that the article names: no "son avocat"."""
        return [
            source for source in self.persons(gender) if self._people.is_person(source.name) or " " not in source.name
        ]

    def fitting(self, gender: Gender | None) -> Source | None:
        """The source that a singular pronoun takes up: the last one where its gender agrees, else the last person."""
        last = self.last
        if last and not (last.plural or last.cited) and gender is not None and last.gender == gender:
            return last
        persons = self.persons(gender)
        named = [source for source in persons if self._people.is_person(source.name)]
        return next(reversed(named or persons), None)

    def last_plural(self) -> Source | None:
        """The last source that "ils" can take up."""
        return next((source for source in reversed(self.sources) if source.plural), None)

    def longer(self, name: str) -> str:
        """The source whose name goes on after ``name``, as a regional station's does, else ``name``."""
        start = fold(name) + " "
        return next((source.name for source in self.sources if fold(source.name).startswith(start)), name)

    def last_person(self, gender: Gender | None) -> str | None:
        """The last source, if it is a named person of ``gender``; None fits everybody."""
        last = self.last
        if last is None or last.plural or not self._people.is_person(last.name):
            return None
        return last.name if gender in (None, last.gender) else None

    def joint(self) -> str | None:
        """The last source that joins names: "Anna Roy et Paul Girard"."""
        return next((source.name for source in reversed(self.sources) if _JOINT.search(source.name)), None)

    def bodies(self) -> list[str]:
        """The names of the sources that are neither persons nor documents nor newspapers."""
        return [source.name for source in self.sources if not (source.person or source.plural or source.cited)]

    def same_noun(self, mention: Mention) -> str | None:
        """ "ce responsable" → "un responsable de la mairie", the last source with the same noun and number."""
        if not mention.definite or mention.has_complement:
            return None
        for source in reversed(self.sources):
            read = read_mention(source.name)
            same = read.kind == "noun" and (read.head, read.plural) == (mention.head, mention.plural)
            if same and mention.words <= read.words:
                return source.name
        return None

    def as_before(self, name: str) -> str:
        """``name`` without its acronym where a source before was called so."""
        if not name.endswith(")"):
            return name
        bare = _without_acronym(name)
        return next((source.name for source in self.sources if _without_acronym(source.name) == bare), name)


def _without_acronym(name: str) -> str:
    return fold(re.sub(r" ?\([^()]*\)$", "", strip_determiner(name)))
