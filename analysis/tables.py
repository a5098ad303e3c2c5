"""Records → DataFrames with fixed columns and types; CSV, Excel, Parquet, JSON.

Text is pandas' `string`, whole numbers `Int64`, figures `Float64`: all can be empty, and a table without rows has the same types as a full one.
Offsets count characters of the article's text; figures are rounded to six decimals.
"""

import io
import json
import re
from collections import Counter

import pandas as pd

from analysis.schema import Document, Evidence, Quote, Scores, Span

TEXT, WHOLE, FIGURE = "string", "Int64", "Float64"
FORMULA = re.compile(r"^\s*[=+\-@|%\t\r\n\0]")
LONGEST_CELL = 32_767  # characters; Excel cuts a longer cell without a word

_OFFSETS = {"start": (WHOLE, "first character in the article's text"), "end": (WHOLE, "character after the last one")}
_ARTICLE = {"article": (TEXT, "short name of the article")}
_PARAGRAPH = {"paragraph": (WHOLE, "number of the body paragraph; 0 is the headline")}
_SENTENCE = {"sentence": (WHOLE, "number of the sentence in its paragraph")}
_SENTIMENT = {"sentiment": (FIGURE, "how the actor is treated, −1 to +1")}
_INTERVAL = {"sentiment_low": (FIGURE, "lower end of the 90 % interval"), "sentiment_high": (FIGURE, "upper end of the 90 % interval")}
_LABEL = {"label": (TEXT, "negative, neutral or positive")}
_SURE = {"confidence": (FIGURE, "probability that the label is right, 0 to 1")}
_EVIDENCE = {"evidence": (TEXT, "words the score rests on: [[start, end, weight], …]")}
_VOICE = {"voice": (TEXT, "whose words: author, unknown or an actor")}

# Every table: its columns in order, each with its type and its meaning.
TABLES: dict[str, dict[str, tuple[str, str]]] = {
    "articles": _ARTICLE
    | {
        "headline": (TEXT, "the headline"),
        "author": (TEXT, "as the file states it"),
        "published": (TEXT, "as the file states it"),
        "source": (TEXT, "name of the file"),
        "language": (TEXT, "language of the text"),
        "words": (WHOLE, "words in the body"),
        "paragraphs": (WHOLE, "body paragraphs"),
        "sha256": (TEXT, "fingerprint of the text"),
        "scorer": (TEXT, "news or vader"),
        "model": (TEXT, "the model's version"),
        "edits": (TEXT, "the reader's corrections, as JSON"),
        "notes": (TEXT, "what was lost or guessed, a list"),
    },
    "paragraphs": _ARTICLE
    | _PARAGRAPH
    | {"section": (TEXT, "the heading above it"), "text": (TEXT, "its words")}
    | _OFFSETS
    | {
        "words": (WHOLE, "number of words"),
        "sentences": (WHOLE, "number of sentences"),
        "tone": (FIGURE, "how the wording sounds, −1 to +1"),
        "tone_low": (FIGURE, "lower end of the 90 % interval"),
        "tone_high": (FIGURE, "upper end of the 90 % interval"),
    }
    | _LABEL
    | _SURE
    | {
        "cues": (WHOLE, "words in it that carry tone"),
        "vader": (FIGURE, "the word list's score, −1 to +1"),
        "quoted_share": (FIGURE, "share of its words that are somebody else's, 0 to 1"),
    },
    "sentences": _ARTICLE
    | _PARAGRAPH
    | _SENTENCE
    | {"section": (TEXT, "the heading above it"), "text": (TEXT, "its words")}
    | _OFFSETS
    | {"tone": (FIGURE, "how the wording sounds, −1 to +1")}
    | _LABEL
    | _SURE
    | {
        "vader": (FIGURE, "the word list's score, −1 to +1"),
        "quoted_share": (FIGURE, "share of its words that are somebody else's, 0 to 1"),
    }
    | _EVIDENCE,
    "actors": _ARTICLE
    | {
        "actor": (TEXT, "short name of the actor"),
        "name": (TEXT, "fullest name"),
        "kind": (TEXT, "person, organization, group or place"),
        "aliases": (TEXT, "all names used for it, a list"),
        "mentions": (WHOLE, "how often it is mentioned"),
        "first_paragraph": (WHOLE, "where it is mentioned first"),
        "salience": (FIGURE, "its share of all mentions, 0 to 1"),
    }
    | _SENTIMENT
    | _INTERVAL
    | _LABEL
    | {
        "author_sentiment": (FIGURE, "how the author treats it, −1 to +1"),
        "quoted_sentiment": (FIGURE, "how all others treat it, −1 to +1"),
        "quotes": (WHOLE, "how many quotes are its own"),
    },
    "issues": _ARTICLE
    | {
        "issue": (TEXT, "short name of the issue"),
        "name": (TEXT, "fullest name"),
        "aliases": (TEXT, "all names used for it, a list"),
        "mentions": (WHOLE, "how often it is mentioned"),
        "first_paragraph": (WHOLE, "where it is mentioned first"),
        "salience": (FIGURE, "its share of all mentions, 0 to 1"),
    },
    "mentions": _ARTICLE
    | {"entity": (TEXT, "the actor or issue meant")}
    | _PARAGRAPH
    | _SENTENCE
    | _OFFSETS
    | {"text": (TEXT, "the words"), "form": (TEXT, "name, nominal or pronoun")},
    "quotes": _ARTICLE
    | {"quote": (WHOLE, "number of the quote")}
    | _PARAGRAPH
    | _OFFSETS
    | {
        "parts": (TEXT, "its pieces, where the reporting words interrupt it: [[start, end], …]"),
        "text": (TEXT, "the quoted or reported words"),
        "kind": (TEXT, "direct, indirect or mixed"),
        "holder": (TEXT, "who says it: an actor or unknown"),
        "parent": (WHOLE, "the quote in which it stands"),
        "source_start": (WHOLE, "first character of the words that name the speaker"),
        "source_end": (WHOLE, "character after their last one"),
        "cue": (TEXT, "the reporting words"),
        "cue_start": (WHOLE, "first character of the reporting words"),
        "cue_end": (WHOLE, "character after their last one"),
    }
    | _SURE,
    "sentiments": _ARTICLE
    | _PARAGRAPH
    | _SENTENCE
    | {"actor": (TEXT, "who is treated"), **_VOICE, "quote": (WHOLE, "the quote in which it is said")}
    | _OFFSETS
    | {
        "negative": (FIGURE, "probability, 0 to 1"),
        "neutral": (FIGURE, "probability, 0 to 1"),
        "positive": (FIGURE, "probability, 0 to 1"),
    }
    | _SENTIMENT
    | _LABEL
    | _SURE
    | _EVIDENCE,
    "actor_paragraphs": _ARTICLE
    | _PARAGRAPH
    | {"actor": (TEXT, "who is treated"), **_VOICE, "mentions": (WHOLE, "mentions in this voice")}
    | _SENTIMENT
    | _INTERVAL
    | _LABEL
    | _SURE,
    "stances": _ARTICLE
    | _PARAGRAPH
    | _SENTENCE
    | {
        "holder": (TEXT, "who takes the stance"),
        "target": (TEXT, "toward whom or what"),
        "target_kind": (TEXT, "actor or issue"),
        "stance": (TEXT, "favor, against or none"),
        "polarity": (FIGURE, "−1 to +1"),
    }
    | _SURE
    | {"quote": (WHOLE, "the quote in which it is said")}
    | _OFFSETS
    | _EVIDENCE,
    "positions": _ARTICLE
    | {
        "holder": (TEXT, "who takes the stance"),
        "target": (TEXT, "toward whom or what"),
        "target_kind": (TEXT, "actor or issue"),
        "favor": (WHOLE, "sentences in favor"),
        "against": (WHOLE, "sentences against"),
        "none": (WHOLE, "sentences that take no side"),
        "stance": (TEXT, "favor, against or none over the whole article"),
        "polarity": (FIGURE, "−1 to +1"),
    }
    | _SURE
    | {"first_paragraph": (WHOLE, "where it is taken first")},
    "shifts": _ARTICLE
    | {
        "subject": (TEXT, "tone, or the actor whose treatment changes"),
        "paragraph": (WHOLE, "first paragraph after the change"),
        "before": (FIGURE, "mean before it"),
        "after": (FIGURE, "mean from it on"),
        "change": (FIGURE, "after less before"),
        "p_value": (FIGURE, "how often shuffled sentences change as much"),
        "verdict": (TEXT, "real shift, could be noise, too short to tell"),
    },
}


def build(scores: Scores) -> dict[str, pd.DataFrame]:
    """All tables of one article, by name, in the order of `TABLES`."""
    rows = _rows(scores)
    article = scores.document.article.id
    return {name: _frame(name, [{"article": article, **row} for row in rows[name]]) for name in TABLES}


def concat(many: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """The tables of several articles, one under the other."""
    return {name: pd.concat([tables[name] for tables in many], ignore_index=True) if many else _frame(name, []) for name in TABLES}


def to_csv(table: pd.DataFrame) -> bytes:
    """CSV for Excel: UTF-8 with mark; a text that a spreadsheet would run as a formula begins with an apostrophe."""
    safe = table.rename(columns=_no_formula)
    for column in safe.select_dtypes("string"):
        safe[column] = safe[column].map(_no_formula, na_action="ignore")
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def to_excel(tables: dict[str, pd.DataFrame]) -> bytes:
    """One workbook, a sheet per table. No text becomes a formula or a link; a text too long for a cell goes on in the next column."""
    file = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        for name, table in tables.items():
            fitting = _split_long_texts(table)
            fitting.to_excel(writer, sheet_name=name[:31], index=False)
            sheet = writer.sheets[name[:31]]
            sheet.freeze_panes(1, 0)
            for i, column in enumerate(fitting):
                sheet.set_column(i, i, 60 if column.startswith("text") else max(10, min(24, len(column) + 2)))
    return file.getvalue()


def to_parquet(table: pd.DataFrame) -> bytes:
    """Parquet: lossless, typed."""
    return table.to_parquet(index=False)


def to_json(tables: dict[str, pd.DataFrame]) -> str:
    """{"article": {the articles row}, "tables": {name: [row, …]}}; an empty cell is null. `tables` are those of one article."""
    rows = {name: json.loads(table.to_json(orient="records", double_precision=6, force_ascii=False)) for name, table in tables.items()}
    return json.dumps({"article": rows["articles"][0], "tables": rows}, ensure_ascii=False)


def _frame(name: str, rows: list[dict]) -> pd.DataFrame:
    columns = TABLES[name]
    frame = pd.DataFrame(rows, columns=list(columns)).astype({column: kind for column, (kind, _) in columns.items()})
    figures = [column for column, (kind, _) in columns.items() if kind == FIGURE]
    frame[figures] = frame[figures].round(6) + 0.0  # −0.0 reads badly
    return frame


def _rows(s: Scores) -> dict[str, list[dict]]:
    document, text = s.document, s.document.text
    paragraphs = {p.number: p for p in document.paragraphs}
    sentences = {(x.paragraph, x.number): x.span for x in document.sentences}
    shares = _QuotedWords(document, s.quotes)
    summaries = {a.actor: a for a in s.actor_sentiments}
    counts, first = Counter(m.entity for m in s.mentions), {}
    for mention in s.mentions:
        first.setdefault(mention.entity, mention.paragraph)
    own_quotes = Counter(holder for q in s.quotes for holder in q.holders)
    article = document.article
    return {
        "articles": [
            {
                "headline": document.headline,
                "author": article.author,
                "published": article.published,
                "source": article.source,
                "language": article.language,
                "words": sum(len(p.span.of(text).split()) for p in document.body),
                "paragraphs": len(document.body),
                "sha256": article.sha256,
                "scorer": s.scorer,
                "model": s.model,
                "edits": s.edits,
                "notes": _json(list(s.notes)),
            }
        ],
        "paragraphs": [
            {
                "paragraph": t.paragraph,
                "section": paragraphs[t.paragraph].section,
                **_place(text, paragraphs[t.paragraph].span),
                "words": len(paragraphs[t.paragraph].span.of(text).split()),
                "sentences": len(paragraphs[t.paragraph].sentences),
                "tone": t.tone,
                "tone_low": t.low,
                "tone_high": t.high,
                "label": t.label,
                "confidence": t.confidence,
                "cues": t.cues,
                "vader": t.vader,
                "quoted_share": shares.of(paragraphs[t.paragraph].span),
            }
            for t in s.paragraph_tones
        ],
        "sentences": [
            {
                "paragraph": t.paragraph,
                "sentence": t.sentence,
                "section": paragraphs[t.paragraph].section,
                **_place(text, sentences[t.paragraph, t.sentence]),
                "tone": t.tone,
                "label": t.label,
                "confidence": t.confidence,
                "vader": t.vader,
                "quoted_share": shares.of(sentences[t.paragraph, t.sentence]),
                "evidence": _evidence(t.evidence),
            }
            for t in s.sentence_tones
        ],
        "actors": [
            {
                "actor": a.id,
                "name": a.name,
                "kind": a.kind,
                "aliases": _json(a.aliases),
                "mentions": counts[a.id],
                "first_paragraph": first.get(a.id),
                "salience": a.salience,
                **_summary(summaries.get(a.id)),
                "quotes": own_quotes[a.id],
            }
            for a in s.actors
        ],
        "issues": [
            {
                "issue": i.id,
                "name": i.name,
                "aliases": _json(i.aliases),
                "mentions": counts[i.id],
                "first_paragraph": first.get(i.id),
                "salience": i.salience,
            }
            for i in s.issues
        ],
        "mentions": [
            {"entity": m.entity, "paragraph": m.paragraph, "sentence": m.sentence, **_place(text, m.span), "form": m.form}
            for m in s.mentions
        ],
        "quotes": [_quote_row(text, q, holder) for q in s.quotes for holder in q.holders],
        "sentiments": [
            {
                "paragraph": r.paragraph,
                "sentence": r.sentence,
                "actor": r.actor,
                "voice": r.voice,
                "quote": r.quote,
                "start": r.span.start,
                "end": r.span.end,
                **dict(zip(("negative", "neutral", "positive"), r.probabilities or (None,) * 3, strict=True)),
                "sentiment": r.sentiment,
                "label": r.label,
                "confidence": r.confidence,
                "evidence": _evidence(r.evidence),
            }
            for r in s.sentiments
        ],
        "actor_paragraphs": [
            {
                "paragraph": c.paragraph,
                "actor": c.actor,
                "voice": c.voice,
                "mentions": c.mentions,
                "sentiment": c.sentiment,
                "sentiment_low": c.low,
                "sentiment_high": c.high,
                "label": c.label,
                "confidence": c.confidence,
            }
            for c in s.cells
        ],
        "stances": [
            {
                "paragraph": r.paragraph,
                "sentence": r.sentence,
                "holder": r.holder,
                "target": r.target,
                "target_kind": r.target_kind,
                "stance": r.stance,
                "polarity": r.polarity,
                "confidence": r.confidence,
                "quote": r.quote,
                "start": r.span.start,
                "end": r.span.end,
                "evidence": _evidence(r.evidence),
            }
            for r in s.stances
        ],
        "positions": [_fields(p, TABLES["positions"]) for p in s.positions],
        "shifts": [_fields(shift, TABLES["shifts"]) for shift in s.shifts],
    }


def _fields(record, columns) -> dict:
    return {column: getattr(record, column) for column in columns if column != "article"}


def _place(text: str, span: Span) -> dict:
    return {"text": span.of(text), "start": span.start, "end": span.end}


def _summary(a) -> dict:
    if a is None:
        return {}
    return {
        "sentiment": a.sentiment,
        "sentiment_low": a.low,
        "sentiment_high": a.high,
        "label": a.label,
        "author_sentiment": a.author,
        "quoted_sentiment": a.quoted,
    }


def _quote_row(text: str, q: Quote, holder: str) -> dict:
    return {
        "quote": q.id,
        "paragraph": q.paragraph,
        "start": q.span.start,
        "end": q.span.end,
        "parts": _json([[p.start, p.end] for p in q.parts]),
        "text": " ".join(p.of(text) for p in q.parts),
        "kind": q.kind,
        "holder": holder,
        "parent": q.parent,
        "source_start": q.source.start if q.source else None,
        "source_end": q.source.end if q.source else None,
        "cue": q.cue.of(text) if q.cue else None,
        "cue_start": q.cue.start if q.cue else None,
        "cue_end": q.cue.end if q.cue else None,
        "confidence": q.confidence,
    }


class _QuotedWords:
    """Which words of the article are somebody else's."""

    def __init__(self, document: Document, quotes: tuple[Quote, ...]):
        self._words = [Span(*m.span()) for m in re.finditer(r"\S+", document.text)]
        self._parts = sorted(part for q in quotes for part in q.parts)

    def of(self, span: Span) -> float:
        """Share of the span's words that lie in a quote, 0 … 1."""
        words = [w for w in self._words if span.contains(w)]
        parts = [p for p in self._parts if p.overlaps(span)]
        return sum(any(p.overlaps(w) for p in parts) for w in words) / len(words) if words else 0.0


def _evidence(evidence: tuple[Evidence, ...]) -> str:
    return _json([[e.span.start, e.span.end, round(e.weight, 6)] for e in evidence])


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def _no_formula(value: str) -> str:
    return f"'{value}" if FORMULA.match(value) else value


def _split_long_texts(table: pd.DataFrame) -> pd.DataFrame:
    """Texts longer than a cell holds go on in columns text_2, text_3 …"""
    for column in table.select_dtypes("string"):
        longest = int(table[column].str.len().max()) if table[column].notna().any() else 0
        for piece in range(1, -(-longest // LONGEST_CELL)):
            more = table[column].str.slice(piece * LONGEST_CELL, (piece + 1) * LONGEST_CELL)
            table = table.assign(**{f"{column}_{piece + 1}": more.where(more != "")})
        if longest > LONGEST_CELL:
            table = table.assign(**{column: table[column].str.slice(0, LONGEST_CELL)})
    return table
