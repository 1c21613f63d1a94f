"""Spans of tokens as BIO tags and back.

The tag set of k kinds of span is ``O, B-1, I-1, …, B-k, I-k`` (indices 0 … 2k). Decoding takes the best
*legal* sequence (Viterbi over the emission scores, with ``I-x`` only after ``B-x`` or ``I-x``), so one weak
token in the middle does not break a span into fragments of another kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def bio_tags(length: int, spans: Sequence[tuple[range, int]]) -> NDArray[np.int64]:
    """Tags [length] for spans of ``(token range, kind)``, kinds from 0; a later span yields to an earlier one."""
    tags = np.zeros(length, dtype=np.int64)
    for tokens, kind in spans:
        if len(tokens) and not tags[tokens.start : tokens.stop].any():
            tags[tokens.start : tokens.stop] = 2 * kind + 2
            tags[tokens.start] = 2 * kind + 1
    return tags


def best_spans(
    scores: NDArray[Any], *, start_cost: float = 0.0, end_costs: NDArray[Any] | None = None
) -> list[tuple[range, int]]:
    """Spans ``(token range, kind)`` of the best legal tag sequence; ``scores`` [n, 2k + 1] are log-probabilities.

    Every span costs ``start_cost`` (in nats): a cost keeps few weak tokens from breaking a long span in two, or from
    being a span. One that ends before token t costs ``end_costs[t]`` ([n], in nats) as well.
    """
    costs = np.zeros(len(scores)) if end_costs is None else end_costs
    tags = _viterbi(np.asarray(scores, dtype=np.float64), start_cost, costs)
    spans: list[tuple[range, int]] = []
    start = None
    for place, tag in enumerate([*tags, 0]):
        if start is not None and (tag == 0 or tag % 2 == 1):
            spans.append((range(start, place), (tags[start] - 1) // 2))
            start = None
        if tag % 2 == 1:
            start = place
    return spans


def _viterbi(scores: NDArray[np.float64], start_cost: float, end_costs: NDArray[Any]) -> list[int]:
    n, size = scores.shape
    if n == 0:
        return []
    legal = np.zeros((size, size))
    for inside in range(2, size, 2):
        legal[:, inside] = -np.inf
        legal[inside - 1, inside] = legal[inside, inside] = 0.0
    legal[:, 1::2] -= start_cost
    ends = np.zeros((size, size))
    ends[1:, 0] = ends[1:, 1::2] = 1.0
    best = scores[0].copy()
    best[1::2] -= start_cost
    best[2::2] = -np.inf
    back = np.zeros((n, size), dtype=np.int64)
    for place in range(1, n):
        paths = best[:, None] + legal - end_costs[place] * ends
        back[place] = paths.argmax(axis=0)
        best = paths.max(axis=0) + scores[place]
    tags = [int(best.argmax())]
    for place in range(n - 1, 0, -1):
        tags.append(int(back[place, tags[-1]]))
    return tags[::-1]
