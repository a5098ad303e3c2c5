"""Do the figures show what the tables hold, and does no text of an article become markup?"""

import html
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import analyze, article_from_text, charts
from analysis.narrative import UNCLEAR, names
from analysis.tables import TABLES

SECTIONS = """Harbor quarrel

Mayor Ada Brook praised the harbor workers. She called them “the best crew in the county.”

The plan

Otto Lind said the plan was “a terrible disaster for the town.” Lind attacked Brook and mocked her.

It will cost nine million. Nobody knows who pays.

The vote

Lind & <b>Sons</b> [sic] costs $5 and $6, the council was told. Brook thanked Lind for his patience.
"""


@pytest.fixture(scope="module")
def tables():
    return analyze(article_from_text(SECTIONS), scorer="vader").tables()


@pytest.fixture(scope="module")
def empty(tables):
    """The article with its paragraphs and nothing else found."""
    kept = ("articles", "paragraphs", "sentences")
    return {name: table if name in kept else table.head(0) for name, table in tables.items()}


def rows(name: str, *values: tuple) -> pd.DataFrame:
    """A table with these rows, in the types of the real one."""
    frame = pd.DataFrame([("a", *row) for row in values], columns=list(TABLES[name].dtypes))
    return frame.astype(TABLES[name].dtypes)


def test_bars_begin_at_zero_on_a_fixed_axis_and_bear_their_paragraph(tables):
    figure = charts.tone_arc(tables)
    bars = figure.data[0]
    assert bars.base is None and list(figure.layout.yaxis.range) == [-1, 1]
    assert list(bars.customdata) == tables["paragraphs"]["paragraph"].tolist()
    assert list(bars.y) == pytest.approx(tables["paragraphs"]["tone"].tolist())


def test_intervals_reach_from_low_to_high(tables):
    bars, paragraphs = charts.tone_arc(tables).data[0], tables["paragraphs"]
    assert [y + a for y, a in zip(bars.y, bars.error_y.array, strict=True)] == pytest.approx(paragraphs["tone_high"].tolist())
    assert [y - a for y, a in zip(bars.y, bars.error_y.arrayminus, strict=True)] == pytest.approx(paragraphs["tone_low"].tolist())


def test_smoothing_is_an_overlay_that_takes_no_clicks(tables):
    raw, smooth = charts.tone_arc(tables), charts.tone_arc(tables, window=3)
    assert len(raw.data) == 1 and len(smooth.data) == 2
    assert list(smooth.data[0].y) == list(raw.data[0].y)
    line = smooth.data[1]
    assert line.hoverinfo == "skip" and pd.isna(line.y[0]) and pd.isna(line.y[-1])


def test_the_focus_is_a_band_and_none_without_it(tables):
    assert len(charts.tone_arc(tables, focus=2).layout.shapes) == len(charts.tone_arc(tables).layout.shapes) + 1


def test_sections_are_named(tables):
    assert {a.text.replace("<br>", " ") for a in charts.tone_arc(tables).layout.annotations} >= {"The plan", "The vote"}


def test_a_shift_is_drawn_only_where_it_is_real(tables):
    def lines(verdict):
        shifts = rows("shifts", ("tone", 3, -0.4, 0.4, 0.8, 0.01, verdict))
        return [s for s in charts.tone_arc(tables | {"shifts": shifts}).layout.shapes if s.line.dash == "dash"]

    assert len(lines("real shift")) == 1
    assert not lines("could be noise") and not lines("too short to tell")


def test_few_cues_and_unclear_labels_are_pale(tables):
    sure = tables["paragraphs"].assign(cues=5, confidence=0.9)
    assert set(charts.tone_arc(tables | {"paragraphs": sure}).data[0].marker.opacity) == {1.0}
    for doubt in ({"cues": 0}, {"confidence": UNCLEAR - 0.1}):
        assert set(charts.tone_arc(tables | {"paragraphs": sure.assign(**doubt)}).data[0].marker.opacity) == {charts.PALE}


def test_an_actor_is_followed_apart_by_voice(tables):
    cells = rows(
        "actor_paragraphs",
        (1, "ada-brook", "author", 1, 0.5, 0.1, 0.9, "positive", 0.9),
        (2, "ada-brook", "otto-lind", 1, -0.8, -1.0, -0.4, "negative", 0.9),
        (3, "ada-brook", "ada-brook", 1, 0.9, 0.5, 1.0, "positive", 0.9),
    )
    author, others = charts.actor_arc(tables | {"actor_paragraphs": cells}, "ada-brook").data
    assert (list(author.x), list(others.x)) == ([1], [2])  # what the actor says of itself is in neither
    figure = charts.strip(tables | {"actor_paragraphs": cells})
    assert list(figure.layout.yaxis.ticktext) == ["Ada Brook · author", "Ada Brook · others"]
    colors, signs = figure.data
    assert colors.z[0][0] == 0.5 and set(colors.z[0][1:]) == {None}  # blank, not neutral
    assert (list(signs.x), list(signs.y), list(signs.customdata)) == ([1, 2], [0, 1], [1, 2])


def test_an_unclear_cell_bears_a_question_mark(tables):
    cells = rows("actor_paragraphs", (1, "ada-brook", "author", 1, 0.5, 0.1, 0.9, "positive", UNCLEAR - 0.1))
    signs = charts.strip(tables | {"actor_paragraphs": cells}).data[1]
    assert signs.text == ("?",) and "unclear" in signs.hovertext[0]


def test_the_matrix_has_holders_down_and_issues_behind_a_line(tables):
    issues = rows("issues", ("the-plan", "the plan", "[]", 2, 2, 0.5))
    positions = rows(
        "positions",
        ("otto-lind", "ada-brook", "actor", 0, 2, 0, "against", -0.8, 0.9, 2),
        ("unknown", "the-plan", "issue", 1, 0, 0, "favor", 0.7, 0.9, 3),
    )
    figure = charts.matrix(tables | {"issues": issues, "positions": positions})
    assert list(figure.layout.xaxis.ticktext) == ["Ada Brook", "the plan"]
    assert list(figure.layout.yaxis.ticktext) == ["Otto Lind", "somebody unnamed"]
    signs = figure.data[1]
    assert (list(signs.text), list(signs.x), list(signs.y), list(signs.customdata)) == (["▼", "▲"], [0, 1], [0, 1], [2, 3])
    assert len(figure.layout.shapes) == 1


def test_figures_stand_with_nothing_found(empty):
    assert len(charts.tone_arc(empty, 1, 5).data[0].y) == len(empty["paragraphs"])
    assert len(charts.strip(empty).data[1].x) == len(charts.matrix(empty).data[1].x) == 0


def test_the_readers_runs_rejoin_to_the_text_and_name_the_speaker(tables):
    entries = charts.reader(tables)
    paragraphs = [e for e in entries if "n" in e]
    assert ["".join(run["t"] for run in e["runs"]) for e in paragraphs] == tables["paragraphs"]["text"].tolist()
    assert [e["heading"] for e in entries if "heading" in e] == ["The plan", "The vote"]
    voices = {run["voice"] for e in paragraphs for run in e["runs"] if "voice" in run}
    assert "Otto Lind" in voices
    json.dumps(entries, allow_nan=False)  # it travels to the browser


def test_every_mention_is_tagged_once(tables):
    """However a mention is cut by quotes and words that weigh, its actor's name stands behind its last piece only, and not where given."""
    mentions = tables["mentions"].assign(name=tables["mentions"]["entity"].map(names(tables)))
    told = [m.form == "name" or m.name.lower() in m.text.lower() for m in mentions.itertuples()]
    actors = mentions[~mentions["entity"].isin(tables["issues"]["issue"])]
    inside = [
        ((actors["start"] <= m.start) & (m.end <= actors["end"]) & (actors["end"] - actors["start"] > m.end - m.start)).any()
        for m in mentions.itertuples()
    ]
    shown = mentions["entity"].isin(actors["entity"]) & ~np.array(inside)  # of two mentions, one within the other, the outer one is shown
    others = mentions[~np.array(told) & shown & (mentions["paragraph"] > 0)]
    weighed = tables["sentences"].assign(
        evidence=[
            json.dumps([[m.start, m.start + 1, 1.0] for m in others[others["paragraph"] == p].itertuples()])
            for p in tables["sentences"]["paragraph"]
        ]
    )
    tags = [r for e in charts.reader(tables | {"sentences": weighed}) for r in e.get("runs", ()) if r.get("named") is False]
    assert len(others) > 0 and len(tags) == len(others)


def test_the_alt_text_tells_the_finding(tables):
    alt = charts.arc_alt(tables)
    low = tables["paragraphs"].loc[tables["paragraphs"]["tone"].idxmin(), "paragraph"]
    assert f"harshest in paragraph {low}" in alt


@given(st.text())
def test_plain_leaves_no_markup(text):
    safe = charts.plain(text)
    assert not set("<>$") & set(safe)
    assert html.unescape(safe) == html.unescape(html.escape(text))


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF)))
def test_markdown_escapes_every_mark(text):
    safe, at = charts.markdown(text), 0
    while at < len(safe):
        assert safe[at] not in "`*_{}[]()#+-.!|<>~$:&=^\n\r\t"
        at += 2 if safe[at] == "\\" else 1


def test_no_figure_holds_raw_markup(tables):
    called = tables["actors"].assign(name="<a href='https://x.invalid'>$x$</a>")
    hostile = tables | {"actors": called}
    for figure in (charts.tone_arc(hostile, 1, 3), charts.actor_arc(hostile, called["actor"].iloc[0]), charts.strip(hostile)):
        assert "<a href" not in figure.to_json() and "$x$" not in figure.to_json() and "<b>Sons" not in figure.to_json()
