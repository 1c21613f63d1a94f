"""Near-duplicate articles: wire copies with another headline, a cut tail or an added paragraph.

Two articles are compared by their sets of word 5-shingles: similarity = shared / size of the smaller set
(the overlap coefficient), which a cut or an added paragraph leaves at 1 where Jaccard falls, and which is
never below Jaccard. MinHash LSH (datasketch) proposes the pairs, the exact sets decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from newsclf.schema import Article

SHINGLE = 5
THRESHOLD = 0.6
_PERMUTATIONS = 256
# 128 bands of 2 rows propose pairs with Jaccard 0.1 (a copy cut to a tenth) three times in four, and
# unrelated articles, which share next to no run of five words, almost never.
_BANDS = (128, 2)
_WORD = re.compile(r"\w+")


def near_duplicates(articles: Sequence[Article], *, threshold: float = THRESHOLD) -> list[list[int]]:
    """Clusters of indices into ``articles`` whose texts share ``threshold`` (0..1] of the shorter's shingles.

    Every cluster has two members or more, in order; clusters are ordered by their first member. A cluster
    is closed under the relation: a copy of a copy belongs to it.
    """
    shingles = [_shingles(article.text) for article in articles]
    groups = Groups(len(articles))
    for first, second in _candidates(shingles):
        shared = len(shingles[first] & shingles[second])
        if shared >= threshold * min(len(shingles[first]), len(shingles[second])):
            groups.join(first, second)
    return [group for group in groups.lists() if len(group) > 1]


class Groups:
    """Disjoint sets over ``range(size)``, joined pair by pair (union-find with path halving)."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def join(self, first: int, second: int) -> None:
        """Put the groups of two members together; the smallest member stays the root."""
        low, high = sorted((self._root(first), self._root(second)))
        self._parents[high] = low

    def join_all(self, members: Iterable[int]) -> None:
        """Put the groups of all ``members`` together."""
        first, *others = members
        for other in others:
            self.join(first, other)

    def lists(self) -> list[list[int]]:
        """All groups, each in order, ordered by their first member."""
        groups: dict[int, list[int]] = {}
        for member in range(len(self._parents)):
            groups.setdefault(self._root(member), []).append(member)
        return list(groups.values())

    def _root(self, member: int) -> int:
        while self._parents[member] != member:
            self._parents[member] = self._parents[self._parents[member]]
            member = self._parents[member]
        return member


def _shingles(text: str) -> set[bytes]:
    """Runs of five words without case, accents or punctuation; the whole text where it has fewer."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    words = _WORD.findall("".join(char for char in folded if not unicodedata.combining(char)))
    last = max(1, len(words) - SHINGLE + 1)
    return {" ".join(words[start : start + SHINGLE]).encode() for start in range(last)}


def _candidates(shingles: Sequence[set[bytes]]) -> Iterator[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)
    for number, sketch in enumerate(MinHash.generator(shingles, num_perm=_PERMUTATIONS)):
        for other in sorted(index.query(sketch)):
            yield other, number
        index.insert(number, sketch)
