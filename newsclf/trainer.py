"""The ``transformers.Trainer`` of newsclf: our configuration in its words, our inference loop as its evaluation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset, Sampler
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


def training_arguments(config: RunConfig, *, checkpoints: Path, batches: int) -> TrainingArguments:
    """Our names in the words of ``transformers``; the one place that knows its arguments."""
    settings = config.train
    steps = max(1, -(-batches // settings.accumulate))
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
        self.batches = LikeLengths(
            [len(item.window.input_ids) for item in items],
            [batch_size(item, config) for item in items],
            self._epoch_seed,
        )
        weights = {name: task.weight for name, task in config.tasks.items()}
        pad = require_codec(model).pad

        def collator(batch: list[Item]) -> dict[str, Any]:
            return collate([item.window for item in batch], [item.targets for item in batch], pad=pad, weights=weights)

        super().__init__(
            model=model,
            args=training_arguments(config, checkpoints=checkpoints, batches=len(self.batches)),
            data_collator=collator,
            train_dataset=cast(Dataset[Item], items),  # a list does all that the Trainer asks of a Dataset
            eval_dataset=validation,
            callbacks=[EarlyStoppingCallback(config.train.patience)] if config.train.patience else [],
        )
        # Of several GPUs one: torch's DataParallel would split a batch, but not say whose rows are whose.
        self.args._n_gpu = min(self.args.n_gpu, 1)
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

    def get_train_dataloader(self) -> DataLoader[Any]:
        """In place of the Trainer's own, which knows batches of one size only."""
        loader = DataLoader(
            cast(Dataset[Item], self.train_dataset),
            batch_sampler=self.batches,
            collate_fn=self.data_collator,
            pin_memory=self.args.dataloader_pin_memory,
        )
        return cast(DataLoader[Any], self.accelerator.prepare(loader))

    def _epoch_seed(self) -> int:
        """A seed for the epoch that begins or, in a resumed run, goes on: told by the steps done, which are saved."""
        settings = self.run_config.train
        return settings.seed + self.state.global_step // -(-len(self.batches) // settings.accumulate)

    def train(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().train(*args, **kwargs)
        finally:
            self.progress.close()  # or the message of an error would stand behind the bar

    def _save_checkpoint(self, *args: Any, **kwargs: Any) -> None:
        try:
            super()._save_checkpoint(*args, **kwargs)
        except Exception as error:  # a full disk has as many kinds of error as there are libraries that write
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise DataError(
                f"{self.args.output_dir}: a checkpoint cannot be written: {reason}; make room and run the same "
                "command again: it goes on from the last whole one"
            ) from error

    def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
        """Scores on the validation split; ``eval_mean`` is the mean of the tasks' main metrics."""
        main = {}
        with computing_in("bf16" if use_bf16(self.run_config.train) else "fp32", device=self.args.device.type):
            found = predict_annotated(self.news_model, self.validation, calibrated=False)
        for name, answered in found.items():
            task = self.news_model.tasks[name]
            main[name] = float(task.score(answered.examples, answered.predictions)[task.metric])
        metrics = {f"eval_{name}": value for name, value in main.items()}
        metrics["eval_mean"] = sum(main.values()) / len(main)
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


def batch_size(item: Item, config: RunConfig) -> int:
    """How many items like this one make a step: the smallest size that one of its tasks asks for."""
    return min(config.tasks[name].batch_size or config.train.batch_size for name in item.targets)


class LikeLengths(Sampler[list[int]]):
    """Random batches of inputs of like length, in random order: the same ones for the same ``seed``.

    ``sizes`` [items] says how many like it make a batch; only those of one size come together.

    The Trainer's own grouping takes the longest batches of each stretch first: a stretch of articles, then one of
    stance pairs, so that one task forgets what the other learns.
    """

    def __init__(self, lengths: Sequence[int], sizes: Sequence[int], seed: Callable[[], int]) -> None:
        self.lengths = lengths
        self.seed = seed
        self.places = {size: [at for at, each in enumerate(sizes) if each == size] for size in sorted(set(sizes))}

    def __len__(self) -> int:
        return sum(-(-len(places) // size) for size, places in self.places.items())

    def __iter__(self) -> Iterator[list[int]]:
        random = torch.Generator().manual_seed(self.seed())
        batches = [batch for size in self.places for batch in self._of_one_size(size, random)]
        # A batch that is not full goes last: few examples make a step of their own, and a noisy one.
        full = [batch for batch, whole in batches if whole]
        rest = [batch for batch, whole in batches if not whole]
        return iter([full[place] for place in torch.randperm(len(full), generator=random).tolist()] + rest)

    def _of_one_size(self, size: int, random: torch.Generator) -> Iterator[tuple[list[int], bool]]:
        """Batches in the order of their length by stretches, each with whether it is full."""
        places = self.places[size]
        order = [places[at] for at in torch.randperm(len(places), generator=random).tolist()]
        stretch = 50 * size
        for start in range(0, len(order), stretch):
            alike = sorted(order[start : start + stretch], key=lambda place: self.lengths[place])
            for at in range(0, len(alike), size):
                yield alike[at : at + size], at + size <= len(alike)


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
