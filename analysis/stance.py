"""Who stands where toward whom and what?

Derived from the rows of the voice rule, never scored a second time: what a voice that is not the author's says of an actor or issue
is its stance. The labels are those of Mohammad et al. 2016, SemEval-2016 Task 6: favor, against, none.
"""

from collections import defaultdict
from math import prod

from analysis.confidence import POSITION, shown
from analysis.schema import ACTOR, AGAINST, AUTHOR, FAVOR, ISSUE, NEGATIVE, NEUTRAL, NONE, POSITIVE, Position, Sentiment, Stance

BORNE = 0.5  # as likely as that stances must bear a side together
STANCES = {NEGATIVE: AGAINST, NEUTRAL: NONE, POSITIVE: FAVOR}


def find_stances(sentiments: tuple[Sentiment, ...], issues: frozenset[str]) -> tuple[Stance, ...]:
    """One row per sentence, holder and target. The author's treatment of an actor is no stance; it stays in the actors table.

    Args:
        sentiments: rows of the voice rule, toward actors and issues.
        issues: ids that are issues.
    """
    return tuple(
        Stance(
            row.paragraph,
            row.sentence,
            row.voice,
            row.actor,
            ISSUE if row.actor in issues else ACTOR,
            STANCES[row.label],
            row.sentiment,
            row.confidence,
            row.quote,
            row.span,
            row.evidence,
        )
        for row in sentiments
        if row.voice not in (AUTHOR, row.actor)
    )


def find_positions(stances: tuple[Stance, ...]) -> tuple[Position, ...]:
    """A holder's stances toward one target over the whole article: the side with more weight, a stance weighing its confidence.

    Where even together they hardly bear a side, there is none.
    """
    groups = defaultdict(list)
    for row in stances:
        groups[row.holder, row.target, row.target_kind].append(row)
    return tuple(_position(*key, rows) for key, rows in groups.items())


def _position(holder: str, target: str, target_kind: str, rows: list[Stance]) -> Position:
    weight = {side: sum(r.confidence for r in rows if r.stance == side) for side in (FAVOR, AGAINST, NONE)}
    stance = NONE if weight[FAVOR] == weight[AGAINST] else max((FAVOR, AGAINST), key=weight.__getitem__)
    bearing = [r for r in rows if r.stance == stance]
    together = 1 - prod(1 - r.confidence for r in bearing)
    if stance != NONE and together < BORNE:
        stance, bearing = NONE, [r for r in rows if r.stance == NONE]
    return Position(
        holder,
        target,
        target_kind,
        favor=sum(r.stance == FAVOR for r in rows),
        against=sum(r.stance == AGAINST for r in rows),
        none=sum(r.stance == NONE for r in rows),
        stance=stance,
        polarity=sum(r.polarity for r in bearing) / len(bearing) if bearing else 0.0,
        confidence=_sure(stance, bearing),
        first_paragraph=min(r.paragraph for r in rows),
    )


def _sure(stance: str, bearing: list[Stance]) -> float:
    """How likely a position is right; what a reader set himself is certain."""
    if stance == NONE:
        return max((r.confidence for r in bearing), default=0.0)
    together = 1 - prod(1 - r.confidence for r in bearing)
    return 1.0 if together == 1 else shown(together, POSITION)
