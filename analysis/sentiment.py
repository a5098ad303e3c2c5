"""How is each actor treated, in which voice? The voice rule as the judge learned it: a judgement's voice is its innermost source.

In every sentence the judge is asked of each target and every possible voice. Where it judges there is a row; and each target has one row for
the holder of the innermost quote around it, else the author, which is neutral where that voice does not judge. Stances are derived from these
rows, so two tables cannot contradict each other.
"""

from collections import defaultdict
from dataclasses import dataclass
from math import prod, sqrt

from analysis import lexicon
from analysis.confidence import CELL, shown
from analysis.model import Answer, NewsModel, Reading
from analysis.model.questions import Question, questions
from analysis.schema import (
    AUTHOR,
    LABELS,
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    Actor,
    ActorSentiment,
    Cell,
    Document,
    Evidence,
    Mention,
    Quote,
    Sentence,
    Sentiment,
    Span,
)
from analysis.tone import SCALES, Z90

JUDGED = 0.35  # as likely as that a voice must be to judge a target
VADER_CONFIDENCE = {"negative": 0.58, "neutral": 0.55, "positive": 0.49}  # how often each label is right; tuning rows of NewsMTSC
FORMS = ("name", "nominal", "pronoun")  # the clearest form of a mention stands for the others
MOST_TARGETS = 16  # of one sentence that the judge is asked about: the first stand for a list without end


def score_sentiments(
    document: Document,
    mentions: tuple[Mention, ...],
    issues: frozenset[str],
    quotes: tuple[Quote, ...],
    reading: Reading,
    model: NewsModel | None,
) -> tuple[Sentiment, ...]:
    """One row per sentence, actor or issue, and voice that judges it, and one for the voice around it.

    Args:
        document: the article, cut up.
        mentions: of actors and of issues.
        issues: ids of issues.
        quotes: who says what.
        reading: what the network says of the article.
        model: the news model, or None for VADER.
    """
    here: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    for mention in mentions:
        here[mention.paragraph, mention.sentence].append(mention)
    rows = []
    for number, sentence in enumerate(document.sentences):
        present = _first_targets(here[sentence.paragraph, sentence.number])
        if not present:
            continue
        near = tuple(q for q in quotes if any(part.overlaps(sentence.span) for part in q.parts))
        around = {target: innermost(near, group[0].span) for target, group in present.items()}
        voices = {target: quote.holders if quote else (AUTHOR,) for target, quote in around.items()}
        if model is None:
            for target, group in present.items():
                for voice in voices[target]:
                    rows.append(_by_vader(document, sentence, near, group, voice, around[target]))
            continue
        first, behind = (int(i) for i in _words_of(reading, number))
        asked = _questions(reading, sentence, present, near, issues, first, behind)
        for question, answer in zip(asked, model.judge(reading, first, behind, asked) if asked else (), strict=True):
            judges = 1 - answer.chances[0] >= JUDGED
            if judges or (question.voice in voices[question.target] and question.voice != question.target):
                group = present[question.target]
                quote = _quote_of(near, question.voice, group)
                rows.append(_by_model(reading, group, question, answer, judges, quote, first))
    return tuple(rows)


def _first_targets(mentions: list[Mention]) -> dict[str, list[Mention]]:
    """The mentions of each target, the clearest first."""
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.entity in groups or len(groups) < MOST_TARGETS:
            groups[mention.entity].append(mention)
    return {target: sorted(group, key=lambda m: (FORMS.index(m.form), m.span)) for target, group in groups.items()}


def _words_of(reading: Reading, number: int) -> tuple[int, int]:
    """First word of a sentence and the one behind its last."""
    return reading.words.sentences.searchsorted(number), reading.words.sentences.searchsorted(number + 1)


def _questions(reading: Reading, sentence: Sentence, present, quotes, issues: frozenset[str], first: int, behind: int) -> list[Question]:
    found = [(*reading.words.within(m.span.start, m.span.end), (target,)) for target, group in present.items() for m in group]
    parts = [(*reading.words.within(part.start, part.end), q.holders) for q in quotes for part in q.parts if part.overlaps(sentence.span)]
    inside = [(max(a, first), min(b, behind), held) for a, b, held in parts if max(a, first) < min(b, behind)]
    return questions(first, behind, [m for m in found if m[0] < m[1]], sorted(inside, key=lambda p: (p[0], -p[1])), issues)


def innermost(quotes: tuple[Quote, ...], span: Span) -> Quote | None:
    """The shortest quote one of whose parts contains the span, or None."""
    around = [(len(part), q) for q in quotes for part in q.parts if part.contains(span)]
    return min(around, key=lambda found: found[0], default=(0, None))[1]


def _quote_of(quotes: tuple[Quote, ...], voice: str, group: list[Mention]) -> Quote | None:
    """The innermost quote of a voice around a target, else one of its quotes in the sentence."""
    own = [q for q in quotes if voice in q.holders]
    return next(
        (q for q in sorted(own, key=lambda q: len(q.span)) if any(p.contains(m.span) for p in q.parts for m in group)),
        own[0] if own else None,
    )


def _by_model(
    reading: Reading, group: list[Mention], question: Question, answer: Answer, judges: bool, quote: Quote | None, first: int
) -> Sentiment:
    none, negative, positive = (float(chance) for chance in answer.chances)
    label = (POSITIVE if positive > negative else NEGATIVE) if judges else NEUTRAL
    sure = {NEGATIVE: negative, NEUTRAL: none, POSITIVE: positive}[label]
    spans = (reading.words.span(first + i, first + i + 1) for i in range(len(answer.parts)))
    evidence = tuple(Evidence(span, float(part)) for span, part in zip(spans, answer.parts, strict=True))
    return _row(group, question.voice, quote, (negative, none, positive), positive - negative, label, sure, evidence)


def _row(
    group: list[Mention], voice: str, quote: Quote | None, probabilities, sentiment: float, label: str, confidence: float, evidence
) -> Sentiment:
    mention = group[0]
    return Sentiment(
        mention.paragraph,
        mention.sentence,
        mention.entity,
        voice,
        quote.id if quote else None,
        mention.span,
        probabilities,
        sentiment,
        label,
        confidence,
        evidence,
        mentions=len(group),
    )


def _by_vader(
    document: Document, sentence: Sentence, quotes: tuple[Quote, ...], group: list[Mention], voice: str, quote: Quote | None
) -> Sentiment:
    """VADER reads only the words of the voice: of the quote within the sentence, or of the sentence without its quotes."""
    spans = _inside(sentence.span, quote.parts) if quote else _outside(sentence.span, [p for q in quotes for p in q.parts])
    value = lexicon.compound(" ".join(span.of(document.text) for span in spans))
    label = SCALES["vader"].label(value)
    evidence = tuple(cue for span in spans for cue in lexicon.cues(span.of(document.text), span.start))
    return _row(group, voice, quote, None, value, label, VADER_CONFIDENCE[label], evidence)


def _inside(span: Span, parts) -> list[Span]:
    return [Span(max(span.start, p.start), min(span.end, p.end)) for p in parts if p.overlaps(span)]


def _outside(span: Span, parts: list[Span]) -> list[Span]:
    left, at = [], span.start
    for part in sorted(p for p in parts if p.overlaps(span)):
        if part.start > at:
            left.append(Span(at, part.start))
        at = max(at, part.end)
    return [*left, Span(at, span.end)] if at < span.end else left


def roll_up(sentiments: tuple[Sentiment, ...]) -> tuple[Cell, ...]:
    """Paragraph × actor × voice: the mean of its sentences, in which those that take a side weigh more."""
    groups = defaultdict(list)
    for row in sentiments:
        groups[row.paragraph, row.actor, row.voice].append(row)
    cells = []
    for (paragraph, actor, voice), rows in sorted(groups.items()):
        mean = treatment(rows)
        by_reader = any(r.confidence == 1 for r in rows)
        sure = mean.confidence if mean.label == NEUTRAL or rows[0].probabilities is None or by_reader else shown(mean.confidence, CELL)
        cells.append(Cell(paragraph, actor, voice, sum(r.mentions for r in rows), mean.value, mean.low, mean.high, mean.label, sure))
    return tuple(cells)


def summarize(actors: tuple[Actor, ...], sentiments: tuple[Sentiment, ...]) -> tuple[ActorSentiment, ...]:
    """Each actor over the whole article, and apart what the author and what all others say of him."""
    by_actor = defaultdict(list)
    for row in sentiments:
        if row.voice != row.actor:
            by_actor[row.actor].append(row)
    summaries = []
    for actor in actors:
        rows = by_actor[actor.id]
        own, others = [r for r in rows if r.voice == AUTHOR], [r for r in rows if r.voice != AUTHOR]
        if rows:
            all_, parts = treatment(rows), [treatment(part).value if part else None for part in (own, others)]
            summaries.append(ActorSentiment(actor.id, all_.value, all_.low, all_.high, all_.label, *parts))
    return tuple(summaries)


@dataclass(frozen=True, slots=True)
class Treatment:
    """How several sentences together treat an actor, between `low` and `high` by the scorer's own doubt (90 %)."""

    value: float
    low: float
    high: float
    label: str
    confidence: float


def treatment(rows: list[Sentiment]) -> Treatment:
    """Several sentences as one: a sentence weighs the more the less it is neutral; 90 % interval by the model's own doubt.

    How far readers scatter about it beyond that doubt is not in it: the public set that tells (PerSenT) labels without voices.
    """
    weights = [weight(r) for r in rows]
    total = sum(weights)
    average = lambda values: sum(w * v for w, v in zip(weights, values, strict=True)) / total
    value = average([r.sentiment for r in rows])
    half = Z90 * sqrt(sum(w * w * variance(r) for w, r in zip(weights, rows, strict=True)) / total**2)
    if any(r.probabilities is None for r in rows):
        label = SCALES["vader"].label(value)
        confidence = average([r.confidence for r in rows])
    else:
        # One sentence that judges is enough: those beside it that do not are no vote against it.
        label = (POSITIVE if value > 0 else NEGATIVE) if any(r.label != NEUTRAL for r in rows) else NEUTRAL
        chance = LABELS.index(label)
        bearing = [r.probabilities[chance] for r in rows if r.label == label]
        confidence = _together(bearing, label) if bearing else average([r.probabilities[chance] for r in rows])
    return Treatment(value, max(-1.0, value - half), min(1.0, value + half), label, confidence)


def _together(chances: list[float], label: str) -> float:
    """How likely several rows of one label bear it together: for a side, that any of them does; for neutral, that the least likely one does."""
    return min(chances) if label == NEUTRAL else 1 - prod(1 - chance for chance in chances)


def weight(row: Sentiment) -> float:
    """Of a sentence in a mean: the more, the less it is neutral."""
    return 0.1 + (1 - row.probabilities[1] if row.probabilities else abs(row.sentiment))


def variance(row: Sentiment) -> float:
    """Of the true label, as −1, 0 or +1, given what the scorer says."""
    if row.probabilities is None:
        return SCALES["vader"].single
    negative, _, positive = row.probabilities
    return negative + positive - (positive - negative) ** 2
