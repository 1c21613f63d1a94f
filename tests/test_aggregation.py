"""Stances summed up over many articles: what is counted, what is not, and the table and picture of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.csv
import pyarrow.parquet
import pytest
from support import TRAIN, newsclf, write_articles

from newsclf.aggregation import StanceSummary, check_table, summarize, summarize_file, write_table
from newsclf.errors import ConfigError, DataError
from newsclf.report.pictures import stance_picture
from newsclf.schema import Analysis, ModelInfo, StancePrediction

MODEL = ModelInfo("tiny", "1")


def analysis(id: str, *stances: tuple[str | None, str, str], score: float = 0.9) -> Analysis:
    found = [
        StancePrediction(quote=0, speaker_name=speaker, target=target, label=label, score=score)  # type: ignore[arg-type]
        for speaker, target, label in stances
    ]
    return Analysis(id=id, topic=None, quotes=(), stances=found, model=MODEL)


def said(labels: Sequence[str], *, speaker: str = "Ana Roth", target: str = "la digue") -> list[Analysis]:
    return [analysis(f"a{place}", (speaker, target, label)) for place, label in enumerate(labels)]


def test_none_is_shown_beside_and_counts_neither_for_nor_against() -> None:
    [with_none] = summarize(said(["favor"] * 6 + ["against"] * 2 + ["none"] * 40))
    [without] = summarize(said(["favor"] * 6 + ["against"] * 2))
    assert (with_none.favor, with_none.against, with_none.none, with_none.articles) == (6, 2, 40, 48)
    assert with_none.mean == without.mean == pytest.approx(0.5)
    assert (with_none.low, with_none.high) == (without.low, without.high)


def test_the_interval_is_wilsons() -> None:
    [found] = summarize(said(["favor"] * 8 + ["against"] * 2))
    # Wilson's interval of 8 in 10 is 0.490 to 0.943 (Newcombe 1998, table I, method 3); as a mean, 2p - 1.
    assert (found.low, found.high) == (pytest.approx(-0.020, abs=2e-3), pytest.approx(0.887, abs=2e-3))
    assert found.verdict == "divided"


@pytest.mark.parametrize(
    ("labels", "verdict"),
    [
        (["favor"] * 5, "favor"),
        (["against"] * 5, "against"),
        (["favor"] * 5 + ["against"] * 4, "divided"),
        (["favor"] * 4, "insufficient"),
        (["none"] * 50, "insufficient"),
    ],
)
def test_a_verdict_needs_enough_positions_that_point_one_way(labels: list[str], verdict: str) -> None:
    [found] = summarize(said(labels))
    assert found.verdict == verdict
    assert (found.mean is None) == (verdict == "insufficient")


def test_the_minimum_is_the_users_to_set() -> None:
    [found] = summarize(said(["favor"] * 4), minimum=4)
    assert found.verdict == "favor"
    with pytest.raises(ConfigError, match="minimum: at least one position is needed for a mean, got 0"):
        summarize([], minimum=0)


def test_speakers_and_targets_are_told_apart_and_ordered() -> None:
    articles = [
        analysis("1", ("Zoé Lam", "le pont", "favor"), ("Ana Roth", "la digue", "against")),
        analysis("2", ("Ana Roth", "le pont", "favor"), ("Ana Roth", "le pont", "favor"), (None, "le pont", "none")),
    ]
    found = [(each.target, each.speaker_name, each.favor, each.articles) for each in summarize(articles)]
    assert found == [
        ("la digue", "Ana Roth", 0, 1),
        ("le pont", "Ana Roth", 2, 1),
        ("le pont", "Zoé Lam", 1, 1),
        ("le pont", None, 0, 1),
    ]


def test_unsure_stances_can_be_left_out(tmp_path: Path) -> None:
    articles = [analysis("1", ("A", "t", "favor"), score=0.4), analysis("2", ("A", "t", "against"), score=0.8)]
    path = tmp_path / "out.jsonl"
    path.write_text("".join(json.dumps(each.to_json()) + "\n" for each in articles), encoding="utf-8")
    for found in (summarize(articles, min_score=0.5), summarize_file(path, min_score=0.5)):
        assert [(each.favor, each.against) for each in found] == [(0, 1)]


def test_a_line_that_is_no_prediction_is_named(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(json.dumps(analysis("1").to_json()) + '\n{"id": "2"}\n', encoding="utf-8")
    with pytest.raises(
        DataError, match=r"out\.jsonl:2: not a line that `newsclf predict` wrote: KeyError\('stances'\)"
    ):
        summarize_file(path)
    with pytest.raises(DataError, match=r"none\.jsonl: cannot be read: "):
        summarize_file(tmp_path / "none.jsonl")


@pytest.mark.parametrize(("name", "read"), [("t.csv", pyarrow.csv.read_csv), ("t.parquet", pyarrow.parquet.read_table)])
def test_a_table_is_read_again_as_it_was_written(name: str, read: object, tmp_path: Path) -> None:
    found = summarize(said(["favor"] * 6) + said(["none"], speaker="Élise « Lili » Ott, maire"))
    write_table(tmp_path / name, found)
    rows = read(str(tmp_path / name)).to_pylist()  # type: ignore[operator]
    assert [StanceSummary(**row) for row in rows] == found


def test_a_table_of_another_kind_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"t\.xlsx: a table of stances ends in \.csv or \.parquet"):
        check_table("t.xlsx")


def test_the_picture_names_targets_and_speakers_and_stays_the_same() -> None:
    found = summarize(said(["favor"] * 6) + said(["against"], target="le pont <neuf> & vieux", speaker="R&D"))
    svg = stance_picture(found)
    words = "".join(ElementTree.fromstring(svg).itertext())
    for word in ("la digue", "le pont <neuf> & vieux", "Ana Roth", "R&D", "6 / 0 / 0", "partagé"):
        assert word in words
    assert svg == stance_picture(found)
    assert ElementTree.fromstring(stance_picture([])) is not None


def test_predict_sums_up_at_the_end(tiny_run: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "in.jsonl", TRAIN)
    options = ["--model", str(tiny_run), "--target", "la grève", "--summary", str(tmp_path / "s.csv")]
    command = ["predict", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl"), *options]
    done = newsclf(*command, "--plot", str(tmp_path / "s.svg"), "--minimum", "1")
    assert done.code == 0, done.err
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    table = pyarrow.csv.read_csv(tmp_path / "s.csv").to_pylist()
    asked = sum(len(line["stances"]) for line in lines)
    assert sum(row["favor"] + row["against"] + row["none"] for row in table) == asked
    assert (tmp_path / "s.svg").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--summary", "s.csv"], "--summary and --plot sum stances up: name what they are asked about with --target"),
        (["--summary", "s.txt", "--target", "t"], "s.txt: a table of stances ends in .csv or .parquet"),
        (["--plot", "s.png", "--target", "t"], "s.png: the picture of stances ends in .svg"),
        (
            ["--plot", "s.svg", "--target", "t", "--minimum", "0"],
            "minimum: at least one position is needed for a mean, got 0",
        ),
    ],
)
def test_a_summary_that_cannot_be_is_refused_before_anything_is_read(
    options: list[str], message: str, tmp_path: Path
) -> None:
    write_articles(tmp_path / "in.jsonl", TRAIN)
    done = newsclf("predict", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl"), *options)
    assert (done.code, done.err.strip()) == (2, f"newsclf: {message}")
    assert not (tmp_path / "out.jsonl").exists()
