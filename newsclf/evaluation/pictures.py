"""Pictures of an evaluation. Importing this module imports matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from newsclf.labels import topic_name

DARK = 0.5
"""The share of a row from which on a cell is so dark that its number is written in white."""


def confusion_picture(labels: Sequence[str], matrix: Sequence[Sequence[int]], *, title: str) -> str:
    """A confusion matrix as SVG: gold in rows, predictions in columns, each row coloured by its shares.

    ``matrix`` [labels, labels] holds counts; labels that occur on neither side are left out. The same input gives the
    same picture.
    """
    counts = np.asarray(matrix)
    used = np.flatnonzero(counts.sum(axis=0) + counts.sum(axis=1))
    counts = counts[np.ix_(used, used)]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    names = [topic_name(labels[place]) for place in used.tolist()]
    size = 3.2 + 0.36 * len(used)
    with rc_context({"svg.hashsalt": "newsclf", "font.size": 8, "svg.fonttype": "none"}):
        figure = Figure(figsize=(size, size), layout="constrained")
        axes = figure.add_subplot()
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        axes.set_xticks(range(len(used)), names, rotation=45, ha="right", rotation_mode="anchor")
        axes.set_yticks(range(len(used)), names)
        axes.set_xlabel("predicted")
        axes.set_ylabel("gold")
        axes.set_title(title)
        for row, column in np.argwhere(counts):
            colour = "white" if shares[row, column] > DARK else "black"
            axes.text(column, row, str(counts[row, column]), ha="center", va="center", color=colour)
        drawn = StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None})
    return drawn.getvalue()
