"""x-stance, its French part: answers of candidates to political questions, for or against (Vamvas & Sennrich 2020,
"X-Stance: A Multilingual Multi-Target Dataset for Stance Detection").

A comment is the candidate's own voice, so its stance is the article's own, and the question is the target. The licence
forbids commercial use: nothing that comes with the package is trained on it, and models trained on it are bound by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsclf.data.corpora import Corpus
from newsclf.schema import Article, Stance, StanceLabel

LABELS: dict[str, StanceLabel] = {"FAVOR": "favor", "AGAINST": "against"}


def article(row: Mapping[str, Any], identity: str) -> Article | None:
    """A comment with its stance, None for one that is not French; a row without ``language`` is taken as French."""
    if row.get("language", "fr") != "fr":
        return None
    stance = Stance(row["question"], LABELS[row["label"]])
    return Article(row["comment"], id=identity, source="x-stance", quotes=(), stances=(stance,))


CORPUS = Corpus(
    name="xstance",
    repository="ZurichNLP/x_stance",
    revision="refs/convert/parquet",  # its main branch is a loading script
    files={
        "train": "default/train/*.parquet",
        "dev": "default/validation/*.parquet",
        "test": "default/test/*.parquet",
    },
    licence="CC BY-NC 4.0",
    article=article,
)
