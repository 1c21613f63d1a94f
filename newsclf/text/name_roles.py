"""Who holds which role in an article: "le ministre Jean Petit", "Jean Petit, maire de Lure", "le Dr Petit"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsclf.text.mentions import Gender, content_words, is_person, strip_title
from newsclf.text.name_people import People, ProperName, proper_names
from newsclf.text.wordlist import words

_BEFORE = re.compile(
    r"(?:\b[Ll]e |\b[Ll]a |\b[Ll]['’] ?|\b[Ss]on |\b[Ss]a |\b[Uu]ne? |\b[Aa]u |\b[Dd]u |^|"
    r"[,.] )([^.,;:«»\"()]{3,90}?) ?,? ?$"
)
_AFTER = re.compile(
    r" ?(?:\([^()]*\) ?)?, (?:le |la |l['’] ?|un |une |son |sa )?([a-zà-ÿ][^.,;:«»\"()]{3,90})(?=[.,;(«\"]| a )"
)
#: What makes the words before a name no role of its bearer: "le père de", "face à".
_GOVERNED = re.compile(
    r"(?:^|[\s'’])(?:d[eu]s?|d['’]|à|aux?|par|avec|contre|chez|pour|sur|entre|et|selon|que|qu['’]|comme) ?$"
)
_COMPLEMENT = re.compile(r" (?:d[eu]s? |d['’]|à |aux? |qui |pour |en )")
#: All up to the determiner of the role itself: "un homme, a dit au Monde | le maire".
_UP_TO_ROLE = re.compile(r"^.*(?<! de)(?<! à)(?<! sur)(?<! dans)(?<! par)(?: (?:le|la|une?|son|sa) |\sl['’])")
_TITLE = re.compile(r"\b(Dr|Pr|Me)\.?[ \u00a0](?=[A-ZÀ-Þ])")
#: Titles that women bear in the masculine too: "le Dr Anne Morel".
_LEARNED = {
    "Dr": words("docteur docteure médecin"),
    "Pr": words("professeur professeure"),
    "Me": words("avocat avocate conseil"),
}
_NATION = re.compile(
    r"(?:[^i]ais|aise|[^m]ois|oise|icain|icaine|[lnrs]ien|[lnrs]ienne|éen|éenne|agnol|turc|turque|russe|belge|"
    r"grec|kenyan|suisse|mand|mande)$"
)


@dataclass(frozen=True, slots=True)
class _Role:
    """A description of a person: the words of its noun up to a complement, all its words, where it stands."""

    nouns: frozenset[str]
    words: frozenset[str]
    position: int
    holder: str


class Roles:
    """Answers on the roles that an article and its headline give to persons."""

    def __init__(self, text: str, headline: str, names: Sequence[ProperName], people: People) -> None:
        self._people = people
        self._roles = [
            _Role(frozenset([role]), frozenset([role]), at, name) for name, role, at in people.single if role
        ]
        self._roles += _described(text, names, 0)
        self._roles += _described(headline, proper_names(headline), -len(headline))
        for name in names:
            title = _TITLE.search(text, max(0, name.start - 5), name.end)
            if title:
                learned = _LEARNED[title.group(1)]
                holder = strip_title(people.person(name) or name.name)
                self._roles.append(_Role(learned, learned, name.start, holder))

    def holder_of(
        self, noun: str, words: frozenset[str], at: int, *, gender: Gender | None, complement: bool
    ) -> str | None:
        """Whom the article gives a role with ``noun``: most shared words first, then nearest to ``at``.

        ``complement``: whether ``words`` say of what, "le maire de Lure", so that no other's mayor is meant.
        """
        fitting = [
            (len(words & role.words) - 0.5 * len(words - role.words), -abs(at - role.position), role.holder)
            for role in self._roles
            if noun in role.nouns
            and not (complement and _other_office(noun, words, role.words))
            and not _other_nation(words, role.words)
            and (role.nouns in _LEARNED.values() or self._people.fits(role.holder, gender))
        ]
        return self._people.full_name(max(fitting)[2]) or max(fitting)[2] if fitting else None

    def contradict(self, words: frozenset[str], person: str | None) -> bool:
        """Whether the article describes ``person`` as of another nation than ``words`` do."""
        return any(_other_nation(words, role.words) for role in self._roles if role.holder == person)


def _described(text: str, names: Sequence[ProperName], offset: int) -> list[_Role]:
    """The roles that stand right before or after a person's full name; ``offset`` is added to their places."""
    found = []
    for name in names:
        if not is_person(name.name):
            continue
        before = _BEFORE.search(text[max(0, name.start - 100) : name.start])
        after = _AFTER.match(text[name.end : name.end + 110])
        for role in (before, after):
            if role and not _GOVERNED.search(role.group(1)):
                described = _UP_TO_ROLE.sub("", role.group(1))
                nouns = content_words(_COMPLEMENT.split(described, maxsplit=1)[0])
                found.append(_Role(nouns, content_words(described), name.start + offset, strip_title(name.name)))
    return found


def _other_office(noun: str, words: frozenset[str], role: frozenset[str]) -> bool:
    """Whether two descriptions with one noun say no more in common: "maire de Lure" and "maire de Vesoul"."""
    ours, theirs = words - {noun}, role - {noun}
    return bool(ours and theirs and not ours & theirs)


def _other_nation(words: frozenset[str], role: frozenset[str]) -> bool:
    """Whether two descriptions name different nations: "le président turc" and "le président américain"."""
    ours, theirs = ({word for word in side if _NATION.search(word)} for side in (words, role))
    return bool(ours and theirs and not any(a[:4] == b[:4] for a in ours for b in theirs))
