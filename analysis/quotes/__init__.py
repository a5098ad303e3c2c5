"""Which words are whose?

Direct speech stands between quotation marks (`marks`); the news model's attributions add indirect speech, and the cue and the speaker of both
(`speech`); `speakers` resolves the words that name a speaker to actors.
"""

from analysis.quotes.marks import marked
from analysis.quotes.speakers import Speakers
from analysis.quotes.speech import Speech, indirect_speech, marked_speech
from analysis.schema import Actor, Document, Mention, Quote

__all__ = ["find_quotes"]


def find_quotes(document: Document, mentions: tuple[Mention, ...], actors: tuple[Actor, ...], attributions) -> tuple[Quote, ...]:
    """All quotes in reading order; those in others bear their `parent`.

    Args:
        document: the article, cut up.
        mentions, actors: who is in it; issues speak never.
        attributions: for each of `document.sentences`, the model's attributions, with offsets in the sentence.
    """
    speakers = Speakers(document, mentions, actors)
    stretches = marked(document)
    direct = marked_speech(document, stretches, attributions, speakers)
    found = [*direct, *indirect_speech(document, direct, attributions)]
    found.sort(key=lambda s: (s.span.start, -s.span.end))
    return _numbered(document, found, speakers)


def _numbered(document: Document, found: list[Speech], speakers: Speakers) -> tuple[Quote, ...]:
    quotes: list[Quote] = []
    for speech in found:
        parent = next((q for q in reversed(quotes) if q.span.contains(speech.span)), None)
        holders = speakers.holders(speech, quotes)
        quotes.append(
            Quote(
                id=len(quotes) + 1,
                paragraph=speech.paragraph,
                span=speech.span,
                parts=speech.parts,
                kind=speech.kind,
                holders=holders,
                parent=parent.id if parent else None,
                source=speech.source,
                cue=speech.cue,
                confidence=speech.confidence,
            )
        )
    return tuple(quotes)
