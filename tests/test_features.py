"""What is known of a word beside its letters."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.features import FEATURES, word_features


def of_words(text: str) -> np.ndarray:
    """The features of a text whose pieces are its words."""
    offsets, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        offsets.append((at, at + len(word)))
        at += len(word)
    return word_features(text, offsets, [False] * len(offsets))


def test_how_words_are_written():
    offsets, goes_on = [(0, 0), (0, 3), (4, 7), (7, 9), (10, 11), (0, 0)], [False, False, False, True, False, False]
    features = word_features("Ada NATOs 5", offsets, goes_on)
    assert features.shape == (6, FEATURES) and not features[0].any()
    assert features[1, 0] == features[1, 2] == 1 and features[2, 1] == 1 and features[3, 4] == 1 and features[4, 3] == 1


def test_what_the_word_lists_say():
    valence, first_name, place, title, body, group, _ = of_words("terrible Maria France senator Ministry voters")[:, 9:].T
    assert valence[0] < -0.4 and not valence[1:].any()
    assert [first_name[1], place[2], title[3], body[4], group[5]] == [1] * 5
    assert not first_name[[0, 2, 4]].any() and not body[[0, 1, 2]].any()


def test_a_word_in_pieces_is_looked_up_whole():
    whole, pieces = of_words("wonderful")[0, 9:], word_features("wonderful", [(0, 6), (6, 9)], [False, True])[:, 9:]
    assert whole.any() and (pieces == whole).all()


@given(st.text(max_size=60))
def test_every_feature_lies_between_minus_one_and_one(text):
    features = of_words(text)
    assert features.shape == (len(text.split()), FEATURES) and (np.abs(features) <= 1).all()
