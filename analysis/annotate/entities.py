"""Who is mentioned, and who is who? The network's likely spans and links become actors, issues and their mentions."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.model import KINDS, Candidate, Links, NewsModel, Reading
from analysis.model.alike import is_pronoun
from analysis.reading import slug
from analysis.schema import AUTHOR, UNKNOWN, Actor, Document, Entities, Issue, Mention, Span

MENTION = 0.35  # spans that are less likely no mention than this are one
ENTITY = 0.5  # what is never more likely a mention than that is no entity
NEW = 3.0  # a link must be so much likelier than that a mention is of somebody new: who is merged is lost, who is split is not
LONGEST_NAME = 10  # words of a description that stands for a name; a table's column has no room for more
ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A mention before it is known whose it is: its words in the article, their span and form, and how likely it is of which kind."""

    candidate: Candidate
    span: Span
    form: str

    @property
    def place(self) -> tuple[int, int]:
        return self.candidate.first, self.candidate.behind


def find_entities(document: Document, reading: Reading, model: NewsModel) -> Entities:
    """The actors and issues of an article, the most mentioned first, and every place where they are mentioned."""
    found = find_mentions(document.text, reading)
    groups = grouped(found, model.links(reading, document.text, [f.place for f in found]), document.text)
    kept = [group for group in groups if any(f.form != "pronoun" for f in group) and max(f.candidate.likely for f in group) >= ENTITY]
    kept.sort(key=lambda group: (-len(group), group[0].span))
    names = [name_of(document.text, group) for group in kept]
    kinds = [kind_of(group) for group in kept]
    total, sentences = sum(map(len, kept)), document.sentences
    actors, issues, mentions = [], [], []
    for id_, name, kind, group in zip(slug_ids(names), names, kinds, kept, strict=True):
        forms = Counter(" ".join(f.span.of(document.text).split()) for f in group if f.form != "pronoun")
        aliases, salience = tuple(form for form, _ in forms.most_common()), len(group) / total
        if kind == "issue":
            issues.append(Issue(id_, name, aliases, salience))
        else:
            actors.append(Actor(id_, name, kind, aliases, salience))
        for f in group:
            sentence = sentences[reading.words.sentences[f.candidate.first]]
            mentions.append(Mention(id_, sentence.paragraph, sentence.number, f.span, f.form))
    return Entities(tuple(actors), tuple(issues), tuple(sorted(mentions, key=lambda m: (m.span.start, -m.span.end, m.entity))))


def find_mentions(text: str, reading: Reading) -> list[Found]:
    """The likely spans, of two that cross each other the likelier one, in the order of the text, outer ones first."""
    kept: list[Candidate] = []
    taken: dict[int, list[Candidate]] = {}
    for candidate in sorted(reading.candidates, key=lambda c: (-c.likely, c.first)):
        if candidate.likely < MENTION:
            break
        near = {id(c): c for word in range(candidate.first, candidate.behind) for c in taken.get(word, ())}.values()
        if not any(_cross(candidate, other) for other in near):
            kept.append(candidate)
            for word in range(candidate.first, candidate.behind):
                taken.setdefault(word, []).append(candidate)
    kept.sort(key=lambda c: (c.first, -c.behind))
    spans = [reading.words.span(c.first, c.behind) for c in kept]
    named = reading.tags["name"].argmax(-1) if reading.tags else np.zeros(0)
    return [Found(c, span, _form(span.of(text), named[c.first : c.behind])) for c, span in zip(kept, spans, strict=True)]


def grouped(found: Sequence[Found], links: Sequence[Links], text: str) -> list[list[Found]]:
    """Mentions of one entity together: each joins the group that its links go to most, or begins one; the same full name is the same entity."""
    group_of: list[int] = []
    groups: list[list[int]] = []
    by_name: dict[str, int] = {}
    persons: dict[int, set[str]] = {}  # full names of the persons in each group
    for i, (mention, link) in enumerate(zip(found, links, strict=True)):
        pull: Counter[int] = Counter()
        for j, chance in zip(link.earlier, link.chances, strict=True):
            pull[group_of[j]] += chance
        words = mention.span.of(text)
        full = words.lower() if mention.form == "name" and " " in words else None
        told = full is not None and _is_person(mention)
        best = max((g for g in pull if not (told and _another(full, persons.get(g, ())))), key=pull.__getitem__, default=None)
        if best is None or pull[best] <= NEW * link.new:
            best = by_name.get(full, len(groups)) if full else len(groups)
        if best == len(groups):
            groups.append([])
        groups[best].append(i)
        group_of.append(best)
        if full:
            by_name.setdefault(full, best)
        if told:
            persons.setdefault(best, set()).add(full)
    return [[found[i] for i in group] for group in groups]


def _is_person(found: Found) -> bool:
    return KINDS[int(np.argmax(found.candidate.chances))] == "person"


def _another(name: str, names: Iterable[str]) -> bool:
    """Is this full name another person's than all of these, of which there are some: "Otto Brook" than "Ada Brook"?"""
    return bool(names) and not any(
        {name.split()[0], name.split()[-1]} <= {*other.split()} or {other.split()[0], other.split()[-1]} <= {*name.split()}
        for other in names
    )


def name_of(text: str, group: Sequence[Found]) -> str:
    """What an entity goes by: the full name that most of its mentions bear, else its commonest description without the article before it."""
    words = lambda f: " ".join(f.span.of(text).split())
    named = [words(f) for f in group if f.form == "name"]
    if named:
        return max(named, key=lambda name: (" " in name, named.count(name), -named.index(name)))
    described = [words(f) for f in group if f.form == "nominal"]
    name = ARTICLE.sub("", max(described, key=lambda d: (described.count(d), -described.index(d))), count=1).split()
    return " ".join(name[:LONGEST_NAME]) + ("…" if len(name) > LONGEST_NAME else "")


def kind_of(group: Sequence[Found]) -> str:
    """The kind that most of an entity's mentions are of, each as far as it is likely; pronouns do not count."""
    return KINDS[int(np.sum([f.candidate.chances for f in group if f.form != "pronoun"], axis=0).argmax())]


def slug_ids(names: Sequence[str]) -> list[str]:
    """An id for every name, `-2` and so on where it is taken."""
    taken, ids = {AUTHOR, UNKNOWN}, []
    for name in names:
        base = slug(name)
        ids.append(next(i for n in range(1, len(names) + 3) if (i := base if n == 1 else f"{base}-{n}") not in taken))
        taken.add(ids[-1])
    return ids


def _cross(a: Candidate, b: Candidate) -> bool:
    """Do two spans overlap without one lying in the other, or are they the same?"""
    return (
        a.first < b.behind
        and b.first < a.behind
        and (
            (a.first, a.behind) == (b.first, b.behind)
            or not ((a.first <= b.first and b.behind <= a.behind) or (b.first <= a.first and a.behind <= b.behind))
        )
    )


def _form(words: str, named: np.ndarray) -> str:
    if is_pronoun(words):
        return "pronoun"
    # A description may hold a name ("an aide to Lind"): it is one as a whole where its last word is tagged and its first is no small word.
    return "name" if len(named) and named[-1] and words[:1].isupper() and not ARTICLE.match(words) else "nominal"
