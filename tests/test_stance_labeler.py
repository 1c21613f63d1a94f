"""Stances by rules, on sentences of our own."""

from __future__ import annotations

import pytest

from newsclf.data.labelers.lexicon import attitude_lexicon
from newsclf.data.labelers.quotes import RuleQuoteLabeler
from newsclf.data.labelers.stance import RuleStanceLabeler
from newsclf.data.resources import read_tsv
from newsclf.schema import Article, Stance
from newsclf.text.attitudes import find_attitudes

ATTITUDES = {
    "condemned object": ("Nous condamnons cette attaque.", [("against", "cette attaque")]),
    "supported object": ("Elle soutient la grève.", [("favor", "la grève")]),
    "preposition": ("Il s'oppose à la fermeture du port.", [("against", "la fermeture du port")]),
    "contracted preposition": ("Il s'oppose au projet.", [("against", "projet")]),
    "negation": ("Nous ne soutenons pas cette loi.", [("against", "cette loi")]),
    "negated against": ("Il ne rejette pas cette idée.", [("favor", "cette idée")]),
    "demand": ("Ils exigent le retrait des troupes.", [("favor", "le retrait des troupes")]),
    "word": ("Elle est favorable à la réforme.", [("favor", "la réforme")]),
    "predicate": ("Cette réforme est injuste.", [("against", "Cette réforme")]),
    "negated predicate": ("Cette réforme n'est pas juste.", [("against", "Cette réforme")]),
    "adverb": ("Il condamne fermement cette attaque.", [("against", "cette attaque")]),
    "passive": ("Cette attaque a été condamnée.", [("against", "Cette attaque")]),
    "nothing": ("Il pleut sur la côte.", []),
}


@pytest.mark.parametrize(("text", "expected"), ATTITUDES.values(), ids=ATTITUDES)
def test_find_attitudes(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(it.polarity, text[it.start : it.end]) for it in find_attitudes(text, attitude_lexicon())]
    assert found == expected


TARGETS = {
    "same words": ("« Nous condamnons la fermeture du port », a dit Anne Morel.", "la fermeture du port", "against"),
    "demand": ("« Nous exigeons le retrait des troupes », a dit Anne Morel.", "le retrait des troupes", "favor"),
    "the opposite of a demand": (
        "« Nous exigeons le retrait des troupes », a dit Anne Morel.",
        "la présence des troupes",
        "against",
    ),
    "the end of what is condemned": (
        "« Nous condamnons les bombardements », a dit Anne Morel.",
        "l'arrêt des bombardements",
        "favor",
    ),
    "introduced by the cue": ("La CFDT dénonce un « abandon » du port.", "l'abandon du port", "against"),
    "negated": ("« Nous ne soutenons pas cette loi », a dit Anne Morel.", "la loi", "against"),
    "not spoken of": ("« Nous condamnons cette attaque », a dit Anne Morel.", "le prix du pain", "none"),
    "no attitude": ("« Le port ouvrira lundi », a dit Anne Morel.", "le port", "none"),
}


@pytest.mark.parametrize(("text", "target", "label"), TARGETS.values(), ids=TARGETS)
def test_stance_of(text: str, target: str, label: str) -> None:
    article = Article(text=text)
    (quote,) = RuleQuoteLabeler().quotes(text)
    found, confidence = RuleStanceLabeler().stance_of(article, quote, target)
    assert found == label
    assert 0 < confidence <= 1


def test_the_article_s_own_voice_leaves_quotations_out() -> None:
    text = "Le conseil salue le projet de parc. « Nous condamnons le projet de parc », a dit Anne Morel."
    article = RuleQuoteLabeler().label(Article(text=text)).article
    assert article is not None
    labeler = RuleStanceLabeler()
    assert labeler.stance_of(article, None, "le projet de parc")[0] == "favor"
    assert labeler.stance_of(article, article.quote(1), "le projet de parc")[0] == "against"


def test_label_finds_quotes_and_stances() -> None:
    text = "« Nous exigeons le retrait du projet », a déclaré Anne Morel."
    labelled = RuleStanceLabeler().label(Article(text=text))
    assert labelled.article is not None
    assert labelled.article.stances == (Stance("le retrait du projet", "favor", 1),)
    assert labelled.article.quotes is not None and labelled.article.quotes[0].number == 1


def test_label_uses_the_quotes_an_article_has() -> None:
    text = "« Nous exigeons le retrait du projet », a déclaré Anne Morel."
    labelled = RuleStanceLabeler().label(Article(text=text, quotes=()))
    assert labelled.article is None
    assert labelled.reason == "no attitude found in the quotations"


def test_the_table_of_attitude_verbs_is_large() -> None:
    rows = read_tsv("attitude_verbs.tsv")
    assert len({row["lemma"] for row in rows}) >= 120
    assert {row["polarity"] for row in rows} == {"favor", "against"}
