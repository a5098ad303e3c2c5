"""What tells articles apart: their tone, how they treat the actors they share, whom they quote?

`same` finds the actors that the articles share, `difference` how large a difference is and whether it could be noise, `words` says it plainly.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations
from string import ascii_uppercase

from pandas import DataFrame

from analysis.annotate.entities import slug_ids
from analysis.compare.difference import Estimate, difference, tone_of, treatment_of
from analysis.compare.same import Matches, Who, match
from analysis.pipeline import ScoredArticle
from analysis.schema import AUTHOR, AnalysisError, Sentiment
from analysis.sentiment import treatment
from analysis.tables import COMPARISON, frame

MOST = len(ascii_uppercase)  # articles: each has a letter
ALL, QUOTED = "all", "quoted"
VOICES = (ALL, AUTHOR, QUOTED)

__all__ = ["MOST", "Comparison", "compare"]


@dataclass(frozen=True)
class Comparison:
    """Two or more articles side by side.

    Attributes:
        tables: those of `analysis.tables.COMPARISON`, by name.
        notes: plain sentences about what the reader should know of it.
    """

    tables: dict[str, DataFrame]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """One article of a comparison: its letter, and the tone of its headline, where it has one, and of its body."""

    letter: str
    scored: ScoredArticle
    tables: dict[str, DataFrame]
    headline: Estimate | None
    body: Estimate

    @property
    def id(self) -> str:
        return self.scored.document.article.id


@dataclass(frozen=True, slots=True)
class _Shared:
    """An actor of two or more articles: in each of them, the sentences of each of `VOICES` about it."""

    id: str
    name: str
    kind: str
    members: dict[str, str]
    rows: dict[tuple[str, str], list[Sentiment]]


def compare(scored: Sequence[ScoredArticle], same: Sequence[Sequence[tuple[str, str]]] = ()) -> Comparison:
    """Put articles side by side, in the order given.

    Args:
        scored: two articles or more, at most `MOST`, under different ids and by one scorer.
        same: groups of (article id, actor id) that the reader says are the same actor.

    Raises:
        AnalysisError: if there are too few or too many articles, two of one id, or more than one scorer.
    """
    _check(scored)
    sides = [_side(letter, article) for letter, article in zip(ascii_uppercase, scored, strict=False)]
    matches = match(scored, same)
    shared = _shared(sides, matches)
    rows = {
        "compared_articles": (_article(side, len(sides)) for side in sides),
        "compared_paragraphs": (row for side in sides for row in _paragraphs(side)),
        "shared_actors": (row for actor in shared for side in sides for row in _treatments(actor, side)),
        "differences": [*_tone_differences(sides), *_treatment_differences(sides, shared)],
        "only_in_one": (row for side in sides for row in _only(side, sides, matches)),
        "unsure_matches": _unsure(sides, matches),
    }
    return Comparison({name: frame(COMPARISON[name], rows[name]) for name in COMPARISON}, (*_notes(sides), *matches.notes))


def _check(scored: Sequence[ScoredArticle]) -> None:
    if not 2 <= len(scored) <= MOST:
        raise AnalysisError(f"{len(scored)} articles cannot be compared.", f"Choose two or more, and at most {MOST}.")
    ids = [s.document.article.id for s in scored]
    if len(set(ids)) < len(ids):
        raise AnalysisError("Two of the articles have the same id.", "Give each article an id of its own.")
    if len({s.scorer for s in scored}) > 1:
        raise AnalysisError("The articles were scored by different scorers.", "Score all of them by one, then compare.")


def _side(letter: str, scored: ScoredArticle) -> _Side:
    tables, document = scored.tables(), scored.document
    sentences = sum(len(p.sentences) for p in document.body)
    body = tables["paragraphs"]
    headline = [(len(s.span.of(document.text).split()), t) for s, t in zip(document.sentences, scored.sentence_tones, strict=True)]
    headline = [(words, t.tone) for words, t in headline if t.paragraph == 0]
    return _Side(
        letter,
        scored,
        tables,
        tone_of(headline, len(headline), scored.scorer) if headline else None,
        tone_of(list(zip(body["words"], body["tone"], strict=True)), sentences, scored.scorer),
    )


def _shared(sides: list[_Side], matches: Matches) -> list[_Shared]:
    """The actors of two or more articles, in the order in which the first of these articles has them."""
    by_side = {side.id: side for side in sides}
    groups = [group for group in matches.groups if len(group) > 1]
    named = [[(w, by_side[w.article].scored) for w in group] for group in groups]
    actors = [[next(a for a in s.actors if a.id == w.actor) for w, s in group] for group in named]
    fullest = [max(group, key=lambda a: len(a.name.split())) for group in actors]
    ids = slug_ids([actor.name for actor in fullest])
    found = []
    for key, actor, group in zip(ids, fullest, named, strict=True):
        rows = {}
        for who, scored in group:
            about = [r for r in scored.sentiments if r.actor == who.actor and r.voice != who.actor]
            rows[who.article, ALL] = about
            rows[who.article, AUTHOR] = [r for r in about if r.voice == AUTHOR]
            rows[who.article, QUOTED] = [r for r in about if r.voice != AUTHOR]
        found.append(_Shared(key, actor.name, actor.kind, {w.article: w.actor for w, _ in group}, rows))
    return found


def _article(side: _Side, articles: int) -> tuple:
    (row,), rows = side.tables["articles"].itertuples(), side.tables["paragraphs"]
    gap = difference(side.body, side.headline, articles) if side.headline else None
    return (
        *(side.id, side.letter, row.headline, row.source, row.published, row.words, row.paragraphs),
        *(side.body.value, *side.body.interval()),
        *((side.headline.value, *side.headline.interval()) if side.headline else (None, None, None)),
        *((gap.value, gap.low, gap.high, gap.verdict) if gap else (None, None, None, "")),
        *((rows["quoted_share"] * rows["words"]).sum() / rows["words"].sum(), len(side.scored.actors)),
        *(row.sha256, row.scorer, row.model, row.edits),
    )


def _paragraphs(side: _Side) -> Iterator[tuple]:
    rows = side.tables["paragraphs"]
    ends = list(accumulate(rows["words"]))
    for row, end in zip(rows.itertuples(), ends, strict=True):
        place = (100 * (end - row.words) / ends[-1], 100 * end / ends[-1])
        yield (
            *(side.id, side.letter, row.paragraph, *place, row.words),
            *(row.tone, row.tone_low, row.tone_high, row.label, row.confidence, row.cues, row.text),
        )


def _treatments(actor: _Shared, side: _Side) -> Iterator[tuple]:
    """A row for each of `VOICES`, where the article has the actor."""
    if side.id not in actor.members:
        return
    own = side.tables["actors"].set_index("actor").loc[actor.members[side.id]]
    for voices in VOICES:
        rows = actor.rows[side.id, voices]
        mean = treatment(rows) if rows else None
        yield (
            *(side.id, side.letter, actor.id, actor.members[side.id], actor.name, actor.kind, voices, own["mentions"], own["quotes"]),
            *(len({(r.paragraph, r.sentence) for r in rows}), len({r.paragraph for r in rows})),
            *((mean.value, mean.low, mean.high, mean.label) if mean else (None, None, None, "")),
        )


def _tone_differences(sides: list[_Side]) -> list[tuple]:
    pairs = list(combinations(sides, 2))
    return [_difference(a, b, "tone", "", ALL, a.body, b.body, len(pairs)) for a, b in pairs]


def _treatment_differences(sides: list[_Side], shared: list[_Shared]) -> list[tuple]:
    found = [
        (a, b, actor, voices, treatment_of(first), treatment_of(second))
        for actor in shared
        for a, b in combinations(sides, 2)
        for voices in VOICES
        if (first := actor.rows.get((a.id, voices))) and (second := actor.rows.get((b.id, voices)))
    ]
    claimable = max(1, sum(first.enough and second.enough for *_, first, second in found))
    return [_difference(a, b, actor.id, actor.name, voices, first, second, claimable) for a, b, actor, voices, first, second in found]


def _difference(a: _Side, b: _Side, subject: str, name: str, voices: str, first: Estimate, second: Estimate, looked_at: int) -> tuple:
    gap = difference(first, second, looked_at)
    return (
        *(a.id, b.id, f"{a.letter}–{b.letter}", subject, name, voices),
        *(first.value, second.value, gap.value, gap.low, gap.high, gap.verdict),
    )


def _only(side: _Side, sides: list[_Side], matches: Matches) -> Iterator[tuple]:
    """The actors that only this article has, then the speakers that only this one quotes; who may be in another too is not claimed."""
    elsewhere = defaultdict(set)
    for group in matches.groups:
        for who in group:
            elsewhere[who].update(other for other in group if other != who)
    for unsure in matches.unsure:
        elsewhere[unsure.who].add(unsure.other)
        elsewhere[unsure.other].add(unsure.who)
    quoted = {Who(s.id, holder) for s in sides for quote in s.scored.quotes for holder in quote.holders}
    for what in ("actor", "speaker"):
        for row in side.tables["actors"].itertuples():
            others = elsewhere[Who(side.id, row.actor)]
            if not others if what == "actor" else row.quotes and not quoted & others:
                yield (side.id, side.letter, what, row.actor, row.name, row.kind, row.mentions, row.quotes)


def _unsure(sides: list[_Side], matches: Matches) -> Iterator[tuple]:
    """The actors left apart, in the order of the articles."""
    letters = {side.id: side.letter for side in sides}
    names = {Who(side.id, actor.id): actor.name for side in sides for actor in side.scored.actors}
    for unsure in sorted(matches.unsure, key=lambda u: (letters[u.who.article], letters[u.other.article])):
        who, other = unsure.who, unsure.other
        yield (
            *(who.article, letters[who.article], who.actor, names[who]),
            *(other.article, letters[other.article], other.actor, names[other], unsure.why, unsure.merged),
        )


def _notes(sides: list[_Side]) -> Iterator[str]:
    """What was noted of each article, and which have the same text."""
    yield from (f"{side.letter}: {note}" for side in sides for note in side.scored.notes)
    for a, b in combinations(sides, 2):
        if a.scored.document.article.sha256 == b.scored.document.article.sha256:
            yield f"{a.letter} and {b.letter} have the same text, word for word."
