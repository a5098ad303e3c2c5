"""What does a reader take away from two or more articles side by side? The same tables and figures as on the dashboard's page."""

import html

import pandas as pd

from analysis import charts
from analysis.compare import Comparison, words
from analysis.narrative import Tables
from analysis.report.article import SCORED_BY
from analysis.report.page import Section, figure_html, page, table_html


def comparison_report(comparison: Comparison) -> str:
    """A comparison as one HTML page for the browser and for paper."""
    tables = comparison.tables
    parts = {
        "In short": _summary(comparison),
        "How the tone moves": figure_html(charts.compared_arcs(tables), words.arcs_alt(tables)),
        "Headline against body": figure_html(charts.compared_headlines(tables), words.headline_sentence(tables)),
        "How shared actors are treated": _shared(tables),
        "What only one article has": _only(tables),
        "Perhaps the same": _unsure(tables),
        "How the comparison was made": "".join(map(_paragraph, words.HOW)) + _origin(tables),
    }
    count = len(tables["compared_articles"])
    return page(f"{count} articles compared", [Section(heading, part) for heading, part in parts.items()])


def _summary(comparison: Comparison) -> str:
    tables = comparison.tables
    sentences = (words.headline_sentence(tables), words.quoted_sentence(tables), *comparison.notes)
    shown = words.articles_shown(tables)
    named = "".join(
        f"<li><strong>{letter}</strong> {html.escape(name)}</li>" for letter, name in zip(shown[""], shown["article"], strict=True)
    )
    return (
        f'<p class="lead">{html.escape(words.lead(tables))}</p><ul class="articles">{named}</ul>{"".join(map(_paragraph, sentences))}'
        f"{table_html(shown.drop(columns='article'), 'Tone of body and headline from −1 (harsh) to +1 (warm), with 90 % intervals.')}"
        f"{table_html(words.differences_shown(tables, tone=True), 'Differences in tone: the second article minus the first.')}"
    )


def _shared(tables: Tables) -> str:
    if tables["shared_actors"].empty:
        return _paragraph("No actor stands in more than one of the articles.")
    figure = figure_html(charts.compared_actors(tables), words.actors_alt(tables))
    return (
        f"{figure}{_paragraph(words.ACTORS_KEY)}"
        f"{_table(words.actors_shown(tables), 'Every shared actor in every article: −1 badly, +1 well.')}"
        f"{_table(words.differences_shown(tables, tone=False), 'Differences in treatment: the second article minus the first.')}"
    )


def _only(tables: Tables) -> str:
    rows = words.only_shown(tables)
    return _table(rows, "Actors that a single article has, and speakers whom a single article quotes.") or _paragraph(
        "Each actor and speaker is in more than one of the articles."
    )


def _unsure(tables: Tables) -> str:
    rows = words.unsure_shown(tables)
    return _table(rows, "Left apart, because it is not sure that they are the same.") or _paragraph("No name was left in doubt.")


def _origin(tables: Tables) -> str:
    rows = tables["compared_articles"]
    shown = pd.DataFrame(
        {
            "": rows["letter"],
            "file": rows["source"],
            "published": rows["published"],
            "corrections by a reader": rows["edits"].where(rows["edits"] != "{}", "none"),
            "SHA-256 of the text": rows["sha256"],
        }
    )
    scored = f"All were scored by {SCORED_BY[rows['scorer'].iloc[0]]} (model {rows['model'].iloc[0]})."
    return f"{_paragraph(scored)}{table_html(shown, 'Where the articles come from.')}"


def _table(rows: pd.DataFrame, caption: str) -> str:
    return table_html(rows, caption) if len(rows) else ""


def _paragraph(sentence: str) -> str:
    return f"<p>{html.escape(sentence)}</p>" if sentence else ""
