"""Articles that carry several topics: in files, from labelers, in scores; and topics left open."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support import SOCIAL, SPORT, TRAIN, WEATHER, newsclf, write_articles

from newsclf.data.build import build_dataset
from newsclf.data.dataset import load_split
from newsclf.data.labelers.topic import MetadataTopicLabeler
from newsclf.data.native import article_from_row, article_to_row
from newsclf.errors import ConfigError, DataError
from newsclf.evaluation.baselines import baseline_predictions
from newsclf.evaluation.evaluator import evaluate_predictions
from newsclf.evaluation.report import Provenance, report_markdown
from newsclf.predict import Analyzer
from newsclf.schema import Article, ModelInfo, TopicPrediction
from newsclf.scores.coverage import coverage_table

POLITICS = "medtop:11000000"
PROVENANCE = Provenance(ModelInfo("m", "1"), data="d", split="test", data_hash="0", command="newsclf evaluate")


# --- in files --------------------------------------------------------------------------------------------------


def test_topics_are_read_and_written_with_the_main_one_first() -> None:
    row = {"id": "1", "headline": "", "text": "Texte.", "topic": SPORT, "topics": [SPORT, POLITICS]}
    article = article_from_row(row, where="f:1")
    assert (article.topic, article.topics) == (SPORT, (SPORT, POLITICS))
    assert article_to_row(article) == row


def test_the_first_of_topics_is_the_topic_where_none_is_named() -> None:
    article = article_from_row({"text": "Texte.", "topics": f"{SPORT}, {POLITICS}"}, where="f:1")
    assert (article.topic, article.topics) == (SPORT, (SPORT, POLITICS))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"topic": SPORT, "topics": [POLITICS]}, f"topics must begin with the main topic '{SPORT}', got '{POLITICS}'"),
        ({"topics": [SPORT, SPORT]}, f"topics names a label twice: {SPORT}, {SPORT}"),
        ({"topics": 15}, "topics must be a list of strings or one string, got a number"),
    ],
)
def test_topics_that_contradict_are_refused(row: Mapping[str, object], message: str) -> None:
    with pytest.raises(DataError) as caught:
        article_from_row({"text": "Texte.", **row}, where="f:1")
    assert str(caught.value) == f"f:1: {message}"


def test_an_article_cannot_be_built_with_another_main_topic() -> None:
    with pytest.raises(DataError, match="topics must begin with the main topic"):
        replace(TRAIN[0], topics=(WEATHER,))


def test_a_built_folder_keeps_all_topics(tmp_path: Path) -> None:
    carried = [replace(article, topics=(str(article.topic), POLITICS)) for article in TRAIN]
    source = write_articles(tmp_path / "a.jsonl", carried)
    build_dataset([source], task="topic", output=tmp_path / "built")
    kept = {article.id: article.topics for article in load_split(tmp_path / "built", "train")}
    assert kept and all(
        topics == (next(each.topic for each in TRAIN if each.id == name), POLITICS) for name, topics in kept.items()
    )


def test_columns_give_the_topic_of_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "archive.jsonl"
    path.write_text(json.dumps({"corps": "Texte.", "rubrique": "Économie"}) + "\n", encoding="utf-8")
    (article,) = load_split(path, "train", columns={"text": "corps", "topic": "rubrique"})
    assert (article.text, article.topic) == ("Texte.", "Économie")


# --- from metadata ---------------------------------------------------------------------------------------------


def test_metadata_that_speak_of_two_topics_give_both() -> None:
    labelled = MetadataTopicLabeler().label(Article("Texte.", section="Fait-divers"))
    assert labelled.article is not None
    assert labelled.article.topics == ("medtop:02000000", "medtop:03000000")


def test_a_topic_of_few_votes_is_not_carried() -> None:
    labelled = MetadataTopicLabeler().label(Article("Texte.", section="Sport", keywords=("santé",), url=None))
    assert labelled.article is not None
    assert labelled.article.topics is not None and labelled.article.topics[0] == SPORT
    few = MetadataTopicLabeler().label(Article("Texte.", section="Sport", url="https://e.fr/sante/1.html"))
    assert few.article is not None and few.article.topics == (SPORT,)


# --- in scores -------------------------------------------------------------------------------------------------


def predicted(**scores: float) -> TopicPrediction:
    named = {{"sport": SPORT, "politics": POLITICS, "social": SOCIAL}[name]: score for name, score in scores.items()}
    label = max(named, key=named.__getitem__)
    return TopicPrediction(label, "", named[label], named)


GOLD = [
    Article("a", id="a", topic=SPORT, topics=(SPORT, POLITICS)),
    Article("b", id="b", topic=POLITICS, topics=(POLITICS,)),
    Article("c", id="c", topic=SOCIAL, topics=(SOCIAL,)),
]
PREDICTED = [
    predicted(sport=0.7, politics=0.25, social=0.05),  # both
    predicted(sport=0.55, politics=0.4, social=0.05),  # second
    predicted(sport=0.9, politics=0.09, social=0.01),  # neither
]


def test_what_is_carried_is_the_main_topic_and_what_has_a_share() -> None:
    assert [each.labels for each in PREDICTED] == [(SPORT, POLITICS), (SPORT, POLITICS), (SPORT,)]
    assert predicted(sport=0.1, politics=0.05, social=0.02).labels == (SPORT,)


def test_topic_scores_count_the_main_the_two_likeliest_and_all_carried() -> None:
    found = evaluate_predictions("topic", GOLD, PREDICTED, labels=[SPORT, POLITICS, SOCIAL], samples=20)
    scores = found.model.scores
    assert scores["accuracy"] == pytest.approx(1 / 3)
    assert scores["top2_accuracy"] == pytest.approx(2 / 3)
    assert scores["carried_f1"] == pytest.approx(2 * 3 / (4 + 5))  # 3 hits, 4 gold, 5 predicted
    report = report_markdown([found], provenance=PROVENANCE)
    assert "| main topic among the two likeliest | 0.667" in report
    assert "| micro-F1 of all topics carried | 0.667" in report


def test_without_topics_there_is_no_score_of_all_carried() -> None:
    gold = [replace(article, topics=None) for article in GOLD]
    found = evaluate_predictions("topic", gold, PREDICTED, labels=[SPORT, POLITICS, SOCIAL], samples=20)
    assert "| micro-F1 of all topics carried | – |" in report_markdown([found], provenance=PROVENANCE)


def test_a_baseline_learns_all_that_an_article_carries() -> None:
    train = [
        *(Article("le ballon et le vote", id=f"a{place}", topic=SPORT, topics=(SPORT, POLITICS)) for place in range(4)),
        *(Article("la pluie et le vent", id=f"b{place}", topic=WEATHER) for place in range(4)),
    ]
    (answer,) = baseline_predictions("topic", train=train, articles=[Article("le ballon")])["TF-IDF + LR"]
    assert answer.label == SPORT
    assert answer.scores[POLITICS] > 0


def test_rules_answer_for_articles_that_carry_topics() -> None:
    carried = replace(TRAIN[0], topics=(SPORT, POLITICS))
    (ours,), (plain,) = (
        baseline_predictions("quotes", train=[], articles=[each])["rules"] for each in (carried, TRAIN[0])
    )
    assert ours == plain and ours


# --- left open -------------------------------------------------------------------------------------------------


def test_coverage_counts_what_is_left_and_right() -> None:
    confidence, correct = np.array([0.95, 0.85, 0.5, 0.35]), np.array([True, True, False, True])
    rows = {row.min_score: (row.coverage, row.accuracy) for row in coverage_table(confidence, correct)}
    assert rows[0.0] == (1.0, 0.75)
    assert rows[0.5] == (0.75, pytest.approx(2 / 3))
    assert rows[0.9] == (0.25, 1.0)
    assert coverage_table(confidence, correct, least=[0.99])[0].accuracy is None
    assert coverage_table(np.array([]), np.array([], dtype=bool)) == ()


def test_a_report_says_what_abstaining_gives() -> None:
    found = evaluate_predictions("topic", GOLD, PREDICTED, labels=[SPORT, POLITICS, SOCIAL], samples=20)
    assert "| 0.6 | 0.667 | 0.500 |" in report_markdown([found], provenance=PROVENANCE)
    assert found.to_json()["coverage"][0] == {"min_score": 0.0, "coverage": 1.0, "accuracy": pytest.approx(1 / 3)}


@pytest.fixture(scope="module")
def unsure_run(tiny_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny run with a temperature at which no topic is sure."""
    folder = tmp_path_factory.mktemp("runs") / "unsure"
    shutil.copytree(tiny_run, folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["tasks"]["topic"]["temperature"] = 100.0
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def test_a_topic_under_the_least_score_is_left_open(unsure_run: Path) -> None:
    analyzer = Analyzer.from_pretrained(unsure_run)
    topic = analyzer.analyze(TRAIN[0]).topic
    assert topic is not None and topic.score < 0.5
    assert analyzer.analyze(TRAIN[0], min_score=topic.score - 1e-4).topic is not None
    left_open = analyzer.analyze(TRAIN[0], min_score=0.5)
    assert left_open.topic is None and left_open.quotes
    assert left_open.to_json()["topic"] is None


@pytest.mark.parametrize("value", [-0.1, 1.5])
def test_a_least_score_is_a_probability(tiny_run: Path, value: float) -> None:
    with pytest.raises(ConfigError, match="min_score must be from 0 to 1, got"):
        Analyzer.from_pretrained(tiny_run).analyze(TRAIN[0], min_score=value)


def test_the_commands_take_a_least_score(unsure_run: Path, tmp_path: Path) -> None:
    source = write_articles(tmp_path / "in.jsonl", TRAIN)
    done = newsclf("predict", source, "-o", tmp_path / "out.jsonl", "--model", unsure_run, "--min-score", "0.5")
    assert done.code == 0, done.err
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["topic"] for row in rows] == [None] * len(TRAIN)
    article = tmp_path / "article.txt"
    article.write_text(TRAIN[0].text, encoding="utf-8")
    done = newsclf("analyze", article, "--min-score", "2", "--model", unsure_run)
    assert (done.code, done.out) == (2, "") and "min_score must be from 0 to 1, got 2" in done.err


def test_an_interrupted_prediction_goes_on_with_the_same_least_score_only(tiny_run: Path, tmp_path: Path) -> None:
    source, output = write_articles(tmp_path / "in.jsonl", TRAIN), tmp_path / "out.jsonl"
    assert newsclf("predict", source, "-o", output, "--model", tiny_run).code == 0
    output.rename(output.with_name("out.jsonl.part"))
    output.with_name("out.jsonl.part.json").write_text("{}", encoding="utf-8")
    done = newsclf("predict", source, "-o", output, "--model", tiny_run, "--min-score", "0.5")
    assert done.code == 2 and "was written with other models or options" in done.err
