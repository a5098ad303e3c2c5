"""How sure is what we show? The network's own doubt, brought to what was right how often on articles that we tune on."""

from math import exp, log

# Scale and shift of the log-odds (Platt 1999) of the shown confidence; printed by `python -m training.calibrate`, tuning articles.
CELL, HOLDER, POSITION = (0.575, -0.439), (0.157, 1.243), (0.414, -0.628)
CERTAIN = 0.001  # nothing is surer than one in a thousand


def shown(chance: float, fitted: tuple[float, float]) -> float:
    """The probability, 0 … 1, that a cell, a holder or a position is right, from the chance that the network gives it."""
    clipped = min(1 - CERTAIN, max(CERTAIN, chance))
    scale, shift = fitted
    return 1 / (1 + exp(-(scale * log(clipped / (1 - clipped)) + shift)))
