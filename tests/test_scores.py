"""Scores of topics and stances, and intervals, against values found by hand and by scikit-learn."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from newsclf.errors import ConfigError, DataError
from newsclf.labels import STANCES
from newsclf.scores.bootstrap import bootstrap_interval
from newsclf.scores.counts import class_counts
from newsclf.scores.stance import opposite_pairs, score_stances
from newsclf.scores.topic import score_topics, topic_figures


def test_topic_scores_by_hand() -> None:
    scores = score_topics(["a", "a", "b", "b"], ["a", "b", "b", "c"], labels=["a", "b", "c"])
    assert scores["accuracy"] == 0.5
    # a: precision 1, recall 1/2; b: 1/2, 1/2; c is not in gold and stays out of the mean.
    assert scores["per_label"]["a"] == {
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
        "support": 2,
    }
    assert scores["macro_f1"] == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert scores["confusion"] == [[1, 1, 0], [0, 1, 1], [0, 0, 0]]
    assert scores["items"] == 4


def test_class_scores_agree_with_scikit_learn() -> None:
    rng = random.Random(5)
    labels = ["a", "b", "c", "d", "e"]
    gold, predicted = rng.choices(labels[:4], k=200), rng.choices(labels, k=200)
    scores = score_topics(gold, predicted, labels=labels)
    present = sorted(set(gold))
    assert scores["accuracy"] == pytest.approx(accuracy_score(gold, predicted))
    assert scores["macro_f1"] == pytest.approx(f1_score(gold, predicted, labels=present, average="macro"))
    assert scores["confusion"] == confusion_matrix(gold, predicted, labels=labels).tolist()
    expected = precision_recall_fscore_support(gold, predicted, labels=labels, zero_division=0.0)
    for name, values in zip(("precision", "recall", "f1", "support"), expected, strict=True):
        assert [scores["per_label"][label][name] for label in labels] == pytest.approx(list(values))


def test_stance_scores_always_average_three_classes() -> None:
    scores = score_stances(["favor", "favor", "against"], ["favor", "none", "against"])
    assert scores["macro_f1"] == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert scores["favor_against_f1"] == pytest.approx((2 / 3 + 1) / 2)
    assert scores["accuracy"] == pytest.approx(2 / 3)
    assert scores["labels"] == ["favor", "against", "none"]
    assert scores["confusion"] == [[1, 0, 1], [0, 1, 0], [0, 0, 0]]


def test_stance_scores_agree_with_scikit_learn() -> None:
    rng = random.Random(6)
    gold, predicted = rng.choices(STANCES, k=90), rng.choices(STANCES, k=90)
    scores = score_stances(gold, predicted)
    assert scores["macro_f1"] == pytest.approx(f1_score(gold, predicted, average="macro"))
    polar = f1_score(gold, predicted, labels=["favor", "against"], average="macro")
    assert scores["favor_against_f1"] == pytest.approx(polar)


def test_opposite_pairs_need_both_sides_right() -> None:
    keys = [("a", 1), ("a", 1), ("a", 1), ("a", 2), ("b", 1), ("b", 1), ("c", None), ("c", None)]
    gold = ["favor", "against", "none", "against", "favor", "against", "favor", "favor"]
    predicted = ["favor", "against", "favor", "favor", "favor", "none", "favor", "favor"]
    assert opposite_pairs(keys, gold, predicted) == {"pairs": 2, "right": 1, "share": 0.5}


def test_opposite_pairs_without_pairs() -> None:
    assert opposite_pairs([1, 2], ["favor", "against"], ["favor", "against"]) == {
        "pairs": 0,
        "right": 0,
        "share": 0.0,
    }


@pytest.mark.parametrize("score", [lambda: score_stances([], []), lambda: score_topics([], [], labels=["a"])])
def test_no_items_score_zero(score) -> None:
    scores = score()
    assert (scores["items"], scores["accuracy"], scores["macro_f1"]) == (0, 0.0, 0.0)


def test_lengths_must_agree() -> None:
    with pytest.raises(DataError, match=r"^expected one prediction per gold label: 2 gold, 1 predicted$"):
        score_stances(["favor", "none"], ["favor"])


def test_an_unknown_label_is_named() -> None:
    with pytest.raises(DataError, match=r"^predicted label 'favour' of item 1 is unknown; did you mean 'favor'\?$"):
        score_stances(["favor", "favor"], ["favor", "favour"])
    with pytest.raises(DataError, match=r"^gold label 'x' of item 0 is unknown; expected one of: sport, santé$"):
        score_topics(["x"], ["sport"], labels=["sport", "santé"])


# Intervals


def test_the_interval_holds_the_figure_and_its_seed_fixes_it() -> None:
    rng = random.Random(2)
    gold, predicted = rng.choices("ab", k=60), rng.choices("ab", k=60)
    counts = class_counts(gold, predicted, labels=["a", "b"])
    low, high = bootstrap_interval(counts, lambda totals: topic_figures(totals)["accuracy"])
    accuracy = score_topics(gold, predicted, labels=["a", "b"])["accuracy"]
    assert low < accuracy < high
    # The binomial standard error is about 0.065 with 60 items: the interval is near 4 of them wide.
    assert high - low == pytest.approx(2 * 1.96 * (accuracy * (1 - accuracy) / 60) ** 0.5, rel=0.15)
    assert (low, high) == bootstrap_interval(counts, lambda totals: topic_figures(totals)["accuracy"])
    assert (low, high) != bootstrap_interval(counts, lambda totals: topic_figures(totals)["accuracy"], seed=1)


def test_articles_are_drawn_not_quotes() -> None:
    """Ten articles of fifty items, all right or all wrong: the interval is as wide as of ten items."""
    right = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    clustered = np.stack([right * 50, np.full(10, 50)], axis=1)
    spread = np.stack([np.full(10, 25), np.full(10, 50)], axis=1)

    def share(totals):
        return totals[..., 0] / totals[..., 1]

    low, high = bootstrap_interval(clustered, share)
    assert low <= 0.2 and high >= 0.8
    assert bootstrap_interval(spread, share) == (0.5, 0.5)


def test_no_article_gives_no_interval() -> None:
    assert np.isnan(bootstrap_interval(np.zeros((0, 2)), lambda totals: totals[:, 0])).all()


@pytest.mark.parametrize(("samples", "level"), [(0, 0.95), (10, 1.0), (10, 0.0)])
def test_a_bootstrap_without_sense_is_refused(samples: int, level: float) -> None:
    with pytest.raises(ConfigError, match=r"^a bootstrap needs samples >= 1 and 0 < level < 1, got "):
        bootstrap_interval(np.ones((2, 2)), lambda totals: totals[:, 0], samples=samples, level=level)
