"""Of which kind is each mistake in an article: what was not found, what was taken for another, what was made up?

What is right is decided by `score_gold.py` beside the data: it counts, and tells no kinds. So `align` finds anew which of ours is which of
theirs, as its `compare` does, and a test holds the two together: there are as many mistakes here as it counts there. Gold and ours are
what its `from_labels` and `from_tables` make: names, actors, paragraphs, quotes, cells and stances of one article.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType

from analysis.schema import AUTHOR, NEGATIVE, NEUTRAL, NONE, POSITIVE, UNKNOWN

POLAR = frozenset((NEGATIVE, POSITIVE))
NAMELESS = {AUTHOR: AUTHOR, UNKNOWN: UNKNOWN}  # voices that are the same on both sides

Key = tuple[int, str, str]  # of a cell: the paragraph's place in gold, target, voice


@dataclass(frozen=True, slots=True)
class Miss:
    """One mistake: something missed, or something `too_much`.

    Attributes:
        part: the figure that it counts in; kind: of mistake.
        gold, ours: what either says.
        paragraph: place of the gold paragraph, from 0, or None.
        key: where to look for its sentence, in our ids where it is too much, else in gold's: (target, voice), (actor,) or, of a quote, (its words,).
    """

    part: str
    kind: str
    too_much: bool
    gold: str = ""
    ours: str = ""
    paragraph: int | None = None
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aligned:
    """Which of ours is which of gold's: places of paragraphs and of quotes; ids of actors, of voices, of actors and issues."""

    paragraphs: dict[int, int]
    quotes: dict[int, int]
    actors: dict[str, str]
    voices: dict[str, str]
    entities: dict[str, str]


def align(scorer: ModuleType, gold: dict, ours: dict) -> Aligned:
    """Which of ours is which of gold's, as the scorer's `compare` has it."""
    paragraphs: dict[int, int] = {}
    for j, (text, _) in enumerate(ours["paragraphs"]):
        alike = (i for i, (start, _) in enumerate(gold["paragraphs"]) if text.startswith(start) or start.startswith(text[:30]))
        place = next((i for i in alike if i not in paragraphs.values()), None)
        if place is not None:
            paragraphs[j] = place
    actors = scorer.match_names(gold["names"], ours["names"], list(gold["actors"]), list(ours["actors"]))
    everything = scorer.match_names(gold["names"], ours["names"], list(gold["names"]), list(ours["names"]))
    voices = actors | NAMELESS
    return Aligned(paragraphs, _quotes_aligned(scorer, gold, ours), actors, voices, everything | voices)


def _quotes_aligned(scorer: ModuleType, gold: dict, ours: dict) -> dict[int, int]:
    """Each of our quotes and the free one of gold that it shares most words with, at least half."""
    marked, found = [scorer.words(text) for text, *_ in gold["quotes"]], {}
    for j, (text, *_) in enumerate(ours["quotes"]):
        said, best, most = scorer.words(text), None, 0.0
        for i, words in enumerate(marked):
            common = (said & words).total() / max(1, said.total(), words.total())
            if i not in found.values() and common > most:
                best, most = i, common
        if best is not None and most >= 0.5:
            found[j] = best
    return found


def misses(gold: dict, ours: dict, aligned: Aligned) -> list[Miss]:
    """Every mistake of an article, as many of each part as the scorer counts."""
    return [m for of in (_of_paragraphs, _of_actors, _of_quotes, _of_cells, _of_positions) for m in of(gold, ours, aligned)]


def _of_paragraphs(gold: dict, ours: dict, aligned: Aligned) -> Iterator[Miss]:
    for i, (start, _) in enumerate(gold["paragraphs"]):
        if i not in aligned.paragraphs.values():
            yield Miss("paragraphs", "missed", False, gold=start, paragraph=i)
    for j, (text, tone) in enumerate(ours["paragraphs"]):
        place = aligned.paragraphs.get(j)
        if place is None:
            yield Miss("paragraphs", "not a paragraph", True, ours=text[:60])
        elif not tone & (true := gold["paragraphs"][place][1]):
            kind = "called neutral" if tone == {NEUTRAL} else "neutral called" if true == {NEUTRAL} else "label flipped"
            yield Miss("tone", kind, False, _said(true), _said(tone), place)


def _of_actors(gold: dict, ours: dict, aligned: Aligned) -> Iterator[Miss]:
    seen, swallowed = set(), _swallowed(gold, ours, aligned)
    for actor in ours["actors"]:
        meant = aligned.actors.get(actor)
        if meant is None or meant in seen:
            kind = "not an actor" if meant is None else "split (second copy)"
            yield Miss("actors", kind, True, meant or "", _said(ours["names"][actor]), key=(actor,))
        seen.add(meant)
    for actor, required in gold["actors"].items():
        if required and actor not in seen:
            kind = "merged (its names are another's)" if actor in swallowed else "missed"
            yield Miss("actors", kind, False, _said(gold["names"][actor]), ", ".join(swallowed.get(actor, ())), key=(actor,))


def _swallowed(gold: dict, ours: dict, aligned: Aligned) -> dict[str, list[str]]:
    """Gold actors a name of which, nobody else's, one of our actors bears that is somebody else: → whom he is."""
    bearers = Counter(name for actor in gold["actors"] for name in gold["names"][actor])
    own = {actor: {name for name in gold["names"][actor] if bearers[name] == 1} for actor in gold["actors"]}
    found = defaultdict(list)
    for actor, meant in aligned.actors.items():
        for other, names in own.items():
            if other != meant and names & ours["names"][actor]:
                found[other].append(meant)
    return dict(found)


def holder_right(gold: dict, ours: dict, aligned: Aligned, quote: int) -> bool:
    """Is one of our holders of a quote that was found one of gold's?"""
    return bool({aligned.voices.get(h) for h in ours["quotes"][quote][1]} & gold["quotes"][aligned.quotes[quote]][1])


def _of_quotes(gold: dict, ours: dict, aligned: Aligned) -> Iterator[Miss]:
    known = set(aligned.voices.values())
    for j, (text, holders, _) in enumerate(ours["quotes"]):
        place = aligned.quotes.get(j)
        if place is None:
            yield Miss("quotes", "not a quote", True, ours=f"{_said(holders)}: {text}", key=(text,))
        elif not holder_right(gold, ours, aligned, j):
            true = gold["quotes"][place][1]
            kind = "holder's actor missed" if not true & known else "holder missed" if holders == {UNKNOWN} else "holder wrong"
            yield Miss("speaker", kind, False, _said(true), f"{_said(holders)}: {text}", key=(text,))
    for i, (text, holders, required) in enumerate(gold["quotes"]):
        if required and i not in aligned.quotes.values():
            yield Miss("quotes", "missed", False, gold=f"{_said(holders)}: {text}", key=(text,))


@dataclass(frozen=True, slots=True)
class _Cells:
    """Labels of the cells of both sides under gold's ids; of ours also those that a second copy of an actor has overwritten, and our own ids.

    `swallowed`: gold actors whose names another's actor bears, and whose; `known`: voices and targets that we have at all.
    """

    gold: dict[Key, set[str]]
    known: set[str]
    swallowed: dict[str, list[str]]
    ours: dict[Key, set[str]] = field(default_factory=dict)
    overwritten: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    ids: dict[Key, tuple[str, str]] = field(default_factory=dict)

    def right(self, key: Key) -> bool:
        """Is our cell polar, and as gold has it?"""
        return bool(self.ours.get(key, set()) & POLAR & self.gold.get(key, set()))

    def wrong_like(self, labels: set[str], *keys: Key) -> bool:
        """Does one of our cells under these keys bear one of the labels, and falsely?"""
        return any(self.ours.get(k, set()) & labels & POLAR and not self.right(k) for k in keys)

    def missed_like(self, labels: set[str], *keys: Key) -> bool:
        """Does one of gold's cells under these keys bear one of the labels, and we have not found it?"""
        return any(self.gold.get(k, set()) & labels & POLAR and not self.right(k) for k in keys)


def _of_cells(gold: dict, ours: dict, aligned: Aligned) -> Iterator[Miss]:
    cells = _Cells(gold["cells"], set(aligned.voices.values()), _swallowed(gold, ours, aligned))
    for (j, actor, voice), labels in ours["cells"].items():
        if j in aligned.paragraphs:
            key = (aligned.paragraphs[j], aligned.actors.get(actor, actor), aligned.voices.get(voice, voice))
            cells.overwritten[key] |= cells.ours.get(key, set())
            cells.ours[key], cells.ids[key] = labels, (actor, voice)
    for key, labels in cells.ours.items():
        if labels & POLAR and not labels & cells.gold.get(key, set()):
            place, actor, voice = key
            kind = _kind_of_false_cell(cells, key, labels, gold["actors"])
            yield Miss("cells", kind, True, _there(cells.gold, key), f"{voice} > {actor} {_said(labels)}", place, cells.ids[key])
    linked = set(aligned.paragraphs.values())
    for key, labels in gold["cells"].items():
        if NEUTRAL not in labels and not cells.right(key):
            place, actor, voice = key
            kind = _kind_of_missed_cell(cells, key, labels) if place in linked else "paragraph missed"
            yield Miss("cells", kind, False, f"{voice} > {actor} {_said(labels)}", _there(cells.ours, key), place, (actor, voice))


def _there(cells: dict[Key, set[str]], key: Key) -> str:
    """All cells of a target in a paragraph, in words."""
    return "; ".join(f"{k[2]} > {k[1]} {_said(labels)}" for k, labels in cells.items() if k[:2] == key[:2]) or "nothing"


def _kind_of_missed_cell(cells: _Cells, key: Key, labels: set[str]) -> str:
    """Why a cell of gold was not found: the first reason that holds, from who is meant over whose words to which way."""
    place, actor, voice = key
    others = cells.swallowed.get(actor, ())
    if actor not in cells.known:
        return "target merged with another" if others else "target actor missed"
    if voice not in cells.known:
        return "voice: holder's actor missed"
    if cells.overwritten[key] & labels:
        return "target split (a second copy)"
    if cells.ours.get(key, set()) & POLAR:
        return "label flipped"
    here = [k for k in cells.ours if k[0] == place and k[1] == actor]
    if cells.wrong_like(labels, *(k for k in here if k[2] != voice)):
        return "voice wrong"
    if cells.wrong_like(labels, *((place, other, voice) for other in others)):
        return "target merged with another"
    if not here:
        return "target not seen in the paragraph"
    return "missed altogether (called neutral)" if key in cells.ours else "missed altogether (no such voice there)"


def _kind_of_false_cell(cells: _Cells, key: Key, labels: set[str], actors: dict[str, bool]) -> str:
    """Why a polar cell of ours is none of gold's."""
    place, actor, voice = key
    if actor not in actors:
        return "target is no actor"
    if cells.gold.get(key, set()) & POLAR:
        return "label flipped"
    others = [k for k in cells.gold if k[0] == place and k[1] == actor and k[2] != voice]
    if cells.missed_like(labels, *others):
        found = cells.missed_like(labels, *(k for k in others if k[2] in cells.known))
        return "voice wrong" if found else "voice: holder's actor missed"
    if cells.missed_like(labels, *((place, a, voice) for a, others in cells.swallowed.items() if actor in others)):
        return "target merged with another"
    return "neutral called"


def _of_positions(gold: dict, ours: dict, aligned: Aligned) -> Iterator[Miss]:
    who, got, ids = aligned.entities, defaultdict(set), {}
    for (holder, target), (stances, _) in ours["stances"].items():
        if not stances <= {NONE}:
            key = (who.get(holder, holder), who.get(target, target))
            got[key] |= stances
            ids[key] = (target, holder)
    for key, stances in got.items():
        if key not in gold["stances"] or not stances & gold["stances"][key][0]:
            kind = "sign" if key in gold["stances"] else "not listed"
            true = gold["stances"].get(key, ({"none listed"}, False))[0]
            yield Miss("positions", kind, True, _said(true), f"{' > '.join(key)} {_said(stances)}", key=ids[key])
    known = set(who.values())
    for key, (stances, required) in gold["stances"].items():
        if required and not stances <= {NONE} and not got.get(key, set()) & stances:
            reasons = {"holder missed": key[0] not in known, "target missed": key[1] not in known, "sign": key in got, "missed": True}
            kind = next(kind for kind, holds in reasons.items() if holds)
            yield Miss("positions", kind, False, f"{' > '.join(key)} {_said(stances)}", _said(got.get(key, {"none"})), key=key[::-1])


def _said(values) -> str:
    return ", ".join(sorted(values))
