"""The default model and the rules on the table of quotation phenomena, and the table itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from phenomena import (
    Case,
    by_model,
    by_rules,
    in_words,
    judge,
    load_cases,
    only_place,
    passes,
    share,
    shares_by_kind,
)

from newsclf.data.hard_cases import HARD_CASES, hard_cases
from newsclf.schema import Quote
from newsclf.text.marks import marked_spans

MODEL_FLOOR = 0.80
RULES_FLOOR = 0.71

CASES = load_cases()
ANY_MARK = re.compile(r'[«»“”„"‘‹›]|(?<!\w)[\'’]\w')


@pytest.fixture(scope="module")
def model_finds(cache: Path) -> list[Sequence[Quote]]:
    """What the default model finds in each case."""
    return by_model(CASES)


@pytest.fixture(scope="module")
def rules_find() -> list[Sequence[Quote]]:
    return by_rules(CASES)


def in_marks(quote: Quote, text: str) -> bool:
    """Whether each segment stands inside a pair of marks, or a turn of dialogue."""
    pairs = marked_spans(text)
    return all(any(pair.start <= span.start and span.end <= pair.end for pair in pairs) for span in quote.content)


def holds_marks(quote: Quote) -> bool:
    return any(ANY_MARK.search(span.text) for span in quote.content)


def test_the_table_is_long_and_no_id_comes_twice() -> None:
    assert len(CASES) >= 60
    assert len({case.id for case in CASES}) == len({case.article.text for case in CASES}) == len(CASES)


def test_every_hard_case_of_the_corpus_stands_in_the_table() -> None:
    assert {name for case in CASES for name in hard_cases(case.article)} == set(HARD_CASES)


def test_many_cases_hold_no_quotation_or_something_that_looks_like_one() -> None:
    assert sum(not case.quotes or case.kind == "distractor" for case in CASES) >= 15


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_types_and_marks_agree(case: Case) -> None:
    for quote in case.quotes:
        assert in_marks(quote, case.article.text) == (quote.type == "direct"), quote
        assert quote.type == "direct" or holds_marks(quote) == (quote.type == "mixed"), quote


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_quotations_stand_in_order_apart_from_each_other_and_from_their_cues(case: Case) -> None:
    spans = [span for quote in case.quotes for span in quote.content]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    beside = [span for quote in case.quotes for span in (quote.cue, quote.speaker) if span]
    assert not any(span.start < other.end and other.start < span.end for span in spans for other in beside)
    assert all(quote.speaker_name or not quote.speaker for quote in case.quotes)


def test_words_are_found_only_where_they_stand_once() -> None:
    text = "Il a dit oui, a-t-il dit."
    assert only_place(text, "a-t-{il}") == only_place(text, "{il} dit.")
    with pytest.raises(ValueError, match="stands more than once"):
        only_place(text, "dit")
    with pytest.raises(ValueError, match="does not stand in"):
        only_place(text, "{elle} dit")


@pytest.mark.parametrize(
    "change",
    [
        lambda quotes: quotes[1:],
        lambda quotes: (*quotes, quotes[0]),
        lambda quotes: (replace(quotes[0], content=quotes[0].content[:1]),),
        lambda quotes: (replace(quotes[0], type="mixed"),),
        lambda quotes: (replace(quotes[0], cue=None),),
        lambda quotes: (replace(quotes[0], speaker=None),),
        lambda quotes: (replace(quotes[0], speaker_name="Odette"),),
    ],
    ids=["none", "twice", "content", "type", "cue", "speaker", "name"],
)
def test_a_case_passes_only_when_all_is_right(change: Callable[[tuple[Quote, ...]], tuple[Quote, ...]]) -> None:
    case = next(case for case in CASES if case.id == "incise-with-a-name")
    assert passes(case, case.quotes)
    assert not passes(case, change(case.quotes))


@pytest.mark.parametrize("place", range(len(CASES)), ids=[case.id for case in CASES])
def test_the_model_reads_the_case(place: int, model_finds: list[Sequence[Quote]]) -> None:
    case, found = CASES[place], model_finds[place]
    if not passes(case, found):
        pytest.xfail(f"expected {in_words(case.quotes)}; found {in_words(found)}")


def test_the_shares_of_passed_cases_stay_above_their_floors(
    model_finds: list[Sequence[Quote]], rules_find: list[Sequence[Quote]], capsys: pytest.CaptureFixture[str]
) -> None:
    passed = {"model": judge(CASES, model_finds), "rules": judge(CASES, rules_find)}
    with capsys.disabled():
        print("", shares_by_kind(CASES, passed), sep="\n")
    assert share(passed["model"]) >= MODEL_FLOOR
    assert share(passed["rules"]) >= RULES_FLOOR
