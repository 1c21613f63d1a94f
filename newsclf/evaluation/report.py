"""The files of an evaluation: ``metrics.json``, ``report.md``, ``predictions.jsonl``, and pictures of confusions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsclf.data.writing import write_json, write_jsonl, write_text
from newsclf.errors import DataError
from newsclf.evaluation.evaluator import LEVEL, Calibration, SystemScores, TaskEvaluation
from newsclf.evaluation.tables import (
    Figure,
    confusion_table,
    figures_of,
    markdown_table,
    number,
    scores_table,
)
from newsclf.schema import ModelInfo
from newsclf.scores.coverage import Coverage

FEW = 5
"""Sources of fewer articles stand in ``metrics.json`` but not in the report: their figures say nothing."""

CONFUSED = ("topic", "stance")
"""The tasks of one label an item, which may be taken for another."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What was evaluated, on what, and by which command: enough to run it again."""

    model: ModelInfo
    data: str
    split: str
    data_hash: str
    command: str

    def to_json(self) -> dict[str, Any]:
        data = {"name": self.data, "split": self.split, "hash": self.data_hash}
        return {"model": self.model.to_json(), "data": data, "command": self.command}


def write_report(folder: str | Path, evaluations: Sequence[TaskEvaluation], *, provenance: Provenance) -> None:
    """Write the files into ``folder``, which is made if it is missing; each is whole or not there.

    DataError when the folder or a file cannot be written.
    """
    output = Path(folder)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{output}: cannot make this folder: {error.strerror}") from error
    tasks = {evaluation.task: evaluation.to_json() for evaluation in evaluations}
    for task in CONFUSED:  # those of an earlier report, which may have had other tasks, go
        (output / f"confusion-{task}.svg").unlink(missing_ok=True)
    for each in evaluations:
        if each.task in CONFUSED:
            write_text(output / f"confusion-{each.task}.svg", _picture(each))
    write_jsonl(output / "predictions.jsonl", (line for each in evaluations for line in each.lines))
    write_json(output / "metrics.json", {**provenance.to_json(), "tasks": tasks})
    write_text(output / "report.md", report_markdown(evaluations, provenance=provenance))


def _picture(evaluation: TaskEvaluation) -> str:
    from newsclf.evaluation.pictures import confusion_picture

    scores = evaluation.model.scores
    title = f"{evaluation.task}, {scores['items']} items"
    return confusion_picture(scores["labels"], scores["confusion"], title=title)


def report_markdown(evaluations: Sequence[TaskEvaluation], *, provenance: Provenance, details: bool = True) -> str:
    """The report as Markdown: where it comes from, then one section per task.

    Without ``details`` a section is the table of model and baselines alone, for a terminal.
    """
    head = [
        f"# Evaluation of {provenance.model.name} (version {provenance.model.version})",
        f"Data: `{provenance.data}`, split `{provenance.split}`, hash `{provenance.data_hash}`.",
        f"Command: `{provenance.command}`",
    ]
    sections = [section for evaluation in evaluations for section in _task_sections(evaluation, details=details)]
    return "\n\n".join([*head, *sections]) + "\n"


def _task_sections(evaluation: TaskEvaluation, *, details: bool) -> list[str]:
    scores = evaluation.model.scores
    items = _ITEMS.get(evaluation.task, "").format(**scores)
    sections = [f"## {evaluation.task}", f"{evaluation.articles} articles{items}.", _comparison(evaluation)]
    if evaluation.samples:
        sections.insert(2, _INTERVALS.format(level=LEVEL, samples=evaluation.samples))
    if not details:
        return sections
    sources = {name: found for name, found in evaluation.per_source.items() if found["articles"] >= FEW}
    if len(sources) > 1:
        sections += ["### By source", _by_source(evaluation, sources)]
    if evaluation.task == "quotes":
        sections += ["### By type", scores_table("type", scores["per_type"])]
    elif evaluation.task in CONFUSED:
        sections += ["### By label", scores_table("label", scores["per_label"])]
        picture = f"![confusion](confusion-{evaluation.task}.svg)"
        sections += ["### Confusion", _CONFUSION, picture, confusion_table(scores["labels"], scores["confusion"])]
    if evaluation.calibration:
        sections += ["### Calibration of the model", _calibration(evaluation.calibration)]
    if evaluation.coverage:
        sections += ["### Coverage and accuracy of the model", _COVERAGE, _coverage(evaluation.coverage)]
    return sections


_ITEMS = {
    "quotes": ", {items} gold quotes, {predicted} predicted, {matched} matched at IoU ≥ 0.8",
    "stance": ", {items} triples, {pairs} pairs of opposite targets",
}
_INTERVALS = (
    "In brackets: {level:.0%} intervals from {samples} bootstrap samples of articles. "
    "– stands where there was nothing to count."
)
_COVERAGE = "What is left, and how much of it is right, when answers under a least score are left out."
_CONFUSION = "Rows are gold, columns predicted; labels that occur on neither side are left out."


def _comparison(evaluation: TaskEvaluation) -> str:
    systems = (evaluation.model, *evaluation.baselines)
    figures = figures_of(evaluation.task, evaluation.model.scores)
    rows = [[figure.words, *(_cell(system, figure) for system in systems)] for figure in figures]
    errors = [system.calibration_error for system in systems]
    if any(error is not None for error in errors):
        cells = ["–" if error is None else number(error) for error in errors]
        rows.append(["calibration error (lower is better)", *cells])
    return markdown_table(["", *(system.name for system in systems)], rows)


def _by_source(evaluation: TaskEvaluation, sources: Mapping[str, Mapping[str, float]]) -> str:
    rows = [
        [figure.words, *(number(figures[figure.name]) for figures in sources.values())]
        for figure in figures_of(evaluation.task, evaluation.model.scores)
    ]
    header = (f"{source} ({figures['articles']} articles)" for source, figures in sources.items())
    return markdown_table(["", *header], rows)


def _cell(system: SystemScores, figure: Figure) -> str:
    if figure.over and not system.scores[figure.over]:
        return "–"
    value = number(system.scores[figure.name])
    if figure.name not in system.intervals:
        return value
    low, high = system.intervals[figure.name]
    return f"{value} [{number(low)}, {number(high)}]"


def _coverage(table: Sequence[Coverage]) -> str:
    rows = [
        [f"{row.min_score:.1f}", number(row.coverage), "–" if row.accuracy is None else number(row.accuracy)]
        for row in table
    ]
    return markdown_table(["least score", "answers left", "of these right"], rows)


def _calibration(calibration: Calibration) -> str:
    errors = [number(error) for error in (calibration.before, calibration.after, calibration.floor)]
    header = ["temperature", "calibration error before", "after", "of a perfectly calibrated model on so few"]
    return markdown_table(header, [[f"{calibration.temperature:.2f}", *errors]])
