"""Who speaks in the turns of an interview or transcript? The labels tell, or who the piece is about."""

from collections import Counter

from analysis.schema import UNKNOWN, Actor, Document, Entities
from analysis.turns import ANSWER, speakers


def holders_of_turns(document: Document, entities: Entities) -> tuple[str, ...]:
    """For each of the document's turns the actor who speaks; UNKNOWN where he is none that we know, and for questions without a name.

    Where the layout alone tells an answer, the person speaks who is mentioned most before the first turn, else in the whole article.
    """
    if not document.turns:
        return ()
    full = speakers(document.turns, document.text)
    people = {a.id for a in entities.actors if a.kind == "person"}
    counts = [
        Counter(m.entity for m in entities.mentions if m.entity in people and m.span.start < end)
        for end in (document.turns[0].span.start, len(document.text))
    ]
    asked = next((c.most_common(1)[0][0] for c in counts if c), UNKNOWN)
    found = []
    for turn in document.turns:
        label = full.get(turn.speaker) or ("" if turn.role in ("question", ANSWER) else turn.speaker)
        found.append(_called(label, entities.actors) if label else asked if turn.role == ANSWER else UNKNOWN)
    return tuple(found)


def _called(label: str, actors: tuple[Actor, ...]) -> str:
    """The actor that a label names: one of his names is the label, or ends with the same word."""
    words = label.lower().split()
    names = {a.id: [alias.lower().split() for alias in (a.name, *a.aliases)] for a in actors}
    exact = [i for i, several in names.items() if words in several]
    last = [i for i, several in names.items() if any(name[-1:] == words[-1:] for name in several)]
    return next(iter(exact or last), UNKNOWN)
