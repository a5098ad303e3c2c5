"""analyze(article): the story in ten lines."""

from pandas import DataFrame

from analysis import tables
from analysis.actors import find_actors, keep_disputed, settle_pronouns
from analysis.edges import find_edges
from analysis.edits import Edits, edit_entities, edit_quotes, edit_sentiments
from analysis.model import load_model
from analysis.quotes import find_quotes
from analysis.schema import AnalysisError, Article, Scores
from analysis.segment import segment
from analysis.sentiment import roll_up, score_sentiments, summarize
from analysis.shifts import find_shifts
from analysis.stance import find_positions, find_stances
from analysis.tone import score_paragraphs, score_sentences

SCORERS = ("news", "vader")


class ScoredArticle(Scores):
    """Everything found in one article, and its tables."""

    def tables(self) -> dict[str, DataFrame]:
        """The twelve tables of `analysis.tables.TABLES`, by name."""
        return tables.build(self)


def analyze(article: Article, scorer: str = "news", edits: Edits | None = None) -> ScoredArticle:
    """Score one article.

    Args:
        article: from `read_article`, `article_from_bytes` or `article_from_text`.
        scorer: `news` (the news model) or `vader` (the word list), for tone and sentiment; all else is found one way.
        edits: the reader's corrections, from `analysis.edits.parse`.

    Raises:
        AnalysisError: if the article has no body text, the scorer is unknown, or the model's files are missing or altered.
    """
    if scorer not in SCORERS:
        raise AnalysisError(f"There is no scorer called “{scorer}”.", f"Choose one of: {', '.join(SCORERS)}.")
    edits = edits or Edits()
    document = segment(article)
    if not document.body:
        raise AnalysisError("No paragraph of running text was found.", "Choose a file that has the article's text, or paste it.")
    model = load_model()
    encoded = model.encode([s.span.of(document.text) for s in document.sentences])
    judge = model if scorer == "news" else None

    attributions = model.attributions(encoded)
    entities, entity_notes = edit_entities(edits, document, find_actors(document, model.mentions(encoded), attributions))
    quotes, quote_notes = edit_quotes(edits, find_quotes(document, entities.mentions, entities.actors, attributions), entities.actors)
    entities = settle_pronouns(entities, quotes)
    issues = frozenset(issue.id for issue in entities.issues)
    edges = find_edges(document, entities.mentions, issues, model, encoded)
    tones = score_sentences(document, judge, encoded)
    rows, row_notes = edit_sentiments(edits, document, score_sentiments(document, entities.mentions, issues, quotes, edges, judge, encoded))
    entities, rows = keep_disputed(entities, rows, edits.issue)
    sentiments = tuple(row for row in rows if row.actor not in issues)
    stances = find_stances(rows, issues)
    return ScoredArticle(
        document=document,
        scorer=scorer,
        model=model.id,
        edits=edits.to_json(),
        actors=entities.actors,
        issues=entities.issues,
        mentions=entities.mentions,
        quotes=quotes,
        sentence_tones=tones,
        paragraph_tones=score_paragraphs(document, tones, scorer),
        sentiments=sentiments,
        cells=roll_up(sentiments),
        actor_sentiments=summarize(entities.actors, sentiments),
        stances=stances,
        positions=find_positions(stances),
        shifts=find_shifts(tones, sentiments),
        notes=(*article.notes, *entity_notes, *quote_notes, *row_notes),
    )
