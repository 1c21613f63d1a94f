"""Scores of the stance task: one of favor, against, none for each triple of quotation, speaker and target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from newsclf.labels import STANCES
from newsclf.scores.counts import (
    FloatArray,
    accuracy,
    check_aligned,
    class_counts,
    confusion,
    label_f1,
    per_label,
    ratio,
)

_OPPOSITE = {"favor", "against"}


def stance_figures(totals: FloatArray) -> dict[str, FloatArray]:
    """``accuracy``, ``macro_f1``, ``favor_against_f1`` of label counts [..., 3, 3], labels as in ``STANCES``.

    Macro-F1 is the mean over the three classes, always all of them; favor/against F1 is the mean of
    the F1 of these two, ``none`` counting only as their errors (as in SemEval-2016 task 6).
    """
    scores = label_f1(totals)
    polar = scores[..., [STANCES.index("favor"), STANCES.index("against")]]
    return {
        "accuracy": accuracy(totals),
        "macro_f1": scores.mean(axis=-1),
        "favor_against_f1": polar.mean(axis=-1),
    }


def score_stances(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, Any]:
    """The three figures of :func:`stance_figures`, ``per_label``, ``confusion`` (rows gold) and ``items``.

    DataError when the lengths differ or a label is none of the three.
    """
    totals = class_counts(gold, predicted, labels=STANCES).sum(axis=0)
    return {
        "items": len(gold),
        **{name: float(value) for name, value in stance_figures(totals).items()},
        "per_label": per_label(totals, labels=STANCES),
        "labels": list(STANCES),
        "confusion": confusion(gold, predicted, labels=STANCES),
    }


def pair_counts(keys: Sequence[Hashable], gold: Sequence[str], predicted: Sequence[str]) -> FloatArray:
    """[items, 2]: pairs of opposite targets, and how many of them are right on both sides.

    ``keys`` tells which quotation an item is about (article and quote number). A pair is two items of
    one quotation, one in favor and one against in gold; it is counted at its first item.
    """
    check_aligned(gold, predicted, what="gold label")
    check_aligned(gold, keys, what="gold label (quotation keys)")
    items_of: dict[Hashable, list[int]] = defaultdict(list)
    for item, key in enumerate(keys):
        items_of[key].append(item)
    counts = np.zeros((len(gold), 2))
    for items in items_of.values():
        for first, second in combinations(items, 2):
            if {gold[first], gold[second]} == _OPPOSITE:
                right = gold[first] == predicted[first] and gold[second] == predicted[second]
                counts[first] += (1, right)
    return counts


def pair_figures(totals: FloatArray) -> dict[str, FloatArray]:
    """``opposite_pairs``: the share of pairs right on both sides, from totals [..., 2] of ``pair_counts``."""
    return {"opposite_pairs": ratio(totals[..., 1], totals[..., 0])}


def opposite_pairs(keys: Sequence[Hashable], gold: Sequence[str], predicted: Sequence[str]) -> dict[str, float]:
    """``pairs`` found, ``right`` on both sides, and ``share`` = right / pairs (0.0 without pairs).

    A model that reads only the target's surroundings, or only the quotation, fails here.
    """
    totals = pair_counts(keys, gold, predicted).sum(axis=0)
    share = float(pair_figures(totals)["opposite_pairs"])
    return {"pairs": int(totals[0]), "right": int(totals[1]), "share": share}
