"""Calibration error and temperatures, against values computed by hand and distributions that are known."""

from __future__ import annotations

import numpy as np
import pytest

from newsclf.errors import ConfigError, DataError
from newsclf.scores.calibration import (
    HIGHEST,
    LOWEST,
    calibration_floor,
    expected_calibration_error,
    fit_binary_temperature,
    fit_temperature,
    rescale,
    rescale_binary,
)


def drawn(temperature: float, *, items: int = 20_000, classes: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that are ``temperature`` times too sure (too unsure below 1), and classes drawn truly."""
    generator = np.random.default_rng(0)
    weights = np.exp(generator.normal(size=(items, classes)))
    true = weights / weights.sum(axis=1, keepdims=True)
    gold = (true.cumsum(axis=1) > generator.random((items, 1))).argmax(axis=1)
    return rescale(true, 1 / temperature), gold


def test_calibration_error_by_hand() -> None:
    # Bin (0.8, 0.9]: confidence 0.9, accuracy 0.5, 2 items; bin (0.5, 0.6]: 0.6, 1.0, 1 item.
    error = expected_calibration_error([0.9, 0.9, 0.6], [True, False, True], bins=10)
    assert error == pytest.approx((2 * 0.4 + 1 * 0.4) / 3)


def test_errors_in_opposite_directions_cancel_within_a_bin_only() -> None:
    assert expected_calibration_error([0.5, 0.5], [True, False], bins=15) == pytest.approx(0.0)
    assert expected_calibration_error([1.0, 0.0], [False, True], bins=15) == pytest.approx(1.0)


def test_bins_are_closed_on_the_right() -> None:
    # 0.2 and 0.4 fall in two bins of five: each is off on its own.
    assert expected_calibration_error([0.2, 0.4], [True, False], bins=5) == pytest.approx((0.8 + 0.4) / 2)


def test_calibration_error_of_nothing_is_zero() -> None:
    assert expected_calibration_error([], []) == 0.0


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_of_a_known_distribution_is_found(temperature: float) -> None:
    probabilities, gold = drawn(temperature)
    assert fit_temperature(probabilities, gold) == pytest.approx(temperature, rel=0.05)


def test_a_fitted_temperature_repairs_confidence() -> None:
    probabilities, gold = drawn(3.0)
    right = probabilities.argmax(axis=1) == gold
    before = expected_calibration_error(probabilities.max(axis=1), right)
    repaired = rescale(probabilities, fit_temperature(probabilities, gold))
    assert before > 0.15
    assert expected_calibration_error(repaired.max(axis=1), right) < 0.02
    assert (repaired.argmax(axis=1) == probabilities.argmax(axis=1)).all()


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_the_binary_temperature_is_found(temperature: float) -> None:
    generator = np.random.default_rng(1)
    true = rescale_binary(generator.random(20_000), 1.0)
    right = generator.random(20_000) < true
    scores = rescale_binary(true, 1 / temperature)
    assert fit_binary_temperature(scores, right) == pytest.approx(temperature, rel=0.05)


def test_temperature_on_probabilities_is_temperature_on_logits() -> None:
    logits = np.array([[2.0, -1.0, 0.5], [0.0, 3.0, 1.0]])
    tempered = np.exp(logits / 2.5) / np.exp(logits / 2.5).sum(axis=1, keepdims=True)
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert rescale(probabilities, 2.5) == pytest.approx(tempered)
    assert rescale(rescale(probabilities, 2.5), 1 / 2.5) == pytest.approx(probabilities)


def test_two_classes_and_one_score_are_the_same_thing() -> None:
    score = np.array([0.9, 0.3, 0.5])
    assert rescale_binary(score, 1.7) == pytest.approx(rescale(np.stack([score, 1 - score], axis=1), 1.7)[:, 0])
    assert rescale_binary(rescale_binary(score, 1.7), 1 / 1.7) == pytest.approx(score)


def test_certain_scores_stay_finite() -> None:
    assert np.isfinite(rescale([[1.0, 0.0]], 0.5)).all()
    assert np.isfinite(rescale_binary([1.0, 0.0], 0.5)).all()
    assert rescale_binary([1.0, 0.0], 1.0) == pytest.approx([1.0, 0.0], abs=1e-6)


def test_a_split_without_error_is_sharpened_to_the_bound_only() -> None:
    probabilities = np.array([[0.6, 0.4], [0.4, 0.6]] * 10)
    assert fit_temperature(probabilities, [0, 1] * 10) == pytest.approx(LOWEST, rel=0.01)
    assert fit_temperature(probabilities, [1, 0] * 10) == pytest.approx(HIGHEST, rel=0.01)


@pytest.mark.parametrize(
    ("probabilities", "gold"),
    [(np.zeros((0, 3)), []), ([[1.0], [1.0]], [0, 0]), ([[0.9, 0.1], [0.8, 0.2]], [0, 0])],
    ids=["empty", "one class", "all gold alike"],
)
def test_nothing_to_learn_from_leaves_temperature_one(probabilities, gold) -> None:
    assert fit_temperature(probabilities, gold) == 1.0


@pytest.mark.parametrize(("scores", "correct"), [([], []), ([0.9, 0.2], [True, True]), ([0.9], [False])])
def test_nothing_to_learn_from_leaves_the_binary_temperature_one(scores, correct) -> None:
    assert fit_binary_temperature(scores, correct) == 1.0


def test_lengths_must_agree() -> None:
    with pytest.raises(DataError, match=r"^expected one outcome per confidence: 2 confidences, 1 outcomes$"):
        expected_calibration_error([0.5, 0.6], [True])


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan")])
def test_a_temperature_is_above_zero(temperature: float) -> None:
    with pytest.raises(ConfigError, match=r"^a temperature must be above 0, got "):
        rescale([[0.5, 0.5]], temperature)
    with pytest.raises(ConfigError, match=r"^a temperature must be above 0, got "):
        rescale_binary([0.5], temperature)


def test_the_floor_is_what_a_calibrated_model_shows() -> None:
    random = np.random.default_rng(5)
    few, many = random.uniform(0.3, 1, 100), random.uniform(0.3, 1, 20_000)
    found = [
        expected_calibration_error(few, random.random(few.size) < few)  # right as often as it says
        for _ in range(300)
    ]
    assert calibration_floor(few) == pytest.approx(np.mean(found), abs=0.005)
    assert calibration_floor(many, draws=20) < 0.01 < calibration_floor(few)
    assert calibration_floor(few) == calibration_floor(few)
    assert calibration_floor([]) == 0.0
