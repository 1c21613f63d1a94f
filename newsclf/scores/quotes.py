"""Scores of the quotation task: contents, types, cues, speakers and their names.

A predicted quote *matches* a gold one when their content characters overlap with IoU >= 0.8; each
quote matches at most one other. What hangs on a quote (type, cue, speaker, name) is scored on matches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from newsclf.errors import ConfigError
from newsclf.labels import QUOTE_TYPES
from newsclf.schema import Quote, Span
from newsclf.scores.counts import FloatArray, check_aligned, f1, ratio
from newsclf.scores.mentions import overlap, same_name, same_speaker

MIN_IOU = 0.8

COUNTS: tuple[str, ...] = (
    *("gold", "predicted", "matched", "exact"),
    *("type", "cue", "speaker", "speaker_exact", "speaker_overlap", "name"),
    *(f"{side}_{kind}" for kind in QUOTE_TYPES for side in ("gold", "predicted", "found", "true")),
)
"""Columns of :func:`quote_counts`; ``found``/``true`` are the matched quotes of that gold/predicted type."""

_ON_MATCHED = ("type", "cue", "speaker", "speaker_exact", "speaker_overlap", "name")


def match_quotes(gold: Sequence[Quote], predicted: Sequence[Quote], *, min_iou: float) -> list[tuple[int, int]]:
    """One-to-one pairs (gold index, predicted index), in gold order, that maximise the total IoU.

    IoU is taken over the sets of content characters, all segments together; pairs below ``min_iou``
    are never made. ConfigError unless 0 < ``min_iou`` <= 1.
    """
    if not 0 < min_iou <= 1:
        raise ConfigError(f"min_iou must be above 0 and at most 1, got {min_iou}")
    gold_characters = [_characters(quote) for quote in gold]
    predicted_characters = [_characters(quote) for quote in predicted]
    weights = np.zeros((len(gold), len(predicted)))
    for row, ours in enumerate(gold_characters):
        for column, theirs in enumerate(predicted_characters):
            iou = len(ours & theirs) / len(ours | theirs)
            weights[row, column] = iou if iou >= min_iou else 0.0
    rows, columns = linear_sum_assignment(weights, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if weights[row, column] > 0]


def quote_counts(gold: Sequence[Sequence[Quote]], predicted: Sequence[Sequence[Quote]]) -> FloatArray:
    """[articles, len(COUNTS)]: additive counts, a row per article. DataError when the lengths differ."""
    check_aligned(gold, predicted, what="article")
    counts = [Counter(_observations(ours, theirs)) for ours, theirs in zip(gold, predicted, strict=True)]
    rows = [[float(count[name]) for name in COUNTS] for count in counts]
    return np.array(rows).reshape(len(rows), len(COUNTS))


def quote_figures(totals: FloatArray) -> dict[str, FloatArray]:
    """The flat figures of :func:`score_quotes`, each [...], from totals [..., len(COUNTS)]."""
    count = _columns(totals)
    figures: dict[str, FloatArray] = {}
    for prefix, hits in (("", "matched"), ("exact_", "exact"), ("joint_", "name")):
        figures[f"{prefix}precision"] = ratio(count[hits], count["predicted"])
        figures[f"{prefix}recall"] = ratio(count[hits], count["gold"])
        figures[f"{prefix}f1"] = f1(count[hits], count["predicted"], count["gold"])
    for name in _ON_MATCHED:
        figures[f"{name}_accuracy"] = ratio(count[name], count["matched"])
    return figures


def score_quotes(gold: Sequence[Sequence[Quote]], predicted: Sequence[Sequence[Quote]]) -> dict[str, Any]:
    """Scores over articles: ``gold[i]`` and ``predicted[i]`` are the quotes of article i.

    * ``precision``, ``recall``, ``f1``: contents that match (IoU >= 0.8); ``exact_…``: all segments equal.
    * On matched quotes: ``type_accuracy``; ``cue_accuracy`` (same span, or none on both sides);
      ``speaker_accuracy`` (the mentions overlap and are equal but for determiner, title, case and
      punctuation, or none on both sides); ``speaker_exact_accuracy`` (same span),
      ``speaker_overlap_accuracy`` (any overlap); ``name_accuracy`` (see ``mentions.same_name``).
    * ``joint_…``: content matched and name right.
    * ``per_type``: recall over gold quotes of the type and precision over predictions of the type, whatever
      type the other side has (``type_accuracy`` tells that), their F1, and ``support`` (gold quotes).
    * ``articles``, ``items`` (gold), ``predicted``, ``matched``: how many.
    """
    totals = quote_counts(gold, predicted).sum(axis=0)
    count = _columns(totals)
    return {
        "articles": len(gold),
        **{name: int(count[key]) for name, key in _SIZES.items()},
        **{name: float(value) for name, value in quote_figures(totals).items()},
        "per_type": {kind: _type_figures(count, kind) for kind in QUOTE_TYPES},
    }


_SIZES = {"items": "gold", "predicted": "predicted", "matched": "matched"}


def _type_figures(count: dict[str, FloatArray], kind: str) -> dict[str, float]:
    precision = float(ratio(count[f"true_{kind}"], count[f"predicted_{kind}"]))
    recall = float(ratio(count[f"found_{kind}"], count[f"gold_{kind}"]))
    harmonic = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": harmonic, "support": int(count[f"gold_{kind}"])}


def _columns(totals: FloatArray) -> dict[str, FloatArray]:
    return dict(zip(COUNTS, np.moveaxis(totals, -1, 0), strict=True))


def _observations(gold: Sequence[Quote], predicted: Sequence[Quote]) -> Iterator[str]:
    """One name of COUNTS for each thing seen in an article."""
    for quote in gold:
        yield from ("gold", f"gold_{quote.type}")
    for quote in predicted:
        yield from ("predicted", f"predicted_{quote.type}")
    same_segments = Counter(map(_segments, gold)) & Counter(map(_segments, predicted))
    yield from ["exact"] * same_segments.total()
    for row, column in match_quotes(gold, predicted, min_iou=MIN_IOU):
        ours, theirs = gold[row], predicted[column]
        yield from ("matched", f"found_{ours.type}", f"true_{theirs.type}")
        right = {
            "type": ours.type == theirs.type,
            "cue": _place(ours.cue) == _place(theirs.cue),
            "speaker": same_speaker(ours.speaker, theirs.speaker),
            "speaker_exact": _place(ours.speaker) == _place(theirs.speaker),
            "speaker_overlap": overlap(ours.speaker, theirs.speaker),
            "name": same_name(ours.speaker_name, theirs.speaker_name),
        }
        yield from (name for name, is_right in right.items() if is_right)


def _characters(quote: Quote) -> set[int]:
    return {place for span in quote.content for place in range(span.start, span.end)}


def _segments(quote: Quote) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in quote.content)


def _place(span: Span | None) -> tuple[int, int] | None:
    return (span.start, span.end) if span else None
