"""Near-duplicates are found, and no group of articles ever stands on two sides."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from newsclf.data.duplicates import near_duplicates
from newsclf.data.splits import split_articles
from newsclf.errors import ConfigError, DataError
from newsclf.schema import Article

SUBJECTS = [
    "le maire",
    "la préfète",
    "un riverain",
    "la présidente",
    "le syndicat",
    "une élève",
    "le pêcheur",
    "la juge",
]
VERBS = ["regrette", "annonce", "attend", "refuse", "prépare", "découvre", "raconte", "défend"]
OBJECTS = [
    "le pont neuf",
    "la grande fête",
    "un long procès",
    "la récolte",
    "le marché",
    "son projet",
    "la digue",
]
PLACES = [
    "à Vannes",
    "près du canal",
    "dans la vallée",
    "devant la gare",
    "au port",
    "sur la place",
    "en ville",
]
TOPICS = ("medtop:04000000", "medtop:11000000", "medtop:15000000")


def text(seed: int, *, sentences: int = 25) -> str:
    draw = random.Random(seed)
    parts = (SUBJECTS, VERBS, OBJECTS, PLACES)
    made = [" ".join(draw.choice(words) for words in parts) + f" le {draw.randint(1, 999)}" for _ in range(sentences)]
    return ". ".join(made).capitalize() + "."


def articles(count: int, **fields: Any) -> list[Article]:
    made = [Article(text=text(number), id=str(number), topic=TOPICS[number % 3]) for number in range(count)]
    return [replace(article, **fields) for article in made]


def wire_copies(article: Article) -> list[Article]:
    """What newsrooms do to a wire report."""
    body = article.text
    sentences = body.split(". ")
    edited = [word if number % 25 else "hier" for number, word in enumerate(body.split())]
    return [
        replace(article, id=f"{article.id}-headline", headline="Un autre titre"),
        replace(article, id=f"{article.id}-cut", text=". ".join(sentences[:9]) + "."),
        replace(article, id=f"{article.id}-added", text=f"{text(1000 + int(article.id), sentences=12)}\n\n{body}"),
        replace(article, id=f"{article.id}-typography", text=body.upper().replace(" ", "\u00a0").replace("'", "’")),
        replace(article, id=f"{article.id}-edited", text=" ".join(edited)),
    ]


def sides(splits: dict[str, list[Article]]) -> dict[str, str]:
    return {article.id: split for split, members in splits.items() for article in members}


def test_wire_copies_cluster_and_other_articles_do_not() -> None:
    originals = articles(30)
    copies = wire_copies(originals[3])
    assert near_duplicates([*originals, *copies]) == [[3, *range(30, 35)]]


def test_copies_of_one_report_that_overlap_little_meet_through_it() -> None:
    whole = text(1, sentences=30)
    half = len(whole) // 2
    halves = [Article(text=whole[:half]), Article(text=whole[half:])]
    assert near_duplicates(halves) == []
    assert near_duplicates([*halves, Article(text=whole)]) == [[0, 1, 2]]


def test_threshold_is_the_share_of_the_shorter_text() -> None:
    first, second = text(1), text(2)
    mixed = Article(text=f"{first[: len(first) // 2]} {second}")
    assert near_duplicates([Article(text=first), mixed], threshold=0.4) == [[0, 1]]
    assert near_duplicates([Article(text=first), mixed], threshold=0.7) == []


def test_tiny_and_equal_texts() -> None:
    tiny = [Article(text=words) for words in ("Un but.", "Un but !", "Deux buts.", "…", "?!")]
    assert near_duplicates(tiny) == [[0, 1], [3, 4]]
    assert near_duplicates([]) == []


@pytest.mark.parametrize("by", ["story", "date", "source", "random"])
def test_planted_copies_never_stand_on_two_sides(by: Any) -> None:
    originals = [
        replace(article, date=f"2024-{1 + number % 12:02}-03", source=f"Journal {number % 15}")
        for number, article in enumerate(articles(60))
    ]
    planted = [
        replace(copy, date=f"2024-{1 + (number + 5) % 12:02}-20", source=f"Agence {number}")
        for original in originals[::6]
        for number, copy in enumerate(wire_copies(original))
    ]
    mixed = originals + planted
    random.Random(0).shuffle(mixed)
    for seed in range(2):
        side = sides(split_articles(mixed, by=by, shares=(0.6, 0.2, 0.2), seed=seed))
        assert len(side) == len(mixed)
        for original in originals[::6]:
            assert len({side[original.id], *(side[copy.id] for copy in wire_copies(original))}) == 1
        assert set(side.values()) == {"train", "dev", "test"}


def test_stories_and_sources_stay_whole() -> None:
    told = [replace(article, extra={"story": f"s{int(article.id) // 4}"}) for article in articles(80)]
    side = sides(split_articles(told, by="story", seed=1))
    assert all(len({side[str(number)] for number in range(first, first + 4)}) == 1 for first in range(0, 80, 4))
    sourced = [replace(article, source=f"Journal {int(article.id) % 10}") for article in articles(80)]
    side = sides(split_articles(sourced, by="source", seed=1))
    assert all(len({side[str(number)] for number in range(first, 80, 10)}) == 1 for first in range(10))


def test_topics_are_balanced() -> None:
    splits = split_articles(articles(90), by="random", seed=3)
    assert {split: Counter(article.topic for article in members) for split, members in splits.items()} == {
        "train": dict.fromkeys(TOPICS, 24),
        "dev": dict.fromkeys(TOPICS, 3),
        "test": dict.fromkeys(TOPICS, 3),
    }


def test_the_seed_decides_and_the_order_is_kept() -> None:
    given = articles(60)
    first, again, other = (split_articles(given, by="random", seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    assert all(members == sorted(members, key=lambda article: int(article.id)) for members in first.values())


def test_test_is_newer_than_train() -> None:
    dated = [
        replace(article, date=f"2024-{1 + int(article.id) % 12:02}-{1 + int(article.id) % 28:02}T08:00:00Z")
        for article in articles(50)
    ]
    splits = split_articles(dated, by="date", shares=(0.6, 0.2, 0.2), seed=0)
    days = {split: [str(article.date) for article in members] for split, members in splits.items()}
    assert max(days["train"]) < min(days["dev"]) and max(days["dev"]) < min(days["test"])
    assert [len(members) for members in splits.values()] == [30, 10, 10]


def test_a_group_goes_where_its_newest_article_belongs() -> None:
    dated = [replace(article, date=f"2024-01-{1 + int(article.id):02}") for article in articles(20)]
    late_copy = replace(wire_copies(dated[0])[0], date="2024-02-01")
    splits = split_articles([*dated, late_copy], by="date", seed=0)
    assert [article.id for article in splits["test"]] == ["0", "0-headline"]


@pytest.mark.parametrize("by", ["random", "date"])
def test_few_groups_still_fill_every_split(by: Any) -> None:
    splits = split_articles(articles(3, date="2024-01-01"), by=by, seed=0)
    assert [len(members) for members in splits.values()] == [1, 1, 1]


def test_a_share_of_zero_stays_empty() -> None:
    splits = split_articles(articles(10), by="random", shares=(0.7, 0, 0.3), seed=0)
    assert [len(members) for members in splits.values()] == [7, 0, 3]


@pytest.mark.parametrize(
    ("given", "by", "message"),
    [
        (
            articles(10, source="Le Courrier"),
            "source",
            "10 articles make 1 groups that must stay together (split by source), too few for 3 splits: "
            "give more articles or split by random, or set the share of a split to 0",
        ),
        (
            articles(2),
            "random",
            "2 articles make 2 groups that must stay together (split by random), too few for 3 splits: "
            "give more articles, or set the share of a split to 0",
        ),
        (articles(5), "source", "no article has a source to split by: map a column to it, or split by story"),
        (articles(5), "date", "article '0' has no date to split by: map a column to it, or split by story"),
        (
            articles(5, date="5 mars 2024"),
            "date",
            "article '0': cannot read the date '5 mars 2024', expected YYYY-MM-DD...",
        ),
    ],
)
def test_splits_that_cannot_be_made(given: list[Article], by: Any, message: str) -> None:
    with pytest.raises(DataError) as caught:
        split_articles(given, by=by, seed=0)
    assert str(caught.value) == message


def test_rules_and_shares_that_make_no_sense() -> None:
    with pytest.raises(ConfigError, match=r"^unknown rule to split by: 'sourc'; did you mean 'source'\?$"):
        split_articles(articles(5), by="sourc", seed=0)  # type: ignore[arg-type]
    for shares, given in (
        ((0.5, 0.4), "0.5, 0.4"),
        ((0.9, 0.2, -0.1), "0.9, 0.2, -0.1"),
        ((0.8, 0.1, 0.2), "0.8, 0.1, 0.2"),
    ):
        message = f"^shares of train, dev and test must sum to 1, with train above 0, got {given}$"
        with pytest.raises(ConfigError, match=message):
            split_articles(articles(5), by="random", shares=shares, seed=0)
