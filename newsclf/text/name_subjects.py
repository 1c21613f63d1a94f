"""Who or what an article speaks of at a place: the names and phrases that open its sentences, the last ones named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsclf.text.gazetteer import COMPANIES, HUMANS, INSTITUTIONS
from newsclf.text.mentions import Gender, is_person, read_mention, strip_title
from newsclf.text.name_bodies import ADJECTIVE, OF_NAME
from newsclf.text.name_people import People, ProperName
from newsclf.text.phrases import noun_phrase_after

_BOUNDARY = re.compile(r"[.!?…»\"]\s|[.!?…](?=[A-ZÀ-Þ])|\n|^")
_STOP = re.compile(r"[.!?…][»”\" \u00a0]*(?=[A-ZÀ-Þ«“\"])|\n")
_ADVERBIAL = re.compile(
    r"(?:Lors|Dans|En|Après|Avant|À|A|Au|Aux|Pour|Sur|Depuis|Selon|Face|Suite|Malgré|Contrairement|Interrogée?|"
    r"Invitée?)\b[^,]*, "
)
#: "Alors que …, | Anna Roy a dit": the subject of the main clause.
_SUBORDINATE = re.compile(
    r"(?:Alors qu|Tandis qu|Si |S['’]il|Quand |Lorsqu|Après (?:qu|avoir|être)|Bien qu|Comme )[^.!?]*, (?:[^,]{0,40} )?$"
)
_VERB_AFTER = re.compile(r" (?:a|ont|avait|est|était|va|s['’]est|n['’]a|ne|se|\w+ait) ")
_NOMINAL = re.compile(r"(?:L[ea]|L['’]|Une?|Son|Sa)\b")
_VERBS = re.compile(r"\b(?:a|ont|est|sont|avait|était|sera|va|fait|qui|que|dont)\b")
_ARTICLE = re.compile(r"(?:\b(?:[Ll][ea]|[Ll]es|[Uu]ne?) |['’])$")
_PREPOSITION = re.compile(r"\b(?:par|de|du|à|avec|contre|chez|pour|sur|entre|et)\s*$")
#: How far after a pronoun, in characters, the one it speaks of may be named first.
_NEAR = 200
_PLURAL_SUBJECT = re.compile(
    r"(?:^|[.!?»\"]\s+|, )((?:[LD]es|les|[CS]es|[Pp]lusieurs|[Cc]ertaine?s|[Dd]eux|[Tt]rois|"
    r"[Uu]ne? équipe) [^.,;:«»\"()]{3,70}?)"
    r"(?=,| (?:qui )?(?:ont|sont|avaient|étaient|\w{3,}ent|font|vont)\b)"
)
_PLURAL_PERSONS = re.compile(
    r"\b((?:[Ll]es|[Pp]lusieurs|[Cc]ertaine?s|[Dd]es|[Qq]uelques) (?:\w+ )??\w*(?:eurs|istes|iens|iques|ants|"
    r"ents|utés|aires|iers|ogues|ités)"
    r"(?: (?!qui |que |ont |sont |et |en |à |au |a |dans |sur |par |pour )[\wà-ÿ'’-]+){0,4})"
)
_PERSONS_ENDING = re.compile(
    r"(?:eurs|euses|trices|istes|iens|iennes|iques|antes?s|aires|iers|ières|ogues|ains|aines|ois|oises|és|"
    r"parents|femmes|hommes|jeunes|voisins|pays|élus|proches|fans|gens|victimes|peuples|clubs)$"
)
_OPENING_PHRASE = re.compile(
    rf"(?:^|[.!?»:\"] )((?:Une? |L[ea] |L['’]|Cette? )[a-zà-ÿ-]+){ADJECTIVE}{{0,2}}"
    rf"(?:{OF_NAME}| (?:du|des|de la|de l['’]) ?[a-zà-ÿ-]+)?"
)
_ANTECEDENT = re.compile(
    r"(?<!de )(\b(?:[Ll]e |[Ll]a |[Ll]['’] ?|[Uu]ne? |[Aa]u |[Dd]u )"
    r"(?:(?! (?:le|les|un|une|a|est|que|qui|au) )[^,;:.«»\"()]){3,60}?)[ \u00a0]?,?[ \u00a0]?"
    r"(?:(?:selon|pour|par|d['’]après) )?$"
)
_CLITIC = re.compile(r" (?:ne|se|n['’]|s['’]|y)$")


class Subjects:
    """Answers on the order in which an article names persons, quotations left out."""

    def __init__(
        self, text: str, names: Sequence[ProperName], people: People, spoken: Sequence[tuple[int, int]]
    ) -> None:
        """``spoken``: where the quotations stand, whose words make nobody the subject of the article's own."""
        self._text, self._names, self._people, self._spoken = (text, names, people, spoken)

    def between(self, start: int, end: int, *, gender: Gender | None) -> str | None:
        """The last person between two places whose name opens a sentence, but for a title or role before it."""
        return next(
            (
                strip_title(person)
                for name, person in self._backwards(start, end, gender)
                if not self._is_spoken(name) and self._opens_sentence(name)
            ),
            None,
        )

    def before(self, at: int, *, gender: Gender | None, within: int | None = None) -> str | None:
        """The last person named before ``at`` (at most ``within`` characters before) whom ``gender`` fits."""
        found = self._backwards(0 if within is None else at - within, at, gender)
        return next((strip_title(person) for _, person in found), None)

    def names_before(self, person: str, at: int) -> bool:
        """Whether the last word of the name of ``person`` stands before ``at``."""
        return re.search(rf"\b{re.escape(person.split()[-1])}\b", self._text[:at]) is not None

    def sole(self, start: int, end: int, *, gender: Gender | None) -> str | None:
        """The only person named between two places, if ``gender`` fits."""
        found = {strip_title(person) for name, person in self._backwards(start, end, None) if not self._is_spoken(name)}
        person = found.pop() if len(found) == 1 else None
        return person if person is not None and self._people.fits(person, gender) else None

    def _backwards(self, start: int, end: int, gender: Gender | None) -> Iterator[tuple[ProperName, str]]:
        """The persons named between two places whom ``gender`` fits, the last first."""
        for name in reversed(self._names):
            if name.start < start:
                return
            person = self._people.person(name) if name.start < end else None
            if person is not None and gender in (None, name.gender or self._people.gender(person) or gender):
                yield name, person

    def _opens_sentence(self, name: ProperName) -> bool:
        start = max(0, name.start - 200)
        boundaries = [match.end() for match in _BOUNDARY.finditer(self._text, start, name.start)]
        lead = self._text[boundaries[-1] if boundaries else start : name.start]
        lead = _ADVERBIAL.sub("", lead, count=1)
        if _SUBORDINATE.match(lead) and _VERB_AFTER.match(self._text, name.end):
            return True
        length = len(lead.split())
        nominal = length <= 14 and _NOMINAL.match(lead) and not _VERBS.search(lead)
        return bool(length <= 6 or nominal) and _PREPOSITION.search(lead) is None

    def _is_spoken(self, name: ProperName) -> bool:
        return any(start <= name.start < end for start, end in self._spoken)

    def stranger(self, at: int) -> str | None:
        """The last name like a person's before ``at`` that opens a sentence, else the first after it.

        Of "Wanda Kubiak" the article may say no more: no role, no age, and no list holds her first name.
        """
        found = [
            name
            for name in self._names
            if is_person(name.name)
            and not self._is_spoken(name)
            and name.start < at + _NEAR
            and self._opens_sentence(name)
            and not _ARTICLE.search(self._text[max(0, name.start - 5) : name.start])
        ]
        before = [name for name in found if name.end <= at]
        return strip_title((before[-1:] or found)[0].name) if found else None

    def name_ending(self, at: int) -> str | None:
        """The proper name that ends just before ``at``, a comma or blank between."""
        return next(
            (n.name for n in self._names if n.end <= at and self._text[n.end : at].strip(" ,\u00a0") == ""), None
        )

    def phrase_ending(self, at: int) -> str | None:
        """The noun phrase that ends before ``at``, as in "la préfecture, qui" and "la fondation, selon laquelle"."""
        match = _ANTECEDENT.search(self._text, max(0, at - 90), at)
        return re.sub(r"^(?:[Aa]u|[Dd]u) ", "le ", match.group(1)) if match else None

    def sentence_end(self, at: int) -> int:
        """Where the sentence that holds ``at`` ends."""
        match = _STOP.search(self._text, at)
        return match.end() if match else len(self._text)

    def phrase(self, start: int, end: int, *, gender: Gender | None, definite: bool = False) -> str | None:
        """The last phrase without a name, "Une voisine" or "L'armée", that opens a sentence between two places.

        ``definite``: also "Le capitaine", which mostly speaks of somebody named before.
        """
        for match in reversed(list(_OPENING_PHRASE.finditer(self._text, start, end))):
            read = read_mention(match.group(1))
            if read.gender not in (gender, None):
                continue
            if read.definite and (read.head in INSTITUTIONS or (definite and read.human)):
                return match.group()[match.start(1) - match.start() :]
            bounds = noun_phrase_after(self._text, match.start(1), min(end, match.end() + 120), skip=False)
            if not read.definite and read.human and bounds and bounds[1] - bounds[0] < 70:
                return _CLITIC.sub("", self._text[bounds[0] : bounds[1]])
        return None

    def plural(self, start: int, end: int) -> str | None:
        """The last plural noun phrase between two places that is the subject of a verb and can speak."""
        subjects = [match.group(1) for match in _PLURAL_SUBJECT.finditer(self._text[start:end])]
        found = [phrase for phrase in subjects if _can_speak(phrase)]
        found = found or [match.group(1) for match in _PLURAL_PERSONS.finditer(self._text, start, end)]
        return _CLITIC.sub("", re.sub(r"^des ", "les ", found[-1])) if found else None


def _can_speak(phrase: str) -> bool:
    """Whether a plural phrase is of persons or bodies: "Les riverains", not "Les données"."""
    head = read_mention(phrase).head
    bodies = HUMANS | COMPANIES | INSTITUTIONS
    return head.removesuffix("s") in bodies or _PERSONS_ENDING.search(head) is not None
