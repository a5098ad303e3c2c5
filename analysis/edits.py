"""What did the reader correct, and does it still fit?

Edits name things by actor id or by span, never by row number, so that they can be replayed. Each function takes the records of one
step and gives corrected ones, with a note for every edit that no longer fits.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace

from analysis.schema import AUTHOR, LABELS, UNKNOWN, Actor, AnalysisError, Document, Entities, Issue, Mention, Quote, Sentiment, Span

REMEDY = "Load the edits as they were downloaded, or go on without them."


@dataclass(frozen=True, slots=True)
class Edits:
    """A reader's corrections, in the form of their JSON.

    Attributes:
        merge: groups of actor ids; the first of a group stays.
        split: {"actor": id, "mentions": [[start, end], …], "name": "…"}: these mentions are somebody else, who may be an actor already.
        rename: actor id → name.
        ignore: actor ids that are no actors.
        alias: actor id → words that mean it, wherever they stand.
        issue: words that are an issue, wherever they stand.
        speaker: {"quote": [start, end], "holder": id}.
        label: {"sentence": [start, end], "actor": id, "voice": id, "label": "negative"}.
    """

    merge: tuple = ()
    split: tuple = ()
    rename: tuple = ()
    ignore: tuple = ()
    alias: tuple = ()
    issue: tuple = ()
    speaker: tuple = ()
    label: tuple = ()

    def to_json(self) -> str:
        """The edits as JSON, without the empty kinds; `parse` gives them back."""
        kinds = {k: dict(v) if k in BY_ID else list(v) for k, v in asdict(self).items() if v}
        return json.dumps(kinds, ensure_ascii=False)


KINDS = tuple(f.name for f in fields(Edits))
BY_ID = ("rename", "alias")  # actor id → value


def parse(text: str) -> Edits:
    """Read edits from JSON.

    Raises:
        AnalysisError: if it is no JSON, or no edits.
    """
    try:
        kinds = json.loads(text)
    except ValueError as error:
        raise AnalysisError(f"The edits are not valid JSON ({error}).", REMEDY) from error
    if not isinstance(kinds, dict):
        raise AnalysisError("The edits are not a JSON object.", REMEDY)
    for kind, value in kinds.items():
        _check(kind, value)
    return Edits(**{kind: tuple(value.items()) if isinstance(value, dict) else tuple(value) for kind, value in kinds.items()})


def joined(corrections: Iterable[Edits]) -> Edits:
    """Several corrections as one record; the later name of an actor wins."""
    corrections = list(corrections)
    together = {kind: tuple(value for each in corrections for value in getattr(each, kind)) for kind in KINDS}
    return Edits(**together | {kind: tuple(dict(together[kind]).items()) for kind in BY_ID})


def single(edits: Edits) -> tuple[Edits, ...]:
    """A record as its corrections, one each; `joined` gives it back."""
    return tuple(Edits(**{kind: (value,)}) for kind in KINDS for value in getattr(edits, kind))


def edit_entities(edits: Edits, document: Document, entities: Entities) -> tuple[Entities, tuple[str, ...]]:
    """Apply what concerns actors and issues: merge, split, rename, ignore, alias, issue, in this order."""
    notes = []
    for step in (_merge, _split, _rename, _ignore, _alias, _issue):
        entities, missed = step(edits, document, entities)
        notes += missed
    counts = Counter(m.entity for m in entities.mentions)
    total = max(1, sum(counts.values()))
    weigh = lambda records: tuple(replace(r, salience=counts[r.id] / total) for r in records if counts[r.id])
    return Entities(weigh(entities.actors), weigh(entities.issues), entities.mentions), tuple(notes)


def edit_quotes(edits: Edits, quotes: tuple[Quote, ...], actors: tuple[Actor, ...]) -> tuple[tuple[Quote, ...], tuple[str, ...]]:
    """Apply the corrected speakers."""
    notes, ids = [], {a.id for a in actors} | {UNKNOWN}
    for edit in edits.speaker:
        span, holder = Span(*edit["quote"]), edit["holder"]
        if holder not in ids or all(q.span != span for q in quotes):
            notes.append(_gone("speaker", f"the quote at {span.start}–{span.end} or the actor “{holder}”"))
            continue
        quotes = tuple(replace(q, holders=(holder,), confidence=1.0) if q.span == span else q for q in quotes)
    return quotes, tuple(notes)


def edit_sentiments(edits: Edits, document: Document, sentiments: tuple[Sentiment, ...]) -> tuple[tuple[Sentiment, ...], tuple[str, ...]]:
    """Apply the corrected labels; a corrected row is certain."""
    notes, places = [], {(s.paragraph, s.number): s.span for s in document.sentences}
    for edit in edits.label:
        key = (Span(*edit["sentence"]), edit["actor"], edit.get("voice", AUTHOR))
        fits = [(places[row.paragraph, row.sentence], row.actor, row.voice) == key for row in sentiments]
        if not any(fits):
            notes.append(_gone("label", f"“{key[1]}” in the sentence at {key[0].start}–{key[0].end}"))
        sentiments = tuple(_relabel(row, edit["label"]) if fit else row for row, fit in zip(sentiments, fits, strict=True))
    return sentiments, tuple(notes)


def _relabel(row: Sentiment, label: str) -> Sentiment:
    chosen = LABELS.index(label)
    probabilities = None if row.probabilities is None else tuple(float(i == chosen) for i in range(3))
    return replace(row, label=label, sentiment=float(chosen - 1), probabilities=probabilities, confidence=1.0)


def _merge(edits: Edits, document: Document, entities: Entities):
    notes, ids = [], {a.id for a in entities.actors}
    for group in edits.merge:
        if missing := [i for i in group if i not in ids]:
            notes.append(_gone("merge", ", ".join(f"“{i}”" for i in missing)))
            continue
        kept, gone = group[0], set(group[1:]) - {group[0]}
        aliases = [alias for a in entities.actors if a.id in gone for alias in a.aliases]
        actors = tuple(
            replace(a, aliases=tuple(dict.fromkeys([*a.aliases, *aliases]))) if a.id == kept else a
            for a in entities.actors
            if a.id not in gone
        )
        mentions = tuple(replace(m, entity=kept) if m.entity in gone else m for m in entities.mentions)
        entities, ids = replace(entities, actors=actors, mentions=mentions), ids - gone
    return entities, notes


def _split(edits: Edits, document: Document, entities: Entities):
    notes = []
    for edit in edits.split:
        spans = {Span(*pair) for pair in edit["mentions"]}
        old = next((a for a in entities.actors if a.id == edit["actor"]), None)
        if old is None or not any(m.span in spans and m.entity == old.id for m in entities.mentions):
            notes.append(_gone("split", f"“{edit['actor']}” at these places"))
            continue
        moved = [m for m in entities.mentions if m.span in spans and m.entity == old.id]
        right = next((a for a in entities.actors if a.name == edit["name"] and a != old), None)
        if right is None:
            aliases = tuple(dict.fromkeys(m.span.of(document.text) for m in moved))
            right = Actor(_free_id(edit["name"], entities), edit["name"], old.kind, aliases, 0.0)
            entities = replace(entities, actors=(*entities.actors, right))
        entities = replace(entities, mentions=tuple(replace(m, entity=right.id) if m in moved else m for m in entities.mentions))
    return entities, notes


def _rename(edits: Edits, document: Document, entities: Entities):
    ids = {a.id for a in entities.actors}
    names = dict(edits.rename)
    actors = tuple(replace(a, name=names.get(a.id, a.name)) for a in entities.actors)
    return replace(entities, actors=actors), [_gone("rename", f"“{i}”") for i in names if i not in ids]


def _ignore(edits: Edits, document: Document, entities: Entities):
    ids = {a.id for a in entities.actors}
    actors = tuple(a for a in entities.actors if a.id not in edits.ignore)
    mentions = tuple(m for m in entities.mentions if m.entity not in edits.ignore)
    return replace(entities, actors=actors, mentions=mentions), [_gone("ignore", f"“{i}”") for i in edits.ignore if i not in ids]


def _alias(edits: Edits, document: Document, entities: Entities):
    notes = []
    for actor, words in edits.alias:
        if actor not in {a.id for a in entities.actors}:
            notes.append(_gone("alias", f"“{actor}”"))
            continue
        found = _occurrences(document, words, actor)
        actors = tuple(replace(a, aliases=tuple(dict.fromkeys([*a.aliases, *words]))) if a.id == actor else a for a in entities.actors)
        entities = replace(entities, actors=actors, mentions=_put(entities.mentions, found))
    return entities, notes


def _issue(edits: Edits, document: Document, entities: Entities):
    notes = []
    for words in edits.issue:
        issue = Issue(_free_id(words, entities), words, (words,), 0.0)
        found = _occurrences(document, [words], issue.id)
        if not found:
            notes.append(_gone("issue", f"“{words}”"))
            continue
        entities = replace(entities, issues=(*entities.issues, issue), mentions=_put(entities.mentions, found))
    return entities, notes


def _occurrences(document: Document, words: list[str], entity: str) -> list[Mention]:
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in sorted(words, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
    return [
        Mention(entity, s.paragraph, s.number, Span(*match.span()), "name")
        for s in document.sentences
        for match in pattern.finditer(document.text, s.span.start, s.span.end)
    ]


def _put(mentions: tuple[Mention, ...], new: list[Mention]) -> tuple[Mention, ...]:
    """The mentions with the new ones in the place of those they overlap, in reading order."""
    kept = [m for m in mentions if not any(m.span.overlaps(n.span) for n in new)]
    return tuple(sorted([*kept, *new], key=lambda m: m.span))


def _free_id(name: str, entities: Entities) -> str:
    taken = {e.id for e in (*entities.actors, *entities.issues)}
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "actor"
    return next(i for n in range(1, len(taken) + 2) if (i := slug if n == 1 else f"{slug}-{n}") not in taken)


def _gone(kind: str, what: str) -> str:
    return f"An edit no longer fits ({kind}): {what} is not in this article."


def _check(kind: str, value) -> None:
    """Is this a value that its kind of edit can have?"""
    text = lambda v: isinstance(v, str) and bool(v.strip())
    span = lambda v: isinstance(v, list) and len(v) == 2 and all(isinstance(i, int) for i in v) and 0 <= v[0] < v[1]
    texts = lambda v: isinstance(v, list) and bool(v) and all(map(text, v))
    record = lambda v, **tests: isinstance(v, dict) and set(v) <= set(tests) and all(t(v.get(k)) for k, t in tests.items())
    tests = {
        "merge": texts,
        "split": lambda v: record(v, actor=text, name=text, mentions=lambda m: isinstance(m, list) and m and all(map(span, m))),
        "ignore": text,
        "issue": text,
        "speaker": lambda v: record(v, quote=span, holder=text),
        "label": lambda v: record(v, sentence=span, actor=text, voice=lambda w: w is None or text(w), label=lambda w: w in LABELS),
    }
    by_id = {"rename": text, "alias": texts}
    if kind in by_id:
        fits = isinstance(value, dict) and all(map(by_id[kind], value.values()))
    elif kind in tests:
        fits = isinstance(value, list) and all(map(tests[kind], value))
    else:
        raise AnalysisError(f"“{kind}” is no kind of edit.", f"The kinds are {', '.join([*tests, *by_id])}.")
    if not fits:
        raise AnalysisError(f"The edits of kind “{kind}” have the wrong form.", REMEDY)
