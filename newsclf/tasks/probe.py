"""Starting a head where a linear probe of the untouched encoder ends.

A head that starts from chance sends noise back through the encoder for hundreds of steps, and with few examples that is
all the training there is. Fitted first on the encoder's own vectors, it starts as good as a logistic regression over
them, and fine-tuning has only to add to it (linear probing, then fine-tuning: Kumar et al. 2022, "Fine-Tuning can
Distort Pretrained Features and Underperform Out-of-Distribution").
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from newsclf.text.windows import Array

STRENGTH = 60.0
"""What all examples together weigh against the penalty on weights (C times their number), over standardised vectors.

The same for 25 examples and for thousands: docs/experiments.md, 8.
"""

STRENGTH_BEFORE_TRAINING = 10.0
"""The same where fine-tuning follows: a head that has its training windows by heart leaves the encoder no error to
learn from (docs/experiments.md, 10)."""


class ProbedHead(nn.Module):
    """A head that reads one vector a window, and can be started from all of them."""

    @abstractmethod
    def pooled(self, hidden: Tensor, mask: Tensor, features: Mapping[str, Tensor]) -> Tensor:
        """The vectors [b, k] that the head makes of hidden states [b, t, h]."""

    @abstractmethod
    def start(self, vectors: Array, targets: Mapping[str, Array], *, strength: float = STRENGTH) -> None:
        """Set the weights from the vectors [n, k] of training windows and what the loss compares them with [n]."""


class StandardisedLinear(nn.Module):
    """``weight · (vector - mean) / deviation + bias``: [b, k] -> [b, labels].

    ``mean`` and ``deviation`` are those of the vectors it was fitted on and stay as they are: means of hidden states
    hardly differ from text to text, so that a plain layer would need hundreds of steps before it tells them apart.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, *, inputs: int, labels: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(inputs))
        self.register_buffer("deviation", torch.ones(inputs))
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(inputs, labels)

    def forward(self, vectors: Tensor) -> Tensor:
        scaled = (vectors - self.mean.to(vectors.dtype)) / self.deviation.to(vectors.dtype)
        logits: Tensor = self.linear(self.dropout(scaled))
        return logits

    def fit(self, vectors: Array, labels: Array, weights: Array, *, strength: float = STRENGTH) -> None:
        """Take mean and deviation of ``vectors`` [n, k], and the weights of a logistic regression to ``labels`` [n].

        ``weights`` [n] say how much each counts. A label that never occurs keeps a weight of zero and the lowest bias.
        Where there is one label only, or none, the weights stay as they are.
        """
        from sklearn.linear_model import LogisticRegression

        mean, deviation = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
        self.mean.copy_(torch.from_numpy(mean))
        self.deviation.copy_(torch.from_numpy(deviation))
        seen = np.unique(labels)
        if len(seen) < 2:
            return
        probe = LogisticRegression(C=strength / float(weights.sum()), max_iter=1000)
        probe.fit((vectors - mean) / deviation, labels, sample_weight=weights)
        two = len(seen) == 2  # then there is one row, for the second label
        rows = np.concatenate([-probe.coef_ / 2, probe.coef_ / 2]) if two else probe.coef_
        biases = np.concatenate([-probe.intercept_ / 2, probe.intercept_ / 2]) if two else probe.intercept_
        with torch.no_grad():
            self.linear.weight.zero_()
            self.linear.weight[seen] = torch.from_numpy(rows).to(self.linear.weight.dtype)
            self.linear.bias.fill_(float(biases.min()))
            self.linear.bias[seen] = torch.from_numpy(biases).to(self.linear.bias.dtype)
