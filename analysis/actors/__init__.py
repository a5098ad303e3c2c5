"""Who and what is in it, under which names?

`tags` says where names stand, by the news model's tags; `names` links them to actors (`same` tells which can be one); `nominals` adds
groups, institutions and descriptions ("the senator"); `issues` finds what is no actor; `pronouns` links he and she. Lists say which
nouns can act.
"""

from collections import Counter
from dataclasses import replace

from analysis.actors.issues import find_issues, keep_disputed
from analysis.actors.names import find_names
from analysis.actors.nominals import find_nominals
from analysis.actors.pronouns import find_pronouns, settle_pronouns
from analysis.actors.same import same_body, same_person
from analysis.actors.words import Found, slug_ids
from analysis.schema import Actor, Document, Entities, Issue, Span

__all__ = ["find_actors", "keep_disputed", "same_body", "same_person", "settle_pronouns"]


def find_actors(document: Document, tags, attributions=()) -> Entities:
    """Actors and issues, most mentioned first, with all their mentions.

    Args:
        document: the article, cut up.
        tags: for each of `document.sentences`, the model's mentions: (start, end, kind, form), offsets in the sentence.
        attributions: for each sentence, the model's attributions; who is quoted is an actor, by whatever noun.
    """
    actors, issues = named_and_described(document, tags, attributions)
    return _entities(document, _joined(actors, find_pronouns(document, actors)), issues)


def named_and_described(document: Document, tags, attributions=()) -> tuple[list[Found], list[Found]]:
    """Actors with their names and nouns, before any pronoun is linked, and issues; arguments as for `find_actors`."""
    people = [
        Span(s.span.start + start, s.span.start + end)
        for s, found in zip(document.sentences, tags, strict=True)
        for start, end, kind, form in found
        if (kind, form) == ("person", "name")
    ]
    issues = find_issues(document, people)
    taken = [m.span for found in issues for m in found.mentions]
    names = find_names(document, tags, taken)
    return _joined(names, find_nominals(document, tags, attributions, names, taken)), issues


def _joined(first: list[Found], second: list[Found]) -> list[Found]:
    """Both lists; what the second says of an actor of the first is added to it."""
    by_key = {f.key: f for f in first}
    for more in second:
        old = by_key.get(more.key)
        by_key[more.key] = more if old is None else replace(old, mentions=old.mentions + more.mentions, gender=old.gender or more.gender)
    return list(by_key.values())


def _entities(document: Document, actors: list[Found], issues: list[Found]) -> Entities:
    everything = [*actors, *issues]
    ids = slug_ids([f.name for f in everything])
    counts = [len({m.span for m in f.mentions}) for f in everything]
    total = max(1, sum(counts))
    order = sorted(range(len(everything)), key=lambda i: (-counts[i], everything[i].mentions[0].span))
    records, mentions = [], []
    for i in order:
        found = everything[i]
        forms = Counter(" ".join(m.span.of(document.text).split()) for m in found.mentions if m.form != "pronoun")
        aliases = tuple(alias for alias, _ in forms.most_common())
        weight = counts[i] / total
        issue = i >= len(actors)
        records.append(Issue(ids[i], found.name, aliases, weight) if issue else Actor(ids[i], found.name, found.kind, aliases, weight))
        mentions += {m.span: replace(m, entity=ids[i]) for m in found.mentions}.values()
    return Entities(
        tuple(r for r in records if isinstance(r, Actor)),
        tuple(r for r in records if isinstance(r, Issue)),
        tuple(sorted(mentions, key=lambda m: (m.span, m.entity))),
    )
