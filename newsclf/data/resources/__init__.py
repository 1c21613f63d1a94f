"""The hand-written tables that the labelers read, as TSV files beside this module."""

from __future__ import annotations

import csv
from importlib.resources import files

from newsclf.errors import DataError


def read_tsv(name: str) -> list[dict[str, str]]:
    """The rows of ``name`` (such as ``"cue_verbs.tsv"``) by column; DataError when a row has not one value per column.

    The first line names the columns; blank lines and lines that start with ``#`` are left out; nothing is
    quoted, so that a value may hold quotation marks.
    """
    resource = files(__name__).joinpath(name)
    if not resource.is_file():
        raise DataError(f"newsclf has no table {name!r}")
    lines = resource.read_text(encoding="utf-8").splitlines()
    kept = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not kept:
        return []
    values = csv.reader((line for _, line in kept), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = next(values)
    rows = []
    for (number, _), row in zip(kept[1:], values, strict=True):
        if len(row) != len(columns):
            raise DataError(f"{name}:{number}: expected {len(columns)} values ({', '.join(columns)}), got {len(row)}")
        rows.append(dict(zip(columns, row, strict=True)))
    return rows
