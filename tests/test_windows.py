"""What the network reads at once; and what its heads are told of words."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model import load_model
from analysis.model.alike import INITIALS, LAST_WORD, NESTED, OTHER_PRONOUN, SAME, SAME_PRONOUN, distances, matches
from analysis.model.places import places
from analysis.model.questions import AROUND, OTHERS, OWN, TARGET, VOICE, questions
from analysis.model.windows import CONTEXT, LONGEST, pieces_of, windows_of, words_of
from analysis.segment import sentence_spans


def cut(text: str, has_headline: bool = False):
    words = words_of(text, [(s.start, s.end) for s in sentence_spans(text)], load_model()._tokenizer)
    return words, windows_of(words, has_headline)


def test_own_words_tile_the_article_and_context_is_whole_sentences_before():
    text = "The mayor opened the hall. " * 200
    words, windows = cut(text, has_headline=True)
    assert len(windows) > 2
    assert np.concatenate([w.words[w.own :] for w in windows]).tolist() == list(range(len(words)))
    for window in windows[1:]:
        context = words.sentences[window.words[: window.own]]
        assert context[0] == 0 and len(context) > 6 and context[-1] == words.sentences[window.words[window.own]] - 1
        assert sum(len(words.pieces[w]) for w in window.words[: window.own]) <= CONTEXT


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["Ada", "U.S.", "“no”", "O’Brien", "x" * 40, "ü", "said.", "plan", "3.5"]), max_size=900))
def test_any_text_fits_and_no_word_is_lost(parts):
    text = " ".join(parts)
    words, windows = cut(text)
    assert all(len(pieces_of(words, w)[0]) <= LONGEST for w in windows)
    assert sorted(i for w in windows for i in w.words[w.own :]) == list(range(len(words)))
    assert all(text[a:b].strip() == text[a:b] != "" for a, b in zip(words.starts, words.ends, strict=True))


def test_a_word_is_one_where_the_tokenizer_cuts_it():
    words, _ = cut("O’Brien left the U.S. today.")
    assert [words.span(i, i + 1).of("O’Brien left the U.S. today.") for i in range(5)] == ["O’Brien", "left", "the", "U.S.", "today"]


def test_what_the_letters_look_like_is_told():
    words, _ = cut("“Great” news, said NATO in 1999.")
    capital, all_capitals, digit, first, inside = words.features[:, :5].T
    assert capital.nonzero()[0].tolist() == [1, 6] and all_capitals.nonzero()[0].tolist() == [6] and digit.nonzero()[0].tolist() == [8]
    assert first.nonzero()[0].tolist() == [0] and inside.nonzero()[0].tolist() == [0, 1] and words.features[1, 8] > 0


def test_how_mentions_are_alike():
    table = matches(["Ada Brook", "Brook", "she", "her", "he", "Norvane Food Board", "NFB", "the board", "Ada Brook"])
    assert table[0, 8] == table[1, 1] == SAME and table[1, 0] == table[7, 5] == LAST_WORD and table[6, 5] == INITIALS
    assert table[3, 2] == SAME_PRONOUN and table[4, 2] == OTHER_PRONOUN and table[2, 0] == table[6, 0] == 0


def test_how_far_mentions_are_apart():
    table = distances(np.array([[0, 4], [3, 4], [6, 7], [20, 21]]), np.array([0, 0, 0, 5]))
    assert table[1, 0] == NESTED and table[3, 0] == 4 and table[2, 0] == 0 and table[2, 1] > 7


def test_where_words_stand_to_a_passage():
    at = places(3, 5, np.array([0, 1, 1, 1, 1, 1, 2]))
    assert at.tolist() == [15, 2, 1, 0, 0, 8, 19]


def test_every_voice_is_asked_about_every_target_and_sees_whose_words_are_whose():
    """Words: Voss said [Lind lied and [Voss is a fool]], the outer passage Voss's, the inner one Lind's."""
    asked = questions(
        10, 20, [(10, 11, ("voss",)), (12, 13, ("lind",)), (15, 16, ("voss",))], [(12, 20, ("voss",)), (15, 20, ("lind",))], frozenset()
    )
    pairs = {(q.voice, q.target): q.marks for q in asked}
    assert set(pairs) == {(v, t) for t in ("voss", "lind") for v in ("author", "unknown", "voss", "lind")}
    assert pairs["voss", "lind"].tolist() == [
        OWN * 0 | VOICE,
        0,
        OWN | TARGET,
        OWN,
        OWN,
        *[AROUND | OTHERS | VOICE],
        *[AROUND | OTHERS] * 4,
    ]
    assert pairs["author", "lind"][:3].tolist() == [OWN, OWN, OTHERS | TARGET]


def test_nobody_is_asked_about_himself_outside_his_own_words_and_an_issue_judges_nothing():
    asked = questions(0, 5, [(0, 1, ("voss",)), (3, 4, ("bill",))], [], frozenset(["bill"]))
    assert {(q.voice, q.target) for q in asked} == {
        ("author", "voss"),
        ("unknown", "voss"),
        ("author", "bill"),
        ("unknown", "bill"),
        ("voss", "bill"),
    }
