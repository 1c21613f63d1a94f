"""Heads that start from a linear probe of the encoder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from support import DEV, SPORT, TRAIN, Settings, article, run_config

from newsclf.checkpoints import DEFAULT_ENCODER, load_model, load_start, new_model
from newsclf.config import AdapterConfig, TaskConfig, TrainConfig, WindowConfig
from newsclf.errors import ConfigError, DataError, ModelError
from newsclf.inference import predict_task
from newsclf.modeling import NewsModel
from newsclf.schema import Article
from newsclf.tasks import AnyTask, make_task
from newsclf.tasks.probe import StandardisedLinear
from newsclf.tasks.topic import TopicTask
from newsclf.training import encode_items, start_heads, train

WINDOW = WindowConfig(size=96, overlap=16, headline=8)


def model_of(encoder: Path, task: AnyTask) -> NewsModel:
    return new_model(encoder=str(encoder), tasks=[task], window=WINDOW, name="probe")


def fitted(labels: Sequence[int], *, classes: int, seed: int = 0) -> tuple[StandardisedLinear, torch.Tensor]:
    """A layer fitted to points around one centre per label, which lie far from zero as pooled states do."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(classes, 6))
    points = (100 + centres[list(labels)] + 0.01 * random.normal(size=(len(labels), 6))).astype(np.float32)
    layer = StandardisedLinear(inputs=6, labels=classes)
    layer.fit(points, np.asarray(labels), np.ones(len(labels), dtype=np.float32))
    return layer.eval(), torch.from_numpy(points)


@pytest.mark.parametrize("classes", [2, 5])
def test_a_fitted_layer_tells_its_points_apart(classes: int) -> None:
    labels = list(range(classes)) * 8
    layer, points = fitted(labels, classes=classes)
    assert layer(points).argmax(1).tolist() == labels


def test_a_label_that_never_occurs_is_never_the_likeliest() -> None:
    layer, points = fitted([0, 2] * 8, classes=4)
    assert layer(points).argmax(1).tolist() == [0, 2] * 8
    assert layer.linear.weight[[1, 3]].abs().max() == 0


def test_one_label_leaves_the_weights_as_they_are() -> None:
    torch.manual_seed(3)
    untouched = StandardisedLinear(inputs=6, labels=2).linear.weight
    torch.manual_seed(3)
    layer, _ = fitted([1, 1, 1], classes=2)
    assert torch.equal(layer.linear.weight, untouched)


def test_a_started_head_reads_its_train_articles_before_any_training(tiny_camembert: Path) -> None:
    articles = [*TRAIN, *DEV]
    model = model_of(tiny_camembert, make_task("topic", TopicTask.labels_in(articles)))
    items = encode_items(model, articles, repeats={"topic": 1})
    start_heads(model, items, config=TrainConfig(precision="fp32", device="cpu"))
    found = predict_task(model, "topic", articles)
    right = sum(prediction.label == article.topic for prediction, article in zip(found, articles, strict=True))
    assert right > len(articles) / 2  # of three labels and more, with an encoder that was never trained
    assert model.training


def test_of_a_long_article_the_first_window_and_others_are_trained_on(tiny_camembert: Path) -> None:
    model = model_of(tiny_camembert, make_task("topic"))
    long = replace(TRAIN[0], text=TRAIN[0].text + " Le club a gagné." * 120, topics=None)
    whole = [item.window.first for item in encode_items(model, [long], repeats={"topic": 1})]
    some = [item.window.first for item in encode_items(model, [long], repeats={"topic": 1}, trained=2)]
    again = [item.window.first for item in encode_items(model, [long], repeats={"topic": 1}, trained=2)]
    assert len(whole) > 3
    assert some == again and len(some) == 2
    assert some[0] == 0 and some[1] in whole[1:]


# --- what the topic head learns --------------------------------------------------------------------------------


def shares_of(task: AnyTask, example: Article) -> list[float]:
    assert isinstance(task, TopicTask)
    return [round(float(share), 3) for share in task.shares(example)]


def test_the_main_topic_has_most_of_the_target_and_the_others_share_the_rest() -> None:
    task = make_task("topic", ["a", "b", "c", "d"])
    one = article("Texte.", id="1", topic="b")
    assert shares_of(task, one) == [0, 1, 0, 0]
    assert shares_of(task, replace(one, topics=("b", "d"))) == [0, 0.8, 0, 0.2]
    assert shares_of(task, replace(one, topics=("b", "d", "a"))) == [0.1, 0.8, 0, 0.1]


def test_balanced_labels_weigh_the_same_however_rare() -> None:
    task = make_task("topic", ["a", "b", "c"])
    articles = [article("Texte.", id=str(place), topic=label) for place, label in enumerate("aaab")]
    task.balance(articles)
    assert isinstance(task, TopicTask)
    mass = np.sum([task.shares(each) * task.weights for each in articles], axis=0)
    assert mass.round(3).tolist() == [2, 2, 0]
    assert task.weights[2] == 1  # never seen: nothing to weigh


def test_a_task_without_class_weights_says_so() -> None:
    with pytest.raises(ConfigError, match=r"the task 'quotes' has no class weights; leave `class_weights` out"):
        make_task("quotes").balance(TRAIN)


def test_every_topic_of_an_article_must_be_a_known_label() -> None:
    wrong = replace(TRAIN[0], topics=(SPORT, "medtop:15"))
    with pytest.raises(DataError, match=r"article 'sport-1': unknown topic label 'medtop:15'"):
        make_task("topic").examples(wrong)


# --- starting from a model of our own --------------------------------------------------------------------------


def test_a_run_over_a_checkpoint_keeps_its_encoder_and_stands_alone(
    tiny_run: Path, settings: Settings, tmp_path: Path
) -> None:
    over = {**settings, "encoder": str(tiny_run)}
    run = train(run_config(over, "topic", output=tmp_path / "over", epochs=0)).folder
    before, after = (load_model(folder).encoder.state_dict() for folder in (tiny_run, run))
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert (run / "model.safetensors").exists() and not (run / "adapter.safetensors").exists()


def test_adapters_over_a_checkpoint_are_merged_when_saved(tiny_run: Path, settings: Settings, tmp_path: Path) -> None:
    over = {**settings, "encoder": str(tiny_run)}
    config = run_config(over, "topic", output=tmp_path / "over", adapter={"rank": 2, "layers": 1})
    run = train(config).folder
    before, after = (load_model(folder).encoder.state_dict() for folder in (tiny_run, run))
    changed = {name.split(".")[2] for name in before if not torch.equal(before[name], after[name])}
    assert changed == {"1"}  # the upper one of the tiny encoder's two layers
    assert not (run / "adapter.safetensors").exists()


def test_adapters_of_the_same_shape_are_trained_on(tiny_camembert: Path, settings: Settings, tmp_path: Path) -> None:
    shape = {"rank": 2, "layers": 1}
    first = train(run_config(settings, "topic", output=tmp_path / "first", adapter=shape)).folder
    over = {**settings, "encoder": str(first)}
    second = train(run_config(over, "topic", output=tmp_path / "second", adapter=shape, learning_rate=1e-12)).folder
    assert load_model(second).config.base == str(tiny_camembert)
    before, after = (load_file(folder / "adapter.safetensors") for folder in (first, second))
    adapters = [name for name in before if name.startswith("encoder.")]
    assert adapters and all(torch.allclose(before[name], after[name], atol=1e-9) for name in adapters)
    third = train(run_config(over, "topic", output=tmp_path / "third", adapter={"rank": 3, "layers": 1})).folder
    assert (third / "model.safetensors").exists()


def test_adapters_of_a_lower_rank_and_the_same_scale_are_widened(
    tiny_camembert: Path, settings: Settings, tmp_path: Path
) -> None:
    narrow, wide = {"rank": 2, "alpha": 4.0}, AdapterConfig(rank=6, alpha=12.0)
    first = train(run_config(settings, "topic", output=tmp_path / "first", adapter=narrow)).folder
    model = new_model(
        encoder=str(first),
        tasks=[make_task("topic", load_model(first).tasks["topic"].labels)],
        window=WindowConfig(**settings["window"]),
        adapter=wide,
    )
    assert model.config.base == str(tiny_camembert)
    model.train(False)
    before, after = (predict_task(each, "topic", DEV, calibrated=False) for each in (load_model(first), model))
    assert [each.label for each in before] == [each.label for each in after]
    assert [each.score for each in before] == pytest.approx([each.score for each in after], abs=1e-5)
    assert any(value.shape[0] == 6 for name, value in model.encoder.state_dict().items() if "lora_A" in name)


@pytest.mark.parametrize("shape", [None, {"rank": 2, "layers": 1}])
def test_heads_with_the_same_labels_go_on_from_a_checkpoint(
    shape: dict[str, int] | None, settings: Settings, tmp_path: Path
) -> None:
    first = train(run_config(settings, "topic", output=tmp_path / "first", adapter=shape)).folder
    over = {**settings, "encoder": str(first)}
    config = run_config(over, "topic", output=tmp_path / "second", adapter=shape, head_learning_rate=1e-12)
    before, after = (load_model(folder).heads["topic"].state_dict() for folder in (first, train(config).folder))
    assert all(torch.allclose(before[name], after[name], atol=1e-9) for name in before)


def test_without_an_epoch_only_heads_that_start_from_a_probe_change(settings: Settings, tmp_path: Path) -> None:
    shape, tasks = {"rank": 2, "layers": 1}, ("topic", "quotes", "stance")
    first = train(run_config(settings, *tasks, output=tmp_path / "first", adapter=shape)).folder
    over = {**settings, "encoder": str(first)}
    second = train(run_config(over, *tasks, output=tmp_path / "second", adapter=shape, epochs=0)).folder
    before, after = (load_file(folder / "adapter.safetensors") for folder in (first, second))
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed and all(name.startswith("heads.topic.") for name in changed)


def test_heads_with_other_labels_start_afresh(settings: Settings, tmp_path: Path) -> None:
    run = train(run_config(settings, "topic", output=tmp_path / "run")).folder
    same = new_model(encoder=str(run), tasks=[make_task("topic", load_model(run).tasks["topic"].labels)], window=WINDOW)
    other = new_model(encoder=str(run), tasks=[make_task("topic", ["sport", "culture"])], window=WINDOW)
    assert same.continued == {"topic"} and other.continued == frozenset()


def test_a_head_is_fitted_anew_over_the_adapters_of_a_checkpoint(settings: Settings, tmp_path: Path) -> None:
    shape = {"rank": 2, "layers": 1}
    first = train(run_config(settings, "topic", output=tmp_path / "first", adapter=shape)).folder
    over = {**settings, "encoder": str(first)}
    second = train(run_config(over, "topic", output=tmp_path / "second", adapter=shape, epochs=0)).folder
    before, after = (load_file(folder / "adapter.safetensors") for folder in (first, second))
    assert before.keys() == after.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed and all(name.startswith("heads.") for name in changed)
    found = predict_task(load_model(second), "topic", TRAIN)
    assert sum(prediction.label == each.topic for prediction, each in zip(found, TRAIN, strict=True)) > len(TRAIN) / 2


def test_a_checkpoint_whose_weights_are_gone_is_named(tiny_run: Path, settings: Settings, tmp_path: Path) -> None:
    run = train(run_config(settings, "topic", output=tmp_path / "run", epochs=0)).folder
    (run / "adapter.safetensors").unlink()
    with pytest.raises(ModelError, match=r"run: the checkpoint cannot be loaded: "):
        load_start(str(run))


def test_the_default_encoder_is_the_embedded_one_trained_on_topics() -> None:
    start, embedded, name = load_start("default"), load_start("embedded"), "encoder.layer.{}.output.dense.weight"
    trained = load_model(DEFAULT_ENCODER).encoder.state_dict()
    ours, theirs = start.encoder.state_dict(), embedded.encoder.state_dict()
    assert torch.equal(ours[name.format(11)], trained[name.format(11)])
    assert torch.equal(ours[name.format(0)], theirs[name.format(0)])
    assert not torch.equal(ours[name.format(11)], theirs[name.format(11)])
    assert start.tokenizer.is_fast


@pytest.mark.parametrize(
    ("task", "options", "message"),
    [
        ("quotes", {}, "train.epochs: 0: the head of 'quotes' does not start from a probe; train it"),
        (
            "topic",
            {"adapter": {"rank": 2}},
            "train.epochs: 0: there is nothing for train.adapter to learn; leave it out",
        ),
    ],
)
def test_no_epochs_where_something_has_to_be_learned_is_refused(
    settings: Settings, tmp_path: Path, task: str, options: Settings, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        train(run_config(settings, task, output=tmp_path / "run", epochs=0, **options))
    assert str(caught.value) == message
    assert not (tmp_path / "run").exists()


def test_a_head_alone_is_saved_without_its_encoder(settings: Settings, tmp_path: Path) -> None:
    run = train(run_config(settings, "topic", output=tmp_path / "run", epochs=0)).folder
    assert (run / "adapter.safetensors").stat().st_size < 20_000 and not (run / "model.safetensors").exists()
    found = predict_task(load_model(run), "topic", TRAIN)
    assert sum(prediction.label == each.topic for prediction, each in zip(found, TRAIN, strict=True)) > len(TRAIN) / 2


def test_sections_of_ones_own_are_trained_on_by_their_column(settings: Settings, tmp_path: Path) -> None:
    rows = [{"corps": each.text, "rubrique": f"desk {each.topic}"} for each in TRAIN]
    path = tmp_path / "archive.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    data = {"train": str(path), "validation": str(path), "columns": {"text": "corps", "topic": "rubrique"}}
    config = run_config({**settings, "data": data}, "topic", output=tmp_path / "run", epochs=0)
    balanced = config.model_copy(update={"tasks": {"topic": TaskConfig(class_weights="balanced")}})
    labels = load_model(train(balanced).folder).tasks["topic"].labels
    assert labels == tuple(sorted({f"desk {each.topic}" for each in TRAIN}))
