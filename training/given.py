"""What would it come to if we knew who is mentioned, or whose words are whose? The readers' marks as records of ours, to be put in their place.

`entities_of` and `quotes_of` align an annotated article with the document that the tool makes of the same text: by characters, for the
tool takes a few out as it reads (a space without width, a character that was decoded wrongly).
"""

import re
from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate
from unittest.mock import patch

from analysis import pipeline
from analysis.model.alike import PRONOUNS
from analysis.reading import article_from_text
from analysis.schema import UNKNOWN, Actor, Article, Document, Entities, Issue, Mention, Quote, Sentence, Span
from analysis.segment import segment, trimmed
from training.annotated import AnnotatedArticle, Entity, MarkedMention, Passage

GIVEN = ("entities", "passages")  # passages: entities, too
SMALL = frozenset("the a an of and for in on at to de la van von der al bin".split())  # words of a name that need no capital
MARKS = {"“": "”", '"': '"', "«": "»", "„": "“", "‘": "’"}  # quotation marks: what opens and what closes


def analyze_given(text: str, annotated: AnnotatedArticle, given: str) -> pipeline.ScoredArticle:
    """`analyze`, but with the readers' entities in place of ours, or with their entities and passages.

    Args:
        text: the article; annotated: the same with its marks.
        given: one of GIVEN.
    """
    article = article_from_text(text)
    document = segment(article)
    entities = entities_of(document, annotated)
    return _scored(article, entities, quotes_of(document, annotated, entities) if given == "passages" else None)


def _scored(article: Article, entities: Entities, quotes: tuple[Quote, ...] | None) -> pipeline.ScoredArticle:
    """The rest of the pipeline; None: it finds the quotes itself."""
    with nullcontext() if quotes is None else patch.object(pipeline, "find_quotes", lambda *_: quotes):
        return pipeline.score(replace(pipeline.find(article), entities=entities))


def entities_of(document: Document, annotated: AnnotatedArticle) -> Entities:
    """The marked actors and issues under their ids, most mentioned first, with their mentions in the document's sentences.

    A joint mention ("both") becomes one of each entity; what stands where the document has no sentence (captions, headings) is left out.
    """
    place, mentions, aliases = places(annotated.text, document.text), [], {id_: Counter() for id_ in annotated.entities}
    for marked in annotated.mentions:
        span, sentence = _within(document, place, marked)
        words = " ".join(annotated.text[marked.start : marked.end].split())
        for id_ in marked.entities:
            form = form_of(words, annotated.entities[id_])
            aliases[id_].update([words] if form != "pronoun" and len(marked.entities) == 1 else [])
            if sentence is not None:
                inside = Span(span.start, min(span.end, sentence.span.end))
                mentions.append(Mention(id_, sentence.paragraph, sentence.number, inside, form))
    mentions = tuple(sorted(dict.fromkeys(mentions), key=lambda m: (m.span, m.entity)))
    counts = Counter(m.entity for m in mentions)
    order = sorted(annotated.entities.values(), key=lambda e: -counts[e.id])
    names = lambda e: tuple(alias for alias, _ in aliases[e.id].most_common())
    salience = lambda e: counts[e.id] / max(1, len(mentions))
    return Entities(
        tuple(Actor(e.id, e.name, e.kind, names(e), salience(e)) for e in order if e.kind != "issue"),
        tuple(Issue(e.id, e.name, names(e), salience(e)) for e in order if e.kind == "issue"),
        mentions,
    )


def form_of(words: str, entity: Entity) -> str:
    """name, nominal or pronoun: a name's words are capital ones that its entity's name does not write small."""
    if words.lower() in PRONOUNS:
        return "pronoun"
    small = SMALL | set(re.findall(r"\b[a-z][\w’'-]*", entity.name))
    capital = [(w[0].isupper() and w.lower() not in small) or w[0].isdigit() for w in words.split() if w.lower() not in SMALL]
    return "name" if capital and all(capital) else "nominal"


def quotes_of(document: Document, annotated: AnnotatedArticle, entities: Entities) -> tuple[Quote, ...]:
    """The marked passages in reading order, one quote each; what goes on is a further part of the holder's quote before it.

    Of holders of whom either is right stands the first; who is no actor counts as nobody named.
    """
    place, actors = places(annotated.text, document.text), {a.id for a in entities.actors}
    quotes: list[Quote] = []
    number: dict[int, int] = {}  # of a passage → that of its quote
    for i, passage in enumerate(annotated.passages):
        span, sentence = _within(document, place, passage)
        around = number.get(passage.parent)
        before = next((q for q in reversed(quotes) if q.parent == around), None) if passage.goes_on else None
        goes_on = before is not None and bool(set(before.holders) & set(passage.holders))
        kind = before.kind if goes_on else kind_of(span.of(document.text))
        part = _bare(document.text, span) if kind == "direct" else span
        if sentence is None or not len(part):
            continue
        if goes_on:
            number[i] = before.id
            quotes[before.id - 1] = replace(before, parts=(*before.parts, part), span=Span(before.span.start, part.end))
        else:
            number[i] = len(quotes) + 1
            quotes.append(Quote(number[i], sentence.paragraph, part, (part,), kind, _holders(passage, actors), around))
    return tuple(quotes)


def kind_of(words: str) -> str:
    """direct, mixed or indirect, by the quotation marks: words that begin with one are a speaker's own."""
    if words[:1] in MARKS:
        return "direct"
    return "mixed" if re.search(r"[“\"«„]|(?<!\w)‘", words) else "indirect"


def _holders(passage: Passage, actors: set[str]) -> tuple[str, ...]:
    holders = tuple(dict.fromkeys(h if h in actors else UNKNOWN for h in passage.holders))
    return holders[:1] if passage.either else holders


def _bare(text: str, span: Span) -> Span:
    """The span without the quotation marks at its ends; each alone, too, for a quote can go on behind."""
    words = span.of(text)
    return trimmed(text, Span(span.start + (words[:1] in MARKS), span.end - (words[-1:] in MARKS.values())))


def _within(document: Document, place: list[int], marked: MarkedMention | Passage) -> tuple[Span, Sentence | None]:
    """The span in the document, and the sentence that it begins in; None where there is none."""
    span = trimmed(document.text, Span(place[marked.start], place[marked.end]))
    return span, next((s for s in document.sentences if len(span) and s.span.start <= span.start < s.span.end), None)


def places(source: str, target: str) -> list[int]:
    """For each offset in a text, and the one behind it: the same place in another that has lost or exchanged a few characters."""
    if target.startswith(source):
        return list(range(len(source) + 1))
    ours, theirs = (re.findall(r"\w+|\W", text) for text in (source, target))
    starts, ends = ([0, *accumulate(map(len, tokens))] for tokens in (ours, theirs))
    place, behind = [], 0
    for _, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if a < b:  # what is only in the target is nowhere in the source
            first, behind = ends[c], ends[d]
            place += [min(first + i, behind) for i in range(starts[b] - starts[a])]
    return [*place, behind]
