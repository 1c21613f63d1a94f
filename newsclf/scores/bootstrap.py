"""Bootstrap intervals by article: quotes and triples of one article stand or fall together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from newsclf.errors import ConfigError
from newsclf.scores.counts import FloatArray


def bootstrap_interval(
    counts: FloatArray,
    statistic: Callable[[FloatArray], FloatArray],
    *,
    samples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float]:
    """Percentile interval of ``statistic`` over articles drawn with replacement.

    ``counts`` is [articles, ...], one row of additive counts per article; ``statistic`` maps totals
    [samples, ...] to values [samples]. The same seed draws the same articles, so that two models are
    compared on equal samples. (nan, nan) without articles. ConfigError for samples < 1 or a level
    outside (0, 1).
    """
    if samples < 1 or not 0 < level < 1:
        raise ConfigError(f"a bootstrap needs samples >= 1 and 0 < level < 1, got {samples} and {level}")
    articles = len(counts)
    if not articles:
        return float("nan"), float("nan")
    generator = np.random.default_rng(seed)
    rows = counts.reshape(articles, -1)
    totals = np.empty((samples, rows.shape[1]))
    for sample in range(samples):
        drawn = generator.integers(articles, size=articles)
        totals[sample] = np.bincount(drawn, minlength=articles) @ rows
    values = statistic(totals.reshape(samples, *counts.shape[1:]))
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
