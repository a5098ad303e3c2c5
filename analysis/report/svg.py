"""How does a figure look without a browser? The plotly figures of this package as still SVG.

plotly draws in a browser only: written into a report it weighs 4.7 MB and needs scripts, and its exporter starts a Chrome. Our figures use
little of it: bars with whiskers, lines, points, signs, cells, bands and labels, and these are drawn here from the same figure that the
dashboard shows. Whatever a figure uses beyond that is refused, never left out.

Colors and sizes are attributes, not styles, so that a page's policy against foreign styles keeps none of them away.
"""

import html
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import plotly.graph_objects as go

WIDTH = 800  # units of the picture, about pixels on a wide screen
FONT = 12
LINE_HEIGHT = 1.15
INK, GRID = "#1e1e1e", "rgba(128,128,128,0.2)"
DASHES = {"dash": "6 4", "dot": "2 3"}
ANCHORS = {"left": "start", "right": "end"}
LETTER = 0.58  # mean width of a letter, in parts of the font size
SLANT = 35  # degrees by which labels lean that do not fit side by side


@dataclass(frozen=True, slots=True)
class Axis:
    """From values `low` … `high` to the picture's units `start` … `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (float(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def part(self, share: float) -> float:
        return self.start + float(share) * (self.end - self.start)


def draw(figure: go.Figure, alt: str) -> str:
    """The figure as one `svg` element that is also a file of its own.

    Args:
        alt: one or two sentences that say what the figure shows.

    Raises:
        ValueError: if the figure uses something that is not drawn here.
    """
    layout = figure.layout
    _refuse(figure)
    lean, widest = _lean(figure), max((_width(text) for text in layout.yaxis.ticktext or ()), default=0)
    deepest = max(map(_width, layout.xaxis.ticktext or ()), default=0) * math.sin(math.radians(SLANT)) if lean else 0
    left, bottom = max(layout.margin.l, widest + FONT), max(layout.margin.b, deepest + 1.5 * FONT)  # wider where labels need it
    height = layout.height + bottom - layout.margin.b
    box = (left, WIDTH - layout.margin.r, height - bottom, layout.margin.t)
    axes = _axes(figure, box)
    parts = [
        *_shapes(figure, axes, below=True),
        *_scales(figure, axes, lean),
        *(part for trace in figure.data for part in DRAWN[trace.type](trace, figure, axes)),
        *_shapes(figure, axes, below=False),
        *_annotations(figure, axes),
    ]
    size = f'viewBox="0 0 {WIDTH} {_n(height)}" width="{WIDTH}" height="{_n(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" aria-label="{html.escape(alt)}" {size} '
        f'font-family="system-ui, sans-serif" font-size="{FONT}" fill="{INK}">'
        f'<rect width="{WIDTH}" height="{_n(height)}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _refuse(figure: go.Figure) -> None:
    layout = figure.layout
    unknown = {trace.type for trace in figure.data} - set(DRAWN)
    unknown |= {"horizontal bars" for trace in figure.data if trace.type == "bar" and trace.orientation == "h"}
    unknown |= {"a legend" for _ in [0] if layout.showlegend}
    unknown |= {f"a {shape.type}" for shape in layout.shapes if shape.type not in ("line", "rect")}
    unknown |= {"an arrow" for note in layout.annotations if note.showarrow is not False}
    unknown |= {"no height or margins" for _ in [0] if None in (layout.height, layout.margin.l, layout.margin.b)}
    if unknown:
        raise ValueError(f"A still figure cannot be drawn with: {', '.join(sorted(unknown))}.")


def _axes(figure: go.Figure, box: tuple[float, float, float, float]) -> dict[str, Axis]:
    """Every axis that a trace uses, by its short name (`x`, `y2`), and `paper`, the whole plot, as `x paper` and `y paper`."""
    left, right, bottom, top = box
    axes = {"x paper": Axis(0, 1, left, right), "y paper": Axis(0, 1, bottom, top)}
    names = {(side, getattr(trace, f"{side}axis") or side) for trace in figure.data for side in "xy"} | {("x", "x"), ("y", "y")}
    for side, name in names:
        setting, paper = _setting(figure, name), axes[f"{side} paper"]
        low, high = setting.range or _reach(figure, side, name)
        start, end = setting.domain or (0, 1)
        axes[name] = Axis(float(low), float(high), paper.part(start), paper.part(end))
    return axes


def _setting(figure: go.Figure, name: str):
    return figure.layout[f"{name[0]}axis{name[1:]}"]


def _reach(figure: go.Figure, side: str, name: str) -> tuple[float, float]:
    """The values of an axis that names no range: those of its traces, and half a step beyond."""
    values = [
        float(v) for t in figure.data if (t[f"{side}axis"] or side) == name for v in (t[side] if t[side] is not None else ()) if _there(v)
    ]
    return (min(values) - 0.5, max(values) + 0.5) if values else (0.0, 1.0)


def _lean(figure: go.Figure) -> bool:
    """Whether the labels under the plot are too long to stand side by side."""
    texts, margin = figure.layout.xaxis.ticktext or (), figure.layout.margin
    return any(_width(text) > (WIDTH - margin.l - margin.r) / len(texts) for text in texts)


def _scales(figure: go.Figure, axes: dict[str, Axis], lean: bool) -> Iterator[str]:
    """Grid, zero lines, tick labels and titles of all axes."""
    for name, axis in axes.items():
        if " " in name:
            continue
        setting, sideways = _setting(figure, name), name[0] == "x"
        across = axes[(setting.anchor if setting.anchor not in (None, "free") else ("y" if sideways else "x") + name[1:])]
        for value, text in _ticks(setting, axis):
            at = axis.at(value)
            if setting.showgrid is not False and not (setting.zeroline and value == 0):
                yield _line(*_crossing(at, across, sideways), setting.gridcolor or GRID, 1)
            if setting.showticklabels is False:
                continue
            if sideways and lean:
                yield _text(at + 4, across.start + FONT, text, "end", turned=-SLANT)
            elif sideways:
                yield _text(at, across.start + FONT + 3, text, "middle")
            else:
                yield _text(across.start - 6, at, text, "end", middle=True)
        if setting.zeroline and min(axis.low, axis.high) <= 0 <= max(axis.low, axis.high):
            yield _line(*_crossing(axis.at(0), across, sideways), setting.zerolinecolor or GRID, setting.zerolinewidth or 1)
        if setting.title.text and sideways:
            yield _text(axis.part(0.5), across.start + 2.4 * FONT, setting.title.text, "middle")
        elif setting.title.text:
            yield _text(FONT, axis.part(0.5), setting.title.text, "middle", turned=-90)


def _crossing(at: float, across: Axis, sideways: bool) -> tuple[float, float, float, float]:
    return (at, across.start, at, across.end) if sideways else (across.start, at, across.end, at)


def _ticks(setting, axis: Axis) -> list[tuple[float, str]]:
    if setting.tickvals is not None:
        return list(zip(setting.tickvals, setting.ticktext or map(str, setting.tickvals), strict=True))
    low, high = sorted((axis.low, axis.high))
    step = setting.dtick or next(s for k in range(-3, 7) for s in (10.0**k, 2 * 10.0**k, 5 * 10.0**k) if (high - low) / s <= 8)
    label = lambda value: f"{round(value, 6):g}".replace("-", "−")
    return [(n * step, label(n * step)) for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _bars(trace: go.Bar, figure: go.Figure, axes: dict[str, Axis]) -> Iterator[str]:
    across, along = axes[trace.xaxis or "x"], axes[trace.yaxis or "y"]
    marker, pattern, error = trace.marker, trace.marker.pattern, trace.error_y
    for i, (x, y) in enumerate(_points(trace)):
        if y is None:
            continue
        width = _nth(trace.width, i, 1 - (figure.layout.bargap or 0.2))
        offset = -width / 2 if trace.offset is None else trace.offset
        left, right = across.at(x + offset), across.at(x + offset + width)
        top, bottom = sorted((along.at(y), along.at(0)))
        opacity = _nth(marker.opacity, i, 1.0)
        edge = f" {_stroke(marker.line.color, marker.line.width)}" if marker.line.width else ""
        yield f'<g opacity="{_n(opacity)}">{_rect(left, top, right - left, bottom - top, _nth(marker.color, i, INK), edge)}'
        marks = HATCHES.get(_nth(pattern.shape, i, "") or "")
        if marks and right - left > 3:
            yield f'<path d="{marks(left, top, right, bottom)}" fill="none" {_paint("stroke", pattern.fgcolor)} stroke-width="1.6" stroke-linecap="round"/>'
        yield "</g>"
        if error.array is not None:
            above, below = (
                min(max(v, min(along.low, along.high)), max(along.low, along.high)) for v in (y + error.array[i], y - error.arrayminus[i])
            )
            middle = (left + right) / 2
            yield _line(middle, along.at(above), middle, along.at(below), error.color or INK, error.thickness or 1)


def _stripes(left: float, top: float, right: float, bottom: float, gap: float = 6.0) -> str:
    """Slanting lines within a box, from lower left to upper right: on each, x + y is the same."""
    lines = []
    for total in range(math.ceil((left + top) / gap), math.floor((right + bottom) / gap) + 1):
        start, end = max(left, total * gap - bottom), min(right, total * gap - top)
        if start < end:
            lines.append(f"M{_n(start)} {_n(total * gap - start)}L{_n(end)} {_n(total * gap - end)}")
    return "".join(lines)


def _dots(left: float, top: float, right: float, bottom: float, gap: float = 5.0) -> str:
    """Points within a box: lines without length and with round ends."""
    over = lambda low, high: [n * gap for n in range(math.ceil((low + 1) / gap), math.floor((high - 1) / gap) + 1)]
    return "".join(f"M{_n(x)} {_n(y)}h0" for x in over(left, right) for y in over(top, bottom))


def _scatter(trace: go.Scatter, figure: go.Figure, axes: dict[str, Axis]) -> Iterator[str]:
    across, along = axes[trace.xaxis or "x"], axes[trace.yaxis or "y"]
    mode, points = trace.mode or "lines", list(_points(trace))
    if "lines" in mode:
        steps = [None if y is None else f"{_n(across.at(x))} {_n(along.at(y))}" for x, y in points]
        path = "".join(("M" if i == 0 or steps[i - 1] is None else "L") + step for i, step in enumerate(steps) if step)
        yield f'<path d="{path}" fill="none" {_stroke(trace.line.color or INK, trace.line.width or 2, trace.line.dash)}/>'
    cells = next((t for t in figure.data if t.type == "heatmap" and t.xaxis == trace.xaxis), None)
    largest = 0.95 * abs(across.at(1) - across.at(0)) if cells else math.inf  # a sign must not stand in its neighbour's cell
    for i, (x, y) in enumerate(points):
        if y is None:
            continue
        if "markers" in mode and (opacity := _nth(trace.marker.opacity, i, 1.0)):
            place = f'cx="{_n(across.at(x))}" cy="{_n(along.at(y))}" r="{_n(_nth(trace.marker.size, i, 6) / 2)}"'
            yield f'<circle {place} opacity="{_n(opacity)}" {_paint("fill", _nth(trace.marker.color, i, INK))}/>'
        if "text" in mode and trace.text is not None:
            size = min(trace.textfont.size or FONT, largest)
            yield _text(across.at(x), along.at(y), _nth(trace.text, i, ""), "middle", middle=True, size=size)


def _cells(trace: go.Heatmap, figure: go.Figure, axes: dict[str, Axis]) -> Iterator[str]:
    across, along = axes[trace.xaxis or "x"], axes[trace.yaxis or "y"]
    width, height = abs(across.at(1) - across.at(0)), abs(along.at(1) - along.at(0))
    gap = min(trace.xgap or 0, width / 5)
    for y, row in zip(trace.y, trace.z, strict=True):
        for x, value in zip(trace.x, row, strict=True):
            if _there(value):
                color = _blend(trace.colorscale, (value - trace.zmin) / (trace.zmax - trace.zmin))
                yield _rect(across.at(x) - width / 2 + gap / 2, along.at(y) - height / 2 + 1, width - gap, height - 2, color)


DRAWN = {"bar": _bars, "scatter": _scatter, "heatmap": _cells}
HATCHES = {"/": _stripes, ".": _dots}


def _shapes(figure: go.Figure, axes: dict[str, Axis], below: bool) -> Iterator[str]:
    for shape in figure.layout.shapes:
        if (shape.layer == "below") != below:
            continue
        x0, x1 = (_place(axes, "x", shape.xref, x) for x in (shape.x0, shape.x1))
        y0, y1 = (_place(axes, "y", shape.yref, y) for y in (shape.y0, shape.y1))
        if shape.type == "rect":
            yield _rect(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0), shape.fillcolor or "rgba(0,0,0,0)")
        else:
            yield _line(x0, y0, x1, y1, shape.line.color or INK, shape.line.width or 1, shape.line.dash)
        if shape.label.text:
            yield _text(min(x0, x1) + 4, max(y0, y1) - 4, shape.label.text, "start", size=shape.label.font.size or FONT)


def _annotations(figure: go.Figure, axes: dict[str, Axis]) -> Iterator[str]:
    for note in figure.layout.annotations:
        size, lines = note.font.size or FONT, note.text.count("<br>")
        x, y = (
            _place(axes, "x", note.xref, note.x) + (note.xshift or 0),
            _place(axes, "y", note.yref, note.y) - (note.yshift or 0),
        )
        lift = {"bottom": lines * size * LINE_HEIGHT + 4, "top": -size}.get(note.yanchor, 0)
        yield _text(x, y - lift, note.text, ANCHORS.get(note.xanchor, "middle"), middle=not lift, size=size)


def _place(axes: dict[str, Axis], side: str, reference: str | None, value: float) -> float:
    """Where a shape or label stands, by the axis, the axis's domain or the paper that it counts in."""
    reference = reference or side
    if reference == "paper":
        return axes[f"{side} paper"].part(value)
    if reference.endswith(" domain"):
        return axes[reference.removesuffix(" domain")].part(value)
    return axes[reference].at(value)


def _points(trace) -> Iterator[tuple[float, float | None]]:
    if trace.x is None or trace.y is None:
        return iter(())
    return ((float(x), float(y) if _there(y) else None) for x, y in zip(trace.x, trace.y, strict=True))


def _text(x: float, y: float, words: str, anchor: str, middle: bool = False, turned: int = 0, size: float = FONT) -> str:
    """Words of a figure, where `<br>` breaks a line and article text came in through `plain`."""
    lines = [html.escape(html.unescape(re.sub(r"</?[bi]>", "", line))) for line in str(words).split("<br>")]
    first = y - (len(lines) - 1) * size * LINE_HEIGHT / 2 + size * 0.35 if middle else y
    turn = f' transform="rotate({turned} {_n(x)} {_n(y)})"' if turned else ""
    scale = f' font-size="{_n(size)}"' if size != FONT else ""
    spans = "".join(f'<tspan x="{_n(x)}" y="{_n(first + i * size * LINE_HEIGHT)}">{line}</tspan>' for i, line in enumerate(lines))
    return f'<text text-anchor="{anchor}"{scale}{turn}>{spans}</text>'


def _width(label: str) -> float:
    """About how wide a label is, by its longest line."""
    return max(len(html.unescape(line)) for line in str(label).split("<br>")) * FONT * LETTER


def _rect(x: float, y: float, width: float, height: float, color: str, more: str = "") -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" {_paint("fill", color)}{more}/>'


def _line(x0: float, y0: float, x1: float, y1: float, color: str, width: float, dash: str | None = None) -> str:
    return f'<line x1="{_n(x0)}" y1="{_n(y0)}" x2="{_n(x1)}" y2="{_n(y1)}" {_stroke(color, width, dash)}/>'


def _stroke(color: str, width: float, dash: str | None = None) -> str:
    dashes = f' stroke-dasharray="{DASHES[dash]}"' if dash in DASHES else ""
    return f'{_paint("stroke", color)} stroke-width="{_n(width)}"{dashes}'


def _paint(what: str, color: str) -> str:
    """A color as an attribute; drawing programs know no rgba, so that its last part becomes an attribute of its own."""
    parts = re.fullmatch(r"rgba\((\d+), ?(\d+), ?(\d+), ?([\d.]+)\)", color)
    if not parts:
        return f'{what}="{html.escape(color)}"'
    red, green, blue, alpha = parts.groups()
    return f'{what}="rgb({red},{green},{blue})" {what}-opacity="{alpha}"'


def _blend(scale, share: float) -> str:
    """The color at a share 0 … 1 of a scale of (share, #rrggbb)."""
    share = min(1.0, max(0.0, float(share)))
    (low, before), (high, after) = next(pair for pair in itertools.pairwise(scale) if share <= pair[1][0])
    part = (share - low) / (high - low)
    mix = lambda i: round(int(before[i : i + 2], 16) * (1 - part) + int(after[i : i + 2], 16) * part)
    return f"#{mix(1):02x}{mix(3):02x}{mix(5):02x}"


def _nth(values, i: int, default):
    """A setting of the i-th mark: one for all, or one for each."""
    if values is None:
        return default
    return values if isinstance(values, str | int | float) else values[i]


def _there(value) -> bool:
    return value is not None and not math.isnan(float(value))


def _n(number: float) -> str:
    """A number as short as it may be: a tenth of a unit is not seen."""
    return f"{round(float(number), 1):g}"
