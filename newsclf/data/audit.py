"""What a dataset holds and what was left out of it: counts to read before one trains on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, quantiles
from typing import Any

from newsclf.labels import topic_name
from newsclf.schema import Article

SHORT_WORDS = 40
LONG_WORDS = 3_000
IDS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Dropped:
    """An article left out: its ``id`` (or its place in the file, if it has none) and the ``reason``."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class LabelerUse:
    """How many of the articles a labeler labelled, and its mean confidence in [0, 1]."""

    articles: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit of a dataset for one ``task``: its splits, what was dropped, the near-duplicates found.

    ``duplicates`` are clusters of ids; ``labelers`` says who labelled the articles.
    """

    task: str
    splits: Mapping[str, Sequence[Article]]
    dropped: Sequence[Dropped] = ()
    duplicates: Sequence[Sequence[str]] = ()
    labelers: Mapping[str, LabelerUse] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "task": self.task,
            "articles": {split: len(articles) for split, articles in self.splits.items()},
            "labels": {split: _labels(articles, self.task) for split, articles in self.splits.items()},
            "lengths": {split: _lengths(articles) for split, articles in self.splits.items() if articles},
            "labelers": {
                name: {"articles": use.articles, "confidence": round(use.confidence, 3)}
                for name, use in self.labelers.items()
            },
            "dropped": _reasons(self.dropped),
            "near_duplicates": [list(cluster) for cluster in self.duplicates],
        }

    def to_markdown(self) -> str:
        """The same as tables, for people."""
        audit = self.to_json()
        return "\n".join(
            [
                "# Audit",
                "",
                *_label_table(audit["labels"]),
                "",
                *_length_table(audit["lengths"]),
                "",
                *_dropped_table(audit["dropped"]),
                "",
                *_duplicate_list(audit["near_duplicates"]),
                "",
            ]
        )


def _labels(articles: Iterable[Article], task: str) -> dict[str, int]:
    """How often each label of the task stands in the articles, the most frequent first."""
    counts: Counter[str] = Counter()
    for article in articles:
        if task == "topic" and article.topic is not None:
            counts[article.topic] += 1
        elif task == "quotes":
            counts.update(quote.type for quote in article.quotes or ())
        elif task == "stance":
            counts.update(stance.label for stance in article.stances or ())
    return dict(counts.most_common())


def _lengths(articles: Sequence[Article]) -> dict[str, Any]:
    words = [len(article.text.split()) for article in articles]
    marks = quantiles(words, n=20, method="inclusive") if len(words) > 1 else words * 19
    return {
        "characters": sum(len(article.text) for article in articles),
        "words": sum(words),
        "words_mean": round(fmean(words), 1),
        "words_min": min(words),
        "words_median": round(marks[9]),
        "words_p95": round(marks[18]),
        "words_max": max(words),
        f"under_{SHORT_WORDS}_words": _ids(articles, [count < SHORT_WORDS for count in words]),
        f"over_{LONG_WORDS}_words": _ids(articles, [count > LONG_WORDS for count in words]),
    }


def _ids(articles: Sequence[Article], chosen: Sequence[bool]) -> dict[str, Any]:
    ids = [article.id for article, wanted in zip(articles, chosen, strict=True) if wanted]
    return {"articles": len(ids), "first_ids": ids[:IDS_SHOWN]}


def _reasons(dropped: Iterable[Dropped]) -> dict[str, dict[str, Any]]:
    ids: dict[str, list[str]] = {}
    for item in dropped:
        ids.setdefault(item.reason, []).append(item.id)
    ordered = sorted(ids.items(), key=lambda reason: -len(reason[1]))
    return {reason: {"articles": len(found), "first_ids": found[:IDS_SHOWN]} for reason, found in ordered}


def _label_table(labels: Mapping[str, Mapping[str, int]]) -> list[str]:
    total: Counter[str] = Counter()
    for counts in labels.values():
        total.update(counts)
    lines = ["## Labels", "", *_header("label", *labels, "share")]
    for label, count in total.most_common():
        name = topic_name(label)
        shown = label if name == label else f"{label} {name}"
        cells = [str(counts.get(label, 0)) for counts in labels.values()]
        lines.append(_row(shown, *cells, f"{count / total.total():.1%}"))
    return lines


def _length_table(lengths: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = ["## Lengths", "", *_header("", *lengths)]
    for name in next(iter(lengths.values()), {}):
        values = [counts[name] for counts in lengths.values()]
        cells = [_listed(value) if isinstance(value, dict) else str(value) for value in values]
        lines.append(_row(name.replace("_", " "), *cells))
    return lines


def _dropped_table(dropped: Mapping[str, Mapping[str, Any]]) -> list[str]:
    if not dropped:
        return ["## Dropped", "", "Nothing was dropped."]
    rows = [_row(reason, str(found["articles"]), ", ".join(found["first_ids"])) for reason, found in dropped.items()]
    return ["## Dropped", "", *_header("reason", "articles", "first ids"), *rows]


def _duplicate_list(clusters: Sequence[Sequence[str]]) -> list[str]:
    if not clusters:
        return ["## Near-duplicates", "", "None were found."]
    rows = [f"* {', '.join(cluster)}" for cluster in clusters[:IDS_SHOWN]]
    total = sum(len(cluster) for cluster in clusters)
    counted = f"{total} articles in {len(clusters)} clusters, of which one article each was kept; the first:"
    return ["## Near-duplicates", "", counted, "", *rows]


def _listed(found: Mapping[str, Any]) -> str:
    return f"{found['articles']} ({', '.join(found['first_ids'])})" if found["articles"] else "0"


def _header(*names: str) -> list[str]:
    return [_row(*names), _row(*("---" for _ in names))]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
