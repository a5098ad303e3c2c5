"""Tags as spans: the likeliest row of tags is the best of all that are allowed, and spans cover whole words."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.tagging import likeliest_tags, spans_of, words_of

OUT, BEGIN_A, IN_A, BEGIN_B, IN_B = range(5)


def allowed(tags) -> bool:
    """A span goes on only after its own beginning."""
    return all(tag not in (IN_A, IN_B) or (i and tags[i - 1] in (tag - 1, tag)) for i, tag in enumerate(tags))


def gain(logits, tags, outside, begin) -> float:
    return sum(logits[i, tag] + outside * (tag == OUT) + begin * (tag in (BEGIN_A, BEGIN_B)) for i, tag in enumerate(tags))


@settings(deadline=None)
@given(
    arrays(float, st.tuples(st.integers(1, 4), st.just(5)), elements=st.integers(-6, 6)),
    st.sampled_from([-1.0, 0.0, 0.5]),
    st.sampled_from([-1.0, 0.0]),
)
def test_no_allowed_row_of_tags_is_likelier(logits, outside, begin):
    logits = logits - logits.max(axis=1, keepdims=True)
    found = likeliest_tags(logits, outside, begin)
    best = max(gain(logits, tags, outside, begin) for tags in product(range(5), repeat=len(logits)) if allowed(tags))
    assert allowed(found) and gain(logits, found, outside, begin) == pytest.approx(best)


def test_a_word_that_doubts_stays_with_its_neighbors():
    logits = np.array([[0, 5, 0, 0, 0], [1.0, 0, 0.9, 0, 0], [0, 0, 5, 0, 0]])  # the middle word alone would be outside
    assert likeliest_tags(logits, 0, 0) == [BEGIN_A, IN_A, IN_A]


def test_a_span_has_its_price():
    logits = np.array([[0, 0.5, 0, 0, 0], [0, 0, 0, 0, 0]])
    assert likeliest_tags(logits, 0, 0)[0] == BEGIN_A and likeliest_tags(logits, 0, -1) == [OUT, OUT]


def test_spans_touch_and_keep_their_kinds():
    words = [(1, 0, 3), (2, 4, 9), (3, 10, 14), (4, 15, 18)]
    assert spans_of(words, [BEGIN_A, IN_A, BEGIN_A, BEGIN_B]) == [(0, 9, 0), (10, 14, 0), (15, 18, 1)]
    assert spans_of(words, [OUT] * 4) == []


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("Norvane U.S. unit", ["Nor", "##vane", "U", ".", "S", ".", "unit"], ["Norvane", "U.S.", "unit"]),
        ("The Da’rel men", ["The", "Da", "’", "rel", "men"], ["The", "Da’rel", "men"]),
        ("Lind's boat.", ["Lind", "'", "s", "boat", "."], ["Lind", "'", "s", "boat", "."]),
    ],
)
def test_words_are_whole(text, cut, whole):
    offsets, at = [(0, 0)], 0
    for piece in cut:
        bare = piece.removeprefix("##")
        at = text.index(bare, at)
        offsets.append((at, at + len(bare)))
        at += len(bare)
    words = words_of(text, offsets, [False, *(piece.startswith("##") for piece in cut)])
    assert [text[start:end] for _, start, end in words] == whole and words[0][0] == 1
