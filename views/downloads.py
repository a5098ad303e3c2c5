"""Every table on the screen, of one article or of a comparison, and to take away: one at a time or all at once."""

import io
import zipfile
from collections.abc import Callable

import streamlit as st
from pandas import DataFrame

from analysis import charts
from analysis.compare import Comparison
from analysis.narrative import Tables
from analysis.report import comparison_report
from analysis.tables import COMPARISON, TABLES, table_to_json, to_csv, to_excel, to_json, to_parquet
from views import state

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"


def show_tables(tables: Tables, key: str, focus: int) -> None:
    """One table to look at, whose rows move the focus, above its downloads; the downloads of all tables."""
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


def show_comparison_tables(comparison: Comparison, file: str) -> None:
    """One table of a comparison to look at, above its downloads; the downloads of all tables, and of the report."""
    name = st.selectbox("Table", list(COMPARISON), index=list(COMPARISON).index("differences"), key="compared_table")
    table = comparison.tables[name]
    st.caption(charts.markdown(COMPARISON[name].meaning))
    st.dataframe(
        table,
        hide_index=True,
        column_config={column.name: st.column_config.Column(help=column.meaning) for column in COMPARISON[name].columns},
        placeholder="–",
        alt=f"Table {name}, {len(table)} rows.",
    )
    one = {
        "CSV": ("csv", "text/csv", lambda: to_csv(table)),
        "Excel": ("xlsx", EXCEL, lambda: to_excel({name: table}, COMPARISON)),
    }
    every = {
        "Excel": ("xlsx", EXCEL, lambda: to_excel(comparison.tables, COMPARISON)),
        "CSV files": ("csv.zip", "application/zip", lambda: _zipped(comparison.tables, "csv", to_csv)),
        "Report": ("html", "text/html", lambda: comparison_report(comparison)),
    }
    _buttons(f"The table {name}", f"{file}-{name}", "one", one)
    _buttons("All of it", file, "all", every)


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
