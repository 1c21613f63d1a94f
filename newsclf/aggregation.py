"""Stance summed up over many articles: how often each speaker speaks for and against each target.

A position is counted only where one is taken: ``none`` is a class of its own, shown beside and never counted as
opposition. The mean is that of +1 for favor and -1 for against. Its interval is Wilson's for the share of favor (Wilson
1927), which stays wide where there is little to count; it takes quotations as independent, so copies of one wire
story make it look surer than it is: leave them out before (``newsclf build`` finds them).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from newsclf.data.writing import atomic_write
from newsclf.errors import ConfigError, DataError
from newsclf.labels import STANCES
from newsclf.schema import Analysis

MINIMUM = 5
"""Positions under which a speaker's stance towards a target is called insufficient."""

LEVEL = 0.95
TABLES = (".csv", ".parquet")
Verdict = Literal["favor", "against", "divided", "insufficient"]
Position = tuple[str, "str | None", str, str]
"""Article, speaker's name (None: nobody can be told, or the article's own voice), target, label."""


@dataclass(frozen=True, slots=True)
class StanceSummary:
    """One speaker's stance towards one target over many articles.

    ``articles`` is where it was asked; ``favor``, ``against`` and ``none`` count answers. ``mean`` is in [-1, 1] with
    its interval ``low``, ``high``, all null where favor and against are fewer than the minimum: then ``verdict`` is
    ``insufficient``. Else it is ``favor`` or ``against`` where the interval has 0 outside, ``divided`` where not.
    """

    speaker_name: str | None
    target: str
    articles: int
    favor: int
    against: int
    none: int
    mean: float | None
    low: float | None
    high: float | None
    verdict: Verdict


def summarize(analyses: Iterable[Analysis], *, minimum: int = MINIMUM, min_score: float = 0.0) -> list[StanceSummary]:
    """The stances of many analyses by speaker and target: targets by name, those who take most positions first.

    Stances with a score under ``min_score`` are left out. Speakers are told apart by the name that their article gives.
    Raises ConfigError for a ``minimum`` under 1.
    """
    positions = (
        (analysis.id, stance.speaker_name, stance.target, stance.label)
        for analysis in analyses
        for stance in analysis.stances
        if stance.score >= min_score
    )
    return _summarize(positions, minimum=minimum)


def summarize_file(path: str | Path, *, minimum: int = MINIMUM, min_score: float = 0.0) -> list[StanceSummary]:
    """As :func:`summarize`, of a file that ``newsclf predict`` wrote; DataError names the line that is none of its."""
    return _summarize(_positions(Path(path), min_score), minimum=minimum)


def write_table(path: str | Path, summaries: Sequence[StanceSummary]) -> None:
    """Write one row a summary as CSV or Parquet, by the ending of ``path``, whole or not at all.

    Raises ConfigError for another ending, DataError when it cannot be written.
    """
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    table = pa.Table.from_pylist([asdict(summary) for summary in summaries], schema=pa.schema(_columns(pa)))
    write = pyarrow.csv.write_csv if check_table(path) == ".csv" else pyarrow.parquet.write_table
    with atomic_write(path, binary=True) as file:
        write(table, file)


def check_table(path: str | Path) -> str:
    """The ending of a table's path; ConfigError when it is none that can be written."""
    if (ending := Path(path).suffix) not in TABLES:
        raise ConfigError(f"{path}: a table of stances ends in {' or '.join(TABLES)}")
    return ending


def check_minimum(minimum: int) -> None:
    """ConfigError for a minimum of positions under 1."""
    if minimum < 1:
        raise ConfigError(f"minimum: at least one position is needed for a mean, got {minimum}")


def _columns(pa: Any) -> list[tuple[str, Any]]:
    words, counts, figures = (
        ("speaker_name", "target"),
        ("articles", "favor", "against", "none"),
        ("mean", "low", "high"),
    )
    kinds = [(words, pa.string()), (counts, pa.int64()), (figures, pa.float64()), (("verdict",), pa.string())]
    return [(name, kind) for names, kind in kinds for name in names]


def _positions(path: Path, min_score: float) -> Iterator[Position]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    row = json.loads(line)
                    stances = [each for each in row["stances"] if each["score"] >= min_score]
                    yield from ((row["id"], each["speaker_name"], each["target"], each["label"]) for each in stances)
                except (ValueError, LookupError, TypeError) as error:
                    raise DataError(f"{path}:{number}: not a line that `newsclf predict` wrote: {error!r}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error


def _summarize(positions: Iterable[Position], *, minimum: int) -> list[StanceSummary]:
    check_minimum(minimum)
    labels: dict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    articles: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for article, speaker, target, label in positions:
        labels[target, speaker][label] += 1
        articles[target, speaker].add(article)
    found = [
        _summary(speaker, target, counts, articles=len(articles[target, speaker]), minimum=minimum)
        for (target, speaker), counts in labels.items()
    ]
    return sorted(found, key=lambda each: (each.target, -each.favor - each.against, each.speaker_name or ""))


def _summary(speaker: str | None, target: str, counts: Counter[str], *, articles: int, minimum: int) -> StanceSummary:
    from scipy.stats import binomtest

    favor, against, none = (counts[label] for label in STANCES)
    taken = favor + against
    shown = (speaker, target, articles, favor, against, none)
    if taken < minimum:
        return StanceSummary(*shown, None, None, None, "insufficient")
    share = binomtest(favor, taken).proportion_ci(LEVEL, method="wilson")
    low, high = 2 * float(share.low) - 1, 2 * float(share.high) - 1
    verdict: Verdict = "favor" if low > 0 else "against" if high < 0 else "divided"
    return StanceSummary(*shown, (favor - against) / taken, low, high, verdict)
