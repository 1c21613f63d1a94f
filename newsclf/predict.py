"""Predictions for other Python code: a whole analysis of an article, or one task alone.

>>> from newsclf.predict import analyze
>>> analysis = analyze("La grève se poursuivra, a annoncé la CGT.", targets=["la grève"])
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from newsclf.checkpoints import load_by_task
from newsclf.data.native import article_from_row
from newsclf.errors import ConfigError, DataError, ModelError
from newsclf.inference import Request, infer, info_of, predict_task
from newsclf.modeling import NewsModel
from newsclf.schema import Analysis, Article, Quote, StancePrediction
from newsclf.tasks.stance import StanceExample

ArticleLike = Article | str | Mapping[str, Any]
"""An article, its bare text, or a mapping with a ``text`` (and headline, id, … as in the native format)."""

CHUNK = 32
"""How many articles a stream holds at a time: enough to fill batches with windows of like length."""

ARTICLE_TASKS = ("topic", "quotes")


class Analyzer:
    """Topic, quotations and stances of articles, each from the model that serves it."""

    def __init__(self, models: Mapping[str, NewsModel]) -> None:
        """``models`` maps a task to the model that has its head; several tasks may share one model."""
        self.models = dict(models)
        self.info = info_of(models)

    def fingerprint(self) -> str:
        """16 hex digits that change with the weights of any head: which models spoke, beyond their names."""
        digest = hashlib.sha256()
        for model in dict.fromkeys(self.models.values()):
            for tensor in model.heads.state_dict().values():
                digest.update(tensor.cpu().numpy().tobytes())
        return digest.hexdigest()[:16]

    @classmethod
    def from_pretrained(cls, models: str | Path | Sequence[str | Path] = "default") -> Analyzer:
        """Load checkpoints; for each task the first one that has it serves. ``"default"`` is the package's own.

        Raises ModelError for a folder that is no checkpoint.
        """
        return cls(load_by_task([models] if isinstance(models, str | Path) else models))

    def analyze(
        self,
        article: ArticleLike,
        *,
        targets: Sequence[str] = (),
        own_voice: bool = False,
        min_score: float = 0.0,
    ) -> Analysis:
        """Everything about one article; see :meth:`stream`."""
        return next(self.stream([article], targets=targets, own_voice=own_voice, min_score=min_score))

    def stream(
        self,
        articles: Iterable[ArticleLike],
        *,
        targets: Sequence[str] = (),
        own_voice: bool = False,
        min_score: float = 0.0,
    ) -> Iterator[Analysis]:
        """Analyses in the order of ``articles`` (any iterable), in constant memory.

        The stance of every quotation's speaker is asked towards each of ``targets``; with ``own_voice`` the
        article's own too (a stance whose ``quote`` is None). A topic less likely than ``min_score`` is left open:
        None. Raises DataError for an article without text, ConfigError for a ``min_score`` that is no probability,
        and ModelError when targets are given and no model reads stances.
        """
        _refuse_bare_string(articles, "stream")
        _refuse_bare_string(targets, "targets")
        if not 0 <= min_score <= 1:
            raise ConfigError(f"min_score must be from 0 to 1, got {min_score:g}")
        if targets and "stance" not in self.models:
            raise ModelError("targets need a model for the task 'stance'; add \"default\" to the models")
        source = iter(articles)
        seen = 0
        while chunk := [as_article(article, place) for place, article in enumerate(islice(source, CHUNK), seen)]:
            seen += len(chunk)
            for analysis in self._analyze_chunk(chunk, targets, own_voice):
                sure = analysis.topic is None or analysis.topic.score >= min_score
                yield analysis if sure else replace(analysis, topic=None)

    def _analyze_chunk(
        self, articles: Sequence[Article], targets: Sequence[str], own_voice: bool
    ) -> Iterator[Analysis]:
        found = self._read_articles(articles)
        asked = [
            [
                StanceExample(article, target, quote, index)
                for index, quote in _voices(parts.get("quotes", []), own_voice)
                for target in targets
            ]
            for article, parts in zip(articles, found, strict=True)
        ]
        stances = iter(self._read_stances([example for examples in asked for example in examples]))
        for article, parts, examples in zip(articles, found, asked, strict=True):
            yield Analysis(
                id=article.id,
                topic=parts.get("topic"),
                quotes=tuple(parts.get("quotes", ())),
                stances=tuple(islice(stances, len(examples))),
                model=self.info,
            )

    def _read_articles(self, articles: Sequence[Article]) -> list[dict[str, Any]]:
        """Topic and quotations, in one encoder pass where one model serves both."""
        found: list[dict[str, Any]] = [{} for _ in articles]
        by_model: dict[NewsModel, tuple[str, ...]] = {}
        for task in ARTICLE_TASKS:
            if task in self.models:
                model = self.models[task]
                by_model[model] = (*by_model.get(model, ()), task)
        for model, tasks in by_model.items():
            for parts, new in zip(found, infer(model, [Request(article, tasks) for article in articles]), strict=True):
                parts.update(new)
        return found

    def _read_stances(self, examples: Sequence[StanceExample]) -> list[StancePrediction]:
        if not examples:
            return []
        requests = [Request(example, ("stance",)) for example in examples]
        return [parts["stance"] for parts in infer(self.models["stance"], requests)]


class Predictor:
    """One task of one model: list in, list out."""

    def __init__(self, model: NewsModel, task: str) -> None:
        if task not in model.tasks:
            raise ModelError(
                f"the model {model.config.name!r} has no head for {task!r}; it has: {', '.join(model.tasks)}"
            )
        self.model = model
        self.task = task

    @classmethod
    def from_pretrained(cls, path: str | Path = "default", *, task: str | None = None) -> Predictor:
        """Load a checkpoint; ``task`` must be named when it has several."""
        models = load_by_task([path])
        if task is None and len(models) > 1:
            raise ModelError(f"{path} serves several tasks; pass task=… (one of: {', '.join(models)})")
        return cls(models.get(task or "", next(iter(models.values()))), task or next(iter(models)))

    def predict(self, articles: Sequence[ArticleLike] | Sequence[StanceExample]) -> list[Any]:
        """Predictions in order: a TopicPrediction or a list of Quote per article, a StancePrediction per StanceExample.

        Raises DataError for a bare string in place of a list, or an article without text.
        """
        _refuse_bare_string(articles, "predict")
        task = self.model.tasks[self.task]
        if task.reads_article:
            return predict_task(self.model, self.task, [as_article(item, at) for at, item in enumerate(articles)])
        for at, example in enumerate(articles):
            if not isinstance(example, task.example_type):
                expected, came = task.example_type.__name__, type(example).__name__
                raise DataError(f"item {at}: the task {self.task!r} reads {expected}, got {came}")
        return predict_task(self.model, self.task, list(articles))


def analyze(
    article: ArticleLike, *, targets: Sequence[str] = (), own_voice: bool = False, min_score: float = 0.0
) -> Analysis:
    """Analyse one article with the models that come with the package; see :meth:`Analyzer.stream`."""
    return _default_analyzer().analyze(article, targets=targets, own_voice=own_voice, min_score=min_score)


@lru_cache(maxsize=1)
def _default_analyzer() -> Analyzer:
    return Analyzer.from_pretrained("default")


def as_article(value: object, place: int = 0) -> Article:
    """An Article out of whatever stands for one; DataError that names its place in the list."""
    if isinstance(value, Article):
        if not value.text.strip():
            raise DataError(f"article {place}: its text is empty")
        return value
    if not isinstance(value, str | Mapping):
        raise DataError(f"article {place}: expected an Article, a str or a mapping, got {type(value).__name__}")
    row = {"text": value} if isinstance(value, str) else value
    return article_from_row(row, where=f"article {place}")


def _voices(quotes: Sequence[Quote], own_voice: bool) -> list[tuple[int | None, Quote | None]]:
    voices: list[tuple[int | None, Quote | None]] = list(enumerate(quotes))
    return [*voices, (None, None)] if own_voice else voices


def _refuse_bare_string(value: object, name: str) -> None:
    if isinstance(value, str | Article | Mapping):
        raise DataError(
            f"{name} takes a list, got a bare {type(value).__name__}; wrap it: [{type(value).__name__.lower()}]"
        )
