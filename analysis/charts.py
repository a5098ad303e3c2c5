"""DataFrames → plotly figures and marked-up text; the palette.

Article text enters a figure only through `plain` and a Streamlit label only through `markdown`: the two places where it is made harmless.
"""

import html
import itertools
import json
import re
import textwrap

import pandas as pd
import plotly.graph_objects as go

from analysis.narrative import FEW_CUES, SIGNS, UNCLEAR, Tables, names, shown_label, signed

# Orange, blue and grey: at least 3:1 on white and on near-black, and apart for every kind of colour blindness (Machado et al. 2009).
COLORS = {"negative": "#C8601A", "neutral": "#7D7D7D", "positive": "#3B82C4"}
SPEAKERS = ("#8A5FBF", "#2E8B6F", "#B8860B", "#C2457B", "#4C7A99", "#7A6A4F")  # of voices, always beside the name
GREY = "rgba(128,128,128,{})"
MOST_ACTORS = 8
EXCERPT = 160
HEAVY = 0.05  # a word that weighs less is never marked
PALE = 0.5  # opacity of bars that rest on few cues or whose label is unclear
MARGIN = {"l": 46, "r": 10, "t": 26, "b": 34}
LINE = 13  # pixels of a line of a section's name
HEAT = [[0, "#E08A45"], [0.5, "#C9C9C9"], [1, "#6FA8DC"]]  # the three colors, lightened for the signs on them
INK = "#111111"  # of those signs


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


def tone_arc(tables: Tables, focus: int = 0, window: int = 0) -> go.Figure:
    """Tone of each paragraph as bars from zero, with 90 % intervals and the sections as bands.

    Args:
        focus: the paragraph to mark, 0 for none.
        window: paragraphs of the moving average drawn over the bars, 0 for none; it is not drawn where the window leaves the article.
    """
    rows = tables["paragraphs"]
    figure = _axes(len(rows), "harsh", "warm")
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
        marker=_marker(rows["label"], [PALE if few else 1.0 for few in (rows["cues"] < FEW_CUES) | (rows["confidence"] < UNCLEAR)]),
        error_y=_whiskers(rows["tone"], rows["tone_low"], rows["tone_high"]),
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
    _focus(figure, focus)
    return figure


def actor_arc(tables: Tables, actor: str, focus: int = 0) -> go.Figure:
    """One actor's treatment: what the author says of him beside what others do, paragraph by paragraph."""
    cells = tables["actor_paragraphs"]
    cells = cells[(cells["actor"] == actor) & (cells["voice"] != actor) & (cells["paragraph"] > 0)]
    called = names(tables)
    figure = _axes(len(tables["paragraphs"]), "badly", "well")
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
            marker=_marker(part["label"], [1.0 if own else 0.75] * len(part), outlined=not own),
            error_y=_whiskers(part["sentiment"], part["sentiment_low"], part["sentiment_high"]),
            hovertext=hover,
            hoverinfo="text",
            width=0.38,
            offset=-0.4 if own else 0.02,
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    figure.update_layout(height=240)
    _shift(figure, tables, actor)
    _focus(figure, focus)
    return figure


def strip(tables: Tables, focus: int = 0) -> go.Figure:
    """Actor × paragraph, the author's voice apart from all others; an empty cell means that nobody speaks of the actor there."""
    cells, actors = tables["actor_paragraphs"], tables["actors"].head(MOST_ACTORS)
    numbers, called = tables["paragraphs"]["paragraph"].tolist(), names(tables)
    rows, shown = [], {}
    for actor in actors["actor"]:
        for voice in ("author", "others"):
            by_author = cells["voice"] == "author"
            part = cells[(cells["actor"] == actor) & (cells["voice"] != actor) & (by_author if voice == "author" else ~by_author)]
            strongest = {r.paragraph: r for r in part.sort_values("sentiment", key=lambda s: s.abs()).itertuples() if r.paragraph}
            for number, r in strongest.items():
                shown[number, len(rows)] = (r.sentiment, _sign(r.label, r.confidence), _cell_hover(r, called), number)
            if strongest:
                rows.append(f"{textwrap.shorten(called[actor], 22, placeholder='…')} · {voice}")
    figure = _grid(numbers, list(range(len(rows))), shown)
    figure.update_layout(margin={**MARGIN, "l": 150}, height=60 + 28 * max(1, len(rows)))
    figure.update_xaxes(title="paragraph", range=[0.4, len(numbers) + 0.6], dtick=_step(len(numbers)))
    figure.update_yaxes(tickvals=list(range(len(rows))), ticktext=[plain(row) for row in rows])
    _focus(figure, focus)
    return figure


def matrix(tables: Tables) -> go.Figure:
    """Who stands where: holders down; across the actors and, behind a line, the issues. ▲ for, ▼ against, ■ speaks of it without taking a side."""
    positions, called = tables["positions"], names(tables)
    holders = positions["holder"].value_counts().index[:10].tolist()
    actors, issues = (
        positions.loc[positions["target_kind"] == kind, "target"].value_counts().index[:MOST_ACTORS].tolist() for kind in ("actor", "issue")
    )
    targets = actors + issues
    shown = {
        (targets.index(r.target), holders.index(r.holder)): (
            r.polarity,
            _sign(r.stance, r.confidence),
            _position_hover(r, called),
            r.first_paragraph,
        )
        for r in positions.itertuples()
        if r.target in targets and r.holder in holders
    }
    figure = _grid(list(range(len(targets))), list(range(len(holders))), shown)
    if actors and issues:
        figure.add_vline(x=len(actors) - 0.5, line={"width": 1.5, "color": GREY.format(0.8)})
    short = lambda ids: [plain(textwrap.shorten(called[i], 26, placeholder="…")) for i in ids]
    figure.update_layout(margin={"l": 150, "r": 10, "t": 10, "b": 100}, height=130 + 32 * max(1, len(holders)))
    figure.update_xaxes(autotickangles=[-35, -90], automargin=True, tickvals=list(range(len(targets))), ticktext=short(targets))
    figure.update_yaxes(tickvals=list(range(len(holders))), ticktext=short(holders))
    return figure


def _grid(columns: list[int], rows: list[int], cells: dict[tuple[int, int], tuple[float, str, str, int]]) -> go.Figure:
    """Colored cells by (column, row), the first row on top: value −1 … +1, sign, hover, paragraph that a click leads to.

    The signs are points of their own over the colors, because plotly selects no cell of a heatmap.
    """
    values = [[float(cells[x, y][0]) if (x, y) in cells else None for x in columns] for y in rows]
    figure = go.Figure(
        go.Heatmap(x=columns, y=rows, z=values, zmin=-1, zmax=1, colorscale=HEAT, showscale=False, xgap=2, ygap=2, hoverinfo="skip")
    )
    _, signs, hover, paragraphs = zip(*cells.values(), strict=True) if cells else ((), (), (), ())
    figure.add_scatter(
        x=[x for x, _ in cells],
        y=[y for _, y in cells],
        mode="markers+text",
        marker={"symbol": "square", "size": 24, "opacity": 0},
        text=signs,
        textfont={"size": 13, "color": INK},
        hovertext=hover,
        hoverinfo="text",
        customdata=paragraphs,
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}, "textfont": {"color": INK}},
    )
    figure.update_layout(dragmode=False, hovermode="closest", showlegend=False)
    figure.update_xaxes(fixedrange=True, showgrid=False, zeroline=False)
    figure.update_yaxes(fixedrange=True, showgrid=False, zeroline=False, range=[len(rows) - 0.5, -0.5])
    return figure


def reader(tables: Tables) -> list[dict]:
    """The article for the reader on the page: plain strings only, which it sets as text.

    One entry per heading or paragraph: {"heading": …} or {"n", "sign", "tone", "label", "width", "runs": [{"t", "actor", "voice", "color", "weight"}]}.
    """
    called, entries, section = names(tables), [], ""
    voices = tables["quotes"]["holder"].value_counts().index
    color = {voice: SPEAKERS[i % len(SPEAKERS)] if voice != "unknown" else COLORS["neutral"] for i, voice in enumerate(voices)}
    for row in tables["paragraphs"].itertuples():
        if row.section != section:
            section = row.section
            entries.append({"heading": section})
        label = shown_label(row.label, row.confidence)
        entries.append(
            {
                "n": int(row.paragraph),
                "sign": SIGNS[row.label],
                "tone": signed(row.tone),
                "label": label,
                "kind": row.label,
                "width": round(abs(row.tone) * 100),
                "runs": _runs(tables, row, called, color),
            }
        )
    return entries


def _runs(tables: Tables, row, called: dict[str, str], color: dict[str, str]) -> list[dict]:
    """The paragraph's text cut where a mention, a quote or a word that weighs begins or ends."""
    within = lambda t: t[(t["paragraph"] == row.paragraph)]
    issues = set(tables["issues"]["issue"])
    mentions = [(m.start, m.end, m.entity, m.form) for m in within(tables["mentions"]).itertuples() if m.entity not in issues]
    quotes = {}
    for q in within(tables["quotes"]).itertuples():
        quotes.setdefault(q.quote, (json.loads(q.parts), []))[1].append(q.holder)
    parts = sorted(((s, e, holders) for pieces, holders in quotes.values() for s, e in pieces), key=lambda p: p[0] - p[1])
    weights = [w for s in within(tables["sentences"]).itertuples() for w in json.loads(s.evidence) if abs(w[2]) >= HEAVY]
    heavy = {(s, e): w for s, e, w in sorted(weights, key=lambda w: -abs(w[2]))[: max(3, len(weights) // 8)]}
    cuts = {row.start, row.end} | {x for s, e, *_ in (*mentions, *parts, *heavy) for x in (s, e) if row.start < x < row.end}
    runs, ordered, spoken = [], sorted(cuts), set()
    for start, end in itertools.pairwise(ordered):
        mention = next((m for m in mentions if m[0] <= start and end <= m[1]), None)
        quote = next((p for p in reversed(parts) if p[0] <= start and end <= p[1]), None)
        weight = next((w for (s, e), w in heavy.items() if s <= start and end <= e), 0)
        run = {"t": row.text[start - row.start : end - row.start]}
        if mention:
            run |= {"actor": called[mention[2]], "named": mention[3] == "name" or end < mention[1]}  # the tag stands behind its last piece
        if quote:
            run |= {"voice": " and ".join(called[h] for h in quote[2]), "color": color[quote[2][0]], "first": quote[:2] not in spoken}
            spoken.add(quote[:2])
        if weight:
            run["weight"] = "−" if weight < 0 else "+"
        runs.append(run)
    return runs


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
                    "ours": f"{figure['value']} ({figure['low']}–{figure['high']})",
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


def arc_alt(tables: Tables) -> str:
    """What the tone arc shows, in words."""
    rows = tables["paragraphs"]
    low, high = rows.loc[rows["tone"].idxmin()], rows.loc[rows["tone"].idxmax()]
    return (
        f"Tone of {len(rows)} paragraphs: harshest in paragraph {low['paragraph']} ({signed(low['tone'])}), "
        f"warmest in paragraph {high['paragraph']} ({signed(high['tone'])})."
    )


def _axes(paragraphs: int, lowest: str, highest: str) -> go.Figure:
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
    figure.update_xaxes(title="paragraph", range=[0.4, paragraphs + 0.6], dtick=_step(paragraphs), fixedrange=True, showgrid=False)
    return figure


def _step(paragraphs: int) -> int:
    return 1 if paragraphs <= 24 else 5 if paragraphs <= 100 else 20


def _marker(labels: pd.Series, opacity: list[float], outlined: bool = False) -> dict:
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


def _whiskers(value: pd.Series, low: pd.Series, high: pd.Series) -> dict:
    above, below = (high - value).astype(float).tolist(), (value - low).astype(float).tolist()
    return {"type": "data", "array": above, "arrayminus": below, "color": GREY.format(0.45), "thickness": 1, "width": 0}


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


def _focus(figure: go.Figure, focus: int) -> None:
    if focus:
        figure.add_vrect(x0=focus - 0.5, x1=focus + 0.5, fillcolor=GREY.format(0.3), line_width=0, layer="below")


def _sign(label: str, confidence: float) -> str:
    return "?" if shown_label(label, confidence) == "unclear" else SIGNS[label]


def _cell_hover(row, called: dict[str, str]) -> str:
    return f"¶ {row.paragraph} {plain(called[row.voice])}: {shown_label(row.label, row.confidence)} {signed(row.sentiment)}"


def _position_hover(row, called: dict[str, str]) -> str:
    return (
        f"{plain(called[row.holder])} → {plain(called[row.target])}: {shown_label(row.stance, row.confidence)} {signed(row.polarity)}"
        f"<br>{row.favor} for, {row.against} against, {row.none} without a side"
    )
