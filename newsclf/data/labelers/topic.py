"""Topics from what the newsroom itself wrote beside the text: section, keywords, URL path."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from newsclf.data.labelers.base import Labeler, Labelled
from newsclf.data.resources import read_tsv
from newsclf.schema import Article

SECTION, KEYWORD, URL = 3.0, 2.0, 1.0
"""Votes of a field's words. The section is chosen by an editor for the whole article; a keyword may stand
for an aspect only; the words of a URL are a section again, and those of the headline."""

CARRIED_VOTES = 0.5
"""The share of the winner's votes that makes another topic one that the article carries."""

_KNOWN_NOT_TOPICAL = "-"
_LONGEST_KEY = 7
# So much evidence (a section that names its topic outright) leaves no doubt about the topic by itself.
_FULL_EVIDENCE = SECTION
_SLUG_TAIL = re.compile(r"(\.html?|\.php)?$|[-_](cnt)?\d+\w*(\.html?|\.php)?$", re.IGNORECASE)


class MetadataTopicLabeler(Labeler):
    """Maps section names, keywords and URL words to IPTC topics by a hand-written table, and lets them vote.

    The article's fields vote with the weights above times the weight of the table's row; the topic with most
    votes wins, and those with half as many or more are carried beside it. Confidence is the winner's share of
    the votes, less where there is little evidence.
    An article is given up with the reason ``no mapping`` (its fields say nothing of a topic) or
    ``ambiguous`` (two topics have most votes).
    """

    name: ClassVar[str] = "metadata"
    task: ClassVar[str] = "topic"

    def label(self, article: Article) -> Labelled:
        votes = self.candidates(article)
        if not votes:
            return Labelled(None, 0.0, "no mapping")
        (topic, most), *others = votes.items()
        if others and others[0][1] == most:
            return Labelled(None, 0.0, "ambiguous")
        total = sum(votes.values())
        confidence = most / total * min(1.0, total / _FULL_EVIDENCE)
        carried = (topic, *(other for other, count in others if count >= most * CARRIED_VOTES))
        return Labelled(replace(article, topic=topic, topics=carried), confidence, "votes of the metadata")

    def candidates(self, article: Article) -> dict[str, float]:
        """The votes of every topic that the metadata speak of, the most first."""
        strongest: dict[tuple[str, ...], float] = {}
        for weight, phrase in _phrases(article):
            for key in known_keys(phrase):
                # What two fields say alike (a section and its folder in the URL) is said once.
                strongest[key] = max(weight, strongest.get(key, 0.0))
        votes: defaultdict[str, float] = defaultdict(float)
        for key, weight in strongest.items():
            for topic, strength in _mapping()[key].items():
                votes[topic] += weight * strength
        ordered = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        return {topic: round(count, 3) for topic, count in ordered}


def known_keys(phrase: str) -> list[tuple[str, ...]]:
    """The entries of the table that stand in ``phrase``, longest first choice, left to right, no overlap."""
    words = fold(phrase)
    found, start = [], 0
    while start < len(words):
        keys = (words[start:end] for end in range(min(len(words), start + _LONGEST_KEY), start, -1))
        key = next((key for key in keys if key in _mapping()), None)
        if key:
            found.append(key)
        start += len(key) if key else 1
    return found


def fold(phrase: str) -> tuple[str, ...]:
    """The words of a phrase without case, accents and the s of a plural."""
    plain = unicodedata.normalize("NFKD", phrase.casefold().replace("œ", "oe"))
    words = re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char)))
    return tuple(word[:-1] if len(word) > 4 and word.endswith("s") else word for word in words)


def _phrases(article: Article) -> Iterator[tuple[float, str]]:
    """The phrases of the metadata, each with the weight of its field."""
    if article.section:
        yield SECTION, article.section
    for keyword in article.keywords:
        yield KEYWORD, keyword
    if article.url:
        for phrase in _url_phrases(article.url):
            yield URL, phrase


def _url_phrases(url: str) -> list[str]:
    """The words of a URL's last part and its deepest folder that says a topic (of /societe/sante/, sante)."""
    *folders, slug = [part for part in unquote(urlsplit(url).path).split("/") if part] or [""]
    telling = [folder for folder in folders if any(_mapping()[key] for key in known_keys(folder))]
    return [*telling[-1:], _SLUG_TAIL.sub("", slug)]


@cache
def _mapping() -> Mapping[tuple[str, ...], Mapping[str, float]]:
    """Key → topics with their weights; none for geography and genre, which are known on purpose."""
    mapping: dict[tuple[str, ...], dict[str, float]] = {}
    for row in read_tsv("topic_mapping.tsv"):
        topics = mapping.setdefault(fold(row["key"]), {})
        if row["code"] != _KNOWN_NOT_TOPICAL:
            topics[row["code"]] = max(float(row["weight"]), topics.get(row["code"], 0.0))
    return mapping
