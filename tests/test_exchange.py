"""Exchanged names and arguments: the words change, what is said of them stays in its place."""

import random

from hypothesis import given
from hypothesis import strategies as st

from training.exchange import exchange_arguments, exchange_names
from training.readers import PairRow, TargetRow, TaughtRow

TEXT = "Ada Brook praised Otto Lind, and he thanked the mayor of Lund."
NAMES = ["Mira Solano", "Kofi Mensah-Quint"]


def test_every_target_keeps_its_label():
    row = TargetRow(TEXT, ((0, 9, 0), (18, 27, 2), (33, 35, 1)))
    changed = exchange_names(row, NAMES, random.Random(0))
    words = [changed.text[s:e] for s, e, _ in changed.targets]
    assert set(words[:2]) <= set(NAMES) and words[2] == "he"
    assert [label for *_, label in changed.targets] == [0, 2, 1]
    assert changed.text.endswith(", and he thanked the mayor of Lund.")


def test_only_a_surname_is_put_for_a_surname():
    changed = exchange_names(TargetRow("Then Ada Brook left.", ((9, 14, 1),)), ["Mira Solano"], random.Random(0))
    assert changed.text == "Then Ada Solano left."


def test_pairs_move_along():
    changed = exchange_names(PairRow(TEXT, (0, 9), (18, 27), 1), NAMES, random.Random(1))
    assert changed.text[slice(*changed.p)] in NAMES and changed.text[slice(*changed.q)] in NAMES and changed.label == 1
    assert exchange_arguments(changed).label == 2 and exchange_arguments(changed).p == changed.q


@given(st.integers(0, 100))
def test_taught_rows_exchange_persons_alone(seed):
    chances = (0.2, 0.5, 0.3)
    names = ((0, 9, "person"), (18, 27, "person"), (57, 61, "place"))
    row = TaughtRow(TEXT, 0.5, {"name": names}, ((0, 9, chances), (44, 61, chances)), (((0, 9), (18, 27), (1, 0, 0, 0, 0)),))
    changed = exchange_names(row, NAMES, random.Random(seed))
    words = [changed.text[s:e] for s, e, _ in changed.layers["name"]]
    assert set(words[:2]) <= set(NAMES) and words[2] == "Lund"
    assert changed.text[slice(*changed.targets[1][:2])] == "the mayor of Lund"
    assert [changed.text[slice(*span)] for span in changed.pairs[0][:2]] == words[:2]
