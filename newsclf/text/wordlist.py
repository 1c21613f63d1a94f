"""Word lists written as plain text."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The set of the words of ``text``, split at blanks."""
    return frozenset(text.split())
