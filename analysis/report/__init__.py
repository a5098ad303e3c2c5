"""One self-contained HTML page to keep, print or send: it holds no script, loads nothing and sends nothing."""

from analysis.report.article import article_report, tables_report
from analysis.report.comparison import comparison_report
from analysis.report.page import Section, figure_html, page, table_html
from analysis.report.svg import draw

__all__ = ["Section", "article_report", "comparison_report", "draw", "figure_html", "page", "table_html", "tables_report"]
