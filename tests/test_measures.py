"""The metrics, on cases that are known by hand."""

import pytest

from training.measures import average_precision, f1, interval, macro_f1


def test_average_precision():
    assert average_precision([([0.9, 0.1], [True, False]), ([0.5], [True])]) == 1
    assert average_precision([([0.9, 0.5, 0.1], [False, True, True])]) == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_macro_f1_and_f1():
    assert macro_f1([([0, 1, 2], [0, 1, 2])]) == 1
    assert macro_f1([([0, 0], [0, 1])], classes=2) == pytest.approx((2 / 3 + 0) / 2)
    assert f1([(1, 2, 2), (1, 1, 1)]) == pytest.approx(2 / 3)


def test_the_interval_holds_the_value():
    found = interval(f1, [(1, 1, 1), (0, 1, 1), (1, 1, 2), (1, 2, 1)])
    assert found["low"] <= found["value"] <= found["high"]
