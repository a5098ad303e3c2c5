"""Where does it really change?

A change point per series, tested against the same sentences in shuffled order: the largest difference between what stands before
and after a paragraph border (a max-statistic, so that looking at every border costs nothing; Pettitt 1979 tests one change in the
same way), Holm's correction across actors.
"""

import numpy as np

from analysis.schema import SentenceTone, Sentiment, Shift

SHORTEST = 8  # sentences; below that no verdict
EDGE = 2  # sentences that must stand on each side of a change
SHUFFLES = 1999
ALPHA = 0.05
REAL, NOISE, SHORT = "real shift", "could be noise", "too short to tell"


def find_shifts(tones: tuple[SentenceTone, ...], sentiments: tuple[Sentiment, ...]) -> tuple[Shift, ...]:
    """The most likely change of the tone, and of the sentiment toward each actor, with its verdict; the headline is left out."""
    series = {"tone": [(t.paragraph, t.tone) for t in tones if t.paragraph > 0]}
    for row in sentiments:
        if row.paragraph > 0 and row.voice != row.actor:
            series.setdefault(row.actor, []).append((row.paragraph, row.sentiment))
    found = [shift for subject, points in series.items() if (shift := _largest_change(subject, points))]
    return tuple(found[:1] + _holm(found[1:])) if "tone" in {f.subject for f in found} else tuple(_holm(found))


def _largest_change(subject: str, points: list[tuple[int, float]]) -> Shift | None:
    """The best place to cut a series of (paragraph, value), or None where it lies in a single paragraph."""
    paragraphs, values = np.array([p for p, _ in points]), np.array([v for _, v in points], dtype=float)
    n = len(values)
    borders = [i for i in range(1, n) if paragraphs[i] != paragraphs[i - 1]]
    if not borders:
        return None
    inner = [i for i in borders if EDGE <= i <= n - EDGE] or borders
    at = inner[int(np.argmax(_contrast(values[None, :], inner)[0]))]
    before, after = float(values[:at].mean()), float(values[at:].mean())
    if n < SHORTEST:
        return Shift(subject, int(paragraphs[at]), before, after, after - before, 1.0, SHORT)
    shuffled = np.random.default_rng(0).permuted(np.tile(values, (SHUFFLES, 1)), axis=1)  # a fixed seed: the same article, the same verdict
    observed = _contrast(values[None, :], inner).max()
    p = float((1 + (_contrast(shuffled, inner).max(axis=1) >= observed - 1e-12).sum()) / (1 + SHUFFLES))
    return Shift(subject, int(paragraphs[at]), before, after, after - before, p, REAL if p <= ALPHA else NOISE)


def _contrast(values: np.ndarray, borders: list[int]) -> np.ndarray:
    """|mean after − mean before| in units of its standard error, for each row of `values` (m, n) and border: (m, len(borders))."""
    n = values.shape[1]
    sums, cut = values.cumsum(axis=1), np.array(borders)
    left, right = sums[:, cut - 1] / cut, (sums[:, -1:] - sums[:, cut - 1]) / (n - cut)
    return np.abs(right - left) * np.sqrt(cut * (n - cut) / n)


def _holm(shifts: list[Shift]) -> list[Shift]:
    """The same shifts with p values corrected for the number of actors tested (Holm 1979)."""
    tested = sorted((s for s in shifts if s.verdict != SHORT), key=lambda s: s.p_value)
    corrected, worst = {}, 0.0
    for rank, shift in enumerate(tested):
        worst = max(worst, min(1.0, shift.p_value * (len(tested) - rank)))
        corrected[shift.subject] = worst
    return [
        Shift(s.subject, s.paragraph, s.before, s.after, s.change, p, REAL if p <= ALPHA else NOISE)
        if (p := corrected.get(s.subject))
        else s
        for s in shifts
    ]
