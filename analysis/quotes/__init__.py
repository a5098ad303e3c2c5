"""Which words are whose?

`marks` pairs quotation marks; `cues` and `reports` read who reports what from the order of the words; `speech` joins both with the news
model's attributions; `speakers` resolves the words that name a speaker to actors.
"""

from analysis.quotes.speakers import Speakers
from analysis.quotes.speech import find_speech
from analysis.schema import Actor, Document, Mention, Quote

__all__ = ["find_quotes"]


def find_quotes(document: Document, mentions: tuple[Mention, ...], actors: tuple[Actor, ...], attributions) -> tuple[Quote, ...]:
    """All quotes in reading order; those in others bear their `parent`, and none crosses another.

    Args:
        document: the article, cut up.
        mentions, actors: who is in it; issues never speak.
        attributions: for each of `document.sentences`, the model's attributions, with offsets in the sentence; may be empty lists.
    """
    ids = {a.id for a in actors}
    speaking = sorted((m for m in mentions if m.entity in ids), key=lambda m: (m.span.start, -m.span.end))
    speakers = Speakers(document, speaking, actors)
    quotes: list[Quote] = []
    around: list[Quote] = []
    for speech in find_speech(document, speaking, attributions):
        while around and around[-1].span.end < speech.span.end:
            around.pop()
        parent = around[-1] if around else None
        quote = Quote(
            id=len(quotes) + 1,
            paragraph=speech.paragraph,
            span=speech.span,
            parts=speech.parts,
            kind=speech.kind,
            holders=speakers.holders(speech, quotes, parent),
            parent=parent.id if parent else None,
            source=speech.source,
            cue=speech.cue,
            confidence=speech.confidence,
        )
        quotes.append(quote)
        around.append(quote)
    return tuple(quotes)
