"""The configuration of a training run: read from YAML, checked whole, every wrong key or value named.

The names are our own and map onto ``transformers.TrainingArguments`` in one place
(:func:`newsclf.trainer.training_arguments`), so that a renamed argument there changes no user's file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from newsclf.errors import ConfigError
from newsclf.labels import did_you_mean


class Section(BaseModel):
    """A part of the configuration: immutable, and strict about the keys it knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Sources = Annotated[list[str], BeforeValidator(_as_list), Field(min_length=1)]


class TaskConfig(Section):
    """One task of the run: its share of the loss, how often an epoch shows its examples, and its labels.

    ``repeat`` 2 shows each twice, 0.5 half of them, the same ones in every run. Tasks that read the article itself
    share its windows, which are shown as often as the keenest of them asks.
    ``batch_size`` is how many of its examples make a step, where that is not ``train.batch_size``: windows of an
    article are four times as long as pairs of stance. A window that several tasks share goes by the smallest of them.
    ``labels`` are only needed where they are not the task's own and not all found in the train split.
    ``class_weights: balanced`` lets every label weigh the same in the loss, however rare it is in the train split.
    """

    weight: float = Field(default=1.0, gt=0)
    repeat: float = Field(default=1, gt=0)
    batch_size: int | None = Field(default=None, ge=1)
    labels: list[str] | None = None
    class_weights: Literal["balanced"] | None = None


class DataConfig(Section):
    """Where the articles come from: ``sample``, a folder of splits, or single files (one or a list).

    ``columns`` says which of their fields stand for ours, as ``{topic: rubrique, text: corps}``.
    ``augment`` adds altered copies of each train article (``newsclf.data.augment``): so many of each.
    """

    train: Sources
    validation: Sources
    columns: dict[str, str] | None = None
    augment: int = Field(default=0, ge=0, le=20)


class WindowConfig(Section):
    """How a long article is cut, in tokens: window size, overlap of neighbours, room for the headline.

    ``trained`` is how many windows of an article are trained on: its first and others at random; null: all.
    """

    size: int = Field(default=512, ge=64, le=512)
    overlap: int = Field(default=128, ge=0)
    headline: int = Field(default=40, ge=0)
    trained: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _leaves_room(self) -> WindowConfig:
        if self.size - self.headline - 4 <= 2 * self.overlap:
            raise ValueError("size - headline - 4 must be more than twice the overlap, or windows do not advance")
        return self


class AdapterConfig(Section):
    """Low-rank adapters (LoRA, Hu et al. 2021) in place of full fine-tuning of the encoder.

    ``layers`` is how many of the encoder's layers get them, counted from the top; null: all. Those below stay as they
    are, and no gradient is computed for them.
    """

    rank: int = Field(default=16, ge=1, le=256)
    alpha: float = Field(default=32.0, gt=0)
    dropout: float = Field(default=0.0, ge=0, lt=1)
    layers: int | None = Field(default=None, ge=1)


class TrainConfig(Section):
    """How to train. ``epochs: 0`` leaves the encoder as it is and the heads as they start (``newsclf.tasks.probe``), or
    as the checkpoint has them that training starts from; every example then counts once, whatever ``repeat`` says.

    ``patience`` counts evaluations without a better validation score; null never stops early.

    ``eval_every`` is a number of optimiser steps; null evaluates (and saves) once an epoch. ``dropout`` is that of the
    encoder, null its own; 0 makes a step on a CPU two and a half times as fast (docs/decisions.md).
    """

    epochs: float = Field(default=10, ge=0)
    batch_size: int = Field(default=8, ge=1)
    accumulate: int = Field(default=1, ge=1)
    learning_rate: float = Field(default=1e-4, gt=0, lt=1)
    head_learning_rate: float = Field(default=1e-3, gt=0, lt=1)
    weight_decay: float = Field(default=0.01, ge=0)
    warmup: float = Field(default=0.1, ge=0, lt=1)
    patience: int | None = Field(default=3, ge=1)
    eval_every: int | None = Field(default=None, ge=1)
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    device: Literal["auto", "cpu"] = "auto"
    dropout: float | None = Field(default=None, ge=0, lt=1)
    freeze_embeddings: bool = False
    adapter: AdapterConfig | None = None
    seed: int = Field(default=42, ge=0)


class RunConfig(Section):
    """A whole run, as written in ``configs/*.yaml``."""

    encoder: str = Field(min_length=1)
    tasks: dict[str, TaskConfig] = Field(min_length=1)
    data: DataConfig
    output: str = Field(min_length=1)
    window: WindowConfig = WindowConfig()
    train: TrainConfig = TrainConfig()


def load_config(path: str | Path, overrides: Sequence[str] = ()) -> RunConfig:
    """Read a YAML run configuration and apply ``overrides`` such as ``train.epochs=3``.

    Raises ConfigError that names the file, each wrong key with the nearest legal one, and each wrong value.
    """
    path = Path(path)
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such configuration file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(raw, dict):
        raise ConfigError(f"{path}: expected keys such as encoder, tasks, data, output; got {type(raw).__name__}")
    for override in overrides:
        _apply(raw, override)
    try:
        return RunConfig.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(f"{path}: " + "; ".join(_explain(item) for item in error.errors())) from error


def _apply(raw: dict[str, Any], override: str) -> None:
    """Set one ``dotted.key=value`` in ``raw``, the value read as YAML."""
    key, equals, value = override.partition("=")
    if not equals or not key:
        raise ConfigError(f"override {override!r}: expected key=value, for instance train.epochs=3")
    *parents, last = key.split(".")
    place = raw
    for parent in parents:
        if place.get(parent) is None:
            place[parent] = {}
        place = place[parent]
        if not isinstance(place, dict):
            raise ConfigError(f"override {override!r}: {parent!r} holds a value, not keys")
    try:
        place[last] = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ConfigError(f"override {override!r}: not a YAML value") from error


def _explain(item: Any) -> str:
    """One pydantic error in words: the dotted key, what is wrong, and for unknown keys the nearest legal one."""
    where = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        return f"unknown key {where!r}{did_you_mean(str(item['loc'][-1]), _legal_keys(item['loc'][:-1]))}"
    if item["type"] == "missing":
        return f"missing key {where!r}"
    if not where:
        return str(item["msg"])
    return f"{where}: {item['msg']}, got {item['input']!r}"


def _legal_keys(loc: tuple[Any, ...]) -> list[str]:
    """The keys of the section that an error location points into."""
    section: Any = RunConfig
    for part in loc:
        section = TaskConfig if section is RunConfig and part == "tasks" else _section_at(section, part)
    return list(section.model_fields)


def _section_at(section: Any, part: Any) -> Any:
    if part == "adapter":
        return AdapterConfig
    field = section.model_fields.get(part)
    return field.annotation if field is not None else section
