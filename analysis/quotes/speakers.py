"""Who speaks? The words that name a speaker are resolved to actors; where no words do, speech is carried on from the one before."""

import re
from bisect import bisect_left

from analysis.quotes.speech import Speech
from analysis.schema import UNKNOWN, Actor, Document, Mention, Quote, Span

JOINED = re.compile(
    r"[’']?s?\s*(?:,|,? and|,? as well as|,? along with|&)\s*(?:the|several|some|many|other|both|a|an|his|her|their)?\s*", re.IGNORECASE
)
UNNAMED = re.compile(
    r"\b(?:not to be (?:named|identified|quoted by name)|anonym\w+|unnamed|unidentified|(?:declined|refused) to (?:be (?:named|identified)|give (?:his|her|their) name)"
    r"|condition of)\b",
    re.IGNORECASE,
)
NOBODY = re.compile(r"(?:an?|one|another|some|sources?|people|many|others|those|it|this|there|which|who|somebody|someone)\b", re.IGNORECASE)
SPOKEN_FOR = re.compile(r"\b(?:spokes(?:man|woman|person)|representative|statement|press release|lawyer|attorney|aide)s?\b", re.IGNORECASE)
POSTPOSED = re.compile(r"\s+(?:of|for|from|at|in|on|with|to|by|about|who|which|that|whose)\s")
SINGULAR = frozenset(("he", "she", "i"))
PLURAL = frozenset(("they", "we"))
NEAR = 2  # paragraphs over which a pronoun is taken to mean the last speaker


def holders(
    document: Document, speech: Speech, before: list[Quote], parent: Quote | None, mentions: list[Mention], actors: tuple[Actor, ...]
) -> tuple[str, ...]:
    """The actors who speak, or `unknown`.

    Args:
        speech: what is said.
        before: the quotes before it; parent: the one it stands in.
        mentions: of actors, in reading order.
    """
    kinds = {a.id: a.kind for a in actors}
    if speech.source is None:
        return _carried(document, speech, before, parent, mentions, kinds)
    words = speech.source.of(document.text)
    if UNNAMED.search(document.text[speech.source.start : speech.source.end + 70].split(". ")[0].split("“")[0]):
        return (UNKNOWN,)
    if parent is not None and words.lower() in ("i", "we"):
        return parent.holders
    inside = _within(mentions, speech.source)
    if words.lower() in SINGULAR | PLURAL:
        return _pronoun(words.lower(), inside, speech, before, kinds)
    head = POSTPOSED.split(words, maxsplit=1)[0].split(",")[0]
    border = speech.source.start + len(head)
    heads = [m for m in inside if m.span.start < border]
    if heads and heads[0].span.end < border and not JOINED.match(document.text, heads[0].span.end) and len(heads) > 1:
        heads = heads[-1:] if document.text[heads[0].span.end : heads[1].span.start].strip() in ("’s", "'s", "’", "'", "") else heads
    if heads:
        return _joint(document.text, heads, inside)
    if inside and SPOKEN_FOR.search(head):
        return (inside[0].entity,)
    return (UNKNOWN,) if not inside or NOBODY.match(words) else (inside[0].entity,)


def _within(mentions: list[Mention], span: Span) -> list[Mention]:
    """The mentions that begin in a span or reach into it, none of which lies in another."""
    at = bisect_left(mentions, span.start, key=lambda m: m.span.start)
    found: list[Mention] = []
    for mention in mentions[max(0, at - 2) :]:
        if mention.span.start >= span.end:
            break
        if mention.span.overlaps(span) and not (found and found[-1].span.contains(mention.span)):
            found.append(mention)
    return found


def _joint(text: str, heads: list[Mention], inside: list[Mention]) -> tuple[str, ...]:
    """The first mention and those joined to it by "and" or a comma."""
    chosen = [heads[0]]
    for mention in inside[inside.index(heads[0]) + 1 :]:
        between = text[chosen[-1].span.end : mention.span.start]
        if JOINED.fullmatch(between) and " and " in text[chosen[0].span.end : mention.span.start] + " ":
            chosen.append(mention)
    return tuple(dict.fromkeys(m.entity for m in chosen))


def _pronoun(word: str, inside: list[Mention], speech: Speech, before: list[Quote], kinds: dict[str, str]) -> tuple[str, ...]:
    """The last speaker, if a person near; else whom the mention says."""
    last = next((q for q in reversed(before) if q.holders != (UNKNOWN,) and q.parent is None), None)
    near = last is not None and speech.paragraph - last.paragraph <= NEAR
    if word in PLURAL:
        return last.holders if near and (len(last.holders) > 1 or kinds.get(last.holders[0]) != "person") else (UNKNOWN,)
    if inside:
        return (inside[0].entity,)
    if near and kinds.get(last.holders[0]) == "person":
        return last.holders[:1]
    return (UNKNOWN,)


def _carried(
    document: Document, speech: Speech, before: list[Quote], parent: Quote | None, mentions: list[Mention], kinds: dict[str, str]
) -> tuple[str, ...]:
    """Speech without a source: the speaker of this paragraph, or of the one before, or the one person the sentence before is about."""
    if parent is not None or speech.kind == "indirect":
        return (UNKNOWN,)
    last = next((q for q in reversed(before) if q.parent is None), None)
    if last and last.paragraph == speech.paragraph:
        return last.holders
    sentence = next((s for s in reversed(document.sentences) if s.span.end <= speech.span.start and s.paragraph == speech.paragraph), None)
    if sentence is not None:
        people = list(dict.fromkeys(m.entity for m in _within(mentions, sentence.span) if kinds[m.entity] == "person"))
        if people:
            return (people[0],)
    if last and last.kind == "direct" and 0 < speech.paragraph - last.paragraph <= 1:
        return last.holders
    return (UNKNOWN,)
