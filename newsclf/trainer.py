"""The ``transformers.Trainer`` of newsclf: our configuration in its words, our inference loop as its evaluation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import Sampler
from transformers import EarlyStoppingCallback, PrinterCallback, ProgressCallback, Trainer, TrainingArguments

from newsclf.batching import collate
from newsclf.config import RunConfig, TrainConfig
from newsclf.errors import DataError
from newsclf.inference import computing_in, predict_annotated
from newsclf.modeling import NewsModel, require_codec
from newsclf.schema import Article
from newsclf.text.windows import Array, Window


@dataclass(frozen=True, slots=True)
class Item:
    """A window of a training example with what each task's loss compares with."""

    window: Window
    targets: Mapping[str, Mapping[str, Array]]


def training_arguments(config: RunConfig, *, checkpoints: Path, items: int) -> TrainingArguments:
    """Our names in the words of ``transformers``; the one place that knows its arguments."""
    settings = config.train
    steps = max(1, -(-items // (settings.batch_size * settings.accumulate)))
    strategy = "epoch" if settings.eval_every is None else "steps"
    return TrainingArguments(
        output_dir=str(checkpoints),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_size,
        gradient_accumulation_steps=settings.accumulate,
        learning_rate=settings.learning_rate,
        weight_decay=settings.weight_decay,
        warmup_steps=int(settings.warmup * steps * settings.epochs),
        lr_scheduler_type="linear",
        eval_strategy=strategy,
        eval_steps=settings.eval_every,
        save_strategy=strategy,
        save_steps=settings.eval_every or 500,
        save_total_limit=1,
        restore_callback_states_from_checkpoint=True,  # a resumed run counts its patience from where it was
        load_best_model_at_end=True,
        metric_for_best_model="mean",
        greater_is_better=True,
        logging_steps=10,
        report_to="none",
        disable_tqdm=False,
        bf16=use_bf16(settings),
        use_cpu=settings.device == "cpu" or not torch.cuda.is_available(),
        full_determinism=False,
        seed=settings.seed,
        data_seed=settings.seed,
        remove_unused_columns=False,
        label_names=[],
        dataloader_pin_memory=torch.cuda.is_available(),
    )


def use_bf16(config: TrainConfig) -> bool:
    """Whether to compute in bfloat16: as asked, or where the hardware multiplies it natively."""
    if config.precision != "auto":
        return config.precision == "bf16"
    if config.device == "auto" and torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_avx512_bf16_supported())


class NewsTrainer(Trainer):
    """A Trainer that evaluates with our own inference loop and trains heads faster than the encoder."""

    def __init__(
        self,
        model: NewsModel,
        *,
        config: RunConfig,
        checkpoints: Path,
        items: Sequence[Item],
        validation: Sequence[Article],
    ) -> None:
        self.news_model = model
        self.run_config = config
        self.validation = validation
        self.lengths = [len(item.window.input_ids) for item in items]
        weights = {name: task.weight for name, task in config.tasks.items()}
        pad = require_codec(model).pad

        def collator(batch: list[dict[str, Any]]) -> dict[str, Any]:
            found: list[Item] = [row["item"] for row in batch]
            windows = [item.window for item in found]
            return collate(windows, [item.targets for item in found], pad=pad, weights=weights)

        super().__init__(
            model=model,
            args=training_arguments(config, checkpoints=checkpoints, items=len(items)),
            data_collator=collator,
            train_dataset=[{"item": item} for item in items],
            eval_dataset=validation,
            callbacks=[EarlyStoppingCallback(config.train.patience)] if config.train.patience else [],
        )
        self.remove_callback(PrinterCallback)
        self.remove_callback(ProgressCallback)
        self.progress = Progress()
        self.add_callback(self.progress)

    def create_optimizer(self, model: nn.Module | None = None) -> torch.optim.Optimizer:
        """Fused AdamW with a learning rate of its own for the heads, and no decay of biases and norms."""
        if self.optimizer is None:
            settings = self.run_config.train
            self.optimizer = torch.optim.AdamW(
                _groups(self.news_model, settings), lr=settings.learning_rate, fused=True
            )
        return self.optimizer

    def _get_train_sampler(self, train_dataset: Any = None) -> Sampler[int]:
        return LikeLengths(self.lengths, batch_size=self.run_config.train.batch_size, seed=self._epoch_seed)

    def _epoch_seed(self) -> int:
        """A seed for the epoch that begins or, in a resumed run, goes on: told by the steps done, which are saved."""
        settings = self.run_config.train
        batches = -(-len(self.lengths) // settings.batch_size)
        return settings.seed + self.state.global_step // -(-batches // settings.accumulate)

    def train(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().train(*args, **kwargs)
        finally:
            self.progress.close()  # or the message of an error would stand behind the bar

    def _save_checkpoint(self, *args: Any, **kwargs: Any) -> None:
        try:
            super()._save_checkpoint(*args, **kwargs)
        except Exception as error:  # a full disk has as many kinds of error as there are libraries that write
            reason = str(error).splitlines()[0]
            raise DataError(
                f"{self.args.output_dir}: a checkpoint cannot be written: {reason}; make room and run the same "
                "command again: it goes on from the last whole one"
            ) from error

    def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
        """Scores on the validation split; ``eval_mean`` is the mean of the tasks' main metrics."""
        main = {}
        with computing_in("bf16" if use_bf16(self.run_config.train) else "fp32"):
            found = predict_annotated(self.news_model, self.validation, calibrated=False)
        for name, answered in found.items():
            task = self.news_model.tasks[name]
            main[name] = float(task.score(answered.examples, answered.predictions)[task.metric])
        metrics = {f"eval_{name}": value for name, value in main.items()}
        metrics["eval_mean"] = sum(main.values()) / len(main)
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


class LikeLengths(Sampler[int]):
    """Random batches of inputs of like length, in random order: the same one for the same ``seed``.

    The Trainer's own grouping takes the longest batches of each stretch first: a stretch of articles, then one of
    stance pairs, so that one task forgets what the other learns.
    """

    def __init__(self, lengths: Sequence[int], *, batch_size: int, seed: Callable[[], int]) -> None:
        self.lengths = lengths
        self.batch_size = batch_size
        self.seed = seed

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Iterator[int]:
        random = torch.Generator().manual_seed(self.seed())
        order = torch.randperm(len(self.lengths), generator=random).tolist()
        stretch = 50 * self.batch_size
        batches = []
        for start in range(0, len(order), stretch):
            alike = sorted(order[start : start + stretch], key=lambda place: self.lengths[place])
            batches += [alike[at : at + self.batch_size] for at in range(0, len(alike), self.batch_size)]
        # A batch that is not full goes last: it would shift the borders of those after it.
        full = [batch for batch in batches if len(batch) == self.batch_size]
        rest = [batch for batch in batches if len(batch) < self.batch_size]
        for batch in [full[place] for place in torch.randperm(len(full), generator=random).tolist()] + rest:
            yield from batch


class Progress(ProgressCallback):
    """The Trainer's bar, with the running loss beside it and a line for each evaluation."""

    def close(self) -> None:
        """Leave the bar as it stands, and begin a new line."""
        if self.training_bar is not None:
            self.training_bar.close()
            self.training_bar = None

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        bar, logs = self.training_bar, logs or {}
        if bar is None:
            return
        if "loss" in logs:
            bar.set_postfix(loss=f"{logs['loss']:.3f}")
        scores = [f"{key.removeprefix('eval_')} {value:.3f}" for key, value in logs.items() if key.startswith("eval_")]
        if scores:
            bar.write(f"epoch {state.epoch:.1f}, validation: {', '.join(scores)}", file=sys.stderr)


def _groups(model: nn.Module, config: TrainConfig) -> list[dict[str, Any]]:
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            groups.setdefault((name.startswith("heads."), parameter.ndim > 1), []).append(parameter)
    return [
        {
            "params": parameters,
            "lr": config.head_learning_rate if head else config.learning_rate,
            "weight_decay": config.weight_decay if decays else 0.0,
        }
        for (head, decays), parameters in groups.items()
    ]
