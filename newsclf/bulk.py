"""Many articles from file to file: in constant memory, in order, and resumed after an interruption.

Lines go to ``OUT.part``, which takes the name ``OUT`` once all are there. ``OUT.part.json`` says which models
and options the lines come from, so a second run goes on only where it would write the same.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from newsclf.data.writing import write_json
from newsclf.errors import ConfigError, DataError
from newsclf.inference import current_precision
from newsclf.predict import Analyzer
from newsclf.schema import Article


@dataclass(frozen=True, slots=True)
class BulkOutput:
    """The output file of a bulk prediction, and the part of it that is there so far."""

    path: Path
    settings: dict[str, Any]

    @property
    def part(self) -> Path:
        return self.path.with_name(self.path.name + ".part")

    @property
    def sidecar(self) -> Path:
        return self.path.with_name(self.path.name + ".part.json")

    def resume(self) -> list[str]:
        """The ids of the articles already written whole, in order; a line that was cut is dropped.

        Raises ConfigError when OUT is finished already, or the part was written with other models or options;
        DataError when the folder of OUT cannot be made.
        """
        if self.path.exists():
            raise ConfigError(f"{self.path} is there already; choose another -o, or remove it")
        if not self.part.exists():
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise DataError(f"{self.path.parent}: cannot be made a folder: {error.strerror}") from error
            write_json(self.sidecar, self.settings)
            return []
        if not self.sidecar.exists() or json.loads(self.sidecar.read_text(encoding="utf-8")) != self.settings:
            raise ConfigError(
                f"{self.part} was written with other models or options; remove it to start again, or choose another -o"
            )
        return self._keep_whole_lines()

    def _keep_whole_lines(self) -> list[str]:
        ids, whole = [], 0
        with self.part.open("rb") as file:
            for line in file:
                try:
                    row = json.loads(line) if line.endswith(b"\n") else None
                except ValueError:  # a power cut may leave zeros where the line should be
                    row = None
                if row is None:
                    break
                whole += len(line)
                ids.append(row["id"])
        os.truncate(self.part, whole)
        return ids

    def finish(self) -> None:
        os.replace(self.part, self.path)
        self.sidecar.unlink(missing_ok=True)


def predict_file(
    analyzer: Analyzer,
    articles: Iterator[Article],
    *,
    output: Path,
    targets: Sequence[str] = (),
    min_score: float = 0.0,
) -> Iterator[int]:
    """Write one JSON analysis per article to ``output``; yields the number done so far after each.

    Raises DataError when the disk is full or ``articles`` are not those of the interrupted run; what was
    written stays in ``OUT.part``, and the same call goes on from there.
    """
    destination = BulkOutput(output, _settings(analyzer, targets, min_score))
    done = destination.resume()
    _skip(articles, done, destination.part)
    if done:
        yield len(done)
    count = len(done)
    try:
        with destination.part.open("a", encoding="utf-8", newline="\n") as file:
            for analysis in analyzer.stream(articles, targets=targets, min_score=min_score):
                file.write(json.dumps(analysis.to_json(), ensure_ascii=False) + "\n")
                file.flush()
                count += 1
                yield count
            os.fsync(file.fileno())
    except OSError as error:
        raise DataError(
            f"{output}: {error.strerror or error}; {count} articles are safe in {destination.part}, "
            "run the same command again to go on"
        ) from error
    destination.finish()


def _settings(analyzer: Analyzer, targets: Sequence[str], min_score: float) -> dict[str, Any]:
    model = {"model": analyzer.info.to_json(), "weights": analyzer.fingerprint()}
    return {**model, "targets": list(targets), "min_score": min_score, "precision": current_precision()}


def _skip(articles: Iterator[Article], done: Sequence[str], part: Path) -> None:
    """Pass over the articles that are done, making sure that they are the same ones."""
    skipped = [article.id for article in islice(articles, len(done))]
    for place, (now, then) in enumerate(zip(skipped, done, strict=False)):
        if now != then:
            raise DataError(f"{part}: line {place + 1} is article {then!r}, but the input has {now!r} there; remove it")
    if len(skipped) < len(done):
        raise DataError(f"{part} holds {len(done)} articles, but the input has only {len(skipped)}; remove it")
