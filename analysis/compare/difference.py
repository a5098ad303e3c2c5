"""How large is a difference between two scores, and could it be noise?

An interval of a difference adds up the variances of both scores' errors about what people say of the text, as measured on texts that people rated.
Errors of two texts are taken as independent; what they have in common would cancel, so this leans to the safe side.

- Tone: the error about people's mean ratings, `analysis.tone.Scale`. On rated editorials of the New York Times the 90 % intervals so made held
  93 % (81 tuning articles) and 98 % (69 report articles) of the differences between two articles, and 93 % and 94 % of those between a
  sentence and the rest of its article.
- Treatment of an actor: the doubt that the scorer's own probabilities leave, which `analysis.sentiment` publishes, and `READERS`, by how much
  readers differ beyond it. The doubt alone held 59 % of the differences between two articles, not 90 %. `READERS` was fitted on 146 tuning articles
  of PerSenT, in each the mean of its paragraphs' labels toward one actor; fitted on a half of them, the intervals held 91 % on the other half.
  Below `FEWEST` paragraphs they held 81 % only, so there no difference is claimed. The labels tell no voices apart: for the author's words alone, and
  for VADER, nothing better is known. On 40 pairs of articles about one event (tuning events of BASIL) they held 73 % of the differences between one
  annotator's coarse labels, negative, neutral or positive for a whole article; scores and labels hardly agreed (r −0.05), and nothing was claimed.

The more differences are looked at, the surer one of them is large by chance: intervals are widened for their number (Bonferroni), so that
all of them together hold their differences 9 times in 10.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from analysis.schema import Sentiment
from analysis.sentiment import treatment, variance, weight
from analysis.tone import SCALES

READERS = 0.134  # variance
FEWEST = 4  # paragraphs in which an article must speak of an actor before a difference is claimed
MISSED = 0.1  # chance that an interval, or any of several, misses
REAL, NOISE, SHORT = "real difference", "could be noise", "too little to tell"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score −1 … +1 with the standard deviation of its error; `enough`: it rests on so much that a difference may be claimed."""

    value: float
    error: float
    enough: bool = True

    def interval(self) -> tuple[float, float]:
        """Ends of the 90 % interval, within −1 … +1."""
        half = _width(1) * self.error
        return max(-1.0, self.value - half), min(1.0, self.value + half)


@dataclass(frozen=True, slots=True)
class Difference:
    """`value` −2 … +2 between `low` and `high`; `verdict`: real difference, could be noise, or too little to tell."""

    value: float
    low: float
    high: float
    verdict: str


def tone_of(tones: Sequence[tuple[int, float]], sentences: int, scorer: str) -> Estimate:
    """Tone of a text from (words, tone) of its parts, each weighing its words; `sentences` is how many there are in it."""
    words = sum(count for count, _ in tones)
    return Estimate(sum(count * tone for count, tone in tones) / words, SCALES[scorer].error(sentences))


def treatment_of(rows: list[Sentiment]) -> Estimate:
    """How these sentences, at least one, treat their actor: the published score, with its error about readers' labels."""
    doubt = sum(weight(row) ** 2 * variance(row) for row in rows) / sum(map(weight, rows)) ** 2
    return Estimate(treatment(rows).value, sqrt(doubt + READERS), len({row.paragraph for row in rows}) >= FEWEST)


def difference(first: Estimate, second: Estimate, looked_at: int = 1) -> Difference:
    """The second minus the first; `looked_at` is the number of differences among which this one could be claimed, at least 1."""
    value, half = second.value - first.value, _width(looked_at) * sqrt(first.error**2 + second.error**2)
    verdict = SHORT if not (first.enough and second.enough) else REAL if abs(value) > half else NOISE
    return Difference(value, max(-2.0, value - half), min(2.0, value + half), verdict)


def _width(intervals: int) -> float:
    """Half the width, in standard deviations, of one of so many intervals that together hold 9 times in 10."""
    return NormalDist().inv_cdf(1 - MISSED / (2 * intervals))
