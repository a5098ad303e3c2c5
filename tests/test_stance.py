"""Stances follow from the rows of the voice rule."""

from test_sentiment import row

from analysis.stance import find_positions, find_stances

AGAINST = (0.9, 0.05, 0.05)
FOR = (0.05, 0.05, 0.9)


def test_the_author_and_self_praise_are_no_stances():
    assert find_stances((row(), row(voice="a", probabilities=FOR)), frozenset()) == ()


def test_every_stance_bears_its_row():
    (stance,) = find_stances((row("levy", "brook", probabilities=AGAINST),), frozenset(["levy"]))
    assert (stance.holder, stance.target, stance.target_kind, stance.stance) == ("brook", "levy", "issue", "against")
    assert stance.confidence == 0.9


def test_a_position_counts_and_takes_the_heavier_side():
    rows = [row("b", "a", 2, AGAINST), row("b", "a", 1, AGAINST), row("b", "a", 3, FOR), row("b", "a", 4)]
    (position,) = find_positions(find_stances(tuple(rows), frozenset()))
    assert (position.stance, position.favor, position.against, position.none, position.first_paragraph) == ("against", 1, 2, 1, 1)
    assert position.polarity < -0.8


def test_only_neutral_rows_are_no_side():
    (position,) = find_positions(find_stances((row("b", "a"),), frozenset()))
    assert (position.stance, position.none, position.polarity, position.confidence) == ("none", 1, 0, 0.8)
