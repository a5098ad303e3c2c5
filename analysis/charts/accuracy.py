"""How right is the tool: the measured figures as a table and a curve."""

import pandas as pd
import plotly.graph_objects as go

from analysis.charts.palette import COLORS, GREY, MARGIN


def accuracy_rows(measured: dict) -> pd.DataFrame:
    """A row for each figure of data/accuracy.json: the task, the measure, our figure with its interval, baselines, published figures, the data."""
    rows = []
    for task in measured["tasks"].values():
        for name, figure in task["figures"].items():
            beside = [
                f"{what.removeprefix(name).strip(', ')}: {value}" for what, value in task["baselines"].items() if what.startswith(name)
            ]
            rows.append(
                {
                    "task": task["what"],
                    "measure": name,
                    "ours": f"{figure['value']}" + ("" if figure["low"] is None else f" ({figure['low']}–{figure['high']})"),
                    "baselines": "; ".join(beside),
                    "published": "; ".join(f"{who}: {value}" for who, value in task["anchors"].items()),
                    "measured on": task["domain"],
                }
            )
    return pd.DataFrame(rows)


def calibration(task: dict) -> go.Figure:
    """Confidence against the share that is right, and the diagonal on which the two agree."""
    points = task["calibration"]
    figure = go.Figure(go.Scatter(x=[0, 100], y=[0, 100], mode="lines", line={"dash": "dash", "color": GREY.format(0.8)}, hoverinfo="skip"))
    figure.add_scatter(
        x=[p["confidence"] for p in points],
        y=[p["right"] for p in points],
        mode="markers+lines",
        marker={"size": 9, "color": COLORS["positive"]},
    )
    figure.update_layout(height=300, margin=MARGIN, showlegend=False, dragmode=False)
    figure.update_xaxes(title="confidence, %", range=[20, 100], fixedrange=True)
    figure.update_yaxes(title="right, %", range=[20, 100], fixedrange=True)
    return figure
