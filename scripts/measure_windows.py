"""Is a whole article read better than its beginning, and how should its windows be combined?

    python scripts/measure_windows.py MODEL DATA.jsonl...

prints accuracy and macro-F1 of the topic when only the first 128, 256 or 512 tokens are read (headline included), and
when all windows are, combined in several ways.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import torch

from newsclf.checkpoints import load_model
from newsclf.data.reading import read_articles
from newsclf.errors import NewsclfError
from newsclf.modeling import NewsModel, require_codec
from newsclf.schema import Article
from newsclf.scores.topic import score_topics
from newsclf.tasks.base import article_windows
from newsclf.tasks.topic import TopicHead
from newsclf.text.windows import Array, Codec, Window
from newsclf.training import pooled_vectors

HEADS = (128, 256, 512)
Combine = Callable[[Array, Array], Array]
"""Logits [windows, labels] and tokens [windows] to the article's logits or probabilities [labels]."""


def _softmax(logits: Array) -> Array:
    return np.asarray(torch.softmax(torch.from_numpy(logits), -1))


COMBINED: dict[str, Combine] = {
    "mean of logits by tokens": lambda logits, tokens: np.average(logits, axis=0, weights=tokens),
    "mean of logits": lambda logits, tokens: logits.mean(axis=0),
    "mean of probabilities": lambda logits, tokens: np.average(_softmax(logits), axis=0, weights=tokens),
    "highest probability": lambda logits, tokens: _softmax(logits).max(axis=0),
    "first window alone": lambda logits, tokens: logits[0],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a checkpoint folder")
    parser.add_argument("data", type=Path, nargs="+")
    options = parser.parse_args()
    try:
        model = load_model(options.model)
        articles = [article for path in options.data for article in read_articles(path) if article.topic]
        measure(model, articles)
    except NewsclfError as error:
        sys.exit(f"error: {error}")


def measure(model: NewsModel, articles: Sequence[Article]) -> None:
    codec = require_codec(model)
    readers = [task for task in model.tasks.values() if task.reads_article]
    for size in HEADS:
        short = Codec(codec.tokenizer, size=size, overlap=0, headline=codec.headline)
        heads = [_logits(model, article_windows(readers, each, short)[:1])[0] for each in articles]
        _print(f"first {size} tokens", articles, heads, model)
    windows = [model.windows("topic", article) for article in articles]
    logits = [_logits(model, each) for each in windows]
    tokens = [np.array([window.count for window in each]) for each in windows]
    long = [place for place, each in enumerate(windows) if len(each) > 1]
    for name, combine in COMBINED.items():
        whole = [combine(each, counts) for each, counts in zip(logits, tokens, strict=True)]
        _print(name, articles, whole, model)
        _print(f"{name}, articles of several windows", [articles[at] for at in long], [whole[at] for at in long], model)


def _logits(model: NewsModel, windows: Sequence[Window]) -> Array:
    vectors = torch.from_numpy(pooled_vectors(model, "topic", windows)).to(model.device)
    with torch.inference_mode():
        return np.asarray(cast(TopicHead, model.heads["topic"]).classifier(vectors).cpu())


def _print(name: str, articles: Sequence[Article], scores: Sequence[Array], model: NewsModel) -> None:
    labels = model.tasks["topic"].labels
    predicted = [labels[int(each.argmax())] for each in scores]
    found = score_topics([str(article.topic) for article in articles], predicted, labels=labels)
    print(f"{name:55} {len(articles):4} articles  accuracy {found['accuracy']:.3f}  macro-F1 {found['macro_f1']:.3f}")


if __name__ == "__main__":
    main()
