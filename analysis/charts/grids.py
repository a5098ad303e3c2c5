"""Who is treated how, and who stands where: colored cells with a sign each."""

import textwrap

import plotly.graph_objects as go

from analysis.charts.palette import GREY, MARGIN, focus_band, plain, sign, step
from analysis.narrative import Tables, names, shown_label, signed

MOST_ACTORS = 8
MOST_HOLDERS = 10
HEAT = [[0, "#E08A45"], [0.5, "#C9C9C9"], [1, "#6FA8DC"]]  # the three colors, lightened for the signs on them
INK = "#111111"  # of those signs


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
                shown[number, len(rows)] = (r.sentiment, sign(r.label, r.confidence), _cell_hover(r, called), number)
            if strongest:
                rows.append(f"{textwrap.shorten(called[actor], 22, placeholder='…')} · {voice}")
    figure = _grid(numbers, list(range(len(rows))), shown)
    figure.update_layout(margin={**MARGIN, "l": 150}, height=60 + 28 * max(1, len(rows)))
    figure.update_xaxes(title="paragraph", range=[0.4, len(numbers) + 0.6], dtick=step(len(numbers)))
    figure.update_yaxes(tickvals=list(range(len(rows))), ticktext=[plain(row) for row in rows])
    focus_band(figure, focus)
    return figure


def matrix(tables: Tables) -> go.Figure:
    """Who stands where: holders down; across the actors and, behind a line, the issues. ▲ for, ▼ against, ■ speaks of it without taking a side."""
    positions, called = tables["positions"], names(tables)
    holders = positions["holder"].value_counts().index[:MOST_HOLDERS].tolist()
    actors, issues = (
        positions.loc[positions["target_kind"] == kind, "target"].value_counts().index[:MOST_ACTORS].tolist() for kind in ("actor", "issue")
    )
    targets = actors + issues
    shown = {
        (targets.index(r.target), holders.index(r.holder)): (
            r.polarity,
            sign(r.stance, r.confidence),
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


def _cell_hover(row, called: dict[str, str]) -> str:
    return f"¶ {row.paragraph} {plain(called[row.voice])}: {shown_label(row.label, row.confidence)} {signed(row.sentiment)}"


def _position_hover(row, called: dict[str, str]) -> str:
    return (
        f"{plain(called[row.holder])} → {plain(called[row.target])}: {shown_label(row.stance, row.confidence)} {signed(row.polarity)}"
        f"<br>{row.favor} for, {row.against} against, {row.none} without a side"
    )
