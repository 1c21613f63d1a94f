"""The native annotated format: what comes back, and what is refused in which words."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from newsclf.data.native import (
    MAX_CHARS,
    UnusableText,
    article_from_row,
    article_id,
    article_to_row,
    check_columns,
)
from newsclf.errors import ConfigError, DataError

TEXT = "« La grève continue », a déclaré la CGT. Selon le préfet, le trafic reprendra demain."


def row() -> dict[str, Any]:
    def span(words: str) -> list[int]:
        return [TEXT.index(words), TEXT.index(words) + len(words)]

    return {
        "id": "greve-1",
        "headline": "La grève se poursuit",
        "text": TEXT,
        "date": "2024-03-05",
        "source": "Le Courrier",
        "section": "Social",
        "keywords": ["grève", "transports"],
        "url": "https://exemple.fr/social/greve",
        "topic": "medtop:09000000",
        "quotes": [
            {
                "q": 1,
                "type": "direct",
                "content": [span("La grève continue")],
                "cue": span("a déclaré"),
                "speaker": span("la CGT"),
                "speaker_name": "la CGT",
            },
            {
                "q": 2,
                "type": "indirect",
                "content": [span("le trafic"), span("reprendra demain")],
                "cue": span("Selon"),
                "speaker": None,
                "speaker_name": None,
            },
        ],
        "stances": [
            {"q": 1, "target": "la grève", "label": "favor"},
            {"q": None, "target": "le préfet", "label": "none"},
        ],
        "category": "économie",
        "story": "greve",
    }


def test_row_article_row_is_exact() -> None:
    assert article_to_row(article_from_row(row(), where="f:1")) == row()


def test_annotations_become_values() -> None:
    article = article_from_row(row(), where="f:1")
    assert article.quotes is not None and article.stances is not None
    assert [quote.text for quote in article.quotes] == ["La grève continue", "le trafic reprendra demain"]
    assert article.quotes[0].cue is not None and article.quotes[0].cue.text == "a déclaré"
    assert article.quotes[1].speaker is None and article.quotes[1].number == 2
    assert [stance.number for stance in article.stances] == [1, None]
    assert article.extra == {"category": "économie", "story": "greve"}


def test_only_text_is_required() -> None:
    article = article_from_row({"text": TEXT}, where="f:1")
    assert (article.headline, article.topic, article.quotes, article.stances) == ("", None, None, None)
    assert article.id == article_id("", TEXT)
    assert article_to_row(article) == {"id": article.id, "headline": "", "text": TEXT}


def test_id_depends_on_headline_and_text() -> None:
    ids = {article_id("", "a"), article_id("a", ""), article_id("", "b")}
    assert len(ids) == 3 and all(len(name) == 12 for name in ids)


def test_annotated_as_empty_is_not_the_same_as_not_annotated() -> None:
    article = article_from_row({"text": TEXT, "quotes": [], "stances": None}, where="f:1")
    assert article.quotes == () and article.stances is None
    assert article_to_row(article)["quotes"] == [] and "stances" not in article_to_row(article)


@pytest.mark.parametrize(
    ("fields", "headline", "extra"),
    [
        ({"title": "Un titre"}, "Un titre", {}),
        ({"title": "Un titre", "headline": ""}, "Un titre", {}),
        ({"title": "Un titre", "headline": "Une manchette"}, "Une manchette", {"title": "Un titre"}),
        ({"description": "Un chapeau"}, "", {"description": "Un chapeau"}),
    ],
)
def test_title_is_taken_for_a_missing_headline(fields: dict[str, str], headline: str, extra: dict[str, str]) -> None:
    article = article_from_row({"text": TEXT, **fields}, where="f:1")
    assert (article.headline, article.extra) == (headline, extra)


@pytest.mark.parametrize("keywords", ["grève, transports", "grève;transports", ["grève", "transports"]])
def test_keywords_are_a_list_or_one_string(keywords: object) -> None:
    assert article_from_row({"text": TEXT, "keywords": keywords}, where="f:1").keywords == (
        "grève",
        "transports",
    )


def test_whole_numbers_are_taken_as_ids() -> None:
    assert article_from_row({"text": TEXT, "id": 17}, where="f:1").id == "17"


def test_a_score_below_one_travels_with_its_quote() -> None:
    labelled = row()
    labelled["quotes"][0]["score"] = 0.7
    article = article_from_row(labelled, where="f:1")
    assert article.quotes is not None and [quote.score for quote in article.quotes] == [0.7, 1.0]
    assert article_to_row(article) == labelled


def test_mapped_columns_stand_for_ours_and_theirs_of_that_name_are_kept() -> None:
    article = article_from_row(
        {"body": TEXT, "titre": "Un titre", "text": "un résumé"},
        where="f:1",
        columns={"text": "body", "headline": "titre", "story": "absent"},
    )
    assert (article.text, article.headline, article.extra) == (
        TEXT,
        "Un titre",
        {"original_text": "un résumé"},
    )


def test_mapping_to_a_field_that_does_not_exist() -> None:
    with pytest.raises(
        ConfigError, match=r"^cannot map a column to 'headlin': no such field; did you mean 'headline'\?$"
    ):
        check_columns({"headlin": "titre"})


@pytest.mark.parametrize("text", ["", "  \n\t", "\u00a0", None])
def test_empty_text(text: str | None) -> None:
    with pytest.raises(UnusableText, match=r"^f:3: text is empty$") as caught:
        article_from_row({"text": text}, where="f:3")
    assert caught.value.reason == "empty text"


def test_too_long_text() -> None:
    assert len(article_from_row({"text": "a" * MAX_CHARS}, where="f:3").text) == MAX_CHARS
    words = "f:3: text has 500,001 characters, the limit is 500,000: split it into several articles"
    with pytest.raises(UnusableText, match=f"^{words}$") as caught:
        article_from_row({"text": "a" * (MAX_CHARS + 1)}, where="f:3")
    assert caught.value.reason == "text too long"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"body": TEXT},
            "no field 'text' for the text; expected one of: body; map the right one (text=COLUMN)",
        ),
        (
            {"texte": TEXT},
            "no field 'text' for the text; did you mean 'texte'?; map the right one (text=COLUMN)",
        ),
        ({}, "no field 'text' for the text; map the right one (text=COLUMN)"),
        ({"text": 3}, "text must be a string, got a number"),
        ({"text": ["a"]}, "text must be a string, got a list"),
        ({"text": "ab\x00c"}, "text holds a NUL character at character 2: remove it"),
        ({"text": "a\ud83d"}, "text holds half a surrogate pair at character 1: remove it"),
        ({"text": TEXT, "headline": {}}, "headline must be a string, got an object"),
        (
            {"text": TEXT, "headline": "\udc00"},
            "headline holds half a surrogate pair at character 0: remove it",
        ),
        (
            {"text": TEXT, "note": "\ud83d"},
            "note holds half a surrogate pair at character 0: remove it",
        ),
        (
            {"text": TEXT, "notes": ["\ud83d"]},
            "notes holds half a surrogate pair at character 2: remove it",
        ),
        ({"text": TEXT, "id": 1.5}, "id must be a string, got a number"),
        ({"text": TEXT, "date": 2024}, "date must be a string, got a number"),
        ({"text": TEXT, "topic": True}, "topic must be a string, got true or false"),
        ({"text": TEXT, "keywords": 3}, "keywords must be a list of strings or one string, got a number"),
        ({"text": TEXT, "keywords": [3]}, "keywords must be a list of strings or one string, got a list"),
        ({"text": TEXT, "quotes": "x"}, "quotes must be a list of objects, got a string"),
        ({"text": TEXT, "quotes": {}}, "quotes must be a list of objects, got an object"),
        ({"text": TEXT, "quotes": [1]}, "quotes[0] must be an object, got a number"),
        ({"text": TEXT, "stances": [{}]}, "stances[0]: target is empty"),
        (
            {"text": TEXT, "stances": [{"q": 1, "target": "x", "label": "none"}]},
            "stances[0]: q 1 is no quote of the article",
        ),
    ],
)
def test_wrong_fields(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError) as caught:
        article_from_row(fields, where="f:7")
    assert str(caught.value) == f"f:7: {message}"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("type", "dirct", "unknown type 'dirct'; did you mean 'direct'?"),
        ("type", "oblique", "unknown type 'oblique'; expected one of: direct, indirect, mixed"),
        ("type", None, "type must be one of direct, indirect, mixed, got nothing"),
        ("q", None, "q must be a whole number, got nothing"),
        ("q", True, "q must be a whole number, got true or false"),
        ("q", 2, "q 2 is taken by an earlier quote"),
        ("content", None, "content must be a list of [start, end], got nothing"),
        ("content", [], "content must be a list of [start, end], got an empty list"),
        ("content", "La grève", "content must be a list of [start, end], got a string"),
        ("content", [3, 8], "content[0] must be [start, end] in characters, got 3"),
        ("content", [[3, 8, 9]], "content[0] must be [start, end] in characters, got [3, 8, 9]"),
        ("content", [[3, 900]], "content[0]: [3, 900] is outside the text of 85 characters"),
        ("content", [[-1, 4]], "content[0]: [-1, 4] is outside the text of 85 characters"),
        ("content", [[8, 8]], "content[0]: [8, 8] is empty or reversed: the end is exclusive, start < end"),
        ("content", [[2, 9], [8, 12]], "content segments [2, 9] and [8, 12] overlap or are out of order"),
        ("content", [[10, 12], [2, 5]], "content segments [10, 12] and [2, 5] overlap or are out of order"),
        ("cue", [5, 4], "cue: [5, 4] is empty or reversed: the end is exclusive, start < end"),
        ("speaker", [80, 86], "speaker: [80, 86] is outside the text of 85 characters"),
        ("speaker", "la CGT", "speaker must be [start, end] in characters, got 'la CGT'"),
        ("speaker_name", 4, "speaker_name must be a string, got a number"),
        ("score", 1.5, "score must be a number from 0 to 1, got 1.5"),
        ("spekaer", None, "unknown field 'spekaer'; did you mean 'speaker'?"),
    ],
)
def test_wrong_quotes(field: str, value: object, message: str) -> None:
    wrong = row()
    wrong["quotes"].append({**deepcopy(wrong["quotes"][0]), "q": 3, field: value})
    with pytest.raises(DataError) as caught:
        article_from_row(wrong, where="f:7")
    assert str(caught.value) == f"f:7: quotes[2]: {message}"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("label", "favour", "unknown label 'favour'; did you mean 'favor'?"),
        ("label", "neutral", "unknown label 'neutral'; expected one of: favor, against, none"),
        ("label", None, "label must be one of favor, against, none, got nothing"),
        ("q", 9, "q 9 is no quote of the article"),
        ("q", "1", "q must be a quote's number or null (the article's voice), got a string"),
        ("target", " ", "target is empty"),
        ("target", ["la grève"], "target must be a string, got a list"),
        ("cible", "la grève", "unknown field 'cible'; expected one of: q, target, label"),
    ],
)
def test_wrong_stances(field: str, value: object, message: str) -> None:
    wrong = row()
    wrong["stances"].append({"q": 1, "target": "le préfet", "label": "none", field: value})
    with pytest.raises(DataError) as caught:
        article_from_row(wrong, where="f:7")
    assert str(caught.value) == f"f:7: stances[2]: {message}"
