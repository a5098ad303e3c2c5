"""Metrics, and their 95 % intervals by bootstrap."""

import random

import numpy as np

SAMPLES = 1000


def interval(metric, units: list) -> dict[str, float]:
    """A metric over units that belong together (sentences, articles), in percent, with its 95 % bootstrap interval."""
    random_ = random.Random(0)
    drawn = sorted(metric(random_.choices(units, k=len(units))) for _ in range(SAMPLES))
    return {"value": percent(metric(units)), "low": percent(drawn[int(0.025 * SAMPLES)]), "high": percent(drawn[int(0.975 * SAMPLES)])}


def percent(share: float) -> float:
    return round(100 * float(share), 1)


def macro_f1(pairs: list[tuple[list[int], list[int]]], classes: int = 3) -> float:
    """Mean F1 over the classes, of (true labels, guessed labels) per sentence."""
    table = np.zeros((classes, classes))
    for truth, guess in pairs:
        for t, g in zip(truth, guess, strict=True):
            table[t, g] += 1
    return float(np.mean(2 * table.diagonal() / np.maximum(1, table.sum(0) + table.sum(1))))


def accuracy(pairs) -> float:
    hits = [t == g for truth, guess in pairs for t, g in zip(truth, guess, strict=True)]
    return sum(hits) / len(hits)


def correlation(pairs: list[tuple[float, float]]) -> float:
    return float(np.corrcoef(*zip(*pairs, strict=True))[0, 1])


def f1(counts: list[tuple[int, int, int]]) -> float:
    """From (right, true, found) per unit."""
    right, true, found = map(sum, zip(*counts, strict=True))
    return 2 * right / max(1, true + found)


def average_precision(units: list[tuple[list[float], list[bool]]]) -> float:
    """How well scores rank the true cases above the others, all units in one ranking; ties count as drawn by lot."""
    scores = np.array([s for values, _ in units for s in values])
    truth = np.array([t for _, labels in units for t in labels], dtype=float)
    order = np.lexsort((np.random.default_rng(0).random(len(scores)), -scores))
    hits = truth[order].cumsum()
    return float((hits / np.arange(1, len(order) + 1))[truth[order] == 1].mean())


def by_vader(value: float) -> int:
    """VADER's label of its own score, with its authors' borders."""
    return 2 if value >= 0.05 else 0 if value <= -0.05 else 1


def calibration(scored: list[tuple[int, np.ndarray]]) -> dict:
    """How often is a label of a certain confidence right, and how much is right when the unsure ones are held back?

    `error_above_perfect`: expected calibration error in ten bins of equal size, less that of a perfectly calibrated model of the same size.
    """
    sure = np.array([c.max() for _, c in scored])
    right = np.array([int(c.argmax()) == label for label, c in scored], dtype=float)
    order = np.argsort(sure)
    bins = np.array_split(order, 10)
    error = sum(len(b) * abs(sure[b].mean() - right[b].mean()) for b in bins) / len(sure)
    random_ = np.random.default_rng(0)
    perfect = np.mean([sum(abs((sure[b] - (random_.random(len(b)) < sure[b])).sum()) for b in bins) / len(sure) for _ in range(200)])
    kept = {share: order[int(len(order) * (1 - share)) :] for share in (1.0, 0.8, 0.6, 0.4)}
    return {
        "calibration": [{"confidence": percent(sure[b].mean()), "right": percent(right[b].mean())} for b in bins],
        "error_above_perfect": round(float(error - perfect), 4),
        "coverage": [{"answered": percent(share), "right": percent(right[rows].mean())} for share, rows in kept.items()],
    }


def share(hits: list[int]) -> float:
    """Share of ones."""
    return sum(hits) / max(1, len(hits))
