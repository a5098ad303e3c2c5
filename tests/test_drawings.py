"""Are the still figures drawn where plotly would draw them, and is nothing left out in silence?"""

import re
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from analysis.charts import COLORS
from analysis.charts.palette import axes, marker
from analysis.report import draw

MARGIN = {"l": 50, "r": 50, "t": 20, "b": 40}


def elements(figure: go.Figure, tag: str) -> list[dict]:
    return [
        e.attrib | {"words": "".join(e.itertext())}
        for e in ElementTree.fromstring(draw(figure, "alt")).iter(f"{{http://www.w3.org/2000/svg}}{tag}")
    ]


def plot(*traces, **layout) -> go.Figure:
    """Traces on 700 × 240 units from (50, 20), x from 0 to 10 and y from −1 to +1."""
    figure = go.Figure(traces)
    figure.update_layout(height=300, margin=MARGIN, xaxis={"range": [0, 10]}, yaxis={"range": [-1, 1]}, **layout)
    return figure


def test_bars_stand_on_zero_in_their_colors():
    import pandas as pd

    figure = axes(3, "low", "high")
    figure.add_bar(x=[1, 2, 3], y=[1, -0.5, 0], marker=marker(pd.Series(["positive", "negative", "neutral"]), [1, 0.5, 1]))
    bars = [e for e in elements(figure, "rect") if e["fill"] in COLORS.values()]
    box = (26.0, 300 - 34.0)
    zero = sum(box) / 2
    assert [b["fill"] for b in bars] == [COLORS["positive"], COLORS["negative"], COLORS["neutral"]]
    assert (float(bars[0]["y"]), float(bars[0]["height"])) == (box[0], zero - box[0])
    assert (float(bars[1]["y"]), float(bars[1]["height"])) == (zero, (box[1] - zero) / 2)
    assert float(bars[2]["height"]) == 0
    centers = [float(b["x"]) + float(b["width"]) / 2 for b in bars]
    assert centers[1] - centers[0] == pytest.approx(centers[2] - centers[1], abs=0.2)
    assert [e["opacity"] for e in elements(figure, "g")] == ["1", "0.5", "1"]
    assert len(elements(figure, "path")) == 2  # the negative bar is hatched, the neutral one dotted, the positive one plain


def test_whiskers_end_at_the_axis():
    figure = plot(go.Bar(x=[5], y=[0.5], width=1, error_y={"type": "data", "array": [9], "arrayminus": [0.25], "color": "#123456"}))
    (whisker,) = [e for e in elements(figure, "line") if e["stroke"] == "#123456"]
    assert (whisker["x1"], whisker["y1"], whisker["y2"]) == ("400", "20", "110")


def test_a_line_breaks_where_a_value_is_missing():
    figure = plot(go.Scatter(x=[0, 1, 2, 3, 4], y=[0, 1, None, -1, 0], mode="lines", line={"dash": "dash", "width": 3}))
    (path,) = elements(figure, "path")
    assert path["d"] == "M50 140L120 20M260 260L330 140" and path["stroke-dasharray"] and path["stroke-width"] == "3"


def test_cells_take_their_place_in_the_scale_and_empty_ones_are_not_drawn():
    scale = [[0, "#000000"], [0.5, "#808080"], [1, "#ffffff"]]
    figure = go.Figure(go.Heatmap(x=[0, 1], y=[0, 1], z=[[-1, 1], [0, None]], zmin=-1, zmax=1, colorscale=scale))
    figure.update_layout(height=300, margin=MARGIN, yaxis={"range": [1.5, -0.5]})
    cells = elements(figure, "rect")[1:]
    assert [c["fill"] for c in cells] == ["#000000", "#ffffff", "#808080"]
    assert float(cells[0]["y"]) < float(cells[2]["y"]) and float(cells[0]["x"]) < float(cells[1]["x"])


def test_bands_lines_and_labels_are_drawn():
    figure = plot(go.Scatter(x=[1], y=[0], mode="markers", marker={"size": 8}), yaxis_title="score")
    figure.add_vrect(x0=2, x1=4, fillcolor="rgba(1,2,3,0.5)", line_width=0, layer="below")
    figure.add_vline(x=5, line={"color": "#aabbcc"}, label={"text": "shift"})
    figure.add_annotation(x=2, y=1, yref="paper", text="Part<br>one", showarrow=False, xanchor="left", yanchor="bottom")
    band = next(e for e in elements(figure, "rect") if e["fill"] == "rgb(1,2,3)")
    assert (band["x"], band["width"], band["y"], band["height"], band["fill-opacity"]) == ("190", "140", "20", "240", "0.5")
    (line,) = [e for e in elements(figure, "line") if e["stroke"] == "#aabbcc"]
    assert (line["x1"], line["x2"]) == ("400", "400")
    words = [e["words"] for e in elements(figure, "text")]
    assert {"shift", "Partone", "score"} <= set(words)
    (point,) = elements(figure, "circle")
    assert (point["cx"], point["cy"], point["r"]) == ("120", "140", "4")


def test_two_plots_stand_side_by_side():
    from plotly.subplots import make_subplots

    figure = make_subplots(1, 2)
    figure.add_bar(x=[1], y=[1], marker={"color": "#111111"}, row=1, col=1)
    figure.add_bar(x=[1], y=[1], marker={"color": "#222222"}, row=1, col=2)
    figure.update_layout(height=200, margin=MARGIN, showlegend=False)
    left, right = (next(e for e in elements(figure, "rect") if e["fill"] == fill) for fill in ("#111111", "#222222"))
    assert float(left["x"]) + float(left["width"]) < 400 < float(right["x"])


def test_long_labels_get_the_room_they_need():
    names = ["somebody with a very long name" for _ in range(3)]
    figure = plot(go.Scatter(x=[1], y=[0], mode="markers"))
    figure.update_yaxes(tickvals=[-0.5, 0, 0.5], ticktext=names)
    assert all(float(e["x"]) > 180 for e in elements(figure, "tspan") if e["words"] in names)


@pytest.mark.parametrize(
    ("figure", "what"),
    [
        (plot(go.Pie(values=[1])), "pie"),
        (plot(go.Bar(x=[1], y=[1], orientation="h")), "horizontal bars"),
        (plot(go.Bar(x=[1], y=[1]), showlegend=True), "a legend"),
        (go.Figure(go.Bar(x=[1], y=[1])), "no height"),
    ],
)
def test_what_cannot_be_drawn_is_refused(figure, what):
    with pytest.raises(ValueError, match=what):
        draw(figure, "alt")


def test_a_drawing_needs_no_style_and_no_script():
    figure = plot(go.Bar(x=[1], y=[1]))
    assert not re.search(r"style|script|href|url\(", draw(figure, "alt"))
