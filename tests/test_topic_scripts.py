"""The scripts that measure topics run from end to end on a tiny model, and say what is wrong without a traceback."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest
from support import DEV, SCRIPTS, SOCIAL, SPORT, TRAIN, run_script, write_articles

from newsclf.checkpoints import load_model
from newsclf.schema import Article, TopicPrediction


@pytest.fixture(autouse=True)
def _scripts_are_found(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield


def test_windows_are_measured_whole_and_by_their_beginning(tiny_run: Path, capsys: Any) -> None:
    script = import_module("measure_windows")
    long = Article(TRAIN[0].text + " Le club a gagné." * 80, id="long", topic=SPORT)
    script.measure(load_model(tiny_run), [*TRAIN, long])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines[:3]] == [f"first {size} tokens" for size in (128, 256, 512)]
    assert len(lines) == 3 + 2 * len(script.COMBINED)
    assert "   1 articles" in next(line for line in lines if "several windows" in line)
    assert "accuracy 1.000" in next(line for line in lines if line.startswith("mean of logits by tokens"))


def test_few_examples_are_drawn_by_label_and_measured_three_ways(
    tiny_camembert: Path, tmp_path: Path, capsys: Any
) -> None:
    script = import_module("few_shot")
    train, test = write_articles(tmp_path / "train.jsonl", TRAIN), write_articles(tmp_path / "test.jsonl", DEV)
    options = Namespace(train=train, test=test, encoder=str(tiny_camembert), sizes=[1, 2], draws=2, windows=1)
    script.run(options)
    rows = [line.split(" | ")[:2] for line in capsys.readouterr().out.splitlines()[2:]]
    methods = ["TF-IDF + LR", "frozen encoder + LR", "newsclf"]
    assert rows == [[f"| {size}", method] for size in (1, 2) for method in methods]


@pytest.mark.parametrize("size", [1, 2, 9])
def test_as_many_examples_as_there_are(size: int) -> None:
    script = import_module("few_shot")
    found = list(script.drawn(TRAIN, size=size, labels=[SPORT, SOCIAL], random=Random(0)))
    assert [article.topic for article in found] == [SPORT] * min(size, 2) + [SOCIAL] * min(size, 2)


def test_an_article_is_filed_under_the_likeliest_of_the_concepts_asked() -> None:
    script = import_module("cross_source")
    scores = {"medtop:02000000": 0.6, "medtop:15000000": 0.25, "medtop:11000000": 0.1, "medtop:16000000": 0.05}
    assert script.merged(TopicPrediction("medtop:02000000", "", 0.6, scores)) == "sports"
    assert script.merged(TopicPrediction("medtop:16000000", "", 0.9, {"medtop:16000000": 0.9})) == "politics"


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        ("measure_windows.py", ["MODEL", "no.jsonl"]),
        ("few_shot.py", ["no.jsonl", "no.jsonl"]),
        ("cross_source.py", ["MODEL", "no.jsonl", "--train", "no.jsonl"]),
    ],
)
def test_what_is_missing_is_said_without_a_traceback(script: str, arguments: list[str], tmp_path: Path) -> None:
    done = run_script(script, *arguments, cwd=tmp_path)
    assert done.returncode == 1 and done.stderr.startswith("error: ") and "Traceback" not in done.stderr
