"""How does the wording sound, and how sure are we?

Tone −1 … +1 is the order of human ratings on a filled axis: the mean rating of twenty people (−4 … +4), divided by the 99th
percentile of its size among the New York Times editorial sentences that the model learned from (Hutto & Gilbert 2014). So −1 reads
"as harsh as the harshest 1 % of editorial sentences". VADER's compound score stands on its own axis of the same ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

from analysis import lexicon
from analysis.schema import NEGATIVE, NEUTRAL, POSITIVE, Document, Evidence, ParagraphTone, Sentence, SentenceTone

RATING_SCALE = 2.14  # 99th percentile of |mean rating|, training rows
HUMAN_BORDER = 0.5 / RATING_SCALE  # a mean rating nearer to 0 than to ±1 is neutral
Z90 = 1.645  # half width of a 90 % interval, in standard deviations


@dataclass(frozen=True, slots=True)
class Scale:
    """How a scorer's tone relates to how readers hear a passage; printed by `python -m training.calibrate`.

    Attributes:
        low, high: a tone between them is labelled neutral; with the best share of right labels on the tuning rows.
        readers: between them readers hear it as neutral, on the axis of the scorer's truth.
        shared, single: the error's variance for the mean of n sentences is shared + single / n.
    """

    low: float
    high: float
    readers: tuple[float, float]
    shared: float
    single: float

    def error(self, sentences: int) -> float:
        """Standard deviation of the error of a mean over so many sentences."""
        return sqrt(self.shared + self.single / max(1, sentences))

    def label(self, tone: float) -> str:
        """negative, neutral or positive"""
        return NEGATIVE if tone <= self.low else POSITIVE if tone >= self.high else NEUTRAL


# The model's borders are those of the annotated paragraphs (88.3 % right on the tuning articles; at the raters' ±0.23, where single sentences of
# editorials part, 82.6): who reads news hears a paragraph as matter-of-fact where raters of sentences hear some harshness.
SCALES = {
    "vader": Scale(low=-0.08, high=0.08, readers=(-HUMAN_BORDER, HUMAN_BORDER), shared=0.057, single=0.147),
    "news": Scale(low=-0.38, high=0.45, readers=(-0.38, 0.45), shared=0.010, single=0.038),
}


def score_sentences(document: Document, reading=None) -> tuple[SentenceTone, ...]:
    """Tone of every sentence, the headline's first.

    Args:
        document: the article, cut up.
        reading: what the network says of its words, or None for VADER.
    """
    texts = [s.span.of(document.text) for s in document.sentences]
    vader = [lexicon.compound(text) for text in texts]
    parts = [None] * len(texts) if reading is None else [_parts(reading, i) for i in range(len(texts))]
    scale = SCALES["vader" if reading is None else "news"]
    return tuple(
        _sentence_tone(sentence, compound if words is None else _tone(words), compound, scale, _evidence(sentence, text, words))
        for sentence, text, compound, words in zip(document.sentences, texts, vader, parts, strict=True)
    )


def _parts(reading, number: int) -> list[Evidence]:
    """What each word adds to its sentence's tone."""
    first, behind = reading.words.sentences.searchsorted([number, number + 1])
    share = 4 / RATING_SCALE / max(1, behind - first)
    return [Evidence(reading.words.span(i, i + 1), float(reading.tone[i]) * share) for i in range(first, behind)]


def _tone(parts: list[Evidence]) -> float:
    return max(-1.0, min(1.0, sum(part.weight for part in parts)))


def score_paragraphs(document: Document, sentences: tuple[SentenceTone, ...], scorer: str) -> tuple[ParagraphTone, ...]:
    """Tone of every body paragraph: the mean of its sentences, each weighing its words."""
    scale = SCALES[scorer]
    return tuple(
        _paragraph_tone(document, number, [s for s in sentences if s.paragraph == number], scale)
        for number in (p.number for p in document.body)
    )


def word_shares(document: Document, sentences: Sequence[SentenceTone]) -> list[float]:
    """What each sentence weighs in a mean of them all: its share of their words. The shares add up to 1."""
    spans = {(s.paragraph, s.number): s.span for s in document.sentences}
    words = [len(spans[row.paragraph, row.sentence].of(document.text).split()) for row in sentences]
    return [count / sum(words) for count in words]


def confidence(tone: float, label: str, scale: Scale, sentences: int) -> float:
    """Probability that readers hear the label in so many sentences, if what they hear scatters about the tone like a normal variable."""
    error, (low, high) = scale.error(sentences), scale.readers
    below_negative, below_positive = _normal((low - tone) / error), _normal((high - tone) / error)
    return {NEGATIVE: below_negative, NEUTRAL: below_positive - below_negative, POSITIVE: 1 - below_positive}[label]


def _sentence_tone(sentence: Sentence, tone: float, vader: float, scale: Scale, evidence: tuple[Evidence, ...]) -> SentenceTone:
    label = scale.label(tone)
    return SentenceTone(sentence.paragraph, sentence.number, tone, label, confidence(tone, label, scale, 1), vader, evidence)


def _evidence(sentence: Sentence, text: str, parts: list[Evidence] | None) -> tuple[Evidence, ...]:
    return lexicon.cues(text, sentence.span.start) if parts is None else tuple(parts)


def _paragraph_tone(document: Document, number: int, sentences: list[SentenceTone], scale: Scale) -> ParagraphTone:
    paragraph = next(p for p in document.body if p.number == number)
    shares = word_shares(document, sentences)
    mean = lambda values: sum(w * v for w, v in zip(shares, values, strict=True))
    tone, error = mean([s.tone for s in sentences]), scale.error(len(sentences))
    label = scale.label(tone)
    return ParagraphTone(
        paragraph=number,
        tone=tone,
        low=max(-1.0, tone - Z90 * error),
        high=min(1.0, tone + Z90 * error),
        label=label,
        confidence=confidence(tone, label, scale, len(sentences)),
        cues=sum(len(lexicon.cues(s.span.of(document.text))) for s in paragraph.sentences),
        vader=mean([s.vader for s in sentences]),
    )


def _normal(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2
