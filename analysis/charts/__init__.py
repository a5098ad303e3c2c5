"""DataFrames → plotly figures and marked-up text; the palette."""

from analysis.charts.accuracy import accuracy_rows, calibration
from analysis.charts.arcs import actor_arc, arc_alt, tone_arc
from analysis.charts.compare import compared_actors, compared_arcs, compared_headlines
from analysis.charts.grids import matrix, strip
from analysis.charts.palette import COLORS, PALE, SPEAKERS, excerpt, markdown, plain
from analysis.charts.text import reader

__all__ = [
    "COLORS",
    "PALE",
    "SPEAKERS",
    "accuracy_rows",
    "actor_arc",
    "arc_alt",
    "calibration",
    "compared_actors",
    "compared_arcs",
    "compared_headlines",
    "excerpt",
    "markdown",
    "matrix",
    "plain",
    "reader",
    "strip",
    "tone_arc",
]
