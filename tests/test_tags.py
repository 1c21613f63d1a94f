"""Spans of tokens as BIO tags and back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from newsclf.text.tags import best_spans, bio_tags

Spans = list[tuple[range, int]]


@st.composite
def apart(draw: st.DrawFn, kinds: int = 3) -> tuple[int, Spans]:
    """A length and spans of it that do not overlap, in order."""
    spans: Spans = []
    at = 0
    for _ in range(draw(st.integers(0, 8))):
        start = at + draw(st.integers(0, 5))
        at = start + draw(st.integers(1, 6))
        spans.append((range(start, at), draw(st.integers(0, kinds - 1))))
    return at + draw(st.integers(0, 5)), spans


def certain(tags: Sequence[int], kinds: int) -> NDArray[np.float64]:
    """Log-probabilities of a model that is sure of ``tags``."""
    scores = np.full((len(tags), 2 * kinds + 1), np.log(0.01))
    scores[np.arange(len(tags)), tags] = np.log(0.9)
    return scores


@given(apart())
def test_spans_to_tags_and_back(case: tuple[int, Spans]) -> None:
    length, spans = case
    assert best_spans(certain(bio_tags(length, spans).tolist(), 3)) == spans


@given(st.integers(1, 30), st.integers(1, 3), st.integers(0, 10_000))
def test_any_scores_give_spans_in_order_that_do_not_overlap(length: int, kinds: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(length, 2 * kinds + 1)) * 3
    spans = best_spans(scores)
    ends = [0]
    for tokens, kind in spans:
        assert ends[-1] <= tokens.start < tokens.stop <= length
        assert 0 <= kind < kinds
        ends.append(tokens.stop)
    tags = bio_tags(length, spans)
    legal_score = scores[np.arange(length), tags].sum()
    assert legal_score <= scores.max(axis=1).sum() + 1e-9


@given(st.integers(1, 6), st.integers(0, 10_000))
def test_no_legal_sequence_scores_higher(length: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(length, 5))
    tags = bio_tags(length, best_spans(scores))
    every = np.stack(np.meshgrid(*[range(5)] * length, indexing="ij"), axis=-1).reshape(-1, length)
    legal = [row for row in every if is_legal(row.tolist())]
    best = max(scores[np.arange(length), row].sum() for row in legal)
    assert np.isclose(scores[np.arange(length), tags].sum(), best)


def is_legal(tags: Sequence[int]) -> bool:
    """Whether each inside tag follows the beginning or the inside of its own kind."""
    return all(tag == 0 or tag % 2 or before in (tag - 1, tag) for before, tag in zip([0, *tags], tags, strict=False))


def test_a_weak_token_does_not_break_a_span() -> None:
    scores = certain([1, 2, 2, 2, 0], kinds=2)
    scores[2] = np.log([0.3, 0.02, 0.28, 0.02, 0.38])  # inside the other kind is likeliest, and not legal here
    assert best_spans(scores) == [(range(0, 4), 0)]


def test_a_span_ends_where_that_costs_least() -> None:
    scores = certain([1, 2, 2, 0, 0], kinds=1)
    scores[3] = np.log([0.6, 0.1, 0.3])  # as likely inside as outside, but for a little
    assert best_spans(scores) == [(range(0, 3), 0)]
    assert best_spans(scores, end_costs=np.array([0.0, 2.0, 2.0, 2.0, 0.0])) == [(range(0, 4), 0)]
    assert best_spans(scores, end_costs=np.full(5, 2.0)) == [(range(0, 3), 0)]


def test_spans_that_touch_stay_two() -> None:
    spans = [(range(0, 2), 0), (range(2, 4), 0), (range(4, 5), 1)]
    assert best_spans(certain(bio_tags(6, spans).tolist(), 2)) == spans


def test_a_later_span_yields_to_an_earlier_one() -> None:
    tags = bio_tags(6, [(range(1, 4), 0), (range(3, 6), 1), (range(4, 6), 1), (range(0, 0), 1)])
    assert tags.tolist() == [0, 1, 2, 2, 3, 4]


def test_no_tokens_no_spans() -> None:
    assert best_spans(np.zeros((0, 5))) == []
