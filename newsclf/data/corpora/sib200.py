"""SIB-200, French: single sentences under seven topics (Adelani et al. 2024, "SIB-200: A Simple, Inclusive, and Big
Evaluation Dataset for Topic Classification in 200+ Languages and Dialects")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsclf.data.corpora import Corpus
from newsclf.schema import Article


def _article(row: Mapping[str, Any], identity: str) -> Article:
    return Article(row["text"], id=identity, source="sib-200", topic=row["category"])


CORPUS = Corpus(
    name="sib200",
    repository="Davlan/sib200",
    revision=None,
    files={
        "train": "data/fra_Latn/train.tsv",
        "dev": "data/fra_Latn/dev.tsv",
        "test": "data/fra_Latn/test.tsv",
    },
    licence="CC BY-SA 4.0",
    article=_article,
)
