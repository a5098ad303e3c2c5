"""Which actors of several articles are the same?

Names are linked as within one article: a full name is the same everywhere, a shorter name goes to the one actor that it can stand for.
Where it could be two, it is left apart, and so is what is only described ("critics", "the spokeswoman"): other articles may
mean others by it. The reader can merge both. Two actors of one article are never made one here: that is a correction of the article.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.compare.names import same_body, same_person
from analysis.schema import Actor, Scores

NAME = "name"  # the form of a mention
TWO = "the name could be either of two or more"
DESCRIBED = "a description that others may answer to"


@dataclass(frozen=True, slots=True)
class Who:
    """An actor of one article, by the ids of both."""

    article: str
    actor: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Two actors that may be the same, and why they are left apart; `merged`: the reader says that they are one."""

    who: Who
    other: Who
    why: str
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Matches:
    """Every actor of every article in one of the groups, in the order of the articles; `notes` tell which merges were not made."""

    groups: tuple[tuple[Who, ...], ...]
    unsure: tuple[Unsure, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """An actor with the names that tell who it is: not a person's first name or surname alone, unless it has no other."""

    who: Who
    name: str
    words: str
    kind: str
    named: bool
    names: frozenset[str]


def match(scored: Sequence[Scores], same: Sequence[Sequence[tuple[str, str]]] = ()) -> Matches:
    """Group the actors of all articles.

    Args:
        scored: the articles, under different ids.
        same: groups of (article id, actor id) that the reader says are the same.
    """
    known = sorted((_known(s, actor) for s in scored for actor in s.actors), key=lambda k: -len(k.words.split()))
    groups, unsure = [], []
    for one in known:
        homes = _homes(one, groups)
        if len(homes) == 1 and _sure(one):
            homes[0].append(one)
            continue
        groups.append([one])
        why = TWO if _sure(one) else DESCRIBED
        unsure += [Unsure(one.who, home[0].who, why) for home in homes]
    order = {Who(s.document.article.id, actor.id): None for s in scored for actor in s.actors}
    rank = {who: i for i, who in enumerate(order)}
    merged, notes = _merged([[k.who for k in group] for group in groups], same, rank)
    together = {who: i for i, group in enumerate(merged) for who in group}
    return Matches(
        groups=tuple(sorted((tuple(sorted(group, key=rank.get)) for group in merged), key=lambda g: rank[g[0]])),
        unsure=tuple(Unsure(u.who, u.other, u.why, together[u.who] == together[u.other]) for u in unsure),
        notes=tuple(notes),
    )


def _known(scores: Scores, actor: Actor) -> _Known:
    text = scores.document.text
    forms = {_folded(m.span.of(text)) for m in scores.mentions if m.entity == actor.id and m.form == NAME}
    words = _folded(actor.name)
    telling = {words} | {form for form in forms if actor.kind != "person" or " " in form}
    return _Known(Who(scores.document.article.id, actor.id), actor.name, words, actor.kind, bool(forms), frozenset(telling))


def _folded(words: str) -> str:
    """A name for comparison: in lower case, without "the", possessive and punctuation."""
    bare = re.sub(r"[’']s?$", "", words.casefold())
    return " ".join(re.findall(r"[\w&-]+", re.sub(r"[’']", "", bare))).removeprefix("the ")


def _sure(one: _Known) -> bool:
    """Can its words alone tell who it is? A name can, and a group or body described in two words or more."""
    return one.named or (one.kind != "person" and " " in one.words)


def _homes(one: _Known, groups: list[list[_Known]]) -> list[list[_Known]]:
    """The groups that it may belong to; those with its own full name alone, where there are such."""
    free = [group for group in groups if all(k.who.article != one.who.article for k in group)]
    full = [group for group in free if " " in one.words and any(one.words in k.names and k.named == one.named for k in group)]
    return full or [group for group in free if any(_may_be(one, k) for k in group)]


def _may_be(one: _Known, other: _Known) -> bool:
    """Can the shorter name stand for the other? Descriptions stand for their own words only."""
    if one.names & other.names:
        return True
    if not (one.named and other.named):
        return False
    if one.kind == other.kind == "person":
        return same_person(one.name, other.name)
    return "person" not in (one.kind, other.kind) and same_body(one.name, other.name)


def _merged(groups: list[list[Who]], same: Sequence[Sequence[tuple[str, str]]], known: dict[Who, int]) -> tuple[list[list[Who]], list[str]]:
    """The groups with those that the reader joins made one, and a note for every merge that is left out."""
    notes = []
    for wanted in same:
        whos = [Who(*pair) for pair in wanted]
        gone = [who for who in whos if who not in known]
        parts = [group for group in groups if set(group) & set(whos)]
        joined = [who for group in parts for who in group]
        if gone:
            notes.append(f"A merge was left out: there is no actor “{gone[0].actor}” in the article “{gone[0].article}”.")
        elif len({who.article for who in joined}) < len(joined):
            notes.append(
                f"A merge was left out: it would make two actors of one article the same ({' and '.join(w.actor for w in joined)})."
            )
        else:
            groups = [group for group in groups if group not in parts] + [joined]
    return groups, notes
