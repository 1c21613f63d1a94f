"""The quotation head: tags of tokens, and links between them, in one pass over the hidden states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from newsclf.labels import QUOTE_TYPES
from newsclf.tasks.base import InputHead
from newsclf.tasks.quote_decoding import LINKS
from newsclf.tasks.quote_hints import NUMBERS, SIZES

LINK_SIZE = 64

RULED = 3.0
"""What a tag of the rules adds to the logit of the same tag before training, in nats."""


class QuotesHead(InputHead):
    """Outputs per token: ``content`` [3], ``type`` [3], ``role`` [5] logits (O, B/I-cue, B/I-speaker), and the
    links' ``source``, ``goal`` [3, 96] vectors and ``none`` [3] scores, in the order of ``LINKS``.

    The rules' hints are embedded twice: with the words, so that the encoder weighs them in context, and with its
    hidden states, so that what they mark exactly is not blurred. Their tags also add to the logits of the same tags
    (``ruled_*``, from ``RULED`` on): training starts from the rules and learns where they err. A link that the rules
    draw too scores higher by ``trust``, one that they deny by ``doubt`` for "none"; all of this is learned.
    """

    def __init__(self, hidden_size: int) -> None:
        super().__init__()
        self.dropout = nn.Dropout(0.1)
        self.content = nn.Linear(hidden_size, 3)
        self.kind = nn.Linear(hidden_size, len(QUOTE_TYPES))
        self.role = nn.Linear(hidden_size, 5)
        self.source = nn.Linear(hidden_size, len(LINKS) * LINK_SIZE)
        self.goal = nn.Linear(hidden_size, len(LINKS) * LINK_SIZE)
        self.none = nn.Linear(hidden_size, len(LINKS))
        self.read_hints = nn.ModuleList(_table(size, hidden_size, scale=0.0) for size in SIZES)
        self.kept_hints = nn.ModuleList(_table(size, hidden_size, scale=0.1) for size in SIZES)
        self.ruled_content = _ruled([1, 2] * len(QUOTE_TYPES), labels=3)
        self.ruled_kind = _ruled([0, 0, 1, 1, 2, 2], labels=len(QUOTE_TYPES))
        self.ruled_role = _ruled([1, 2, 3, 4], labels=5)
        self.trust = nn.Parameter(torch.full((len(LINKS),), 2.0))
        self.doubt = nn.Parameter(torch.zeros(len(LINKS)))

    def embed(self, features: Mapping[str, Tensor]) -> Tensor | None:
        return _embedded(self.read_hints, features["hints"]) if "hints" in features else None

    def forward(self, hidden: Tensor, mask: Tensor, features: Mapping[str, Tensor]) -> dict[str, Tensor]:
        hidden = self.dropout(hidden) + _embedded(self.kept_hints, features["hints"])
        shape = (*hidden.shape[:2], len(LINKS), LINK_SIZE)
        position = features["position"]
        source = rotate(self.source(hidden).view(shape).float(), position) / LINK_SIZE**0.5
        goal = rotate(self.goal(hidden).view(shape).float(), position)
        content, cue = (_one_hot(features[name]) for name in ("content_of", "cue_of"))
        ruled = torch.stack([cue, features["speaker_of"].float(), content], dim=2)
        return {
            "content": self.content(hidden) + self.ruled_content(features["hints"][..., 0]),
            "type": self.kind(hidden) + self.ruled_kind(features["hints"][..., 0]),
            "role": self.role(hidden) + self.ruled_role(features["hints"][..., 1]),
            "source": torch.cat([source, content.unsqueeze(2) * self.trust.unsqueeze(-1)], dim=-1),
            "goal": torch.cat([goal, ruled], dim=-1),
            "none": self.none(hidden).float() + features["lacks"] * self.doubt,
        }


def rotate(vectors: Tensor, position: Tensor) -> Tensor:
    """Rotate ``vectors`` [b, t, r, d] by ``position`` [b, t] (rotary embedding, Su et al. 2021)."""
    half = vectors.shape[-1] // 2
    rates = 10_000.0 ** (-torch.arange(half, device=vectors.device) / half)
    angles = position.float()[:, :, None, None] * rates
    left, right = vectors[..., :half], vectors[..., half:]
    sine, cosine = angles.sin(), angles.cos()
    return torch.cat([left * cosine - right * sine, left * sine + right * cosine], dim=-1)


def _table(size: int, hidden_size: int, *, scale: float) -> nn.Embedding:
    table = nn.Embedding(size, hidden_size, padding_idx=0)
    with torch.no_grad():
        table.weight[1:].normal_(std=scale)
    return table


def _ruled(goals: Sequence[int], *, labels: int) -> nn.Embedding:
    """Logits for each value of a column of hints: of value v + 1, ``RULED`` for the label ``goals[v]``."""
    table = nn.Embedding(len(goals) + 1, labels)
    with torch.no_grad():
        table.weight.zero_()
        table.weight[torch.arange(1, len(goals) + 1), torch.tensor(goals)] = RULED
    return table


def _embedded(tables: nn.ModuleList, hints: Tensor) -> Tensor:
    """The sum [b, t, h] of what the columns of ``hints`` [b, t, k] are embedded as."""
    return torch.stack([table(hints[..., column]) for column, table in enumerate(tables)]).sum(0)


def _one_hot(numbers: Tensor) -> Tensor:
    """[b, t] -> [b, t, 32]: all 0 for number 0."""
    return nn.functional.one_hot(numbers, NUMBERS + 1)[..., 1:].float()
