"""Scores of the topic task: the main label of an article, and all that it carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from newsclf.scores.counts import FloatArray, accuracy, class_counts, confusion, f1, label_f1, per_label, ratio


def topic_figures(totals: FloatArray) -> dict[str, FloatArray]:
    """``accuracy`` and ``macro_f1`` of label counts [..., 3, labels] (see ``class_counts``), each [...].

    Macro-F1 is the mean over the labels present in gold, so that labels a test split happens not to
    hold do not pull it down.
    """
    present = (totals[..., 1, :] > 0).astype(float)
    macro_f1 = ratio((label_f1(totals) * present).sum(axis=-1), present.sum(axis=-1))
    return {"accuracy": accuracy(totals), "macro_f1": macro_f1}


def carried_counts(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> FloatArray:
    """[items, 3]: how many labels of each item are hits, gold, predicted; an item has several of each."""
    sets = [(set(ours), set(theirs)) for ours, theirs in zip(gold, predicted, strict=True)]
    return np.array([[len(ours & theirs), len(ours), len(theirs)] for ours, theirs in sets], dtype=np.float64)


def carried_f1(totals: FloatArray) -> FloatArray:
    """Micro-F1 of all labels carried: [..., 3] (see ``carried_counts``) to [...]."""
    return f1(totals[..., 0], totals[..., 2], totals[..., 1])


def score_topics(gold: Sequence[str], predicted: Sequence[str], *, labels: Sequence[str]) -> dict[str, Any]:
    """``items``, ``accuracy``, ``macro_f1``, ``per_label``, ``labels``, ``confusion`` (rows are gold).

    DataError when the lengths differ or a label is not among ``labels``.
    """
    totals = class_counts(gold, predicted, labels=labels).sum(axis=0)
    return {
        "items": len(gold),
        **{name: float(value) for name, value in topic_figures(totals).items()},
        "per_label": per_label(totals, labels=labels),
        "labels": list(labels),
        "confusion": confusion(gold, predicted, labels=labels),
    }
