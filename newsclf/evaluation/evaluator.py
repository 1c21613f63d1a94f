"""From predictions to everything a report says of one task; runs no model and writes no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from newsclf.evaluation.gold import triples
from newsclf.evaluation.measures import Measure, confidence_before, measure
from newsclf.schema import Article
from newsclf.scores.bootstrap import bootstrap_interval
from newsclf.scores.calibration import calibration_floor, expected_calibration_error
from newsclf.scores.counts import FloatArray
from newsclf.scores.coverage import Coverage, coverage_table

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class SystemScores:
    """What one system (the model or a baseline) reached on a task.

    ``scores`` are those of ``newsclf.scores``; ``intervals`` has (low, high) for each scalar figure
    among them; ``calibration_error`` is that of the scores it gave. A task of the user's own, which
    newsclf cannot count by article, has neither.
    """

    name: str
    scores: Mapping[str, Any]
    intervals: Mapping[str, tuple[float, float]]
    calibration_error: float | None

    def to_json(self) -> dict[str, Any]:
        intervals = {figure: list(interval) for figure, interval in self.intervals.items()}
        return {**self.scores, "calibration_error": self.calibration_error, "intervals": intervals}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Expected calibration error of the model without and with the temperature stored in it.

    ``floor`` is what a perfectly calibrated model as sure as this one would show on so few items.
    """

    temperature: float
    before: float
    after: float
    floor: float

    def to_json(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class TaskEvaluation:
    """One task measured: the model, the baselines beside it, and the lines of ``predictions.jsonl``.

    ``per_source`` has the model's figures, and the number of articles, by the articles' ``source``; it is empty
    where they all have the same. ``coverage`` says what leaving out the least sure answers would give.
    """

    task: str
    articles: int
    model: SystemScores
    per_source: Mapping[str, Mapping[str, float]]
    baselines: tuple[SystemScores, ...]
    calibration: Calibration | None
    coverage: tuple[Coverage, ...]
    samples: int
    seed: int
    lines: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        bootstrap = {"samples": self.samples, "seed": self.seed, "level": LEVEL, "over": "articles"}
        return {
            "articles": self.articles,
            "bootstrap": bootstrap if self.samples else None,
            "model": self.model.to_json(),
            "per_source": {source: dict(figures) for source, figures in self.per_source.items()},
            "calibration": self.calibration.to_json() if self.calibration else None,
            "coverage": [row.to_json() for row in self.coverage],
            "baselines": {baseline.name: baseline.to_json() for baseline in self.baselines},
        }


def evaluate_predictions(
    task: str,
    articles: Sequence[Article],
    predictions: Sequence[Any],
    *,
    labels: Sequence[str] = (),
    temperature: float = 1.0,
    baselines: Mapping[str, Sequence[Any]] | None = None,
    samples: int = 1000,
    seed: int = 0,
) -> TaskEvaluation:
    """Measure the model's ``predictions`` and those of ``baselines`` (by name) on annotated ``articles``.

    Topic: one TopicPrediction per article, ``labels`` in the model's order; quotes: the quotes of each
    article; stance: one StancePrediction per gold triple, in file order. Scores are taken as they came out
    after ``temperature``. Intervals are of LEVEL, from ``samples`` bootstrap samples of articles.
    Errors: see :func:`newsclf.evaluation.measures.measure`.
    """
    model = measure(task, articles, predictions, labels=labels)
    before = confidence_before(task, predictions, temperature=temperature)
    measured = {name: measure(task, articles, answers, labels=labels) for name, answers in (baselines or {}).items()}
    return TaskEvaluation(
        task=task,
        articles=len(articles),
        model=_system("model", model, samples=samples, seed=seed),
        per_source=_per_source(model, [article.source or "no source" for article in articles]),
        baselines=tuple(_system(name, each, samples=samples, seed=seed) for name, each in measured.items()),
        calibration=Calibration(
            temperature=temperature,
            before=expected_calibration_error(before, model.correct),
            after=expected_calibration_error(model.confidence, model.correct),
            floor=calibration_floor(model.confidence, seed=seed),
        ),
        coverage=coverage_table(model.confidence, model.correct),
        samples=samples,
        seed=seed,
        lines=tuple(_lines(task, articles, predictions)),
    )


def evaluate_scores(
    task: str, scores: Mapping[str, Any], *, articles: int, lines: Iterable[dict[str, Any]] = ()
) -> TaskEvaluation:
    """The evaluation of a task of the user's own, from what its ``score`` gave; without intervals."""
    return TaskEvaluation(
        task=task,
        articles=articles,
        model=SystemScores(name="model", scores=scores, intervals={}, calibration_error=None),
        per_source={},
        baselines=(),
        calibration=None,
        coverage=(),
        samples=0,
        seed=0,
        lines=tuple(lines),
    )


def _system(name: str, measured: Measure, *, samples: int, seed: int) -> SystemScores:
    def interval(figure: str) -> tuple[float, float]:
        def statistic(totals: FloatArray) -> FloatArray:
            return measured.figures(totals)[figure]

        return bootstrap_interval(measured.counts, statistic, samples=samples, seed=seed, level=LEVEL)

    figures = measured.figures(np.asarray(measured.counts.sum(axis=0)))
    return SystemScores(
        name=name,
        scores=measured.scores,
        intervals={figure: interval(figure) for figure in figures},
        calibration_error=expected_calibration_error(measured.confidence, measured.correct),
    )


def _per_source(measured: Measure, sources: Sequence[str]) -> dict[str, dict[str, float]]:
    """The figures over the articles of each source, given by article; empty for a single source."""
    found = {}
    for source in sorted(set(sources)):
        counts = measured.counts[[each == source for each in sources]]
        figures = measured.figures(np.asarray(counts.sum(axis=0)))
        found[source] = {"articles": len(counts), **{name: float(value) for name, value in figures.items()}}
    return found if len(found) > 1 else {}


def _lines(task: str, articles: Sequence[Article], predictions: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """One line per article, for stance one per gold triple."""
    if task == "stance":
        for triple, stance in zip(triples(articles), predictions, strict=True):
            place = {
                "task": task,
                "id": triple.article.id,
                "q": triple.stance.number,
                "target": stance.target,
            }
            yield place | {"label": stance.label, "scores": dict(stance.scores)}
        return
    for article, prediction in zip(articles, predictions, strict=True):
        if task == "topic":
            answer = {"label": prediction.label, "scores": dict(prediction.scores)}
        else:
            answer = {"quotes": [quote.to_json() for quote in prediction]}
        yield {"task": task, "id": article.id} | answer
