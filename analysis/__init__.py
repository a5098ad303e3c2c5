"""How does the tone of a news article move, how is each actor treated, and whose words are doing it?"""

from analysis.edits import Edits
from analysis.model import load_model
from analysis.pipeline import ScoredArticle, analyze
from analysis.reading import article_from_bytes, article_from_text, read_article
from analysis.schema import AnalysisError, Article

__all__ = [
    "AnalysisError",
    "Article",
    "Edits",
    "ScoredArticle",
    "analyze",
    "article_from_bytes",
    "article_from_text",
    "load_model",
    "read_article",
]
