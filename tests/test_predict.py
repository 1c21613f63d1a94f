"""The Python surface of the design: Analyzer, Predictor, analyze."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import SOCIAL, TRAIN, Settings, run_config

from newsclf.checkpoints import load_model
from newsclf.errors import DataError, ModelError
from newsclf.labels import TOPICS
from newsclf.predict import CHUNK, Analyzer, Predictor
from newsclf.schema import Analysis, Article, ModelInfo, Quote, TopicPrediction
from newsclf.tasks.stance import StanceExample
from newsclf.training import train

TARGETS = ["la grève", "le stade"]


@pytest.fixture(scope="module")
def analyzer(tiny_run: Path) -> Analyzer:
    return Analyzer.from_pretrained(tiny_run)


@pytest.fixture(scope="module")
def topic_run(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the topic alone, with labels in another order, so that it is told from the tiny run's."""
    config = run_config(settings, "topic", output=tmp_path_factory.mktemp("runs") / "alone", epochs=1, seed=3)
    return train(config).folder


# --- one article -----------------------------------------------------------------------------------------------


def test_an_analysis_says_topic_quotations_and_stances(analyzer: Analyzer) -> None:
    analysis = analyzer.analyze(TRAIN[3], targets=TARGETS)
    assert analysis.id == "social-2"
    assert analysis.topic is not None
    assert (analysis.topic.label, analysis.topic.name) == (SOCIAL, TOPICS[SOCIAL])
    assert analysis.topic.score == max(analysis.topic.scores.values())
    assert sum(analysis.topic.scores.values()) == pytest.approx(1)
    assert len(analysis.quotes) >= 2
    first = analysis.quotes[0]
    assert (first.type, first.text) == ("direct", "La grève est une erreur")
    assert [span.text for span in first.content] == ["La grève", "est une erreur"]
    assert first.cue is not None and first.cue.text == "a regretté"
    assert first.speaker_name == "Hugo Blanc"
    asked = [(stance.quote, stance.target) for stance in analysis.stances]
    assert asked == [(index, target) for index in range(len(analysis.quotes)) for target in TARGETS]
    assert analysis.stances[0].speaker_name == "Hugo Blanc"
    assert analysis.stances[0].label == "against"
    assert analysis.model == ModelInfo("tiny", analyzer.models["topic"].config.version)


def test_the_json_is_that_of_the_design(analyzer: Analyzer) -> None:
    found = json.loads(json.dumps(analyzer.analyze(TRAIN[3], targets=["la grève"], own_voice=True).to_json()))
    assert list(found) == ["id", "topic", "quotes", "stances", "model"]
    assert list(found["topic"]) == ["label", "name", "score", "scores"]
    assert list(found["topic"]["scores"]) == list(TOPICS)
    for quote in found["quotes"]:
        assert list(quote) == ["type", "content", "cue", "speaker", "speaker_name", "score"]
        for span in [*quote["content"], quote["cue"], quote["speaker"]]:
            if span is not None:
                assert list(span) == ["start", "end", "text"]
                assert TRAIN[3].text[span["start"] : span["end"]] == span["text"]
    for stance in found["stances"]:
        assert list(stance) == ["quote", "speaker_name", "target", "label", "score"]
        assert stance["label"] in ("favor", "against", "none")
    assert list(found["model"]) == ["name", "version"]
    assert all(0 <= part["score"] <= 1 for part in [found["topic"], *found["quotes"], *found["stances"]])


def test_the_articles_own_voice_comes_last_and_without_a_quotation(analyzer: Analyzer) -> None:
    analysis = analyzer.analyze(TRAIN[3], targets=TARGETS, own_voice=True)
    own = [stance for stance in analysis.stances if stance.quote is None]
    assert [stance.target for stance in own] == TARGETS
    assert {stance.speaker_name for stance in own} == {None}
    assert list(analysis.stances[-2:]) == own
    assert all(stance.quote is not None for stance in analyzer.analyze(TRAIN[3], targets=TARGETS).stances)


def test_no_targets_no_stances(analyzer: Analyzer) -> None:
    assert analyzer.analyze(TRAIN[3]).stances == ()
    assert analyzer.analyze(TRAIN[3], own_voice=True).stances == ()


@pytest.mark.parametrize(
    "article",
    [TRAIN[0], TRAIN[0].text, {"text": TRAIN[0].text}, {"title": "Titre", "text": TRAIN[0].text, "odd": 1}],
    ids=["article", "text", "mapping", "title"],
)
def test_whatever_stands_for_an_article(analyzer: Analyzer, article: Any) -> None:
    assert analyzer.analyze(article).topic is not None


ODD = {
    "emojis": "🙂🙃 👨‍👩‍👧‍👦 🇫🇷" * 20,
    "blanks and a letter": "\u00a0\n\t a \u202f\u2009\n" * 3,
    "marks alone": "« » “ ” … — ! ?",
    "special tokens": "<s> </s> <pad> [CLS] « <mask> », a dit <unk>.",
    "one word of 3,000 letters": "a" * 3000,
    "accents apart": "L’e\u0301te\u0301 « arrive\u0301 », a dit Le\u0301a.",
    "another script": "新聞記者說「你好」。 Москва. القاهرة.",
    "zero-width": "Il\u200b a\ufeff dit « Non\u200d ».",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_texts_are_read(analyzer: Analyzer, name: str) -> None:
    text = ODD[name]
    analysis = analyzer.analyze(text, targets=["🙂", " "], own_voice=True)
    assert analysis.topic is not None and sum(analysis.topic.scores.values()) == pytest.approx(1)
    for quote in analysis.quotes:
        for span in [*quote.content, quote.cue, quote.speaker]:
            assert span is None or text[span.start : span.end] == span.text
    assert len(analysis.stances) == 2 * (len(analysis.quotes) + 1)


def test_an_article_of_60_000_characters_is_read_to_its_end(analyzer: Analyzer) -> None:
    end = TRAIN[3].text
    text = "Le vent souffle sur la côte et la pluie tombe. " * 1300 + end
    assert len(text) > 60_000
    quotes = analyzer.analyze(text).quotes
    assert any(quote.start >= len(text) - len(end) for quote in quotes)
    starts = [(quote.start, quote.end) for quote in quotes]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("empty", ["", "  \n ", {"text": ""}, Article(text=" ")])
def test_an_empty_article_is_refused(analyzer: Analyzer, empty: Any) -> None:
    with pytest.raises(DataError, match=r"^article 0: (its )?text is empty$"):
        analyzer.analyze(empty)


# --- many articles ---------------------------------------------------------------------------------------------


def test_a_stream_keeps_the_order(analyzer: Analyzer) -> None:
    articles = [replace(TRAIN[at % 6], id=f"a{at}", text=TRAIN[at % 6].text * (1 + at % 4)) for at in range(CHUNK + 9)]
    found = list(analyzer.stream(iter(articles), targets=["la grève"]))
    assert [analysis.id for analysis in found] == [article.id for article in articles]
    for at in (0, 7, CHUNK + 3):
        alone = analyzer.analyze(articles[at], targets=["la grève"])
        assert scoreless(found[at]) == scoreless(alone)
        assert found[at].topic is not None and alone.topic is not None
        assert found[at].topic.score == pytest.approx(alone.topic.score, abs=1e-5)


def scoreless(analysis: Analysis) -> Any:
    """An analysis without its scores, which differ in the last digits from one batch to another."""
    row = json.loads(json.dumps(analysis.to_json()), parse_float=lambda _: None)
    return row


def test_a_stream_pulls_only_what_it_needs(analyzer: Analyzer) -> None:
    pulled = 0

    def endless() -> Iterator[Article]:
        nonlocal pulled
        while True:
            pulled += 1
            yield replace(TRAIN[pulled % 6], id=str(pulled))

    stream = analyzer.stream(endless())
    assert pulled == 0
    assert next(stream).id == "1"
    assert pulled == CHUNK
    for _ in range(CHUNK - 1):
        next(stream)
    assert pulled == CHUNK
    next(stream)
    assert pulled == 2 * CHUNK


def test_nothing_in_nothing_out(analyzer: Analyzer, tiny_run: Path) -> None:
    assert list(analyzer.stream([])) == []
    assert Predictor.from_pretrained(tiny_run, task="topic").predict([]) == []


def test_a_bad_article_is_named_by_its_place(analyzer: Analyzer) -> None:
    with pytest.raises(DataError, match=r"^article 1: expected an Article, a str or a mapping, got int$"):
        list(analyzer.stream([TRAIN[0], 7]))  # type: ignore[list-item]
    far = [TRAIN[0]] * (CHUNK + 2)
    with pytest.raises(DataError, match=rf"^article {CHUNK + 2}: "):
        list(analyzer.stream([*far, ""]))


# --- several models --------------------------------------------------------------------------------------------


def test_each_task_is_served_by_the_first_model_that_has_it(topic_run: Path, tiny_run: Path) -> None:
    both = Analyzer.from_pretrained([topic_run, tiny_run])
    alone = Analyzer.from_pretrained(topic_run).analyze(TRAIN[0])
    tiny = Analyzer.from_pretrained(tiny_run).analyze(TRAIN[0])
    mixed = both.analyze(TRAIN[0], targets=["le stade"])
    assert mixed.topic == alone.topic != tiny.topic
    assert [quote.to_json() for quote in mixed.quotes] == [quote.to_json() for quote in tiny.quotes]
    assert mixed.model.name == "alone+tiny"
    turned = Analyzer.from_pretrained([tiny_run, topic_run]).analyze(TRAIN[0])
    assert turned.topic == tiny.topic and turned.model.name == "tiny"


def test_a_model_of_the_topic_alone(topic_run: Path) -> None:
    only = Analyzer.from_pretrained(str(topic_run))
    analysis = only.analyze(TRAIN[0])
    assert analysis.topic is not None and (analysis.quotes, analysis.stances) == ((), ())
    with pytest.raises(
        ModelError, match=r"^targets need a model for the task 'stance'; add \"default\" to the models$"
    ):
        only.analyze(TRAIN[0], targets=["le stade"])


# --- one task --------------------------------------------------------------------------------------------------


def test_a_predictor_takes_a_list_and_gives_a_list(topic_run: Path, tiny_run: Path) -> None:
    topics = Predictor.from_pretrained(topic_run).predict([TRAIN[0], TRAIN[1].text, {"text": TRAIN[2].text}])
    assert [type(topic) for topic in topics] == [TopicPrediction] * 3
    quotes = Predictor.from_pretrained(tiny_run, task="quotes").predict(TRAIN)
    assert len(quotes) == len(TRAIN) and all(isinstance(quote, Quote) for found in quotes for quote in found)
    asked = [StanceExample(TRAIN[3], target, TRAIN[3].quotes[0], 0) for target in TARGETS]  # type: ignore[index]
    stances = Predictor.from_pretrained(tiny_run, task="stance").predict(asked)
    assert [(stance.target, stance.quote, stance.speaker_name) for stance in stances] == [
        (target, 0, "Hugo Blanc") for target in TARGETS
    ]


def test_predictions_do_not_depend_on_their_neighbours(tiny_run: Path) -> None:
    predictor = Predictor.from_pretrained(tiny_run, task="topic")
    together = predictor.predict([TRAIN[0], replace(TRAIN[1], text=TRAIN[1].text * 30), TRAIN[2]])
    alone = [predictor.predict([article])[0] for article in (TRAIN[0], TRAIN[2])]
    for one, other in zip(alone, (together[0], together[2]), strict=True):
        assert one.scores == pytest.approx(other.scores, abs=1e-5)


@pytest.mark.parametrize(
    ("value", "kind", "hint"),
    [
        ("La grève continue.", "str", r"\[str\]"),
        (TRAIN[0], "Article", r"\[article\]"),
        ({"text": "Oui."}, "dict", r"\[dict\]"),
    ],
)
def test_a_bare_article_in_place_of_a_list_is_refused_with_a_hint(
    tiny_run: Path, analyzer: Analyzer, value: Any, kind: str, hint: str
) -> None:
    with pytest.raises(DataError, match=rf"^predict takes a list, got a bare {kind}; wrap it: {hint}$"):
        Predictor.from_pretrained(tiny_run, task="topic").predict(value)
    with pytest.raises(DataError, match=rf"^stream takes a list, got a bare {kind}; wrap it: {hint}$"):
        next(analyzer.stream(value))
    with pytest.raises(DataError, match=r"^targets takes a list, got a bare str; wrap it: \[str\]$"):
        analyzer.analyze(TRAIN[0], targets="la grève")


def test_examples_of_another_task_are_refused(tiny_run: Path) -> None:
    example = StanceExample(TRAIN[0], "le stade")
    with pytest.raises(DataError, match=r"0: expected an Article, a str or a mapping, got StanceExample$"):
        Predictor.from_pretrained(tiny_run, task="topic").predict([example])
    with pytest.raises(DataError, match=r"^item 1: the task 'stance' reads StanceExample, got Article$"):
        Predictor.from_pretrained(tiny_run, task="stance").predict([example, TRAIN[0]])  # type: ignore[list-item]


def test_a_predictor_of_several_tasks_must_be_told_which(tiny_run: Path, topic_run: Path) -> None:
    with pytest.raises(ModelError, match=r" serves several tasks; pass task=… \(one of: quotes, stance, topic\)$"):
        Predictor.from_pretrained(tiny_run)
    with pytest.raises(ModelError, match=r"^the model 'alone' has no head for 'stance'; it has: topic$"):
        Predictor.from_pretrained(topic_run, task="stance")


# --- checkpoints -----------------------------------------------------------------------------------------------


def test_what_is_no_checkpoint(tmp_path: Path, tiny_camembert: Path, tiny_run: Path) -> None:
    with pytest.raises(ModelError, match=r"nulle-part: no such checkpoint folder; train one with `newsclf train`, or"):
        load_model(tmp_path / "nulle-part")
    with pytest.raises(ModelError, match=r"not a newsclf checkpoint: it holds no readable config\.json$"):
        load_model(tmp_path)
    with pytest.raises(ModelError, match=r"not a newsclf checkpoint but a model of type 'camembert'; to fine-tune it,"):
        load_model(tiny_camembert)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelError, match=r"not a newsclf checkpoint: it holds no readable config\.json$"):
        load_model(tmp_path)


@pytest.mark.parametrize("damage", ["missing", "cut", "other"])
def test_damaged_weights_are_told(tiny_run: Path, topic_run: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "damaged"
    folder.mkdir()
    for file in tiny_run.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    weights = folder / "model.safetensors"
    if damage == "missing":
        weights.unlink()
    elif damage == "cut":
        weights.write_bytes(weights.read_bytes()[:-1000])
    else:
        weights.write_bytes((topic_run / "model.safetensors").read_bytes())
    with pytest.raises(ModelError, match=r"damaged: the checkpoint cannot be loaded: "):
        load_model(folder)


def test_loading_says_nothing(tiny_run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    load_model(tiny_run)
    assert capfd.readouterr() == ("", "")
