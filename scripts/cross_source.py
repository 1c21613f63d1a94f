"""How well does a model of the 17 topics read a source it never saw, in the five labels of MasakhaNEWS?

    python scripts/cross_source.py MODEL DATA.jsonl --train TRAIN.jsonl...

prints accuracy and macro-F1 on DATA (MasakhaNEWS articles, as scripts/topics_data.py writes them) of the model and
of TF-IDF with logistic regression trained on TRAIN, what the model was trained on. A label is as likely as all the
concepts it is made of; the other concepts are not asked.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from newsclf.checkpoints import load_model
from newsclf.data.reading import read_articles
from newsclf.errors import NewsclfError
from newsclf.evaluation.baselines import baseline_predictions
from newsclf.inference import computing_in, predict_task
from newsclf.schema import TopicPrediction
from newsclf.scores.topic import score_topics

MERGED = {
    "business": ("medtop:04000000", "medtop:09000000"),
    "health": ("medtop:07000000",),
    "politics": ("medtop:11000000", "medtop:16000000"),
    "sports": ("medtop:15000000",),
    "technology": ("medtop:13000000",),
}
"""The concepts that each of the five labels of MasakhaNEWS is made of."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a checkpoint folder")
    parser.add_argument("data", type=Path)
    parser.add_argument("--train", type=Path, nargs="+", required=True, help="what the model was trained on")
    options = parser.parse_args()
    try:
        articles = list(read_articles(options.data))
        training = [article for path in options.train for article in read_articles(path)]
        answers = baseline_predictions("topic", train=training, articles=articles)
        with computing_in("bf16"):
            answers["newsclf"] = predict_task(load_model(options.model), "topic", articles)
    except NewsclfError as error:
        sys.exit(f"error: {error}")
    gold = [str(article.topic) for article in articles]
    for name, found in answers.items():
        scores = score_topics(gold, [merged(prediction) for prediction in found], labels=list(MERGED))
        print(f"{name:12} accuracy {scores['accuracy']:.3f}  macro-F1 {scores['macro_f1']:.3f}  ({len(gold)} articles)")


def merged(prediction: TopicPrediction) -> str:
    """The label of MasakhaNEWS that a prediction of our concepts stands for."""
    return max(MERGED, key=lambda label: sum(prediction.scores.get(topic, 0.0) for topic in MERGED[label]))


if __name__ == "__main__":
    main()
