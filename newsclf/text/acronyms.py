"""Acronyms and what they stand for, as an article spells them out. Pure functions."""

from __future__ import annotations

import re

from newsclf.text.mentions import fold

_PARENTHESIS = re.compile(r"\((?:en anglais )?([A-ZÀ-Þ][\w-]{1,9}(?: \d+)?)\)")
#: The capitalised phrase before an acronym in another language, up to the last article that opens a name.
_FOREIGN = re.compile(
    r"(?:\b[Ll]ea? |\b[Ll]a |\b[Ll]['’] ?|\b[Dd]u )"
    r"([A-ZÀ-Þ](?:(?!(?<!de )\b(?:[Ll][ea] |[Ll]['’] ?)[A-Z])[^,.;:()«»\"]){5,90})$"
)
_SPELLED_OUT = re.compile(r"\b([A-ZÀ-Þ]{2,8}) \(([A-ZÀ-Þ][^()«»\"]{8,90})\)")


def acronyms(text: str) -> dict[str, str]:
    """Folded acronym → the words it abbreviates, from "Organisation mondiale de la santé (OMS)" or "OMS (…)"."""
    found: dict[str, str] = {}
    for match in _PARENTHESIS.finditer(text):
        expansion = _abbreviated(text[max(0, match.start() - 160) : match.start()], match.group(1))
        if expansion:
            full = f"{expansion} {match.group()}"
            for key in (match.group(1), full):
                found.setdefault(fold(key), full)
    for match in _SPELLED_OUT.finditer(text):
        initials = [word[0].upper() for word in re.findall(r"\w+", match.group(2))]
        if _is_subsequence(match.group(1), initials):
            found.setdefault(fold(match.group(1)), match.group(2))
    return found


def _abbreviated(before: str, acronym: str) -> str | None:
    """The shortest end of ``before`` whose initials hold the letters of ``acronym`` in order."""
    words = list(re.finditer(r"\w+", before))
    letters = [char for char in acronym.upper() if char.isalpha()]
    for index in range(len(words) - 1, max(-1, len(words) - 18), -1):
        tail = [word.group()[0].upper() for word in words[index:]]
        if tail[0] == letters[0] and words[index].group()[0].isupper() and _is_subsequence(letters, tail):
            return before[words[index].start() :].strip()
    named = _FOREIGN.search(before)
    if named:  # an acronym in another language: "Conseil nordique de la pêche (NFC)"
        return named.group(1).strip()
    for word in reversed(words[-8:]):  # "Fédération nationale des télécoms (Fenatel)"
        if word.group()[0].isupper() and _plain(word.group())[:2] == _plain(acronym)[:2]:
            return before[word.start() :].strip()
    return None


def _plain(word: str) -> str:
    return word.lower().translate(str.maketrans("éèêëàâîïôûùç", "eeeeaaiiouuc"))


def _is_subsequence(letters: list[str] | str, initials: list[str]) -> bool:
    rest = iter(_plain(initial) for initial in initials)
    return all(_plain(letter) in rest for letter in letters)
