"""The only loop that runs a model: encode, sort, batch by tokens, forward, regroup windows, decode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import torch

from newsclf.batching import collate, to_device
from newsclf.errors import ModelError
from newsclf.modeling import NewsModel, require_codec
from newsclf.schema import Article, ModelInfo
from newsclf.text.windows import Array, Window

TOKENS_PER_BATCH = 4096
"""Padded tokens in one forward pass: more gains nothing on a CPU, and memory stays small on a GPU."""


@contextmanager
def computing_in(precision: Literal["fp32", "bf16"], *, device: str | None = None) -> Iterator[None]:
    """Within this context models compute in ``precision``; without it in fp32.

    ``device`` is the kind that they are on, "cuda" or "cpu"; None: the GPU if there is one.

    Nothing may be trained within it: PyTorch keeps its copies of the weights until the outermost such context ends.

    bf16 is three times as fast on a CPU that multiplies it (AMX, AVX512-BF16), slower on one that does not, and
    changes scores in their third digit, so that an answer here and there turns.
    """
    with torch.autocast(device or _device(), torch.bfloat16, enabled=precision == "bf16"):
        yield


def current_precision() -> Literal["fp32", "bf16"]:
    """What models compute in where this is asked."""
    return "bf16" if torch.is_autocast_enabled(_device()) else "fp32"


def _device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


@dataclass(frozen=True, slots=True)
class Request:
    """One example to be read by one task, or by several that share its windows (tasks that read articles)."""

    example: Any
    tasks: tuple[str, ...]


def infer(model: NewsModel, requests: Sequence[Request], *, calibrated: bool = True) -> list[dict[str, Any]]:
    """The predictions of each request, in order: a mapping from task to what its ``decode`` gives.

    With ``calibrated`` False every task decodes at temperature 1. Raises ModelError for a task the model lacks.
    """
    codec = require_codec(model)
    for name in {name for request in requests for name in request.tasks}:
        if name not in model.tasks:
            raise ModelError(f"this model has no head for {name!r}; it was trained for: {', '.join(model.tasks)}")
    encoded = [model.windows(request.tasks[0], request.example) for request in requests]
    jobs = [(window, requests[owner].tasks) for owner, windows in enumerate(encoded) for window in windows]
    results = _forward_all(model, jobs)
    predictions, at = [], 0
    for request, windows in zip(requests, encoded, strict=True):
        outputs = results[at : at + len(windows)]
        at += len(windows)
        predictions.append(
            {
                name: model.tasks[name].decode(
                    request.example,
                    windows=windows,
                    outputs=[output[name] for output in outputs],
                    codec=codec,
                    temperature=model.temperature(name) if calibrated else 1.0,
                )
                for name in request.tasks
            }
        )
    return predictions


def predict_task(model: NewsModel, task: str, examples: Sequence[Any], *, calibrated: bool = True) -> list[Any]:
    """One task's predictions for examples, in order."""
    requests = [Request(example, (task,)) for example in examples]
    return [found[task] for found in infer(model, requests, calibrated=calibrated)]


@dataclass(frozen=True, slots=True)
class Answered:
    """A task's labelled examples with the predictions for them, in the same order."""

    examples: list[Any]
    predictions: list[Any]


def predict_annotated(
    model: NewsModel, articles: Sequence[Article], *, tasks: Sequence[str] = (), calibrated: bool = True
) -> dict[str, Answered]:
    """Predictions for all labelled examples that the articles hold, by task (all of the model's if none is named).

    Tasks that read the article itself share one pass over its windows.
    """
    answered = {name: Answered([], []) for name in tasks or model.tasks}
    requests = []
    for article in articles:
        shared: list[str] = []
        for name, answer in answered.items():
            examples = model.tasks[name].examples(article)
            answer.examples.extend(examples)
            if model.tasks[name].reads_article:
                shared += [name] * len(examples)
            else:
                requests += [Request(example, (name,)) for example in examples]
        if shared:
            requests.append(Request(article, tuple(shared)))
    for found in infer(model, requests, calibrated=calibrated):
        for name, prediction in found.items():
            answered[name].predictions.append(prediction)
    return answered


def info_of(models: Mapping[str, NewsModel]) -> ModelInfo:
    """The name and version of the models that serve some tasks, joined by + where there are several."""
    used = list(dict.fromkeys(models.values()))
    names, versions = ([getattr(model.config, key) for model in used] for key in ("name", "version"))
    return ModelInfo("+".join(names), "+".join(dict.fromkeys(versions)))


def _forward_all(model: NewsModel, jobs: Sequence[tuple[Window, tuple[str, ...]]]) -> list[dict[str, dict[str, Array]]]:
    """The heads' outputs of every window, in order, batches made of windows of like length."""
    results: list[dict[str, dict[str, Array]]] = [{} for _ in jobs]
    training = model.training
    model.train(False)
    try:
        with torch.inference_mode():
            for batch in _batches(jobs):
                for place, outputs in zip(batch, _forward(model, [jobs[place] for place in batch]), strict=True):
                    results[place] = outputs
    finally:
        model.train(training)
    return results


def _batches(jobs: Sequence[tuple[Window, tuple[str, ...]]]) -> Iterator[list[int]]:
    """Indices of jobs, longest first, each batch at most ``TOKENS_PER_BATCH`` padded tokens (or one window)."""
    order = sorted(range(len(jobs)), key=lambda place: -len(jobs[place][0].input_ids))
    at = 0
    while at < len(order):
        width = len(jobs[order[at]][0].input_ids)
        rows = max(1, TOKENS_PER_BATCH // width)
        yield order[at : at + rows]
        at += rows


def _forward(model: NewsModel, jobs: Sequence[tuple[Window, tuple[str, ...]]]) -> list[dict[str, dict[str, Array]]]:
    windows = [window for window, _ in jobs]
    batch = collate(windows, [{name: {} for name in names} for _, names in jobs], pad=require_codec(model).pad)
    moved = to_device(batch, model.device)
    outputs = model(**moved)["outputs"]
    found: list[dict[str, dict[str, Array]]] = [{} for _ in jobs]
    for name, tensors in outputs.items():
        arrays = {key: tensor.float().cpu().numpy() for key, tensor in tensors.items()}
        for place, row in enumerate(batch["tasks"][name]["rows"].tolist()):
            length = len(windows[row].input_ids)
            found[row][name] = {key: _unpad(array[place], length) for key, array in arrays.items()}
    return found


def _unpad(array: Array, length: int) -> Array:
    """Cut the padding off a per-token output; an output of the whole window has no token axis to cut."""
    return array[:length] if array.ndim > 1 else array
