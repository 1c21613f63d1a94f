"""The script that puts the joint model's data together: each article once, and no topic that is held out."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest
from support import SCRIPTS, SOCIAL, SPORT, TRAIN, run_script, write_articles

from newsclf.data.reading import read_articles
from newsclf.labels import STANCES
from newsclf.schema import Article, Stance


def test_each_article_comes_once_with_quotations_from_one_file_and_topics_from_the_other(tmp_path: Path) -> None:
    both, held_out = (
        Article(TRAIN[0].text, "both", topic=SPORT, quotes=()),
        Article("Un autre.", "dev", topic=SPORT, quotes=()),
    )
    again, topics_only = (
        Article(TRAIN[0].text, "both", topic=SOCIAL, topics=(SOCIAL, SPORT)),
        Article("Un troisième.", "new", topic=SPORT),
    )
    press = write_articles(tmp_path / "press.jsonl", [both, held_out])
    topics = write_articles(tmp_path / "topics.jsonl", [again, topics_only])
    done = run_script("joint_data.py", str(press), str(topics), "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = read_articles(tmp_path / "out" / "joint.jsonl")
    assert [(each.id, each.topic, each.topics, each.quotes) for each in rows] == [
        ("both", SOCIAL, (SOCIAL, SPORT), ()),
        ("dev", None, None, ()),
        ("new", SPORT, None, None),
    ]


def test_what_is_missing_is_said_without_a_traceback(tmp_path: Path) -> None:
    done = run_script("joint_data.py", "no.jsonl", "no.jsonl", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1 and done.stderr.startswith("error: no.jsonl") and "Traceback" not in done.stderr


def test_contrary_stances_are_new_ones_of_annotated_quotations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    found = import_module("joint_data").contrary("contrary.tsv")
    lines = (SCRIPTS / "annotations" / "press.jsonl").read_text(encoding="utf-8").splitlines()
    press = {row["id"]: row for row in map(json.loads, lines)}
    assert sum(map(len, found.values())) == 1302
    for article, stances in found.items():
        quotes = {quote["q"] for quote in press[article]["quotes"]}
        known = {(stance["q"], stance["target"]) for stance in press[article]["stances"]}
        for stance in stances:
            assert stance.label in STANCES and stance.number in quotes and stance.target
            assert (stance.number, stance.target) not in known


def test_contrary_stances_are_read_by_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    script = import_module("joint_data")
    table = tmp_path / "contrary.tsv"
    table.write_text("id\tq\ttarget\tlabel\na\t2\tla paix\tfavor\n", encoding="utf-8")
    found = script.contrary(str(table))
    assert found == {"a": [Stance("la paix", "favor", 2)]}
    known = Article("Un texte.", "a", stances=(Stance("la guerre", "against", 2),))
    [article] = script.merged([known], [], contrary=found)
    assert article.stances == (Stance("la guerre", "against", 2), Stance("la paix", "favor", 2))
