"""The sample corpus keeps what it promises, and the checker finds what is wrong with a file."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsclf.data.checking import Report, check_article, check_files
from newsclf.data.dataset import SAMPLE, SPLITS, load_split
from newsclf.data.hard_cases import HARD_CASES
from newsclf.data.native import article_from_row
from newsclf.labels import STANCES, TOPICS

FILES = [SAMPLE / f"{split}.jsonl" for split in SPLITS]
FIELDS = ["id", "headline", "text", "date", "source", "section", "keywords", "story", "topic"]
FIELDS += ["quotes", "stances"]
TEXT = (
    "Le maire, Paul Arvieux, a promis de « garder la halle ouverte ». Elle sera repeinte, a-t-il ajouté.\n\n"
    "« Nous restons prudents », tempère Lise Monnier, présidente des commerçants du quartier."
)


@pytest.fixture(scope="module")
def report() -> Report:
    return check_files(FILES)


def test_the_sample_corpus_has_neither_errors_nor_warnings(report: Report) -> None:
    assert report.problems == ()


def test_the_sample_corpus_holds_what_its_card_promises(report: Report) -> None:
    train, dev, test = report.counts.values()
    lengths = [len(article.text.split()) for split in SPLITS for article in load_split("sample", split)]
    assert len(lengths) >= 48
    assert all(120 <= length <= 350 for length in lengths)
    for side in (train, dev, test):
        assert set(side.topics) == set(TOPICS)
        assert set(side.quotes) == {"direct", "indirect", "mixed"}
        assert set(side.stances) == set(STANCES)
    quotes = train.quotes + dev.quotes + test.quotes
    stances = train.stances + dev.stances + test.stances
    assert quotes.total() >= 250
    assert min(quotes.values()) >= 80
    assert stances.total() >= 220
    assert 0.27 <= stances["none"] / stances.total() <= 0.32
    assert train.opposite_pairs + dev.opposite_pairs + test.opposite_pairs >= 40


@pytest.mark.parametrize("case", HARD_CASES)
def test_each_hard_case_is_in_train_and_in_a_held_out_split(report: Report, case: str) -> None:
    train, dev, test = (counts.hard_cases.get(case, ()) for counts in report.counts.values())
    assert train
    assert dev + test


def test_rows_have_exactly_the_fields_of_the_card_in_their_order() -> None:
    for file in FILES:
        for line in file.read_text(encoding="utf-8").splitlines():
            assert list(json.loads(line)) == FIELDS


def test_no_long_sentence_is_shared_by_two_articles_of_different_splits() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for split in SPLITS:
        for article in load_split("sample", split):
            for sentence in re.split(r"[.!?…\n]+", article.text):
                words = tuple(re.findall(r"\w+", sentence.casefold()))
                if len(words) >= 8:
                    assert seen.setdefault(words, split) == split, sentence


def test_the_card_says_what_the_checker_counts(report: Report) -> None:
    card = (SAMPLE / "README.md").read_text(encoding="utf-8")
    sides = list(report.counts.values())
    rows = {
        "articles": [side.articles for side in sides],
        "words": [side.words for side in sides],
        "quotes": [side.quotes.total() for side in sides],
        **{kind: [side.quotes[kind] for side in sides] for kind in ("direct", "indirect", "mixed")},
        "stances": [side.stances.total() for side in sides],
        **{label: [side.stances[label] for side in sides] for label in STANCES},
        "quotes with opposite targets": [side.opposite_pairs for side in sides],
    }
    for name, numbers in rows.items():
        cells = " | ".join(f"{number:,}" for number in [*numbers, sum(numbers)])
        assert f"| {name} | {cells} |" in card
    for case in HARD_CASES:
        cells = " | ".join(", ".join(side.hard_cases.get(case, ())) for side in sides)
        assert f"| {case} | {cells} |" in card


# What the checker finds -----------------------------------------------------------------------------------


def at(words: str, text: str = TEXT) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def sound_row() -> dict[str, Any]:
    """An article about which there is nothing to say; every test below spoils one thing in it."""
    return {
        "id": "halle-01",
        "headline": "La halle restera ouverte",
        "text": TEXT,
        "story": "halle",
        "topic": "medtop:11000000",
        "quotes": [
            quote(1, "mixed", "de « garder la halle ouverte »", "a promis", "Paul Arvieux", "Paul Arvieux"),
            quote(2, "indirect", "Elle sera repeinte", "a-t-il ajouté", "il", "Paul Arvieux"),
            quote(3, "direct", "Nous restons prudents", "tempère", "Lise Monnier", "Lise Monnier"),
        ],
        "stances": [
            {"q": 1, "target": "l'ouverture de la halle", "label": "favor"},
            {"q": 2, "target": "la couleur de la halle", "label": "none"},
        ],
    }


def quote(number: int, kind: str, content: str, cue: str, speaker: str, name: str) -> dict[str, Any]:
    spoken = at(speaker) if speaker != "il" else [TEXT.index("-il ") + 1, TEXT.index("-il ") + 3]
    spans = {"content": [at(content)], "cue": at(cue), "speaker": spoken}
    return {"q": number, "type": kind, **spans, "speaker_name": name}


def check(tmp_path: Path, *files: list[dict[str, Any]]) -> list[str]:
    """``level: name:line: message`` of every problem of files written from rows."""
    paths = []
    for number, rows in enumerate(files):
        paths.append(tmp_path / f"{number}.jsonl")
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        paths[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
    problems = check_files(paths).problems
    return [f"{p.level}: {p.where.removeprefix(f'{tmp_path}/')}: {p.message}" for p in problems]


Spoil = Callable[[dict[str, Any]], None]


def spoil(path: str, value: Any) -> Spoil:
    """A change of one field: ``quotes.0.type`` and what it becomes."""

    def change(row: dict[str, Any]) -> None:
        place: Any = row
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in steps:
            place = place[step]
        place[last] = value

    return change


def test_a_sound_article_is_left_in_peace(tmp_path: Path) -> None:
    assert check(tmp_path, [sound_row()]) == []


PLANTED = {
    "outside the text": (
        spoil("quotes.2.content", [[10, 9999]]),
        f"error: 0.jsonl:1: quotes[2]: content[0]: [10, 9999] is outside the text of {len(TEXT)} characters",
    ),
    "quote type": (
        spoil("quotes.2.type", "directe"),
        "error: 0.jsonl:1: quotes[2]: unknown type 'directe'; did you mean 'direct'?",
    ),
    "stance label": (
        spoil("stances.0.label", "favour"),
        "error: 0.jsonl:1: stances[0]: unknown label 'favour'; did you mean 'favor'?",
    ),
    "topic": (
        spoil("topic", "medtop:99000000"),
        "error: 0.jsonl:1: unknown topic 'medtop:99000000': expected one of the 17 codes",
    ),
    "blank edge": (
        spoil("quotes.2.content", [at(" Nous restons prudents")]),
        "error: 0.jsonl:1: quote 3: content ' Nous restons prudents' starts or ends with a blank",
    ),
    "cut word": (
        spoil("quotes.2.cue", at("tempèr")),
        "error: 0.jsonl:1: quote 3: cue 'tempèr' starts or ends inside a word",
    ),
    "cue inside the content": (
        spoil("quotes.2.cue", at("restons")),
        "error: 0.jsonl:1: quote 3: cue 'restons' overlaps the content of its own quote",
    ),
    "contents overlap": (
        spoil("quotes.1.content", [at("ouverte ». Elle sera repeinte")]),
        "error: 0.jsonl:1: contents of quotes 1 and 2 overlap at 'ouverte ». Elle sera repeinte'",
    ),
    "target twice": (
        spoil("stances.1", {"q": 1, "target": "L’ouverture de la halle", "label": "none"}),
        'error: 0.jsonl:1: quote 1 has 2 stances on the same target "l\'ouverture de la halle"',
    ),
    "final stop": (
        spoil("quotes.1.content", [at("ouverte ». Elle sera repeinte,")]),
        "warning: 0.jsonl:1: quote 2: content 'ouverte ». Elle sera repeinte,' starts or ends with a mark or "
        "stop that is not its own",
    ),
    "stray mark": (
        spoil("quotes.0.content", [at("de « garder la halle ouverte")]),
        "warning: 0.jsonl:1: quote 1: content 'de « garder la halle ouverte' holds a stray «",
    ),
    "indirect with marks": (
        spoil("quotes.0.type", "indirect"),
        "warning: 0.jsonl:1: quote 1: indirect, but its content holds quotation marks: mixed? "
        "'de « garder la halle ouverte »'",
    ),
    "mixed without marks": (
        spoil("quotes.1.type", "mixed"),
        "warning: 0.jsonl:1: quote 2: mixed, but its content holds no quotation mark: indirect or direct? "
        "'Elle sera repeinte'",
    ),
    "direct outside marks": (
        spoil("quotes.1.type", "direct"),
        "warning: 0.jsonl:1: quote 2: direct, but its content stands neither inside marks nor after a "
        "dialogue dash 'Elle sera repeinte'",
    ),
    "direct with its marks": (
        spoil("quotes.2.content", [at("« Nous restons prudents »")]),
        "warning: 0.jsonl:1: quote 3: direct, but its content takes its own marks in '« Nous restons prudents »'",
    ),
    "name not in the text": (
        spoil("quotes.2.speaker_name", "Lise Meunier"),
        "warning: 0.jsonl:1: quote 3: speaker_name 'Lise Meunier' is neither in the text nor in the headline",
    ),
    "speaker without a name": (
        spoil("quotes.2.speaker_name", None),
        "warning: 0.jsonl:1: quote 3: speaker 'Lise Monnier' has no speaker_name",
    ),
}


@pytest.mark.parametrize(("change", "expected"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_error_is_found(tmp_path: Path, change: Spoil, expected: str) -> None:
    row = sound_row()
    change(row)
    assert expected in check(tmp_path, [row])


def test_words_glued_by_a_lost_paragraph_break_are_a_warning_only() -> None:
    text = "Il pleutPaul Arvieux assure que le marché aura lieu."
    glued = {"q": 1, "type": "indirect", "content": [at("le marché aura lieu", text)]}
    glued |= {"cue": at("assure", text), "speaker": at("Paul Arvieux", text), "speaker_name": "Paul Arvieux"}
    (problem,) = check_article(article_from_row({"text": text, "quotes": [glued]}, where="x"), "x")
    assert problem.level == "warning"
    assert problem.message == "speaker 'Paul Arvieux' starts or ends inside a word"


def test_the_same_id_twice_is_an_error(tmp_path: Path) -> None:
    other = sound_row() | {"text": "Il neige sur le plateau depuis mardi soir.", "quotes": [], "stances": []}
    found = check(tmp_path, [sound_row(), other])
    assert found == [f"error: 0.jsonl:2: id 'halle-01' is taken by {tmp_path}/0.jsonl:1"]


def test_a_story_on_two_sides_is_an_error(tmp_path: Path) -> None:
    other = {"id": "halle-02", "story": "halle", "text": "Les peintres sont arrivés lundi sous la halle."}
    assert check(tmp_path, [sound_row(), other]) == []
    found = check(tmp_path, [sound_row()], [other])
    assert found == [f"error: 1.jsonl:1: story 'halle' stands on two sides: also {tmp_path}/0.jsonl:1"]


def test_a_near_duplicate_is_an_error_across_files_and_a_warning_within_one(tmp_path: Path) -> None:
    twin = copy.deepcopy(sound_row()) | {"id": "halle-02", "story": "autre", "headline": "Un autre titre"}
    twin["text"] += " La réunion a duré une heure."
    said = f"near-duplicate of {tmp_path}/0.jsonl:1"
    assert check(tmp_path, [sound_row(), twin]) == [f"warning: 0.jsonl:2: {said}"]
    assert check(tmp_path, [sound_row()], [twin]) == [f"error: 1.jsonl:1: {said}"]


def test_a_line_that_is_no_json_is_reported_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text(json.dumps(sound_row()) + "\n{\n", encoding="utf-8")
    report = check_files([file])
    (problem,) = report.errors
    assert problem.message.startswith(f"not read any further: {file}:2: ")
    assert report.counts[str(file)].articles == 1


def test_the_script_prints_counts_and_problems_and_exits_1(tmp_path: Path) -> None:
    script = Path(__file__).parents[1] / "scripts" / "check_corpus.py"
    file = tmp_path / "spoilt.jsonl"
    row = sound_row() | {"topic": "sport"}
    file.write_text(json.dumps(row), encoding="utf-8")
    done = subprocess.run([sys.executable, script, file], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{file}:1: error: unknown topic 'sport': expected one of the 17 codes" in done.stdout
    assert "1 errors, 0 warnings" in done.stdout
    sound = subprocess.run([sys.executable, script, *FILES], capture_output=True, text=True, check=False)
    assert sound.returncode == 0
    assert "0 errors, 0 warnings" in sound.stdout
