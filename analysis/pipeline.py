"""analyze(article): the story in ten lines."""

from dataclasses import dataclass

from pandas import DataFrame

from analysis import tables
from analysis.annotate.entities import find_entities
from analysis.annotate.passages import find_quotes
from analysis.edits import Edits, edit_entities, edit_quotes, edit_sentiments
from analysis.model import Reading, load_model
from analysis.schema import AnalysisError, Article, Document, Entities, Scores
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


@dataclass(frozen=True, slots=True)
class Found:
    """What the news model found in an article, before a scorer is chosen and a reader corrects anything."""

    document: Document
    reading: Reading
    entities: Entities


def analyze(article: Article, scorer: str = "news", edits: Edits | None = None) -> ScoredArticle:
    """Score one article.

    Args:
        article: from `read_article`, `article_from_bytes` or `article_from_text`.
        scorer: `news` (the news model) or `vader` (the word list), for tone and sentiment; all else is found one way.
        edits: the reader's corrections, from `analysis.edits.parse`.

    Raises:
        AnalysisError: if the article has no body text, the scorer is unknown, or the model's files are missing or altered.
    """
    return score(find(article), scorer, edits)


def find(article: Article) -> Found:
    """The slow first half of `analyze`: cut up and encode the text, find its actors.

    Raises:
        AnalysisError: if the article has no body text, or the model's files are missing or altered.
    """
    document = segment(article)
    if not document.body:
        raise AnalysisError("No paragraph of running text was found.", "Choose a file that has the article's text, or paste it.")
    model = load_model()
    sentences = [(s.span.start, s.span.end) for s in document.sentences]
    reading = model.read(document.text, sentences, bool(document.headline))
    return Found(document, reading, find_entities(document, reading, model))


def score(found: Found, scorer: str = "news", edits: Edits | None = None) -> ScoredArticle:
    """The second half of `analyze`: whose words, who treats whom how, and what changes, with the reader's corrections.

    Raises:
        AnalysisError: if the scorer is unknown.
    """
    if scorer not in SCORERS:
        raise AnalysisError(f"There is no scorer called “{scorer}”.", f"Choose one of: {', '.join(SCORERS)}.")
    edits, document, reading, model = edits or Edits(), found.document, found.reading, load_model()
    judge = model if scorer == "news" else None
    entities, entity_notes = edit_entities(edits, document, found.entities)
    quotes, quote_notes = edit_quotes(edits, find_quotes(document, reading, model, entities), entities.actors)
    issues = frozenset(issue.id for issue in entities.issues)
    tones = score_sentences(document, reading if judge else None)
    rows, row_notes = edit_sentiments(edits, document, score_sentiments(document, entities.mentions, issues, quotes, reading, judge))
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
        notes=(*document.article.notes, *entity_notes, *quote_notes, *row_notes),
    )
