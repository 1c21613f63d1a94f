"""Markdown tables of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsclf.labels import TOPICS


@dataclass(frozen=True, slots=True)
class Figure:
    """A scalar score: its key, its name for readers, and the key of the count that it is a share of."""

    name: str
    words: str
    over: str | None = None


_FIGURES = {
    "topic": (
        Figure("accuracy", "accuracy"),
        Figure("macro_f1", "macro-F1 (labels in gold)"),
        Figure("top2_accuracy", "main topic among the two likeliest"),
        Figure("carried_f1", "micro-F1 of all topics carried", "several"),
    ),
    "quotes": (
        Figure("f1", "content F1 (IoU ≥ 0.8)"),
        Figure("precision", "content precision (IoU ≥ 0.8)"),
        Figure("recall", "content recall (IoU ≥ 0.8)"),
        Figure("exact_f1", "content F1, exact"),
        Figure("joint_f1", "joint F1 (content and name)"),
        Figure("name_accuracy", "resolved name, on matched", "matched"),
        Figure("speaker_accuracy", "speaker mention, on matched", "matched"),
        Figure("speaker_exact_accuracy", "speaker mention, exact span", "matched"),
        Figure("speaker_overlap_accuracy", "speaker mention, any overlap", "matched"),
        Figure("cue_accuracy", "cue, exact span, on matched", "matched"),
        Figure("type_accuracy", "type, on matched", "matched"),
    ),
    "stance": (
        Figure("macro_f1", "macro-F1 (favor, against, none)", "items"),
        Figure("favor_against_f1", "favor/against F1", "items"),
        Figure("accuracy", "accuracy", "items"),
        Figure("opposite_pairs", "opposite targets, both right", "pairs"),
    ),
}


def figures_of(task: str, scores: Mapping[str, Any]) -> tuple[Figure, ...]:
    """The figures of a task in the order of reports; of a user's own task, every scalar of its ``scores``."""
    scalars = (name for name, value in scores.items() if isinstance(value, (int, float)))
    return _FIGURES.get(task) or tuple(Figure(name, name) for name in scalars)


def number(value: float) -> str:
    """A score with three decimals."""
    return f"{value:.3f}"


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A pipe table, first column to the left and the others to the right; bars in cells are escaped."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    lines = [[cell.replace("|", "\\|") for cell in row] for row in (header, *rows)]
    lines.insert(1, rule)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def scores_table(what: str, scores: Mapping[str, Mapping[str, float]]) -> str:
    """Precision, recall, F1 and support by label; labels that gold does not hold stay out."""
    rows = [
        [_label(label), *(number(each[name]) for name in ("precision", "recall", "f1")), f"{each['support']}"]
        for label, each in scores.items()
        if each["support"]
    ]
    return markdown_table([what, "precision", "recall", "F1", "support"], rows)


def confusion_table(labels: Sequence[str], matrix: Sequence[Sequence[int]]) -> str:
    """Gold in rows, predictions in columns, without the labels that occur on neither side."""
    used = [place for place in range(len(labels)) if any(matrix[place]) or any(row[place] for row in matrix)]
    rows = [[_label(labels[row]), *(str(matrix[row][column]) for column in used)] for row in used]
    return markdown_table(["gold \\ predicted", *(_short(labels[column]) for column in used)], rows)


def _label(label: str) -> str:
    return f"{TOPICS[label]} ({_short(label)})" if label in TOPICS else label


def _short(label: str) -> str:
    """``medtop:16000000`` as 16: the tables have a column per label."""
    return label.removeprefix("medtop:")[:2] if label in TOPICS else label
