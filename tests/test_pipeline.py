"""The whole way, from a text to its tables."""

import os
import subprocess
import sys
import time
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from analysis import AnalysisError, Edits, analyze, article_from_text
from analysis.edits import parse

TEXT = (
    "Levy lost\n\nThe mayor, Ada Brook, praised the fishermen on Monday.\n\n"
    "“Ada Brook is a reckless bully who ruins this town,” said Otto Lind, who leads the fishermen. Brook did not answer him.\n\n"
    "The council will meet again in spring."
)

SAMPLES = sorted((Path(__file__).parent.parent / "data" / "articles").glob("*.txt"))


@pytest.fixture(scope="module")
def scored():
    return analyze(article_from_text(TEXT))


def test_who_is_in_it_and_in_whose_words(scored):
    tables = scored.tables()
    assert {"ada-brook", "otto-lind"} <= set(tables["actors"]["actor"])
    assert tables["quotes"]["holder"].tolist() == ["otto-lind"]
    cells = tables["actor_paragraphs"].set_index(["paragraph", "actor", "voice"])["label"]
    assert cells[2, "ada-brook", "otto-lind"] == "negative"
    position = tables["positions"].set_index(["holder", "target"])["stance"]
    assert position["otto-lind", "ada-brook"] == "against"


def test_every_id_and_span_fits(scored):
    text, tables = scored.document.text, scored.tables()
    known = set(tables["actors"]["actor"]) | set(tables["issues"]["issue"])
    assert set(tables["mentions"]["entity"]) <= known
    assert set(tables["sentiments"]["voice"]) <= known | {"author", "unknown"}
    for name in ("paragraphs", "sentences", "mentions"):
        table = tables[name]
        assert len(table) and all(text[s:e] == t for s, e, t in zip(table["start"], table["end"], table["text"], strict=True))


def test_the_same_text_gives_the_same_tables(scored):
    again = analyze(article_from_text(TEXT)).tables()
    assert all(table.equals(again[name]) for name, table in scored.tables().items())


def test_another_run_of_the_program_gives_the_same_tables():
    """Sets are walked in another order in each run, so nothing may hang on it."""
    command = [sys.executable, "-m", "analysis", "score", *map(str, SAMPLES), "--format", "json", "--out", "-"]
    once, twice = (subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed}, check=True) for seed in "12")
    assert len(SAMPLES) == len(once.stdout.splitlines()) == 5 and once.stdout == twice.stdout


def test_vader_scores_tone_and_sentiment_and_finds_the_same_people(scored):
    vader = analyze(article_from_text(TEXT), scorer="vader").tables()
    ours = scored.tables()
    assert vader["actors"]["actor"].tolist() == ours["actors"]["actor"].tolist()
    assert vader["sentiments"]["negative"].isna().all()
    assert vader["paragraphs"]["tone"].tolist() == vader["paragraphs"]["vader"].tolist() != ours["paragraphs"]["tone"].tolist()


def test_edits_recompute_everything_and_travel(scored):
    edits = parse('{"rename": {"ada-brook": "Mayor Brook"}, "ignore": ["otto-lind"], "merge": [["ada-brook", "nobody"]]}')
    edited = analyze(article_from_text(TEXT), edits=edits)
    tables = edited.tables()
    assert "otto-lind" not in set(tables["actors"]["actor"]) | set(tables["quotes"]["holder"])
    assert tables["actors"].set_index("actor").loc["ada-brook", "name"] == "Mayor Brook"
    assert parse(tables["articles"]["edits"].iloc[0]) == edits
    assert any("no longer fits" in note for note in edited.notes)
    assert analyze(article_from_text(TEXT), edits=Edits()).tables()["positions"].equals(scored.tables()["positions"])


def test_misuse_is_refused_in_words():
    with pytest.raises(AnalysisError, match="no scorer called"):
        analyze(article_from_text(TEXT), scorer="magic")


def test_records_are_frozen(scored):
    with pytest.raises(FrozenInstanceError):
        scored.scorer = "other"


@pytest.mark.parametrize(
    "text",
    [
        "word",
        "One Heading\n\nAnother Heading",
        "“" * 3_000,
        "“a ” " * 2_000,
        "Ada " * 3_000,
        "good word " * 2_000,
        "\u202eAda\u202c met Lind.",
    ],
    ids=["word", "headings", "marks", "quotes", "names", "long sentence", "direction marks"],
)
def test_odd_texts_end_in_tables_or_a_sentence(text):
    began = time.perf_counter()
    try:
        assert len(analyze(article_from_text(text)).tables()) == 12
    except AnalysisError as error:
        assert error.remedy
    assert time.perf_counter() - began < 60
