"""Topic: what a whole article is about, in the 17 top IPTC Media Topics unless the data has its own labels.

An article has one main topic and may carry others. The head gives one distribution: it learns that most of an article's
mass lies on its main topic and the rest on those it carries beside (k-hot targets under a softmax: Mahajan et al. 2018,
"Exploring the Limits of Weakly Supervised Pretraining"). The main topic is its mode; carried is what has a share of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from newsclf.labels import TOPICS, shares, topic_name
from newsclf.schema import Article, TopicPrediction
from newsclf.scores import calibration
from newsclf.scores.topic import score_topics
from newsclf.tasks.base import Outputs, Task, masked_mean
from newsclf.tasks.probe import STRENGTH, ProbedHead, StandardisedLinear
from newsclf.text.windows import Array, Codec, Window


class TopicHead(ProbedHead):
    """The mean of the hidden states over the window, as the embedded encoder was trained to be read, then one layer."""

    def __init__(self, hidden_size: int, labels: int) -> None:
        super().__init__()
        self.classifier = StandardisedLinear(inputs=hidden_size, labels=labels)

    def pooled(self, hidden: Tensor, mask: Tensor, features: Mapping[str, Tensor]) -> Tensor:
        return masked_mean(hidden, mask)

    def forward(self, hidden: Tensor, mask: Tensor, features: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {"logits": self.classifier(self.pooled(hidden, mask, features))}

    def start(self, vectors: Array, targets: Mapping[str, Array], *, strength: float = STRENGTH) -> None:
        goals = targets["shares"][:, 0]
        rows, labels = np.nonzero(goals)
        self.classifier.fit(vectors[rows], labels, goals[rows, labels], strength=strength)


class TopicTask(Task[Article, TopicPrediction]):
    """One topic per article. Windows are combined by the mean of their logits, weighted by their tokens."""

    name: ClassVar[str] = "topic"
    metric: ClassVar[str] = "macro_f1"
    reads_article: ClassVar[bool] = True
    default_labels: ClassVar[tuple[str, ...]] = tuple(TOPICS)

    def __init__(self, labels: Sequence[str] | None = None) -> None:
        super().__init__(labels)
        self.weights = np.ones(len(self.labels), dtype=np.float32)

    @classmethod
    def labels_in(cls, articles: Sequence[Article]) -> tuple[str, ...]:
        """The IPTC topics when all labels are among them, else the data's own labels, sorted."""
        found = {label for article in articles for label in cls.labels_of(article)}
        return cls.default_labels if found <= set(cls.default_labels) else tuple(sorted(found))

    def balance(self, articles: Sequence[Article]) -> None:
        mass = np.sum([self.shares(example) for article in articles for example in self.examples(article)], axis=0)
        present = mass > 0
        self.weights[present] = mass.sum() / (present.sum() * mass[present])

    @classmethod
    def labels_of(cls, article: Article) -> list[str]:
        """The labels of an article, the main one first."""
        return list(article.topics or ([] if article.topic is None else [article.topic]))

    def examples(self, article: Article) -> list[Article]:
        labels = self.labels_of(article)
        for label in labels:
            self.label_index(label, f"article {article.id!r}")
        return [article] if labels else []

    def targets(self, example: Article, windows: Sequence[Window], codec: Codec) -> list[dict[str, Array]]:
        weighted = self.shares(example) * self.weights
        return [{"shares": weighted[np.newaxis]} for _ in windows]

    def shares(self, example: Article) -> Array:
        """What the distribution over the labels [labels] should be."""
        found = np.zeros(len(self.labels), dtype=np.float32)
        for label, share in shares(self.labels_of(example)).items():
            found[self.label_index(label, f"article {example.id!r}")] = share
        return found

    def head(self, hidden_size: int) -> nn.Module:
        return TopicHead(hidden_size, len(self.labels))

    def loss(self, outputs: Mapping[str, Tensor], targets: Mapping[str, Tensor]) -> Tensor:
        return nn.functional.cross_entropy(outputs["logits"].float(), targets["shares"][:, 0])

    def decode(
        self,
        example: Article,
        *,
        windows: Sequence[Window],
        outputs: Sequence[Outputs],
        codec: Codec,
        temperature: float,
    ) -> TopicPrediction:
        logits = np.average(
            [output["logits"] for output in outputs], axis=0, weights=[window.count for window in windows]
        )
        scores = torch.softmax(torch.from_numpy(logits) / temperature, dim=-1).tolist()
        best = int(np.argmax(scores))
        label = self.labels[best]
        return TopicPrediction(label, topic_name(label), scores[best], dict(zip(self.labels, scores, strict=True)))

    def score(self, examples: Sequence[Article], predictions: Sequence[TopicPrediction]) -> dict[str, Any]:
        gold = [self.labels_of(example)[0] for example in examples]
        return score_topics(gold, [prediction.label for prediction in predictions], labels=self.labels)

    def fit_temperature(self, examples: Sequence[Article], predictions: Sequence[TopicPrediction]) -> float:
        scores = np.asarray([[prediction.scores[label] for label in self.labels] for prediction in predictions])
        gold = np.asarray([self.labels.index(self.labels_of(example)[0]) for example in examples])
        return calibration.fit_temperature(scores, gold)
