"""The script that puts annotations and texts together: what it joins, what it refuses, what it leaves out."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from newsclf.errors import DataError
from newsclf.schema import Article

SCRIPT = Path(__file__).parents[1] / "scripts" / "quotes_data.py"
TEXT = "Le pont est fermé, a annoncé Ana Roth. Elle ajoute que la digue tient."
QUOTE = {"q": 1, "type": "indirect", "content": [[0, 17]], "cue": [19, 28], "speaker": [29, 37], "name": [29, 37]}


@pytest.fixture(scope="module")
def script() -> Any:
    spec = spec_from_file_location("quotes_data", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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


def test_what_is_missing_is_said_without_a_traceback(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("Mes notes.", encoding="utf-8")
    for arguments in ([str(tmp_path), "-o", str(tmp_path / "out")], [str(tmp_path), "-o", str(taken)]):
        done = subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 1 and done.stderr.startswith("error: ") and "Traceback" not in done.stderr
    assert taken.read_text(encoding="utf-8") == "Mes notes."
