"""Altered copies of articles: the text changes, every annotation stays on its words."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from support import Said, article

from newsclf.data.augment import ALTERATIONS, altered, altered_copies
from newsclf.data.augment.edits import Edit, rewrite
from newsclf.data.augment.surface import apostrophes, blanks, marks, paragraphs, reopened, unclosed
from newsclf.data.augment.wording import cues, names, reported
from newsclf.data.dataset import load_split
from newsclf.data.native import article_from_row, article_to_row
from newsclf.schema import Article

SAMPLE = load_split("sample", "train")

TEXT = (
    "La maire, Anna Kovel, a affirmé que l'école ouvrirait en mai. « Les travaux avancent », a-t-elle ajouté.\n"
    "Selon Pierre Dumas, l'architecte, le toit sera posé d'ici juin. « Nous attendons encore les tuiles qui viennent "
    "d'une fabrique du Sud. Les charpentiers, eux, travaillent depuis trois semaines sans une seule journée de repos »."
)
ARTICLE = article(
    TEXT,
    Said("indirect", "l'école ouvrirait en mai", "a affirmé", "Anna Kovel", "Anna Kovel"),
    Said("direct", "Les travaux avancent", "a-t-elle ajouté", "elle", "Anna Kovel"),
    Said("indirect", "le toit sera posé d'ici juin", "Selon", "Pierre Dumas", "Pierre Dumas"),
    Said(
        "direct",
        "Nous attendons encore les tuiles qui viennent d'une fabrique du Sud. Les charpentiers, eux, travaillent "
        "depuis trois semaines sans une seule journée de repos",
        None,
        None,
        "Pierre Dumas",
    ),
    id="ecole",
)


def all_of(alteration: Callable[[Article, Random], Article], article: Article = ARTICLE) -> list[Article]:
    return [alteration(article, Random(seed)) for seed in range(12)]


def words(article: Article) -> list[list[str]]:
    return [[span.text for span in quote.content] for quote in article.quotes or ()]


# --- edits ---------------------------------------------------------------------------------------------------------


def test_annotations_move_with_the_text() -> None:
    quote = (ARTICLE.quotes or ())[0]
    moved = rewrite(ARTICLE, [Edit(0, 8, "L'élue"), Edit(quote.start + 2, quote.start + 7, "usine")])
    assert moved.text.startswith("L'élue, Anna Kovel, a affirmé que l'usine ouvrirait")
    assert words(moved)[0] == ["l'usine ouvrirait en mai"]
    assert words(moved)[1:] == words(ARTICLE)[1:]


def test_what_is_inserted_at_a_spans_edge_stays_outside() -> None:
    quote = (ARTICLE.quotes or ())[0]
    moved = rewrite(ARTICLE, [Edit(quote.start, quote.start, "<"), Edit(quote.end, quote.end, ">")])
    assert "<l'école ouvrirait en mai>" in moved.text
    assert words(moved) == words(ARTICLE)


def test_an_edit_that_would_cut_a_span_is_left_out() -> None:
    quote = (ARTICLE.quotes or ())[0]
    assert rewrite(ARTICLE, [Edit(quote.start - 3, quote.start + 3, "…")]) == ARTICLE


# --- surface -------------------------------------------------------------------------------------------------------


def test_marks_change_style_and_contents_stay() -> None:
    texts = {found.text for found in all_of(marks)}
    assert any("“Les travaux avancent”" in text for text in texts)
    assert any('"Les travaux avancent"' in text for text in texts)
    assert any("«\u00a0Les travaux avancent\u00a0»" in text for text in texts)
    assert all(words(found) == words(ARTICLE) for found in all_of(marks))


def test_marks_of_a_mixed_quotation_change_with_it() -> None:
    text = "Il accuse la ville de « brader » le parc."
    mixed = article(text, Said("mixed", "de « brader » le parc", "accuse", "Il", None), id="parc")
    assert ["de “brader” le parc"] in [words(found)[0] for found in all_of(marks, mixed)]


def test_marks_that_stand_inside_a_quotation_are_never_used_around_it() -> None:
    text = 'Il répond : « Ce "plan" est mort ».'
    nested = article(text, Said("direct", 'Ce "plan" est mort', "répond", "Il", None), id="plan")
    assert all(found.text.count('"') == 2 for found in all_of(marks, nested))


def test_apostrophes_become_typographic() -> None:
    [changed, *_] = all_of(apostrophes)
    assert "l’école" in changed.text and "'" not in changed.text
    assert words(changed)[0] == ["l’école ouvrirait en mai"]


def test_blanks_at_marks_become_hard_or_go() -> None:
    texts = {found.text for found in all_of(blanks)}
    assert any("«\u00a0Les" in text for text in texts) and any("«Les" in text for text in texts)


def test_paragraphs_are_lost_and_put_in() -> None:
    joints = {found.text.partition("ajouté")[2][:8] for found in all_of(paragraphs)}
    assert joints == {".Selon P", ". Selon "}
    one = article("Le pont ferme lundi. La ville a tranché hier soir. Il pleut.", id="pont")
    assert any("\n" in found.text for found in all_of(paragraphs, one))


def test_a_closing_mark_is_lost_only_where_the_end_still_shows() -> None:
    for found in all_of(unclosed):
        assert found.text.count("«") == 2 and found.text.count("»") == 1
        assert "avancent », a-t-elle" in found.text


def test_a_long_quotation_opens_again_as_a_second_one() -> None:
    for found in all_of(reopened):
        *_, first, second = found.quotes or ()
        assert first.text.endswith("du Sud") and second.text.startswith("Les charpentiers")
        assert (second.cue, second.speaker, second.speaker_name) == (None, None, "Pierre Dumas")
        assert "du Sud.\n« Les charpentiers" in found.text


# --- wording -------------------------------------------------------------------------------------------------------


def test_cues_change_for_others_of_the_same_form() -> None:
    found = [[quote.cue.text if quote.cue else None for quote in changed.quotes or ()] for changed in all_of(cues)]
    assert len({cue[0] for cue in found}) > 3 and all(str(cue[0]).startswith("a ") for cue in found)
    assert all(cue[1] is not None and cue[1].startswith("a-t-elle ") for cue in found)
    assert {cue[2] for cue in found} == {"Selon", "D'après"}
    assert all(words(changed) == words(ARTICLE) for changed in all_of(cues))


def test_names_change_wherever_they_stand() -> None:
    for changed in all_of(names):
        quotes = changed.quotes or ()
        assert quotes[0].speaker is not None and quotes[0].speaker.text == quotes[0].speaker_name
        assert quotes[1].speaker_name == quotes[0].speaker_name != "Anna Kovel"
        assert "Kovel" not in changed.text and "Dumas" not in changed.text


def test_indirect_speech_becomes_direct_and_back() -> None:
    direct = all_of(reported)[0]
    assert "a affirmé : « L'école ouvrirait en mai »." in direct.text
    assert (direct.quotes or ())[0].type == "direct" and words(direct)[0] == ["L'école ouvrirait en mai"]
    back = all_of(reported, direct)[0]
    assert back.text == ARTICLE.text and (back.quotes or ())[0].type == "indirect"


@pytest.mark.parametrize(
    "said", ["Nous partirons", "Le maire ment. La ville paie", "Marion partira", "Le « plan » est mort"]
)
def test_what_que_cannot_introduce_stays_direct(said: str) -> None:
    same = article(f"Elle a déclaré : « {said} ».", Said("direct", said, "a déclaré", "Elle", None), id="x")
    assert all_of(reported, same) == [same] * 12


# --- copies --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alteration", [each for each, _ in ALTERATIONS], ids=lambda each: each.__name__)
def test_every_alteration_keeps_the_sample_corpus_readable(alteration: Callable[[Article, Random], Article]) -> None:
    changed = 0
    for place, original in enumerate(SAMPLE):
        found = alteration(original, Random(place))
        assert article_from_row(article_to_row(found), where=original.id) == found
        changed += found.text != original.text
    assert changed


def test_copies_are_the_same_for_the_same_seed_and_differ_among_themselves() -> None:
    copies = [found.text for found in altered_copies(SAMPLE[:3], copies=2, seed=5)]
    assert copies == [found.text for found in altered_copies(SAMPLE[:3], copies=2, seed=5)]
    assert len(set(copies)) == 6
    assert altered(SAMPLE[0], Random(1)).id == SAMPLE[0].id
