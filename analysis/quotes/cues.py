"""Which words report speech, and of what kind are they? The lists of verbs, and the clauses in which to look for them."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from analysis import lexicon
from analysis.edges import inflected
from analysis.quotes.marks import Marked
from analysis.schema import Paragraph, Span

WORD = re.compile(r"[\w&]+(?:[.’'-][\w&]+)*|--+|[^\w\s]")
INITIALS = re.compile(r"\b[A-Z]-[A-Z]\.$")  # "R-S.C."
JOINS = re.compile(r"\s*[a-z(,–—-]")  # a sentence border after a closing mark is none where the text goes on like this


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a punctuation mark, or all that stands between two quotation marks (`marked`)."""

    word: str
    span: Span
    marked: Marked | None = None
    first: str = ""  # its first character, and the last one of marked words
    last: str = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """A way to report: `kind` say, urge or name; `form` base, third, past or participle; `link` is the word that must follow the object."""

    words: tuple[str, ...]
    kind: str
    form: str
    link: str = ""


def clauses(text: str, paragraph: Paragraph, top: list[Marked]) -> list[list[Token]]:
    """The tokens of each sentence of a paragraph; a marked stretch is one token, and so no sentence ends in it."""
    found, current, borders = [], [], [s.span.start for s in paragraph.sentences[1:]]
    border = 0
    for token in _tokens(text, paragraph.span, top):
        passed = False
        while border < len(borders) and borders[border] <= token.span.start:
            passed |= current and not (borders[border] < current[-1].span.end)
            border += 1
        if passed and not _goes_on(text, current[-1], token):
            found.append(current)
            current = []
        current.append(token)
    return [*found, current] if current else found


def _goes_on(text: str, last: Token, following: Token) -> bool:
    """`“Why?” she asked` and "Brook, D-Lund., the mayor" are one sentence."""
    start = following.span.start
    if text[start] in ",;" or text[start].islower() or INITIALS.search(text, max(0, start - 8), start):
        return True
    return last.marked is not None and bool(JOINS.match(text, last.span.end) or last.marked.inner.of(text)[-1] in ",?!")


def _tokens(text: str, span: Span, top: list[Marked]):
    at = span.start
    for mark in top:
        yield from _words(text, at, mark.outer.start)
        yield Token("", mark.outer, mark, text[mark.inner.start], text[mark.inner.end - 1])
        at = mark.outer.end
    yield from _words(text, at, span.end)


def _words(text: str, start: int, end: int):
    return (Token(m.group().lower(), Span(*m.span()), first=m.group()[0]) for m in WORD.finditer(text, start, end))


def verbs_at(tokens: list[Token], i: int) -> list[Verb]:
    """The reporting verbs that begin at a token; one that has more words hides those with fewer of its kind."""
    found = {}
    for verb in _verbs().get(tokens[i].word, ()):
        if tuple(t.word for t in tokens[i : i + len(verb.words)]) == verb.words:
            old = found.get((verb.kind, verb.link))
            if old is None or len(old.words) < len(verb.words):
                found[verb.kind, verb.link] = verb
    return list(found.values())


def is_cue(word: str, kinds: tuple[str, ...] = ("say", "urge", "name")) -> bool:
    """Does a reporting verb begin with this word, in whatever form?"""
    return any(verb.kind in kinds for verb in _verbs().get(word, ()))


@cache
def _verbs() -> dict[str, tuple[Verb, ...]]:
    """The verbs by their first word."""
    found = defaultdict(list)
    for kind, name in (("say", "reporting_verbs"), ("urge", "urging_verbs"), ("name", "naming_verbs")):
        for entry in sorted(lexicon.words(name)):
            phrase, _, link = (part.strip() for part in entry.partition("~"))
            base, third, *past, participle = inflected(phrase)
            forms = {participle: "participle", base: "base", third: "third"} | dict.fromkeys(past, "past")
            for words, form in forms.items():
                found[words.split()[0]].append(Verb(tuple(words.split()), kind, form, link))
    return {first: tuple(several) for first, several in found.items()}
