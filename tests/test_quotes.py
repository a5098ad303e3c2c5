"""Which words are whose?"""

import time

import pytest
from conftest import golden, marked
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.quotes import find_quotes
from analysis.quotes.marks import marked as find_marks
from analysis.reading import article_from_text
from analysis.schema import UNKNOWN, Actor, Mention
from analysis.segment import segment

MARKS = "“”‘’\"'„«»"
WORDS = st.sampled_from(
    ["said", "the", "plan", "failed", "Ada Brook", "they", "that", ",", ".", ":", "and", "according to", "\n\n", *MARKS]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map(" ".join) | st.text(alphabet=MARKS + "ab A.,:\n", min_size=1, max_size=120)


def quotes_of(case: dict) -> tuple[str, list]:
    """The text of a golden case and its quotes. In the text, [brackets] mark mentions; `same` maps one's words to its actor, `kinds` an
    actor to its kind where it is no person; `attributions` are the model's, in words."""
    document, mentions = marked(case["text"])
    same, kinds = case.get("same", {}), case.get("kinds", {})
    linked = tuple(Mention(same.get(m.entity, m.entity), m.paragraph, m.sentence, m.span, m.form) for m in mentions)
    ids = dict.fromkeys(m.entity for m in linked)
    actors = tuple(Actor(i, i, kinds.get(i, "person"), (i,), 0.1) for i in ids)
    return document.text, find_quotes(document, linked, actors, [_attributions(document.text, s.span, case) for s in document.sentences])


def _attributions(text: str, sentence, case: dict) -> list[dict]:
    words = sentence.of(text)
    place = lambda part: [(words.index(part), words.index(part) + len(part))] if part else []
    found = [a for a in case.get("attributions", []) if a["content"] in words]
    return [{role: place(a.get(role, "")) for role in ("source", "cue", "content")} for a in found]


def shown(text: str, quote) -> list:
    """A quote as it stands in the cases: words (parts between bars), kind, holders."""
    return [" | ".join(p.of(text) for p in quote.parts), quote.kind, list(quote.holders)]


@pytest.mark.parametrize("case", golden("quotes"))
def test_golden(case):
    text, quotes = quotes_of(case)
    assert [shown(text, q) for q in quotes] == case["expect"]


def everything(text: str):
    document = segment(article_from_text("Ada Brook spoke. " + text))
    mentions = tuple(
        Mention("ada-brook", s.paragraph, s.number, s.span, "name") for s in document.sentences if "Ada Brook" in s.span.of(document.text)
    )
    actors = (Actor("ada-brook", "Ada Brook", "person", ("Ada Brook",), 1.0),)
    return document, find_quotes(document, mentions, actors, [[] for _ in document.sentences])


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_quotes_form_a_tree_of_slices(text):
    document, quotes = everything(text)
    by_id = {q.id: q for q in quotes}
    assert [q.id for q in quotes] == list(range(1, len(quotes) + 1))
    for quote in quotes:
        assert quote.parts and quote.span.start == quote.parts[0].start and quote.span.end == quote.parts[-1].end
        assert all(0 <= p.start < p.end <= len(document.text) and p.of(document.text).strip() for p in quote.parts)
        assert all(a.end <= b.start for a, b in zip(quote.parts, quote.parts[1:], strict=False))
        assert quote.holders and (UNKNOWN not in quote.holders or len(quote.holders) == 1)
        assert 0 < quote.confidence <= 1
        assert quote.parent is None or by_id[quote.parent].span.contains(quote.span)
    for a in quotes:
        for b in quotes:
            assert not a.span.overlaps(b.span) or a.span.contains(b.span) or b.span.contains(a.span)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.data())
def test_whatever_the_model_says_quotes_form_a_tree(text, data):
    document = segment(article_from_text("Ada Brook spoke. " + text))
    span = lambda size: st.tuples(st.integers(0, size - 1), st.integers(1, size)).filter(lambda s: s[0] < s[1])
    said = []
    for sentence in document.sentences:
        one = span(len(sentence.span))
        said.append([{"source": [data.draw(one)], "cue": [data.draw(one)], "content": [data.draw(one)]}])
    quotes = find_quotes(document, (), (), said)
    assert all(p.of(document.text).strip() for q in quotes for p in q.parts)
    assert all(not a.span.overlaps(b.span) or a.span.contains(b.span) or b.span.contains(a.span) for a in quotes for b in quotes)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_quotes(text):
    assert everything(text)[1] == everything(text)[1]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=MARKS + "a, .\n", max_size=200))
def test_marks_never_cross(text):
    document = segment(article_from_text("Words. " + text))
    for stretches in find_marks(document):
        for a in stretches:
            assert a.outer.contains(a.inner)
            assert all(not a.outer.overlaps(b.outer) or a.inner.contains(b.outer) or b.inner.contains(a.outer) or a == b for b in stretches)


def test_without_marks_all_speech_is_indirect():
    text = "Ada Brook said that “the plan failed”. “We tried,” she added. Critics call it “a mess” and “a shame”."
    plain = "".join(c for c in text if c not in MARKS)
    kinds = {q.kind for q in everything(plain)[1]}
    assert {q.kind for q in everything(text)[1]} >= {"direct"}
    assert kinds == {"indirect"}


@pytest.mark.parametrize("unit", ["“", "”", "“ a", "'a ", '" b', "‘a’ ", "«", "„x "])
def test_unbalanced_marks_stay_fast(unit):
    text = "Ada Brook spoke. " + unit * (100_000 // len(unit))
    document = segment(article_from_text(text))
    start = time.perf_counter()
    find_quotes(document, (), (), [[] for _ in document.sentences])
    assert time.perf_counter() - start < 4  # two seconds on an idle machine
