"""Attention by products gives what PyTorch's own gives, forward and backward."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from transformers.integrations.sdpa_attention import sdpa_attention_forward

from newsclf.attention import products, use_products

MASK = torch.ones(2, 1, 1, 7, dtype=torch.bool)
MASK[1, ..., 4:] = False


def inputs() -> list[Tensor]:
    random = torch.Generator().manual_seed(3)
    return [torch.randn(2, 3, 7, 8, generator=random).requires_grad_() for _ in range(3)]


@pytest.mark.parametrize("mask", [None, MASK, MASK.expand(2, 1, 7, 7)], ids=["none", "keys", "full"])
def test_outputs_and_gradients_are_those_of_torch(mask: Tensor | None) -> None:
    ours, theirs = inputs(), inputs()
    found, _ = products(nn.Module(), *ours, mask)
    wanted, _ = sdpa_attention_forward(nn.Module(), *theirs, mask, is_causal=False)
    assert torch.allclose(found, wanted, atol=1e-5)
    for result in (found, wanted):
        result.square().sum().backward()
    for one, other in zip(ours, theirs, strict=True):
        assert torch.allclose(one.grad, other.grad, atol=1e-4)  # type: ignore[arg-type]


def test_a_mask_of_scores_is_added() -> None:
    scores = torch.zeros(2, 1, 7, 7).masked_fill(~MASK, torch.finfo(torch.float32).min)
    assert torch.allclose(products(nn.Module(), *inputs(), scores)[0], products(nn.Module(), *inputs(), MASK)[0])


def test_a_model_that_cannot_choose_its_attention_is_left_alone() -> None:
    module = nn.Linear(2, 2)
    use_products(module)
    assert module(torch.zeros(1, 2)).shape == (1, 2)
