"""Tone of sentences and paragraphs; and what VADER says."""

import pytest
from conftest import FakeModel
from hypothesis import given
from hypothesis import strategies as st

from analysis import lexicon
from analysis.reading import article_from_text
from analysis.segment import segment
from analysis.tone import SCALES, confidence, score_paragraphs, score_sentences

TEXT = "The food was good. The hall was bad and the chairs were bad and old too.\n\nNothing happened."


def paragraphs(text, model=None, scorer="vader"):
    document = segment(article_from_text(text))
    reading = model and model.read(document.text, [(s.span.start, s.span.end) for s in document.sentences])
    sentences = score_sentences(document, reading)
    return document, sentences, score_paragraphs(document, sentences, scorer)


def test_a_paragraph_is_the_mean_of_its_sentences_by_words():
    _, sentences, (first, second) = paragraphs(TEXT, FakeModel(), "news")
    assert [s.tone for s in sentences] == pytest.approx([1, -1, 0])
    assert first.tone == pytest.approx((4 - 12) / 16)
    assert (second.tone, second.label, second.cues) == (0, "neutral", 0)


def test_vader_saturates_on_no_long_paragraph():
    _, _, (one,) = paragraphs("The food was good.")
    _, _, (many,) = paragraphs("The food was good. " * 40)
    assert many.tone == pytest.approx(one.tone)


def test_more_sentences_make_a_shorter_interval():
    _, _, (one,) = paragraphs("The food was there.")
    _, _, (many,) = paragraphs("The food was there. " * 6)
    assert many.high - many.low < one.high - one.low


def test_evidence_is_in_its_sentence():
    document, sentences, _ = paragraphs(TEXT)
    assert [e.span.of(document.text) for s in sentences for e in s.evidence] == ["good", "bad", "bad"]


def test_cues_know_negation():
    assert [round(e.weight, 1) for e in lexicon.cues("This is not good.")] == [-1.4]


@given(st.floats(-1, 1), st.sampled_from(list(SCALES)), st.integers(1, 20))
def test_the_chances_of_the_labels_add_up(tone, scorer, sentences):
    assert sum(confidence(tone, label, SCALES[scorer], sentences) for label in ("negative", "neutral", "positive")) == pytest.approx(1)


@given(st.text(max_size=300))
def test_vader_takes_any_text(text):
    assert -1 <= lexicon.compound(text) <= 1
    assert all(0 <= e.span.start < e.span.end <= len(text) for e in lexicon.cues(text))
