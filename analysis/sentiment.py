"""How is each actor treated, in which voice? The voice rule lives here and nowhere else.

The voice of a sentence's sentiment toward an actor is, in this order: the holder of the innermost quote that contains the mention;
else the actor who acts toward it ("rebuked", "praised"); else the author. Stances are derived from these rows, so two tables cannot
contradict each other.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from math import sqrt

from analysis import lexicon
from analysis.actors.words import sources_of
from analysis.edges import NOBODY, Edge
from analysis.schema import (
    AUTHOR,
    LABELS,
    POSITIVE,
    UNKNOWN,
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
from analysis.tone import SCALES, Z90, label_of

EDGE_THRESHOLD = 0.5  # an act decides the voice where it is more likely than not
# What an author writes of actors in his own words seldom judges them: in the tuning rows of BASIL about one in five of the sentences that the model
# calls negative or positive. So his probabilities are drawn to neutral (prior shift: Saerens et al. 2002); of six ratios tried, these had the best
# article macro-F1 on the tuning rows of PerSenT. The same goes for what is reported without a name.
AUTHOR_PRIOR = (0.2, 1.8, 0.65)
# Who is only named as the speaker is treated by nobody; chosen in the same way, of three ratios.
SPEAKER_PRIOR = (0.1, 1.9, 0.3)
# The target head has learned from sentences about people: toward an issue that is neither acted on nor spoken of ("the bill would …"), and toward who
# praises or blames another, it mostly echoes the sentence's sound. Set by hand: no public set tells.
ECHO_PRIOR = (0.05, 2.0, 0.05)
# The same where the author tells of a quarrel between two: the sentence sounds bad, and takes neither side. Set by hand.
QUARREL_PRIOR = (0.05, 2.0, 0.5)
# How much an act weighs against the sentence's sound; set by hand.
ACT_SHARE = {"actor": 0.5, "issue": 0.75}
# Who is called so by the article has taken a side on what is at issue; how much that weighs is set by hand.
LEANING = dict.fromkeys(("critics", "opponents", "detractors"), (4, 1, 0.25)) | dict.fromkeys(
    ("supporters", "backers", "proponents"), (0.25, 1, 4)
)
PREDICATE = re.compile(
    r"\s+(?:\w+ly\s+)?(?:is|are|was|were|be|will|would|could|can|may|might|must|should|has|have|had|does|do|did|\w+[^s]s)\b"
)
# Whom harm is done to, and what a speaker calls ours, is not what he is against, however bad the sentence sounds. Set by hand.
HARMED_PRIOR = (0.1, 1.8, 1.0)
OUR = re.compile(r"\bour ", re.IGNORECASE)
VADER_CONFIDENCE = {"negative": 0.58, "neutral": 0.55, "positive": 0.49}  # how often each label is right; tuning rows of NewsMTSC
MOST_MENTIONS = 8  # of one actor in one sentence that the model is asked about: the first stand for a list without end
FORMS = ("name", "nominal", "pronoun")  # the clearest form of a mention stands for the others


@dataclass(frozen=True, slots=True)
class _Voiced:
    """A mention, whose words speak of it, and the act or quote that makes them so."""

    mention: Mention
    voice: str
    quote: Quote | None
    edge: Edge | None


def score_sentiments(
    document: Document,
    mentions: tuple[Mention, ...],
    issues: frozenset[str],
    quotes: tuple[Quote, ...],
    edges: tuple[Edge, ...],
    model=None,
    encoded=(),
    attributions=(),
) -> tuple[Sentiment, ...]:
    """One row per sentence, actor or issue, and voice.

    Args:
        document: the article, cut up.
        mentions: of actors and of issues.
        issues: ids of issues.
        quotes, edges: who says and who does what.
        model: the news model, or None for VADER; encoded, attributions: its encodings and its attributions of `document.sentences`.
    """
    rows = defaultdict(list)
    for voiced in _voices(mentions, quotes, edges):
        m = voiced.mention
        rows[m.paragraph, m.sentence, m.entity, voiced.voice, voiced.quote.id if voiced.quote else None].append(voiced)
    place = {(s.paragraph, s.number): (s, i) for i, s in enumerate(document.sentences)}
    doers = {(e.paragraph, e.sentence, e.source) for e in edges if e.confidence >= EDGE_THRESHOLD}
    sources = [q.source for q in quotes if q.source is not None] + sources_of(document, attributions)
    present = defaultdict(set)
    for m in mentions:
        present[m.paragraph, m.sentence].add(m.entity)
    scored = []
    for (paragraph, number, entity, voice, _), group in sorted(rows.items(), key=lambda item: (item[0][:2], item[1][0].mention.span)):
        sentence, index = place[paragraph, number]
        if model is None:
            score = _by_vader(document, sentence, quotes, group)
        else:
            if (paragraph, number, entity) in doers:
                prior = ECHO_PRIOR
            elif _speak(group, sources):
                prior = SPEAKER_PRIOR
            elif len(present[paragraph, number] - issues) > 1 and _quarrel().search(sentence.span.of(document.text)):
                prior = QUARREL_PRIOR
            else:
                prior = AUTHOR_PRIOR
            score = _by_model(document.text, sentence, group, entity in issues, prior, model, encoded[index])
        if voice == entity and not (score.label == POSITIVE and any(_describes(document.text, v.mention.span) for v in group)):
            continue  # who speaks of himself treats himself only where he praises himself: what else he says is meant for others
        scored.append(score)
    return tuple(scored)


def _voices(mentions: tuple[Mention, ...], quotes: tuple[Quote, ...], edges: tuple[Edge, ...]) -> list[_Voiced]:
    """The voice rule."""
    acts = defaultdict(list)
    for edge in sorted(edges, key=lambda e: -e.confidence):
        if edge.confidence >= EDGE_THRESHOLD:
            acts[edge.target, edge.target_span].append(edge)
    voiced = []
    for mention in mentions:
        quote, there = innermost(quotes, mention.span), acts[mention.entity, mention.span]
        named = next((e for e in there if e.source != NOBODY), None)
        if quote is not None:
            own = {h: next((e for e in there if e.source in (h, NOBODY)), None) for h in quote.holders}
            voiced += [_Voiced(mention, holder, quote, own[holder]) for holder in quote.holders]
        elif named is not None:
            together = [e for e in there if e.source != NOBODY and e.confidence == named.confidence]
            voiced += [_Voiced(mention, edge.source, None, edge) for edge in together]
        else:
            voiced.append(_Voiced(mention, AUTHOR, None, None))
    return voiced


def innermost(quotes: tuple[Quote, ...], span: Span) -> Quote | None:
    """The shortest quote one of whose parts contains the span, or None."""
    around = [q for q in quotes if any(part.contains(span) for part in q.parts)]
    return min(around, key=lambda q: len(q.span), default=None)


def _row(group: list[_Voiced], probabilities, sentiment: float, label: str, confidence: float, evidence: tuple[Evidence, ...]) -> Sentiment:
    first = min(group, key=lambda v: (FORMS.index(v.mention.form), v.mention.span))
    mention, quote = first.mention, first.quote
    return Sentiment(
        mention.paragraph,
        mention.sentence,
        mention.entity,
        first.voice,
        quote.id if quote else None,
        mention.span,
        probabilities,
        sentiment,
        label,
        confidence,
        evidence,
        mentions=len(group),
    )


def _by_model(text: str, sentence: Sentence, group: list[_Voiced], is_issue: bool, by_author: tuple, model, encoded) -> Sentiment:
    """`by_author` is the prior where the voice is the author's."""
    start = sentence.span.start
    spans = [(v.mention.span.start - start, v.mention.span.end - start) for v in group[:MOST_MENTIONS]]
    negative, neutral, positive = (float(p) for p in model.target_sentiment([(encoded, span) for span in spans]).mean(axis=0))
    places = [v.mention.span for v in group]
    harmed = all(_before_the_harmed().search(text, max(0, at.start - 40), at.start) or _is_ours(text, at) for at in places)
    edge = next((v.edge for v in group if v.edge), None)
    if edge is not None:  # the act tells more of the treatment than the sentence's sound, and of an issue most
        favor, against = (edge.confidence, 0) if edge.polarity > 0 else (0, edge.confidence)
        said = ACT_SHARE["issue" if is_issue else "actor"]
        heard = zip((negative, neutral, positive), (against, 1 - edge.confidence, favor), strict=True)
        negative, neutral, positive = ((1 - said) * sound + said * act for sound, act in heard)
    probabilities = (negative, neutral, positive)
    judged = edge is not None or any(PREDICATE.match(text, v.mention.span.end) for v in group)
    prior = None
    of_another = all(_only_tells_whose().search(text, max(0, v.mention.span.start - 60), v.mention.span.start) for v in group)
    if (is_issue and not judged) or (of_another and edge is None):
        prior = ECHO_PRIOR
    elif harmed and edge is None:
        prior = HARMED_PRIOR
    elif group[0].voice == AUTHOR:
        prior = by_author
    elif group[0].voice == UNKNOWN or (edge is None and _only_reports(group[0])):
        prior = AUTHOR_PRIOR
    elif is_issue:
        prior = LEANING.get(group[0].voice.rsplit("-", 1)[-1])  # an id ends as its name does
    if prior:
        shifted = [p * ratio for p, ratio in zip(probabilities, prior, strict=True)]
        negative, neutral, positive = probabilities = tuple(p / sum(shifted) for p in shifted)
    sure = max(probabilities)
    evidence = tuple(Evidence(Span(start + s, start + e), float(w)) for s, e, w in model.target_parts(encoded, spans[0]))
    return _row(group, probabilities, positive - negative, LABELS[probabilities.index(sure)], sure, evidence)


def _describes(text: str, span: Span) -> bool:
    """Do the words behind tell what somebody is: "he is the best"?"""
    return re.match(r"(?:\s+\w+ly)?(?:\s+(?:is|are|was|were|am|be)|[’'](?:s|m|re))\s", text[span.end : span.end + 30]) is not None


def _speak(group: list[_Voiced], sources: list[Span]) -> bool:
    """Is the actor only named as who speaks, "he said"? That is no treatment of him, however his words sound."""
    return any(source.overlaps(v.mention.span) for v in group for source in sources)


@cache
def _quarrel() -> re.Pattern:
    return re.compile(rf"\b(?:{'|'.join(sorted(lexicon.words('conflicts')))})s?\b", re.IGNORECASE)


def _only_reports(voiced: _Voiced) -> bool:
    """ "Politico reported that …" is no more the paper's judgement than the author's own facts are his."""
    return voiced.voice.rsplit("-", 1)[-1] in lexicon.words("media") and voiced.quote is not None and voiced.quote.kind != "direct"


@cache
def _before_the_harmed() -> re.Pattern:
    """Before a name of whom harm is done to: "attacks on Reyes", "threatens the city"."""
    return re.compile(rf"\b(?:{'|'.join(sorted(lexicon.words('harms')))}) (?:[\w’'-]+ ){{0,2}}$", re.IGNORECASE)


def _is_ours(text: str, span: Span) -> bool:
    """ "Our police": whoever speaks counts himself to them."""
    return any(OUR.match(text, max(0, at)) for at in (span.start, span.start - len("our ")))


@cache
def _only_tells_whose() -> re.Pattern:
    """Before a name that only tells whose man is spoken of: "an aide to Reyes", "the lawyer for Senator Lind"."""
    return re.compile(rf"\b(?:{'|'.join(sorted(lexicon.words('roles')))})s? (?:to|for|of) (?:[\w’'.-]+ ){{0,3}}$", re.IGNORECASE)


def _by_vader(document: Document, sentence: Sentence, quotes: tuple[Quote, ...], group: list[_Voiced]) -> Sentiment:
    """VADER reads only the words of the voice: of the quote within the sentence, or of the sentence without its quotes."""
    quote = group[0].quote
    spans = _inside(sentence.span, quote.parts) if quote else _outside(sentence.span, [p for q in quotes for p in q.parts])
    value = lexicon.compound(" ".join(span.of(document.text) for span in spans))
    label = label_of(value, SCALES["vader"].border)
    evidence = tuple(cue for span in spans for cue in lexicon.cues(span.of(document.text), span.start))
    return _row(group, None, value, label, VADER_CONFIDENCE[label], evidence)


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
        cells.append(
            Cell(paragraph, actor, voice, sum(r.mentions for r in rows), mean.value, mean.low, mean.high, mean.label, mean.confidence)
        )
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
        label = label_of(value, SCALES["vader"].border)
        confidence = average([r.confidence for r in rows])
    else:
        chances = [average([r.probabilities[i] for r in rows]) for i in range(len(LABELS))]
        confidence = max(chances)
        label = LABELS[chances.index(confidence)]
    return Treatment(value, max(-1.0, value - half), min(1.0, value + half), label, confidence)


def weight(row: Sentiment) -> float:
    """Of a sentence in a mean: the more, the less it is neutral."""
    return 0.1 + (1 - row.probabilities[1] if row.probabilities else abs(row.sentiment))


def variance(row: Sentiment) -> float:
    """Of the true label, as −1, 0 or +1, given what the scorer says."""
    if row.probabilities is None:
        return SCALES["vader"].single
    negative, _, positive = row.probabilities
    return negative + positive - (positive - negative) ** 2
