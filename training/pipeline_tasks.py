"""The whole tool, measured on whole articles: actors, quotes and speakers, paragraphs, voices, and twelve articles that are spent.

Each task takes the data folder and gives the figures of `training.evaluate`.
"""

import json
import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from analysis import analyze, read_article
from analysis.narrative import Tables
from analysis.pipeline import ScoredArticle, find
from analysis.reading import article_from_blocks, article_from_text
from analysis.schema import LABELS, Span
from analysis.shifts import REAL, SHORTEST, find_shifts
from training import articles, readers
from training.measures import average_precision, by_vader, f1, interval, macro_f1, percent, share
from training.whole import figure, load_script

TITLES = re.compile(
    r"^(?:(?:former|vice|prime|president|minister|secretary|senator|sen|rep|representative|governor|gov|mr|mrs|ms|dr|king|queen|sir)\.?\s+)+",
    re.IGNORECASE,
)
OVERLAP = 0.3  # of characters, intersection over union: Newell et al. 2018 count such a content as found


def actors(data: Path) -> dict:
    """GUM news: every person and organization that is named, once each; a named place does not count, for most only locate."""
    counts = []
    for _, text, chains in articles.gum_news(data):
        tables = analyze(article_from_text(text)).tables()
        named = tables["mentions"][tables["mentions"]["form"] == "name"]["entity"]
        rows = tables["actors"][tables["actors"]["actor"].isin(named)]
        free = [_cores(json.loads(aliases)) for aliases in rows["aliases"]]
        places = [_cores(names) for kind, names in chains if kind == "place"]
        gold = list({frozenset(_cores(names)) for kind, names in chains if kind != "place"})
        right = 0
        for names in gold:
            match = next((f for f in free if f & names), None)
            if match is not None:
                free.remove(match)
                right += 1
        extra = [f for f in free if not any(f & place for place in places)]
        counts.append((right, len(gold), right + len(extra)))
    return {
        "what": "Persons and organizations that an article names, each once, under all their names",
        "domain": "Seven Wikinews articles (GUM), read while building",
        "size": {"articles": len(counts)},
        "figures": {"F1": interval(f1, counts)},
        "baselines": {},
        "anchors": {},
    }


def pronouns(data: Path) -> dict:
    """GAP: does an ambiguous he or she mean the one name, the other, or neither?"""
    ours, nearest = [], []
    for row in articles.gap(data, "report"):
        found = find(article_from_text(row.text))
        offset = max(found.document.text.find(row.text[:40]), 0)
        within = lambda start, end, f=found, o=offset: {m.entity for m in f.entities.mentions if m.span.overlaps(Span(start + o, end + o))}
        meant = within(*row.pronoun)
        last = max((start for start, _, _ in row.names if start < row.pronoun[0]), default=-1)
        truth = [right for *_, right in row.names]
        ours.append(_counted([bool(meant & within(start, end)) for start, end, _ in row.names], truth))
        nearest.append(_counted([start == last for start, *_ in row.names], truth))
    return {
        "what": "Whom he and she mean, where two persons could be meant",
        "domain": "Wikipedia, texts chosen to be ambiguous (GAP)",
        "size": {"pronouns": len(ours)},
        "figures": {"F1": interval(f1, ours)},
        "baselines": {"F1, the nearer name (told which two are in question)": percent(f1(nearest))},
        "anchors": {"best system or rule of Webster et al. 2018, on their test texts": "66.9", "people": "96.6"},
    }


def _counted(chosen: list[bool], truth: list[bool]) -> tuple[int, int, int]:
    return sum(c and t for c, t in zip(chosen, truth, strict=True)), sum(truth), sum(chosen)


def quotes(data: Path) -> dict:
    """PolNeAR dev: contents that overlap, and whether their speaker is right."""
    counts, speakers = [], []
    for article in readers.polnear(data, "report"):
        tables = analyze(article_from_text(article.text)).tables()
        text = article.text.replace("\r\n", "\n")
        seen = _shifted(tables, text, article.text)
        gold = [a for a in article.attributions if a.get("content")]
        free, right = list(seen), 0
        for attribution in gold:
            start, end = attribution["content"][0][0], attribution["content"][-1][1]
            match = max(free, key=lambda q: _iou(q[:2], (start, end)), default=None)
            if match is None or _iou(match[:2], (start, end)) < OVERLAP:
                continue
            free.remove(match)
            right += 1
            if attribution.get("source"):
                speakers.append(int(any(s < e2 and e > s2 for s, e in match[2] for s2, e2 in attribution["source"])))
        counts.append((right, len(gold), len(seen)))
    return {
        "what": "Quotes, direct and indirect, and who says them",
        "domain": "US political news of 2016 (PolNeAR)",
        "size": {"articles": len(counts), "quotes": sum(c[1] for c in counts)},
        "figures": {"overlap F1": interval(f1, counts), "speaker right": interval(share, speakers)},
        "baselines": {},
        "anchors": {"Gender Gap Tracker, its own set": "83.7 quotes, 86.5–87.4 speakers"},
    }


def _shifted(tables: Tables, clean: str, raw: str) -> list[tuple[int, int, list[tuple[int, int]]]]:
    """(start, end, places of the speaker's words) of every quote, in the raw file's offsets."""
    back = [i for i, char in enumerate(raw) if not (char == "\r" and raw[i + 1 : i + 2] == "\n")] + [len(raw)] if clean != raw else None
    place = (lambda i: back[min(i, len(back) - 1)]) if back else (lambda i: i)
    mentions, found = tables["mentions"], []
    for _, rows in tables["quotes"].groupby("quote"):
        row = rows.iloc[0]
        near = mentions[mentions["entity"].isin(rows["holder"]) & (mentions["paragraph"] - row["paragraph"]).abs().le(1)]
        words = [(place(s), place(e)) for s, e in zip(near["start"], near["end"], strict=True)]
        if not row.isna()["source_start"]:
            words.append((place(int(row["source_start"])), place(int(row["source_end"]))))
        found.append((place(int(row["start"])), place(int(row["end"])), words))
    return found


def _iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    both = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, both) / (max(a[1], b[1]) - min(a[0], b[0]))


def paragraphs(data: Path) -> dict:
    """PerSenT: the label of each paragraph, and of the article, toward its main entity."""
    ours, vader, whole, whole_vader = [], [], [], []
    for article, scored in _persent(data):
        tables = scored.tables()
        actor = actor_named(tables, article.entity)
        numbers = [i for i, label in enumerate(article.labels) if label]
        truth = [LABELS.index(article.labels[i]) for i in numbers]
        ours.append((truth, [_strongest(tables, actor, i + 1)[0] for i in numbers]))
        vader.append((truth, [by_vader(float(tables["paragraphs"]["vader"].iloc[i])) for i in numbers]))
        row = tables["actors"][tables["actors"]["actor"] == actor]
        whole.append(([LABELS.index(article.label)], [LABELS.index(row["label"].iloc[0]) if len(row) and row["label"].iloc[0] else 1]))
        whole_vader.append(([LABELS.index(article.label)], [by_vader(float(tables["paragraphs"]["vader"].mean()))]))
    majority = [(t, [1] * len(t)) for t, _ in ours]
    return {
        "what": "How a paragraph, and an article, treats its main person or organization",
        "domain": "News of all kinds (PerSenT)",
        "size": {"articles": len(ours), "paragraphs": sum(len(t) for t, _ in ours)},
        "figures": {"paragraph macro-F1": interval(macro_f1, ours), "article macro-F1": interval(macro_f1, whole)},
        "baselines": {
            "paragraph macro-F1, VADER": percent(macro_f1(vader)),
            "paragraph macro-F1, majority": percent(macro_f1(majority)),
            "article macro-F1, VADER": percent(macro_f1(whole_vader)),
        },
        "anchors": {"a replication of the authors' model": "50 on articles"},
    }


@cache
def _persent(data: Path) -> list[tuple[articles.EntityArticle, ScoredArticle]]:
    """PerSenT's report rows and what we make of them: two tasks ask for them."""
    rows = articles.persent(data, "report")
    return [(row, analyze(article_from_blocks([("body", p) for p in row.paragraphs], "persent"))) for row in rows]


def _strongest(tables: Tables, actor: str | None, number: int) -> tuple[int, float]:
    """Label and sentiment of the cell with the most to say, of all voices but the actor's own."""
    cells = tables["actor_paragraphs"]
    here = cells[(cells["paragraph"] == number) & (cells["actor"] == actor) & (cells["voice"] != actor)]
    if not len(here):
        return LABELS.index("neutral"), 0.0
    label, sentiment = here.loc[here["sentiment"].abs().idxmax(), ["label", "sentiment"]]
    return LABELS.index(label), float(sentiment)


SHUFFLES, PLANTED = 200, 0.5  # articles put in random order; the step in tone that is planted for the power


def shifts(data: Path) -> dict:
    """PerSenT: are neighbours whose labels differ ranked above those that agree? And how often is a shuffled article said to shift?"""
    ranked, ranked_vader, tones = [], [], []
    for article, scored in _persent(data):
        tables = scored.tables()
        actor = actor_named(tables, article.entity)
        series = [_strongest(tables, actor, i + 1)[1] for i in range(len(article.labels))]
        vader = tables["paragraphs"]["vader"].tolist()
        pairs = [(i, i + 1) for i in range(len(series) - 1) if article.labels[i] and article.labels[i + 1]]
        changed = [article.labels[i] != article.labels[j] for i, j in pairs]
        ranked.append(([abs(series[j] - series[i]) for i, j in pairs], changed))
        ranked_vader.append(([abs(vader[j] - vader[i]) for i, j in pairs], changed))
        tones.append([t for t in scored.sentence_tones if t.paragraph > 0])
    long, random = [t for t in tones if len(t) >= SHORTEST], np.random.default_rng(1)
    drawn = [long[i] for i in random.integers(0, len(long), SHUFFLES)]
    calm = [_shuffled(t, random, 0.0) for t in drawn]
    return {
        "what": "Real shifts: pairs of neighbouring paragraphs ranked by change, and false alarms on articles in shuffled order",
        "domain": "News of all kinds (PerSenT)",
        "size": {"pairs": sum(len(c) for _, c in ranked), "shuffled articles": SHUFFLES},
        "figures": {
            "average precision of changed pairs": interval(average_precision, ranked),
            "shuffled articles called a real shift": interval(share, calm),
            f"planted steps of {PLANTED} found": interval(share, [_shuffled(t, random, PLANTED) for t in drawn]),
        },
        "baselines": {
            "average precision of changed pairs, VADER": percent(average_precision(ranked_vader)),
            "average precision of changed pairs, by chance": percent(share([int(c) for _, changed in ranked for c in changed])),
        },
        "anchors": {},
    }


def _shuffled(tones: list, random, step: float) -> int:
    """Is the tone of these sentences in random order, raised by the step in the second half, called a real shift?"""
    order = random.permutation(len(tones))
    half = tones[len(tones) // 2].paragraph
    moved = tuple(replace(at, tone=tones[i].tone + step * (at.paragraph >= half)) for at, i in zip(tones, order, strict=True))
    found = [s for s in find_shifts(moved, ()) if s.subject == "tone"]
    return int(bool(found) and found[0].verdict == REAL)


def voices(data: Path) -> dict:
    """BASIL: of every span that judges somebody by name, is the voice right, and of a named speaker's the sign?"""
    voice_right, pairs, found = [], [], []
    for article in articles.basil(data, "report"):
        tables = analyze(article_from_blocks([("body", " ".join(p)) for p in article.paragraphs], "basil")).tables()
        paragraph_of = [i for i, p in enumerate(article.paragraphs, 1) for _ in p]
        for sentence, _, _, target, speaker, polarity in article.spans:
            actor, holder = actor_named(tables, target), actor_named(tables, speaker)
            if actor is None or sentence >= len(paragraph_of):
                continue
            cells = tables["actor_paragraphs"]
            here = cells[(cells["paragraph"] == paragraph_of[sentence]) & (cells["actor"] == actor)]
            if speaker and holder is None:
                continue
            if not len(here) or holder == actor:
                continue
            voice = holder or "author"
            voice_right.append(int(voice in set(here["voice"])))
            if holder:
                mine = here[here["voice"] == holder]
                found.append(int(len(mine) > 0))
                if len(mine):
                    pairs.append(([LABELS.index(polarity)], [LABELS.index(mine["label"].iloc[0])]))
    two = lambda p: sum(_class_f1(p, c) for c in (0, 2)) / 2
    return {
        "what": "Whose judgement of whom: the voice, and the sign of a named speaker's",
        "domain": "US political news (BASIL), spans with a named target",
        "size": {"spans": len(voice_right), "of named speakers": len(found)},
        "figures": {"voice right": interval(share, voice_right), "share found": interval(share, found), "macro-F1": interval(two, pairs)},
        "baselines": {"macro-F1, majority": percent(two([(t, [0]) for t, _ in pairs]))},
        "anchors": {},
    }


def _class_f1(pairs, label: int) -> float:
    hits = sum(t == g == [label] for t, g in pairs)
    return 2 * hits / max(1, sum((t == [label]) + (g == [label]) for t, g in pairs))


def gold(data: Path) -> dict:
    """Twelve articles in the form of our tables: spent, for their misses were read while the tool was built."""
    task = {
        "what": "Whole articles: who is treated how, in whose words, paragraph by paragraph (cells)",
        "domain": "Twelve articles of US politics and Wikinews, marked twice by large-language-model readers; spent: read while building",
        "size": {},
        "figures": {},
        "baselines": {},
        "anchors": {
            "one annotator against the other": "cells 93, positions 93, quotes 97, actors 87–97",
            "a usual dashboard, actors given, VADER, author's voice": "cells 22, tone 46",
        },
    }
    folder, script = data.parent / "gold", data.parent / "score_gold.py"
    if not (folder.exists() and script.exists()):
        return task | {
            "skipped": "Skipped: DIR/../gold and DIR/../score_gold.py are not here; they are not public, for the news is not ours."
        }
    scorer, cells, counts = load_script(script), 0, defaultdict(list)
    for path in sorted((folder / "labels").glob("*.json")):
        labels, found = scorer.from_labels(json.loads(path.read_text(encoding="utf8"))), defaultdict(scorer.Count)
        tables = analyze(read_article(folder / "articles" / f"{path.stem}.txt")).tables()
        scorer.compare(labels, scorer.from_tables(tables), found, lambda *_: None)
        cells += len(labels["cells"])
        for part in scorer.PARTS:
            counts[part].append(tuple(found[part][k] for k in ("tp", "fp", "fn")))
    return task | {
        "size": {"articles": len(counts["cells"]), "cells": cells},
        "figures": {part: interval(lambda units, p=part: figure(p, units), units) for part, units in counts.items()},
    }


def actor_named(tables: Tables, name: str) -> str | None:
    """The actor whose names share most with a name; None where none shares its last word."""
    wanted = re.findall(r"\w+", re.sub(r"['’]s$", "", name.replace("_", " ").lower()))
    if not wanted:
        return None
    best, most = None, 0
    for actor, aliases in zip(tables["actors"]["actor"], tables["actors"]["aliases"], strict=True):
        words = {w for alias in json.loads(aliases) for w in re.findall(r"\w+", alias.lower())}
        overlap = len(set(wanted) & words) + (wanted[-1] in words)
        if overlap > most and wanted[-1] in words:
            best, most = actor, overlap
    return best


def _cores(names) -> set[str]:
    """The names without article, possessive and titles, hyphens as the sets write them apart."""
    plain = (re.sub(r"^the\s+|\s?['’]s$", "", name, flags=re.IGNORECASE) for name in names)
    return {re.sub(r"\s*-\s*", "-", TITLES.sub("", name)).lower() for name in plain}


PIPELINE_TASKS = {
    "actors": actors,
    "pronouns": pronouns,
    "quotes": quotes,
    "paragraphs": paragraphs,
    "shifts": shifts,
    "voices": voices,
    "gold": gold,
}
