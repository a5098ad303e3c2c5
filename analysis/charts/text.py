"""The article as marked-up text for the reader on the page."""

import itertools
import json

from analysis.charts.palette import COLORS, SPEAKERS
from analysis.narrative import SIGNS, Tables, names, shown_label, signed

HEAVY = 0.05  # a word that weighs less is never marked


def reader(tables: Tables) -> list[dict]:
    """The article for the reader on the page: plain strings only, which it sets as text.

    One entry per heading or paragraph: {"heading": …} or {"n", "sign", "tone", "label", "width", "runs": [{"t", "actor", "mention", "voice", "quote",
    "color", "weight"}]}; `mention` and `quote` are "start-end" in the article's text.
    """
    called, entries, section = names(tables), [], ""
    voices = tables["quotes"]["holder"].value_counts().index
    color = {voice: SPEAKERS[i % len(SPEAKERS)] if voice != "unknown" else COLORS["neutral"] for i, voice in enumerate(voices)}
    for row in tables["paragraphs"].itertuples():
        if row.section != section:
            section = row.section
            entries.append({"heading": section})
        label = shown_label(row.label, row.confidence)
        entries.append(
            {
                "n": int(row.paragraph),
                "sign": SIGNS[row.label],
                "tone": signed(row.tone),
                "label": label,
                "kind": row.label,
                "width": round(abs(row.tone) * 100),
                "runs": _runs(tables, row, called, color),
            }
        )
    return entries


def _runs(tables: Tables, row, called: dict[str, str], color: dict[str, str]) -> list[dict]:
    """The paragraph's text cut where a mention, a quote or a word that weighs begins or ends."""
    within = lambda t: t[(t["paragraph"] == row.paragraph)]
    issues = set(tables["issues"]["issue"])
    mentions = [(m.start, m.end, m.entity, m.form) for m in within(tables["mentions"]).itertuples() if m.entity not in issues]
    quotes = {}
    for q in within(tables["quotes"]).itertuples():
        quotes.setdefault(q.quote, (json.loads(q.parts), [], f"{q.start}-{q.end}"))[1].append(q.holder)
    parts = sorted(((s, e, holders, place) for pieces, holders, place in quotes.values() for s, e in pieces), key=lambda p: p[0] - p[1])
    weights = [w for s in within(tables["sentences"]).itertuples() for w in json.loads(s.evidence) if abs(w[2]) >= HEAVY]
    heavy = {(s, e): w for s, e, w in sorted(weights, key=lambda w: -abs(w[2]))[: max(3, len(weights) // 8)]}
    cuts = {row.start, row.end} | {x for s, e, *_ in (*mentions, *parts, *heavy) for x in (s, e) if row.start < x < row.end}
    runs, ordered, spoken = [], sorted(cuts), set()
    for start, end in itertools.pairwise(ordered):
        mention = next((m for m in mentions if m[0] <= start and end <= m[1]), None)
        quote = next((p for p in reversed(parts) if p[0] <= start and end <= p[1]), None)
        weight = next((w for (s, e), w in heavy.items() if s <= start and end <= e), 0)
        run = {"t": row.text[start - row.start : end - row.start]}
        if mention:
            name, words = called[mention[2]], row.text[mention[0] - row.start : mention[1] - row.start]
            given = mention[3] == "name" or name.casefold() in words.casefold()
            run |= {"actor": name, "named": given or end < mention[1]}  # the tag stands behind its last piece
            run |= {"mention": f"{mention[0]}-{mention[1]}", "begins": start == mention[0]}
        if quote:
            run |= {"voice": " and ".join(called[h] for h in quote[2]), "color": color[quote[2][0]], "first": quote[:2] not in spoken}
            run["quote"] = quote[3]
            spoken.add(quote[:2])
        if weight:
            run["weight"] = "−" if weight < 0 else "+"
        runs.append(run)
    return runs
