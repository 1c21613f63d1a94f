"""The scripts that put annotations and texts together: what they join, what they refuse, what they leave out."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from support import SCRIPTS, run_script

from newsclf.errors import DataError
from newsclf.schema import Article

TEXT = "Le pont est fermé, a annoncé Ana Roth. Elle ajoute que la digue tient."
QUOTE = {"q": 1, "type": "indirect", "content": [[0, 17]], "cue": [19, 28], "speaker": [29, 37], "name": [29, 37]}


@pytest.fixture(scope="module", autouse=True)
def _scripts_are_found() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPTS))
        yield


@pytest.fixture(scope="module")
def script() -> Any:
    return import_module("quotes_data")


@pytest.fixture(scope="module")
def topics() -> Any:
    return import_module("topics_data")


@pytest.fixture
def shared(script: Any, tmp_path: Path) -> Path:
    """A folder like that of the shared data, with one article in each collection."""
    for number, (file, _) in enumerate(script.COLLECTIONS.values()):
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as lines:
            lines.write(json.dumps({"id": f"a{number}", "title": "Titre", "text": TEXT}) + "\n")
    return tmp_path


def annotations(folder: Path, **changed: Any) -> Path:
    row = {"id": "orangesum/train:a1", "text_hash": hashlib.sha256(TEXT.encode()).hexdigest()[:12], "quotes": [QUOTE]}
    path = folder / "press.jsonl"
    path.write_text(json.dumps(row | changed) + "\n", encoding="utf-8")
    return path


def test_annotations_are_joined_with_their_texts(script: Any, shared: Path) -> None:
    [article] = script.annotated_press(shared, annotations(shared))
    [quote] = article.quotes
    assert (article.text, article.headline, article.source) == (TEXT, "Titre", "orange")
    assert (quote.text, quote.cue.text, quote.speaker_name) == ("Le pont est fermé", "a annoncé", "Ana Roth")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"id": "orangesum/train:a9"}, r"press\.jsonl:1: no article 'orangesum/train:a9' in "),
        ({"text_hash": "0" * 12}, r"press\.jsonl:1: the text of 'orangesum/train:a1' in .* is not the one"),
    ],
)
def test_annotations_without_their_text_are_refused(
    script: Any, shared: Path, changed: dict[str, str], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        list(script.annotated_press(shared, annotations(shared, **changed)))


def test_copies_of_known_articles_are_left_out(script: Any) -> None:
    words = " ".join(f"mot{number}" for number in range(60))
    known, copy, other = Article(words, "k"), Article(words + " fin", "c"), Article(words[::-1], "o")
    assert script.without_copies([copy, other], known=[known]) == [other]


@pytest.mark.parametrize("script", ["quotes_data.py", "topics_data.py"])
def test_what_is_missing_is_said_without_a_traceback(script: str, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("Mes notes.", encoding="utf-8")
    for output in (tmp_path / "out", taken):
        done = run_script(script, str(tmp_path), "-o", str(output), cwd=tmp_path)
        assert done.returncode == 1 and done.stderr.startswith("error: ") and "Traceback" not in done.stderr
    assert taken.read_text(encoding="utf-8") == "Mes notes."


# --- topics ----------------------------------------------------------------------------------------------------


def test_annotated_topics_are_joined_with_their_texts(topics: Any, shared: Path, monkeypatch: Any) -> None:
    annotations(shared, topic="medtop:03000000")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()[:12]
    table = f"id\ttext_hash\ttopics\nwikinews:a2\t{digest}\tmedtop:03000000,medtop:11000000\n"
    (shared / "topics.tsv").write_text(table, encoding="utf-8")
    monkeypatch.setattr(import_module("shared_data"), "ANNOTATIONS", shared)
    rows = [*topics.annotation_rows("topics.tsv"), *topics.annotation_rows("press.jsonl")]
    first, second = topics.annotated(rows, texts=dict(topics.collections(shared)))
    assert (first.text, first.source) == (TEXT, "wikinews")
    assert first.topics == ("medtop:03000000", "medtop:11000000")
    assert (second.source, second.topic, second.topics, second.quotes) == ("orange", "medtop:03000000", None, None)


def test_sections_give_topics_without_the_words_of_the_url(topics: Any, shared: Path) -> None:
    rows = [
        {
            "id": "1",
            "title": "T",
            "text": TEXT,
            "url": "https://e.fr/sport/1.html",
            "url_section": "france",
            "tags": "",
        },
        {"id": "2", "title": "T", "text": TEXT, "url_section": "automobile", "tags": "['supercar', 'Bonhams']"},
    ]
    with gzip.open(shared / "topics/orangesum/dev.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    (found,) = topics.sections(shared, "dev")
    assert (found.id, found.source, found.keywords) == ("2", "orange", ("supercar", "Bonhams"))
    assert set(found.topics) >= {"medtop:10000000"}


def test_sentences_of_geography_are_left_out(topics: Any, shared: Path) -> None:
    (shared / "topics/sib200_fra").mkdir(parents=True)
    rows = "index_id\tcategory\ttext\n1\tgeography\tLe fleuve.\n2\ttravel\tLe voyage.\n"
    (shared / "topics/sib200_fra/train.tsv").write_text(rows, encoding="utf-8")
    assert [(each.text, each.topic) for each in topics.sentences(shared)] == [("Le voyage.", "medtop:10000000")]


@pytest.mark.parametrize("file", ["topics.tsv", "topics_test.tsv"])
def test_the_annotations_name_known_topics_and_each_article_once(file: str) -> None:
    from newsclf.labels import TOPICS

    header, *rows = (SCRIPTS / "annotations" / file).read_text(encoding="utf-8").splitlines()
    assert header == "id\ttext_hash\ttopics"
    cells = [row.split("\t") for row in rows]
    assert len({identity for identity, _, _ in cells}) == len(cells)
    assert {label for _, _, topics in cells for label in topics.split(",")} <= set(TOPICS)


def test_the_written_articles_are_whole_and_cover_the_rare_concepts() -> None:
    from newsclf.data.reading import read_articles

    articles = list(read_articles(SCRIPTS / "annotations" / "topic_articles.jsonl"))
    assert len({article.id for article in articles}) == len({article.text for article in articles}) == len(articles)
    assert all(article.headline and len(article.text.split()) > 60 for article in articles)
    counts = Counter(article.topic for article in articles)
    assert min(counts[f"medtop:{code}000000"] for code in ("05", "06", "09", "10", "12", "14", "17")) >= 18


def test_the_written_stances_are_whole_balanced_and_hold_opposite_targets() -> None:
    from newsclf.data.reading import read_articles

    articles = list(read_articles(SCRIPTS / "annotations" / "stances.jsonl"))
    assert len({article.id for article in articles}) == len({article.text for article in articles}) == len(articles)
    stances = [(article.id, stance) for article in articles for stance in article.stances or ()]
    counts = Counter(stance.label for _, stance in stances)
    assert len(stances) > 1200 and min(counts.values()) > 0.3 * len(stances)
    labels = Counter((identity, stance.number, stance.label) for identity, stance in stances)
    opposite = [key for key in labels if key[2] == "favor" and (key[0], key[1], "against") in labels]
    assert len(opposite) > 300


# --- x-stance --------------------------------------------------------------------------------------------------


def comment(number: int, question: int, label: str = "FAVOR") -> dict[str, Any]:
    return {"id": number, "question": f"Faut-il {question} ?", "comment": f"Oui {number}.", "label": label}


def folds_of(source: Path, output: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPTS / "xstance_folds.py"), str(source), "-o", str(output), "--folds", "3"]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_no_question_of_xstance_is_on_both_sides_of_a_fold(tmp_path: Path) -> None:
    from newsclf.data.reading import read_articles

    rows = [comment(number, number % 20) for number in range(60)] + [comment(99, 1) | {"language": "de"}]
    (tmp_path / "valid.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert folds_of(tmp_path / "valid.jsonl", tmp_path / "out").returncode == 0
    tested: list[str] = []
    for fold in range(3):
        files = [tmp_path / "out" / f"{fold}-{side}.jsonl" for side in ("train", "dev", "test")]
        sides = [list(read_articles(file)) for file in files]
        train, dev, test = ({each.stances[0].target for each in side if each.stances} for side in sides)
        assert train and dev and test and not train & dev and not train & test and not dev & test
        assert sum(len(side) for side in sides) == 60
        tested += [each.id for each in sides[2]]
    assert len(set(tested)) == len(tested) == 60


def test_a_row_that_is_not_of_xstance_is_named(tmp_path: Path) -> None:
    rows = [comment(1, 1), comment(2, 1, label="NEUTRAL")]
    (tmp_path / "valid.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = folds_of(tmp_path / "valid.jsonl", tmp_path / "out")
    assert done.returncode == 1 and "valid.jsonl:2: not a row of x-stance: KeyError('NEUTRAL')" in done.stderr
