"""Real changes are found where they are; noise is called noise."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.schema import SentenceTone, Sentiment, Span
from analysis.shifts import NOISE, REAL, SHORT, find_shifts


def tones(values, per_paragraph=2):
    return tuple(SentenceTone(1 + i // per_paragraph, 1 + i % per_paragraph, v, "neutral", 0.5, v, ()) for i, v in enumerate(values))


def rows(actor, values):
    return tuple(
        Sentiment(1 + i, 1, actor, "author", None, Span(0, 1), (0.1, 0.8, 0.1), v, "neutral", 0.8, ()) for i, v in enumerate(values)
    )


def test_a_planted_change_is_found_at_its_paragraph():
    (shift,) = find_shifts(tones([-0.5, -0.6] * 5 + [0.5, 0.4] * 5), ())
    assert (shift.subject, shift.paragraph, shift.verdict) == ("tone", 6, REAL)
    assert shift.change > 0.9 and shift.p_value < 0.01
    assert abs(shift.change - (shift.after - shift.before)) < 1e-12


def test_short_series_get_no_verdict():
    (shift,) = find_shifts(tones([-1, -1, -1, 1, 1, 1]), ())
    assert shift.verdict == SHORT


def test_one_paragraph_has_no_border():
    assert find_shifts(tones([0.1] * 9, per_paragraph=9), ()) == ()


def test_a_flat_series_does_not_shift():
    (shift,) = find_shifts(tones([0.2] * 20), ())
    assert shift.verdict == NOISE and shift.p_value == 1


def test_at_most_one_shuffled_series_in_twenty_is_called_real():
    random = np.random.default_rng(7)
    verdicts = [find_shifts(tones(random.normal(size=24)), ())[0].verdict for _ in range(200)]
    assert verdicts.count(REAL) <= 20  # 5 % of 200, and three standard deviations


def test_more_actors_make_the_same_change_less_sure():
    values = [-0.4, -0.2, -0.5, 0.0, -0.3, 0.2, 0.5, 0.1, 0.4, 0.3]
    (alone,) = find_shifts((), rows("a", values))
    many = find_shifts((), rows("a", values) + tuple(r for n in "bcdef" for r in rows(n, [0.1, -0.1] * 5)))
    assert next(s for s in many if s.subject == "a").p_value >= alone.p_value
    assert len(many) == 6


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1, 1), max_size=30))
def test_any_series_gives_finite_figures(values):
    for shift in find_shifts(tones(values), ()):
        assert 0 < shift.p_value <= 1 and abs(shift.change) <= 2
        assert shift.paragraph >= 2
