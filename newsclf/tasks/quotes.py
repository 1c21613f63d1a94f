"""Quotations: content with type, cue, speaker, and who is linked to what.

One head reads the hidden states in one pass and gives, per token: content tags (B/I/O), the type of the
content it lies in, tags of cues and speakers, and vectors for three learned links from the first token of a
content segment: to its cue, to its speaker, to the segment that it continues (an incise splits a quotation).
The head and the encoder also read what the rules find (``quote_hints``).
Links are bilinear scores between projected token vectors with a learned "none", as in the biaffine parser of
Dozat & Manning (2017), and the vectors are rotated by their position in the document, so that a score knows the
distance (GlobalPointer, Su et al. 2022). That the per-token outputs carry document positions lets windows be
stitched token by token first and decoded once: no quotation is cut by a window or found twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from newsclf.labels import QUOTE_TYPES
from newsclf.schema import Article, Quote, Span
from newsclf.scores import calibration
from newsclf.scores.quotes import match_quotes, score_quotes
from newsclf.tasks.base import Outputs, Task
from newsclf.tasks.quote_decoding import LINKS, decode_quotes
from newsclf.tasks.quote_head import QuotesHead
from newsclf.tasks.quote_hints import hints
from newsclf.text.tags import bio_tags
from newsclf.text.windows import Array, Codec, Tokens, Window, stitch

IGNORED = -100


class QuotesTask(Task[Article, list[Quote]]):
    """The quotations of an article, in the order of the text. Labels are the types direct, indirect, mixed."""

    name: ClassVar[str] = "quotes"
    metric: ClassVar[str] = "joint_f1"
    reads_article: ClassVar[bool] = True
    default_labels: ClassVar[tuple[str, ...]] = QUOTE_TYPES

    def labels_of(self, article: Article) -> list[str]:
        return [quote.type for quote in article.quotes or ()]

    def examples(self, article: Article) -> list[Article]:
        for quote in article.quotes or ():
            self.label_index(quote.type, f"article {article.id!r}")
        return [] if article.quotes is None else [article]

    def targets(self, example: Article, windows: Sequence[Window], codec: Codec) -> list[dict[str, Array]]:
        whole = _document_targets(codec.tokens(example.text), example.quotes or ())
        return [_window_targets(window, whole) for window in windows]

    def features(self, article: Article, tokens: Tokens) -> dict[str, Array]:
        return hints(article.text, tokens)

    def head(self, hidden_size: int) -> nn.Module:
        return QuotesHead(hidden_size)

    def loss(self, outputs: Mapping[str, Tensor], targets: Mapping[str, Tensor]) -> Tensor:
        tags = [_cross_entropy(outputs[key], targets[key]) for key in ("content", "type", "role")]
        return torch.stack([*tags, _link_loss(outputs, targets["links"])]).sum()

    def decode(
        self,
        example: Article,
        *,
        windows: Sequence[Window],
        outputs: Sequence[Outputs],
        codec: Codec,
        temperature: float,
    ) -> list[Quote]:
        whole = {key: stitch(windows, [output[key] for output in outputs]) for key in outputs[0]}
        tokens = codec.tokens(example.text)
        return decode_quotes(example, tokens=tokens, outputs=whole, temperature=temperature)

    def score(self, examples: Sequence[Article], predictions: Sequence[list[Quote]]) -> dict[str, Any]:
        return score_quotes([example.quotes or () for example in examples], predictions)

    def fit_temperature(self, examples: Sequence[Article], predictions: Sequence[list[Quote]]) -> float:
        scores: list[float] = []
        correct: list[bool] = []
        for example, quotes in zip(examples, predictions, strict=True):
            matched = {place for _, place in match_quotes(example.quotes or (), quotes, min_iou=0.8)}
            scores += [quote.score for quote in quotes]
            correct += [place in matched for place in range(len(quotes))]
        return calibration.fit_binary_temperature(np.asarray(scores), np.asarray(correct))


def _cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean over the positions with a target; 0 where there is none (a batch without any quotation)."""
    total = nn.functional.cross_entropy(
        logits.float().flatten(0, -2), targets.flatten(), ignore_index=IGNORED, reduction="sum"
    )
    return total / (targets != IGNORED).sum().clamp(min=1)


def _link_loss(outputs: Mapping[str, Tensor], links: Tensor) -> Tensor:
    """``links`` [b, t, 3]: for the first token of a segment the goal's position + 1 in the window, 0 for none."""
    batch, place = (links != IGNORED).any(-1).nonzero(as_tuple=True)
    scores = torch.einsum("nrd,ntrd->nrt", outputs["source"][batch, place], outputs["goal"][batch])
    logits = torch.cat([outputs["none"][batch, place].unsqueeze(-1), scores], dim=-1)
    return _cross_entropy(logits, links[batch, place])


def _document_targets(tokens: Tokens, quotes: Sequence[Quote]) -> dict[str, Array]:
    """Targets over the document's tokens; a link's goal is a document index, -1 for none."""
    contents, types, roles = [], np.full(len(tokens), IGNORED), []
    links = np.full((len(tokens), len(LINKS)), IGNORED)
    for quote in quotes:
        segments = [tokens.between(span.start, span.end) for span in quote.content]
        cue, speaker = (_first(tokens, span) for span in (quote.cue, quote.speaker))
        for kind, span in enumerate((quote.cue, quote.speaker)):
            if span is not None:
                roles.append((tokens.between(span.start, span.end), kind))
        previous = -1
        for segment in segments:
            if len(segment) == 0:
                continue
            contents.append((segment, 0))
            types[segment.start : segment.stop] = QUOTE_TYPES.index(quote.type)
            links[segment.start] = (cue, speaker, previous)
            previous = segment.start
    return {
        "content": bio_tags(len(tokens), contents),
        "type": types,
        "role": bio_tags(len(tokens), roles),
        "links": links,
    }


def _first(tokens: Tokens, span: Span | None) -> int:
    covered = tokens.between(span.start, span.end) if span else range(0)
    return covered.start if len(covered) else -1


def _window_targets(window: Window, whole: Mapping[str, Array]) -> dict[str, Array]:
    """Cut one window out of the document's targets; a link whose goal lies outside it is not learned from."""
    found = {key: window.cut(array, fill=IGNORED) for key, array in whole.items()}
    links = found["links"]
    known = links != IGNORED
    inside = (links >= window.first) & (links < window.first + window.count)
    found["links"] = np.where(inside, links - window.first + window.start + 1, IGNORED)
    found["links"][known & (links == -1)] = 0
    return found
