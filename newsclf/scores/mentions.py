"""When two speaker mentions, or two resolved names, count as the same."""

from __future__ import annotations

import re
import unicodedata

from newsclf.schema import Span

_DETERMINER = re.compile(
    r"(?:(?:les?|la|une?|des|du|ces?|cet|cette|sa|son|ses|leurs?)\s+|[ld]')(?=\S)",
)
_TITLE = re.compile(
    r"(?:m\.|mm\.|mmes?|mlles?|dr|pr|me|monsieur|messieurs|madame|mesdames|docteure?|professeure?|maître"
    r"|général|colonel|commandant|capitaine|lieutenant|président|présidente|premier ministre|ministre"
    r"|monseigneur|mgr|sir|lord|lady)\.?\s+(?=\S)",
)
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'"})
_EDGES = " .,;:!?\"'«»“”„()[]-–—"


def overlap(first: Span | None, second: Span | None) -> bool:
    """Whether two mentions share a character; two absent ones agree as well."""
    if first is None or second is None:
        return first is second
    return first.start < second.end and second.start < first.end


def same_speaker(first: Span | None, second: Span | None) -> bool:
    """Whether two mentions name the source at the same place in the same words.

    They must overlap and be equal once determiners, titles ("M.", "le colonel"), case and edge
    punctuation are taken off; or both be absent.
    """
    if first is None or second is None:
        return first is second
    return overlap(first, second) and mention_core(first.text) == mention_core(second.text)


def same_name(first: str | None, second: str | None) -> bool:
    """Whether two resolved names are equal but for case, a leading determiner, apostrophes and blanks."""
    if first is None or second is None:
        return first is second
    return name_key(first) == name_key(second)


def name_key(name: str) -> str:
    """``name`` in the form that is compared: "L’Équipe" and "l'équipe" give "équipe"."""
    plain = _plain(name)
    match = _DETERMINER.match(plain)
    return plain[match.end() :] if match else plain


def mention_core(mention: str) -> str:
    """``mention`` without determiners and titles before it: "Le colonel Conricus" gives "conricus"."""
    core = _plain(mention).strip(_EDGES)
    while match := _DETERMINER.match(core) or _TITLE.match(core):
        core = core[match.end() :]
    return core


def _plain(text: str) -> str:
    """Case folded, in composed characters, with straight apostrophes and single ordinary blanks."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_APOSTROPHES).casefold().split())
