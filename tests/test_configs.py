"""The shipped configurations load, and a wrong configuration says where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclf.config import AdapterConfig, RunConfig, load_config
from newsclf.errors import ConfigError

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
TASKS = {
    "topic": {"topic"},
    "quotes": {"quotes"},
    "stance": {"stance"},
    "multitask": {"topic", "quotes", "stance"},
    "quickstart": {"topic", "quotes", "stance"},
    "joint": {"topic", "quotes", "stance"},
    "default_quotes": {"quotes"},
    "default_stance": {"stance"},
    "default_topic": {"topic"},
    "default_topic_encoder": {"topic"},
    "masakhanews": {"topic"},
    "sections": {"topic"},
    "few_shot": {"topic"},
    "xstance": {"stance"},
    "stance_own": {"stance"},
}
OF_PACKAGE = {
    **dict.fromkeys(["quickstart", "masakhanews", "xstance", "stance_own"], "embedded"),
    **dict.fromkeys(["sections", "few_shot"], "default"),
    "joint": "runs/joint-stance",
}
"""The encoder of the configurations that need no Hub for it, beside those of the package's own models."""
OWN_DATA = {
    "masakhanews": ["masakhanews"],
    "sections": ["archive/train.jsonl"],
    "xstance": ["xstance"],
    "stance_own": ["mine/train.jsonl", "sample"],
}

VALID = """\
encoder: embedded
tasks:
  topic: {}
data:
  train: sample
  validation: sample
output: runs/essai
"""


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    path = tmp_path / "run.yaml"
    path.write_text(VALID, encoding="utf-8")
    return path


def error_of(path: Path, *overrides: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(path, overrides)
    return str(caught.value)


def rewrite(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_every_shipped_config_is_known_here() -> None:
    assert {path.stem for path in CONFIGS.glob("*.yaml")} == set(TASKS)


@pytest.mark.parametrize("name", TASKS)
def test_a_shipped_config_loads(name: str) -> None:
    config = load_config(CONFIGS / f"{name}.yaml")
    assert set(config.tasks) == TASKS[name]
    assert config.encoder == OF_PACKAGE.get(name, "embedded" if name.startswith("default") else "camembert-base")
    assert config.data.train == OWN_DATA[name] if name in OWN_DATA else "sample" in config.data.train
    assert config.output == f"runs/{name.replace('_', '-')}"


@pytest.mark.parametrize("name", TASKS)
def test_a_shipped_config_runs_without_network_on_own_data_by_overrides(name: str) -> None:
    overrides = ["encoder=embedded", "data.train=[a.jsonl, b.jsonl]", "data.validation=dev.jsonl"]
    config = load_config(CONFIGS / f"{name}.yaml", overrides)
    assert config.encoder == "embedded"
    assert config.data.train == ["a.jsonl", "b.jsonl"]
    assert config.data.validation == ["dev.jsonl"]


def test_defaults_fill_what_a_config_leaves_out(config_file: Path) -> None:
    config = load_config(config_file)
    assert (config.window.size, config.train.epochs, config.train.adapter) == (512, 10, None)
    assert config.tasks["topic"].weight == 1.0


def test_overrides_are_read_as_yaml_and_make_missing_sections(config_file: Path) -> None:
    config = load_config(
        config_file,
        [
            "train.epochs=3",
            "train.learning_rate=2e-5",
            "train.patience=null",
            "train.adapter.rank=8",
            "tasks.stance={}",
        ],
    )
    assert config.train.epochs == 3
    assert config.train.learning_rate == 2e-5
    assert config.train.patience is None
    assert config.train.adapter == AdapterConfig(rank=8)
    assert list(config.tasks) == ["topic", "stance"]


def test_a_later_override_wins(config_file: Path) -> None:
    assert load_config(config_file, ["train.seed=1", "train.seed=2"]).train.seed == 2


def test_a_config_cannot_be_changed(config_file: Path) -> None:
    config = load_config(config_file)
    with pytest.raises(ValueError, match="frozen"):
        config.output = "ailleurs"
    assert RunConfig.model_validate(config.model_dump()) == config


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("train.epoch=3", "unknown key 'train.epoch'; did you mean 'epochs'?"),
        ("windows.size=256", "unknown key 'windows'; did you mean 'window'?"),
        ("train.adapter.rang=8", "unknown key 'train.adapter.rang'; did you mean 'rank'?"),
        ("tasks.topic.wieght=2", "unknown key 'tasks.topic.wieght'; did you mean 'weight'?"),
        ("data.dev=sample", "unknown key 'data.dev'; expected one of: train, validation"),
        (
            "train.epochs=trois",
            "train.epochs: Input should be a valid number, unable to parse string as a number, got 'trois'",
        ),
        ("train.epochs=-1", "train.epochs: Input should be greater than or equal to 0, got -1"),
        (
            "train.batch_size=2.5",
            "train.batch_size: Input should be a valid integer, got a number with a fractional part, got 2.5",
        ),
        ("train.precision=fp16", "train.precision: Input should be 'auto', 'fp32' or 'bf16', got 'fp16'"),
        ("train.learning_rate=30", "train.learning_rate: Input should be less than 1, got 30"),
        ("window.size=4096", "window.size: Input should be less than or equal to 512, got 4096"),
        (
            "window.overlap=300",
            "size - headline - 4 must be more than twice the overlap, or windows do not advance",
        ),
        ("tasks={}", "tasks: Dictionary should have at least 1 item"),
        ("data.train=[]", "data.train: Value should have at least 1 item"),
    ],
)
def test_a_wrong_key_or_value_is_named(config_file: Path, override: str, message: str) -> None:
    found = error_of(config_file, override)
    assert found.startswith(f"{config_file}: ")
    assert message in found


def test_every_wrong_key_is_named_at_once(config_file: Path) -> None:
    assert (
        error_of(config_file, "train.epoch=3", "train.sede=1")
        == f"{config_file}: unknown key 'train.epoch'; did you mean 'epochs'?; "
        "unknown key 'train.sede'; did you mean 'seed'?"
    )


def test_a_missing_key_is_named(config_file: Path) -> None:
    rewrite(config_file, "encoder: embedded\n", "")
    rewrite(config_file, "  validation: sample\n", "")
    assert error_of(config_file) == f"{config_file}: missing key 'encoder'; missing key 'data.validation'"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("train.epochs", "override 'train.epochs': expected key=value, for instance train.epochs=3"),
        ("=3", "override '=3': expected key=value, for instance train.epochs=3"),
        ("encoder.name=embedded", "override 'encoder.name=embedded': 'encoder' holds a value, not keys"),
        ("train.epochs=[1", "override 'train.epochs=[1': not a YAML value"),
    ],
)
def test_a_wrong_override_is_quoted(config_file: Path, override: str, message: str) -> None:
    assert error_of(config_file, override) == message


def test_a_file_that_is_no_configuration(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    assert error_of(path) == f"{path}: no such configuration file"
    path.write_text("", encoding="utf-8")
    assert error_of(path) == f"{path}: expected keys such as encoder, tasks, data, output; got NoneType"
    path.write_text("- topic\n", encoding="utf-8")
    assert error_of(path) == f"{path}: expected keys such as encoder, tasks, data, output; got list"
    path.write_text("encoder: [\n", encoding="utf-8")
    assert error_of(path).startswith(f"{path}: not valid YAML: ")
    path.write_bytes("encoder: embarqué".encode("latin-1"))
    assert error_of(path).startswith(f"{path}: cannot be read: 'utf-8' codec can't decode byte 0xe9")
    assert error_of(tmp_path).startswith(f"{tmp_path}: cannot be read: ")
