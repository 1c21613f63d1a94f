"""What a model must beat: majority, TF-IDF with logistic regression, and the rules.

Each baseline learns from the train articles and answers for others in the types that models use.
Importing this module imports scikit-learn.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar, cast

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from newsclf.data.labelers.quotes import RuleQuoteLabeler
from newsclf.data.labelers.stance import RuleStanceLabeler
from newsclf.errors import DataError
from newsclf.evaluation.gold import Triple, annotated, quote_index, triples
from newsclf.labels import STANCES, shares, topic_name
from newsclf.schema import Article, Quote, StanceLabel, StancePrediction, TopicPrediction

Answer = TypeVar("Answer")
Columns = tuple[str, ...]


class Baseline(ABC, Generic[Answer]):
    """One way of answering a task without newsclf's model; ``name`` stands in reports."""

    name: str
    task: str

    @abstractmethod
    def fit(self, articles: Sequence[Article]) -> None:
        """Learn from the articles annotated for the task. DataError when there is nothing to learn from."""

    @abstractmethod
    def predict(self, articles: Sequence[Article]) -> list[Answer]:
        """Topic: one TopicPrediction per article; quotes: one list of quotes per article;
        stance: one StancePrediction per gold triple, article by article in file order."""


class TopicBaseline(Baseline[TopicPrediction]):
    """A scikit-learn classifier over headline and text."""

    task = "topic"

    def __init__(self, name: str, classifier: ClassifierMixin) -> None:
        self.name = name
        self._classifier = classifier

    def fit(self, articles: Sequence[Article]) -> None:
        rows, labels, weights = [], [], []
        known = annotated(articles, task=self.task)
        if isinstance(self._classifier, Pipeline) and any(article.topics for article in known):
            # Balanced, a topic that only ever stands beside another would weigh as much as that one.
            self._classifier.set_params(
                logisticregression__class_weight=None, logisticregression__C=10, logisticregression__tol=1e-3
            )
        for article in known:
            for label, share in shares(article.topics or (str(article.topic),)).items():
                rows += _article_columns([article])
                labels.append(label)
                weights.append(share)
        _fit(self._classifier, rows, labels, weights=weights)

    def predict(self, articles: Sequence[Article]) -> list[TopicPrediction]:
        answers = []
        for scores in _probabilities(self._classifier, _article_columns(articles)):
            label = max(scores, key=scores.__getitem__)
            answers.append(TopicPrediction(label=label, name=topic_name(label), score=scores[label], scores=scores))
        return answers


class StanceBaseline(Baseline[StancePrediction]):
    """A scikit-learn classifier over the columns of text that ``read`` takes from a triple."""

    task = "stance"

    def __init__(self, name: str, classifier: ClassifierMixin, *, read: Callable[[Triple], Columns]) -> None:
        self.name = name
        self._classifier = classifier
        self._read = read

    def fit(self, articles: Sequence[Article]) -> None:
        known = list(triples(annotated(articles, task=self.task)))
        _fit(self._classifier, [self._read(triple) for triple in known], [_label(triple) for triple in known])

    def predict(self, articles: Sequence[Article]) -> list[StancePrediction]:
        asked = list(triples(articles))
        if not asked:
            return []
        scores = _probabilities(self._classifier, [self._read(triple) for triple in asked])
        return [_stance_prediction(triple, each) for triple, each in zip(asked, scores, strict=True)]


class RuleQuotes(Baseline[list[Quote]]):
    """The rule labeler, as ``newsclf build`` uses it; it sees the text, never the gold quotes."""

    name, task = "rules", "quotes"

    def __init__(self) -> None:
        self._labeler = RuleQuoteLabeler()

    def fit(self, articles: Sequence[Article]) -> None:
        """Rules learn nothing."""

    def predict(self, articles: Sequence[Article]) -> list[list[Quote]]:
        labelled = [self._labeler.label(_without_gold(article)).article for article in articles]
        return [list(article.quotes or ()) if article else [] for article in labelled]


class RuleStances(Baseline[StancePrediction]):
    """Attitude verbs and their objects, compared with the target by words."""

    name, task = "rules", "stance"

    def __init__(self) -> None:
        self._labeler = RuleStanceLabeler()

    def fit(self, articles: Sequence[Article]) -> None:
        """Rules learn nothing."""

    def predict(self, articles: Sequence[Article]) -> list[StancePrediction]:
        answers = []
        for triple in triples(articles):
            article = replace(triple.article, stances=None)
            label, confidence = self._labeler.stance_of(article, triple.quote, triple.stance.target)
            rest = (1 - confidence) / (len(STANCES) - 1)
            scores = {stance: confidence if stance == label else rest for stance in STANCES}
            answers.append(_stance_prediction(triple, scores, label=label))
        return answers


def baselines_for(task: str) -> list[Baseline[Any]]:
    """The baselines of ``task``, untrained, in the order of reports; none for a task of the user's own."""
    if task == "topic":
        return [
            TopicBaseline("majority", DummyClassifier(strategy="prior")),
            TopicBaseline("TF-IDF + LR", _tfidf(columns=1)),
        ]
    if task == "quotes":
        return [RuleQuotes()]
    if task == "stance":
        return [
            StanceBaseline("majority", DummyClassifier(strategy="prior"), read=_target),
            StanceBaseline("TF-IDF + LR, target", _tfidf(columns=1), read=_target),
            StanceBaseline("TF-IDF + LR, quotation", _tfidf(columns=1), read=_quotation),
            StanceBaseline("TF-IDF + LR, both", _tfidf(columns=2), read=_target_and_quotation),
            RuleStances(),
        ]
    return []


def baseline_predictions(task: str, *, train: Sequence[Article], articles: Sequence[Article]) -> dict[str, list[Any]]:
    """Fit every baseline of ``task`` on ``train`` and let it answer for ``articles``: name to answers."""
    answers = {}
    for baseline in baselines_for(task):
        baseline.fit(train)
        answers[baseline.name] = baseline.predict(articles)
    return answers


def _tfidf(*, columns: int) -> ClassifierMixin:
    """TF-IDF of words (1-2) and letters within words (2-5) of each column, and a logistic regression."""
    features = []
    for column in range(columns):
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=100_000)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, max_features=100_000)
        features += [(f"words{column}", words, column), (f"letters{column}", letters, column)]
    classifier = LogisticRegression(class_weight="balanced", max_iter=1000)
    return cast(ClassifierMixin, make_pipeline(ColumnTransformer(features), classifier))


def _fit(
    classifier: ClassifierMixin,
    rows: Sequence[Columns],
    labels: Sequence[str],
    *,
    weights: Sequence[float] | None = None,
) -> None:
    if len(set(labels)) < 2:
        raise DataError(
            f"baselines need at least two labels to learn from, got {sorted(set(labels))} in train: "
            "add articles or evaluate without baselines"
        )
    last = classifier.steps[-1][0] + "__" if isinstance(classifier, Pipeline) else ""
    classifier.fit(_matrix(rows), labels, **{f"{last}sample_weight": weights})


def _probabilities(classifier: ClassifierMixin, rows: Sequence[Columns]) -> list[dict[str, float]]:
    names = [str(name) for name in classifier.classes_]
    table = classifier.predict_proba(_matrix(rows)).tolist()
    return [dict(zip(names, line, strict=True)) for line in table]


def _matrix(rows: Sequence[Columns]) -> Any:
    return np.array(rows, dtype=object)


def _article_columns(articles: Sequence[Article]) -> list[Columns]:
    return [(f"{article.headline}\n{article.text}",) for article in articles]


def _target(triple: Triple) -> Columns:
    return (triple.stance.target,)


def _quotation(triple: Triple) -> Columns:
    return (triple.quote.text if triple.quote else triple.article.text,)


def _target_and_quotation(triple: Triple) -> Columns:
    return _target(triple) + _quotation(triple)


def _label(triple: Triple) -> str:
    return triple.stance.label


def _without_gold(article: Article) -> Article:
    return replace(article, topic=None, topics=None, quotes=None, stances=None)


def _stance_prediction(
    triple: Triple, scores: Mapping[str, float], *, label: StanceLabel | None = None
) -> StancePrediction:
    best = label or cast(StanceLabel, max(scores, key=scores.__getitem__))
    return StancePrediction(
        quote=quote_index(triple),
        speaker_name=triple.quote.speaker_name if triple.quote else None,
        target=triple.stance.target,
        label=best,
        score=scores[best],
        scores=dict(scores),
    )
