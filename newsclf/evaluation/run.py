"""Running a model over a labelled split and measuring it, with the baselines beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsclf.errors import ConfigError
from newsclf.evaluation.baselines import baseline_predictions
from newsclf.evaluation.evaluator import TaskEvaluation, evaluate_predictions, evaluate_scores
from newsclf.evaluation.gold import GOLD_FIELDS, annotated
from newsclf.inference import Answered, predict_annotated
from newsclf.labels import did_you_mean
from newsclf.modeling import NewsModel
from newsclf.schema import Article


def evaluate_models(
    models: Mapping[str, NewsModel],
    articles: Sequence[Article],
    *,
    tasks: Sequence[str] = (),
    training: Sequence[Article] = (),
    samples: int = 1000,
) -> list[TaskEvaluation]:
    """Measure models, given by the tasks they serve, on annotated articles, task by task in their order.

    ``tasks`` empty means every task that the articles are annotated for. Where there are ``training`` articles the
    baselines learn from them and answer the same questions.
    Raises ConfigError for a task without a model, DataError when no article is annotated or a label is unknown.
    """
    for task in tasks:
        if task not in models:
            raise ConfigError(f"this model has no task {task!r}{did_you_mean(task, list(models))}")
    served = {name: model.tasks[name] for name, model in models.items()}
    chosen = tasks or [name for name, task in served.items() if any(task.examples(each) for each in articles)]
    if not chosen:
        raise ConfigError(f"none of the articles is annotated for a task of this model ({', '.join(models)})")
    answers: dict[str, Answered] = {}
    for model in dict.fromkeys(models[name] for name in chosen):
        answers |= predict_annotated(model, articles, tasks=[name for name in chosen if models[name] is model])
    return [
        _evaluate_task(models[name], name, articles, answered=answers[name], training=training, samples=samples)
        for name in chosen
    ]


def _evaluate_task(
    model: NewsModel,
    name: str,
    articles: Sequence[Article],
    *,
    answered: Answered,
    training: Sequence[Article],
    samples: int,
) -> TaskEvaluation:
    task = model.tasks[name]
    if name not in GOLD_FIELDS:
        scores = task.score(answered.examples, answered.predictions)
        return evaluate_scores(name, scores, articles=len(articles))
    gold = annotated(articles, task=name)
    baselines = baseline_predictions(name, train=training, articles=gold) if training else {}
    return evaluate_predictions(
        name,
        gold,
        answered.predictions,
        labels=task.labels,
        temperature=model.temperature(name),
        baselines=baselines,
        samples=samples,
    )
