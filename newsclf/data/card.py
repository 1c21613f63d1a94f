"""The card of a built dataset: README.md with the header that ``datasets.load_dataset`` reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsclf.data.audit import Audit
from newsclf.data.folder import HUB_SPLITS


@dataclass(frozen=True, slots=True)
class Card:
    """How a dataset came about; ``sources`` are file names, ``data_hash`` covers its splits in order."""

    audit: Audit
    sources: Sequence[str]
    split_by: str
    seed: int
    min_confidence: float
    data_hash: str

    def to_markdown(self) -> str:
        """YAML header (splits and their files), then the facts for people."""
        return "\n".join([*self._header(), *self._facts(), *self._counts(), *self._labelers(), *_FOOT])

    def _header(self) -> list[str]:
        held = [HUB_SPLITS[split] for split, articles in self.audit.splits.items() if articles]
        files = [line for name in held for line in (f"  - split: {name}", f"    path: data/{name}-*.parquet")]
        return [
            "---",
            "language:",
            "- fr",
            "tags:",
            "- newsclf",
            f"- {self.audit.task}",
            "configs:",
            "- config_name: default",
            "  data_files:",
            *files,
            "---",
            "",
        ]

    def _facts(self) -> list[str]:
        return [
            f"# French news labelled for the newsclf task `{self.audit.task}`",
            "",
            f"* Sources: {', '.join(f'`{name}`' for name in self.sources)}",
            f"* Split by {self.split_by}, seed {self.seed}; near-duplicates were removed before",
            f"* Smallest confidence kept: {self.min_confidence:g}",
            f"* Articles dropped: {len(self.audit.dropped)} (why: `audit.md`)",
            f"* Data hash: `{self.data_hash}`",
            "",
        ]

    def _counts(self) -> list[str]:
        rows = [f"| {HUB_SPLITS[split]} | {len(articles)} |" for split, articles in self.audit.splits.items()]
        return ["| split | articles |", "| --- | --- |", *rows, ""]

    def _labelers(self) -> list[str]:
        rows = [f"| {name} | {use.articles} | {use.confidence:.2f} |" for name, use in self.audit.labelers.items()]
        return ["| labeler | articles | mean confidence |", "| --- | --- | --- |", *rows, ""]


_FOOT = [
    "`gold` is an annotation that came with the article; the other labels come from rules and hold errors.",
    "Offsets are characters of `text`, end exclusive. The texts keep the licence of their sources.",
    "",
    "```python",
    "from datasets import load_dataset",
    "",
    'dataset = load_dataset("PATH/OF/THIS/FOLDER")',
    "```",
    "",
]
