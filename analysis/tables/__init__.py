"""Which tables come out of the records, and how are they written?"""

from analysis.tables.columns import TABLES, Column, Table
from analysis.tables.files import table_to_json, to_csv, to_excel, to_json, to_parquet
from analysis.tables.rows import build, concat
from analysis.tables.summary import printable, to_text

__all__ = [
    "TABLES",
    "Column",
    "Table",
    "build",
    "concat",
    "printable",
    "table_to_json",
    "to_csv",
    "to_excel",
    "to_json",
    "to_parquet",
    "to_text",
]
