"""The contract of a task, kept by every one that is registered, and what is special to stance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from support import DEV, HIDDEN, TRAIN

from newsclf import tasks as registry
from newsclf.batching import collate
from newsclf.errors import ConfigError, DataError
from newsclf.schema import Article, Quote, Span, Stance
from newsclf.tasks import AnyTask, make_task, task_class
from newsclf.tasks.stance import StanceExample, StanceTask
from newsclf.text.windows import Codec

ARTICLES = [*TRAIN, *DEV]
LONG = replace(TRAIN[0], id="long", text=TRAIN[0].text + " Le club a gagné." * 80)
OTHER = {"topic": "medtop:99000000", "quotes": "citation", "stance": "neutral"}


@pytest.fixture(scope="module", params=["camembert", "bert"])
def codec(request: pytest.FixtureRequest, tiny_camembert: Path, tiny_bert: Path) -> Codec:
    from transformers import AutoTokenizer

    folder = {"camembert": tiny_camembert, "bert": tiny_bert}[request.param]
    return Codec(AutoTokenizer.from_pretrained(folder), size=96, overlap=24, headline=8)


@pytest.fixture(params=list(registry._registered))
def task(request: pytest.FixtureRequest) -> AnyTask:
    return make_task(request.param)


def examples_of(task: AnyTask, articles: Sequence[Article] = ARTICLES) -> list[Any]:
    return [example for article in articles for example in task.examples(article)]


def batch_of(task: AnyTask, codec: Codec, articles: Sequence[Article] = ARTICLES) -> dict[str, Any]:
    windows, targets = [], []
    for example in examples_of(task, articles):
        found = task.encode(example, codec)
        windows += found
        targets += [{task.name: each} for each in task.targets(example, found, codec)]
    return collate(windows, targets, pad=codec.pad, weights={task.name: 1.0})


# --- the contract ----------------------------------------------------------------------------------------------


def test_a_task_says_what_it_is(task: AnyTask) -> None:
    assert task_class(task.name) is type(task)
    assert task.labels == task.default_labels and len(set(task.labels)) == len(task.labels)
    assert task.labels_in(ARTICLES) == task.default_labels
    assert {label for article in ARTICLES for label in task.labels_of(article)} <= set(task.labels)


def test_an_article_without_annotation_gives_no_example(task: AnyTask) -> None:
    assert task.examples(Article(text="Il pleut.")) == []
    assert task.labels_of(Article(text="Il pleut.")) == []
    assert examples_of(task)


def test_windows_fit_and_each_has_its_targets(task: AnyTask, codec: Codec) -> None:
    for example in examples_of(task, [*ARTICLES, LONG]):
        windows = task.encode(example, codec)
        targets = task.targets(example, windows, codec)
        assert len(windows) == len(targets) > 0
        for window, found in zip(windows, targets, strict=True):
            t = len(window.input_ids)
            assert t <= codec.size
            assert (window.input_ids[0], window.input_ids[-1]) == (codec.first, codec.last)
            for array in [*window.features.values(), *found.values()]:
                assert isinstance(array, np.ndarray)
                assert array.ndim == 0 or len(array) in (1, t)


def test_a_long_article_has_several_windows_of_the_tasks_that_read_it(task: AnyTask, codec: Codec) -> None:
    [count] = {len(task.encode(example, codec)) for example in task.examples(LONG)}
    assert (count > 1) == task.reads_article


def test_outputs_have_a_row_for_each_window_and_the_loss_is_finite(task: AnyTask, codec: Codec) -> None:
    torch.manual_seed(0)
    batch = batch_of(task, codec)
    part = batch["tasks"][task.name]
    b, t = batch["input_ids"].shape
    outputs = task.head(HIDDEN)(torch.randn(b, t, HIDDEN), batch["attention_mask"], part["features"])
    assert all(len(output) == b for output in outputs.values())
    loss = task.loss(outputs, part["targets"])
    assert loss.ndim == 0 and math.isfinite(loss.item()) and loss.item() > 0
    loss.backward()


def test_padding_changes_no_output(task: AnyTask, codec: Codec) -> None:
    torch.manual_seed(0)
    head = task.head(HIDDEN).eval()
    window = task.encode(examples_of(task)[0], codec)[0]
    features = collate([window], [{task.name: {}}], pad=codec.pad)["tasks"][task.name]["features"]
    t = len(window.input_ids)
    hidden, mask = torch.randn(1, t, HIDDEN), torch.ones(1, t, dtype=torch.long)
    alone = head(hidden, mask, features)
    wide = {key: torch.nn.functional.pad(array, (0, 0) * (array.ndim - 2) + (0, 7)) for key, array in features.items()}
    padded = head(torch.cat([hidden, torch.randn(1, 7, HIDDEN)], dim=1), torch.nn.functional.pad(mask, (0, 7)), wide)
    for key, output in alone.items():
        found = padded[key][:, :t] if output.ndim > 2 else padded[key]
        assert torch.allclose(output, found, atol=1e-6), key


def test_a_few_steps_reduce_the_loss(task: AnyTask, codec: Codec) -> None:
    torch.manual_seed(0)
    batch = batch_of(task, codec)
    part = batch["tasks"][task.name]
    embeddings, head = torch.nn.Embedding(len(codec.tokenizer), HIDDEN), task.head(HIDDEN)
    optimizer = torch.optim.Adam([*embeddings.parameters(), *head.parameters()], lr=1e-2)
    losses = []
    for _ in range(25):
        outputs = head(embeddings(batch["input_ids"]), batch["attention_mask"], part["features"])
        loss = task.loss(outputs, part["targets"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.6 * losses[0], losses


def test_predictions_are_decoded_scored_and_calibrated(task: AnyTask, codec: Codec) -> None:
    torch.manual_seed(0)
    head = task.head(HIDDEN).eval()
    examples = examples_of(task, [*ARTICLES, LONG])
    predictions = []
    for example in examples:
        windows = task.encode(example, codec)
        outputs = []
        for window in windows:
            batch = collate([window], [{task.name: {}}], pad=codec.pad)
            hidden = torch.randn(1, len(window.input_ids), HIDDEN)
            found = head(hidden, batch["attention_mask"], batch["tasks"][task.name]["features"])
            outputs.append({key: value[0].detach().numpy() for key, value in found.items()})
        predictions.append(task.decode(example, windows=windows, outputs=outputs, codec=codec, temperature=1.0))
    scores = task.score(examples, predictions)
    assert 0 <= scores[task.metric] <= 1
    temperature = task.fit_temperature(examples, predictions)
    assert math.isfinite(temperature) and temperature > 0


def test_a_batch_where_nothing_is_to_be_learned_has_a_finite_loss(codec: Codec) -> None:
    """Windows without any quotation are most of a long article."""
    task = make_task("quotes")
    batch = batch_of(task, codec, [Article(text="Il pleut.", quotes=()), Article(text="Il neige fort.", quotes=())])
    part = batch["tasks"]["quotes"]
    b, t = batch["input_ids"].shape
    outputs = task.head(HIDDEN)(torch.randn(b, t, HIDDEN), batch["attention_mask"], part["features"])
    loss = task.loss(outputs, part["targets"])
    assert math.isfinite(loss.item())
    loss.backward()


# --- labels ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["topic", "quotes", "stance"])
def test_a_label_outside_the_set_is_named_with_the_article(name: str) -> None:
    task = make_task(name)
    quote = Quote(OTHER["quotes"], (Span(0, 2, "Il"),), number=1)  # type: ignore[arg-type]
    odd = {
        "topic": Article(text="Il pleut.", id="a1", topic=OTHER["topic"]),
        "quotes": Article(text="Il pleut.", id="a1", quotes=(quote,)),
        "stance": Article(text="Il pleut.", id="a1", stances=(Stance("la pluie", OTHER["stance"]),)),  # type: ignore[arg-type]
    }[name]
    with pytest.raises(DataError, match=rf"^article 'a1': unknown {name} label '{OTHER[name]}'; "):
        task.examples(odd)


def test_topic_labels_are_those_of_the_data_when_they_are_not_the_iptc_ones() -> None:
    ours = [Article(text="Un.", topic="sport"), Article(text="Deux.", topic="culture"), Article(text="Trois.")]
    assert task_class("topic").labels_in(ours) == ("culture", "sport")
    assert len(task_class("topic").labels_in(TRAIN)) == 17


def test_an_unknown_task_is_told_with_the_nearest_name() -> None:
    with pytest.raises(ConfigError, match=r"^unknown task 'topics'; did you mean 'topic'\?$"):
        task_class("topics")


# --- stance ----------------------------------------------------------------------------------------------------

TARGETS = ["la grève", "la réforme des retraites voulue par le gouvernement", "mot " * 20, "mot " * 400]


def stance_example(target: str, *, words: int, before: int, own_voice: bool = False) -> StanceExample:
    said = "nous refusons " * words
    text = "Le vent souffle. " * before + f"« {said.strip()} », a dit Léa Morin. " + "La pluie tombe. " * 60
    start = text.index("«") + 2
    content = Span.of(text, start, start + len(said.strip()))
    quote = None if own_voice else Quote("direct", (content,), speaker_name="Léa Morin", number=1)
    return StanceExample(Article(text=text, headline="Le vent"), target, quote, None if own_voice else 0)


@pytest.mark.parametrize("target", TARGETS, ids=["short", "long", "quarter", "endless"])
@pytest.mark.parametrize("words", [1, 20, 2000])
@pytest.mark.parametrize("before", [0, 60])
@pytest.mark.parametrize("own_voice", [False, True])
def test_a_stance_is_one_window_that_fits(codec: Codec, target: str, words: int, before: int, own_voice: bool) -> None:
    example = stance_example(target, words=words, before=before, own_voice=own_voice)
    [window] = StanceTask().encode(example, codec)
    assert len(window.input_ids) <= codec.size
    marked = {key: [at for at in np.flatnonzero(mask)] for key, mask in window.features.items()}
    room = codec.size // 4
    wanted = codec.tokens(target).ids
    assert [window.input_ids[at] for at in marked["target"]] == wanted[:room]
    read = [window.input_ids[at] for at in marked["quote"]]
    said = codec.tokens(example.quote.text).ids if example.quote else None
    if said is not None and len(said) + len(wanted) < codec.size // 2:
        assert read == said
    elif said is not None:
        assert read[:5] == said[:5] and read[-5:] == said[-5:]  # the middle of a long one is left out
    assert len(read) >= 1
    assert not set(marked["target"]) & set(marked["quote"])


def test_a_target_shorter_than_a_quarter_is_never_cut(codec: Codec) -> None:
    words = 0
    while len(codec.tokens("grève " * (words + 1)).ids) <= codec.size // 4:
        words += 1
    target = "grève " * words
    [window] = StanceTask().encode(stance_example(target, words=3000, before=60), codec)
    assert window.features["target"].sum() == len(codec.tokens(target).ids)


def test_a_stance_reads_the_words_around_the_quotation_and_its_speaker(codec: Codec) -> None:
    wide = Codec(codec.tokenizer, size=384, overlap=64, headline=8)
    [window] = StanceTask().encode(stance_example("le vent", words=2, before=3), wide)
    places = []
    for words in ("le vent", "Léa", "Le vent", "nous refusons", "a dit", "La pluie"):
        ids = codec.tokens(words).ids
        places.append(next(at for at in range(400) if window.input_ids[at : at + len(ids)] == ids))
    assert places == sorted(places)


def test_the_articles_own_voice_reads_headline_and_text(codec: Codec) -> None:
    example = stance_example("le vent", words=1, before=0, own_voice=True)
    [window] = StanceTask().encode(example, codec)
    assert window.features["quote"].sum() > 10
    prediction = StanceTask().decode(
        example, windows=[window], outputs=[{"logits": np.asarray([0.0, 3.0, 0.0])}], codec=codec, temperature=1.0
    )
    assert (prediction.quote, prediction.speaker_name, prediction.label) == (None, None, "against")


def test_stances_refer_to_their_quotation_by_place() -> None:
    examples = StanceTask().examples(TRAIN[3])
    assert [(example.quote_index, example.target, example.label) for example in examples] == [
        (0, "la grève", "against"),
        (0, "la reprise", "favor"),
        (1, "l’usine", "none"),
    ]
    missing = replace(TRAIN[3], quotes=())
    with pytest.raises(DataError, match=r"^article 'social-2' has no quote 1$"):
        StanceTask().examples(missing)
