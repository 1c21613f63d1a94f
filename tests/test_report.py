"""From predictions to the three files: figures, intervals, calibration, tables, lines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from newsclf.errors import ConfigError, DataError
from newsclf.evaluation.evaluator import TaskEvaluation, evaluate_predictions, evaluate_scores
from newsclf.evaluation.report import Provenance, report_markdown, write_report
from newsclf.schema import Article, ModelInfo, Quote, Span, Stance, StancePrediction, TopicPrediction
from newsclf.scores.calibration import rescale

SPORT, WEATHER, HEALTH = "medtop:15000000", "medtop:17000000", "medtop:07000000"
TOPICS = (HEALTH, SPORT, WEATHER)
PROVENANCE = Provenance(
    model=ModelInfo("petit-modele", "0.1"),
    data="sample",
    split="test",
    data_hash="0123456789abcdef",
    command="newsclf evaluate runs/petit sample --split test",
)
TEXT = "« Le col est ouvert », dit Inès Faure. Elle ajoute que la route reste glissante."
OPEN = Quote(
    "direct",
    (Span.of(TEXT, 2, 19),),
    cue=Span.of(TEXT, 23, 26),
    speaker=Span.of(TEXT, 27, 37),
    speaker_name="Inès Faure",
    number=1,
)
SLIPPERY = Quote("indirect", (Span.of(TEXT, 55, 79),), speaker_name="Inès Faure", number=4)
ARTICLES = [
    Article(
        text=TEXT,
        id="col",
        topic=WEATHER,
        quotes=(OPEN, SLIPPERY),
        stances=(
            Stance("la réouverture du col", "favor", number=4),
            Stance("la fermeture du col", "against", number=4),
            Stance("la route", "none"),
        ),
    ),
    Article(text="Le club a gagné.", id="club", topic=SPORT, quotes=(), stances=()),
]


def topic(label: str, scores: tuple[float, float, float]) -> TopicPrediction:
    by_label = dict(zip(TOPICS, scores, strict=True))
    return TopicPrediction(label=label, name="", score=by_label[label], scores=by_label)


def stance(target: str, label: str, score: float) -> StancePrediction:
    scores = {each: score if each == label else (1 - score) / 2 for each in ("favor", "against", "none")}
    return StancePrediction(None, None, target, label, score, scores)


TOPIC_ANSWERS = [topic(WEATHER, (0.1, 0.1, 0.8)), topic(HEALTH, (0.6, 0.3, 0.1))]
STANCE_ANSWERS = [
    stance("la réouverture du col", "favor", 0.9),
    stance("la fermeture du col", "none", 0.5),
    stance("la route", "none", 0.7),
]
QUOTE_ANSWERS = [
    [replace(OPEN, score=0.9, number=None)],
    [Quote("direct", (Span(0, 7, "Le club"),), score=0.4)],
]


@pytest.fixture(scope="module")
def evaluations() -> list[TaskEvaluation]:
    majority = [topic(SPORT, (0.2, 0.5, 0.3))] * 2
    return [
        evaluate_predictions(
            "topic",
            ARTICLES,
            TOPIC_ANSWERS,
            labels=TOPICS,
            temperature=2.0,
            baselines={"majority": majority},
            samples=50,
        ),
        evaluate_predictions("quotes", ARTICLES, QUOTE_ANSWERS, baselines={"rules": [[], []]}, samples=50),
        evaluate_predictions("stance", ARTICLES, STANCE_ANSWERS, samples=50),
    ]


def test_topics_are_measured_beside_the_baselines(evaluations: list[TaskEvaluation]) -> None:
    evaluation = evaluations[0]
    assert (evaluation.model.scores["accuracy"], evaluation.model.scores["macro_f1"]) == (0.5, 0.5)
    assert evaluation.model.intervals["accuracy"] == (0.0, 1.0)
    [majority] = evaluation.baselines
    assert (majority.name, majority.scores["accuracy"]) == ("majority", 0.5)
    assert majority.calibration_error == pytest.approx(0.0)


def test_calibration_before_is_taken_back_from_the_temperature(evaluations: list[TaskEvaluation]) -> None:
    calibration = evaluations[0].calibration
    # After: 0.8 and right, 0.6 and wrong. Before: the same, sharpened by temperature 1/2.
    assert calibration.after == pytest.approx((0.2 + 0.6) / 2)
    sure = [rescale(list(answer.scores.values()), 0.5).max() for answer in TOPIC_ANSWERS]
    assert calibration.before == pytest.approx((1 - sure[0] + sure[1]) / 2)
    assert evaluations[1].calibration.before == pytest.approx(evaluations[1].calibration.after)


def test_quotes_are_measured_article_by_article(evaluations: list[TaskEvaluation]) -> None:
    scores = evaluations[1].model.scores
    assert (scores["items"], scores["predicted"], scores["matched"], scores["f1"]) == (2, 2, 1, 0.5)
    # 0.9 for the quote that is right, 0.4 for the one that is not.
    assert evaluations[1].calibration.after == pytest.approx((0.1 + 0.4) / 2)
    assert 0 < evaluations[1].calibration.floor < 0.5
    assert set(evaluations[1].model.intervals) >= {"f1", "exact_f1", "joint_f1", "name_accuracy"}


def test_stances_are_measured_triple_by_triple(evaluations: list[TaskEvaluation]) -> None:
    scores = evaluations[2].model.scores
    assert (scores["items"], scores["pairs"], scores["opposite_pairs"]) == (3, 1, 0.0)
    assert scores["macro_f1"] == pytest.approx((1 + 0 + 2 / 3) / 3)
    low, high = evaluations[2].model.intervals["macro_f1"]
    assert (low, high) == (0.0, pytest.approx(scores["macro_f1"]))  # the second article has no triple


def test_metrics_json_holds_every_number(evaluations: list[TaskEvaluation], tmp_path: Path) -> None:
    write_report(tmp_path / "new" / "folder", evaluations, provenance=PROVENANCE)
    metrics = json.loads((tmp_path / "new" / "folder" / "metrics.json").read_text("utf-8"))
    assert metrics["model"] == {"name": "petit-modele", "version": "0.1"}
    assert metrics["data"] == {"name": "sample", "split": "test", "hash": "0123456789abcdef"}
    assert metrics["command"] == "newsclf evaluate runs/petit sample --split test"
    assert list(metrics["tasks"]) == ["topic", "quotes", "stance"]
    found = metrics["tasks"]["topic"]
    assert found["articles"] == 2
    assert found["bootstrap"] == {"samples": 50, "seed": 0, "level": 0.95, "over": "articles"}
    assert found["model"]["accuracy"] == 0.5 and found["model"]["intervals"]["accuracy"] == [0.0, 1.0]
    assert found["model"]["confusion"] == [[0, 0, 0], [1, 0, 0], [0, 0, 1]]
    assert found["baselines"]["majority"]["accuracy"] == 0.5
    assert found["calibration"]["temperature"] == 2.0
    assert metrics["tasks"]["quotes"]["model"]["per_type"]["direct"]["recall"] == 1.0


def test_predictions_have_one_line_per_article_and_triple(evaluations: list[TaskEvaluation], tmp_path: Path) -> None:
    write_report(tmp_path, evaluations, provenance=PROVENANCE)
    lines = [json.loads(line) for line in (tmp_path / "predictions.jsonl").read_text("utf-8").splitlines()]
    assert [(line["task"], line["id"]) for line in lines] == [
        ("topic", "col"),
        ("topic", "club"),
        ("quotes", "col"),
        ("quotes", "club"),
        *[("stance", "col")] * 3,
    ]
    assert lines[0] == {
        "task": "topic",
        "id": "col",
        "label": WEATHER,
        "scores": {HEALTH: 0.1, SPORT: 0.1, WEATHER: 0.8},
    }
    assert lines[2]["quotes"] == [QUOTE_ANSWERS[0][0].to_json()]
    assert lines[4] == {
        "task": "stance",
        "id": "col",
        "q": 4,
        "target": "la réouverture du col",
        "label": "favor",
        "scores": {"favor": 0.9, "against": pytest.approx(0.05), "none": pytest.approx(0.05)},
    }
    assert lines[6]["q"] is None


def test_the_report_puts_model_and_baselines_side_by_side(evaluations: list[TaskEvaluation]) -> None:
    report = report_markdown(evaluations, provenance=PROVENANCE)
    assert report.startswith("# Evaluation of petit-modele (version 0.1)\n")
    assert "Data: `sample`, split `test`, hash `0123456789abcdef`." in report
    assert "|  | model | majority |\n| --- | ---: | ---: |\n" in report
    assert "| accuracy | 0.500 [0.000, 1.000] | 0.500 [0.000, 1.000] |" in report
    assert "| calibration error (lower is better) | 0.400 | 0.000 |" in report
    assert "| météo (17) | 1.000 | 1.000 | 1.000 | 1 |" in report
    assert "| gold \\ predicted | 07 | 15 | 17 |" in report
    assert "2 articles, 2 gold quotes, 2 predicted, 1 matched at IoU ≥ 0.8." in report
    assert "2 articles, 3 triples, 1 pairs of opposite targets." in report
    assert "In brackets: 95% intervals from 50 bootstrap samples of articles." in report
    assert "| 2.00 |" in report


def test_a_terminal_gets_the_comparison_alone(evaluations: list[TaskEvaluation]) -> None:
    report = report_markdown(evaluations, provenance=PROVENANCE, details=False)
    assert "| accuracy | 0.500 [0.000, 1.000] | 0.500 [0.000, 1.000] |" in report
    assert "Confusion" not in report and "By label" not in report


def test_a_share_of_nothing_is_a_dash(evaluations: list[TaskEvaluation]) -> None:
    report = report_markdown(evaluations, provenance=PROVENANCE)
    [name_line] = [line for line in report.splitlines() if line.startswith("| resolved name")]
    assert name_line.endswith("| – |")  # the empty baseline matched nothing
    assert not name_line.startswith("| resolved name, on matched | – |")


def test_articles_of_several_sources_are_also_measured_source_by_source(tmp_path: Path) -> None:
    sources = ["lac.fr", None, "col.fr"]
    articles = [replace(ARTICLES[place % 2], source=sources[place % 2]) for place in range(10)]
    articles.append(replace(ARTICLES[0], source="col.fr"))
    answers = [*TOPIC_ANSWERS * 5, TOPIC_ANSWERS[0]]
    evaluation = evaluate_predictions("topic", articles, answers, labels=TOPICS, samples=5)
    write_report(tmp_path, [evaluation], provenance=PROVENANCE)
    found = json.loads((tmp_path / "metrics.json").read_text("utf-8"))["tasks"]["topic"]["per_source"]
    assert {source: (each["articles"], each["accuracy"]) for source, each in found.items()} == {
        "lac.fr": (5, 1.0),
        "no source": (5, 0.0),
        "col.fr": (1, 1.0),
    }
    report = (tmp_path / "report.md").read_text("utf-8")
    assert "|  | lac.fr (5 articles) | no source (5 articles) |\n" in report  # one article says nothing
    assert "| accuracy | 1.000 | 0.000 |" in report


def test_articles_of_one_source_are_measured_as_a_whole(evaluations: list[TaskEvaluation]) -> None:
    assert all(evaluation.per_source == {} for evaluation in evaluations)
    assert "By source" not in report_markdown(evaluations, provenance=PROVENANCE)


def test_a_second_report_takes_the_place_of_the_first(evaluations: list[TaskEvaluation], tmp_path: Path) -> None:
    write_report(tmp_path, evaluations, provenance=PROVENANCE)
    write_report(tmp_path, evaluations[:1], provenance=PROVENANCE)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "confusion-topic.svg",
        "metrics.json",
        "predictions.jsonl",
        "report.md",
    ]
    assert list(json.loads((tmp_path / "metrics.json").read_text("utf-8"))["tasks"]) == ["topic"]


def test_a_file_where_the_folder_should_be(evaluations: list[TaskEvaluation], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("notes", encoding="utf-8")
    with pytest.raises(DataError, match=r"/out: cannot make this folder: File exists$"):
        write_report(tmp_path / "out", evaluations, provenance=PROVENANCE)
    assert (tmp_path / "out").read_text("utf-8") == "notes"


def test_a_task_of_ones_own_is_reported_by_its_scores(tmp_path: Path) -> None:
    evaluation = evaluate_scores(
        "tone", {"accuracy": 0.75, "note": "par phrase"}, articles=4, lines=[{"task": "tone", "id": "a"}]
    )
    write_report(tmp_path, [evaluation], provenance=PROVENANCE)
    report = (tmp_path / "report.md").read_text("utf-8")
    assert "## tone\n\n4 articles.\n\n|  | model |\n| --- | ---: |\n| accuracy | 0.750 |\n" in report
    metrics = json.loads((tmp_path / "metrics.json").read_text("utf-8"))["tasks"]["tone"]
    assert metrics["model"]["accuracy"] == 0.75
    assert metrics["calibration"] is metrics["bootstrap"] is None
    assert (tmp_path / "predictions.jsonl").read_text("utf-8") == '{"task": "tone", "id": "a"}\n'


def test_articles_must_carry_the_gold() -> None:
    bare = replace(ARTICLES[0], topic=None)
    with pytest.raises(
        DataError,
        match=r"^1 of 2 articles have no gold for task 'topic': "
        r"keep those that newsclf\.evaluation\.gold\.annotated gives$",
    ):
        evaluate_predictions("topic", [bare, ARTICLES[1]], TOPIC_ANSWERS, labels=TOPICS)


def test_stances_out_of_order_are_refused() -> None:
    with pytest.raises(
        DataError,
        match=r"^stance predictions must follow the gold triples: expected target 'la réouverture du col' "
        r"of article 'col', got 'la route'$",
    ):
        evaluate_predictions("stance", ARTICLES, STANCE_ANSWERS[::-1])


def test_a_prediction_too_few_is_refused() -> None:
    with pytest.raises(DataError, match=r"^expected one prediction per article: 2 gold, 1 predicted$"):
        evaluate_predictions("quotes", ARTICLES, QUOTE_ANSWERS[:1])


def test_a_task_without_gold_field_is_named() -> None:
    with pytest.raises(ConfigError, match=r"^no evaluation for task 'topics'; did you mean 'topic'\?$"):
        evaluate_predictions("topics", ARTICLES, TOPIC_ANSWERS, labels=TOPICS)
