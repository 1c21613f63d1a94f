"""Attention for training on a CPU.

The backward pass of PyTorch's ``scaled_dot_product_attention`` is slow on a CPU: with its forward pass it takes nearly
half of a training step of a small encoder. Two batched products around a softmax, all that it computes, take half
that time in bfloat16 (docs/decisions.md). Without gradients, as in layers that stay as they are, PyTorch's own is the
faster one.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, bmm, finfo, is_grad_enabled, nn
from transformers import AttentionInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

NAME = "newsclf_products"


def products(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    scaling: float | None = None,
    dropout: float = 0.0,
    **_: Any,  # what other attention functions of transformers take
) -> tuple[Tensor, Tensor | None]:
    """Attention [b, t, heads, d] of ``query``, ``key`` and ``value`` [b, heads, t, d].

    ``attention_mask`` is True, or 0, where a key may be looked at: [b or 1, 1, t or 1, t].
    """
    if not (is_grad_enabled() and query.requires_grad):
        return sdpa_attention_forward(module, query, key, value, attention_mask, scaling=scaling)
    batch, heads, length, size = query.shape
    flat = (batch * heads, -1, size)
    scaled = query * (size**-0.5 if scaling is None else scaling)
    scores = bmm(scaled.reshape(flat), key.reshape(flat).transpose(1, 2))
    if attention_mask is not None:
        if not attention_mask.dtype.is_floating_point:
            barred = query.new_zeros(attention_mask.shape)
            attention_mask = barred.masked_fill_(~attention_mask, finfo(query.dtype).min)
        scores.view(batch, heads, length, -1).add_(attention_mask.to(query.dtype))
    weights = nn.functional.dropout(scores.softmax(-1), dropout, training=module.training)
    mixed = bmm(weights, value.reshape(flat)).view(batch, heads, length, size)
    return mixed.transpose(1, 2).contiguous(), None


AttentionInterface.register(NAME, products)
AttentionMaskInterface.register(NAME, sdpa_mask)


def use_products(encoder: Any) -> None:
    """Let an encoder of transformers attend by :func:`products`; one that cannot choose stays as it is."""
    try:
        encoder.set_attn_implementation(NAME)
    except (AttributeError, ValueError):
        return
