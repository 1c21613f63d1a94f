"""Topics from metadata, and the table behind them."""

from __future__ import annotations

import re
import unicodedata

import pytest

from newsclf.data.labelers.topic import MetadataTopicLabeler, fold, known_keys
from newsclf.data.resources import read_tsv
from newsclf.labels import TOPICS
from newsclf.schema import Article

CULTURE, JUSTICE, DISASTER, ECONOMY = (f"medtop:0{number}000000" for number in (1, 2, 3, 4))
HEALTH, LABOUR, POLITICS, SPORT, WEATHER = (f"medtop:{number}000000" for number in ("07", "09", 11, 15, 17))


def article(section: str | None = None, *keywords: str, url: str | None = None) -> Article:
    return Article(text="Un texte.", id="a", section=section, keywords=keywords, url=url)


@pytest.mark.parametrize(
    ("given", "topic"),
    [
        (article("Sport"), SPORT),
        (article("SPORTS"), SPORT),
        (article("Santé"), HEALTH),
        (article("Économie"), ECONOMY),
        (article("Faits divers"), JUSTICE),
        (article("Culture & Médias"), CULTURE),
        (article(None, "réforme des retraites"), LABOUR),
        (article(None, "élection présidentielle", "sondage"), POLITICS),
        (article("France", "inondations"), DISASTER),
        (article(url="https://exemple.fr/actualites/sport/football/le-club-gagne-12345.html"), SPORT),
        (article(url="https://exemple.fr/societe/sante/2024/03/05/le-vaccin-arrive_6220_3244.html"), HEALTH),
        (article(url="https://exemple.fr/france/vigilance-orange-aux-orages-dans-le-sud"), WEATHER),
        (article(url="https://exemple.fr/%C3%A9conomie/une-annonce"), ECONOMY),
        (article("Sport", "justice"), SPORT),  # the section outweighs a keyword
        (
            article("Monde", "tennis", url="https://exemple.fr/politique/x"),
            SPORT,
        ),  # a keyword outweighs the URL
        (article("Faits divers", "incendie"), DISASTER),
    ],
)
def test_metadata_tell_the_topic(given: Article, topic: str) -> None:
    labelled = MetadataTopicLabeler().label(given)
    assert labelled.article is not None
    assert labelled.article.topic == topic
    assert 0 < labelled.confidence <= 1
    assert labelled.reason == "votes of the metadata"
    assert given.topic is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (article(), "no mapping"),
        (article("Monde"), "no mapping"),
        (article("Opinions", "vidéo", "France"), "no mapping"),
        (article("Zorglub"), "no mapping"),
        (article(url="https://exemple.fr/"), "no mapping"),
        (article("Sport et santé"), "ambiguous"),
        (article(None, "tennis", "vaccin"), "ambiguous"),
    ],
)
def test_metadata_that_do_not_tell(given: Article, reason: str) -> None:
    labelled = MetadataTopicLabeler().label(given)
    assert (labelled.article, labelled.confidence, labelled.reason) == (None, 0.0, reason)


def test_confidence_falls_with_conflict_and_with_little_evidence() -> None:
    labeler = MetadataTopicLabeler()
    sure, torn, thin = (
        labeler.label(given).confidence
        for given in (
            article("Sport"),
            article("Sport", "justice"),
            article(url="https://exemple.fr/sport/x"),
        )
    )
    assert sure == 1.0
    assert torn == pytest.approx(3 / 5)
    assert thin == pytest.approx(1 / 3)


def test_candidates_stay_reachable_most_votes_first() -> None:
    votes = MetadataTopicLabeler().candidates(article("Sport", "dopage", "procès", url="https://exemple.fr/sante/x"))
    assert votes == {SPORT: 5.0, JUSTICE: 2.0, HEALTH: 1.0}


def test_what_two_fields_say_alike_counts_once() -> None:
    labeler = MetadataTopicLabeler()
    said_once, said_twice = article("Sport"), article("Sport", "sports", url="https://exemple.fr/sport/x")
    assert labeler.candidates(said_once) == labeler.candidates(said_twice) == {SPORT: 3.0}


def test_the_longest_entry_is_taken() -> None:
    assert known_keys("Réforme des retraites") == [fold("réforme des retraites")]
    assert known_keys("Coupe du monde de football") == [fold("coupe du monde"), fold("football")]
    assert known_keys("art de vivre") == [fold("art de vivre")]


def test_folding() -> None:
    assert fold("Les Élections européennes") == ("les", "election", "europeenne")
    assert fold("L'Œuvre") == ("l", "oeuvre")
    assert fold("temps, fois") == ("temp", "fois")


def test_the_table_is_sound() -> None:
    rows = read_tsv("topic_mapping.tsv")
    assert len(rows) >= 300
    assert set(TOPICS) == {row["code"] for row in rows} - {"-"}
    assert {row["weight"] for row in rows} == {"1", "0.6", "0.3"}
    pairs = [(fold(row["key"]), row["code"]) for row in rows]
    not_topical = {key for key, code in pairs if code == "-"}
    assert not_topical.isdisjoint(key for key, code in pairs if code != "-")
    for row in rows:
        plain = unicodedata.normalize("NFKD", row["key"])
        assert re.fullmatch(r"[a-z0-9]+( [a-z0-9]+){0,6}", plain), row["key"]


def test_entries_that_fold_alike_agree() -> None:
    """``film`` and ``films`` are one key to the labeler, so they must not weigh differently."""
    weights: dict[tuple[tuple[str, ...], str], set[str]] = {}
    for row in read_tsv("topic_mapping.tsv"):
        weights.setdefault((fold(row["key"]), row["code"]), set()).add(row["weight"])
    assert {key: found for key, found in weights.items() if len(found) > 1} == {}
