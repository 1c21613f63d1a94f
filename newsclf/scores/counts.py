"""Counts of right and wrong labels, and the ratios made of them.

A ratio over nothing is 0.0, as in scikit-learn's ``zero_division=0``: look at the support beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsclf.errors import DataError
from newsclf.labels import did_you_mean

FloatArray = NDArray[np.float64]


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """``part / whole`` elementwise, 0.0 where ``whole`` is 0."""
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    return np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)


def f1(hits: FloatArray, predicted: FloatArray, gold: FloatArray) -> FloatArray:
    """Harmonic mean of ``hits / predicted`` and ``hits / gold``, elementwise."""
    return ratio(2 * np.asarray(hits), np.asarray(predicted) + np.asarray(gold))


def check_aligned(gold: Sequence[Any], predicted: Sequence[Any], *, what: str) -> None:
    """DataError unless there is exactly one prediction for each gold item."""
    if len(gold) != len(predicted):
        raise DataError(f"expected one prediction per {what}: {len(gold)} gold, {len(predicted)} predicted")


def class_counts(gold: Sequence[str], predicted: Sequence[str], *, labels: Sequence[str]) -> FloatArray:
    """[items, 3, labels]: is the item a hit of the label, its gold label, its predicted label (0 or 1).

    DataError when the lengths differ or a label is not among ``labels``.
    """
    check_aligned(gold, predicted, what="gold label")
    counts = np.zeros((len(gold), 3, len(labels)))
    items = np.arange(len(gold))
    gold_index = _indices(gold, labels=labels, what="gold")
    predicted_index = _indices(predicted, labels=labels, what="predicted")
    counts[items, 1, gold_index] = 1
    counts[items, 2, predicted_index] = 1
    counts[:, 0] = counts[:, 1] * counts[:, 2]
    return counts


def confusion(gold: Sequence[str], predicted: Sequence[str], *, labels: Sequence[str]) -> list[list[int]]:
    """Rows are gold, columns predicted, both in the order of ``labels``."""
    matrix = np.zeros((len(labels), len(labels)), dtype=np.int64)
    rows = _indices(gold, labels=labels, what="gold")
    columns = _indices(predicted, labels=labels, what="predicted")
    np.add.at(matrix, (rows, columns), 1)
    table: list[list[int]] = matrix.tolist()
    return table


def accuracy(totals: FloatArray) -> FloatArray:
    """Share of items whose label is right; ``totals`` is [..., 3, labels], the result [...]."""
    return ratio(totals[..., 0, :].sum(axis=-1), totals[..., 1, :].sum(axis=-1))


def label_f1(totals: FloatArray) -> FloatArray:
    """F1 of each label: [..., 3, labels] to [..., labels]."""
    return f1(totals[..., 0, :], totals[..., 2, :], totals[..., 1, :])


def per_label(totals: FloatArray, *, labels: Sequence[str]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and support (gold items) of each label; ``totals`` is [3, labels]."""
    hits, gold, predicted = totals
    columns = ratio(hits, predicted), ratio(hits, gold), label_f1(totals), gold
    return {
        label: {
            "precision": float(precision),
            "recall": float(recall),
            "f1": float(score),
            "support": int(support),
        }
        for label, precision, recall, score, support in zip(labels, *columns, strict=True)
    }


def _indices(values: Sequence[str], *, labels: Sequence[str], what: str) -> NDArray[np.intp]:
    place = {label: index for index, label in enumerate(labels)}
    for item, value in enumerate(values):
        if value not in place:
            raise DataError(f"{what} label {value!r} of item {item} is unknown{did_you_mean(value, labels)}")
    return np.array([place[value] for value in values], dtype=np.intp)
