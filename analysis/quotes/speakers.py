"""Who speaks? The words that name a speaker are resolved to actors; where no words do, speech is carried on from the one before."""

import re

from analysis.quotes.speech import Speech
from analysis.schema import UNKNOWN, Actor, Document, Mention, Quote, Span

JOINED = re.compile(r"\s*(?:,|and|, and|as well as|along with|&)\s*(?:the|several|some|many|other|both|a|an)?\s*", re.IGNORECASE)
UNNAMED = re.compile(r"not to be (?:named|identified)|anonym|unnamed|declined to be (?:named|identified)|condition of", re.IGNORECASE)
PERSONAL = ("he", "she")
CARRIED = 2  # paragraphs over which a pronoun is taken to mean the last speaker


class Speakers:
    """The actors' mentions of one article, asked for the ones in a stretch of text."""

    def __init__(self, document: Document, mentions: tuple[Mention, ...], actors: tuple[Actor, ...]):
        self._text = document.text
        self._ids = {a.id for a in actors}
        self._kinds = {a.id: a.kind for a in actors}
        self._mentions = [m for m in mentions if m.entity in self._ids]

    def first(self, span: Span) -> Span | None:
        """The first mention of an actor in a stretch of text, or None."""
        return next((m.span for m in self._mentions if span.contains(m.span)), None)

    def last(self, span: Span) -> Span | None:
        return next((m.span for m in reversed(self._mentions) if span.contains(m.span)), None)

    def holders(self, speech: Speech, before: list[Quote]) -> tuple[str, ...]:
        """The actors who speak, or `unknown`."""
        if speech.source is None:
            return self._carried(speech, before)
        if UNNAMED.search(self._text[speech.source.start : speech.source.end + 60].split(".")[0]):
            return (UNKNOWN,)
        said = speech.source.of(self._text).lower()
        last = next((q for q in reversed(before) if q.holders != (UNKNOWN,)), None)
        if said in PERSONAL and last and speech.paragraph - last.paragraph <= CARRIED and self._kinds.get(last.holders[0]) == "person":
            return last.holders[:1]
        inside = [m for m in self._mentions if m.span.overlaps(speech.source)]
        if not inside:
            return (UNKNOWN,)
        chosen = [inside[0]]
        for mention in inside[1:]:
            if JOINED.fullmatch(self._text[chosen[-1].span.end : mention.span.start]):
                chosen.append(mention)
        return tuple(dict.fromkeys(m.entity for m in chosen))

    def _carried(self, speech: Speech, before: list[Quote]) -> tuple[str, ...]:
        """The speaker of the quote before, where it stands in the same paragraph or this paragraph goes on with it."""
        if not before:
            return (UNKNOWN,)
        if speech.cue is None and any(q.span.contains(speech.span) for q in before):
            return (UNKNOWN,)
        last = before[-1]
        near = last.paragraph == speech.paragraph or (speech.paragraph - last.paragraph == 1 and speech.kind == "direct")
        return last.holders if near else (UNKNOWN,)
