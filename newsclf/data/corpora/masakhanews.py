"""MasakhaNEWS, French: BBC Afrique articles under five topics (Adelani et al. 2023, "MasakhaNEWS: News Topic
Classification for African languages")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsclf.data.corpora import Corpus
from newsclf.schema import Article


def _article(row: Mapping[str, Any], identity: str) -> Article:
    return Article(
        row["text"],
        id=identity,
        headline=row["headline"] or "",
        source="bbc-afrique",
        url=row.get("url"),
        topic=row["label"],
    )


CORPUS = Corpus(
    name="masakhanews",
    repository="masakhane/masakhanews",
    revision="refs/convert/parquet",  # its main branch is a loading script, which `datasets` has given up
    files={
        "train": "fra/train/*.parquet",
        "dev": "fra/validation/*.parquet",
        "test": "fra/test/*.parquet",
    },
    licence="AFL-3.0",
    article=_article,
)
