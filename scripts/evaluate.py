"""Measure a model on a labelled split: `newsclf evaluate` as a script to read, copy and change.

python scripts/evaluate.py runs/quickstart sample --split test
"""

from __future__ import annotations

import argparse

from newsclf.checkpoints import load_by_task
from newsclf.data.dataset import load_split
from newsclf.evaluation.run import evaluate_models


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a checkpoint folder, or default")
    parser.add_argument("data", help="sample, a folder of splits, or a file")
    parser.add_argument("--split", default="test")
    options = parser.parse_args()
    for evaluation in evaluate_models(load_by_task([options.model]), load_split(options.data, options.split)):
        for figure, (low, high) in evaluation.model.intervals.items():
            print(f"{evaluation.task:8} {figure:28} {evaluation.model.scores[figure]:.3f}  [{low:.3f}, {high:.3f}]")


if __name__ == "__main__":
    main()
