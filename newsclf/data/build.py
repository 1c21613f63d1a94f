"""``newsclf build``: files of articles → a labelled dataset with splits, a card and an audit."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Literal

from newsclf.data.audit import Audit, Dropped, LabelerUse
from newsclf.data.card import Card
from newsclf.data.dataset import SPLITS, data_hash
from newsclf.data.duplicates import near_duplicates
from newsclf.data.folder import AUDIT, TASK_COLUMNS, storable, write_parquet
from newsclf.data.labelers import TASKS, default_labeler
from newsclf.data.labelers.base import Labeler
from newsclf.data.native import UnusableText, article_from_row
from newsclf.data.reading import read_rows
from newsclf.data.splits import SHARES, SplitBy, check_rule, split_articles
from newsclf.data.writing import new_folder, write_json, write_text
from newsclf.errors import ConfigError, DataError
from newsclf.labels import did_you_mean
from newsclf.schema import Article

GOLD = "gold"
LABELER = "labeler"
CONFIDENCE = "label_confidence"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What :func:`build_dataset` wrote: the folder, articles per split, the hash of the data, the audit."""

    folder: Path
    articles: Mapping[str, int]
    data_hash: str
    audit: Audit


def build_dataset(
    sources: Sequence[str | Path],
    *,
    task: str,
    output: str | Path,
    columns: Mapping[str, str] | None = None,
    labeler: Labeler | Literal["auto", "gold"] = "auto",
    split_by: SplitBy = "story",
    shares: Sequence[float] = SHARES,
    min_confidence: float = 0.0,
    seed: int = 0,
    overwrite: bool = False,
) -> BuildReport:
    """Read the articles of all ``sources``, label them for ``task``, split them, write the folder ``output``.

    An annotation that an article brings is kept (labeler ``gold``); the others get the task's own rules
    with ``auto``, a :class:`Labeler` of yours, or are dropped with ``gold``. Each article says in
    ``labeler`` and ``label_confidence`` where its labels come from. Dropped, with the reason in the audit:
    empty and too long texts, articles that the labeler gives up or is less sure of than
    ``min_confidence``, near-duplicates of an article that is kept. The folder appears whole or not at all.
    Raises DataError for bad input, an existing ``output`` or when nothing is left, ConfigError for options.
    """
    if isinstance(sources, str | Path):
        raise ConfigError(f"sources must be a list of files, got one: [{str(sources)!r}]")
    chosen = _checked_labeler(task, labeler, min_confidence)
    check_rule(split_by, shares)
    with new_folder(output, overwrite=overwrite, marker=AUDIT) as folder:
        dropped: list[Dropped] = []
        read = _with_own_ids(_read(sources, columns, dropped))
        labelled = list(_labelled(read, chosen, task=task, min_confidence=min_confidence, dropped=dropped))
        if not labelled:
            raise DataError(f"no article is left to build {task} examples from; dropped: {_summary(dropped)}")
        kept, duplicates = _without_copies(labelled, dropped)
        splits = split_articles(storable(kept, task=task), by=split_by, shares=shares, seed=seed)
        audit = Audit(task, splits, dropped, duplicates, labelers=_labelers(kept))
        card = Card(
            audit=audit,
            sources=[Path(source).name for source in sources],
            split_by=split_by,
            seed=seed,
            min_confidence=min_confidence,
            data_hash=data_hash(article for split in SPLITS for article in splits[split]),
        )
        _write(folder, card)
    counts = {split: len(articles) for split, articles in splits.items()}
    return BuildReport(Path(output), counts, card.data_hash, audit)


def _write(folder: Path, card: Card) -> None:
    write_parquet(folder, card.audit.splits, task=card.audit.task)
    write_json(folder / AUDIT, {"data_hash": card.data_hash, **card.audit.to_json()})
    write_text(folder / "audit.md", card.audit.to_markdown())
    write_text(folder / "README.md", card.to_markdown())


def _checked_labeler(task: str, labeler: Labeler | str, min_confidence: float) -> Labeler | None:
    """The labeler to use, None to keep to the annotations that the articles bring."""
    if task not in TASKS:
        raise ConfigError(f"unknown task {task!r}{did_you_mean(task, TASKS)}")
    if not 0 <= min_confidence <= 1:
        raise ConfigError(f"min_confidence must be from 0 to 1, got {min_confidence:g}")
    if isinstance(labeler, str):
        if labeler not in ("auto", GOLD):
            raise ConfigError(f"unknown labeler {labeler!r}{did_you_mean(labeler, ('auto', GOLD))}")
        return default_labeler(task) if labeler == "auto" else None
    if labeler.task != task:
        raise ConfigError(f"labeler {labeler.name!r} labels {labeler.task}, expected one for {task}")
    return labeler


def _read(
    sources: Sequence[str | Path], columns: Mapping[str, str] | None, dropped: list[Dropped]
) -> Iterator[Article]:
    for source in sources:
        for where, row in read_rows(source, columns=columns):
            try:
                yield article_from_row(row, where=where, columns=columns)
            except UnusableText as error:
                dropped.append(Dropped(where, error.reason))


def _with_own_ids(articles: Iterable[Article]) -> Iterator[Article]:
    """Every article under an id of its own: files that each count from 1 may be built together."""
    seen: set[str] = set()
    for article in articles:
        names = itertools.chain([article.id], (f"{article.id}#{count}" for count in itertools.count(2)))
        name = next(name for name in names if name not in seen)
        seen.add(name)
        yield article if name == article.id else replace(article, id=name)


def _labelled(
    articles: Iterable[Article],
    labeler: Labeler | None,
    *,
    task: str,
    min_confidence: float,
    dropped: list[Dropped],
) -> Iterator[Article]:
    for article in articles:
        if getattr(article, TASK_COLUMNS[task][-1]) is not None:
            yield article if _is_signed(article) else _signed(article, labeler=GOLD, confidence=1.0)
        elif labeler is None:
            dropped.append(Dropped(article.id, f"no {task} annotation"))
        else:
            outcome = labeler.label(article)
            if outcome.article is None:
                dropped.append(Dropped(article.id, f"{labeler.name}: {outcome.reason}"))
            elif outcome.confidence < min_confidence:
                dropped.append(Dropped(article.id, f"{labeler.name}: confidence under {min_confidence:g}"))
            else:
                yield _signed(outcome.article, labeler=labeler.name, confidence=outcome.confidence)


def _signed(article: Article, *, labeler: str, confidence: float) -> Article:
    return replace(article, extra={**article.extra, LABELER: labeler, CONFIDENCE: confidence})


def _is_signed(article: Article) -> bool:
    """Whether newsclf built the article's annotation before: it then keeps the name of its labeler."""
    signature = article.extra.get(LABELER), article.extra.get(CONFIDENCE)
    return isinstance(signature[0], str) and isinstance(signature[1], float)


def _without_copies(articles: Sequence[Article], dropped: list[Dropped]) -> tuple[list[Article], list[list[str]]]:
    """One article of every near-duplicate cluster (surest labels, then longest text), and the clusters."""
    copies: set[int] = set()
    clusters = near_duplicates(articles)
    for cluster in clusters:
        kept = max(cluster, key=lambda index: (articles[index].extra[CONFIDENCE], len(articles[index].text)))
        copies.update(index for index in cluster if index != kept)
    dropped.extend(Dropped(articles[index].id, "near-duplicate") for index in sorted(copies))
    clusters_of_ids = [[articles[index].id for index in cluster] for cluster in clusters]
    return [article for index, article in enumerate(articles) if index not in copies], clusters_of_ids


def _labelers(articles: Iterable[Article]) -> dict[str, LabelerUse]:
    confidences: dict[str, list[float]] = {}
    for article in articles:
        confidences.setdefault(article.extra[LABELER], []).append(article.extra[CONFIDENCE])
    return {name: LabelerUse(len(values), fmean(values)) for name, values in confidences.items()}


def _summary(dropped: Iterable[Dropped]) -> str:
    counts = Counter(item.reason for item in dropped)
    return ", ".join(f"{reason} ({count})" for reason, count in counts.most_common()) or "nothing was read"
