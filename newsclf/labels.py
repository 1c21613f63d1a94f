"""The closed label sets of the three tasks, in the order that models and files use.

Topics are the 17 top concepts of the IPTC Media Topics (release 2026-07-02, CC BY 4.0), with the
official French names; their definitions in words are in docs/topics.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

TOPICS: dict[str, str] = {
    "medtop:01000000": "arts, culture, divertissement et médias",
    "medtop:02000000": "criminalité, droit et justice",
    "medtop:03000000": "désastres et accidents",
    "medtop:04000000": "économie et finances",
    "medtop:05000000": "éducation",
    "medtop:06000000": "environnement",
    "medtop:07000000": "santé",
    "medtop:08000000": "gens, animaux, insolite",
    "medtop:09000000": "social",
    "medtop:10000000": "vie quotidienne et loisirs",
    "medtop:11000000": "politique",
    "medtop:12000000": "religion et croyance",
    "medtop:13000000": "science et technologie",
    "medtop:14000000": "société",
    "medtop:15000000": "sport",
    "medtop:16000000": "conflit, guerre et paix",
    "medtop:17000000": "météo",
}
QUOTE_TYPES: tuple[str, ...] = ("direct", "indirect", "mixed")
STANCES: tuple[str, ...] = ("favor", "against", "none")


MAIN_SHARE = 0.8
"""The main topic's share of an article that carries others too, for what learns from it: docs/experiments.md, 8."""


def shares(topics: Sequence[str]) -> dict[str, float]:
    """What the distribution over topics should be for an article that carries ``topics``, the main one first."""
    main, *others = topics
    if not others:
        return {main: 1.0}
    return {main: MAIN_SHARE, **{label: (1 - MAIN_SHARE) / len(others) for label in others}}


def topic_name(label: str) -> str:
    """The French name of an IPTC topic; a label of the user's own is its own name."""
    return TOPICS.get(label, label)


def did_you_mean(word: str, choices: Sequence[str]) -> str:
    """``; did you mean 'x'?`` with the nearest choice, else the list of them: the tail of an error message."""
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else f"; expected one of: {', '.join(choices)}"
