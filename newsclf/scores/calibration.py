"""Confidence that means what it says: expected calibration error and temperature scaling.

Sources: Guo et al. 2017, "On Calibration of Modern Neural Networks". Log-probabilities differ from
logits by a constant per item only, so a temperature fitted on them is the one of the logits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, logit, softmax

from newsclf.errors import ConfigError, DataError
from newsclf.scores.counts import FloatArray

LOWEST, HIGHEST = 0.25, 10.0
"""Bounds of a fitted temperature; a small split predicted without error would else sharpen without end."""

_TINY = 1e-9


def expected_calibration_error(
    confidences: Sequence[float] | FloatArray, correct: Sequence[bool] | NDArray[np.bool_], *, bins: int = 15
) -> float:
    """Mean distance of confidence and accuracy over equally wide bins, weighted by their items.

    ``confidences`` in [0, 1] and ``correct`` are [n]; 0.0 for n = 0. DataError when their lengths differ.
    """
    confidence, right = np.asarray(confidences, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    _check_lengths(confidence, right)
    if not confidence.size:
        return 0.0
    place = np.clip(np.ceil(confidence * bins).astype(np.intp) - 1, 0, bins - 1)
    gap = np.bincount(place, weights=confidence - right, minlength=bins)
    return float(np.abs(gap).sum() / confidence.size)


def calibration_floor(
    confidences: Sequence[float] | FloatArray, *, bins: int = 15, draws: int = 1000, seed: int = 0
) -> float:
    """The mean error that a perfectly calibrated model of these ``confidences`` [n] would show: that of chance.

    Right and wrong are drawn from the confidences themselves (Bröcker & Smith 2007, "Increasing the Reliability of
    Reliability Diagrams"). An error near this is no sign of bad calibration; with few items nothing lower can be seen.
    """
    confidence = np.asarray(confidences, dtype=np.float64)
    random = np.random.default_rng(seed)
    errors = [
        expected_calibration_error(confidence, random.random(confidence.size) < confidence, bins=bins)
        for _ in range(draws)
    ]
    return float(np.mean(errors))


def fit_temperature(probabilities: ArrayLike, gold: Sequence[int] | NDArray[np.intp]) -> float:
    """The temperature in [LOWEST, HIGHEST] of least negative log-likelihood.

    ``probabilities`` is [n, classes], ``gold`` [n] holds class indices. With nothing to learn from (no
    item, one class, all gold alike) it is 1.0. DataError when the lengths differ.
    """
    scores, truth = np.asarray(probabilities, dtype=np.float64), np.asarray(gold, dtype=np.intp)
    _check_lengths(scores, truth)
    if np.unique(truth).size < 2:
        return 1.0
    log_scores, items = np.log(np.clip(scores, _TINY, 1.0)), np.arange(truth.size)
    return _best(lambda temperature: -log_softmax(log_scores / temperature, axis=-1)[items, truth].mean())


def rescale(probabilities: ArrayLike, temperature: float) -> FloatArray:
    """``softmax(log p / temperature)`` over the last axis; ``1 / temperature`` takes it back."""
    _check_temperature(temperature)
    scores = np.clip(np.asarray(probabilities, dtype=np.float64), _TINY, 1.0)
    rescaled: FloatArray = softmax(np.log(scores) / temperature, axis=-1)
    return rescaled


def fit_binary_temperature(scores: Sequence[float] | FloatArray, correct: Sequence[bool] | NDArray[np.bool_]) -> float:
    """As :func:`fit_temperature`, for one probability of being right per item, as quotes have; both [n]."""
    score, right = np.asarray(scores, dtype=np.float64), np.asarray(correct, dtype=bool)
    _check_lengths(score, right)
    if np.unique(right).size < 2:
        return 1.0
    signed = np.where(right, 1.0, -1.0) * _logits(score)
    return _best(lambda temperature: np.logaddexp(0.0, -signed / temperature).mean())


def rescale_binary(scores: ArrayLike, temperature: float) -> FloatArray:
    """``sigmoid(logit(p) / temperature)``, elementwise; ``1 / temperature`` takes it back."""
    _check_temperature(temperature)
    rescaled: FloatArray = expit(_logits(np.asarray(scores, dtype=np.float64)) / temperature)
    return rescaled


def _best(loss: Callable[[float], float]) -> float:
    """Minimise over the logarithm of the temperature, where softening and sharpening weigh the same."""
    found = minimize_scalar(lambda place: loss(np.exp(place)), bounds=np.log((LOWEST, HIGHEST)), method="bounded")
    return float(np.exp(found.x))


def _logits(scores: FloatArray) -> FloatArray:
    values: FloatArray = logit(np.clip(scores, _TINY, 1 - _TINY))
    return values


def _check_lengths(confidence: FloatArray, right: NDArray[np.generic]) -> None:
    if len(confidence) != len(right):
        raise DataError(f"expected one outcome per confidence: {len(confidence)} confidences, {len(right)} outcomes")


def _check_temperature(temperature: float) -> None:
    if not temperature > 0:
        raise ConfigError(f"a temperature must be above 0, got {temperature}")
