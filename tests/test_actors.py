"""Who and what is in an article; the model's tags stand in the cases as brackets: [Ada Brook], [Lind Holdings](organization)."""

import re

import pytest
from conftest import golden
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.actors import find_actors, settle_pronouns
from analysis.actors.words import slug_ids, without_title
from analysis.reading import article_from_text
from analysis.schema import Quote, Span
from analysis.segment import segment


def found(text: str):
    """The entities of a text whose bracketed words the model tagged."""
    plain, spans = "", []
    for words, bracketed, kind in re.findall(r"([^\[]+)|\[([^\]]*)\](?:\((\w+)\))?", text):
        if bracketed:
            spans.append((len(plain), len(plain) + len(bracketed), kind or "person"))
        plain += words or bracketed
    document = segment(article_from_text(plain))
    tags = [
        [(a - s.span.start, b - s.span.start, kind, "name") for a, b, kind in spans if s.span.contains(Span(a, b))]
        for s in document.sentences
    ]
    return document, find_actors(document, tags)


@pytest.mark.parametrize("case", golden("actors", "synthetic", "negative"))
def test_golden(case):
    _, entities = found(case["text"])
    counts = {a.name: [a.kind, sum(m.entity == a.id for m in entities.mentions)] for a in entities.actors}
    assert counts == case["expect"]


@pytest.mark.parametrize("case", golden("actors", "issues"))
def test_golden_issues(case):
    _, entities = found(case["text"])
    assert {i.name: sum(m.entity == i.id for m in entities.mentions) for i in entities.issues} == case["expect"]


def test_he_in_a_quote_is_not_the_speaker():
    document, entities = found("[Peter Lind] met [Otto Brook]. “I think he should go,” said [Lind].")
    speech = Quote(1, 1, Span(31, 54), (Span(31, 54),), "direct", ("peter-lind",))
    settled = settle_pronouns(entities, (speech,), document.text)
    assert {m.entity for m in settled.mentions if speech.span.contains(m.span)} <= {"otto-brook"}


def test_she_in_reported_words_without_marks_may_be_the_speaker():
    text = "Peter Lind spoke first. Ada Brook said her party wants it “for months” to come."
    document, entities = found("[Peter Lind] spoke first. [Ada Brook] said her party wants it “for months” to come.")
    content = Span(text.index("her party"), len(text) - 1)
    speech = Quote(1, 1, content, (content,), "mixed", ("ada-brook",))
    settled = settle_pronouns(entities, (speech,), document.text)
    assert {m.entity for m in settled.mentions if content.contains(m.span)} == {"ada-brook"}


def test_titles():
    assert without_title("former Prime Minister Ada Brook") == ("Ada Brook", {"former", "prime minister"})
    assert without_title("Brook") == ("Brook", frozenset())


@given(st.lists(st.text(max_size=12), max_size=12))
def test_ids_are_unique(names):
    ids = slug_ids(names)
    assert len(set(ids)) == len(names) and not set(ids) & {"author", "unknown"}


WORDS = st.sampled_from(
    "[Ada Brook] [Brook] [Otto Lind](organization) he she the mayor , . “ ” critics Mayor’s bill the Clean Act said [Velmora](place) Monday".split(
        " "
    )
)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, min_size=3, max_size=30))
def test_mentions_and_entities_fit(words):
    document, entities = found("It began so. " + " ".join(words))
    known = {e.id for e in (*entities.actors, *entities.issues)}
    assert {m.entity for m in entities.mentions} == known
    assert len(known) == len(entities.actors) + len(entities.issues)
    for mention in entities.mentions:
        assert any(
            s.span.contains(mention.span) and (s.paragraph, s.number) == (mention.paragraph, mention.sentence) for s in document.sentences
        )
        assert mention.span.of(document.text).strip()
    assert sum(e.salience for e in (*entities.actors, *entities.issues)) == pytest.approx(1 if known else 0, abs=0.02)
