"""Whole articles measured: each mistake by its kind, the sealed ones in totals only, the readers' marks in place of ours, one thing taken away.

The scorer that decides what is right lies beside the project and is not public: where a test needs it, it says so.
"""

import json
import sys
import traceback
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading import article_from_text
from analysis.schema import AnalysisError, Span
from analysis.segment import segment
from training import ablate, evaluate, whole
from training import given as given_module
from training.ablate import ABLATIONS, Ablation, losses, table, taken_away
from training.annotated import Entity, parse
from training.given import entities_of, form_of, kind_of, places, quotes_of
from training.measures import interval
from training.misses import Aligned, Miss, align, misses
from training.whole import annotated, figure, reliability, report, sealed, sentence_of, shown

SCRIPT = Path(__file__).parent.parent.parent / "shared" / "score_gold.py"
needs_scorer = pytest.mark.skipif(not SCRIPT.exists(), reason="the scorer is not beside the project")

LIND, BROOK, GUILD = "lind", "brook", "guild"
NAMES = {LIND: {"otto lind", "the mayor"}, BROOK: {"ada brook", "brook"}, GUILD: {"harbor guild"}}
NEGATIVE, POSITIVE, NEUTRAL, DOUBTFUL = {"negative"}, {"positive"}, {"neutral"}, {"negative", "neutral"}


class Scorer:
    """As much of the scorer as aligning needs: the same by a name, words parted by spaces."""

    @staticmethod
    def match_names(gold, ours, gold_ids, our_ids):
        same = {p: max(gold_ids, key=lambda g: len(gold[g] & ours[p])) for p in our_ids}
        return {p: g for p, g in same.items() if gold[g] & ours[p]}

    @staticmethod
    def words(text):
        return Counter(text.split())


def side(names=NAMES, paragraphs=(("one is here", NEUTRAL), ("two is here", NEUTRAL)), issues=(), **parts) -> dict:
    """One side in the scorer's form: quotes as (words, holders, required), cells and stances by their keys."""
    stances = {key: (value, True) for key, value in parts.pop("stances", {}).items()}
    actors = {a: True for a in names if a not in issues}
    return {"names": names, "actors": actors, "paragraphs": paragraphs, "quotes": [], "cells": {}, "stances": stances} | parts


def kinds(part: str, gold: dict, ours: dict) -> list[tuple[str, str]]:
    """Of every mistake of a part: too much, or missed, and its kind."""
    found = misses(gold, ours, align(Scorer, gold, ours))
    return sorted(("too much" if m.too_much else "missed", m.kind) for m in found if m.part == part)


def without(*actors: str) -> dict[str, set[str]]:
    return {id_: names for id_, names in NAMES.items() if id_ not in actors}


CELLS = {  # name: gold's cells of the first paragraph, ours, our names, what is wrong
    "all right": ({(LIND, BROOK): NEGATIVE}, {(LIND, BROOK): NEGATIVE}, NAMES, []),
    "either sign is right": ({(LIND, BROOK): NEGATIVE | POSITIVE}, {(LIND, BROOK): POSITIVE}, NAMES, []),
    "doubtful and not called": ({(LIND, BROOK): DOUBTFUL}, {}, NAMES, []),
    "doubtful and called": ({(LIND, BROOK): DOUBTFUL}, {(LIND, BROOK): NEGATIVE}, NAMES, []),
    "neutral where there is nothing": ({}, {(LIND, BROOK): NEUTRAL}, NAMES, []),
    "target missed": ({(LIND, BROOK): NEGATIVE}, {}, without(LIND), [("missed", "target actor missed")]),
    "target and voice missed": ({(LIND, BROOK): NEGATIVE}, {}, without(LIND, BROOK), [("missed", "target actor missed")]),
    "target swallowed": (
        {(LIND, "author"): NEGATIVE},
        {(BROOK, "author"): NEGATIVE},
        {BROOK: {"ada brook", "brook", "otto lind"}},
        [("missed", "target merged with another"), ("too much", "target merged with another")],
    ),
    "one name of the target swallowed": (
        {(LIND, "author"): NEGATIVE},
        {(BROOK, "author"): NEGATIVE},
        {LIND: {"otto lind"}, BROOK: {"ada brook", "brook", "the mayor"}},
        [("missed", "target merged with another"), ("too much", "target merged with another")],
    ),
    "overwritten by a second copy": (
        {(LIND, "author"): NEGATIVE},
        {(LIND, "author"): NEGATIVE, ("copy", "author"): NEUTRAL},
        {LIND: {"otto lind"}, "copy": {"the mayor"}},
        [("missed", "target split (a second copy)")],
    ),
    "voice's actor missed": (
        {(LIND, GUILD): NEGATIVE},
        {(LIND, "author"): NEGATIVE},
        without(GUILD),
        [("missed", "voice: holder's actor missed"), ("too much", "voice: holder's actor missed")],
    ),
    "another voice": (
        {(LIND, BROOK): NEGATIVE},
        {(LIND, "author"): NEGATIVE},
        NAMES,
        [("missed", "voice wrong"), ("too much", "voice wrong")],
    ),
    "another voice, but both are right": (
        {(LIND, BROOK): NEGATIVE, (LIND, GUILD): NEGATIVE},
        {(LIND, BROOK): NEGATIVE},
        NAMES,
        [("missed", "missed altogether (no such voice there)")],
    ),
    "another voice and another sign": (
        {(LIND, BROOK): NEGATIVE},
        {(LIND, "author"): POSITIVE},
        NAMES,
        [("missed", "missed altogether (no such voice there)"), ("too much", "neutral called")],
    ),
    "flipped": ({(LIND, BROOK): NEGATIVE}, {(LIND, BROOK): POSITIVE}, NAMES, [("missed", "label flipped"), ("too much", "label flipped")]),
    "a doubtful one flipped": ({(LIND, BROOK): DOUBTFUL}, {(LIND, BROOK): POSITIVE}, NAMES, [("too much", "label flipped")]),
    "neutral called": ({}, {(LIND, BROOK): POSITIVE}, NAMES, [("too much", "neutral called")]),
    "called of nobody": ({}, {("tram", BROOK): POSITIVE}, NAMES | {"tram": {"tram"}}, [("too much", "target is no actor")]),
    "called neutral": ({(LIND, BROOK): NEGATIVE}, {(LIND, BROOK): NEUTRAL}, NAMES, [("missed", "missed altogether (called neutral)")]),
    "only in another voice": (
        {(LIND, BROOK): NEGATIVE},
        {(LIND, "author"): NEUTRAL},
        NAMES,
        [("missed", "missed altogether (no such voice there)")],
    ),
    "not seen there": ({(LIND, BROOK): NEGATIVE}, {}, NAMES, [("missed", "target not seen in the paragraph")]),
}


@pytest.mark.parametrize("name", CELLS)
def test_kinds_of_cells(name):
    gold, ours, names, wrong = CELLS[name]
    first = lambda cells: {(0, *key): labels for key, labels in cells.items()}
    assert kinds("cells", side(cells=first(gold)), side(names, cells=first(ours))) == wrong


def test_cells_of_another_paragraph_do_not_help():
    gold, ours = side(cells={(0, LIND, BROOK): NEGATIVE}), side(cells={(1, LIND, BROOK): NEGATIVE})
    assert kinds("cells", gold, ours) == [("missed", "target not seen in the paragraph"), ("too much", "neutral called")]
    ours = side(cells={(1, LIND, "author"): NEGATIVE})  # nor is its voice the wrong one
    assert kinds("cells", gold, ours) == [("missed", "target not seen in the paragraph"), ("too much", "neutral called")]


def test_a_paragraph_that_is_missed_or_made_up():
    ours = side(paragraphs=(("two is here and goes on", POSITIVE), ("of our own", NEUTRAL)), cells={(1, LIND, BROOK): NEGATIVE})
    gold = side(cells={(0, LIND, BROOK): NEGATIVE})
    assert kinds("paragraphs", gold, ours) == [("missed", "missed"), ("too much", "not a paragraph")]
    assert kinds("cells", gold, ours) == [("missed", "paragraph missed")]  # ours counts in no paragraph
    assert align(Scorer, gold, ours).paragraphs == {0: 1}


def test_paragraphs_that_begin_alike_are_taken_in_turn():
    twice = (("he said no", NEUTRAL), ("he said no", NEUTRAL))
    assert align(Scorer, side(paragraphs=twice), side(paragraphs=twice)).paragraphs == {0: 0, 1: 1}


@pytest.mark.parametrize(
    ("true", "got", "wrong"),
    [
        (NEGATIVE, NEUTRAL, "called neutral"),
        (NEUTRAL, POSITIVE, "neutral called"),
        (NEGATIVE, POSITIVE, "label flipped"),
        (DOUBTFUL, NEUTRAL, None),
    ],
)
def test_kinds_of_tones(true, got, wrong):
    found = kinds("tone", side(paragraphs=(("one", true),)), side(paragraphs=(("one", got),)))
    assert found == ([("missed", wrong)] if wrong else [])


def test_kinds_of_actors():
    ours = {
        "mayor": {"the mayor"},
        LIND: {"otto lind"},
        "tram": {"the tram"},
        "bus": {"the bus"},
        BROOK: {"ada brook", "brook", "harbor guild"},
    }
    gold = side(NAMES | {"crew": {"the crew"}, "board": {"the board"}})
    gold["actors"]["board"] = False  # passing: no mistake to leave it out
    assert kinds("actors", gold, side(ours)) == [
        ("missed", "merged (its names are another's)"),
        ("missed", "missed"),
        ("too much", "not an actor"),
        ("too much", "not an actor"),
        ("too much", "split (second copy)"),
    ]


def test_a_name_that_two_bear_merges_nobody():
    gold = side({LIND: {"otto lind", "lind"}, "son": {"max lind", "lind"}})
    assert kinds("actors", gold, side({LIND: {"otto lind", "lind"}})) == [("missed", "missed")]


def test_kinds_of_quotes():
    gold = side(
        quotes=[
            ("the toll is a theft", {BROOK}, True),
            ("we will all strike", {GUILD}, True),
            ("it was never voted on", {LIND, "unknown"}, True),
            ("nobody heard this one", {LIND}, True),
            ("perhaps a quote", {LIND}, False),
            ("he is an old miser", {BROOK}, True),
            ("she errs in this", {LIND, BROOK}, True),
            ("he likes the bridge", {BROOK}, True),
        ]
    )
    ours = side(
        without(GUILD),
        quotes=[
            ("toll is a theft", {LIND}, True),
            ("we will all strike", {"unknown"}, True),
            ("it was never voted on", {"unknown"}, True),
            ("words of the author", {LIND}, True),
            ("he is an old", {"unknown"}, True),
            ("she errs in this", {BROOK}, True),
            ("he likes the bridge", {LIND, "unknown"}, True),
        ],
    )
    assert kinds("speaker", gold, ours) == [
        ("missed", "holder missed"),
        ("missed", "holder wrong"),
        ("missed", "holder wrong"),
        ("missed", "holder's actor missed"),
    ]
    assert kinds("quotes", gold, ours) == [("missed", "missed"), ("too much", "not a quote")]


def test_a_quote_is_the_one_that_it_shares_most_words_with_and_only_once():
    gold = side(quotes=[("a b c d", {LIND}, True), ("a b c x", {LIND}, True)])
    ours = side(quotes=[("a b c x", {LIND}, True), ("a b c x", {LIND}, True), ("a b y z w", {LIND}, True)])
    assert align(Scorer, gold, ours).quotes == {0: 1, 1: 0}


def test_kinds_of_positions():
    issue = {"toll": {"the toll"}}
    gold = side(
        NAMES | issue | {"crew": {"the crew"}},
        issues=("toll",),
        stances={
            (BROOK, LIND): {"against"},
            (LIND, "toll"): {"favor"},
            (GUILD, LIND): {"against"},
            ("crew", LIND): {"favor"},
            (BROOK, "crew"): {"favor"},
            (BROOK, GUILD): {"favor"},
        },
    )
    ours = side(
        NAMES | {"charge": {"the toll"}},
        issues=("charge",),
        stances={(BROOK, LIND): {"favor"}, (LIND, "charge"): {"favor"}, (LIND, BROOK): {"against"}, (GUILD, BROOK): {"none"}},
    )
    assert kinds("positions", gold, ours) == [
        ("missed", "holder missed"),
        ("missed", "missed"),
        ("missed", "missed"),
        ("missed", "sign"),
        ("missed", "target missed"),
        ("too much", "not listed"),
        ("too much", "sign"),
    ]


LABELSETS = st.sampled_from([NEGATIVE, POSITIVE, NEUTRAL, DOUBTFUL, {"negative", "positive"}])
IDS = [LIND, BROOK, GUILD, "crew", "tram"]
WORDS = ["toll", "theft", "strike", "mayor", "bridge"]


@st.composite
def sides(draw, gold: bool) -> dict:
    """A side by chance, its names drawn from a few, so that actors are missed, split and merged."""
    actors = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True))
    names = {
        a: draw(st.sets(st.sampled_from(["otto lind", "ada brook", "harbor guild", "the crew"]), min_size=1, max_size=2)) for a in actors
    }
    voices = st.sampled_from([*actors, "author", "unknown"])
    labels = LABELSETS if gold else st.sampled_from([NEGATIVE, POSITIVE, NEUTRAL])
    stances = st.sampled_from([{"favor"}, {"against"}, {"none"}])
    texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
    return {
        "names": names,
        "actors": {a: draw(st.booleans()) or not gold for a in actors},
        "paragraphs": [(draw(texts), draw(labels)) for _ in range(2)],
        "quotes": draw(st.lists(st.tuples(texts, st.sets(voices, min_size=1, max_size=2), st.booleans()), max_size=3)),
        "cells": draw(st.dictionaries(st.tuples(st.integers(0, 1), st.sampled_from(actors), voices), labels, max_size=6)),
        "stances": draw(st.dictionaries(st.tuples(voices, st.sampled_from(actors)), st.tuples(stances, st.booleans()), max_size=4)),
    }


@needs_scorer
@given(sides(gold=True), sides(gold=False))
def test_there_are_as_many_mistakes_as_the_scorer_counts(gold, ours):
    scorer, counts = whole.load_script(SCRIPT), defaultdict(Counter)
    scorer.compare(gold, ours, counts, lambda *_: None)
    found = Counter((m.part, m.too_much) for m in misses(gold, ours, align(scorer, gold, ours)))
    for part in set(scorer.PARTS) - {"blind"}:
        assert (found[part, True], found[part, False]) == (counts[part]["fp"], counts[part]["fn"]), part


def test_figures_and_their_intervals():
    units = [(3, 1, 0), (0, 1, 2), (2, 0, 1), (1, 1, 1)]
    assert figure("cells", units) == 2 * 6 / (2 * 6 + 3 + 4)
    assert figure("speaker", units) == 6 / (6 + 4)  # nothing can be too much
    assert figure("cells", [(0, 0, 0)]) == 0
    counts = {"cells": units, "tone": [(1, 0, 0)] * 4}
    measured = [
        whole.Measured({p: c[i] for p, c in counts.items()}, {key: [] for key in ("cells", "holders", "positions")}) for i in range(4)
    ]
    found = whole._results(measured, 9)
    assert found["figures"]["cells"] == interval(lambda u: figure("cells", u), units)
    assert found["figures"]["cells"]["low"] < found["figures"]["cells"]["value"] < found["figures"]["cells"]["high"]
    assert found["figures"]["tone"] == {"value": 100.0, "low": 100.0, "high": 100.0}
    assert found["size"] == {"articles": 4, "cells": 9} and found["reliability"] == {}


def test_reliability_in_bins_of_equal_size():
    pairs = [(0.9, True)] * 8 + [(0.9, False)] * 2 + [(0.5, i % 2 == 0) for i in range(10)]
    found = reliability(pairs, bins=2)
    assert found["bins"] == [{"confidence": 50.0, "right": 50.0}, {"confidence": 90.0, "right": 80.0}] and found["size"] == 20
    alike = reliability([(0.5, i % 2 == 0) for i in range(20)], bins=5)
    assert {b["right"] for b in alike["bins"]} == {50.0}  # equal confidences are not sorted by what is right
    assert alike["error_above_perfect"] < 0  # better than chance lets even a perfect model be
    boasting = reliability([(0.9, i % 2 == 0) for i in range(1000)])
    assert boasting["error_above_perfect"] == pytest.approx(0.4, abs=0.03)
    assert len(reliability([(0.9, True)])["bins"]) == 1


TEXT = """Brook scolds Lind over toll

Ada Brook called Otto Lind “a miser” on Monday. The Harbor Guild left.

Otto Lind kept quiet about the toll."""
MARKED = parse(
    """# id harbor-row
@ brook | Ada Brook | person
@ lind | Otto Lind | person
@ guild | Harbor Guild | organization
! toll | bridge toll
H| <brook:Brook> scolds <lind:Lind> over <toll:toll>
J brook > lind - | scolds
P -
1.1| <brook:Ada Brook> called <lind:Otto Lind> {brook: “a miser”} on Monday.
J brook > lind - | a miser
1.2| The <guild:Harbor Guild> left.
P 0
2.1| <lind:Otto Lind> kept quiet about <toll:the toll>.
J lind > toll -? | kept quiet
= brook > lind against
"""
)
PARAGRAPHS = TEXT.split("\n\n")
SENTENCES = [(0, 1, PARAGRAPHS[0]), (1, 1, PARAGRAPHS[1][:48].strip()), (1, 2, "The Harbor Guild left."), (2, 1, PARAGRAPHS[2])]


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


def tables(**other: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What the tool might say of TEXT: right, but for the author's judgement of Lind and the guild's position."""
    ours = {
        "paragraphs": frame("paragraph text label", (1, PARAGRAPHS[1], "negative"), (2, PARAGRAPHS[2], "neutral")),
        "sentences": frame("paragraph sentence text", *SENTENCES),
        "actors": frame("actor name aliases", ("ada", "Ada Brook", "[]"), ("otto", "Otto Lind", "[]"), ("guild", "Harbor Guild", "[]")),
        "issues": frame("issue name aliases", ("toll", "the toll", "[]")),
        "mentions": frame("entity paragraph sentence", ("ada", 0, 1), ("otto", 1, 1), ("guild", 1, 2)),
        "quotes": frame("quote text holder confidence", (1, "a miser", "ada", 0.8)),
        "sentiments": frame("paragraph sentence actor voice sentiment", (1, 1, "otto", "ada", -0.9), (2, 1, "otto", "author", 0.5)),
        "actor_paragraphs": frame(
            "paragraph actor voice label confidence",
            *((0, "otto", "ada", "negative", 0.99), (1, "otto", "ada", "negative", 0.9), (1, "guild", "author", "neutral", 0.8)),
            *((2, "otto", "author", "positive", 0.6),),
        ),
        "stances": frame("paragraph sentence holder target polarity", (0, 1, "ada", "otto", -0.2), (1, 1, "ada", "otto", -0.9)),
        "positions": frame(
            "holder target stance confidence",
            ("ada", "otto", "against", 0.7),
            ("guild", "otto", "favor", 0.6),
            ("otto", "toll", "none", 0.5),
        ),
    }
    return ours | other


LABELS = {
    "actors": [{"id": a, "name": MARKED.entities[a].name, "aliases": []} for a in (BROOK, LIND, GUILD)],
    "issues": [{"id": "toll", "name": "the toll", "aliases": []}],
    "paragraphs": [
        {"start": "Ada Brook called Otto Lind", "tone": ["negative"], "cells": [{"actor": LIND, "voice": BROOK, "label": ["negative"]}]},
        {"start": "Otto Lind kept quiet about", "tone": ["neutral"], "cells": []},
    ],
    "quotes": [{"text": "“a miser”", "holder": [BROOK]}],
    "stances": [{"holder": BROOK, "target": LIND, "stance": ["against"]}],
}


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """The data folder with one article of our own beside it, three times, that a fake of the tool is asked about."""
    monkeypatch.setattr(whole, "analyze", lambda article: SimpleNamespace(tables=tables))
    (tmp_path / "score_gold.py").write_text(SCRIPT.read_text(encoding="utf8"), encoding="utf8")
    folder = tmp_path / "annotated"
    for path in ("tune", "tune_gold/labels", "tune_gold/articles"):
        (folder / path).mkdir(parents=True)
    source = "# id {}\n@ brook | Ada Brook | person\n@ lind | Otto Lind | person\n@ guild | Harbor Guild | organization\n! toll | toll\n"
    for name in ("one-article", "other-article", "third-article"):
        (folder / "tune" / f"{name}.txt").write_text(
            source.format(name) + "P -\n1.1| <lind:Otto Lind>\nP 0\n2.1| " + PARAGRAPHS[2], encoding="utf8"
        )
        (folder / "tune_gold" / "labels" / f"{name}.json").write_text(json.dumps(LABELS), encoding="utf8")
        (folder / "tune_gold" / "articles" / f"{name}.txt").write_text(TEXT, encoding="utf8")
    whole.load_script(SCRIPT).seal(folder / "tune_gold", folder / "sealed.b85")
    return tmp_path / "data"


@needs_scorer
def test_annotated_counts_every_mistake_by_its_kind(beside):
    found = annotated(beside, first=2, examples=1)
    assert found["size"] == {"articles": 2, "cells": 2}
    assert {part: f["value"] for part, f in found["figures"].items()} == {
        **dict.fromkeys(("paragraphs", "tone", "actors", "quotes", "speaker"), 100.0),
        **dict.fromkeys(("cells", "blind", "positions"), 66.7),
    }
    assert found["misses"] == [
        {"part": "cells", "kind": "neutral called", "count": 2, "missed": 0, "too much": 2},
        {"part": "positions", "kind": "not listed", "count": 2, "missed": 0, "too much": 2},
    ]
    first, second = found["examples"]
    assert (first["article"], first["paragraph"], first["ours"]) == ("one-article", 2, "author > lind positive")
    assert (first["sentence"], second["ours"], second["paragraph"]) == (PARAGRAPHS[2], "guild > lind favor", None)
    assert found["reliability"]["cells"]["size"] == 4 and "examples" not in annotated(beside, first=1)
    text = report(found)
    assert "cells         66.7 (66.7–66.7)" in text and "     2       0         2  positions: not listed" in text
    assert f"one-article paragraph 2)\n  gold: nothing\n  ours: author > lind positive\n  {PARAGRAPHS[2]}" in text


@needs_scorer
def test_annotated_with_the_readers_marks_in_place_of_ours(beside, monkeypatch):
    asked = []
    fake = lambda text, marked, given: asked.append((text, marked.id, given)) or SimpleNamespace(tables=tables)
    monkeypatch.setattr(whole, "analyze_given", fake)
    assert annotated(beside, first=1, given="passages")["given"] == "passages"
    assert asked == [(TEXT, "one-article", "passages")]


@needs_scorer
def test_sealed_gives_totals_and_nothing_of_the_articles(beside, capsys):
    found = sealed(beside)
    assert found["size"] == {"articles": 3, "cells": 3} and found["figures"]["cells"] == {"value": 66.7, "low": 66.7, "high": 66.7}
    assert found["reliability"]["cells"]["size"] == 6
    assert found["reliability"]["cells"]["bins"][0] == {"confidence": 60.0, "right": 0.0}
    assert found["reliability"]["holders"]["bins"][-1] == {"confidence": 80.0, "right": 100.0}
    assert found["reliability"]["positions"]["size"] == 6
    assert set(found) == {"what", "domain", "size", "figures", "baselines", "anchors", "reliability"}
    told = json.dumps(found) + "".join(capsys.readouterr())
    secret = {*TEXT.replace(".", "").split(), "one-article", "other-article"} - {"a", "on", "The", "the", "over", "called", "about", "left"}
    assert not [word for word in secret if word in told]


@needs_scorer
def test_a_fault_in_a_sealed_article_tells_nothing_of_it(beside, monkeypatch):
    def fails(article):
        raise ValueError(article.text)

    monkeypatch.setattr(whole, "analyze", fails)
    with pytest.raises(AnalysisError, match="ValueError") as caught:
        sealed(beside)
    assert "Brook" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("task", [annotated, sealed])
def test_what_is_not_here_is_skipped_in_words(tmp_path, task):
    found = task(tmp_path / "data")
    assert found["skipped"].startswith("Skipped: DIR/../annotated") and found["figures"] == {} and report(found) == found["skipped"]


def test_a_sealed_file_without_the_scorer_is_skipped(tmp_path):
    (tmp_path / "annotated").mkdir()
    (tmp_path / "annotated" / "sealed.b85").write_bytes(b"")
    assert sealed(tmp_path / "data")["skipped"].startswith("Skipped")


def test_what_is_shown_and_whether_it_is_right():
    gold = side(
        paragraphs=(("a", NEUTRAL), ("b", NEUTRAL)),
        quotes=[("x y", {BROOK}, True), ("z", {LIND}, True)],
        cells={(0, LIND, BROOK): NEGATIVE},
        stances={(BROOK, LIND): {"against"}},
    )
    ours = {"quotes": [("none", {"otto"}, True), ("z", {"ada"}, True), ("x y", {"ada"}, True)]}
    aligned = Aligned(
        {0: 0}, {1: 1, 2: 0}, {"otto": LIND, "ada": BROOK}, {"otto": LIND, "ada": BROOK, "author": "author"}, {"otto": LIND, "ada": BROOK}
    )
    quotes = frame("quote confidence", (1, 0.1), (2, 0.2), (2, 0.2), (3, 0.3))
    found = shown(gold, ours, tables(quotes=quotes), aligned)
    assert found["cells"] == [(0.9, True)]  # the headline, neutral cells and paragraphs that gold has not are left out
    assert found["holders"] == [(0.2, False), (0.3, True)]
    assert found["positions"] == [(0.7, True), (0.6, False)]


@pytest.mark.parametrize(
    ("miss", "sentence"),
    [
        (Miss("cells", "", False, paragraph=0, key=(LIND, BROOK)), SENTENCES[1][2]),  # where it is judged, and in that paragraph
        (Miss("cells", "", False, paragraph=1, key=(LIND, BROOK)), PARAGRAPHS[2]),  # else where it is mentioned
        (Miss("cells", "", False, paragraph=0, key=("toll", BROOK)), PARAGRAPHS[1]),  # else the paragraph
        (Miss("cells", "", True, paragraph=1, key=("otto", "author")), PARAGRAPHS[2]),
        (Miss("positions", "", True, key=("otto", "ada")), SENTENCES[1][2]),  # the surest
        (Miss("positions", "", False, key=(LIND, BROOK)), PARAGRAPHS[0]),
        (Miss("positions", "", False, key=("toll", LIND)), PARAGRAPHS[2]),
        (Miss("positions", "", False, key=("toll", BROOK)), PARAGRAPHS[0]),
        (Miss("actors", "", False, key=(BROOK,)), PARAGRAPHS[0]),
        (Miss("actors", "", False, key=(GUILD,)), "The Harbor Guild left."),
        (Miss("actors", "", True, key=("guild",)), "The Harbor Guild left."),
        (Miss("quotes", "", True, key=("a miser",)), SENTENCES[1][2]),
        (Miss("tone", "", False, paragraph=1), PARAGRAPHS[2]),
        (Miss("paragraphs", "", True), ""),
    ],
)
def test_the_sentence_of_an_example(miss, sentence):
    assert sentence_of(miss, MARKED, tables()) == sentence


def test_options_go_with_the_task_annotated_alone(monkeypatch, capsys, tmp_path):
    asked = []
    monkeypatch.setattr(evaluate, "annotated", lambda *options: asked.append(options) or {"skipped": "Skipped: so it is."})
    monkeypatch.setattr("sys.argv", ["evaluate", "annotated", *f"--data {tmp_path} --first 3 --examples 2 --given entities".split()])
    evaluate.main()
    assert asked == [(tmp_path, 3, 2, "entities")] and capsys.readouterr().out == "Skipped: so it is.\n"
    monkeypatch.setattr("sys.argv", ["evaluate", "sealed", "--data", str(tmp_path), "--first", "3"])
    with pytest.raises(SystemExit):
        evaluate.main()
    assert {"annotated", "sealed"} <= set(evaluate.TASKS)


GIVEN = """# id harbor-row
@ brook | Ada Brook | person
@ lind | Otto Lind | person
@ guild | harbor workers | group
! toll | the bridge toll
H| <brook:Brook> scolds <lind:Lind>
P -
1.1| <brook:Ada Brook> called <lind:Otto Lind> {brook: “a miser who {lind: hates <guild:dockers>},”} <brook:she> added, {brook+: “and <brook&lind:both of us> know it.”}
1.2| {brook+: “<lind:He> must go.”}
P h
2.1| <toll:Toll> {brook+: troubles}
P 0
3.1| {lind/brook: <toll:The bridge toll>, “a gift,” will stay}, and {toll: <guild:Dockers> pay}.
3.2| {guild&lind: <guild:They> hope to strike}.
"""
SOURCES = {
    "as it is": parse(GIVEN).text,
    "with an empty space in it": parse(GIVEN).text.replace("Ada Brook called", "Ada\u200b Brook called"),
}


@pytest.fixture(params=SOURCES)
def both(request):
    """The document that the tool makes of an article, and the article with its marks; reading takes a space without width out."""
    source = SOURCES[request.param]
    document, marked = (
        segment(article_from_text(source)),
        parse(GIVEN.replace("<brook:Ada Brook>", "<brook:Ada\u200b Brook>") if "\u200b" in source else GIVEN),
    )
    assert marked.text == source and document.text == SOURCES["as it is"]
    return document, marked


def test_entities_that_are_given(both):
    document, marked = both
    found = entities_of(document, marked)
    assert [(a.id, a.name, a.kind) for a in found.actors] == [
        ("brook", "Ada Brook", "person"),
        ("lind", "Otto Lind", "person"),
        ("guild", "harbor workers", "group"),
    ]
    assert [a.aliases for a in found.actors][1:] == [("Lind", "Otto Lind"), ("dockers", "Dockers")]
    assert [(i.id, i.name, i.aliases) for i in found.issues] == [("toll", "the bridge toll", ("Toll", "The bridge toll"))]
    told = [(m.entity, m.paragraph, m.sentence, m.span.of(document.text), m.form) for m in found.mentions]
    assert told == [
        ("brook", 0, 1, "Brook", "name"),
        ("lind", 0, 1, "Lind", "name"),
        ("brook", 1, 1, "Ada Brook", "name"),
        ("lind", 1, 1, "Otto Lind", "name"),
        ("guild", 1, 1, "dockers", "nominal"),
        ("brook", 1, 1, "she", "pronoun"),
        ("brook", 1, 1, "both of us", "nominal"),
        ("lind", 1, 1, "both of us", "nominal"),
        ("lind", 1, 2, "He", "pronoun"),
        ("toll", 2, 1, "The bridge toll", "nominal"),
        ("guild", 2, 1, "Dockers", "name"),
        ("guild", 2, 2, "They", "pronoun"),
    ]  # the heading has no sentence in the document
    assert [a.salience for a in found.actors] == [4 / 12, 4 / 12, 3 / 12]


def test_quotes_that_are_given(both):
    document, marked = both
    found = quotes_of(document, marked, entities_of(document, marked))
    told = [(q.id, q.paragraph, [p.of(document.text) for p in q.parts], q.kind, q.holders, q.parent) for q in found]
    assert told == [
        (1, 1, ["a miser who hates dockers,", "and both of us know it.", "He must go."], "direct", ("brook",), None),
        (2, 1, ["hates dockers"], "indirect", ("lind",), 1),
        (3, 2, ["The bridge toll, “a gift,” will stay"], "mixed", ("lind",), None),
        (4, 2, ["Dockers pay"], "indirect", ("unknown",), None),
        (5, 2, ["They hope to strike"], "indirect", ("guild", "lind"), None),
    ]
    assert all(q.span == Span(q.parts[0].start, q.parts[-1].end) for q in found)


def test_what_goes_on_behind_anothers_words_is_a_quote_of_its_own():
    marked = parse(
        "# id x\n@ a | Ann | person\n@ b | Ben | person\nP 0\n1.1| {a: “One,”} <a:Ann> said. {b: “Two,”} said <b:Ben>. {a+: “Three.”}\n"
    )
    document = segment(article_from_text(marked.text))
    assert [(q.holders, len(q.parts)) for q in quotes_of(document, marked, entities_of(document, marked))] == [
        (("a",), 1),
        (("b",), 1),
        (("a",), 1),
    ]


def test_words_outside_the_body_are_nobodys():
    marked = parse(
        "# id x\n@ a | Ann | person\nP x\n1.1| By <a:Ann>\nP 0\n2.1| {a: I <a:agree>, and so do all the others}, <a:Ann> said.\n"
    )
    document = segment(article_from_text(marked.text))
    found = entities_of(document, marked)
    assert [m.span.of(document.text) for m in found.mentions] == ["agree", "Ann"]
    assert [q.paragraph for q in quotes_of(document, marked, found)] == [1]


def test_a_passage_of_nothing_but_a_mark_is_no_quote():
    marked = parse("# id x\n@ a | Ann | person\nP 0\n1.1| {a: “} and {a: “so}, <a:Ann> said.\n")
    document = segment(article_from_text(marked.text))
    assert [q.span.of(document.text) for q in quotes_of(document, marked, entities_of(document, marked))] == ["so"]


def test_what_is_given_goes_into_the_pipeline(monkeypatch):
    asked = []
    monkeypatch.setattr(
        given_module, "_scored", lambda article, entities, quotes: asked.append((article.text, len(entities.mentions), quotes))
    )
    for given_ in given_module.GIVEN:
        given_module.analyze_given(parse(GIVEN).text, parse(GIVEN), given_)
    (_, mentions, nothing), (text, _, quotes) = asked
    assert (mentions, nothing, text, len(quotes)) == (12, None, parse(GIVEN).text, 5)


@pytest.mark.parametrize(
    ("words", "form"),
    [
        *(("Ada Brook", "name"), ("the Norvane Guild", "name"), ("Bank of Norvane", "name"), ("3M", "name")),
        *(
            ("harbor workers", "nominal"),
            ("Harbor workers", "nominal"),
            ("the former mayor", "nominal"),
            ("the", "nominal"),
            ("Workers", "nominal"),
        ),
        *(("She", "pronoun"), ("themselves", "pronoun")),
    ],
)
def test_the_form_of_a_mention(words, form):
    assert form_of(words, Entity("x", "harbor workers of Norvane", "group")) == form


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *(("“so”", "direct"), ('"so', "direct"), ("‘so’", "direct")),
        *(("he is “so”", "mixed"), ("to ‘free’ it", "mixed")),
        *(("it’s so", "indirect"), ("the Linds’ house", "indirect")),
    ],
)
def test_the_kind_of_a_quote(words, kind):
    assert kind_of(words) == kind


def test_places_in_a_text_that_lost_characters():
    assert places("abc", "abc def") == [0, 1, 2, 3]
    source, target = "one \u200btwo Â£3 end", "one two £3 end"
    place = places(source, target)
    assert len(place) == len(source) + 1 and place == sorted(place) and place[-1] == len(target)
    assert places("\u200bone", "one and more") == [0, 0, 1, 2, 3]
    for words in ("one", "two", "£3", "end"):
        start = source.index(words)
        assert target[place[start] : place[start + len(words)]] == words


def test_every_ablation_names_something_that_is_there():
    assert losses(list, ABLATIONS) == ([], {a.name: [] for a in ABLATIONS})
    with pytest.raises(AttributeError):
        losses(lambda: pytest.fail("scored before it was looked up"), (Ablation("x", "analysis.schema", "NOBODY", None),))


@pytest.fixture
def weights(monkeypatch):
    """A module of the package with a constant, a cached function that reads it, and a class."""
    module = ModuleType("analysis.weights")
    module.SHARE, module.Head = 2, type("Head", (), {"answer": lambda self: 1})
    module.doubled = cache(lambda: 2 * module.SHARE)
    monkeypatch.setitem(sys.modules, "analysis.weights", module)
    monkeypatch.setattr("analysis.weights", module, raising=False)
    return module


def test_what_is_taken_away_comes_back_and_nothing_remembers_it(weights):
    assert weights.doubled() == 4
    with taken_away(Ablation("half", "analysis.weights", "SHARE", 1)):
        assert weights.doubled() == 2
    assert weights.doubled() == 4
    with taken_away(Ablation("head", "analysis.weights.Head", "answer", lambda self: 0)):
        assert weights.Head().answer() == 0
    assert weights.Head().answer() == 1


def test_one_thing_at_a_time(weights):
    score = lambda: [(weights.SHARE, weights.Head().answer())]
    taken = (Ablation("half", "analysis.weights", "SHARE", 1), Ablation("head", "analysis.weights.Head", "answer", lambda self: 0))
    assert losses(score, taken) == ([(2, 1)], {"half": [(1, 1)], "head": [(2, 0)]})


def test_the_largest_loss_stands_first():
    counts = lambda cells, quotes: (
        [dict.fromkeys(ablate.PARTS, (1, 0, 0)) | {"cells": (cells, 10 - cells, 10 - cells), "quotes": (quotes, 2, 2)}] * 2
    )
    lines = table(
        counts(8, 2), {"harmful": counts(9, 2), "idle": counts(8, 2), "needed": counts(3, 2), "of use to quotes": counts(8, 0)}
    ).splitlines()
    assert lines[0].split() == list(ablate.PARTS)
    assert lines[1].split() == ["with", "everything", "80.0", "100.0", "50.0", "100.0", "100.0"]
    assert [line.split("  ")[0] for line in lines[2:6]] == ["needed", "of use to quotes", "idle", "harmful"]
    assert lines[2].split()[1:] == ["+50.0", "+0.0", "+0.0", "+0.0", "+0.0", "cells", "+50.0", "to", "+50.0"]
    assert lines[3].split()[4:7] == ["+0.0", "+0.0", "+50.0"]


def test_ablate_without_the_articles_says_so(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["ablate", "--data", str(tmp_path / "data")])
    ablate.main()
    assert capsys.readouterr().out.startswith("Skipped: DIR/../annotated/tune_gold")


@needs_scorer
def test_ablate_prints_a_table(beside, monkeypatch, capsys):
    without_positions = lambda: tables(positions=tables()["positions"].iloc[:0])
    monkeypatch.setattr(ablate, "analyze", lambda article: SimpleNamespace(tables=tables))
    fake = lambda article: SimpleNamespace(tables=without_positions)
    monkeypatch.setattr(ablate, "ABLATIONS", (Ablation("all positions", "training.ablate", "analyze", fake),))
    monkeypatch.setattr("sys.argv", ["ablate", "--data", str(beside), "--first", "2"])
    ablate.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split()[:7] == ["all", "positions", "+0.0", "+0.0", "+0.0", "+0.0", "+66.7"] and "2 articles" in lines[-1]
