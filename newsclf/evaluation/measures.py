"""One task's predictions held against gold: scores, counts by article, and how sure was how right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsclf.errors import DataError
from newsclf.evaluation.gold import annotated
from newsclf.labels import STANCES
from newsclf.schema import Article, Quote, StancePrediction, TopicPrediction
from newsclf.scores.calibration import rescale, rescale_binary
from newsclf.scores.counts import FloatArray, check_aligned, class_counts, ratio
from newsclf.scores.quotes import MIN_IOU, match_quotes, quote_counts, quote_figures, score_quotes
from newsclf.scores.stance import opposite_pairs, pair_counts, pair_figures, score_stances, stance_figures
from newsclf.scores.topic import carried_counts, carried_f1, score_topics, topic_figures


@dataclass(frozen=True, slots=True)
class Measure:
    """Predictions of one system for one task, measured.

    ``counts`` is [articles, ...] and adds up; ``figures`` turns totals into the scalar figures of
    ``scores``. ``confidence`` and ``correct`` are [items] (articles, predicted quotes or triples).
    """

    scores: dict[str, Any]
    counts: FloatArray
    figures: Callable[[FloatArray], dict[str, FloatArray]]
    confidence: FloatArray
    correct: NDArray[np.bool_]


def measure(task: str, articles: Sequence[Article], predictions: Sequence[Any], *, labels: Sequence[str]) -> Measure:
    """Measure ``predictions`` (as models and baselines give them) against the gold of ``articles``.

    ``labels`` are the topic labels in order; the other tasks have closed sets of their own. DataError when an
    article lacks gold or predictions are missing, out of order or of unknown labels.
    """
    known = annotated(articles, task=task)
    if len(known) < len(articles):
        raise DataError(
            f"{len(articles) - len(known)} of {len(articles)} articles have no gold for task {task!r}: "
            "keep those that newsclf.evaluation.gold.annotated gives"
        )
    if task == "topic":
        return _measure_topics(articles, predictions, labels=labels)
    if task == "quotes":
        return _measure_quotes(articles, predictions)
    return _measure_stances(articles, predictions)


def confidence_before(task: str, predictions: Sequence[Any], *, temperature: float) -> FloatArray:
    """[items] confidences as they were before ``temperature`` was applied to them."""
    if task == "quotes":
        scores = [quote.score for quotes in predictions for quote in quotes]
        return rescale_binary(np.array(scores), 1 / temperature)
    return np.array([_score_before(prediction, temperature) for prediction in predictions])


def _score_before(prediction: TopicPrediction | StancePrediction, temperature: float) -> float:
    labels = list(prediction.scores)
    before = rescale([prediction.scores[label] for label in labels], 1 / temperature)
    return float(before[labels.index(prediction.label)])


def _measure_topics(
    articles: Sequence[Article], predictions: Sequence[TopicPrediction], *, labels: Sequence[str]
) -> Measure:
    gold = [str(article.topic) for article in articles]
    predicted = [prediction.label for prediction in predictions]
    main = class_counts(gold, predicted, labels=labels).reshape(len(gold), -1)
    carried = carried_counts(
        [article.topics or (label,) for article, label in zip(articles, gold, strict=True)],
        [prediction.labels for prediction in predictions],
    )
    among_two = [[label in each.ranked[:2]] for label, each in zip(gold, predictions, strict=True)]
    counts = np.concatenate([main, carried, np.array(among_two, dtype=np.float64)], axis=1)
    figures = {name: float(value) for name, value in _all_topic_figures(counts.sum(axis=0)).items()}
    several = sum(article.topics is not None for article in articles)
    return Measure(
        scores={**score_topics(gold, predicted, labels=labels), **figures, "several": several},
        counts=counts,
        figures=_all_topic_figures,
        confidence=np.array([prediction.score for prediction in predictions]),
        correct=np.array(gold) == np.array(predicted),
    )


def _all_topic_figures(totals: FloatArray) -> dict[str, FloatArray]:
    """The figures of totals [..., 3 * labels + 3 + 1]: main label, labels carried, main one among the two likeliest."""
    main = totals[..., :-4].reshape(*totals.shape[:-1], 3, -1)
    among_two = ratio(totals[..., -1], main[..., 1, :].sum(axis=-1))
    return {**topic_figures(main), "top2_accuracy": among_two, "carried_f1": carried_f1(totals[..., -4:-1])}


def _measure_quotes(articles: Sequence[Article], predictions: Sequence[Sequence[Quote]]) -> Measure:
    gold = [article.quotes or () for article in articles]
    counts = quote_counts(gold, predictions)
    correct = []
    for ours, theirs in zip(gold, predictions, strict=True):
        found = {column for _, column in match_quotes(ours, theirs, min_iou=MIN_IOU)}
        correct += [column in found for column in range(len(theirs))]
    return Measure(
        scores=score_quotes(gold, predictions),
        counts=counts,
        figures=quote_figures,
        confidence=np.array([quote.score for quotes in predictions for quote in quotes]),
        correct=np.array(correct, dtype=bool),
    )


def _measure_stances(articles: Sequence[Article], predictions: Sequence[StancePrediction]) -> Measure:
    asked = [(place, stance) for place, article in enumerate(articles) for stance in article.stances or ()]
    gold = [stance.label for _, stance in asked]
    check_aligned(gold, predictions, what="gold triple")
    for (place, stance), prediction in zip(asked, predictions, strict=True):
        if prediction.target != stance.target:
            raise DataError(
                f"stance predictions must follow the gold triples: expected target {stance.target!r} "
                f"of article {articles[place].id!r}, got {prediction.target!r}"
            )
    predicted = [prediction.label for prediction in predictions]
    keys = [(place, stance.number) for place, stance in asked]
    pairs = opposite_pairs(keys, gold, predicted)
    return Measure(
        scores=score_stances(gold, predicted) | {"opposite_pairs": pairs["share"], "pairs": pairs["pairs"]},
        counts=_stance_counts(keys, gold, predicted, articles=len(articles)),
        figures=_all_stance_figures,
        confidence=np.array([prediction.score for prediction in predictions]),
        correct=np.array(gold) == np.array(predicted),
    )


def _stance_counts(
    keys: Sequence[tuple[int, int | None]], gold: Sequence[str], predicted: Sequence[str], *, articles: int
) -> FloatArray:
    """[articles, 9 + 2]: label counts, then pair counts, of all triples of an article."""
    by_label = class_counts(gold, predicted, labels=STANCES).reshape(len(gold), -1)
    by_triple = np.concatenate([by_label, pair_counts(keys, gold, predicted)], axis=1)
    counts = np.zeros((articles, by_triple.shape[1]))
    np.add.at(counts, [place for place, _ in keys], by_triple)
    return counts


def _all_stance_figures(totals: FloatArray) -> dict[str, FloatArray]:
    by_label = totals[..., :-2].reshape(*totals.shape[:-1], 3, len(STANCES))
    return stance_figures(by_label) | pair_figures(totals[..., -2:])
