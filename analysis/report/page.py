"""What does every report look like? The page around its sections, its figures and its tables.

All words reach the page through `html.escape`. Should a mark of an article slip through all the same, the page's own policy lets it do
nothing: no script, no picture, no style but ours, no request, no form.
"""

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from analysis.report.style import STYLE
from analysis.report.svg import draw

STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'"
NUMBER = re.compile(r"[−+±]?[\d.,]+ ?%?")
MISSING = "–"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: its heading as plain text, and what stands under it as finished HTML, whose own headings begin at `h3`."""

    heading: str
    html: str


def page(title: str, sections: Sequence[Section]) -> str:
    """A whole HTML document: the title, a list of contents, and the sections in their order."""
    contents = "".join(f'<li><a href="#part-{i}">{html.escape(s.heading)}</a></li>' for i, s in enumerate(sections, 1))
    parts = "\n".join(
        f'<section id="part-{i}" aria-labelledby="heading-{i}">\n<h2 id="heading-{i}">{html.escape(s.heading)}</h2>\n{s.html}\n</section>'
        for i, s in enumerate(sections, 1)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{html.escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<header><h1>{html.escape(title)}</h1></header>
<nav aria-label="Contents"><ol>{contents}</ol></nav>
<main>
{parts}
</main>
</body>
</html>
"""


def figure_html(figure: go.Figure, alt: str) -> str:
    """A figure as a still picture with `alt`, one or two sentences that say what it shows, under it and for those who do not see it."""
    words = html.escape(alt)
    # The caption says what the picture's name says: read aloud it is said once.
    return f'<figure><div class="wide">{draw(figure, alt)}</div><figcaption aria-hidden="true">{words}</figcaption></figure>'


def table_html(frame: pd.DataFrame, caption: str) -> str:
    """A table whose first column names the rows: numbers on the right, floats with two decimals, a dash where nothing stands."""
    sides = [' class="number"' if _numeric(frame[column]) else "" for column in frame.columns]
    head = "".join(f'<th scope="col"{side}>{html.escape(str(column))}</th>' for column, side in zip(frame.columns, sides, strict=True))
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row"{side}>{_cell(value)}</th>' if i == 0 else f"<td{side}>{_cell(value)}</td>"
            for i, (value, side) in enumerate(zip(row, sides, strict=True))
        )
        + "</tr>"
        for row in frame.itertuples(index=False, name=None)
    )
    return (
        f'<div class="wide"><table><caption><span>{html.escape(caption)}</span></caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(value) -> str:
    if pd.isna(value) or value == "":
        return MISSING
    return html.escape(f"{value:.2f}".replace("-", "−") if isinstance(value, float) else str(value))


def _missing(column: pd.Series) -> pd.Series:
    return column.isna() | (column == "").fillna(False)


def _numeric(column: pd.Series) -> bool:
    return all(not isinstance(value, str) or bool(NUMBER.fullmatch(value)) for value in column[~_missing(column)])
