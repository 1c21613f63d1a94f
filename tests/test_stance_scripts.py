"""The script that puts stance data together: what it makes of a pair, an article and a list of targets."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from support import SCRIPTS, run_script

from newsclf.schema import Article, Stance

TEXT = (
    "La ville de Brévol attendait la décision. « Nous condamnons la fermeture de la ligne », a déclaré lundi la maire, "
    "Inès Valmont. L'opérateur ne change rien. « Je soutiens le nouveau conseil municipal », a ajouté Marc Tessier."
)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield import_module("stance_data")


def test_a_pair_is_an_article_that_takes_a_stand_towards_the_hypothesis(script: Any) -> None:
    pair = script.pair({"premise": "Il pleut.", "hypothesis": "Le sol est mouillé."}, "favor")
    assert (pair.text, pair.stances) == ("Il pleut.", (Stance("Le sol est mouillé.", "favor"),))
    assert script.denied(pair).stances == (Stance("C'est faux : Le sol est mouillé.", "against"),)
    assert script.denied(script.denied(pair)).stances[0].label == "favor"


def test_targets_that_were_trained_on_are_left_out(script: Any) -> None:
    known = [Article("a", stances=(Stance("la fermeture de la ligne", "favor"),))]
    asked = [Article("b", stances=(Stance("une fermeture de ligne", "against"), Stance("la ligne", "none")))]
    assert [article.stances for article in script.unseen(asked, known=known)] == [(Stance("la ligne", "none"),)]


def test_verbs_give_passages_away_and_spans_stay_right_where_they_are_masked(script: Any) -> None:
    seen = set()
    for number in range(12):  # whether a word is masked depends on the text
        for passage, _ in script.weak(Article(f"{TEXT} Fin de la dépêche {number}.")):
            [quote] = passage.quotes
            assert all(passage.text[span.start : span.end] == span.text for span in quote.content)
            stance = passage.stances[0]
            word = {"la fermeture de la ligne": "condamnons", "le nouveau conseil municipal": "soutiens"}[stance.target]
            assert stance.label == ("against" if word == "condamnons" else "favor") and stance.target in quote.text
            assert (word in quote.text) != ("<mask>" in quote.text)
            assert all(other.label == "none" for other in passage.stances[1:])
            seen.add((stance.label, "<mask>" in quote.text))
    assert seen == {("against", True), ("against", False), ("favor", True), ("favor", False)}


def test_forms_of_one_word_are_held_out_together(script: Any) -> None:
    assert script._is_held_out("a dénoncé ") == script._is_held_out("dénoncent ")


def test_what_is_missing_is_said_without_a_traceback(tmp_path: Path) -> None:
    done = run_script("stance_data.py", "no", "no.jsonl", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1 and done.stderr.startswith("error: ") and "Traceback" not in done.stderr
