"""Which tables come out of the records, and how are they written?"""

from analysis.tables.columns import TABLES, Column, Table
from analysis.tables.comparison import COMPARISON
from analysis.tables.files import table_to_json, to_csv, to_excel, to_json, to_parquet
from analysis.tables.rows import build, concat, frame
from analysis.tables.summary import printable, to_text

__all__ = [
    "COMPARISON",
    "TABLES",
    "Column",
    "Table",
    "build",
    "concat",
    "frame",
    "printable",
    "table_to_json",
    "to_csv",
    "to_excel",
    "to_json",
    "to_parquet",
    "to_text",
]
