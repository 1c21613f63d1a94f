"""The scores of the three tasks as ``evaluate.Metric`` classes, which need no Hub.

Built, not loaded: ``QuoteMetric().compute(predictions=..., references=...)``. Importing this module
imports ``evaluate``, which takes seconds; newsclf itself calls the functions of ``newsclf.scores``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import evaluate
from datasets import Features, List, Value

from newsclf.labels import TOPICS
from newsclf.schema import Quote, Span
from newsclf.scores.quotes import score_quotes
from newsclf.scores.stance import score_stances
from newsclf.scores.topic import score_topics

_SPAN = {"start": Value("int64"), "end": Value("int64"), "text": Value("string")}
_QUOTE = {
    "type": Value("string"),
    "content": List(_SPAN),
    "cue": _SPAN,
    "speaker": _SPAN,
    "speaker_name": Value("string"),
    "score": Value("float64"),
}
_LABELS_IN = """
Args:
    predictions: [items] predicted labels, strings.
    references: [items] gold labels, strings, in the same order.
"""
_QUOTES_IN = """
Args:
    predictions: [articles] lists of predicted quotes, each the object of `Quote.to_json()`: type, content
        (a list of {start, end, text}), cue, speaker (such a span or None), speaker_name (or None), score.
    references: [articles] lists of gold quotes of the same form, in the same order.
"""


class TopicMetric(evaluate.Metric):  # type: ignore[misc]
    """Accuracy, macro-F1 over the labels present in gold, per label, confusion: see ``score_topics``."""

    def _info(self) -> evaluate.MetricInfo:
        return _info("One topic per article.", _LABELS_IN, feature=Value("string"))

    def _compute(
        self, *, predictions: Sequence[str], references: Sequence[str], labels: Sequence[str] = tuple(TOPICS)
    ) -> dict[str, Any]:
        return score_topics(references, predictions, labels=labels)


class QuoteMetric(evaluate.Metric):  # type: ignore[misc]
    """Content F1 at IoU >= 0.8 and exact, type, cue, speaker, name, joint F1: see ``score_quotes``."""

    def _info(self) -> evaluate.MetricInfo:
        return _info("The quotations of each article.", _QUOTES_IN, feature=List(_QUOTE))

    def _compute(
        self,
        *,
        predictions: Sequence[Sequence[Mapping[str, Any]]],
        references: Sequence[Sequence[Mapping[str, Any]]],
    ) -> dict[str, Any]:
        return score_quotes(_articles(references), _articles(predictions))


class StanceMetric(evaluate.Metric):  # type: ignore[misc]
    """Accuracy, macro-F1 over favor, against, none, favor/against F1, confusion: see ``score_stances``."""

    def _info(self) -> evaluate.MetricInfo:
        return _info("The stance of each triple.", _LABELS_IN, feature=Value("string"))

    def _compute(self, *, predictions: Sequence[str], references: Sequence[str]) -> dict[str, Any]:
        return score_stances(references, predictions)


def _info(description: str, inputs: str, *, feature: Any) -> evaluate.MetricInfo:
    return evaluate.MetricInfo(
        description=description,
        citation="",
        inputs_description=inputs,
        features=Features({"predictions": feature, "references": feature}),
    )


def _articles(articles: Sequence[Sequence[Mapping[str, Any]]]) -> list[list[Quote]]:
    return [[_quote(row) for row in rows] for rows in articles]


def _quote(row: Mapping[str, Any]) -> Quote:
    return Quote(
        type=row["type"],
        content=tuple(Span(**span) for span in row["content"]),
        cue=Span(**row["cue"]) if row["cue"] else None,
        speaker=Span(**row["speaker"]) if row["speaker"] else None,
        speaker_name=row["speaker_name"],
        score=row["score"],
    )
