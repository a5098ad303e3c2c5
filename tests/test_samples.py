"""The samples are what the README and the picker promise of them."""

import re
from functools import cache
from pathlib import Path

import pytest

from analysis import analyze, read_article
from analysis.compare import compare

FOLDER = Path(__file__).parent.parent / "data" / "articles"
SAMPLES = sorted(path.stem for path in FOLDER.glob("*.txt"))
# The words that the feud's two parties are reported to have used; real persons are given no others.
REPORTED = {
    "a political betrayal",
    "overrated",
    "erratic,",
    "not as smart as he thinks.",
    "for his own profit,",
    "jealous",
    "key weapon in the global tech war,",
    "cripple American innovation",
    "a total mess",
    "broken promises",
    "dangerous.",
}


def text(name):
    return (FOLDER / f"{name}.txt").read_text(encoding="utf8")


@cache
def found_in(name):
    return analyze(read_article(FOLDER / f"{name}.txt")).tables()


def test_there_are_five_and_the_feud_comes_first():
    assert len(SAMPLES) == 5 and SAMPLES[0] == "trump-musk-tech-feud"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_reads_like_an_article_and_says_what_it_is(name):
    found = found_in(name)
    (article,) = found["articles"].to_dict("records")
    sections = found["paragraphs"]["section"].unique()
    assert 500 <= article["words"] <= 900 and 12 <= article["paragraphs"] <= 20 and 4 <= len(sections) <= 7
    assert article["headline"] and article["notes"] == "[]" and len(found["actors"]) > 5
    assert "llustrative text" in text(name).splitlines()[-1]
    assert not found["paragraphs"]["text"].str.contains("llustrative text").any()


def test_the_feud_quotes_only_what_was_reported():
    assert set(re.findall("“([^”]*)”", text("trump-musk-tech-feud"))) == REPORTED


def test_one_has_indirect_speech_only():
    assert not re.search('["“”‘«]', text("velmora-coal-summit"))
    found = found_in("velmora-coal-summit")
    assert set(found["quotes"]["kind"]) == {"indirect"}


def test_one_has_groups_and_an_unnamed_source():
    found = found_in("valley-bakery-merger")
    assert "unknown" in set(found["quotes"]["holder"]) and (found["actors"]["kind"] == "group").sum() >= 3


def test_one_turns_from_negative_to_positive():
    found = found_in("welcome-back-striker")
    (tone,) = found["shifts"][found["shifts"]["subject"] == "tone"].to_dict("records")
    assert tone["verdict"] == "real shift" and tone["before"] < 0 < tone["after"]


def test_two_papers_tell_one_story():
    pair = [analyze(read_article(FOLDER / f"{name}.txt")) for name in ("valley-bakery-merger", "valley-bakery-merger-business")]
    shared = compare(pair).tables["shared_actors"]
    assert {"Cordelia Quill", "Augustin Pell", "Quillmart", "Leonora Harrow"} <= set(shared["name"])
