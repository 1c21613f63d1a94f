"""Check annotated files in the native format and print what they hold and what is wrong with them.

    python scripts/check_corpus.py newsclf/data/sample/{train,dev,test}.jsonl

Files given together are taken for the splits of one corpus: no id, story or near-duplicate may stand on two
sides. The exit code is 1 when there is an error (with --strict: or a warning).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from newsclf.data.checking import Counts, Report, check_files
from newsclf.data.hard_cases import HARD_CASES
from newsclf.labels import QUOTE_TYPES, STANCES, TOPICS


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE", help="native annotated files (.jsonl, .json, …)")
    parser.add_argument("--strict", action="store_true", help="exit 1 on warnings too")
    parser.add_argument("--cases", action="store_true", help="list the articles that hold each hard case")
    options = parser.parse_args(arguments)

    report = check_files(options.files)
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    console.print(counts_table(report))
    if options.cases:
        console.print(cases_table(report))
    for problem in report.problems:
        console.print(f"{problem.where}: {problem.level}: {problem.message}", markup=False, soft_wrap=True)
    console.print(f"{len(report.errors)} errors, {len(report.warnings)} warnings")
    return 1 if report.errors or (options.strict and report.warnings) else 0


def counts_table(report: Report) -> Table:
    """One column per file and, for several, their total; one row per thing counted."""
    columns = [numbers(counts) for counts in report.counts.values()]
    table = Table("", *(Path(file).name for file in report.counts))
    if len(columns) > 1:
        table.add_column("total")
        columns.append({name: sum(column[name] for column in columns) for name in columns[0]})
    for column in table.columns[1:]:
        column.justify = "right"
    for name in columns[0]:
        table.add_row(name, *(f"{column[name]:,}" for column in columns))
    return table


def numbers(counts: Counts) -> dict[str, int]:
    """The counts of one file by the name of their row."""
    return {
        "articles": counts.articles,
        "words": counts.words,
        "quotes": counts.quotes.total(),
        **{f"  {kind}": counts.quotes[kind] for kind in QUOTE_TYPES},
        "stances": counts.stances.total(),
        **{f"  {label}": counts.stances[label] for label in STANCES},
        "quotes with opposite targets": counts.opposite_pairs,
        **{f"{label} {name}": counts.topics[label] for label, name in TOPICS.items()},
    }


def cases_table(report: Report) -> Table:
    """The ids of the articles that hold each hard case, by file."""
    table = Table("hard case", *(Path(file).name for file in report.counts), show_lines=True)
    for case in HARD_CASES:
        table.add_row(case, *(", ".join(c.hard_cases.get(case, ())) for c in report.counts.values()))
    return table


if __name__ == "__main__":
    sys.exit(main())
