"""What a task is: the plug-in point of newsclf.

A task says which labelled examples an article gives, how an example becomes windows of tokens, what head
reads the encoder's hidden states, what the loss is, how outputs become a prediction, and how predictions are
scored. Training, inference, evaluation and the command line know nothing else of it. To add one, write a
file like this package's others and register it (docs/tasks.md).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
from torch import Tensor, nn

from newsclf.errors import ConfigError, DataError
from newsclf.labels import did_you_mean
from newsclf.schema import Article
from newsclf.text.windows import Array, Codec, Tokens, Window

E = TypeVar("E")
P = TypeVar("P")
Outputs = Mapping[str, Array]


class Task(ABC, Generic[E, P]):
    """One task over examples ``E`` and predictions ``P``; ``labels`` are in the order of the head's outputs."""

    name: ClassVar[str]
    metric: ClassVar[str]
    """The key of :meth:`score` by which checkpoints are chosen; higher is better."""
    reads_article: ClassVar[bool] = False
    """True when ``E`` is an Article read in its plain windows, which all such tasks then share in one pass."""
    example_type: ClassVar[type] = Article
    """What ``E`` is."""
    default_labels: ClassVar[tuple[str, ...]]

    def __init__(self, labels: Sequence[str] | None = None) -> None:
        self.labels = tuple(self.default_labels if labels is None else labels)

    @classmethod
    def labels_in(cls, articles: Sequence[Article]) -> tuple[str, ...]:
        """The labels to train with when the configuration names none; a closed set unless a task says otherwise."""
        return cls.default_labels

    def balance(self, articles: Sequence[Article]) -> None:
        """From now on let each label weigh the same in ``targets``, however rare it is in the train ``articles``.

        Raises ConfigError where a task has no such weights.
        """
        raise ConfigError(f"the task {self.name!r} has no class weights; leave `class_weights` out")

    @abstractmethod
    def labels_of(self, article: Article) -> list[str]:
        """The labels that an article is annotated with, as they stand in the data."""

    @abstractmethod
    def examples(self, article: Article) -> list[E]:
        """The labelled examples that an annotated article holds; none when it is not annotated for this task.

        Raises DataError for a label that is not in ``labels``.
        """

    def encode(self, example: E, codec: Codec) -> list[Window]:
        """The windows in which the encoder reads an example: of a task that reads articles, the article's own."""
        if not isinstance(example, Article):
            raise TypeError(f"task {self.name!r} must define encode for {type(example).__name__}")
        return article_windows([self], example, codec)

    def features(self, article: Article, tokens: Tokens) -> dict[str, Array]:
        """What the head reads beside the hidden states: arrays [n, ...] over the article's n tokens, 0 for nothing.

        Windows get their part of them. A head that is an :class:`InputHead` shows them to the encoder as well.
        """
        return {}

    @abstractmethod
    def targets(self, example: E, windows: Sequence[Window], codec: Codec) -> list[dict[str, Array]]:
        """What the loss compares with, one mapping a window.

        Scalars and arrays [1, k] are of the whole window; arrays [t, ...] go with its tokens, padded with -100.
        """

    @abstractmethod
    def head(self, hidden_size: int) -> nn.Module:
        """A module ``(hidden [b, t, h], mask [b, t], features) -> dict of tensors``.

        Each is [b, k] (of a whole window) or [b, t, k, …] (of its tokens: always with an axis k, be it of size 1).
        """

    @abstractmethod
    def loss(self, outputs: Mapping[str, Tensor], targets: Mapping[str, Tensor]) -> Tensor:
        """The mean loss of a batch, a scalar."""

    @abstractmethod
    def decode(
        self,
        example: E,
        *,
        windows: Sequence[Window],
        outputs: Sequence[Outputs],
        codec: Codec,
        temperature: float,
    ) -> P:
        """The prediction, from the head's outputs (numpy, one mapping a window, padding cut off)."""

    @abstractmethod
    def score(self, examples: Sequence[E], predictions: Sequence[P]) -> dict[str, Any]:
        """Scores of predictions against labelled examples; holds at least ``metric``."""

    @abstractmethod
    def fit_temperature(self, examples: Sequence[E], predictions: Sequence[P]) -> float:
        """The temperature that calibrates predictions made at temperature 1."""

    def label_index(self, label: str, where: str) -> int:
        """The index of a label; DataError that names the place and the nearest legal label."""
        if label not in self.labels:
            raise DataError(f"{where}: unknown {self.name} label {label!r}{did_you_mean(label, self.labels)}")
        return self.labels.index(label)


class InputHead(nn.Module):
    """A head that also adds to the word embeddings, so that the encoder reads the task's features with the words."""

    @abstractmethod
    def embed(self, features: Mapping[str, Tensor]) -> Tensor | None:
        """What to add to the word embeddings [b, t, h], zero where all features are 0; None where there are none."""


def article_windows(tasks: Sequence[Task[Any, Any]], article: Article, codec: Codec) -> list[Window]:
    """An article's windows with the features of all ``tasks`` that will read them."""
    tokens = codec.tokens(article.text)
    windows = codec.windows(tokens, article.headline)
    for task in tasks:
        for name, whole in task.features(article, tokens).items():
            for window in windows:
                window.features[name] = window.cut(whole)
    return windows


def blind(window: Window) -> Window:
    """The window with all that tasks add to its words blanked out."""
    features = {key: array if key == "position" else np.zeros_like(array) for key, array in window.features.items()}
    return replace(window, features=features)


def masked_mean(hidden: Tensor, mask: Tensor) -> Tensor:
    """The mean of ``hidden`` [b, t, h] over the positions where ``mask`` [b, t] is set; zero where none is."""
    weights = mask.to(hidden.dtype).unsqueeze(-1)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1)


def classifier(*, inputs: int, hidden: int, labels: int, dropout: float = 0.1) -> nn.Sequential:
    """Pooled features [b, inputs] -> logits [b, labels], through a hidden layer.

    The features are normalised first: means of hidden states hardly differ from text to text, so that a layer at
    its usual starting scale would need hundreds of steps before it tells them apart.
    """
    return nn.Sequential(
        nn.LayerNorm(inputs),
        nn.Dropout(dropout),
        nn.Linear(inputs, hidden),
        nn.GELU(),
        nn.Dropout(dropout),
        nn.Linear(hidden, labels),
    )
