"""From the quotation head's outputs over a whole document to quotations with offsets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from newsclf.labels import QUOTE_TYPES
from newsclf.schema import Article, Quote, QuoteType, Span
from newsclf.scores.calibration import rescale_binary
from newsclf.tasks.quote_edges import after_object, content_spans, cue_span, speaker_span
from newsclf.text.marks import MarkedSpan, marked_spans
from newsclf.text.names import resolve_speakers
from newsclf.text.tags import best_spans
from newsclf.text.windows import Array, Tokens
from newsclf.text.wordlist import words as word_list

LINKS = ("cue", "speaker", "previous")
"""What a content segment can be linked to; the order of the head's link outputs."""

REACH = 256
"""How many tokens away a link's goal may lie."""

START_COST = 2.0
"""What a segment of content costs, in nats; chosen on gold dev among 1 to 3 (docs/experiments.md)."""

END_COST = 4.0
"""What a segment of content costs that ends in the middle of a clause, in nats; chosen on gold dev among 0 to 6."""

#: Words before which a reported clause can end without a comma or full stop.
_NEXT = word_list("selon et par mais après comme malgré d a ajoute estime indique souligne assure précise explique")

INVERTED = re.compile(r"(?:(?<=[’']est)|(?<!est))[-‐‑](?:t[-‐‑])?(ils?|elles?)\b", re.IGNORECASE)
"""The subject of an inverted cue ("a-t-elle dit", not the impersonal "est-il précisé")."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of content tokens, its type, and the probability of both."""

    tokens: range
    type: int
    score: float


def decode_quotes(article: Article, *, tokens: Tokens, outputs: Mapping[str, Array], temperature: float) -> list[Quote]:
    """Quotations of an article from outputs [n, ...] over its n tokens (see ``QuotesHead``), in text order.

    The score is the mean content probability times that of the type, rescaled by the temperature.
    """
    words = _word_starts(article.text, tokens)
    segments = _segments(outputs, words, end_costs=_end_costs(article.text, tokens, words))
    cues, speakers = _roles(outputs, words)
    marks = [span for span in marked_spans(article.text) if span.level == 0]
    places = [(segment, tokens.characters(segment.tokens)) for segment in segments]
    placed = [(segment, bounds) for segment, bounds in places if bounds is not None]
    found = []
    for chain in _chains(segments, outputs):
        head = chain[0].tokens.start
        quote = _quote(
            article.text,
            tokens=tokens,
            marks=marks,
            chain=chain,
            others=[bounds for segment, bounds in placed if segment not in chain],
            cue=_linked(head, goals=cues, link=0, outputs=outputs),
            speaker=_linked(head, goals=speakers, link=1, outputs=outputs),
        )
        if quote is not None:
            score = float(rescale_binary(np.asarray([quote.score]), temperature)[0])
            found.append(replace(quote, score=score))
    found.sort(key=lambda quote: (quote.start, quote.end))
    names = resolve_speakers(article.text, found, headline=article.headline)
    return [replace(quote, speaker_name=name) for quote, name in zip(found, names, strict=True)]


def _word_starts(text: str, tokens: Tokens) -> NDArray[np.int64]:
    """The indices of the tokens that do not go on with the word of the token before, and the number of tokens."""
    starts = [
        place
        for place, (start, _) in enumerate(tokens.offsets.tolist())
        if place == 0 or not (text[start - 1 : start].isalnum() and text[start : start + 1].isalnum())
    ]
    return np.asarray([*starts, len(tokens)])


def _end_costs(text: str, tokens: Tokens, starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """What it costs a segment to end before each word: nothing before a sign, a new line or a word of ``_NEXT``."""
    costs = np.zeros(len(starts) - 1)
    before = 0
    for place, (first, last) in enumerate(pairwise(starts)):
        start, end = int(tokens.offsets[first, 0]), int(tokens.offsets[last - 1, 1])
        word = text[start:end].lower()
        if word[:1].isalnum() and "\n" not in text[before:start] and word not in _NEXT:
            costs[place] = END_COST
        before = end
    return costs


def _whole_words(
    scores: NDArray[Any],
    words: NDArray[np.int64],
    *,
    start_cost: float = 0.0,
    end_costs: NDArray[np.float64] | None = None,
) -> list[tuple[range, int]]:
    """The best spans of whole words, as token ranges; a word is tagged by its first token, so none is cut."""
    spans = best_spans(scores[words[:-1]], start_cost=start_cost, end_costs=end_costs)
    return [(range(int(words[span.start]), int(words[span.stop])), kind) for span, kind in spans]


def _segments(
    outputs: Mapping[str, Array], words: NDArray[np.int64], *, end_costs: NDArray[np.float64]
) -> list[Segment]:
    content, types = _log_softmax(outputs["content"]), _log_softmax(outputs["type"])
    found = []
    for tokens, _ in _whole_words(content, words, start_cost=START_COST, end_costs=end_costs):
        inside = slice(tokens.start, tokens.stop)
        by_type = types[inside].mean(axis=0)
        best = int(by_type.argmax())
        certain = np.exp(np.logaddexp(content[inside, 1], content[inside, 2]).mean())
        found.append(Segment(tokens, best, float(certain * np.exp(by_type[best]))))
    return found


def _roles(outputs: Mapping[str, Array], words: NDArray[np.int64]) -> tuple[list[range], list[range]]:
    spans = _whole_words(_log_softmax(outputs["role"]), words)
    cues = [tokens for tokens, kind in spans if kind == 0]
    speakers = [tokens for tokens, kind in spans if kind == 1]
    return cues, speakers


def _linked(start: int, *, goals: Sequence[range], link: int, outputs: Mapping[str, Array]) -> range | None:
    """The goal that the segment starting at ``start`` points to, or None when "none" scores higher than all."""
    near = [goal for goal in goals if abs(goal.start - start) <= REACH]
    if not near:
        return None
    scores = outputs["goal"][[goal.start for goal in near], link] @ outputs["source"][start, link]
    best = int(scores.argmax())
    return near[best] if scores[best] > outputs["none"][start, link] else None


def _chains(segments: Sequence[Segment], outputs: Mapping[str, Array]) -> list[list[Segment]]:
    """Segments joined to the one that they continue, which an incise separates from them."""
    chains: list[list[Segment]] = []
    for segment in segments:
        before = {chain[-1].tokens.start: chain for chain in chains[-2:]}
        goals = [chain[-1].tokens for chain in before.values()]
        previous = _linked(segment.tokens.start, goals=goals, link=2, outputs=outputs)
        if previous is None:
            chains.append([segment])
        else:
            before[previous.start].append(segment)
    return chains


def _quote(
    text: str,
    *,
    tokens: Tokens,
    marks: Sequence[MarkedSpan],
    chain: Sequence[Segment],
    others: Sequence[tuple[int, int]],
    cue: range | None,
    speaker: range | None,
) -> Quote | None:
    kinds = [segment.type for segment in chain]
    kind = cast(QuoteType, QUOTE_TYPES[max(set(kinds), key=kinds.count)])
    bounds = [found for segment in chain if (found := tokens.characters(segment.tokens)) is not None]
    content = content_spans(text, bounds, kind=kind, marks=marks, others=others)
    if not content:
        return None
    score = float(np.mean([segment.score for segment in chain]))
    reported = cue_span(text, tokens.characters(cue)) if cue else None
    if reported and kind != "direct":
        content = after_object(text, content, reported)
    said_by = speaker_span(text, tokens.characters(speaker)) if speaker else None
    return Quote(kind, content, reported, _inverted_pronoun(text, reported) or said_by, None, score)


def _inverted_pronoun(text: str, cue: Span | None) -> Span | None:
    """The pronoun that an inverted cue holds: its speaker, which no tag can mark as it is tagged as the cue's."""
    found = INVERTED.search(text, cue.start, cue.end) if cue else None
    return Span.of(text, found.start(1), found.end(1)) if found else None


def _log_softmax(logits: Array) -> NDArray[Any]:
    shifted = np.asarray(logits, dtype=np.float64)
    shifted = shifted - shifted.max(axis=-1, keepdims=True)
    return cast(NDArray[Any], shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))
