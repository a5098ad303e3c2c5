"""Rows with other names, or with their two arguments exchanged, so that neither a name nor an order decides anything."""

import random
import re
from dataclasses import replace

from analysis.model import EXCHANGED
from training.readers import PairRow, TargetRow, TaughtRow


def exchange_names(row, names: list[str], random_: random.Random):
    """The row with its persons' names put for other ones, so that a name decides nothing; pronouns and common nouns stay."""
    spans = _spans(row)
    asked = [(s, e) for s, e, kind in row.layers["name"] if kind == "person"] if isinstance(row, TaughtRow) else spans
    swaps = []
    for start, end in sorted(set(asked)):
        words = row.text[start:end]
        crossed = any(s < end and e > start and not (s <= start and end <= e) for s, e in spans) or (swaps and swaps[-1][1] > start)
        if crossed or not re.match(r"[A-Z][a-z]+", words) or words in ("He", "She", "It", "They", "His", "Her", "Their"):
            continue
        name = random_.choice(names)
        if re.search(r"[A-Z][\w.]+ $", row.text[:start]):
            name = name.split()[-1]  # "Hillary Clinton" of which only the surname is marked
        swaps.append((start, end, name))
    return _swapped(row, swaps)


def _spans(row) -> list[tuple[int, int]]:
    """Every span that a row speaks of."""
    if isinstance(row, TargetRow):
        return [t[:2] for t in row.targets]
    if isinstance(row, PairRow):
        return [row.p, row.q]
    tagged = [span for spans in row.layers.values() for span in spans]
    return [t[:2] for t in (*tagged, *row.targets)] + [span for p, q, _ in row.pairs for span in (p, q)]


def _swapped(row, swaps: list[tuple[int, int, str]]):
    """The row with other words at some places, which lie apart; its spans move along."""
    text = row.text
    for start, end, words in reversed(swaps):
        text = text[:start] + words + text[end:]

    def moved(start: int, end: int, *rest):
        shift = lambda at_end: sum(len(w) - (e - s) for s, e, w in swaps if (s < end if at_end else e <= start))
        return (start + shift(False), end + shift(True), *rest)

    if isinstance(row, TargetRow):
        return TargetRow(text, tuple(moved(*t) for t in row.targets))
    if isinstance(row, PairRow):
        return replace(row, text=text, p=moved(*row.p), q=moved(*row.q))
    pairs = tuple((moved(*p), moved(*q), chances) for p, q, chances in row.pairs)
    layers = {layer: tuple(moved(*span) for span in spans) for layer, spans in row.layers.items()}
    return TaughtRow(text, row.rating, layers, tuple(moved(*t) for t in row.targets), pairs)


def exchange_arguments(row: PairRow) -> PairRow:
    return replace(row, p=row.q, q=row.p, label=EXCHANGED[row.label])
