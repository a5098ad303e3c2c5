"""The tables keep their columns and types, say what the records say, and survive every file format."""

import io
import json
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import tables
from analysis.reading import article_from_text
from analysis.schema import (
    Actor,
    ActorSentiment,
    AnalysisError,
    Cell,
    Evidence,
    Issue,
    Mention,
    ParagraphTone,
    Position,
    Quote,
    Scores,
    Sentence,
    SentenceTone,
    Sentiment,
    Shift,
    Span,
    Stance,
)
from analysis.segment import segment

# The contract of DESIGN.md, with the types: s string, i int64, f float64; I and F the same where a value may be missing.
SCHEMA = {
    "articles": "article:s headline:s author:s published:s source:s language:s words:i paragraphs:i sha256:s scorer:s model:s edits:s"
    " notes:s",
    "paragraphs": "article:s paragraph:i section:s text:s start:i end:i words:i sentences:i tone:f tone_low:f tone_high:f label:s"
    " confidence:f cues:i vader:f quoted_share:f",
    "sentences": "article:s paragraph:i sentence:i section:s text:s start:i end:i tone:f label:s confidence:f vader:f quoted_share:f"
    " evidence:s",
    "actors": "article:s actor:s name:s kind:s aliases:s mentions:i first_paragraph:I salience:f sentiment:F sentiment_low:F"
    " sentiment_high:F label:s author_sentiment:F quoted_sentiment:F quotes:i",
    "issues": "article:s issue:s name:s aliases:s mentions:i first_paragraph:I salience:f",
    "mentions": "article:s entity:s paragraph:i sentence:i start:i end:i text:s form:s",
    "quotes": "article:s quote:i paragraph:i start:i end:i parts:s text:s kind:s holder:s parent:I source_start:I source_end:I cue:s"
    " cue_start:I cue_end:I confidence:f",
    "sentiments": "article:s paragraph:i sentence:i actor:s voice:s quote:I start:i end:i negative:F neutral:F positive:F sentiment:f"
    " label:s confidence:f evidence:s",
    "actor_paragraphs": "article:s paragraph:i actor:s voice:s mentions:i sentiment:f sentiment_low:f sentiment_high:f label:s"
    " confidence:f",
    "stances": "article:s paragraph:i sentence:i holder:s target:s target_kind:s stance:s polarity:f confidence:f quote:I start:i end:i"
    " evidence:s",
    "positions": "article:s holder:s target:s target_kind:s favor:i against:i none:i stance:s polarity:f confidence:f first_paragraph:i",
    "shifts": "article:s subject:s paragraph:i before:f after:f change:f p_value:f verdict:s",
}
DTYPES = {"s": "string", "i": "int64", "f": "float64", "I": "Int64", "F": "Float64"}
EXPECTED = {name: {c[:-2]: DTYPES[c[-1]] for c in columns.split()} for name, columns in SCHEMA.items()}
PAYLOADS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "|calc",
    "%x",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x00=1",
    "  =1",
    "\u00a0=1",
    "＝1+1",
    "{=1}",
    "=cmd|' /C x'!A0",
]
TEXT = (
    "Harbor Plan Splits Fenwick\n\n“The plan is a gift,” Mayor Tilda Brandt said, “to no one but the docks.” "
    "Critics were angry.\n\nShe left early."
)


def dtypes(table):
    return {name: str(dtype) for name, dtype in table.dtypes.items()}


def at(words, start=0):
    place = TEXT.index(words, start)
    return Span(place, place + len(words))


def sample() -> Scores:
    """An article with a row or two in every table."""
    document = segment(replace(article_from_text(TEXT), id="harbor", source="harbor.txt"))
    first, second = (Span(*TEXT_PART) for TEXT_PART in ((at("The plan").start, at("gift,").end), (at("to no").start, at("docks.").end)))
    quote = Quote(
        1, 1, Span(first.start, second.end), (first, second), "direct", ("tilda-brandt", "unknown"), None, at("Mayor Tilda Brandt")
    )
    quote = replace(quote, cue=at("said"), confidence=0.9)
    inner = Quote(2, 1, at("a gift"), (at("a gift"),), "mixed", ("unknown",), parent=1)
    evidence = (Evidence(at("gift"), 0.12345678), Evidence(at("angry"), -1e-9))
    return Scores(
        document,
        "news",
        "fake",
        actors=(
            Actor("tilda-brandt", "Tilda Brandt", "person", ("Brandt", "Tilda Brandt"), 0.5),
            Actor("critics", "Critics", "group", (), 0.25),
        ),
        issues=(Issue("plan", "plan", (), 0.25),),
        mentions=(
            Mention("plan", 0, 1, at("Plan"), "nominal"),
            Mention("plan", 1, 1, at("The plan"), "nominal"),
            Mention("tilda-brandt", 1, 1, at("Tilda Brandt"), "name"),
            Mention("tilda-brandt", 2, 1, at("She"), "pronoun"),
            Mention("critics", 1, 2, at("Critics"), "nominal"),
        ),
        quotes=(quote, inner),
        sentence_tones=tuple(SentenceTone(s.paragraph, s.number, -0.0, "neutral", 0.5, 1 / 3, evidence) for s in document.sentences),
        paragraph_tones=tuple(ParagraphTone(p.number, 0.1, -0.2, 0.4, "neutral", 0.6, 2, -0.3) for p in document.body),
        sentiments=(
            Sentiment(1, 1, "tilda-brandt", "critics", None, at("Tilda Brandt"), None, -0.5, "negative", 0.6, evidence),
            Sentiment(1, 1, "critics", "tilda-brandt", 1, at("Critics"), (0.7, 0.2, 0.1), -0.6, "negative", 0.7, ()),
        ),
        cells=(Cell(1, "critics", "tilda-brandt", 1, -0.6, -0.9, -0.3, "negative", 0.7),),
        actor_sentiments=(ActorSentiment("tilda-brandt", -0.5, -0.9, -0.1, "negative", None, -0.5),),
        stances=(Stance(1, 1, "critics", "tilda-brandt", "actor", "against", -0.5, 0.6, None, at("Tilda Brandt"), evidence),),
        positions=(Position("critics", "tilda-brandt", "actor", 0, 1, 0, "against", -0.5, 0.6, 1),),
        shifts=(Shift("tone", 2, 0.5, -0.25, -0.75, 0.03, "real shift"),),
        notes=("A note.",),
    )


@pytest.fixture
def full():
    return tables.build(sample())


def test_columns_and_types_are_the_contract():
    assert {name: table.dtypes for name, table in tables.TABLES.items()} == EXPECTED


def test_full_and_empty_tables_have_these_columns_and_types(full):
    assert all(len(table) for table in full.values())
    assert {name: dtypes(table) for name, table in full.items()} == EXPECTED
    for empty in (tables.concat([]), tables.build(Scores(sample().document, "vader", ""))):
        assert {name: dtypes(table) for name, table in empty.items()} == EXPECTED
    assert {name: dtypes(table) for name, table in tables.concat([full, empty]).items()} == EXPECTED


def test_every_column_says_what_it_means_in_one_sentence():
    meanings = [column.meaning for table in tables.TABLES.values() for column in table.columns]
    meanings += [table.meaning for table in tables.TABLES.values()]
    assert all(m[0].isupper() or m.startswith("−") for m in meanings)
    assert all(m.endswith(".") and ". " not in m for m in meanings)


def test_rows_say_what_the_records_say(full):
    (article,) = full["articles"].to_dict("records")
    assert (article["article"], article["headline"], article["source"]) == ("harbor", "Harbor Plan Splits Fenwick", "harbor.txt")
    assert (article["words"], article["paragraphs"], article["notes"], article["edits"]) == (21, 2, '["A note."]', "{}")
    brandt, critics = full["actors"].to_dict("records")
    assert (brandt["mentions"], brandt["first_paragraph"], brandt["quotes"]) == (2, 1, 1)
    assert json.loads(brandt["aliases"]) == ["Brandt", "Tilda Brandt"]
    assert pd.isna(brandt["author_sentiment"]) and brandt["quoted_sentiment"] == -0.5
    assert pd.isna(critics["sentiment"]) and critics["label"] == "" and critics["quotes"] == 0
    assert full["issues"].loc[0, "first_paragraph"] == 0
    direct, joint, inner = full["quotes"].to_dict("records")
    assert direct["text"] == "The plan is a gift, to no one but the docks." and direct["cue"] == "said"
    assert (direct["quote"], joint["quote"], joint["holder"]) == (1, 1, "unknown")
    assert inner["parent"] == 1 and inner["cue"] == "" and pd.isna(inner["source_start"])
    assert full["sentiments"]["negative"].isna().tolist() == [True, False]


def test_spans_point_at_the_text(full):
    for name in ("paragraphs", "sentences", "mentions"):
        assert all(TEXT[row.start : row.end] == row.text for row in full[name].itertuples())
    for row in full["quotes"].itertuples():
        assert " ".join(TEXT[start:end] for start, end in json.loads(row.parts)) == row.text


def test_quoted_share_counts_words_in_quotes_once(full):
    assert full["paragraphs"]["quoted_share"].round(4).tolist() == [round(11 / 18, 4), 0]  # the quote in the quote adds nothing
    assert full["sentences"]["quoted_share"].round(4).tolist() == [0, round(11 / 15, 4), 0, 0]


def test_scores_have_six_decimals_and_no_minus_zero(full):
    row = full["sentences"].iloc[0]
    assert row.vader == 0.333333 and str(row.tone) == "0.0"
    assert json.loads(row.evidence) == [[*json.loads(row.evidence)[0][:2], 0.123457], [*json.loads(row.evidence)[1][:2], 0.0]]
    assert "-0.0," not in tables.to_json(full)


def test_an_actor_whose_last_mention_was_taken_stays_without_a_place():
    lonely = Actor("nobody", "Nobody", "person", (), 0.0)
    row = tables.build(replace(sample(), actors=(lonely,)))["actors"].iloc[0]
    assert row.mentions == 0 and row.first_paragraph is pd.NA


def test_csv_defuses_formulas_and_leaves_numbers(full):
    rows = pd.concat([full["mentions"].head(1).assign(text=payload) for payload in PAYLOADS]).astype({"text": "string"})
    data = tables.to_csv(rows.assign(start=-5).rename(columns={"form": "=form"}))
    assert data.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(data), keep_default_na=False)
    unharmed = {"{=1}"}
    assert back["text"].tolist() == [p if p in unharmed else f"'{p}" for p in PAYLOADS]
    assert back["start"].tolist() == [-5] * len(PAYLOADS) and list(back)[-1] == "'=form"


def test_csv_reads_back(full):
    for name, table in full.items():
        back = pd.read_csv(
            io.BytesIO(tables.to_csv(table)), dtype=EXPECTED[name], keep_default_na=False, na_values={c: [""] for c in numbers(name)}
        )
        assert_frame_equal(back, table)


def numbers(name):
    return [column for column, dtype in EXPECTED[name].items() if dtype != "string"]


def test_excel_has_a_sheet_per_table_and_no_formula(full):
    texts = pd.concat([full["mentions"].head(1).assign(text=payload) for payload in PAYLOADS])
    book = openpyxl.load_workbook(io.BytesIO(tables.to_excel({**full, "mentions": texts})))
    assert book.sheetnames == list(tables.TABLES)
    for name, sheet in zip(book.sheetnames, book, strict=True):
        assert sheet.freeze_panes == "A2" and [cell.value for cell in sheet[1]] == list(EXPECTED[name])
        assert sheet["A1"].comment.text
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert [row[6].value for row in book["mentions"].iter_rows(min_row=2)][:3] == PAYLOADS[:3]
    assert book["shifts"]["D2"].value == 0.5 and book["actors"]["L3"].value in (None, "")


def test_excel_goes_on_in_the_next_column_where_a_cell_is_full(full):
    long = "ab" * 20_000
    sheet = openpyxl.load_workbook(io.BytesIO(tables.to_excel({"mentions": full["mentions"].head(1).assign(text=long)})))["mentions"]
    header = [cell.value for cell in sheet[1]]
    assert header[6:8] == ["text_1", "text_2"] and "32,767" in sheet["G1"].comment.text
    assert "".join(cell.value for cell in sheet[2][6:8]) == long


def test_excel_refuses_what_a_sheet_cannot_hold(full, monkeypatch):
    monkeypatch.setattr(tables.files, "SHEET", 2)
    with pytest.raises(AnalysisError, match="holds 1"):
        tables.to_excel(full)


def test_parquet_gives_the_same_back(full):
    for table in (*full.values(), *tables.concat([]).values()):
        assert_frame_equal(pd.read_parquet(io.BytesIO(tables.to_parquet(table))), table)


def test_json_gives_the_same_back(full):
    found = json.loads(tables.to_json(full))
    assert found["article"] == found["tables"]["articles"][0] and list(found["tables"]) == list(tables.TABLES)
    for name, rows in found["tables"].items():
        assert_frame_equal(pd.DataFrame(rows).astype(EXPECTED[name]), full[name])
        assert json.loads(tables.table_to_json(full[name])) == rows
    assert found["tables"]["actors"][1]["sentiment"] is None


@settings(max_examples=40, deadline=None)
@given(words=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_no_text_begins_a_formula_in_a_csv(words):
    table = pd.DataFrame({"text": pd.Series([words], dtype="string")})
    safe = tables.files._defused(words)
    assert safe.removeprefix("'") in (words, words.removeprefix("'"))
    assert safe.lstrip()[:1] not in tuple("=+-@|%\0")
    assert json.loads(tables.table_to_json(table)) == [{"text": words}]
    assert pd.read_parquet(io.BytesIO(tables.to_parquet(table)))["text"].tolist() == [words]


@settings(max_examples=40, deadline=None)
@given(cuts=st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))), max_size=6))
def test_quoted_share_is_the_share_of_words_that_a_quote_touches(cuts):
    spans = [Span(min(pair), max(pair)) for pair in cuts if pair[0] != pair[1]]
    quotes = tuple(Quote(i, 1, span, (span,), "direct", ("unknown",)) for i, span in enumerate(spans, 1))
    found = tables.build(replace(sample(), quotes=quotes))["sentences"]
    for row, sentence in zip(found.itertuples(), sample().document.sentences, strict=True):
        assert row.quoted_share == round(share(sentence, spans), 6)


def share(sentence: Sentence, spans: list[Span]) -> float:
    """The same, word by word and slowly."""
    words, at = [], sentence.span.start
    for word in sentence.span.of(TEXT).split():
        start = TEXT.index(word, at)
        at = start + len(word)
        words.append(Span(start, at))
    return sum(any(word.overlaps(span) for span in spans) for word in words) / len(words)


def test_the_summary_shows_tone_actors_and_sides(full):
    text = tables.to_text(full)
    assert text.startswith("Harbor Plan Splits Fenwick\n21 words in 2 paragraphs, scored by news\n")
    assert "   1 +0.10           │▇          “The plan is a gift,”" in text
    assert "     -0.50   ·   -0.50  Tilda Brandt (2×)" in text and "Critics against Tilda Brandt" in text
    assert "Who stands where" not in tables.to_text(tables.build(Scores(sample().document, "vader", "")))


def test_printable_keeps_one_line_and_no_terminal_codes():
    assert tables.printable("a\x1b[31m\nb\u202ec\x9b") == "a [31m b c "
