"""Does a report say what the tables say, and does nothing of an article become markup?"""

import base64
import hashlib
import json
import re
from dataclasses import FrozenInstanceError, replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from conftest import FakeModel
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import analyze, article_from_text, charts, method, pipeline
from analysis.edits import parse
from analysis.model import Candidate, Links, Pointer
from analysis.report import Section, article_report, draw, figure_html, page, table_html, tables_report

TEXT = """Quarrel at the harbor

Ada Brook wrote a good plan for the port of the town.

The answer

“Ada Brook has a bad plan for all of us,” said Otto Lind on the pier.

Ada Brook gave no answer. She had a good day.
"""
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></title></svg><iframe src=//x>",
    "=HYPERLINK(1) $\\alpha$ &amp; &lt;b&gt; <br> {x} %s",
    "<!-- ]]> -->",
    "\u202eright to left\u202c 😀",
]


class Harbor(FakeModel):
    """The fake model that knows two names and a pronoun, and that the second of them says what stands between quotation marks."""

    def read(self, text, sentences, has_headline=False):
        plain = super().read(text, sentences, has_headline)
        found = [(plain.words.within(*m.span()), m.span()) for m in re.finditer("Ada Brook|Otto Lind|She", text)]
        candidates = tuple(Candidate(*place, (1.0, 0, 0, 0, 0)) for place, _ in found)
        tags = {layer: logits.copy() for layer, logits in plain.tags.items()}
        for (_, behind), (start, end) in found:
            tags["name"][behind - 1, 1] = float(text[start:end] != "She")
        for layer, words in (("passage", "“[^”]+”"), ("cue", "said")):
            tags[layer][:, 0] = 1.0
            for match in re.finditer(words, text):
                first, behind = plain.words.within(*match.span())
                tags[layer][first, 1] = tags[layer][first + 1 : behind, 2] = 9.0
        return replace(plain, tags=tags, candidates=candidates)

    def links(self, reading, text, mentions):
        same = lambda i, j: "Otto" not in text[slice(*_characters(reading, mentions[i]))] + text[slice(*_characters(reading, mentions[j]))]
        rows = [np.array([float(same(i, j)) / max(1, i) for j in range(i)]) for i in range(len(mentions))]
        return [Links(np.arange(i), row, 0.01 if row.sum() else 1.0) for i, row in enumerate(rows)]

    def holders(self, reading, passages):
        chances = np.zeros(len(reading.words))
        chances[next(c.first for c in reading.candidates if c.first > passages[0][1])] = 1.0
        return [Pointer(np.arange(len(chances)), chances, 0.0) for _ in passages]


def _characters(reading, place) -> tuple[int, int]:
    span = reading.words.span(*place)
    return span.start, span.end


@pytest.fixture(scope="module")
def scored():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_model", Harbor)
        for module in ("stance", "sentiment"):
            patch.setattr(f"analysis.{module}.shown", lambda chance, fitted: chance)
        return analyze(article_from_text(TEXT))


@pytest.fixture(scope="module")
def report(scored):
    return article_report(scored)


class Marks(HTMLParser):
    """Every element's name with its attributes' names, the words of each heading and caption, and all words."""

    def __init__(self, text: str):
        super().__init__()
        self.marks, self.open, self.words, self.levels, self.alts = set(), [], {}, [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.marks.add((tag, tuple(name for name, _ in attrs)))
        self.open.append(tag)
        self.words.setdefault(tag, []).append("")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "svg" and ("role", "img") in attrs:
            self.alts.append(dict(attrs)["aria-label"])

    def handle_endtag(self, tag):
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def handle_data(self, data):
        for tag in set(self.open):
            self.words[tag][-1] += data


def test_the_parts_stand_in_reading_order(report):
    found = Marks(report)
    assert found.words["h1"] == ["Quarrel at the harbor"] and found.words["title"] == ["Quarrel at the harbor"]
    assert found.words["h2"] == [
        "In short",
        "How the tone moves",
        "How the actors are treated",
        "Who stands where",
        "Where it changes",
        "The text",
        "Who is quoted",
        "How the scores were made",
        "This report",
    ]
    assert re.findall(r'<a href="#(part-\d)">', report) == re.findall(r'<section id="(part-\d)"', report)


def test_it_begins_with_the_headline_sentence_and_the_figures(report, scored):
    from analysis import narrative

    tables = scored.tables()
    assert narrative.lead(tables) in Marks(report).words["p"]
    assert [
        dict(zip(("dt", "value"), pair, strict=True)) for pair in re.findall(r'<dt>([^<]*)</dt><dd><span class="value">([^<]*)<', report)
    ] == [{"dt": name, "value": value} for name, value, _ in narrative.key_figures(tables)]


def test_the_text_bears_its_tone_its_actors_and_its_speakers(report):
    text = report[report.index("The text</h2>") : report.index("Who is quoted</h2>")]
    assert "¶ 1 <strong>▲ +1.00</strong>" in text and "¶ 2 <strong>▼ −1.00</strong>" in text
    assert '<rect x="100" width="100" height="8" fill="#3B82C4"/>' in text and '<rect x="0" width="100" height="8" fill="#C8601A"/>' in text
    assert '<mark class="actor" title="Ada Brook">Ada Brook</mark> wrote a <span class="plus">good</span> plan' in text
    assert (
        '<span class="quote voice-0"><b class="speaker">Otto Lind</b> <mark class="actor" title="Ada Brook">Ada Brook</mark></span>' in text
    )
    assert '<h3 class="heading">The answer</h3>' in text
    assert '<mark class="actor" title="Ada Brook">She <span class="tag">(Ada Brook)</span></mark> had a' in text
    assert "<h3>Ada Brook</h3><figure>" in report  # spoken of in three paragraphs, and so with a figure of her own


def test_the_quotes_and_the_positions_are_told(report):
    quotes = report[report.index("Who is quoted</h2>") :]
    assert re.search(r"<td>Otto Lind</td><td>Ada Brook has a bad plan for all of us,?</td><td>direct</td><td>said</td>", quotes)
    stands = report[report.index("Who stands where</h2>") : report.index("Where it changes</h2>")]
    assert '<th scope="row">Otto Lind</th><td>▼\N{NO-BREAK SPACE}against</td><td>Ada Brook</td><td>actor</td>' in stands
    assert "Otto Lind ▼\N{NO-BREAK SPACE}against Ada Brook (80%)" in stands


def test_it_says_where_it_comes_from(report, scored):
    article = scored.tables()["articles"].iloc[0]
    origin = report[report.index("This report</h2>") :]
    assert f"SHA-256 {article['sha256']}" in origin and "<dd>fake</dd>" in origin and "<dd>the news model</dd>" in origin
    assert "not stated in the file" in origin and "not corrected by hand" in origin
    assert "These figures are not of the model fake" in report


def test_it_tells_the_corrections_and_the_word_list():
    edits = parse('{"rename": {"ada-brook": "Mayor <i>Brook</i>"}}')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_model", Harbor)
        text = article_report(analyze(article_from_text(TEXT), scorer="vader", edits=edits))
    assert "scored by VADER" in text and "corrected by a reader" in text and "Mayor &lt;i&gt;Brook&lt;/i&gt;" in text


def test_measured_accuracy_stands_as_it_was_measured(report):
    measured = method.accuracy()
    words = report[report.index("How right is it?</h3>") :]
    for task in measured["tasks"].values():
        for name, figure in task["figures"].items():
            assert f"{name}: {figure['value']}" in words.replace("&#x27;", "'")
    assert measured["date"] in words


def test_without_measured_figures_it_says_so(scored, monkeypatch):
    monkeypatch.setattr(method, "accuracy", lambda: None)
    assert "no measured figures" in article_report(scored)


def test_nothing_found_is_said_in_words():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_model", FakeModel)
        text = article_report(analyze(article_from_text("It rained for nine days. Then it stopped, and the road was open again.")))
    for sentence in ("No actors were found", "Nobody is quoted", "Nobody in the article is seen to take a side"):
        assert sentence in text
    assert len(Marks(text).words["h2"]) == 9


def test_the_same_article_gives_the_same_report(scored, report):
    assert article_report(scored) == report == tables_report(scored.tables())


def test_the_policy_allows_its_own_style_and_nothing_else(report):
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', report)
    (style,) = re.findall(r"<style>(.*?)</style>", report, re.DOTALL)
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert report.index("Content-Security-Policy") < report.index("<style>")
    assert not re.search(r"<(script|img|link|iframe|object|form)\b|\bstyle=|url\(|@import|\bsrc=|\bon\w+=", report)
    assert len(report.encode()) < 300_000


def test_it_can_be_read_without_eyes(report):
    found = Marks(report)
    assert report.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert found.levels[0] == 1 and found.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(found.levels, found.levels[1:], strict=False))
    assert len(found.words["table"]) == len(found.words["caption"]) > 4 and all(found.words["caption"])
    assert {attrs for tag, attrs in found.marks if tag == "th"} <= {("scope",), ("scope", "class")}
    assert len(found.alts) >= 2 and all(len(alt.split()) > 3 for alt in found.alts)


def poisoned(tables, words: str):
    """The tables with these words wherever an article, its file or a correction can put words."""
    put = {
        "articles": ("article", "headline", "author", "published", "source", "edits"),
        "paragraphs": ("section", "text"),
        "sentences": ("text",),
        "actors": ("name",),
        "issues": ("name",),
        "quotes": ("text", "cue"),
    }
    changed = {name: tables[name].assign(**dict.fromkeys(columns, words)) for name, columns in put.items()}
    return tables | changed | {"articles": changed["articles"].assign(notes=json.dumps([words]), language=words)}


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=80))
def test_no_words_of_an_article_become_markup(scored, words):
    harmless, found = Marks(tables_report(poisoned(scored.tables(), "plain"))), Marks(tables_report(poisoned(scored.tables(), words)))
    assert found.marks <= harmless.marks
    assert found.words["h1"] == [words] and found.words["title"] == [words]
    assert words in found.words["p"][0] and words in found.words["dd"]


@settings(deadline=None)
@given(st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=80))
def test_a_page_a_table_and_a_figure_escape_what_they_are_given(words):
    table = Marks(table_html(pd.DataFrame({words: [words], f"{words}2": [1.5]}), words))
    assert table.words["th"] == [words, f"{words}2", words] and table.words["caption"] == [words]
    figure = go.Figure(go.Scatter(x=[0, 1], y=[0, 1], mode="text", text=[charts.plain(words), words]))
    figure.update_layout(height=100, margin={"l": 40, "r": 10, "t": 10, "b": 30})
    drawn = figure_html(figure, words)
    assert {tag for tag, _ in Marks(drawn).marks} <= {"figure", "div", "svg", "rect", "line", "text", "tspan", "figcaption"}
    assert Marks(drawn).alts == [words] and Marks(drawn).words["figcaption"] == [words]
    ElementTree.fromstring(draw(figure, words))
    assert Marks(page(words, [Section(words, "<p>done</p>")])).words["h2"] == [words]


def test_a_table_shows_what_is_missing_and_what_is_a_number():
    frame = pd.DataFrame({"who": ["Ada", "Otto"], "score": [-0.5, None], "told": ["−0.31", ""], "count": [3, 4]})
    assert table_html(frame, "Two.") == (
        '<div class="wide"><table><caption><span>Two.</span></caption><thead><tr><th scope="col">who</th><th scope="col" class="number">score</th>'
        '<th scope="col" class="number">told</th><th scope="col" class="number">count</th></tr></thead><tbody>'
        '<tr><th scope="row">Ada</th><td class="number">−0.50</td><td class="number">−0.31</td><td class="number">3</td></tr>'
        '<tr><th scope="row">Otto</th><td class="number">–</td><td class="number">–</td><td class="number">4</td></tr></tbody></table></div>'
    )


def test_a_section_is_frozen():
    with pytest.raises(FrozenInstanceError):
        Section("a", "b").heading = "c"
