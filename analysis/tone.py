"""How does the wording sound, and how sure are we?

Tone −1 … +1 is the order of human ratings on a filled axis: the mean rating of twenty people (−4 … +4), divided by the 99th
percentile of its size among the New York Times editorial sentences that the model learned from (Hutto & Gilbert 2014). So −1 reads
"as harsh as the harshest 1 % of editorial sentences". VADER's compound score stands on its own axis of the same ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

from analysis import lexicon
from analysis.schema import NEGATIVE, NEUTRAL, POSITIVE, Document, Evidence, ParagraphTone, Sentence, SentenceTone, Span

RATING_SCALE = 2.14  # 99th percentile of |mean rating|, training rows
HUMAN_BORDER = 0.5 / RATING_SCALE  # a mean rating nearer to 0 than to ±1 is neutral
Z90 = 1.645  # half width of a 90 % interval, in standard deviations


@dataclass(frozen=True, slots=True)
class Scale:
    """How a scorer's tone relates to the human one; printed by `python -m training.calibrate`.

    Attributes:
        border: a tone nearer to 0 is labelled neutral; the middle of those with about the best macro-F1 on the tuning rows.
        shared, single: the error's variance for the mean of n sentences is shared + single / n.
    """

    border: float
    shared: float
    single: float

    def error(self, sentences: int) -> float:
        """Standard deviation of the error of a mean over so many sentences."""
        return sqrt(self.shared + self.single / max(1, sentences))


SCALES = {"vader": Scale(border=0.08, shared=0.057, single=0.147), "news": Scale(border=0.22, shared=0.021, single=0.066)}


def score_sentences(document: Document, model=None, encoded=()) -> tuple[SentenceTone, ...]:
    """Tone of every sentence, the headline's first.

    Args:
        document: the article, cut up.
        model: the news model, or None for VADER.
        encoded: the model's encodings of `document.sentences`, in their order.
    """
    texts = [s.span.of(document.text) for s in document.sentences]
    vader = [lexicon.compound(text) for text in texts]
    tones = vader if model is None else [float(t) for t in model.tone(encoded)]
    parts = [None] * len(texts) if model is None else model.tone_parts(encoded)
    scale = SCALES["vader" if model is None else "news"]
    return tuple(
        _sentence_tone(sentence, tone, compound, scale, _evidence(sentence, text, part))
        for sentence, text, tone, compound, part in zip(document.sentences, texts, tones, vader, parts, strict=True)
    )


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


def label_of(value: float, border: float) -> str:
    """The label of a score, given the border of the neutral zone."""
    if abs(value) < border:
        return NEUTRAL
    return POSITIVE if value > 0 else NEGATIVE


def confidence(tone: float, label: str, error: float) -> float:
    """Probability that the mean human rating bears the label, if it scatters about the tone like a normal variable with this error."""
    below_negative, below_positive = _normal((-HUMAN_BORDER - tone) / error), _normal((HUMAN_BORDER - tone) / error)
    return {NEGATIVE: below_negative, NEUTRAL: below_positive - below_negative, POSITIVE: 1 - below_positive}[label]


def _sentence_tone(sentence: Sentence, tone: float, vader: float, scale: Scale, evidence: tuple[Evidence, ...]) -> SentenceTone:
    label = label_of(tone, scale.border)
    return SentenceTone(sentence.paragraph, sentence.number, tone, label, confidence(tone, label, scale.error(1)), vader, evidence)


def _evidence(sentence: Sentence, text: str, parts) -> tuple[Evidence, ...]:
    start = sentence.span.start
    if parts is None:
        return lexicon.cues(text, start)
    return tuple(Evidence(Span(start + s, start + e), float(w)) for s, e, w in parts)


def _paragraph_tone(document: Document, number: int, sentences: list[SentenceTone], scale: Scale) -> ParagraphTone:
    paragraph = next(p for p in document.body if p.number == number)
    shares = word_shares(document, sentences)
    mean = lambda values: sum(w * v for w, v in zip(shares, values, strict=True))
    tone, error = mean([s.tone for s in sentences]), scale.error(len(sentences))
    label = label_of(tone, scale.border)
    return ParagraphTone(
        paragraph=number,
        tone=tone,
        low=max(-1.0, tone - Z90 * error),
        high=min(1.0, tone + Z90 * error),
        label=label,
        confidence=confidence(tone, label, error),
        cues=sum(len(lexicon.cues(s.span.of(document.text))) for s in paragraph.sentences),
        vader=mean([s.vader for s in sentences]),
    )


def _normal(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2
