"""Cut a file of x-stance into folds in which no question stands on both sides.

    python scripts/xstance_folds.py ../shared/data/stance/xstance_fr/valid.jsonl -o runs/xstance-data

writes ``{0..4}-{train,dev,test}.jsonl`` in the native format: a fold's test comments are those of a fifth of the
questions, its dev comments those of a seventh of the others.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from shared_data import write
from sklearn.model_selection import GroupKFold

from newsclf.data.corpora.xstance import article
from newsclf.data.reading import read_rows
from newsclf.errors import DataError, NewsclfError
from newsclf.schema import Article

DEV = 7
"""One in so many of the questions that are not tested on chooses the checkpoint."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="a JSONL file of x-stance")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write")
    parser.add_argument("--folds", type=int, default=5)
    options = parser.parse_args()
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        comments = np.array(read(options.source), dtype=object)
        questions = np.array([comment.stances[0].target for comment in comments])
        folds = GroupKFold(options.folds, shuffle=True, random_state=0).split(comments, groups=questions)
        for number, (rest, test) in enumerate(folds):
            inner = GroupKFold(DEV, shuffle=True, random_state=number).split(rest, groups=questions[rest])
            train, dev = next(inner)
            for name, places in (("train", rest[train]), ("dev", rest[dev]), ("test", test)):
                write(options.output / f"{number}-{name}.jsonl", comments[places])
    except (NewsclfError, OSError, ValueError) as error:
        sys.exit(f"error: {error}")


def read(path: Path) -> list[Article]:
    """The French comments of a file; DataError names the line that is none of x-stance."""
    found = []
    for where, row in read_rows(path):
        try:
            found.append(article(row, f"xstance:{row['id']}"))
        except (LookupError, TypeError) as error:
            raise DataError(f"{where}: not a row of x-stance: {error!r}") from error
    return [each for each in found if each is not None]


if __name__ == "__main__":
    main()
