"""Articles side by side: their tone from beginning to end, headline against body, and the actors they share. All take the tables of a comparison."""

import textwrap

import pandas as pd
import plotly.graph_objects as go

from analysis.charts.palette import COLORS, GREY, PALE, excerpt, marker, plain, whiskers
from analysis.narrative import FEW_CUES, SIGNS, UNCLEAR, Tables, shown_label, signed

PANEL, GAP = 130, 34  # pixels of an article's tone arc, and between two of them
ROW = 22  # pixels of a line of figures
MOST_ACTORS = 6
VOICES = {"author": "the author", "quoted": "others"}


def compared_arcs(tables: Tables) -> go.Figure:
    """A tone arc per article, one under the other, from 0 to 100 % of its length; a bar is as wide as its paragraph is long."""
    articles, rows = tables["compared_articles"], tables["compared_paragraphs"]
    height = len(articles) * (PANEL + GAP)
    figure = go.Figure()
    for i, article in enumerate(articles.itertuples()):
        part, number = rows[rows["article"] == article.article], "" if i == 0 else str(i + 1)
        top = 1 - (i * (PANEL + GAP) + GAP) / height
        figure.add_bar(
            x=(part["from_percent"] + part["to_percent"]) / 2,
            y=part["tone"],
            width=part["to_percent"] - part["from_percent"],
            yaxis=f"y{number}",
            marker=marker(part["label"], [PALE if few else 1.0 for few in (part["cues"] < FEW_CUES) | (part["confidence"] < UNCLEAR)]),
            error_y=whiskers(part["tone"], part["tone_low"], part["tone_high"]),
            hovertext=[_arc_hover(article.letter, r) for r in part.itertuples()],
            hoverinfo="text",
        )
        figure.update_traces(marker_line={"width": 1, "color": GREY.format(0.9)}, selector={"yaxis": f"y{number}"})
        figure.update_layout(
            {
                f"yaxis{number}": {
                    "domain": [max(0.0, top - PANEL / height), top],
                    "anchor": "x",
                    "range": [-1, 1],
                    "tickvals": [-1, 0, 1],
                    "ticktext": ["−1 harsh", "0", "+1 warm"],
                    "title": {"text": f"<b>{article.letter}</b>"},
                    "fixedrange": True,
                    "zeroline": True,
                    "zerolinewidth": 2,
                    "zerolinecolor": GREY.format(0.8),
                    "gridcolor": GREY.format(0.15),
                }
            }
        )
        figure.add_annotation(
            text=f"<b>{article.letter}</b> {plain(textwrap.shorten(article.headline or article.article, 90, placeholder=' …'))}",
            x=0,
            y=top,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            font={"size": 12},
        )
    figure.update_layout(
        height=height + 44, margin={"l": 86, "r": 10, "t": 0, "b": 44}, bargap=0, showlegend=False, dragmode=False, hovermode="closest"
    )
    figure.update_xaxes(
        title="part of the article, %", range=[0, 100], dtick=25, fixedrange=True, showgrid=False, zeroline=False, anchor=f"y{number}"
    )
    return figure


def compared_headlines(tables: Tables) -> go.Figure:
    """Tone of each headline above the tone of the body under it, with 90 % intervals."""
    lines = []
    for r in tables["compared_articles"].itertuples():
        if pd.notna(r.headline_tone):
            lines.append((f"{r.letter} headline", r.headline_tone, r.headline_tone_low, r.headline_tone_high, ""))
        lines.append((f"{r.letter} body", r.tone, r.tone_low, r.tone_high, ""))
    return _lines(lines, "harsh", "warm")


def compared_actors(tables: Tables) -> go.Figure:
    """How each article treats the shared actors that are mentioned most: the author's words apart from others', with the scorer's own doubt."""
    rows = tables["shared_actors"]
    spoken = rows[rows["voices"].isin(VOICES) & rows["sentiment"].notna()]
    most = spoken.drop_duplicates(["article", "shared"]).groupby("shared", sort=False)["mentions"].sum().nlargest(MOST_ACTORS)
    lines = []
    for shared in most.index:
        part = spoken[spoken["shared"] == shared]
        lines.append((f"<b>{plain(textwrap.shorten(part['name'].iloc[0], 22, placeholder='…'))}</b>", None, None, None, ""))
        lines += [
            (f"{r.letter} {VOICES[r.voices]}", r.sentiment, r.sentiment_low, r.sentiment_high, r.label)
            for r in part.sort_values(["voices", "letter"]).itertuples()
        ]
    return _lines(lines, "badly", "well")


def _lines(lines: list[tuple[str, float | None, float | None, float | None, str]], lowest: str, highest: str) -> go.Figure:
    """A point with its interval in each line, and its number behind it; a line without a value is a heading. (title, value, low, high, label)"""
    there = [(i, *line) for i, line in enumerate(lines) if line[1] is not None]
    ends = [end for i, _, _, low, high, _ in there for end in ((low, i), (high, i), (high, None))]  # nothing: a gap
    written = [f"{SIGNS[label]} {signed(value)}" if label else signed(value) for _, _, value, _, _, label in there]
    hover = [
        f"{title}: {w}<br>interval {signed(low)} to {signed(high)}" for (_, title, _, low, high, _), w in zip(there, written, strict=True)
    ]
    figure = go.Figure()
    figure.add_scatter(
        x=[x for x, _ in ends], y=[y for _, y in ends], mode="lines", line={"color": GREY.format(0.6), "width": 2}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=[value for _, _, value, *_ in there],
        y=[i for i, *_ in there],
        mode="markers",
        marker={"size": 10, "color": [COLORS[label or "neutral"] for *_, label in there]},
        hovertext=hover,
        hoverinfo="text",
    )
    figure.add_scatter(x=[1.3] * len(there), y=[i for i, *_ in there], mode="text", text=written, hoverinfo="skip")
    figure.update_layout(
        height=60 + ROW * max(1, len(lines)),
        margin={"l": 130, "r": 4, "t": 8, "b": 46},
        showlegend=False,
        dragmode=False,
        hovermode="closest",
    )
    figure.update_xaxes(
        range=[-1.02, 1.6],
        tickvals=[-1, 0, 1],
        ticktext=[f"−1<br>{lowest}", "0", f"+1<br>{highest}"],
        fixedrange=True,
        zeroline=True,
        zerolinewidth=2,
        zerolinecolor=GREY.format(0.8),
        gridcolor=GREY.format(0.15),
    )
    figure.update_yaxes(
        range=[len(lines) - 0.5, -0.5],
        tickvals=list(range(len(lines))),
        ticktext=[title for title, *_ in lines],
        fixedrange=True,
        showgrid=False,
        zeroline=False,
    )
    return figure


def _arc_hover(letter: str, row) -> str:
    few = "<br>few cues" if row.cues < FEW_CUES else ""
    return (
        f"<b>{letter} ¶ {row.paragraph}</b> {SIGNS[row.label]} {shown_label(row.label, row.confidence)} {signed(row.tone)}"
        f"<br>90 % interval {signed(row.tone_low)} to {signed(row.tone_high)}{few}<br>{excerpt(row.text)}"
    )
