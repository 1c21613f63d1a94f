"""Training for real, on a tiny encoder: it learns, explains itself, repeats itself, and survives being killed."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from safetensors.torch import load_file
from support import DEV, TRAIN, Settings, run_config, write_articles

import newsclf as package
from newsclf.checkpoints import load_model, new_model, save_model
from newsclf.config import AdapterConfig, WindowConfig
from newsclf.data.dataset import data_hash
from newsclf.errors import ConfigError, DataError, NewsclfError
from newsclf.inference import predict_task
from newsclf.tasks import make_task
from newsclf.trainer import LikeLengths, training_arguments
from newsclf.training import TrainResult, train


def report(result: TrainResult) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((result.folder / "run.json").read_text())
    return found


def losses(result: TrainResult) -> list[float]:
    return [float(line["loss"]) for line in report(result)["history"] if "loss" in line]


def steps(result: TrainResult) -> int:
    return max(line["step"] for line in report(result)["history"])


# --- learning --------------------------------------------------------------------------------------------------


def test_a_run_learns_four_articles_by_heart(settings: Settings, tmp_path: Path) -> None:
    few = write_articles(tmp_path / "few.jsonl", TRAIN[:4])
    same = {**settings, "data": {"train": str(few), "validation": str(few)}}
    result = train(run_config(same, "topic", output=tmp_path / "run", epochs=15, batch_size=1))
    found = losses(result)
    assert found[-1] < 0.3 * found[0], found
    predictions = predict_task(load_model(result.folder), "topic", TRAIN[:4])
    assert [prediction.label for prediction in predictions] == [article.topic for article in TRAIN[:4]]
    assert result.metrics["topic"]["accuracy"] == 1.0


def test_three_tasks_learn_in_one_run(tiny_run: Path) -> None:
    model = load_model(tiny_run)
    assert set(model.tasks) == {"topic", "quotes", "stance"}
    topics = predict_task(model, "topic", TRAIN)
    assert [topic.label for topic in topics] == [article.topic for article in TRAIN]
    quotes = predict_task(model, "quotes", TRAIN)
    assert model.tasks["quotes"].score(TRAIN, quotes)["f1"] > 0.6
    examples = [example for article in TRAIN for example in model.tasks["stance"].examples(article)]
    stances = predict_task(model, "stance", examples)
    assert model.tasks["stance"].score(examples, stances)["accuracy"] > 0.8


def test_any_bert_class_encoder_serves(settings: Settings, tiny_bert: Path, tmp_path: Path) -> None:
    config = run_config({**settings, "encoder": str(tiny_bert)}, "topic", "quotes", "stance", output=tmp_path / "run")
    model = load_model(train(config).folder)
    assert model.config.encoder["model_type"] == "bert"
    assert len(predict_task(model, "quotes", TRAIN)) == len(TRAIN)


def test_accumulated_steps_are_fewer(settings: Settings, tmp_path: Path) -> None:
    plain = train(run_config(settings, "topic", output=tmp_path / "plain", batch_size=2, epochs=2))
    summed = train(run_config(settings, "topic", output=tmp_path / "summed", batch_size=1, accumulate=3, epochs=2))
    assert (steps(plain), steps(summed)) == (6, 4)


def test_a_task_may_ask_for_batches_of_its_own_size(settings: Settings, tmp_path: Path) -> None:
    plain = run_config(settings, "topic", "stance", output=tmp_path / "run", batch_size=4, epochs=1)
    tasks = {"topic": plain.tasks["topic"].model_copy(update={"batch_size": 2}), "stance": plain.tasks["stance"]}
    examples = {name: sum(len(make_task(name).examples(article)) for article in TRAIN) for name in tasks}
    assert steps(train(plain.model_copy(update={"tasks": tasks}))) == -(-examples["topic"] // 2) + -(
        -examples["stance"] // 4
    )


def test_a_repeat_that_leaves_no_example_is_refused_before_anything_is_written(
    settings: Settings, tmp_path: Path
) -> None:
    plain = run_config(settings, "topic", "stance", output=tmp_path / "run")
    tasks = {**plain.tasks, "stance": plain.tasks["stance"].model_copy(update={"repeat": 1e-9})}
    with pytest.raises(DataError, match=r"^tasks\.stance\.repeat: 1e-09 leaves no example to train on; raise it$"):
        train(plain.model_copy(update={"tasks": tasks}))
    assert not (tmp_path / "run").exists()


def test_batches_are_of_like_lengths_and_of_one_size_each() -> None:
    lengths, sizes = list(range(100)) * 2, [2] * 100 + [16] * 100
    batches = list(LikeLengths(lengths, sizes, lambda: 5))
    assert sorted(place for batch in batches for place in batch) == list(range(200))
    assert sorted(len(batch) for batch in batches) == [2] * 50 + [4] + [16] * 6
    assert all(len({sizes[place] for place in batch}) == 1 for batch in batches)
    assert all(lengths[batch[1]] - lengths[batch[0]] == 1 for batch in batches if len(batch) == 2)
    assert len(batches[-1]) == 4  # what is left over comes last
    assert batches == list(LikeLengths(lengths, sizes, lambda: 5)) != list(LikeLengths(lengths, sizes, lambda: 6))


def test_training_stops_when_the_score_no_longer_rises(settings: Settings, tmp_path: Path) -> None:
    result = train(run_config(settings, "topic", output=tmp_path / "run", epochs=40, patience=2))
    evaluations = [line["eval_topic"] for line in report(result)["history"] if "eval_topic" in line]
    assert len(evaluations) < 40
    best = max(evaluations)
    assert evaluations.index(best) == len(evaluations) - 3  # two evaluations without a better one
    assert result.metrics["topic"]["macro_f1"] == pytest.approx(best)  # and the best one is kept


def test_frozen_embeddings_stay_as_they_came(settings: Settings, tiny_camembert: Path, tmp_path: Path) -> None:
    result = train(
        run_config(settings, "topic", output=tmp_path / "run", freeze_embeddings=True, epochs=2, eval_every=1)
    )
    before, after = load_file(tiny_camembert / "model.safetensors"), load_file(result.folder / "model.safetensors")
    name = "embeddings.word_embeddings.weight"
    assert torch.equal(before[name], after[f"encoder.{name}"])
    layer = "encoder.layer.0.output.dense.weight"
    assert not torch.equal(before[layer], after[f"encoder.{layer}"])


# --- the same again --------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_weights(settings: Settings, tmp_path: Path) -> None:
    folders = [
        train(run_config(settings, "topic", "stance", output=tmp_path / name, epochs=2, seed=seed)).folder
        for name, seed in (("one", 1), ("again", 1), ("other", 2))
    ]
    one, again, other = (load_file(folder / "model.safetensors") for folder in folders)
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not all(torch.equal(one[name], other[name]) for name in one)


def test_a_run_reloads_with_the_same_predictions(settings: Settings, tmp_path: Path) -> None:
    config = run_config(settings, "topic", "stance", output=tmp_path / "run", epochs=2)
    result = train(config)
    model = load_model(result.folder)
    again = load_model(shutil.copytree(result.folder, tmp_path / "moved"))
    assert predict_task(model, "topic", DEV) == predict_task(again, "topic", DEV)
    scores = model.tasks["topic"].score(DEV, predict_task(model, "topic", DEV))
    assert scores["accuracy"] == result.metrics["topic"]["accuracy"]
    assert model.temperature("topic") == result.metrics["topic"]["temperature"] != 1.0


def test_a_run_with_an_adapter_saves_the_adapter_alone(
    settings: Settings, tiny_camembert: Path, tmp_path: Path
) -> None:
    config = run_config(settings, "topic", output=tmp_path / "run", epochs=2, adapter={"rank": 4, "alpha": 8.0})
    folder = train(config).folder
    assert (folder / "adapter.safetensors").exists() and not (folder / "model.safetensors").exists()
    names = set(load_file(folder / "adapter.safetensors"))
    assert all(name.startswith("heads.") or "lora" in name for name in names)
    base, whole = load_file(tiny_camembert / "model.safetensors"), load_model(folder).encoder.state_dict()
    layer = "encoder.layer.0.output.dense.weight"
    assert not torch.equal(base[layer], whole[layer])


def test_an_adapter_predicts_the_same_once_saved_and_merged(tiny_camembert: Path, tmp_path: Path) -> None:
    model = new_model(
        encoder=str(tiny_camembert),
        tasks=[make_task("topic")],
        window=WindowConfig(size=128, overlap=32, headline=12),
        adapter=AdapterConfig(rank=4, alpha=8.0),
        name="adapted",
        version="0",
    )
    torch.manual_seed(0)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_B" in name:  # which begins at zero: an adapter that changes nothing
                parameter.normal_(std=0.3)
    save_model(model, tmp_path)
    before, after = (predict_task(each, "topic", TRAIN) for each in (model, load_model(tmp_path)))
    for ours, theirs in zip(before, after, strict=True):
        assert theirs.scores == pytest.approx(ours.scores, abs=1e-4)


# --- the run folder --------------------------------------------------------------------------------------------


def test_a_run_folder_explains_itself(tiny_run: Path, corpus: Path, tiny_camembert: Path) -> None:
    assert {path.name for path in tiny_run.iterdir()} == {
        "README.md",
        "config.json",
        "model.safetensors",
        "run.json",
        "run.yaml",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    run = json.loads((tiny_run / "run.json").read_text())
    assert run["newsclf"] == package.__version__
    assert run["libraries"]["torch"] == version("torch")
    assert run["data"] == {
        "train": {"articles": len(TRAIN), "hash": data_hash(TRAIN)},
        "validation": {"articles": len(TRAIN), "hash": data_hash(TRAIN)},  # of this run, the same articles
    }
    assert set(run["validation"]) == {"topic", "quotes", "stance"}
    config = yaml.safe_load((tiny_run / "run.yaml").read_text())
    assert (config["encoder"], config["data"]["train"]) == (str(tiny_camembert), [str(corpus)])
    card = (tiny_run / "README.md").read_text()
    for words in ("library_name: newsclf", "**quotes**", data_hash(TRAIN), "medtop:15000000", "## Limits", "macro_f1"):
        assert words in card
    saved = json.loads((tiny_run / "config.json").read_text())
    assert saved["model_type"] == "newsclf"
    assert saved["tasks"]["stance"]["labels"] == ["favor", "against", "none"]
    assert saved["window"] == {"size": 128, "overlap": 32, "headline": 12}


def test_a_finished_run_is_not_replaced_unless_told(settings: Settings, tmp_path: Path) -> None:
    config = run_config(settings, "topic", output=tmp_path / "run")
    train(config)
    report = tmp_path / "run" / "run.json"
    before = report.stat().st_mtime_ns
    with pytest.raises(ConfigError, match=r"run holds a finished run; choose another `output`, or pass --overwrite$"):
        train(config)
    assert report.stat().st_mtime_ns == before
    train(config, overwrite=True)
    assert report.stat().st_mtime_ns > before


def test_a_folder_that_holds_something_else_is_left_alone(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("Mes notes.")
    for overwrite in (False, True):
        with pytest.raises(ConfigError, match=r"run is not empty and holds no run; choose another `output`$"):
            train(run_config(settings, "topic", output=tmp_path / "run"), overwrite=overwrite)
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["thesis.txt"]


def test_a_file_in_the_place_of_the_folder(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("Mes notes.")
    with pytest.raises(ConfigError, match=r"^output: .*file/run: cannot be made a folder: Not a directory$"):
        train(run_config(settings, "topic", output=tmp_path / "file" / "run"))
    with pytest.raises(ConfigError, match=r"^output: .*file is a file; choose another `output`$"):
        train(run_config(settings, "topic", output=tmp_path / "file"))


@pytest.mark.parametrize(
    ("key", "wrong", "message"),
    [
        ("data", {"train": "./rien.jsonl", "validation": "sample"}, r"^\./rien\.jsonl: no such file"),
        ("encoder", "./nulle-part", "^there is no encoder folder './nulle-part'"),
    ],
)
def test_a_mistake_costs_nothing(settings: Settings, tmp_path: Path, key: str, wrong: Any, message: str) -> None:
    mistaken = run_config({**settings, key: wrong}, "topic", output=tmp_path / "run")
    with pytest.raises(NewsclfError, match=message):
        train(mistaken)
    folder = train(run_config(settings, "topic", output=tmp_path / "run")).folder
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(NewsclfError, match=message):
        train(mistaken, overwrite=True)
    assert sorted(path.name for path in folder.iterdir()) == before
    load_model(folder)


# --- data ------------------------------------------------------------------------------------------------------


def test_a_label_that_only_validation_has_is_refused(settings: Settings, tmp_path: Path) -> None:
    few = write_articles(tmp_path / "few.jsonl", TRAIN[:2])
    data = {**settings, "data": {"train": str(few), "validation": settings["data"]["validation"]}}
    message = (
        r"^validation article 'social-3': topic label 'medtop:09000000' never occurs in the train split "
        r"\(.*few\.jsonl\); add examples of it there, or take it out of validation$"
    )
    with pytest.raises(DataError, match=message):
        train(run_config(data, "topic", output=tmp_path / "run"))


def test_articles_without_annotation_for_a_task_are_refused(settings: Settings, tmp_path: Path) -> None:
    bare = tmp_path / "bare.jsonl"
    bare.write_text(json.dumps({"text": "Il pleut.", "topic": "medtop:17000000"}) + "\n")
    data = {**settings, "data": {"train": str(bare), "validation": str(bare)}}
    message = r"^no article of .*bare\.jsonl \(split train\) is annotated for the task 'stance'$"
    with pytest.raises(DataError, match=message):
        train(run_config(data, "topic", "stance", output=tmp_path / "run"))


def test_labels_of_the_users_own_keep_their_order(settings: Settings, tmp_path: Path) -> None:
    rows = [{"text": f"Le texte {at} parle.", "topic": ("sport", "culture")[at % 2]} for at in range(4)]
    mine = tmp_path / "mine.jsonl"
    mine.write_text("".join(json.dumps(row) + "\n" for row in rows))
    data = {**settings, "data": {"train": str(mine), "validation": str(mine)}}
    config = run_config(data, "topic", output=tmp_path / "run")
    labelled = config.model_copy(
        update={"tasks": {"topic": config.tasks["topic"].model_copy(update={"labels": ["sport", "culture"]})}}
    )
    assert load_model(train(labelled).folder).tasks["topic"].labels == ("sport", "culture")
    assert load_model(train(config, overwrite=True).folder).tasks["topic"].labels == ("culture", "sport")


# --- the names of transformers ---------------------------------------------------------------------------------


def test_our_names_in_the_words_of_transformers(settings: Settings, tmp_path: Path) -> None:
    config = run_config(
        settings, "topic", output=tmp_path, epochs=4, batch_size=2, accumulate=3, warmup=0.25, seed=7, eval_every=5
    )
    found = training_arguments(config, checkpoints=tmp_path / "checkpoints", batches=10)
    assert found.warmup_steps == 4  # a quarter of 4 epochs of 4 steps (10 batches by 3)
    assert (found.per_device_train_batch_size, found.gradient_accumulation_steps) == (2, 3)
    assert (found.eval_strategy, found.eval_steps, found.save_steps) == ("steps", 5, 5)
    assert (found.seed, found.bf16, found.use_cpu) == (7, False, True)
    assert found.report_to == []
