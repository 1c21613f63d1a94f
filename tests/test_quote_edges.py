"""Where the parts of a quotation begin and end, to the character."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from newsclf.schema import QuoteType, Span
from newsclf.tasks.quote_edges import after_object, content_spans, cue_span, speaker_span
from newsclf.text.marks import marked_spans


def bounds(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def contents(text: str, *found: str, kind: QuoteType = "direct", others: Sequence[str] = ()) -> list[str]:
    marks = [span for span in marked_spans(text) if span.level == 0]
    segments, rest = ([bounds(text, each) for each in words] for words in (found, others))
    return [span.text for span in content_spans(text, segments, kind=kind, marks=marks, others=rest)]


def test_a_direct_quotation_fills_its_marks() -> None:
    text = "« Ah, quelle chance ! », dit-il."
    assert contents(text, "quelle chance") == ["Ah, quelle chance !"]
    assert contents(text, "« Ah, quelle chance ! »,") == ["Ah, quelle chance !"]


def test_a_small_part_of_a_pair_of_marks_does_not_fill_it() -> None:
    text = "« Nous avons tout perdu cette nuit, la grange et les bêtes », dit-il."
    assert contents(text, "la grange") == ["la grange"]


def test_marks_that_two_quotations_share_are_filled_by_neither() -> None:
    text = "« Il pleut sur la plaine et il neige sur le col », dit-il."
    assert contents(text, "pleut sur la plaine", others=["neige sur le col"]) == ["pleut sur la plaine"]


def test_segments_around_an_incise_reach_the_two_outer_marks() -> None:
    text = "« La digue, assure-t-il, tiendra bon ! »"
    assert contents(text, "digue", "tiendra bon") == ["La digue", "tiendra bon !"]


def test_what_reaches_beyond_the_marks_is_not_cut_to_them() -> None:
    text = "Il promet « la paix » à tous les habitants de la vallée."
    assert contents(text, "la paix » à tous les habitants de la vallée")[0].endswith("vallée")


@pytest.mark.parametrize("joint", ["que ", "qu'", "qu’"])
def test_a_reported_clause_begins_after_its_conjunction(joint: str) -> None:
    text = f"Il dit {joint}elle viendra, demain."
    assert contents(text, f"{joint}elle viendra,", kind="indirect") == ["elle viendra"]


def test_a_direct_quotation_keeps_its_que() -> None:
    assert contents("« Que la fête commence », dit-elle.", "Que la fête commence") == ["Que la fête commence"]


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("Il dit que la mission (Onurdi) part.", "la mission (Onurdi", "la mission (Onurdi)"),
        ("Il juge le plan « trop lent ».", "le plan « trop lent", "le plan « trop lent »"),
        ('Il dit vouloir "tourner la page".', 'vouloir "tourner la page', 'vouloir "tourner la page"'),
    ],
)
def test_the_other_half_of_a_mark_or_bracket_is_put_back(text: str, found: str, whole: str) -> None:
    assert contents(text, found, kind="mixed") == [whole]


def test_signs_alone_are_no_content() -> None:
    assert contents("« , » dit-il", "« , »") == []


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("« Oui », ajoute-t-il.", "ajoute-t-", "ajoute-t-il"),
        ("« Oui », dit-elle.", "dit-", "dit-elle"),
        ("« Oui », a-t-il conclu mardi.", "a-", "a-t-il conclu"),
        ("« Oui », ont-elles aussi répondu.", "ont-elles", "ont-elles aussi répondu"),
        ("« Oui », a-t-il conclu mardi.", "a-t-il conclu", "a-t-il conclu"),
        ("Il s'emporte, en lâchant : « Non ».", "lâchant", "en lâchant"),
        ("Selon lui, c'est fini.", "Selon", "Selon"),
        ("… », a par ailleurs glissé Ana Roth.", "a par", "a par ailleurs glissé"),
    ],
)
def test_a_cue_is_whole(text: str, found: str, whole: str) -> None:
    span = cue_span(text, bounds(text, found))
    assert span is not None and span.text == whole and text[span.start : span.end] == whole


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("selon l'Office mondial de la mer, …", "l'Office mondial de la", "l'Office mondial de la mer"),
        ("selon le chef de l'équipe, …", "le chef de l'", "le chef de l'équipe"),
        ("selon Ana Roth, …", "Ana Roth,", "Ana Roth"),
    ],
)
def test_a_speaker_never_ends_in_the_middle_of_a_phrase(text: str, found: str, whole: str) -> None:
    span = speaker_span(text, bounds(text, found))
    assert span is not None and span.text == whole


def test_no_words_are_no_cue_and_no_speaker() -> None:
    assert cue_span("a, b", (1, 3)) is None and speaker_span("a, b", None) is None


@pytest.mark.parametrize(
    ("text", "cue", "content", "asked"),
    [
        ("Elle a appelé dimanche les habitants à partir.", "a appelé", "les habitants à partir", "à partir"),
        ("Il accuse la ville d'avoir menti.", "accuse", "la ville d'avoir menti", "d'avoir menti"),
        ("Il accuse M. Roy de « lâcheté ».", "accuse", "M. Roy de « lâcheté »", "de « lâcheté »"),
        ("Il juge la décision de partir « folle ».", "juge", "la décision de partir « folle »", None),
        ("Il appelle à voter le budget, les élus à jeun.", "appelle", "à voter le budget, les élus à jeun", None),
        ("Elle a appelé, selon lui, les habitants à partir.", "a appelé", "les habitants à partir", None),
    ],
)
def test_whom_a_verb_is_said_to_is_no_content(text: str, cue: str, content: str, asked: str | None) -> None:
    found = Span.of(text, text.index(content), text.index(content) + len(content))
    at = text.index(cue)
    [cut] = after_object(text, (found,), Span.of(text, at, at + len(cue)))
    assert cut.text == (asked or content)
