"""Headline, headings, paragraphs and sentences are found, and no character is lost."""

import itertools

import pytest
from conftest import golden
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading import article_from_blocks, article_from_text
from analysis.schema import AnalysisError
from analysis.segment import LONGEST_SENTENCE, segment, sentence_spans

LINES = st.lists(st.text(st.sampled_from("abcA. ,?!“”\"’'–\n\u2028é😀1"), max_size=60), max_size=12)


@pytest.mark.parametrize("case", golden("segment"))
def test_golden(case):
    document = segment(article_from_text(case["text"]))
    assert [b.role for b in document.blocks if b.role != "space"] == case["expect"]


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_blocks_tile_the_text_and_spans_lie_within(lines):
    text = "Ada Brook met Otto Lind.\n" + "\n".join(lines)
    try:
        document = segment(article_from_text(text))
    except AnalysisError:
        return
    assert "".join(b.span.of(document.text) for b in document.blocks) == document.text
    assert [p.number for p in document.body] == list(range(1, len(document.body) + 1))
    for paragraph in document.paragraphs:
        assert [s.number for s in paragraph.sentences] == list(range(1, len(paragraph.sentences) + 1))
        assert all(paragraph.span.contains(s.span) and s.span.of(document.text).strip() for s in paragraph.sentences)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_sentences_stand_in_order_and_lose_no_letter(text):
    spans = sentence_spans(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert "".join("".join(s.of(text) for s in spans).split()) == "".join(text.split())


def test_a_sentence_without_end_is_cut():
    spans = sentence_spans("word " * 5_000)
    assert len(spans) > 10 and max(map(len, spans)) <= LONGEST_SENTENCE


def test_roles_that_a_file_declares_are_kept():
    document = segment(article_from_blocks([("headline", "Levy"), ("heading", "A night."), ("body", "Short")], "levy"))
    assert document.headline == "Levy"
    assert [(p.section, p.span.of(document.text)) for p in document.body] == [("A night.", "Short")]
