"""Public corpora by name, fetched from the Hugging Face Hub: one file per corpus, whose ``CORPUS`` says where it lies.

``load_split("masakhanews", "train")``, and so ``data.train: masakhanews`` in a configuration, reads one. Someone
without a network names a folder of the same files instead, with ``columns`` for their fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from newsclf.errors import ConfigError, DataError
from newsclf.schema import Article


@dataclass(frozen=True, slots=True)
class Corpus:
    """Where a corpus lies on the Hub and how one of its rows becomes an article.

    ``files`` are those of ``repository`` at ``revision``, by split (train, dev, test). ``article`` gets a row, with the
    names of its labels in place of their numbers, and the row's identity; None leaves the row out. ``licence`` is what
    the corpus's card says.
    """

    name: str
    repository: str
    revision: str | None
    files: Mapping[str, str]
    licence: str
    article: Callable[[Mapping[str, Any], str], Article | None]


def corpora() -> dict[str, Corpus]:
    """The corpora by name."""
    from newsclf.data.corpora import masakhanews, sib200, xstance

    return {corpus.name: corpus for corpus in (masakhanews.CORPUS, sib200.CORPUS, xstance.CORPUS)}


def load_corpus(corpus: Corpus, split: str, *, repository: str | None = None) -> list[Article]:
    """The articles of one split, in their order; ``repository`` names another copy of it, on the Hub or in a folder.

    Raises ConfigError for a split that the corpus lacks, DataError when it cannot be fetched or read.
    """
    from datasets import ClassLabel, load_dataset

    if split not in corpus.files:
        raise ConfigError(f"{corpus.name}: no split {split!r}; there is: {', '.join(corpus.files)}")
    place, revision = (repository, None) if repository else (corpus.repository, corpus.revision)
    try:
        rows = load_dataset(place, data_files={split: corpus.files[split]}, revision=revision, split=split)
    except (OSError, ValueError, RuntimeError) as error:  # what datasets and the Hub raise, down to a bad connection
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(
            f"{corpus.name}: cannot be loaded from {place}: {reason}; without a network name a folder of its files "
            "as data.train and data.validation, with data.columns for their fields"
        ) from error
    names = {key: kind.int2str for key, kind in rows.features.items() if isinstance(kind, ClassLabel)}
    found = (
        corpus.article(
            {key: names[key](value) if key in names else value for key, value in row.items()},
            f"{corpus.name}/{split}:{number}",
        )
        for number, row in enumerate(rows)
    )
    return [article for article in found if article is not None]
