"""Colors, margins and axes that all figures share, and the two places where an article's text is made harmless.

Article text enters a figure only through `plain` and a Streamlit label only through `markdown`.
"""

import html
import re
import textwrap

import pandas as pd
import plotly.graph_objects as go

from analysis.narrative import SIGNS, shown_label

# Orange, blue and grey: at least 3:1 on white and on near-black, and apart for every kind of colour blindness (Machado et al. 2009).
COLORS = {"negative": "#C8601A", "neutral": "#7D7D7D", "positive": "#3B82C4"}
SPEAKERS = ("#8A5FBF", "#2E8B6F", "#B8860B", "#C2457B", "#4C7A99", "#7A6A4F")  # of voices, always beside the name
GREY = "rgba(128,128,128,{})"
MARGIN = {"l": 46, "r": 10, "t": 26, "b": 34}
EXCERPT = 160
PALE = 0.5  # opacity of bars that rest on few cues or whose label is unclear


def plain(text: str) -> str:
    """Text for plotly, which reads some HTML and, in exports, formulas."""
    return html.escape(str(text)).replace("$", "&#36;")


def markdown(text: str) -> str:
    """Text for Streamlit's labels and Markdown: no mark of it is read as markup."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:&=^])", r"\\\1", re.sub(r"[\x00-\x1f\x7f]", " ", str(text)))


def excerpt(text: str) -> str:
    """The beginning of a text, in short lines, for a hover."""
    short = textwrap.shorten(text, EXCERPT, placeholder=" …")
    return "<br>".join(plain(line) for line in textwrap.wrap(short, 56))


def axes(paragraphs: int, lowest: str, highest: str) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        height=300, margin=MARGIN, bargap=0.25, showlegend=False, dragmode=False, hovermode="closest", hoverlabel={"align": "left"}
    )
    figure.update_yaxes(
        range=[-1, 1],
        tickvals=[-1, -0.5, 0, 0.5, 1],
        ticktext=[f"−1<br>{lowest}", "−0.5", "0", "+0.5", f"+1<br>{highest}"],
        fixedrange=True,
        zeroline=True,
        zerolinewidth=2,
        zerolinecolor=GREY.format(0.8),
        gridcolor=GREY.format(0.15),
    )
    figure.update_xaxes(title="paragraph", range=[0.4, paragraphs + 0.6], dtick=step(paragraphs), fixedrange=True, showgrid=False)
    return figure


def step(paragraphs: int) -> int:
    return 1 if paragraphs <= 24 else 5 if paragraphs <= 100 else 20


def marker(labels: pd.Series, opacity: list[float], outlined: bool = False) -> dict:
    shapes = {"negative": "/", "neutral": ".", "positive": ""}
    return {
        "color": [COLORS[label] for label in labels],
        "opacity": opacity,
        "line": {"width": 1.5 if outlined else 0, "color": GREY.format(0.9)},
        "pattern": {
            "shape": [shapes[label] for label in labels],
            "fillmode": "overlay",
            "solidity": 0.22,
            "fgcolor": "rgba(255,255,255,0.7)",
        },
    }


def whiskers(value: pd.Series, low: pd.Series, high: pd.Series) -> dict:
    above, below = (high - value).astype(float).tolist(), (value - low).astype(float).tolist()
    return {"type": "data", "array": above, "arrayminus": below, "color": GREY.format(0.45), "thickness": 1, "width": 0}


def focus_band(figure: go.Figure, focus: int) -> None:
    if focus:
        figure.add_vrect(x0=focus - 0.5, x1=focus + 0.5, fillcolor=GREY.format(0.3), line_width=0, layer="below")


def sign(label: str, confidence: float) -> str:
    return "?" if shown_label(label, confidence) == "unclear" else SIGNS[label]
