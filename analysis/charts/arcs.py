"""How does it move from paragraph to paragraph: the article's tone, and one actor's treatment."""

import textwrap

import pandas as pd
import plotly.graph_objects as go

from analysis.charts.palette import GREY, MARGIN, PALE, axes, excerpt, focus_band, marker, plain, whiskers
from analysis.narrative import FEW_CUES, SIGNS, UNCLEAR, Tables, names, shown_label, signed

LINE = 13  # pixels of a line of a section's name


def tone_arc(tables: Tables, focus: int = 0, window: int = 0) -> go.Figure:
    """Tone of each paragraph as bars from zero, with 90 % intervals and the sections as bands.

    Args:
        focus: the paragraph to mark, 0 for none.
        window: paragraphs of the moving average drawn over the bars, 0 for none; it is not drawn where the window leaves the article.
    """
    rows = tables["paragraphs"]
    figure = axes(len(rows), "harsh", "warm")
    hover = [
        f"<b>¶ {r.paragraph}</b> {SIGNS[r.label]} {shown_label(r.label, r.confidence)} {signed(r.tone)}"
        f"{'<br>' * bool(r.section)}{plain(textwrap.shorten(r.section, 56, placeholder=' …'))}"
        f"<br>90 % interval {signed(r.tone_low)} to {signed(r.tone_high)}{'<br>few cues' if r.cues < FEW_CUES else ''}<br>{excerpt(r.text)}"
        for r in rows.itertuples()
    ]
    figure.add_bar(
        x=rows["paragraph"],
        y=rows["tone"],
        customdata=rows["paragraph"],
        marker=marker(rows["label"], [PALE if few else 1.0 for few in (rows["cues"] < FEW_CUES) | (rows["confidence"] < UNCLEAR)]),
        error_y=whiskers(rows["tone"], rows["tone_low"], rows["tone_high"]),
        hovertext=hover,
        hoverinfo="text",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )
    if window and len(rows) >= window:
        smooth = rows["tone"].astype(float).rolling(window, center=True).mean()
        figure.add_scatter(x=rows["paragraph"], y=smooth, mode="lines", line={"color": GREY.format(0.9), "width": 2}, hoverinfo="skip")
    _sections(figure, rows)
    _shift(figure, tables, "tone")
    focus_band(figure, focus)
    return figure


def actor_arc(tables: Tables, actor: str, focus: int = 0) -> go.Figure:
    """One actor's treatment: what the author says of him beside what others do, paragraph by paragraph."""
    cells = tables["actor_paragraphs"]
    cells = cells[(cells["actor"] == actor) & (cells["voice"] != actor) & (cells["paragraph"] > 0)]
    called = names(tables)
    figure = axes(len(tables["paragraphs"]), "badly", "well")
    for own, title in ((True, "the author"), (False, "others")):
        part = cells[(cells["voice"] == "author") == own]
        hover = [
            f"<b>¶ {r.paragraph}</b> {plain(called[r.voice])}: {SIGNS[r.label]} {shown_label(r.label, r.confidence)} {signed(r.sentiment)}"
            f"<br>model’s own doubt {signed(r.sentiment_low)} to {signed(r.sentiment_high)}"
            for r in part.itertuples()
        ]
        figure.add_bar(
            x=part["paragraph"],
            y=part["sentiment"],
            name=title,
            customdata=part["paragraph"],
            marker=marker(part["label"], [1.0 if own else 0.75] * len(part), outlined=not own),
            error_y=whiskers(part["sentiment"], part["sentiment_low"], part["sentiment_high"]),
            hovertext=hover,
            hoverinfo="text",
            width=0.38,
            offset=-0.4 if own else 0.02,
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    figure.update_layout(height=240)
    _shift(figure, tables, actor)
    focus_band(figure, focus)
    return figure


def arc_alt(tables: Tables) -> str:
    """What the tone arc shows, in words."""
    rows = tables["paragraphs"]
    low, high = rows.loc[rows["tone"].idxmin()], rows.loc[rows["tone"].idxmax()]
    return (
        f"Tone of {len(rows)} paragraphs: harshest in paragraph {low['paragraph']} ({signed(low['tone'])}), "
        f"warmest in paragraph {high['paragraph']} ({signed(high['tone'])})."
    )


def _sections(figure: go.Figure, rows: pd.DataFrame) -> None:
    """A band for every second section, and the sections' names above."""
    if not rows["section"].astype(bool).any():
        return
    runs, deepest = (rows["section"] != rows["section"].shift()).fillna(True).astype(int).cumsum(), 0
    for i, (_, part) in enumerate(rows.groupby(runs)):
        first, last = int(part["paragraph"].iloc[0]) - 0.5, int(part["paragraph"].iloc[-1]) + 0.5
        if i % 2:
            figure.add_vrect(x0=first, x1=last, fillcolor=GREY.format(0.10), line_width=0, layer="below")
        room = int((last - first) / len(rows) * 84)  # characters that fit over the band on a wide screen; on a phone the names are hidden
        if room < 7:
            continue
        lines = textwrap.wrap(part["section"].iloc[0], room, max_lines=3, placeholder="…")
        deepest = max(deepest, len(lines))
        figure.add_annotation(
            x=first,
            y=1,
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            align="left",
            text="<br>".join(map(plain, lines)),
            showarrow=False,
            font={"size": 10},
        )
    figure.update_layout(margin={**MARGIN, "t": max(MARGIN["t"], LINE * (deepest + 1))})


def _shift(figure: go.Figure, tables: Tables, subject: str) -> None:
    """A dashed line where the series changes for sure."""
    shifts = tables["shifts"]
    for row in shifts[(shifts["subject"] == subject) & (shifts["verdict"] == "real shift")].itertuples():
        name = {"text": "real shift", "textposition": "start", "textangle": 0, "xanchor": "left", "yanchor": "bottom", "font": {"size": 10}}
        figure.add_vline(x=int(row.paragraph) - 0.5, line={"dash": "dash", "width": 1.5, "color": GREY.format(0.9)}, label=name)
