"""Scores of quotations against values found by hand, by nervaluate and by brute force."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations, permutations

import numpy as np
import pytest
from nervaluate import Evaluator

from newsclf.errors import ConfigError, DataError
from newsclf.schema import Quote, Span
from newsclf.scores.bootstrap import bootstrap_interval
from newsclf.scores.mentions import mention_core, name_key, same_name, same_speaker
from newsclf.scores.quotes import COUNTS, match_quotes, quote_counts, quote_figures, score_quotes

TEXT = (
    "« La ligne rouvrira lundi », a promis M. Delcourt. Le maire a dit que la gare restera ouverte. "
    "Selon la préfète Anne Lebrun, les travaux « avancent bien » malgré la pluie."
)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


def quote(*content: str, type: str = "direct", cue: str = "", speaker: str = "", name: str = "") -> Quote:
    return Quote(
        type=type,
        content=tuple(span(words) for words in content),
        cue=span(cue) if cue else None,
        speaker=span(speaker) if speaker else None,
        speaker_name=name or None,
    )


LINE = quote("La ligne rouvrira lundi", cue="a promis", speaker="M. Delcourt", name="Paul Delcourt")
STATION = quote("la gare restera ouverte", type="indirect", cue="a dit", speaker="Le maire", name="Le maire")
WORKS = quote(
    "les travaux « avancent bien » malgré la pluie",
    type="mixed",
    cue="Selon",
    speaker="Anne Lebrun",
    name="Anne Lebrun",
)
GOLD = [[LINE, STATION], [WORKS], []]


def at(start: int, end: int, **fields: object) -> Quote:
    return replace(Quote("direct", (Span(start, end, "x" * (end - start)),)), **fields)


def test_gold_against_itself_is_perfect() -> None:
    scores = score_quotes(GOLD, GOLD)
    sizes = {"articles": 3, "items": 3, "predicted": 3, "matched": 3}
    assert {name: scores[name] for name in sizes} == sizes
    figures = {name: value for name, value in scores.items() if name not in sizes and name != "per_type"}
    assert figures == dict.fromkeys(figures, 1.0)
    assert {kind: each["f1"] for kind, each in scores["per_type"].items()} == {
        "direct": 1.0,
        "indirect": 1.0,
        "mixed": 1.0,
    }


def test_quote_scores_by_hand() -> None:
    predicted = [
        [
            # 21 of 23 characters: matched, not exact; right in all else but the type.
            replace(LINE, content=(span("La ligne rouvrira lun"),), type="mixed"),
            # Not a quote of gold.
            quote("Le maire"),
        ],
        # Exact; cue missing, mention too long, name wrong.
        [replace(WORKS, cue=None, speaker=span("la préfète Anne Lebrun"), speaker_name="Anne")],
        [],
    ]
    scores = score_quotes(GOLD, predicted)
    assert (scores["items"], scores["predicted"], scores["matched"]) == (3, 3, 2)
    assert (scores["precision"], scores["recall"], scores["f1"]) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert scores["exact_f1"] == pytest.approx(1 / 3)
    assert scores["type_accuracy"] == 0.5
    assert scores["cue_accuracy"] == 0.5
    assert (scores["speaker_exact_accuracy"], scores["speaker_accuracy"]) == (0.5, 0.5)
    assert scores["speaker_overlap_accuracy"] == 1.0
    assert scores["name_accuracy"] == 0.5
    assert scores["joint_f1"] == pytest.approx(1 / 3)
    assert scores["per_type"] == {
        # The gold direct quote is found (as mixed); the one direct prediction is wrong.
        "direct": {"precision": 0.0, "recall": 1.0, "f1": 0.0, "support": 1},
        "indirect": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 1},
        "mixed": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 1},
    }


def test_an_absent_mention_is_right_only_where_gold_has_none() -> None:
    floating = replace(LINE, cue=None, speaker=None, speaker_name=None)
    names = ("cue_accuracy", "speaker_accuracy", "speaker_exact_accuracy", "name_accuracy")
    assert all(score_quotes([[floating]], [[floating]])[name] == 1.0 for name in names)
    assert all(score_quotes([[floating]], [[LINE]])[name] == 0.0 for name in names)
    assert all(score_quotes([[LINE]], [[floating]])[name] == 0.0 for name in names)


def test_a_second_copy_of_a_quote_is_an_error() -> None:
    scores = score_quotes([[LINE]], [[LINE, LINE]])
    assert (scores["matched"], scores["precision"], scores["recall"]) == (1, 0.5, 1.0)
    assert scores["exact_precision"] == 0.5


def test_segments_count_together_and_exact_wants_each_of_them() -> None:
    split = Quote("direct", (Span(0, 40, "x" * 40), Span(60, 100, "x" * 40)))
    joined = Quote("direct", (Span(0, 100, "x" * 100),))
    first = Quote("direct", (Span(0, 40, "x" * 40),))
    touching = Quote("direct", (Span(0, 40, "x" * 40), Span(40, 100, "x" * 60)))
    assert match_quotes([split], [joined], min_iou=0.8) == [(0, 0)]  # 80 of 100 characters
    assert match_quotes([split], [first], min_iou=0.8) == []
    scores = score_quotes([[joined]], [[touching]])
    assert (scores["f1"], scores["exact_f1"]) == (1.0, 0.0)


def test_the_threshold_is_included() -> None:
    assert match_quotes([at(0, 10)], [at(0, 8)], min_iou=0.8) == [(0, 0)]
    assert match_quotes([at(0, 10)], [at(1, 8)], min_iou=0.8) == []


@pytest.mark.parametrize("min_iou", [0.0, -0.5, 1.5])
def test_a_threshold_outside_its_range_is_refused(min_iou: float) -> None:
    with pytest.raises(ConfigError, match=r"^min_iou must be above 0 and at most 1, got "):
        match_quotes([], [], min_iou=min_iou)


@pytest.mark.parametrize("seed", range(20))
def test_matching_is_the_best_of_all(seed: int) -> None:
    rng = random.Random(seed)
    gold = [at(start := rng.randrange(30), start + rng.randrange(1, 20)) for _ in range(4)]
    predicted = [at(start := rng.randrange(30), start + rng.randrange(1, 20)) for _ in range(3)]
    pairs = match_quotes(gold, predicted, min_iou=0.2)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    values = {(row, column): iou(gold[row], predicted[column]) for row in range(4) for column in range(3)}
    assert all(values[pair] >= 0.2 for pair in pairs)
    best = max(
        sum(values[pair] for pair in zip(rows, columns, strict=True) if values[pair] >= 0.2)
        for rows in combinations(range(4), 3)
        for columns in permutations(range(3))
    )
    assert sum(values[pair] for pair in pairs) == pytest.approx(best)


def iou(first: Quote, second: Quote) -> float:
    ours, theirs = set(range(first.start, first.end)), set(range(second.start, second.end))
    return len(ours & theirs) / len(ours | theirs)


def test_exact_scores_agree_with_nervaluate() -> None:
    rng = random.Random(11)
    cells = [(start, start + 6) for start in range(0, 600, 10)]
    gold = [at(*cell) for cell in sorted(rng.sample(cells, 30))]
    predicted = [at(start, end - rng.choice((0, 0, 1))) for start, end in sorted(rng.sample(cells, 25))]
    rows = [
        [{"label": "QUOTE", "start": each.start, "end": each.end - 1} for each in quotes]
        for quotes in (gold, predicted)
    ]
    theirs = Evaluator([rows[0]], [rows[1]], tags=["QUOTE"], loader="dict").evaluate()["overall"]["exact"]
    ours = score_quotes([gold], [predicted])
    assert 0 < ours["exact_f1"] < ours["f1"] < 1
    assert ours["exact_precision"] == pytest.approx(theirs.precision)
    assert ours["exact_recall"] == pytest.approx(theirs.recall)
    assert ours["exact_f1"] == pytest.approx(theirs.f1)


def test_counts_of_articles_add_up_to_the_scores() -> None:
    predicted = [[LINE], [WORKS, LINE], [STATION]]
    counts = quote_counts(GOLD, predicted)
    assert counts.shape == (3, len(COUNTS))
    scores = score_quotes(GOLD, predicted)
    figures = quote_figures(counts.sum(axis=0))
    assert {name: scores[name] for name in figures} == {name: float(value) for name, value in figures.items()}
    assert quote_counts([], []).shape == (0, len(COUNTS))


# Mentions and names


@pytest.mark.parametrize(
    ("mention", "core"),
    [
        ("M. Delcourt", "delcourt"),
        ("Le colonel Conricus", "conricus"),
        ("l’entreprise", "entreprise"),
        ("la\u00a0préfète", "préfète"),
        ("le ministre", "ministre"),
        ("Mme", "mme"),
        ("Anne Lebrun,", "anne lebrun"),
        ("La Rochelle", "rochelle"),
        ("ledit Martin", "ledit martin"),
        ("Dr. Prat", "prat"),
    ],
)
def test_mentions_are_compared_by_their_core(mention: str, core: str) -> None:
    assert mention_core(mention) == core


def test_the_same_words_elsewhere_are_another_mention() -> None:
    here, there = Span(3, 5, "il"), Span(40, 42, "il")
    assert same_speaker(here, here)
    assert not same_speaker(here, there)
    assert not same_speaker(here, None)
    assert same_speaker(None, None)
    assert same_speaker(Span(0, 8, "le maire"), Span(3, 8, "maire"))
    assert not same_speaker(Span(0, 17, "le maire de Lunel"), Span(0, 8, "le maire"))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("L’Équipe", "l'équipe", True),
        ("La CGT", "CGT", True),
        ("Anne  Lebrun", "anne\u00a0lebrun", True),
        ("E\u0301mile Roux", "Émile Roux", True),
        ("Anne Lebrun", "Lebrun", False),
        ("M. Delcourt", "Delcourt", False),
        (None, None, True),
        (None, "CGT", False),
    ],
)
def test_names_are_equal_but_for_typography(first: str | None, second: str | None, same: bool) -> None:
    assert same_name(first, second) is same


def test_a_name_never_becomes_empty() -> None:
    assert name_key("La") == "la"
    assert name_key("Les") == "les"


def test_a_resample_is_scored_like_the_articles_themselves() -> None:
    """One sample, drawn as numpy says, scored by ``score_quotes`` on the repeated articles."""
    predicted = [[LINE], [], [STATION]]
    drawn = np.random.default_rng(3).integers(3, size=3)
    expected = score_quotes([GOLD[place] for place in drawn], [predicted[place] for place in drawn])["f1"]
    interval = bootstrap_interval(
        quote_counts(GOLD, predicted), lambda totals: quote_figures(totals)["f1"], samples=1, seed=3
    )
    assert interval == (expected, expected)


def test_every_article_needs_its_predictions() -> None:
    with pytest.raises(DataError, match=r"^expected one prediction per article: 1 gold, 0 predicted$"):
        score_quotes([[]], [])
