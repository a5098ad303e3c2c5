"""How do the records of one article become rows?

A row is written without its `article`, in the order of the table's columns; `build` adds the first and gives all their types.
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

import pandas as pd

from analysis.schema import Evidence, Quote, Scores, Sentiment, Span, Stance
from analysis.tables.columns import TABLES, Table

DECIMALS = 6  # of every score: more would differ between machines


def build(scores: Scores) -> dict[str, pd.DataFrame]:
    """All tables of one article, by name: columns and dtypes are those of `TABLES`, with rows or without."""
    rows = {
        "articles": [_article(scores)],
        "paragraphs": _paragraphs(scores),
        "sentences": _sentences(scores),
        "actors": _actors(scores),
        "issues": ((i.id, i.name, _json(i.aliases), *_presence(scores, i.id), i.salience) for i in scores.issues),
        "mentions": (
            (m.entity, m.paragraph, m.sentence, m.span.start, m.span.end, m.span.of(scores.document.text), m.form) for m in scores.mentions
        ),
        "quotes": (_quote(scores.document.text, quote, holder) for quote in scores.quotes for holder in quote.holders),
        "sentiments": map(_sentiment, scores.sentiments),
        "actor_paragraphs": (
            (c.paragraph, c.actor, c.voice, c.mentions, c.sentiment, c.low, c.high, c.label, c.confidence) for c in scores.cells
        ),
        "stances": map(_stance, scores.stances),
        "positions": (
            (p.holder, p.target, p.target_kind, p.favor, p.against, p.none, p.stance, p.polarity, p.confidence, p.first_paragraph)
            for p in scores.positions
        ),
        "shifts": ((s.subject, s.paragraph, s.before, s.after, s.change, s.p_value, s.verdict) for s in scores.shifts),
    }
    article = scores.document.article.id
    return {name: frame(TABLES[name], ((article, *row) for row in rows[name])) for name in TABLES}


def concat(many: Iterable[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """The tables of several articles as one set; of none, the empty tables."""
    many = list(many)
    return {name: pd.concat([frame(TABLES[name], ()), *(tables[name] for tables in many)], ignore_index=True) for name in TABLES}


def frame(table: Table, rows: Iterable[tuple]) -> pd.DataFrame:
    """The rows, in the order of the table's columns, with its names and dtypes; scores rounded to `DECIMALS`."""
    dtypes = table.dtypes
    columns = list(zip(*rows, strict=True)) or [()] * len(dtypes)
    series = {column: pd.Series(values, dtype=dtype) for (column, dtype), values in zip(dtypes.items(), columns, strict=True)}
    rounded = {column: values.round(DECIMALS) + 0.0 for column, values in series.items() if dtypes[column].lower() == "float64"}
    return pd.DataFrame(series | rounded)  # adding 0.0 turns -0.0 into 0.0


def _article(scores: Scores) -> tuple:
    document, article = scores.document, scores.document.article
    words = sum(len(p.span.of(article.text).split()) for p in document.body)
    return (
        *(document.headline, article.author, article.published, article.source, article.language),
        *(words, len(document.body), article.sha256, scores.scorer, scores.model, scores.edits, _json(scores.notes)),
    )


def _paragraphs(scores: Scores) -> Iterator[tuple]:
    text, quoted = scores.document.text, _merged(scores.quotes)
    paragraphs = {p.number: p for p in scores.document.paragraphs}
    for tone in scores.paragraph_tones:
        paragraph = paragraphs[tone.paragraph]
        words = paragraph.span.of(text)
        yield (
            *(paragraph.number, paragraph.section, words, paragraph.span.start, paragraph.span.end),
            *(len(words.split()), len(paragraph.sentences), tone.tone, tone.low, tone.high, tone.label, tone.confidence),
            *(tone.cues, tone.vader, _quoted_share(text, paragraph.span, quoted)),
        )


def _sentences(scores: Scores) -> Iterator[tuple]:
    text, quoted = scores.document.text, _merged(scores.quotes)
    places = {(s.paragraph, s.number): (p.section, s.span) for p in scores.document.paragraphs for s in p.sentences}
    for tone in scores.sentence_tones:
        section, span = places[tone.paragraph, tone.sentence]
        yield (
            *(tone.paragraph, tone.sentence, section, span.of(text), span.start, span.end),
            *(tone.tone, tone.label, tone.confidence, tone.vader, _quoted_share(text, span, quoted), _evidence(tone.evidence)),
        )


def _actors(scores: Scores) -> Iterator[tuple]:
    sentiments = {s.actor: s for s in scores.actor_sentiments}
    quotes = Counter(holder for quote in scores.quotes for holder in quote.holders)
    for actor in scores.actors:
        s = sentiments.get(actor.id)
        yield (
            *(actor.id, actor.name, actor.kind, _json(actor.aliases), *_presence(scores, actor.id), actor.salience),
            *((s.sentiment, s.low, s.high, s.label, s.author, s.quoted) if s else (None, None, None, "", None, None)),
            quotes[actor.id],
        )


def _presence(scores: Scores, entity: str) -> tuple[int, int | None]:
    """How often an actor or issue is mentioned, and in which paragraph first; an edit can take its last mention."""
    paragraphs = [m.paragraph for m in scores.mentions if m.entity == entity]
    return len(paragraphs), min(paragraphs, default=None)


def _quote(text: str, quote: Quote, holder: str) -> tuple:
    words = " ".join(part.of(text) for part in quote.parts)
    return (
        *(quote.id, quote.paragraph, quote.span.start, quote.span.end, _json([(p.start, p.end) for p in quote.parts]), words, quote.kind),
        *(holder, quote.parent, *_ends(quote.source), quote.cue.of(text) if quote.cue else "", *_ends(quote.cue), quote.confidence),
    )


def _sentiment(row: Sentiment) -> tuple:
    return (
        *(row.paragraph, row.sentence, row.actor, row.voice, row.quote, row.span.start, row.span.end),
        *(row.probabilities or (None, None, None)),
        *(row.sentiment, row.label, row.confidence, _evidence(row.evidence)),
    )


def _stance(row: Stance) -> tuple:
    return (
        *(row.paragraph, row.sentence, row.holder, row.target, row.target_kind, row.stance, row.polarity, row.confidence),
        *(row.quote, row.span.start, row.span.end, _evidence(row.evidence)),
    )


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span else (None, None)


def _merged(quotes: tuple[Quote, ...]) -> list[Span]:
    """The quoted stretches of the text in their order, none of which touches another: quotes stand in quotes."""
    merged = []
    for part in sorted(part for quote in quotes for part in quote.parts):
        if merged and part.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, part.end))
        else:
            merged.append(part)
    return merged


def _quoted_share(text: str, span: Span, quoted: list[Span]) -> float:
    """Share of the words between spaces that stand, or begin or end, in one of the quoted stretches."""
    ends, at, inside, words = [q.end for q in quoted], span.start, 0, span.of(text).split()
    for word in words:
        start = text.index(word, at)
        at = start + len(word)
        nearest = bisect_left(ends, start + 1)  # the first stretch that ends behind the word's start
        inside += nearest < len(quoted) and quoted[nearest].start < at
    return inside / len(words) if words else 0.0


def _evidence(evidence: tuple[Evidence, ...]) -> str:
    return _json([(e.span.start, e.span.end, round(e.weight, DECIMALS) + 0.0) for e in evidence])


def _json(values) -> str:
    return json.dumps(values, ensure_ascii=False)
