"""Texts as tokens with character offsets, and long texts as overlapping windows of them.

A :class:`Codec` knows a tokenizer and the window size. It tokenises a text once, without special tokens,
and cuts windows out of that one sequence, so a token has one index in the whole document wherever it is
seen, and what the windows say of it can be stitched together (:func:`stitch`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenised text: ``ids`` [n] and character ``offsets`` [n, 2], end exclusive, blanks trimmed off.

    A token that covers nothing but blanks (the lone ``▁`` of SentencePiece, which shares its offset with
    the next token) has an empty offset (start == end).
    """

    ids: list[int]
    offsets: Array

    def __len__(self) -> int:
        return len(self.ids)

    def between(self, start: int, end: int) -> range:
        """The indices of the tokens that share a character with ``[start, end)``."""
        starts, ends = self.offsets[:, 0], self.offsets[:, 1]
        inside = np.flatnonzero((starts < end) & (ends > start) & (starts < ends))
        return range(int(inside[0]), int(inside[-1]) + 1) if len(inside) else range(0)

    def characters(self, tokens: range) -> tuple[int, int] | None:
        """The characters from the first to the last token of the range, None if they are all blanks."""
        offsets = self.offsets[tokens.start : tokens.stop]
        offsets = offsets[offsets[:, 0] < offsets[:, 1]]
        return (int(offsets[0, 0]), int(offsets[-1, 1])) if len(offsets) else None


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder.

    ``input_ids`` [t] with special tokens; its positions ``start`` to ``start + count`` hold the tokens
    ``first`` to ``first + count`` of the document. ``features`` are further arrays [t, ...] that a head reads;
    windows of an article have ``position``, the index in the document (negative before its first token).
    """

    input_ids: list[int]
    start: int
    first: int
    count: int
    features: dict[str, Array] = field(default_factory=dict)

    def cut(self, whole: Array, *, fill: int = 0) -> Array:
        """The window's part [t, ...] of an array over the document's tokens [n, ...], ``fill`` where it has none."""
        part = np.full((len(self.input_ids), *whole.shape[1:]), fill, dtype=whole.dtype)
        part[self.start : self.start + self.count] = whole[self.first : self.first + self.count]
        return part


class Codec:
    """A tokenizer with the window sizes of a model (all in tokens)."""

    def __init__(self, tokenizer: Any, *, size: int, overlap: int, headline: int) -> None:
        self.tokenizer = tokenizer
        self.size, self.overlap, self.headline = size, overlap, headline
        first, last = tokenizer.cls_token_id, tokenizer.sep_token_id
        self.first: int = tokenizer.bos_token_id if first is None else first
        self.last: int = tokenizer.eos_token_id if last is None else last
        self.pad: int = tokenizer.pad_token_id or 0
        self.special = frozenset(tokenizer.all_special_ids)
        self.unknown: int = tokenizer.unk_token_id
        self.blank: int | None = tokenizer.get_vocab().get("▁")
        # RoBERTa-like tokenizers put two separators between the sequences of a pair, BERT-like ones one. (Asked of
        # words: transformers takes an empty second sequence for none.)
        self.gap: list[int] = [self.last] * (tokenizer("a", "a")["input_ids"].count(self.last) - 1)

    def tokens(self, text: str) -> Tokens:
        """Tokenise a whole text, however long, without special tokens; a literal ``<s>`` in it is an unknown word."""
        encoded = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        offsets = [
            (start, start) if token == self.blank else _trim(text, start, end)
            for token, (start, end) in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
        ]
        ids = [self.unknown if token in self.special else token for token in encoded["input_ids"]]
        return Tokens(ids, np.asarray(offsets, dtype=np.int64).reshape(-1, 2))

    def pair(self, left: Sequence[int], right: Sequence[int]) -> list[int]:
        """``<s> left </s></s> right </s>``, or the single sequence where ``left`` is empty."""
        head = [self.first, *left, *self.gap] if left else [self.first]
        return [*head, *right, self.last]

    def windows(self, tokens: Tokens, headline: str = "") -> list[Window]:
        """Cut a document into windows that overlap; each begins with the headline, so none is without context."""
        prefix = self.tokens(headline).ids[: self.headline] if headline else []
        start = len(self.pair(prefix, [])) - 1
        room = self.size - start - 1
        step = room - self.overlap
        n = len(tokens)
        firsts = [0] if n <= room else [*range(0, n - room, step), n - room]
        return [self._window(prefix, tokens.ids[first : first + room], start, first) for first in firsts]

    def _window(self, prefix: list[int], ids: list[int], start: int, first: int) -> Window:
        whole = self.pair(prefix, ids)
        return Window(whole, start, first, len(ids), {"position": np.arange(len(whole)) - start + first})


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Blanks off both ends; accents written as characters of their own, which offsets may leave out, back on."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while start < end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return start, end


def stitch(windows: Sequence[Window], arrays: Sequence[Array]) -> Array:
    """One array over the document's tokens [n, ...] out of one array per window [t, ...].

    Each token is taken from the window in which it stands farthest from an edge, where its context is
    widest; so what a window's edge would cut is read from the neighbour that holds it whole.
    """
    length = max(window.first + window.count for window in windows)
    if len(windows) == 1:
        window = windows[0]
        return np.asarray(arrays[0][window.start : window.start + window.count])
    result = np.zeros((length, *arrays[0].shape[1:]), dtype=arrays[0].dtype)
    best = np.full(length, -1)
    for window, array in zip(windows, arrays, strict=True):
        places = np.arange(window.first, window.first + window.count)
        # The document's own two ends are no edges: nothing lies beyond them.
        left = places - window.first if window.first else np.full(window.count, length)
        right = places[::-1] - window.first if places[-1] + 1 < length else np.full(window.count, length)
        depth = np.minimum(left, right)
        wins = depth > best[places]
        best[places[wins]] = depth[wins]
        result[places[wins]] = array[window.start : window.start + window.count][wins]
    return result
