"""Checkpoints: folders that hold all a model needs to be used again.

``config.json`` and one of two kinds of weights, in safetensors:

* ``model.safetensors``, the whole model, with the tokenizer beside it;
* ``adapter.safetensors``, low-rank adapters (if any) and heads; encoder and tokenizer come from the base that
  ``config.json`` names. A fifteenth of the size over the package's encoder: the form in which models ship.

Whatever the kind, a loaded model is whole: adapters are merged into it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import torch
from peft import get_peft_model_state_dict, set_peft_model_state_dict
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from newsclf.config import AdapterConfig, WindowConfig
from newsclf.errors import ModelError
from newsclf.modeling import NewsConfig, NewsModel, load_base, load_tokenizer, require_codec
from newsclf.tasks import AnyTask

WEIGHTS_FILE, ADAPTER_FILE = "model.safetensors", "adapter.safetensors"
PRETRAINED = Path(__file__).parent / "pretrained"
DEFAULT = tuple(PRETRAINED / task for task in ("topic", "quotes", "stance"))
"""What ``"default"`` stands for: the checkpoints of the package, which serve different tasks."""

DEFAULT_ENCODER = PRETRAINED / "topic_encoder"
"""What it stands for as an encoder to train from: the embedded one, trained on topics of real articles."""


def checkpoint_folders(model: str | Path) -> tuple[Path, ...]:
    """The folders that a model's name stands for: several for ``"default"``. ModelError when one is not there."""
    folders = DEFAULT if str(model) == "default" else (Path(model),)
    if not all(folder.is_dir() for folder in folders):
        raise ModelError(f"{model}: no such checkpoint folder; train one with `newsclf train`, or use `default`")
    return folders


@dataclass(frozen=True, slots=True)
class Start:
    """What training starts from: an encoder in fp32, its tokenizer, the name it is known by, and adapters for it.

    Of a checkpoint also the weights of its heads, and their labels by task.
    """

    encoder: Any
    tokenizer: Any
    base: str
    adapters: Mapping[str, Tensor] = field(default_factory=dict)
    heads: Mapping[str, Tensor] = field(default_factory=dict)
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)


def load_start(name: str, adapter: AdapterConfig | None = None) -> Start:
    """The encoder to train from: one that ``resolve_encoder`` knows, or that of a checkpoint, with its heads.

    ``"default"`` is ``DEFAULT_ENCODER``. Adapters of a checkpoint that ``adapter`` has room for (:func:`has_adapters`)
    are trained on, over the base that they are for; other ones are merged into it. Raises ModelError as
    ``resolve_encoder`` and ``load_model`` do.
    """
    folder = _encoder_folder(name)
    if not _is_checkpoint(folder):
        return Start(*load_base(name), name)
    config = _read_config(folder)
    labels = {task: spec["labels"] for task, spec in config.tasks.items()}
    if config.untouched or has_adapters(name, adapter):
        with _loading(folder):
            parts = load_file(folder / ADAPTER_FILE)
        adapters, heads = _without("encoder.", parts), _without("heads.", parts)
        return Start(*load_base(config.base), config.base, adapters, heads, labels)
    model = load_model(folder)
    tokenizer = require_codec(model).tokenizer
    return Start(model.encoder.train(), tokenizer, name, heads=model.heads.state_dict(), labels=labels)


def has_adapters(name: str, adapter: AdapterConfig | None) -> bool:
    """Whether the encoder ``name`` is a checkpoint with adapters that ``adapter`` has room for, to be trained on.

    They are of its layers and scale (alpha / rank), and of its rank or a lower one.
    """
    folder = _encoder_folder(name)
    if adapter is None or not _is_checkpoint(folder):
        return False
    theirs = _read_config(folder).adapter
    if theirs is None or theirs.get("layers") != adapter.layers or theirs["rank"] > adapter.rank:
        return False
    return bool(theirs["alpha"] / theirs["rank"] == adapter.alpha / adapter.rank)


def _encoder_folder(name: str) -> Path:
    """The folder that an encoder's name stands for if it is a checkpoint of newsclf."""
    return DEFAULT_ENCODER if name == "default" else Path(name).expanduser()


def _is_checkpoint(folder: Path) -> bool:
    try:
        kind = json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"]
    except (OSError, ValueError, LookupError, TypeError):
        return False
    return bool(kind == NewsConfig.model_type)


def new_model(
    *,
    encoder: str,
    tasks: Sequence[AnyTask],
    window: WindowConfig,
    adapter: AdapterConfig | None = None,
    name: str = "",
    version: str = "",
) -> NewsModel:
    """A model ready for training: a pretrained encoder (see :func:`load_start`) under fresh heads.

    Over a checkpoint, heads of the same task with the same labels go on from its weights (``model.continued``).
    """
    start = load_start(encoder, adapter)
    config = NewsConfig(
        encoder=start.encoder.config.to_dict(),
        tasks={task.name: {"labels": list(task.labels), "temperature": 1.0} for task in tasks},
        window=window.model_dump(exclude={"trained"}),
        base=start.base,
        adapter=adapter.model_dump() if adapter else None,
        name=name,
        version=version,
    )
    model = NewsModel(config, encoder=start.encoder, tokenizer=start.tokenizer)
    if start.adapters:
        set_peft_model_state_dict(model.encoder, _widened(start.adapters, get_peft_model_state_dict(model.encoder)))
    model.continued = frozenset(
        task.name for task in tasks if tuple(start.labels.get(task.name, ())) == tuple(task.labels)
    )
    with _loading(_encoder_folder(encoder)):
        for name in model.continued:
            model.heads[name].load_state_dict(_without(f"{name}.", start.heads))
    return model


def _widened(adapters: Mapping[str, Tensor], fresh: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Adapters within ``fresh`` ones of the same or a higher rank: what is added does nothing until it is trained."""
    found = {name: tensor.clone() for name, tensor in fresh.items()}
    for name, tensor in adapters.items():
        rows, columns = tensor.shape
        found[name][:rows, :columns] = tensor
    return found


def load_by_task(models: Sequence[str | Path]) -> dict[str, NewsModel]:
    """The models by the tasks they serve: for each task the first that has it. Raises ModelError as ``load_model``.

    A checkpoint that comes after others which have all of its tasks is not loaded.
    """
    chosen: dict[str, NewsModel] = {}
    for folder in [folder for name in models for folder in checkpoint_folders(name)]:
        if _read_config(folder).tasks.keys() <= chosen.keys():
            continue
        loaded = load_model(folder)
        chosen |= {task: loaded for task in loaded.tasks if task not in chosen}
    return chosen


@contextmanager
def _system_errors() -> Iterator[None]:
    """The libraries in Rust underneath raise errors of their own kinds where a file cannot be written: OSError here."""
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError) or "os error" not in str(error):
            raise
        raise OSError(str(error)) from error


@_system_errors()
def save_model(model: NewsModel, folder: Path) -> None:
    """Write a model into an existing folder: its adapters and heads if it has adapters, else the whole of it.

    Adapters over a whole checkpoint are merged first: that one may change, and with it what they mean.
    """
    if model.codec is None:
        raise ModelError("a model without a tokenizer cannot be saved as a checkpoint")
    if model.config.base == "default" or _is_checkpoint(Path(model.config.base).expanduser()):
        model.merge_adapter()
    if not _is_part(cast(NewsConfig, model.config)):
        model.codec.tokenizer.save_pretrained(folder)
        model.save_pretrained(folder)
        return
    adapters = get_peft_model_state_dict(model.encoder) if model.config.adapter else {}
    parts = _under_names("encoder.", adapters) | _under_names("heads.", model.heads.state_dict())
    model.config.architectures = [type(model).__name__]
    model.config.save_pretrained(folder)
    tensors = {name: value.detach().cpu().contiguous() for name, value in parts.items()}
    save_file(tensors, folder / ADAPTER_FILE, metadata={"format": "pt"})


def load_model(model: str | Path) -> NewsModel:
    """Load a checkpoint folder for inference: whole, in eval mode, fp32, on the GPU if there is one.

    Raises ModelError when the folder is missing, is no newsclf checkpoint, or its weights do not fit; and for
    ``"default"``, which is several (:func:`load_by_task`).
    """
    folder, *more = checkpoint_folders(model)
    if more:
        names = ", ".join(str(each) for each in (folder, *more))
        raise ModelError(f"{model}: several checkpoints, where one is wanted; name one of them: {names}")
    config = _read_config(folder)
    with _loading(folder):
        loaded = _load(folder, config)
    loaded.merge_adapter()
    loaded.train(False)
    if torch.cuda.is_available():
        cast(nn.Module, loaded).cuda()
    return loaded


@contextmanager
def _loading(folder: Path) -> Iterator[None]:
    """Whatever is wrong with the files of a checkpoint is a ModelError that names its folder."""
    try:
        yield
    except (OSError, SafetensorError, RuntimeError, KeyError, ValueError) as error:
        raise ModelError(f"{folder}: the checkpoint cannot be loaded: {error}") from error


def _read_config(folder: Path) -> NewsConfig:
    try:
        values = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kind = values.get("model_type", "unknown")
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"{folder}: not a newsclf checkpoint: it holds no readable config.json") from error
    if kind != NewsConfig.model_type:
        raise ModelError(
            f"{folder}: not a newsclf checkpoint but a model of type {kind!r}; "
            "to fine-tune it, name it as `encoder:` in a configuration"
        )
    return NewsConfig.from_dict(values)


def _load(folder: Path, config: NewsConfig) -> NewsModel:
    if not _is_part(config):
        model = NewsModel(config, tokenizer=load_tokenizer(str(folder)))
        model.load_state_dict(load_file(folder / WEIGHTS_FILE))
        return model
    encoder, tokenizer = load_base(config.base)
    model = NewsModel(config, encoder=encoder, tokenizer=tokenizer)
    parts = load_file(folder / ADAPTER_FILE)
    if config.adapter:
        set_peft_model_state_dict(model.encoder, _without("encoder.", parts))
    model.heads.load_state_dict(_without("heads.", parts))
    return model


def _is_part(config: NewsConfig) -> bool:
    """Whether a checkpoint holds but what its base lacks: adapters and heads, or heads alone."""
    return config.adapter is not None or config.untouched


def _under_names(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Any]:
    return {prefix + name: value for name, value in tensors.items()}


def _without(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
