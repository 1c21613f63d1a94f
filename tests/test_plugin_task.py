"""A fourth task by one file and one configuration, through the commands that know nothing of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import DEV, TRAIN, finish, newsclf, start, write_articles

from newsclf import tasks as registry
from newsclf.schema import Article

TOY = '''
"""Does an article say that something is cold? With the word that tells."""

from typing import NamedTuple

import numpy as np
from torch import cat, nn

from newsclf.tasks.base import Task, masked_mean


class Feeling(NamedTuple):
    label: str
    word: str


class ToyHead(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.logits = nn.Linear(size, 2)
        self.evidence = nn.Linear(size, 1)

    def forward(self, hidden, mask, features):
        return {"logits": self.logits(masked_mean(hidden, mask)), "evidence": self.evidence(hidden)}


class ToyTask(Task):
    name = "toy"
    metric = "accuracy"
    reads_article = True
    default_labels = ("cold", "other")

    def labels_of(self, article):
        return [article.extra["feeling"]] if "feeling" in article.extra else []

    def examples(self, article):
        for label in self.labels_of(article):
            self.label_index(label, f"article {article.id!r}")
        return [article] if self.labels_of(article) else []

    def targets(self, example, windows, codec):
        label = np.asarray(self.label_index(example.extra["feeling"], example.id))
        return [{"label": label} for _ in windows]

    def head(self, hidden_size):
        return ToyHead(hidden_size)

    def loss(self, outputs, targets):
        return nn.functional.cross_entropy(outputs["logits"], targets["label"])

    def decode(self, example, *, windows, outputs, codec, temperature):
        tokens = codec.tokens(example.text)
        window, output = windows[0], outputs[0]
        assert len(output["evidence"]) == len(window.input_ids)
        seen = output["evidence"][window.start : window.start + window.count, 0]
        start, end = tokens.offsets[int(seen.argmax())]
        return Feeling(self.labels[int(output["logits"].argmax())], example.text[start:end])

    def score(self, examples, predictions):
        right = [p.label == e.extra["feeling"] for e, p in zip(examples, predictions, strict=True)]
        return {"accuracy": sum(right) / len(right)}

    def fit_temperature(self, examples, predictions):
        return 1.0
'''


def with_feelings(articles: list[Article]) -> list[Article]:
    return [
        replace(article, extra={"feeling": "cold" if article.id.startswith("meteo") else "other"})
        for article in articles
    ]


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installed package, as pip leaves it: one module and its metadata."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "toy.py").write_text(TOY)
    info = folder / "toy-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toy\nVersion: 0.1\n")
    (info / "entry_points.txt").write_text("[newsclf.tasks]\ntoy = toy:ToyTask\n")
    return folder


@pytest.fixture(scope="module")
def toy_run(plugin: Path, settings: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of the toy task beside one of the package's own, by the command line."""
    folder = tmp_path_factory.mktemp("toy")
    write_articles(folder / "train.jsonl", with_feelings(TRAIN))
    write_articles(folder / "dev.jsonl", with_feelings([*TRAIN, *DEV]))
    config = {
        **settings,
        "data": {"train": str(folder), "validation": str(folder)},
        "train": {**settings["train"], "epochs": 15},
        "tasks": {"toy": {}, "topic": {"weight": 0.5}},
        "output": str(folder / "run"),
    }
    (folder / "toy.yaml").write_text(yaml.safe_dump(config))
    done = finish(start("train", folder / "toy.yaml", path=[plugin]))
    assert done.code == 0, done.err
    assert "toy (validation): accuracy 1.000" in done.err
    return folder / "run"


@pytest.fixture
def installed(plugin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process with the plug-in installed, and without it again afterwards."""
    monkeypatch.syspath_prepend(plugin)
    monkeypatch.setattr(registry, "_registered", dict(registry._registered))


@pytest.mark.usefixtures("installed")
def test_the_toy_task_is_evaluated(toy_run: Path, tmp_path: Path) -> None:
    done = newsclf("evaluate", toy_run, toy_run.parent / "train.jsonl", "--task", "toy", "-o", tmp_path / "report")
    assert done.code == 0, done.err
    assert "toy" in done.out and "accuracy" in done.out
    metrics = json.loads((tmp_path / "report" / "metrics.json").read_text())
    assert metrics["tasks"]["toy"]["model"]["accuracy"] == 1.0


@pytest.mark.usefixtures("installed")
def test_the_toy_task_predicts(toy_run: Path) -> None:
    from newsclf.predict import Analyzer, Predictor

    predictor = Predictor.from_pretrained(toy_run, task="toy")
    found = predictor.predict([TRAIN[5], TRAIN[0].text])
    assert [feeling.label for feeling in found] == ["cold", "other"]
    assert found[0].word in TRAIN[5].text
    assert Analyzer.from_pretrained(toy_run).analyze(TRAIN[5]).topic is not None


def test_without_the_plugin_the_model_says_what_is_missing(toy_run: Path) -> None:
    done = newsclf("evaluate", toy_run, "sample")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("newsclf: ") and "unknown task 'toy'" in done.err
