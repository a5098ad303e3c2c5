"""A reader's corrections: exact, replayable, and never silent when they no longer fit."""

import json

import pytest
from conftest import marked
from hypothesis import given
from hypothesis import strategies as st

from analysis.edits import Edits, edit_entities, edit_quotes, edit_sentiments, joined, parse, single
from analysis.schema import Actor, AnalysisError, Entities, Quote, Sentiment, Span

TEXT = "[Ada Brook] met [Brook] and [Otto Lind]. Then [Otto Lind] praised the harbor levy."


@pytest.fixture
def found():
    document, mentions = marked(TEXT)
    actors = tuple(Actor(name, name, "person", (name,), 0.25) for name in ("Ada Brook", "Brook", "Otto Lind"))
    return document, Entities(actors, (), mentions)


def apply(found, **kinds):
    return edit_entities(parse(json.dumps(kinds)), *found)


def test_nothing_to_do_changes_nothing(found):
    entities, notes = edit_entities(Edits(), *found)
    assert entities.mentions == found[1].mentions and notes == ()
    assert [a.salience for a in entities.actors] == [0.25, 0.25, 0.5]


def test_merge_moves_mentions_and_aliases(found):
    entities, notes = apply(found, merge=[["Ada Brook", "Brook"]])
    assert [a.id for a in entities.actors] == ["Ada Brook", "Otto Lind"]
    assert entities.actors[0].aliases == ("Ada Brook", "Brook")
    assert sum(m.entity == "Ada Brook" for m in entities.mentions) == 2 and notes == ()


def test_split_takes_mentions_away(found):
    _document, entities = found
    last = [m for m in entities.mentions if m.entity == "Otto Lind"][-1].span
    edited, _ = apply(found, split=[{"actor": "Otto Lind", "mentions": [[last.start, last.end]], "name": "Otto Lind Jr."}])
    assert edited.actors[-1].id == "otto-lind-jr"
    assert [m.span for m in edited.mentions if m.entity == "otto-lind-jr"] == [last]


def test_rename_ignore_alias_issue(found):
    edited, notes = apply(found, rename={"Brook": "Bo Brook"}, ignore=["Ada Brook"], issue=["the harbor levy"], alias={"Brook": ["Then"]})
    assert {a.name for a in edited.actors} == {"Bo Brook", "Otto Lind"}
    assert [i.name for i in edited.issues] == ["the harbor levy"] and notes == ()
    text = found[0].text
    assert {m.span.of(text) for m in edited.mentions if m.entity == "the-harbor-levy"} == {"the harbor levy"}
    assert {m.span.of(text) for m in edited.mentions if m.entity == "Brook"} == {"Brook", "Then"}


@pytest.mark.parametrize(
    "kinds",
    [
        {"merge": [["Ada Brook", "nobody"]]},
        {"split": [{"actor": "nobody", "mentions": [[0, 3]], "name": "x"}]},
        {"rename": {"nobody": "x"}},
        {"ignore": ["nobody"]},
        {"alias": {"nobody": ["x"]}},
        {"issue": ["the moon treaty"]},
    ],
    ids=lambda kinds: next(iter(kinds)),
)
def test_an_edit_that_no_longer_fits_says_so(found, kinds):
    entities, notes = apply(found, **kinds)
    assert len(notes) == 1 and "no longer fits" in notes[0]
    assert entities.mentions == found[1].mentions


def test_split_to_an_actor_that_is_there_makes_no_second_one(found):
    _document, entities = found
    first = next(m for m in entities.mentions if m.entity == "Brook").span
    edited, notes = apply(found, split=[{"actor": "Brook", "mentions": [[first.start, first.end]], "name": "Otto Lind"}])
    assert {m.entity for m in edited.mentions if m.span == first} == {"Otto Lind"} and notes == ()
    assert [a.id for a in edited.actors] == ["Ada Brook", "Otto Lind"]


CORRECTIONS = [
    Edits(merge=(["a", "b"],)),
    Edits(rename=(("a", "Ada"),)),
    Edits(ignore=("c",)),
    Edits(issue=("the levy",)),
    Edits(label=({"sentence": [0, 5], "actor": "a", "voice": "author", "label": "negative"},)),
]


@given(st.permutations(CORRECTIONS))
def test_corrections_are_joined_and_taken_apart(order):
    together = joined(order)
    assert together == joined(CORRECTIONS) and set(map(repr, single(together))) == set(map(repr, CORRECTIONS))
    assert joined(single(together)) == together and parse(together.to_json()) == together


def test_the_later_name_wins():
    assert joined([Edits(rename=(("a", "x"),)), Edits(rename=(("a", "y"),))]).rename == (("a", "y"),)


def test_speaker_and_label(found):
    document, entities = found
    quote = Quote(1, 1, Span(0, 5), (Span(0, 5),), "direct", ("unknown",))
    edits = parse('{"speaker": [{"quote": [0, 5], "holder": "Brook"}, {"quote": [0, 5], "holder": "nobody"}]}')
    (edited,), notes = edit_quotes(edits, (quote,), entities.actors)
    assert edited.holders == ("Brook",) and edited.confidence == 1 and len(notes) == 1

    sentence = document.sentences[0]
    row = Sentiment(sentence.paragraph, 1, "Brook", "author", None, Span(0, 1), (0.1, 0.8, 0.1), 0.0, "neutral", 0.8, ())
    place = [sentence.span.start, sentence.span.end]
    edits = parse(json.dumps({"label": [{"sentence": place, "actor": "Brook", "voice": "author", "label": "negative"}]}))
    (edited,), notes = edit_sentiments(edits, document, (row,))
    assert (edited.label, edited.sentiment, edited.probabilities) == ("negative", -1, (1, 0, 0)) and notes == ()


def test_json_there_and_back():
    text = '{"merge": [["a", "b"]], "rename": {"a": "Ä"}, "ignore": ["c"]}'
    assert parse(text).to_json() == text and parse(parse(text).to_json()) == parse(text)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"merge": "a"}', '{"nonsense": []}', '{"speaker": [{"quote": [5, 2], "holder": "a"}]}'])
def test_what_is_no_edits_is_refused_in_words(text):
    with pytest.raises(AnalysisError) as caught:
        parse(text)
    assert caught.value.problem and caught.value.remedy
