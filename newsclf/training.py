"""Fine-tuning: ``train(RunConfig)`` turns a configuration into a run folder, on ``transformers.Trainer``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import nn
from tqdm.auto import tqdm
from transformers import set_seed

import newsclf
from newsclf.attention import use_products
from newsclf.batching import collate, to_device
from newsclf.checkpoints import has_adapters, new_model
from newsclf.config import RunConfig, TrainConfig
from newsclf.data.augment import altered_copies
from newsclf.data.dataset import load_split
from newsclf.errors import ConfigError, DataError
from newsclf.inference import predict_annotated
from newsclf.modeling import NewsModel, require_codec
from newsclf.runs import RunFolder
from newsclf.schema import Article
from newsclf.tasks import AnyTask, task_class
from newsclf.tasks.base import InputHead, blind
from newsclf.tasks.probe import STRENGTH, STRENGTH_BEFORE_TRAINING, ProbedHead
from newsclf.text.windows import Array, Window
from newsclf.trainer import Item, NewsTrainer, use_bf16

PROBED = 2000
"""Windows that heads are started from: more cost much and add little, as fine-tuning goes on from there.

Where nothing follows (``epochs: 0``) all are asked.
"""

PROBED_TOGETHER = 8
"""Windows in one pass of the encoder."""


@dataclass(frozen=True, slots=True)
class TrainResult:
    """Where the run is, and its scores on the validation split by task."""

    folder: Path
    metrics: Mapping[str, Any]


def train(config: RunConfig, *, overwrite: bool = False) -> TrainResult:
    """Fine-tune as the configuration says and write the run folder; an interrupted run goes on where it was saved.

    Raises ConfigError (unknown task, folder taken), DataError (labels, annotations), ModelError (encoder).
    """
    training = _read(config.data.train, "train", columns=config.data.columns)
    validation = _read(config.data.validation, "validation", columns=config.data.columns)
    tasks = [_task(name, config, training, validation) for name in config.tasks]
    set_seed(config.train.seed)
    model = new_model(
        encoder=config.encoder,
        tasks=tasks,
        window=config.window,
        adapter=config.train.adapter,
        name=Path(config.output).name,
        version=newsclf.__version__,
    )
    _check_epochs(model, config)
    prepare(model, config.train)
    copies = altered_copies(training, copies=config.data.augment, seed=config.train.seed)
    # Where heads are but fitted, each example counts once, and as it is read at inference.
    trains = config.train.epochs > 0
    repeats = {name: task.repeat if trains else 1 for name, task in config.tasks.items()}
    articles = [*training, *copies]
    items = encode_items(model, articles, repeats=repeats, trained=config.window.trained, blinded=trains)
    for name in model.tasks:
        if not any(name in item.targets for item in items):
            raise DataError(
                f"tasks.{name}.repeat: {config.tasks[name].repeat:g} leaves no example to train on; raise it"
            )
    # Nothing on disk is touched (--overwrite removes the last run) before all that can be wrong has been looked at.
    folder = RunFolder.open(config, overwrite=overwrite)
    trainer = NewsTrainer(model, config=config, checkpoints=folder.checkpoints, items=items, validation=validation)
    if folder.last_checkpoint() is None:
        start_heads(model, items, config=config.train)
    if config.train.epochs:
        trainer.train(resume_from_checkpoint=folder.last_checkpoint())
    metrics = calibrate(model, validation)
    folder.finish(
        model,
        config=config,
        metrics=metrics,
        splits={"train": training, "validation": validation},
        history=trainer.state.log_history,
    )
    return TrainResult(folder.path, metrics)


def _read(sources: Sequence[str], split: str, *, columns: Mapping[str, str] | None) -> list[Article]:
    return [article for source in sources for article in load_split(source, split, columns=columns)]


def _task(name: str, config: RunConfig, training: Sequence[Article], validation: Sequence[Article]) -> AnyTask:
    """The task with its labels, after checking that both splits have examples of it and no label is only in one."""
    kind = task_class(name)
    task = kind(config.tasks[name].labels or kind.labels_in(training))
    for split, articles, sources in (
        ("train", training, config.data.train),
        ("validation", validation, config.data.validation),
    ):
        if not any(task.examples(article) for article in articles):
            raise DataError(f"no article of {', '.join(sources)} (split {split}) is annotated for the task {name!r}")
    known = {label for article in training for label in task.labels_of(article)}
    for article in validation:
        for label in task.labels_of(article):
            if label not in known:
                raise DataError(
                    f"validation article {article.id!r}: {name} label {label!r} never occurs in the train split "
                    f"({', '.join(config.data.train)}); add examples of it there, or take it out of validation"
                )
    if config.tasks[name].class_weights:
        task.balance(training)
    return task


def _check_epochs(model: NewsModel, config: RunConfig) -> None:
    """Without an epoch nothing changes the encoder: ConfigError for what would have to learn.

    Adapters and heads may be those of the checkpoint that training starts from, which then stay as they are.
    """
    if config.train.epochs:
        return
    for name, head in model.heads.items():
        if not isinstance(head, ProbedHead) and name not in model.continued:
            raise ConfigError(f"train.epochs: 0: the head of {name!r} does not start from a probe; train it")
    adapter = config.train.adapter
    if adapter and not has_adapters(config.encoder, adapter):
        raise ConfigError("train.epochs: 0: there is nothing for train.adapter to learn; leave it out")
    model.config.untouched = adapter is None


def prepare(model: NewsModel, config: TrainConfig) -> None:
    """Freeze the word embeddings and set the encoder's dropout, where the configuration asks for it.

    Where training will be in bfloat16 on a CPU, the encoder's attention is one that is fast there.
    """
    if config.freeze_embeddings:
        for parameter in model.embeddings().parameters():
            parameter.requires_grad = False
    if config.dropout is not None:
        for name, module in model.encoder.named_modules():
            if isinstance(module, nn.Dropout) and "lora_" not in name:
                module.p = config.dropout
    if use_bf16(config) and (config.device == "cpu" or not torch.cuda.is_available()):
        use_products(model.encoder)


def encode_items(
    model: NewsModel,
    articles: Sequence[Article],
    *,
    repeats: Mapping[str, float],
    trained: int | None = None,
    blinded: bool = True,
) -> list[Item]:
    """The training windows of the articles, each as often as ``repeats`` says for its task.

    Of a long article these are the first and others at random, ``trained`` of them; all where it is None.

    Tasks that read the article itself share its windows, repeated for the keenest of them. A window that trains a head
    with features comes a second time without them (unless ``blinded`` is False): a model that is always shown what the
    rules say learns to repeat it.
    """
    items: list[Item] = []
    random = Random(0)
    for article in articles:
        shared: dict[int, tuple[Window, dict[str, Mapping[str, Array]]]] = {}
        for name, window, targets in _examples(model, article):
            if model.tasks[name].reads_article:
                shared.setdefault(window.first, (window, {}))[1][name] = targets
            else:
                items += [Item(window, {name: targets})] * _times(repeats[name], random)
        for window, found in _chosen(list(shared.values()), trained):
            hinted = blinded and any(isinstance(model.heads[name], InputHead) for name in found)
            seen = [window, blind(window)] if hinted else [window]
            times = max(repeats[name] for name in found)
            items += [Item(each, found) for each in seen for _ in range(_times(times, random))]
    return items


def _times(repeat: float, random: Random) -> int:
    """How often to show an example that ``repeat`` asks for: 1.5 is once or twice."""
    return int(repeat) + (random.random() < repeat % 1)


def _chosen(windows: list[Any], most: int | None) -> list[Any]:
    """The first of an article's windows and ``most - 1`` others, the same ones in every run."""
    if most is None or len(windows) <= most:
        return windows
    last, _ = windows[-1]
    return [windows[0], *Random(last.first).sample(windows[1:], most - 1)]


def start_heads(model: NewsModel, items: Sequence[Item], *, config: TrainConfig) -> None:
    """Start the heads that can be from a linear probe of the encoder as it is, over ``PROBED`` windows at most.

    Those that go on from a checkpoint are left as they are where an epoch follows.
    """
    for name, head in model.heads.items():
        if isinstance(head, ProbedHead) and not (config.epochs and name in model.continued):
            found = [item for item in items if name in item.targets]
            chosen = Random(config.seed).sample(found, min(PROBED if config.epochs else len(found), len(found)))
            chosen.sort(key=lambda item: len(item.window.input_ids))
            with torch.autocast(model.device.type, torch.bfloat16, enabled=use_bf16(config)):
                # On large data this takes minutes, before the Trainer's own bar: a person wants to see that it goes on.
                vectors = pooled_vectors(model, name, [item.window for item in chosen], bar=f"reading for {name}")
            targets = [item.targets[name] for item in chosen]
            stacked = {key: np.stack([each[key] for each in targets]) for key in targets[0]}
            head.start(vectors, stacked, strength=STRENGTH_BEFORE_TRAINING if config.epochs else STRENGTH)


def pooled_vectors(model: NewsModel, task: str, windows: Sequence[Window], *, bar: str | None = None) -> Array:
    """What a :class:`ProbedHead` makes of windows: [windows, k]. Those of like length should stand together.

    ``bar`` is what a progress bar on a terminal says; None shows none.
    """
    pad, training = require_codec(model).pad, model.training
    vectors = []
    model.train(False)
    with torch.inference_mode():
        starts = range(0, len(windows), PROBED_TOGETHER)
        for at in tqdm(starts, desc=bar, leave=False, disable=None if bar else True):
            part = windows[at : at + PROBED_TOGETHER]
            batch = collate(part, [{task: {}} for _ in part], pad=pad)
            vectors.append(model.pooled(task, **to_device(batch, model.device)).float().cpu().numpy())
    model.train(training)
    return np.concatenate(vectors)


def _examples(model: NewsModel, article: Article) -> Iterator[tuple[str, Window, Mapping[str, Array]]]:
    codec = require_codec(model)
    of_article: list[Window] = []  # the same for all tasks that read the article: made once
    for name, task in model.tasks.items():
        for example in task.examples(article):
            if task.reads_article:
                windows = of_article = of_article or model.windows(name, example)
            else:
                windows = model.windows(name, example)
            for window, targets in zip(windows, task.targets(example, windows, codec), strict=True):
                yield name, window, targets


def calibrate(model: NewsModel, articles: Sequence[Article]) -> dict[str, dict[str, Any]]:
    """Fit every task's temperature on the validation articles, and return their scores.

    A temperature changes how sure the model says it is, not what it says, so one pass serves both.
    """
    metrics = {}
    for name, answered in predict_annotated(model, articles, calibrated=False).items():
        task = model.tasks[name]
        model.set_temperature(name, task.fit_temperature(answered.examples, answered.predictions))
        scores = task.score(answered.examples, answered.predictions)
        metrics[name] = {**scores, "temperature": model.temperature(name)}
    return metrics
