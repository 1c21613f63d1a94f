"""Texts as tokens with offsets, cut into windows and stitched together again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support import sample_articles

from newsclf.pretrained.encoder import PACKED_FOLDER
from newsclf.schema import Article, Quote, Span
from newsclf.tasks.quotes import IGNORED, QuotesTask
from newsclf.text.windows import Codec, Window, stitch


def codec_of(folder: Path, *, size: int = 64, overlap: int = 16, headline: int = 8) -> Codec:
    from transformers import AutoTokenizer

    return Codec(AutoTokenizer.from_pretrained(folder), size=size, overlap=overlap, headline=headline)


@pytest.fixture(scope="module", params=["shipped", "camembert", "bert"])
def codec(request: pytest.FixtureRequest, tiny_camembert: Path, tiny_bert: Path) -> Codec:
    """The tokenizer of the package's encoder, and two of other kinds."""
    return codec_of({"shipped": PACKED_FOLDER, "camembert": tiny_camembert, "bert": tiny_bert}[request.param])


@pytest.fixture(scope="module")
def camembert(tiny_camembert: Path) -> Codec:
    return codec_of(tiny_camembert)


WORDS = [
    "la",
    "grève",
    "« Non »",
    "a-t-il",
    "dit",
    "l’usine",
    "…",
    "🙂",
    "\u00a0",
    "\n\n",
    "  ",
    "2 000",
    "É",
    "œuvre",
    "ﬁn",
]
texts = st.lists(st.sampled_from(WORDS), max_size=300).map(" ".join)


# --- tokens ----------------------------------------------------------------------------------------------------


def test_offsets_cover_every_visible_character_of_the_sample(codec: Codec) -> None:
    for article in sample_articles():
        tokens = codec.tokens(article.text)
        covered = {place for start, end in tokens.offsets.tolist() for place in range(start, end)}
        missed = {article.text[at] for at in range(len(article.text)) if at not in covered}
        assert not {character for character in missed if not character.isspace()}
        assert len(tokens) == len(tokens.ids) == len(tokens.offsets)


@given(text=texts)
def test_offsets_hold_no_blank_at_either_end(camembert: Codec, text: str) -> None:
    for start, end in camembert.tokens(text).offsets.tolist():
        covered = text[start:end]
        assert covered == covered.strip()


@pytest.fixture(scope="module", params=["shipped", "camembert"])
def metaspace(request: pytest.FixtureRequest, tiny_camembert: Path) -> Codec:
    """A tokenizer with the piece ▁: alone, it shares the offset of the next token or covers a blank."""
    return codec_of({"shipped": PACKED_FOLDER, "camembert": tiny_camembert}[request.param])


LONE = "Éole a dit  «  œuvre  », l’écran  œdème."


def lone_pieces(codec: Codec, text: str) -> list[int]:
    pieces = codec.tokenizer.convert_ids_to_tokens(codec.tokens(text).ids)
    found = [at for at, piece in enumerate(pieces) if piece == "▁"]
    assert found, "the text must give the piece that the test is about"
    return found


def test_a_lone_blank_piece_has_an_empty_offset_and_begins_no_span(metaspace: Codec) -> None:
    tokens, lone = metaspace.tokens(LONE), lone_pieces(metaspace, LONE)
    assert [tokens.characters(range(at, at + 1)) for at in lone] == [None] * len(lone)
    for word in ("Éole", "œuvre", "œdème"):
        inside = tokens.between(*span(LONE, word))
        assert tokens.characters(inside) == span(LONE, word)
        assert inside.start not in lone


@pytest.mark.parametrize("words", ["Éole", "œuvre", "«  œuvre  »", "œdème"])
def test_a_lone_blank_piece_gives_one_beginning_not_two(metaspace: Codec, words: str) -> None:
    lone_pieces(metaspace, LONE)
    said = Article(text=LONE, quotes=(Quote("direct", (Span.of(LONE, *span(LONE, words)),), number=1),))
    [window] = metaspace.windows(metaspace.tokens(LONE))
    [targets] = QuotesTask().targets(said, [window], metaspace)
    assert (targets["content"] == 1).sum() == 1


@given(text=texts, data=st.data())
def test_characters_to_tokens_and_back_hold_the_span(camembert: Codec, text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    start, end = sorted((data.draw(places), data.draw(places)))
    assume(start < end)
    tokens = camembert.tokens(text)
    found = tokens.characters(tokens.between(start, end))
    if not text[start:end].strip():
        assert found is None
    else:
        words = text[start:end]
        first = start + len(words) - len(words.lstrip())
        last = end - (len(words) - len(words.rstrip()))
        assert found is not None and found[0] <= first and last <= found[1]


def test_an_empty_text_has_no_tokens_and_one_window(codec: Codec) -> None:
    tokens = codec.tokens(" \n\u00a0 ")
    assert tokens.characters(range(len(tokens))) is None
    [window] = codec.windows(codec.tokens(""))
    assert (window.input_ids, window.count) == ([codec.first, codec.last], 0)


# --- windows ---------------------------------------------------------------------------------------------------


@given(length=st.integers(0, 700), size=st.integers(20, 90), share=st.floats(0, 0.45), words=st.integers(0, 12))
def test_windows_hold_every_token_and_never_exceed_the_size(
    camembert: Codec, length: int, size: int, share: float, words: int
) -> None:
    small = Codec(camembert.tokenizer, size=size, overlap=int(share * (size - 16)), headline=8)
    tokens = small.tokens("mot " * length)
    windows = small.windows(tokens, "titre " * words)
    seen = [at for window in windows for at in range(window.first, window.first + window.count)]
    assert set(seen) == set(range(len(tokens)))
    for window in windows:
        assert len(window.input_ids) <= size
        part = window.input_ids[window.start : window.start + window.count]
        assert part == tokens.ids[window.first : window.first + window.count]
        assert window.features["position"][window.start] == window.first or window.count == 0
    for before, after in pairwise(windows):
        assert after.first > before.first
        assert before.first + before.count - after.first >= small.overlap


def test_a_headline_longer_than_its_room_is_cut_and_each_window_has_it(codec: Codec) -> None:
    tokens = codec.tokens("La grève continue à l’usine. " * 40)
    headline = "Le conflit social s’étend à toutes les usines du pays, sans fin prévue"
    windows = codec.windows(tokens, headline)
    assert len(windows) > 2
    prefixes = {tuple(window.input_ids[: window.start]) for window in windows}
    assert len(prefixes) == 1
    [prefix] = prefixes
    assert list(prefix) == [codec.first, *codec.tokens(headline).ids[: codec.headline], *codec.gap]


def test_pairs_are_those_of_the_tokenizer(codec: Codec) -> None:
    left, right = "La grève", "« Non », dit-elle"
    theirs = codec.tokenizer(left, right)["input_ids"]
    assert codec.pair(codec.tokens(left).ids, codec.tokens(right).ids) == theirs
    assert codec.pair([], codec.tokens(right).ids) == codec.tokenizer(right)["input_ids"]


def test_a_very_long_text_is_read_whole(camembert: Codec) -> None:
    tokens = camembert.tokens("La grève continue. " * 5000)
    windows = camembert.windows(tokens)
    assert windows[-1].first + windows[-1].count == len(tokens) > 15_000
    assert {len(window.input_ids) for window in windows} == {camembert.size}


# --- stitching -------------------------------------------------------------------------------------------------


def cut(windows: Sequence[Window], whole: np.ndarray[Any, Any], *, edge: Any = None) -> list[np.ndarray[Any, Any]]:
    """What a perfect model gives for each window; with ``edge``, spoilt within its last and first tokens."""
    length = len(whole)
    arrays = []
    for window in windows:
        array = np.zeros((len(window.input_ids), *whole.shape[1:]), dtype=whole.dtype)
        array[window.start : window.start + window.count] = whole[window.first : window.first + window.count]
        if edge is not None:
            reach, noise = edge
            if window.first:
                array[window.start : window.start + reach] = noise
            if window.first + window.count < length:
                array[window.start + window.count - reach : window.start + window.count] = noise
        arrays.append(array)
    return arrays


@given(length=st.integers(1, 500), size=st.integers(24, 80), width=st.integers(1, 3))
def test_stitching_the_windows_gives_the_whole(camembert: Codec, length: int, size: int, width: int) -> None:
    small = Codec(camembert.tokenizer, size=size, overlap=size // 4, headline=4)
    tokens = small.tokens("mot " * length)
    whole = np.random.default_rng(length).normal(size=(len(tokens), width)).astype(np.float32)
    windows = small.windows(tokens, "titre")
    assert np.array_equal(stitch(windows, cut(windows, whole)), whole)


def test_what_a_window_says_at_its_edges_is_not_used(camembert: Codec) -> None:
    tokens = camembert.tokens("mot " * 300)
    windows = camembert.windows(tokens)
    whole = np.arange(len(tokens), dtype=np.float32)
    reach = camembert.overlap // 2 - 1
    assert np.array_equal(stitch(windows, cut(windows, whole, edge=(reach, -7.0))), whole)


@pytest.mark.parametrize("at", range(0, 60, 7))
def test_a_quotation_across_the_edge_of_windows_is_found_once_and_whole(camembert: Codec, at: int) -> None:
    """Outputs are planted that say "nothing here" near each edge: only the window that holds it whole knows."""
    said = "nous ne céderons pas devant eux"
    text = "mot " * (20 + at) + f"« {said} », a dit Léa Morin. " + "mot " * 200
    quote = Quote("direct", (Span.of(text, *span(text, said)),), number=1)
    article = Article(text=text, quotes=(quote,))
    tokens = camembert.tokens(text)
    windows = camembert.windows(tokens)
    assert len(windows) > 3
    inside = tokens.between(quote.start, quote.end)
    tags = np.full((len(tokens), 3), -20.0, dtype=np.float32)
    tags[:, 0] = 0.0
    tags[inside.start : inside.stop] = [-20, -20, 0]
    tags[inside.start] = [-20, 0, -20]
    quiet = np.asarray([0.0, -20.0, -20.0], dtype=np.float32)
    contents = cut(windows, tags, edge=(camembert.overlap // 2 - 1, quiet))
    outputs = [{"content": content, **_no_more(window)} for window, content in zip(windows, contents, strict=True)]
    found = QuotesTask().decode(article, windows=windows, outputs=outputs, codec=camembert, temperature=1.0)
    assert [(each.start, each.end, each.text) for each in found] == [(quote.start, quote.end, said)]


def _no_more(window: Window) -> dict[str, np.ndarray[Any, Any]]:
    """The rest of the head's outputs: direct, no cue, no speaker, no link."""
    t = len(window.input_ids)
    return {
        "type": np.tile(np.asarray([9.0, 0.0, 0.0], dtype=np.float32), (t, 1)),
        "role": np.tile(np.asarray([9.0, 0.0, 0.0, 0.0, 0.0], dtype=np.float32), (t, 1)),
        "source": np.zeros((t, 3, 64), dtype=np.float32),
        "goal": np.zeros((t, 3, 64), dtype=np.float32),
        "none": np.ones((t, 3), dtype=np.float32),
    }


def test_targets_of_windows_agree_with_each_other_and_with_the_whole(codec: Codec) -> None:
    task = QuotesTask()
    for article in sample_articles()[:12]:
        tokens = codec.tokens(article.text)
        windows = codec.windows(tokens, article.headline)
        assert len(windows) > 1
        found = task.targets(article, windows, codec)
        [whole] = task.targets(article, [Window([0] * len(tokens), 0, 0, len(tokens))], codec)
        for window, targets in zip(windows, found, strict=True):
            part = slice(window.start, window.start + window.count)
            for key in ("content", "type", "role"):
                assert np.array_equal(targets[key][part], whole[key][window.first : window.first + window.count])
                assert (np.delete(targets[key], np.arange(len(targets[key]))[part]) == IGNORED).all()


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)
