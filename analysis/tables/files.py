"""How is a table written to a file?

Parquet and JSON hold the tables as they are. CSV and Excel are opened by spreadsheets, which take text such as "=1+1" for a formula:
CSV puts an apostrophe before it, Excel is told that it is text.
"""

import io
import json
import re

import pandas as pd

from analysis.schema import AnalysisError
from analysis.tables.columns import TABLES, Table

# OWASP's list for "CSV injection" (= + - @ tab CR LF, and full-width forms), NUL (ASVS 1.2.10), | and % (DDE), also behind spaces.
FORMULA = re.compile(r"\s*[=+\-@|%\x00＝＋－＠]|[\t\r\n]")
CELL = 32_767  # characters that an Excel cell holds; what is longer would be cut off silently
SHEET = 1_048_576  # rows of an Excel sheet, the header among them
WIDEST = 60  # characters that a column shows before it is widened by hand


def to_csv(table: pd.DataFrame) -> bytes:
    """CSV in UTF-8 with a mark that Excel knows it by. Text that a spreadsheet would take for a formula begins with an apostrophe."""
    safe = table.rename(columns=_defused).assign(**{_defused(name): table[name].map(_defused) for name in _text_columns(table)})
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def to_excel(tables: dict[str, pd.DataFrame], described: dict[str, Table] = TABLES) -> bytes:
    """One workbook with a sheet per table; what a column means, as `described`, stands in the note of its header.

    Raises:
        AnalysisError: if a table has more rows than a sheet.
    """
    for name, table in tables.items():
        if len(table) >= SHEET:
            raise AnalysisError(f"The table {name} has {len(table):,} rows; an Excel sheet holds {SHEET - 1:,}.", "Choose CSV or Parquet.")
    buffer = io.BytesIO()
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": as_text}) as writer:
        for name, table in tables.items():
            fitting, notes = _fitting(described[name], table)
            fitting.to_excel(writer, sheet_name=name, index=False)
            sheet = writer.sheets[name]
            sheet.freeze_panes(1, 0)
            for i, (column, note) in enumerate(notes.items()):
                longest = max(map(len, fitting[column].dropna().astype("string")), default=0)
                sheet.set_column(i, i, min(WIDEST, max(len(column), longest) + 2))
                sheet.write_comment(0, i, note, {"visible": column.endswith("_1")})
    return buffer.getvalue()


def to_parquet(table: pd.DataFrame) -> bytes:
    """Parquet: every value and dtype as it is."""
    return table.to_parquet(index=False)


def to_json(tables: dict[str, pd.DataFrame]) -> str:
    """One article as a JSON object: {"article": its row, "tables": {name: [row, …]}}; missing values are null."""
    rows = {name: _rows(table) for name, table in tables.items()}
    return json.dumps({"article": rows["articles"][0], "tables": rows}, ensure_ascii=False, allow_nan=False)


def table_to_json(table: pd.DataFrame) -> str:
    """One table as a JSON list of its rows; missing values are null."""
    return json.dumps(_rows(table), ensure_ascii=False, allow_nan=False)


def _rows(table: pd.DataFrame) -> list[dict]:
    return table.astype(object).where(table.notna(), None).to_dict("records")


def _text_columns(table: pd.DataFrame) -> list[str]:
    return list(table.select_dtypes("string").columns)


def _defused(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def _fitting(described: Table, table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """The table with columns that no cell overflows, and what each of them means; an overlong one goes on in others: text_1, text_2, …"""
    columns, notes = {}, {}
    for column in described.columns:
        values = table[column.name]
        pieces = -(-int(values.str.len().max()) // CELL) if column.dtype == "string" and len(table) else 1
        if pieces <= 1:
            columns[column.name], notes[column.name] = values, column.meaning
            continue
        for i in range(pieces):
            columns[f"{column.name}_{i + 1}"] = values.str.slice(i * CELL, (i + 1) * CELL)
            notes[f"{column.name}_{i + 1}"] = f"{column.meaning} A cell holds {CELL:,} characters: part {i + 1} of {pieces}."
    return pd.DataFrame(columns), notes
