"""The model: one encoder, one head per task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from peft.tuners.lora import LoraLayer
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, AutoTokenizer, PretrainedConfig, PreTrainedModel

from newsclf.errors import ModelError
from newsclf.pretrained.encoder import resolve_encoder
from newsclf.tasks import AnyTask, make_task
from newsclf.tasks.base import InputHead, article_windows
from newsclf.tasks.probe import ProbedHead
from newsclf.text.windows import Codec, Window

ADAPTED = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]
"""The linear layers of a BERT-class encoder that take an adapter: all of them."""


class NewsConfig(PretrainedConfig):
    """What ``config.json`` of a checkpoint says.

    ``encoder`` is the encoder's own configuration and ``base`` the name it was started from; ``tasks`` has labels
    and temperature by task, ``window`` the sizes of a Codec, ``adapter`` the shape of adapters not merged yet;
    ``untouched`` says that the encoder is still that of ``base``.
    """

    model_type = "newsclf"

    def __init__(
        self,
        *,
        encoder: Mapping[str, Any] | None = None,
        tasks: Mapping[str, Mapping[str, Any]] | None = None,
        window: Mapping[str, int] | None = None,
        base: str = "",
        adapter: Mapping[str, Any] | None = None,
        untouched: bool = False,
        name: str = "",
        version: str = "",
        **kwargs: Any,  # PretrainedConfig's own fields, which its from_dict hands over this way
    ) -> None:
        self.encoder = dict(encoder or {})
        self.tasks = {task: dict(spec) for task, spec in (tasks or {}).items()}
        self.window = dict(window or {})
        self.base = base
        self.adapter = dict(adapter) if adapter else None
        self.untouched = untouched
        self.name = name
        self.version = version
        super().__init__(**kwargs)


# Or AutoTokenizer would warn of a checkpoint whose config.json it does not know.
AutoConfig.register(NewsConfig.model_type, NewsConfig)


class NewsModel(PreTrainedModel):
    """An encoder with the heads of one or several tasks.

    ``codec`` (tokenizer and window sizes) and ``tasks`` travel with the model; label order is that of each task.
    A given ``encoder`` is used in place of an empty one, and gets the adapters that ``config`` asks for.
    """

    config_class = NewsConfig
    base_model_prefix = "encoder"
    supports_gradient_checkpointing = True
    _supports_sdpa = True

    def __init__(self, config: NewsConfig, *, encoder: nn.Module | None = None, tokenizer: Any = None) -> None:
        super().__init__(config)
        self.tasks: dict[str, AnyTask] = {name: make_task(name, spec["labels"]) for name, spec in config.tasks.items()}
        self.encoder: Any = encoder if encoder is not None else _empty_encoder(config.encoder)
        if config.adapter:
            self.encoder = _with_adapter(self.encoder, config.adapter)
        size = config.encoder["hidden_size"]
        self.heads = nn.ModuleDict({name: task.head(size) for name, task in self.tasks.items()})
        self.codec: Codec | None = Codec(tokenizer, **config.window) if tokenizer is not None else None
        self.continued: frozenset[str] = frozenset()
        """Tasks whose heads were trained before, in the checkpoint that training starts from."""

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        features: Mapping[str, Tensor],
        tasks: Mapping[str, Mapping[str, Any]],
    ) -> dict[str, Any]:
        """One encoder pass over a batch [b, t], then each task's head over its rows.

        ``features`` [b, t, ...] are those of all windows; ``tasks`` maps a task to its ``rows`` [n] of the batch, its
        ``features`` and, in training, ``targets`` and ``weight``.
        Returns ``loss`` (a weighted sum, where there are targets) and ``outputs`` by task.
        """
        hidden = self._read(input_ids, attention_mask, features)
        losses, outputs = [], {}
        for name, part in tasks.items():
            rows = part["rows"]
            outputs[name] = self.heads[name](hidden[rows], attention_mask[rows], part["features"])
            if "targets" in part:
                losses.append(part["weight"] * self.tasks[name].loss(outputs[name], part["targets"]))
        result: dict[str, Any] = {"outputs": outputs}
        if losses:
            result["loss"] = torch.stack(losses).sum()
        return result

    def pooled(
        self,
        task: str,
        input_ids: Tensor,
        attention_mask: Tensor,
        features: Mapping[str, Tensor],
        tasks: Mapping[str, Mapping[str, Any]],
    ) -> Tensor:
        """The vectors [n, k] that a :class:`ProbedHead` makes of the task's rows of a batch (see ``forward``)."""
        hidden, rows = self._read(input_ids, attention_mask, features), tasks[task]["rows"]
        return cast(ProbedHead, self.heads[task]).pooled(hidden[rows], attention_mask[rows], tasks[task]["features"])

    def _read(self, input_ids: Tensor, attention_mask: Tensor, features: Mapping[str, Tensor]) -> Tensor:
        """The encoder's last hidden states [b, t, h]; heads that read features show them to it with the words."""
        shown = [head.embed(features) for head in self.heads.values() if isinstance(head, InputHead)]
        added = [each for each in shown if each is not None]
        if added:
            words = torch.stack([self.embeddings()(input_ids), *added]).sum(0)
            states = self.encoder(inputs_embeds=words, attention_mask=attention_mask)
        else:
            states = self.encoder(input_ids=input_ids, attention_mask=attention_mask)
        return cast(Tensor, states.last_hidden_state)

    def windows(self, task: str, example: Any) -> list[Window]:
        """The windows in which the encoder reads an example of ``task``.

        Those of an article are the same for all tasks that read it, with the features of each. ModelError when
        the model has no tokenizer.
        """
        codec = require_codec(self)
        if not self.tasks[task].reads_article:
            return self.tasks[task].encode(example, codec)
        return article_windows([known for known in self.tasks.values() if known.reads_article], example, codec)

    def embeddings(self) -> nn.Module:
        """The encoder's word embeddings."""
        return cast(nn.Module, self.encoder.get_input_embeddings())

    def temperature(self, task: str) -> float:
        """The temperature that calibrates a task's scores, fitted on the validation split."""
        return float(self.config.tasks[task]["temperature"])

    def set_temperature(self, task: str, value: float) -> None:
        self.config.tasks[task]["temperature"] = value

    def merge_adapter(self) -> None:
        """Fold the adapters into the encoder: the same outputs without their cost; a whole model from then on."""
        self.config.untouched = False
        if isinstance(self.encoder, PeftModel):
            self.encoder = self.encoder.merge_and_unload()
            self.config.adapter = None


def require_codec(model: NewsModel) -> Codec:
    """The model's codec; ModelError when it has none."""
    if model.codec is None:
        raise ModelError("the model has no tokenizer; load it with newsclf.checkpoints.load_model")
    return model.codec


def _with_adapter(encoder: Any, spec: Mapping[str, Any]) -> PeftModel:
    layers, depth = spec.get("layers"), encoder.config.num_hidden_layers
    config = LoraConfig(
        r=spec["rank"],
        lora_alpha=spec["alpha"],
        lora_dropout=spec["dropout"],
        target_modules=ADAPTED,
        layers_to_transform=list(range(max(0, depth - layers), depth)) if layers else None,
    )
    adapted = cast(PeftModel, get_peft_model(encoder, config))
    for module in adapted.modules():
        if isinstance(module, LoraLayer):
            # Else peft turns every input of an adapter to fp32 under autocast, which turns it back.
            module.cast_input_dtype_enabled = False
    return adapted


def _empty_encoder(config: Mapping[str, Any]) -> nn.Module:
    values = {key: value for key, value in config.items() if key != "model_type"}
    return cast(nn.Module, AutoModel.from_config(AutoConfig.for_model(config["model_type"], **values), **_NO_POOLER))


def load_base(name: str) -> tuple[Any, Any]:
    """A pretrained encoder (see ``resolve_encoder``) in fp32, without a pooler, and its tokenizer."""
    path = resolve_encoder(name)
    try:
        encoder = AutoModel.from_pretrained(path, dtype=torch.float32, **_NO_POOLER)
    except TypeError:  # an architecture that has no pooler to leave out
        encoder = AutoModel.from_pretrained(path, dtype=torch.float32)
    return encoder, load_tokenizer(path)


def load_tokenizer(path: str) -> Any:
    """The fast tokenizer of an encoder or checkpoint; ModelError when it gives no character offsets."""
    tokenizer = AutoTokenizer.from_pretrained(path)
    if not tokenizer.is_fast:
        raise ModelError(f"{path}: its tokenizer gives no character offsets (not a fast tokenizer), so it cannot serve")
    return tokenizer


_NO_POOLER: dict[str, Any] = {"add_pooling_layer": False}
