"""What abstaining buys: how many answers are left, and how many of these are right, above a least score.

Source: the risk-coverage curve of selective classification (El-Yaniv & Wiener 2010), read off at round scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from newsclf.scores.counts import FloatArray

LEAST = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answers with a score of ``min_score`` or more: their share, and the share of them that is right.

    ``accuracy`` is None where no answer is left.
    """

    min_score: float
    coverage: float
    accuracy: float | None

    def to_json(self) -> dict[str, float | None]:
        return asdict(self)


def coverage_table(
    confidence: FloatArray, correct: NDArray[np.bool_], *, least: Sequence[float] = LEAST
) -> tuple[Coverage, ...]:
    """One row for each least score; ``confidence`` in [0, 1] and ``correct`` are [n], empty for n = 0."""
    if not confidence.size:
        return ()
    rows = []
    for minimum in least:
        kept = confidence >= minimum
        rows.append(Coverage(minimum, float(kept.mean()), float(correct[kept].mean()) if kept.any() else None))
    return tuple(rows)
