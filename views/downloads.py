"""All findings, of one article or of a comparison, to take away: the report, the pictures, and every table, one at a time or all at once."""

import io
import zipfile
from collections.abc import Callable

import streamlit as st
from pandas import DataFrame

from analysis import charts, narrative
from analysis.compare import Comparison, words
from analysis.narrative import Tables
from analysis.report import comparison_report, draw, tables_report
from analysis.tables import COMPARISON, TABLES, table_to_json, to_csv, to_excel, to_json, to_parquet
from views import state

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"


def show_tables(tables: Tables, key: str, scorer: str, focus: int) -> None:
    """The report and the pictures; one table to look at, whose rows move the focus, above its downloads; the downloads of all tables."""
    _buttons("The report", key, "report", {"HTML": ("html", "text/html", lambda: tables_report(tables))})
    st.caption(
        "All findings and the annotated text on one page, for a browser or for paper. It opens without a network and asks for nothing."
    )
    _buttons("Pictures", key, "picture", _pictures(tables))
    st.caption("Drawings (SVG) that stay sharp at every size. The camera over each chart gives it as a PNG, as it is on the screen.")
    name = st.selectbox("Table", list(TABLES), index=list(TABLES).index("paragraphs"), key="table")
    table, widget = tables[name], f"table-{key}-{name}"
    paragraphs = table["paragraph"].tolist() if "paragraph" in table else []
    state.mark_row(widget, paragraphs.index(focus) if focus in paragraphs else None)
    st.caption(charts.markdown(TABLES[name].meaning))
    st.dataframe(
        table,
        hide_index=True,
        key=widget,
        on_select=lambda: state.focus_from_table(key, widget, paragraphs),
        selection_mode="single-row",
        column_config={column.name: st.column_config.Column(help=column.meaning) for column in TABLES[name].columns},
        placeholder="–",
        alt=f"Table {name}, {len(table)} rows.",
    )
    one = {
        "CSV": ("csv", "text/csv", lambda: to_csv(table)),
        "Excel": ("xlsx", EXCEL, lambda: to_excel({name: table})),
        "Parquet": ("parquet", PARQUET, lambda: to_parquet(table)),
        "JSON": ("json", "application/json", lambda: table_to_json(table)),
    }
    every = {
        "Excel": ("xlsx", EXCEL, lambda: to_excel(tables)),
        "JSON": ("json", "application/json", lambda: to_json(tables)),
        "CSV files": ("csv.zip", "application/zip", lambda: _zipped(tables, "csv", to_csv)),
        "Parquet files": ("parquet.zip", "application/zip", lambda: _zipped(tables, "parquet", to_parquet)),
    }
    _buttons(f"The table {name}", f"{key}-{name}", "one", one)
    _buttons("All tables", key, "all", every)


def _pictures(tables: Tables) -> dict[str, tuple[str, str, Callable]]:
    svg = "image/svg+xml"
    pictures = {"Tone": ("tone.svg", svg, lambda: draw(charts.tone_arc(tables), charts.arc_alt(tables)))}
    if len(tables["actors"]):
        pictures["Actors"] = ("actors.svg", svg, lambda: draw(charts.strip(tables), narrative.strip_sentence(tables)))
    if len(tables["positions"]):
        pictures["Positions"] = ("positions.svg", svg, lambda: draw(charts.matrix(tables), narrative.matrix_sentence(tables)))
    return pictures


def show_comparison_tables(comparison: Comparison, file: str) -> None:
    """The same of a comparison."""
    tables, svg = comparison.tables, "image/svg+xml"
    _buttons("The report", file, "report", {"Report": ("html", "text/html", lambda: comparison_report(comparison))})
    pictures = {
        "Tone": ("tone.svg", svg, lambda: draw(charts.compared_arcs(tables), words.arcs_alt(tables))),
        "Headlines": ("headlines.svg", svg, lambda: draw(charts.compared_headlines(tables), words.headline_sentence(tables))),
    }
    if len(tables["shared_actors"]):
        pictures["Actors"] = ("actors.svg", svg, lambda: draw(charts.compared_actors(tables), words.actors_alt(tables)))
    _buttons("Pictures", file, "picture", pictures)
    name = st.selectbox("Table", list(COMPARISON), index=list(COMPARISON).index("differences"), key="compared_table")
    st.caption(charts.markdown(COMPARISON[name].meaning))
    st.dataframe(
        tables[name],
        hide_index=True,
        column_config={column.name: st.column_config.Column(help=column.meaning) for column in COMPARISON[name].columns},
        placeholder="–",
        alt=f"Table {name}, {len(tables[name])} rows.",
    )
    one = {
        "CSV": ("csv", "text/csv", lambda: to_csv(tables[name])),
        "Excel": ("xlsx", EXCEL, lambda: to_excel({name: tables[name]}, COMPARISON)),
    }
    every = {
        "Excel": ("xlsx", EXCEL, lambda: to_excel(tables, COMPARISON)),
        "CSV files": ("csv.zip", "application/zip", lambda: _zipped(tables, "csv", to_csv)),
    }
    _buttons(f"The table {name}", f"{file}-{name}", "one", one)
    _buttons("All tables", file, "all", every)


def _buttons(title: str, file: str, group: str, kinds: dict[str, tuple[str, str, Callable]]) -> None:
    """A row of downloads, each made when it is asked for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title}**", width="content")
        for label, (ending, mime, make) in kinds.items():
            st.download_button(
                label, make, f"{file}.{ending}", mime, key=f"{group}-{ending}", on_click="ignore", icon=":material/download:"
            )


def _zipped(tables: Tables, ending: str, write: Callable[[DataFrame], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            archive.writestr(f"{name}.{ending}", write(table))
    return buffer.getvalue()
