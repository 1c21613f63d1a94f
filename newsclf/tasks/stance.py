"""Stance: where the speaker of a quotation stands towards a target: favor, against or none.

The encoder reads the pair (target, speaker: the words before [the quotation] the words after). The head
pools the hidden states over the target and over the quotation and compares them the way sentence-pair models
do (mean pooling, product and difference: Conneau et al. 2017, InferSent; Reimers & Gurevych 2019, SBERT).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import numpy as np
import torch
from torch import Tensor, nn

from newsclf.labels import STANCES
from newsclf.schema import Article, Quote, StanceLabel, StancePrediction
from newsclf.scores import calibration
from newsclf.scores.stance import score_stances
from newsclf.tasks.base import Outputs, Task, classifier, masked_mean
from newsclf.text.windows import Array, Codec, Window

CONTEXT_TOKENS = 40
"""How many tokens are read on either side of the quotation, where there is room."""


@dataclass(frozen=True, slots=True)
class StanceExample:
    """A target, and the quotation whose speaker's position is asked; ``quote`` None asks for the article's own.

    ``label`` is None when it is not known; ``quote_index`` is the quote's place in its list.
    """

    article: Article
    target: str
    quote: Quote | None = None
    quote_index: int | None = None
    label: StanceLabel | None = None


class StanceHead(nn.Module):
    def __init__(self, hidden_size: int, labels: int) -> None:
        super().__init__()
        self.classifier = classifier(inputs=5 * hidden_size, hidden=hidden_size, labels=labels)

    def forward(self, hidden: Tensor, mask: Tensor, features: Mapping[str, Tensor]) -> dict[str, Tensor]:
        target = masked_mean(hidden, features["target"])
        quote = masked_mean(hidden, features["quote"])
        pooled = [masked_mean(hidden, mask), target, quote, target * quote, (target - quote).abs()]
        return {"logits": self.classifier(torch.cat(pooled, dim=-1))}


class StanceTask(Task[StanceExample, StancePrediction]):
    """Three classes; ``none`` is a real one and never counts as opposition."""

    name: ClassVar[str] = "stance"
    metric: ClassVar[str] = "macro_f1"
    example_type: ClassVar[type] = StanceExample
    default_labels: ClassVar[tuple[str, ...]] = STANCES

    def labels_of(self, article: Article) -> list[str]:
        return [stance.label for stance in article.stances or ()]

    def examples(self, article: Article) -> list[StanceExample]:
        quotes = list(article.quotes or ())
        found = []
        for stance in article.stances or ():
            self.label_index(stance.label, f"article {article.id!r}")
            quote = None if stance.number is None else article.quote(stance.number)
            index = None if quote is None else quotes.index(quote)
            found.append(StanceExample(article, stance.target, quote, index, stance.label))
        return found

    def encode(self, example: StanceExample, codec: Codec) -> list[Window]:
        """One window: the target (a quarter of the window at most), the speaker, the quotation, and its neighbours."""
        target = codec.tokens(example.target).ids[: codec.size // 4]
        speaker = codec.tokens(f"{_speaker(example)} : ").ids[: codec.size // 16] if example.quote else []
        opening, closing = codec.tokens("[").ids, codec.tokens("]").ids
        taken = len(codec.pair(target, [*speaker, *opening, *closing]))
        before, quote, after = self._context(example, codec, codec.size - taken)
        right = [*speaker, *before, *opening, *quote, *closing, *after]
        ids = codec.pair(target, right)
        start = len(ids) - 1 - len(right)
        quote_start = start + len(speaker) + len(before) + len(opening)
        features = {
            "target": _mask(len(ids), 1, 1 + len(target)),
            "quote": _mask(len(ids), quote_start, quote_start + len(quote)),
        }
        return [Window(ids, start, 0, len(right), features)]

    def _context(self, example: StanceExample, codec: Codec, room: int) -> tuple[list[int], list[int], list[int]]:
        """At most ``room`` token ids before, of and after the quotation, whose middle is cut out if it is too long."""
        text = example.article.text
        if example.quote is None:
            opening = f"{example.article.headline}. {text}" if example.article.headline else text
            return [], _ends(codec.tokens(opening).ids, room), []
        start, end = example.quote.start, example.quote.end
        reach = 8 * CONTEXT_TOKENS
        before = codec.tokens(text[max(0, start - reach) : start]).ids
        after = codec.tokens(text[end : end + reach]).ids
        quote = _ends(codec.tokens(text[start:end]).ids, room)
        side = min(CONTEXT_TOKENS, (room - len(quote)) // 2)
        return before[max(0, len(before) - side) :], quote, after[:side]

    def targets(self, example: StanceExample, windows: Sequence[Window], codec: Codec) -> list[dict[str, Array]]:
        return [{"label": np.asarray(self.label_index(str(example.label), f"article {example.article.id!r}"))}]

    def head(self, hidden_size: int) -> nn.Module:
        return StanceHead(hidden_size, len(self.labels))

    def loss(self, outputs: Mapping[str, Tensor], targets: Mapping[str, Tensor]) -> Tensor:
        return nn.functional.cross_entropy(outputs["logits"].float(), targets["label"])

    def decode(
        self,
        example: StanceExample,
        *,
        windows: Sequence[Window],
        outputs: Sequence[Outputs],
        codec: Codec,
        temperature: float,
    ) -> StancePrediction:
        scores = torch.softmax(torch.from_numpy(outputs[0]["logits"]) / temperature, dim=-1).tolist()
        best = int(np.argmax(scores))
        name = example.quote.speaker_name if example.quote else None
        label = cast(StanceLabel, self.labels[best])
        by_label = dict(zip(self.labels, scores, strict=True))
        return StancePrediction(example.quote_index, name, example.target, label, scores[best], by_label)

    def score(self, examples: Sequence[StanceExample], predictions: Sequence[StancePrediction]) -> dict[str, Any]:
        gold = [str(example.label) for example in examples]
        return score_stances(gold, [prediction.label for prediction in predictions])

    def fit_temperature(self, examples: Sequence[StanceExample], predictions: Sequence[StancePrediction]) -> float:
        scores = np.asarray([[prediction.scores[label] for label in self.labels] for prediction in predictions])
        gold = np.asarray([self.labels.index(str(example.label)) for example in examples])
        return calibration.fit_temperature(scores, gold)


def _speaker(example: StanceExample) -> str:
    """The speaker as the encoder reads it; a quotation without one reads as an unnamed source."""
    return (example.quote.speaker_name if example.quote else None) or "une source"


def _ends(ids: list[int], room: int) -> list[int]:
    """The first and last tokens of a long sequence: positions are taken where a quotation begins and ends."""
    return ids if len(ids) <= room else ids[: room // 2] + ids[len(ids) - room // 2 :]


def _mask(length: int, start: int, end: int) -> Array:
    mask = np.zeros(length, dtype=np.int64)
    mask[start:end] = 1
    return mask
