"""A picture of stances summed up over many articles. Importing this module imports matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from newsclf.aggregation import StanceSummary
from newsclf.report.words import DIVIDED, NO_SPEAKER, STANCES

COLOURS = {"favor": "#1b7837", "against": "#b2182b", "divided": "#555555", "insufficient": "#999999"}
COUNTS = "pour / contre / sans position"
SHOWN = 30
"""Speakers drawn for a target: those that speak most often for or against it; the table has them all."""


def stance_picture(summaries: Sequence[StanceSummary]) -> str:
    """Means and their intervals by speaker as SVG, one panel a target; the same input gives the same picture.

    Beside each stand the counts (for / against / none). A speaker with too few positions has counts and no point.
    """
    targets = list(dict.fromkeys(summary.target for summary in summaries))
    panels = [[each for each in summaries if each.target == target][:SHOWN] for target in targets]
    heights = [len(panel) + 2 for panel in panels]
    with rc_context({"svg.hashsalt": "newsclf", "font.size": 8, "svg.fonttype": "none"}):
        figure = Figure(figsize=(7, 0.5 + 0.26 * sum(heights)), layout="constrained")
        axes = figure.subplots(max(1, len(panels)), 1, squeeze=False, height_ratios=heights or None)[:, 0]
        for place, panel in zip(axes, panels, strict=False):
            _panel(place, panel)
        drawn = StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None})
    return drawn.getvalue()


def _panel(axes: Axes, summaries: Sequence[StanceSummary]) -> None:
    axes.set_title(summaries[0].target, loc="left", fontweight="bold")
    axes.axvline(0, color="#cccccc", linewidth=0.8)
    for row, summary in enumerate(summaries):
        colour = COLOURS[summary.verdict]
        if summary.mean is not None and summary.low is not None and summary.high is not None:
            axes.plot([summary.low, summary.high], [row, row], color=colour, linewidth=1.5)
            axes.plot([summary.mean], [row], marker="o", markersize=4, color=colour)
        counts = f"{summary.favor} / {summary.against} / {summary.none}"
        axes.text(1.04, row, counts, va="center", color=colour)
    axes.set_yticks(range(len(summaries)), [summary.speaker_name or NO_SPEAKER for summary in summaries])
    axes.set_ylim(len(summaries) - 0.5, -0.5)
    axes.set_xlim(-1.02, 1.5)
    axes.set_xticks([-1, 0, 1], [STANCES["against"], DIVIDED, STANCES["favor"]])
    axes.text(1.04, -1, COUNTS, va="center", color="#555555")
    axes.spines["bottom"].set_bounds(-1, 1)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(left=False)
