"""How good is a topic head with few examples a label? Three ways to get one, on the same examples.

    python scripts/few_shot.py TRAIN.jsonl TEST.jsonl --encoder runs/topic

prints accuracy and macro-F1 on TEST (mean and standard deviation over draws of the examples from TRAIN) of TF-IDF with
logistic regression over whole articles, of a head over the package's frozen encoder (as SetFit ends, without its
contrastive step), and of the same head over the frozen encoder of ``--encoder``, which is what
`newsclf train configs/few_shot.yaml` trains.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import mean, stdev

import numpy as np
import torch

from newsclf.checkpoints import new_model
from newsclf.config import TrainConfig, WindowConfig
from newsclf.data.reading import read_articles
from newsclf.errors import NewsclfError
from newsclf.evaluation.baselines import baselines_for
from newsclf.schema import Article
from newsclf.scores.topic import score_topics
from newsclf.tasks.topic import TopicHead, TopicTask
from newsclf.trainer import use_bf16
from newsclf.training import pooled_vectors


class FrozenEncoder:
    """A head over an encoder that stays as it is; texts are read once, however many heads are fitted."""

    def __init__(self, name: str, *, articles: Sequence[Article], labels: Sequence[str], windows: int) -> None:
        self.task = TopicTask(labels)
        model = new_model(encoder=name, tasks=[self.task], window=WindowConfig(overlap=64))
        self.hidden: int = model.config.encoder["hidden_size"]
        with torch.autocast(model.device.type, torch.bfloat16, enabled=use_bf16(TrainConfig())):
            self.vectors = {
                article.id: pooled_vectors(model, "topic", model.windows("topic", article)[:windows])
                for article in articles
            }

    def predict(self, examples: Sequence[Article], asked: Sequence[Article]) -> list[str]:
        head = TopicHead(self.hidden, len(self.task.labels))
        windows = [self.vectors[example.id] for example in examples]
        shares = [self.task.shares(example)[np.newaxis] for example in examples]
        head.start(np.concatenate(windows), {"shares": np.repeat(shares, [len(each) for each in windows], axis=0)})
        head.eval()
        with torch.inference_mode():
            means = [head.classifier(torch.from_numpy(self.vectors[article.id])).mean(0) for article in asked]
        return [self.task.labels[int(logits.argmax())] for logits in means]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--encoder", default="default", help="a checkpoint, or what `encoder:` takes")
    parser.add_argument("--sizes", type=int, nargs="+", default=[5, 10, 20, 50], help="examples a label")
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--windows", type=int, default=2, help="windows of an article that the encoders read")
    options = parser.parse_args()
    try:
        run(options)
    except NewsclfError as error:
        sys.exit(f"error: {error}")


def run(options: argparse.Namespace) -> None:
    train, test = list(read_articles(options.train)), list(read_articles(options.test))
    labels = TopicTask.labels_in(train)
    frozen = {
        name: FrozenEncoder(encoder, articles=[*train, *test], labels=labels, windows=options.windows)
        for name, encoder in (("frozen encoder + LR", "embedded"), ("newsclf", options.encoder))
    }
    gold = [str(article.topic) for article in test]
    print("| examples a label | method | accuracy | macro-F1 |\n| --- | --- | --- | --- |")
    for size in options.sizes:
        scores: dict[str, list[tuple[float, float]]] = {}
        for draw in range(options.draws):
            examples = list(drawn(train, size=size, labels=labels, random=Random(draw)))
            baseline = baselines_for("topic")[1]
            baseline.fit(examples)
            answers = {baseline.name: [found.label for found in baseline.predict(test)]}
            answers |= {name: encoder.predict(examples, test) for name, encoder in frozen.items()}
            for name, predicted in answers.items():
                found = score_topics(gold, predicted, labels=labels)
                scores.setdefault(name, []).append((found["accuracy"], found["macro_f1"]))
        for name, runs in scores.items():
            cells = [f"{mean(column):.3f} ± {stdev(column):.3f}" for column in zip(*runs, strict=True)]
            print(f"| {size} | {name} | {cells[0]} | {cells[1]} |")


def drawn(articles: Sequence[Article], *, size: int, labels: Sequence[str], random: Random) -> Iterator[Article]:
    """``size`` articles of each label, or all there are."""
    for label in labels:
        found = [article for article in articles if article.topic == label]
        yield from random.sample(found, min(size, len(found)))


if __name__ == "__main__":
    main()
