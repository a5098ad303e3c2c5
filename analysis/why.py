"""Why this figure? The sentences it rests on, the words that weigh in them, and what leaving one out would change.

Nothing is scored here: every figure comes from the functions that made the tables, once with all sentences and once without one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from analysis import lexicon
from analysis.schema import AUTHOR, Evidence, Scores, Sentiment, Span, Stance
from analysis.sentiment import innermost, treatment, weight
from analysis.stance import find_positions
from analysis.tone import word_shares

MOST_WORDS = 4  # of a sentence that are named


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence that a figure rests on.

    Attributes:
        text: the sentence.
        voice: whose words it is: author, an actor or unknown.
        score: what the sentence itself scores, −1 … +1, and its label.
        probabilities: of negative, neutral, positive; None for tone and under VADER.
        words: those that weigh most, heaviest first, each with its weight.
        share: how much of the figure is this sentence's, 0 … 1; they add up to 1.
        without: the figure if this sentence were not there; None where nothing would be left.
    """

    paragraph: int
    sentence: int
    text: str
    voice: str
    score: float
    label: str
    probabilities: tuple[float, float, float] | None
    words: tuple[tuple[str, float], ...]
    share: float
    without: float | None


@dataclass(frozen=True, slots=True)
class WordShift:
    """What a word adds to the difference of two means, and how often it stands on either side (Gallagher et al. 2021, word shift graphs)."""

    word: str
    change: float
    first: int
    second: int


def tone_reasons(scores: Scores, paragraphs: Iterable[int]) -> tuple[Reason, ...]:
    """Why the tone of these paragraphs together is what it is; a sentence's voice is the holder of the quote that it lies in, else the author."""
    wanted = set(paragraphs)
    rows = [row for row in scores.sentence_tones if row.paragraph in wanted]
    return _reasons(scores, rows, lambda rows: word_shares(scores.document, rows), lambda row: row.tone, _holder(scores))


def treatment_reasons(scores: Scores, actor: str, paragraph: int | None = None, voice: str | None = None) -> tuple[Reason, ...]:
    """Why an actor is treated so: in a cell (paragraph and voice given), or by all voices but its own."""
    rows = [
        row
        for row in scores.sentiments
        if row.actor == actor
        and (paragraph is None or row.paragraph == paragraph)
        and (row.voice == voice if voice else row.voice != actor)
    ]
    return _reasons(scores, rows, _weights, lambda row: row.sentiment, lambda row: row.voice, lambda rows: treatment(rows).value)


def position_reasons(scores: Scores, holder: str, target: str) -> tuple[Reason, ...]:
    """Why a holder stands where it does toward an actor or issue."""
    rows = [row for row in scores.stances if (row.holder, row.target) == (holder, target)]
    polarity = lambda rows: find_positions(tuple(rows))[0].polarity
    return _reasons(scores, rows, lambda rows: [1 / len(rows)] * len(rows), lambda row: row.polarity, lambda row: row.holder, polarity)


def word_shift(first: tuple[Scores, Iterable[int]], second: tuple[Scores, Iterable[int]]) -> tuple[WordShift, ...]:
    """Which words make the difference in tone between two parts, each (article, its paragraphs); the largest first.

    The changes add up to the second mean less the first, but for sentences whose tone was cut off at ±1. Function words and marks are one entry,
    with "" for its word, at the end.
    """
    sides = [_word_sums(scores, set(paragraphs)) for scores, paragraphs in (first, second)]
    (before, counted), (after, counted_after) = sides
    shifts = [WordShift(word, after[word] - before[word], counted[word], counted_after[word]) for word in {*before, *after}]
    return tuple(sorted(shifts, key=lambda s: (s.word == "", -abs(s.change), s.word)))


def _word_sums(scores: Scores, paragraphs: set[int]) -> tuple[dict[str, float], Counter]:
    rows, sums, counts = [row for row in scores.sentence_tones if row.paragraph in paragraphs], defaultdict(float), Counter()
    for row, share in zip(rows, word_shares(scores.document, rows) if rows else (), strict=True):
        for evidence in row.evidence:
            word = evidence.span.of(scores.document.text).lower()
            word = word if _is_named(word) else ""
            sums[word] += share * evidence.weight
            counts[word] += 1
    return sums, counts


def _reasons(
    scores: Scores, rows: Sequence, shares: Callable, value: Callable, voice: Callable, figure: Callable | None = None
) -> tuple[Reason, ...]:
    """A reason for each row; the figure is the mean of the rows by their shares unless another function gives it."""
    spans = {(s.paragraph, s.number): s.span for s in scores.document.sentences}
    figure = figure or (lambda kept: sum(s * value(row) for s, row in zip(shares(kept), kept, strict=True)))
    return tuple(
        Reason(
            row.paragraph,
            row.sentence,
            spans[row.paragraph, row.sentence].of(scores.document.text),
            voice(row),
            value(row),
            row.stance if isinstance(row, Stance) else row.label,
            row.probabilities if isinstance(row, Sentiment) else None,
            _heaviest(scores.document.text, row.evidence),
            share,
            figure([other for other in rows if other is not row]) if len(rows) > 1 else None,
        )
        for row, share in zip(rows, shares(rows) if rows else (), strict=True)
    )


def _weights(rows: Sequence[Sentiment]) -> list[float]:
    total = sum(map(weight, rows))
    return [weight(row) / total for row in rows]


def _heaviest(text: str, evidence: tuple[Evidence, ...]) -> tuple[tuple[str, float], ...]:
    words = [(e.span.of(text), e.weight) for e in evidence]
    return tuple(sorted((w for w in words if _is_named(w[0])), key=lambda w: -abs(w[1]))[:MOST_WORDS])


def _is_named(word: str) -> bool:
    """Is this a word that tells a reader something?"""
    return any(map(str.isalpha, word)) and word.lower() not in lexicon.words("function_words")


def _holder(scores: Scores) -> Callable:
    spans = {(s.paragraph, s.number): s.span for s in scores.document.sentences}

    def voice(row) -> str:
        span = spans[row.paragraph, row.sentence]
        middle = (span.start + span.end) // 2
        quote = innermost(scores.quotes, Span(middle, middle + 1))
        return quote.holders[0] if quote else AUTHOR

    return voice
