"""Topic: one main label for a whole article, the 17 top IPTC Media Topics unless the data has its own labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from newsclf.labels import TOPICS, topic_name
from newsclf.schema import Article, TopicPrediction
from newsclf.scores import calibration
from newsclf.scores.topic import score_topics
from newsclf.tasks.base import Outputs, Task, classifier, masked_mean
from newsclf.text.windows import Array, Codec, Window


class TopicHead(nn.Module):
    """The mean of the hidden states over the window, as the embedded encoder was trained to be read, then one layer."""

    def __init__(self, hidden_size: int, labels: int) -> None:
        super().__init__()
        self.classifier = classifier(inputs=hidden_size, hidden=None, labels=labels)

    def forward(self, hidden: Tensor, mask: Tensor, features: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {"logits": self.classifier(masked_mean(hidden, mask))}


class TopicTask(Task[Article, TopicPrediction]):
    """One topic per article. Windows are combined by the mean of their logits, weighted by their tokens."""

    name: ClassVar[str] = "topic"
    metric: ClassVar[str] = "macro_f1"
    reads_article: ClassVar[bool] = True
    default_labels: ClassVar[tuple[str, ...]] = tuple(TOPICS)

    @classmethod
    def labels_in(cls, articles: Sequence[Article]) -> tuple[str, ...]:
        """The IPTC topics when all labels are among them, else the data's own labels, sorted."""
        found = {article.topic for article in articles if article.topic is not None}
        return cls.default_labels if found <= set(cls.default_labels) else tuple(sorted(found))

    def labels_of(self, article: Article) -> list[str]:
        return [] if article.topic is None else [article.topic]

    def examples(self, article: Article) -> list[Article]:
        if article.topic is None:
            return []
        self.label_index(article.topic, f"article {article.id!r}")
        return [article]

    def targets(self, example: Article, windows: Sequence[Window], codec: Codec) -> list[dict[str, Array]]:
        label = np.asarray(self.label_index(str(example.topic), f"article {example.id!r}"))
        return [{"label": label} for _ in windows]

    def head(self, hidden_size: int) -> nn.Module:
        return TopicHead(hidden_size, len(self.labels))

    def loss(self, outputs: Mapping[str, Tensor], targets: Mapping[str, Tensor]) -> Tensor:
        return nn.functional.cross_entropy(outputs["logits"].float(), targets["label"])

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
        gold = [str(example.topic) for example in examples]
        return score_topics(gold, [prediction.label for prediction in predictions], labels=self.labels)

    def fit_temperature(self, examples: Sequence[Article], predictions: Sequence[TopicPrediction]) -> float:
        scores = np.asarray([[prediction.scores[label] for label in self.labels] for prediction in predictions])
        gold = np.asarray([self.labels.index(str(example.topic)) for example in examples])
        return calibration.fit_temperature(scores, gold)
