"""Measure speed and memory of the package's model on the sample corpus: `make bench`.

python scripts/benchmark.py --articles 200 --model default
"""

from __future__ import annotations

import argparse
import itertools
import platform
import resource
import time

import torch

from newsclf.data.dataset import load_split
from newsclf.predict import Analyzer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="default", help="a checkpoint folder, or default")
    parser.add_argument("--articles", type=int, default=100, help="how many articles to read")
    parser.add_argument("--target", action="append", default=[], help="ask stances towards this as well")
    options = parser.parse_args()

    start = time.perf_counter()
    analyzer = Analyzer.from_pretrained(options.model)
    print(f"loading              {time.perf_counter() - start:8.2f} s")

    corpus = [article for split in ("train", "dev", "test") for article in load_split("sample", split)]
    articles = list(itertools.islice(itertools.cycle(corpus), options.articles))
    words = sum(len(article.text.split()) for article in articles)
    analyzer.analyze(articles[0], targets=options.target)  # the first call sets up the kernels

    start = time.perf_counter()
    found = sum(len(analysis.quotes) for analysis in analyzer.stream(articles, targets=options.target))
    seconds = time.perf_counter() - start
    print(
        f"articles             {len(articles):8d}   ({words / len(articles):.0f} words each, {found} quotations found)"
    )
    print(f"articles per second  {len(articles) / seconds:8.2f}")
    print(f"words per second     {words / seconds:8.0f}")
    print(f"peak memory          {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MiB")
    print(f"on {platform.machine()}, {torch.get_num_threads()} threads, torch {torch.__version__}")


if __name__ == "__main__":
    main()
