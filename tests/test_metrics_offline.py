"""The metrics as ``evaluate`` classes: same figures as the functions, and no word to the network."""

from __future__ import annotations

import os
import socket

import pytest

from newsclf.evaluation.metrics import QuoteMetric, StanceMetric, TopicMetric
from newsclf.labels import TOPICS
from newsclf.schema import Quote, Span
from newsclf.scores.quotes import score_quotes
from newsclf.scores.stance import score_stances
from newsclf.scores.topic import score_topics

TEXT = "« Nous tiendrons », assure Rose Adam. Selon elle, le port, lui, fermera mardi."
HELD = Quote(
    type="direct",
    content=(Span.of(TEXT, 2, 16),),
    cue=Span.of(TEXT, 20, 26),
    speaker=Span.of(TEXT, 27, 36),
    speaker_name="Rose Adam",
)
CLOSING = Quote(type="indirect", content=(Span.of(TEXT, 50, 57), Span.of(TEXT, 63, 77)))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a metric opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_the_hub_is_off() -> None:
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_topic_metric() -> None:
    gold, predicted = ["medtop:15000000", "medtop:17000000"], ["medtop:15000000", "medtop:06000000"]
    scores = TopicMetric().compute(predictions=predicted, references=gold)
    assert scores == score_topics(gold, predicted, labels=tuple(TOPICS))
    assert (scores["accuracy"], scores["macro_f1"]) == (0.5, 0.5)


def test_topic_metric_with_labels_of_ones_own() -> None:
    scores = TopicMetric().compute(predictions=["vin", "mer"], references=["vin", "vin"], labels=["vin", "mer"])
    assert scores["confusion"] == [[1, 1], [0, 0]]


def test_stance_metric_can_be_asked_twice() -> None:
    metric = StanceMetric()
    gold = ["favor", "none", "against"]
    assert metric.compute(predictions=gold, references=gold)["macro_f1"] == 1.0
    predicted = ["favor", "favor", "against"]
    assert metric.compute(predictions=predicted, references=gold) == score_stances(gold, predicted)


def test_quote_metric_reads_the_json_of_quotes() -> None:
    gold, predicted = [[HELD, CLOSING], []], [[HELD], [CLOSING]]
    scores = QuoteMetric().compute(
        predictions=[[quote.to_json() for quote in quotes] for quotes in predicted],
        references=[[quote.to_json() for quote in quotes] for quotes in gold],
    )
    assert scores == score_quotes(gold, predicted)
    assert (scores["f1"], scores["exact_f1"], scores["name_accuracy"]) == (0.5, 0.5, 1.0)


def test_quote_metric_takes_articles_one_batch_at_a_time() -> None:
    metric = QuoteMetric()
    metric.add_batch(predictions=[[HELD.to_json()]], references=[[HELD.to_json()]])
    metric.add_batch(predictions=[[]], references=[[CLOSING.to_json()]])
    assert metric.compute()["recall"] == 0.5


@pytest.mark.parametrize("metric", [TopicMetric, QuoteMetric, StanceMetric])
def test_a_metric_says_what_it_wants(metric: type) -> None:
    info = metric().info
    assert set(info.features) == {"predictions", "references"}
    assert "references: [" in info.inputs_description
