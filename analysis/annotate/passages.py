"""Whose words are these? The network's passages and pointers become quotes with their holders."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.annotate.interviews import holders_of_turns
from analysis.confidence import HOLDER, shown
from analysis.model import NewsModel, Pointer, Reading
from analysis.model.tags import GOES_ON, likeliest_spans
from analysis.schema import UNKNOWN, Document, Entities, Quote, Span

JOINT = 0.3  # who holds at least so much of a passage besides its likeliest holder speaks with him
INNER = 0.8  # of a mention within another, such a share of the outer one's chance makes it the one meant
MARKS = "\"“”„«»‘’'"


@dataclass(frozen=True, slots=True)
class _Passage:
    """Words `first` up to `behind`; `goes_on`: continues the passage before; `level` 0, or 1 within another."""

    first: int
    behind: int
    goes_on: bool
    level: int


def find_quotes(document: Document, reading: Reading, model: NewsModel, entities: Entities) -> tuple[Quote, ...]:
    """Every passage that is somebody's words or thoughts, in the order of the text, outer ones before inner ones."""
    passages = find_passages(reading, model.settings["tag_weights"])
    pointers = model.holders(reading, [(p.first, p.behind) for p in passages])
    actors = {a.id for a in entities.actors}
    mentions = [(*reading.words.within(m.span.start, m.span.end), m.entity, m.span) for m in entities.mentions if m.entity in actors]
    cues = [(a, b) for a, b, _ in likeliest_spans(reading, "cue", model.settings["tag_weights"]["cue"])]
    quotes: list[Quote] = []
    for turn, holder in zip(document.turns, holders_of_turns(document, entities), strict=True):
        paragraph = next(p.number for p in document.paragraphs if p.span.overlaps(turn.span))
        quotes.append(Quote(len(quotes) + 1, paragraph, turn.span, (turn.span,), "direct", (holder,), source=turn.label))
    last: dict[int, int] = {}  # level → place of the quote that may go on
    for passage, pointer in zip(passages, pointers, strict=True):
        span = _without_marks(document.text, reading.words.span(passage.first, passage.behind))
        if not len(span):
            continue
        holders, chance, source = holders_of(pointer, mentions)
        parent = next((q for q in reversed(quotes) if any(part.contains(span) for part in q.parts)), None)
        if parent is not None and not passage.level and set(holders) <= {UNKNOWN, *parent.holders}:
            continue  # his own words in his own turn
        before = quotes[last[passage.level]] if passage.level in last else None
        if passage.goes_on and before is not None and (set(before.holders) & set(holders) or holders == (UNKNOWN,)):
            quotes[last[passage.level]] = _longer(before, span, document.text)
            continue
        sentence = document.sentences[reading.words.sentences[passage.first]]
        cue = _cue(reading, cues, passage)
        last[passage.level] = len(quotes)
        kind = _kind(document.text, reading.words.span(passage.first, passage.behind))
        quotes.append(
            Quote(
                len(quotes) + 1,
                sentence.paragraph,
                span,
                (span,),
                kind,
                holders,
                parent.id if parent else None,
                source,
                cue,
                shown(chance, HOLDER),
            )
        )
    return _numbered(quotes)


def _numbered(quotes: list[Quote]) -> tuple[Quote, ...]:
    """The quotes in the order of the text, counted from 1."""
    order = sorted(quotes, key=lambda q: (q.span.start, -q.span.end, q.id))
    number = {q.id: i for i, q in enumerate(order, 1)}
    return tuple(replace(q, id=number[q.id], parent=q.parent and number[q.parent]) for q in order)


def find_passages(reading: Reading, weights: dict[str, dict[str, float]]) -> list[_Passage]:
    """The passages of both levels, outer ones first; what is nested must lie in an outer one."""
    outer = [_Passage(a, b, kind == GOES_ON, 0) for a, b, kind in likeliest_spans(reading, "passage", weights["passage"])]
    inner = [_Passage(a, b, kind == GOES_ON, 1) for a, b, kind in likeliest_spans(reading, "nested", weights["nested"])]
    around = np.full(len(reading.words), -1)
    for i, p in enumerate(outer):
        around[p.first : p.behind] = i
    inner = [
        p for p in inner if around[p.first] >= 0 and outer[around[p.first]].behind >= p.behind and outer[around[p.first]].first < p.first
    ]
    return sorted([*outer, *inner], key=lambda p: (p.first, -p.behind, p.level))


def holders_of(pointer: Pointer, mentions: Sequence) -> tuple[tuple[str, ...], float, Span | None]:
    """Who holds a passage, how likely that is, and the words that name him; UNKNOWN where nobody we know is pointed at.

    Args:
        mentions: (first word, the one behind the last, entity, span) of the actors' mentions.
    """
    chance_of = dict(zip(pointer.words.tolist(), pointer.chances.tolist(), strict=True))
    inside, held = [], {}
    for first, behind, entity, span in mentions:
        mass = sum(chance_of.get(word, 0.0) for word in range(first, behind))
        if mass > 0.02:
            inside.append((mass, first, behind, entity, span))
    covered = {word for _, first, behind, _, _ in inside for word in range(first, behind)}
    nobody = pointer.nobody + sum(chance for word, chance in chance_of.items() if word not in covered)
    for mass, first, behind, entity, span in sorted(inside, key=lambda m: m[2] - m[1]):
        within = [m for m in inside if first <= m[1] and m[2] <= behind and (m[1], m[2]) != (first, behind)]
        if not any(m[0] >= INNER * mass for m in within):
            total, best, place = held.get(entity, (0.0, 0.0, None))
            held[entity] = (total + mass, *((mass, span) if mass > best else (best, place)))
    likely = sorted(held.items(), key=lambda item: -item[1][0])
    if not likely or likely[0][1][0] < nobody:
        return (UNKNOWN,), nobody, None
    first = likely[0]
    together = [entity for entity, (total, *_) in likely[1:] if total >= JOINT]
    return (first[0], *together), min(1.0, sum(held[e][0] for e in (first[0], *together))), first[1][2]


def _without_marks(text: str, span: Span) -> Span:
    """The span without the quotation marks and commas at its ends, but for a mark whose partner stands inside."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in MARKS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in MARKS):
        end -= 1
    return Span(start, end)


def _kind(text: str, span: Span) -> str:
    words = span.of(text)
    if words[:1] in MARKS:
        return "direct"
    return "mixed" if re.search(r"[\"“”]", words) else "indirect"


def _longer(quote: Quote, part: Span, text: str) -> Quote:
    """A quote and what continues it; where only white space and marks stand between, in one piece."""
    last = quote.parts[-1]
    if not text[last.end : part.start].strip(MARKS + " \t") and "\n" not in text[last.end : part.start]:
        parts = (*quote.parts[:-1], Span(last.start, part.end))
    else:
        parts = (*quote.parts, part)
    return replace(quote, parts=parts, span=Span(quote.span.start, max(quote.span.end, part.end)))


def _cue(reading: Reading, cues: list[tuple[int, int]], passage: _Passage) -> Span | None:
    """The reporting words nearest to a passage in its sentence, outside it."""
    sentences = reading.words.sentences
    gap = lambda c: max(c[0] - passage.behind, passage.first - c[1])
    near = [c for c in cues if sentences[c[0]] == sentences[passage.first] and gap(c) >= 0]
    return reading.words.span(*min(near, key=gap)) if near else None
