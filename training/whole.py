"""How right is the whole tool on whole articles, and where does it err? Articles that readers marked sentence by sentence.

    python -m training.evaluate annotated --data DIR [--first N] [--examples N] [--given entities|passages]
    python -m training.evaluate sealed --data DIR

`annotated` is what we tune on: every mistake is counted by its kind, and examples can be read. `sealed` is for releases: nobody reads
its articles, so it gives totals only, and nothing of a text, a name or a single mistake is printed or stored.

What is right is decided by `score_gold.py` beside the data; `training.misses` tells the kinds.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from itertools import islice
from pathlib import Path
from types import ModuleType

import numpy as np
from tqdm import tqdm

from analysis import analyze
from analysis.narrative import Tables
from analysis.reading import article_from_text
from analysis.schema import NEUTRAL, NONE, AnalysisError
from training.annotated import AnnotatedArticle, parse
from training.given import analyze_given
from training.measures import interval, percent
from training.misses import Aligned, Miss, align, holder_right, misses

SHARES = ("tone", "speaker")  # figures of which nothing can be too much
BINS = 5  # of the shown confidence
LIKE_PERFECT = 200  # drawings of a perfectly calibrated model
ANCHORS = {
    "one reader against the other, 174 articles": "cells 88–92, positions 85–90, speaker 92–95, quotes 94–97, actors 94–96, tone 93–97",
    "a usual dashboard, actors given, VADER, author's voice": "cells 23, tone 55",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One article: (right, too much, missed) per figure, and what was shown how surely, (confidence, was it right?) per part."""

    counts: dict[str, tuple[int, int, int]]
    shown: dict[str, list[tuple[float, bool]]]


def annotated(data: Path, first: int | None = None, examples: int = 0, given: str = "") -> dict:
    """The articles that we tune on, both readings joined.

    Args:
        data: `DIR`; the articles lie in DIR/../annotated.
        first: only so many articles; examples: so many of each kind of mistake; given: "" or one of `training.given.GIVEN`.
    """
    folder, script = data.parent / "annotated", data.parent / "score_gold.py"
    task = {
        "what": "Whole articles: who is treated how, in whose words, paragraph by paragraph (cells)",
        "domain": "News of all kinds, marked by large-language-model readers, twice; tuned on",
        **({"given": given} if given else {}),
    }
    if not all(path.exists() for path in (folder / "tune", folder / "tune_gold", script)):
        return _skipped(task, "DIR/../annotated/tune, DIR/../annotated/tune_gold and DIR/../score_gold.py are not here")
    scorer, measured, found, cells = load_script(script), [], defaultdict(list), 0
    for name, text, labels in tqdm(list(islice(scorer.read_labels(folder / "tune_gold"), first)), unit="article", disable=None):
        marked = parse((folder / "tune" / f"{name}.txt").read_text(encoding="utf8"))
        tables = (analyze_given(text, marked, given) if given else analyze(article_from_text(text))).tables()
        gold, ours = scorer.from_labels(labels), scorer.from_tables(tables)
        aligned = align(scorer, gold, ours)
        measured.append(measure(scorer, gold, ours, tables, aligned))
        cells += len(gold["cells"])
        for miss in misses(gold, ours, aligned):
            several = found[miss.part, miss.kind]
            several.append((name, miss, sentence_of(miss, marked, tables) if len(several) < examples else ""))
    kinds = sorted(found, key=lambda kind: -len(found[kind]))
    rows = [_counted(kind, [miss for _, miss, _ in found[kind]]) for kind in kinds]
    told = [_told(*example) for kind in kinds for example in found[kind][:examples]]
    return task | _results(measured, cells) | {"misses": rows} | ({"examples": told} if examples else {})


def sealed(data: Path) -> dict:
    """Articles that nobody reads, in totals: decoded in memory, scored, forgotten.

    Raises:
        AnalysisError: if an article cannot be scored; it says nothing of the article.
    """
    path, script = data.parent / "annotated" / "sealed.b85", data.parent / "score_gold.py"
    task = {
        "what": "Whole articles that nobody has read: who is treated how, in whose words, paragraph by paragraph (cells)",
        "domain": "News of all kinds, marked by large-language-model readers, twice; sealed, scored at releases only",
    }
    if not (path.exists() and script.exists()):
        return _skipped(task, "DIR/../annotated/sealed.b85 and DIR/../score_gold.py are not here")
    scorer, measured, cells = load_script(script), [], 0
    for _, text, labels in tqdm(scorer.read_sealed(path), unit="article", disable=None):
        try:
            tables = analyze(article_from_text(text)).tables()
            gold, ours = scorer.from_labels(labels), scorer.from_tables(tables)
            measured.append(measure(scorer, gold, ours, tables, align(scorer, gold, ours)))
        except (AnalysisError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
            kind = type(error).__name__  # its message could quote the text
            raise AnalysisError(f"A sealed article could not be scored ({kind}).", "Look for the fault with the task annotated.") from None
        cells += len(gold["cells"])
    return task | _results(measured, cells)


def load_script(path: Path) -> ModuleType:
    """A script, here the one that compares our tables with labels, as a module."""
    spec = spec_from_file_location(path.stem, path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _skipped(task: dict, why: str) -> dict:
    nothing = {"size": {}, "figures": {}, "baselines": {}, "anchors": ANCHORS}
    return task | nothing | {"skipped": f"Skipped: {why}; they are not public, for the news is not ours."}


def _results(measured: list[Measured], cells: int) -> dict:
    parts = measured[0].counts if measured else ()
    shown = {part: [pair for m in measured for pair in m.shown[part]] for part in ("cells", "holders", "positions")}
    return {
        "size": {"articles": len(measured), "cells": cells},
        "figures": {part: interval(lambda units, p=part: figure(p, units), [m.counts[part] for m in measured]) for part in parts},
        "baselines": {},
        "anchors": ANCHORS,
        "reliability": {part: reliability(pairs) for part, pairs in shown.items() if pairs},
    }


def figure(part: str, units: list[tuple[int, int, int]]) -> float:
    """F1 from (right, too much, missed) per article, or the share of right ones where nothing can be too much."""
    right, extra, missed = map(sum, zip(*units, strict=True))
    return right / max(1, right + missed) if part in SHARES else 2 * right / max(1, 2 * right + extra + missed)


def measure(scorer: ModuleType, gold: dict, ours: dict, tables: Tables, aligned: Aligned) -> Measured:
    """One article by the scorer; gold and ours are what its `from_labels` and `from_tables` make."""
    found = defaultdict(scorer.Count)
    scorer.compare(gold, ours, found, lambda *_: None)
    return Measured({part: tuple(found[part][k] for k in ("tp", "fp", "fn")) for part in scorer.PARTS}, shown(gold, ours, tables, aligned))


def shown(gold: dict, ours: dict, tables: Tables, aligned: Aligned) -> dict[str, list[tuple[float, bool]]]:
    """(confidence as shown, was it right?) of every polar cell, of the holders of every quote found, of every position that takes a side."""
    order = {number: i for i, number in enumerate(tables["paragraphs"]["paragraph"])}
    who = aligned.entities
    cells, positions = [], []
    for row in tables["actor_paragraphs"].itertuples():
        place = aligned.paragraphs.get(order.get(row.paragraph))
        if place is not None and row.label != NEUTRAL:
            key = (place, aligned.actors.get(row.actor, row.actor), aligned.voices.get(row.voice, row.voice))
            cells.append((row.confidence, row.label in gold["cells"].get(key, ())))
    for row in tables["positions"].itertuples():
        if row.stance != NONE:
            key = (who.get(row.holder, row.holder), who.get(row.target, row.target))
            positions.append((row.confidence, row.stance in gold["stances"].get(key, ((), False))[0]))
    sure = tables["quotes"].drop_duplicates("quote")["confidence"].tolist()
    holders = [(sure[j], holder_right(gold, ours, aligned, j)) for j in aligned.quotes]
    return {"cells": cells, "holders": holders, "positions": positions}


def reliability(pairs: list[tuple[float, bool]], bins: int = BINS) -> dict:
    """How often is what is shown with a certain confidence right? (confidence, right) in bins of equal size.

    `error_above_perfect`: expected calibration error, less that of a perfectly calibrated model of the same size.
    """
    sure, right = np.array(sorted(pairs, key=lambda pair: pair[0]), dtype=float).T  # equal ones as they come
    parts = [part for part in np.array_split(np.arange(len(sure)), bins) if len(part)]
    error = lambda truth: sum(abs((sure[part] - truth[part]).sum()) for part in parts) / len(sure)
    random_ = np.random.default_rng(0)
    perfect = np.mean([error(random_.random(len(sure)) < sure) for _ in range(LIKE_PERFECT)])
    return {
        "size": len(sure),
        "bins": [{"confidence": percent(sure[part].mean()), "right": percent(right[part].mean())} for part in parts],
        "error_above_perfect": round(float(error(right) - perfect), 4),
    }


def _counted(kind: tuple[str, str], several: list[Miss]) -> dict:
    extra = sum(miss.too_much for miss in several)
    return {"part": kind[0], "kind": kind[1], "count": len(several), "missed": len(several) - extra, "too much": extra}


def _told(article: str, miss: Miss, sentence: str) -> dict:
    place = None if miss.paragraph is None else miss.paragraph + 1
    names = {"part": miss.part, "kind": miss.kind, "article": article, "paragraph": place}
    return names | {"gold": miss.gold, "ours": miss.ours, "sentence": sentence}


def sentence_of(miss: Miss, marked: AnnotatedArticle, tables: Tables) -> str:
    """The sentence that a mistake stands in, as far as it is known, or else the paragraph; "" where neither is."""
    body = [n for n, p in enumerate(marked.paragraphs, 1) if p.tone not in ("no body", "heading")]
    inside = [s for s in marked.sentences if miss.paragraph is None or s.paragraph == body[miss.paragraph]]
    around = marked.text[inside[0].start : inside[-1].end]
    if miss.part in ("quotes", "speaker"):
        found = (words for s in inside if miss.key[0][:40] in (words := marked.text[s.start : s.end]))
    else:
        found = _by_tables(miss, tables) if miss.too_much else _by_marks(miss, marked)
    return next((words for words in found if words in around), "" if miss.paragraph is None else around)


def _by_tables(miss: Miss, tables: Tables) -> Iterator[str]:
    """Sentences in which we saw what is too much, the surest first."""
    names = {"cells": ("sentiments", "actor", "voice"), "positions": ("stances", "target", "holder"), "actors": ("mentions", "entity")}
    if miss.part not in names:
        return
    table, *columns = names[miss.part]
    rows = tables[table]
    for column, id_ in zip(columns, miss.key, strict=True):
        rows = rows[rows[column] == id_]
    weight = {"sentiments": "sentiment", "stances": "polarity"}.get(table)
    rows = rows.sort_values(weight, key=abs, ascending=False, kind="stable") if weight else rows
    words = {(s.paragraph, s.sentence): s.text for s in tables["sentences"].itertuples()}
    yield from (words[place] for place in zip(rows["paragraph"], rows["sentence"], strict=True))


def _by_marks(miss: Miss, marked: AnnotatedArticle) -> Iterator[str]:
    """Sentences in which the readers saw what we missed: where it is judged, then where it is mentioned."""
    target, *voice = miss.key or ("",)
    yield from (_words(marked, j.sentence) for j in marked.judgements if j.target == target and [j.voice] == voice)
    mentioned = (m for m in marked.mentions if target in m.entities)
    yield from (marked.text[s.start : s.end] for m in mentioned for s in marked.sentences if s.start <= m.start < s.end)


def _words(marked: AnnotatedArticle, sentence: int) -> str:
    return marked.text[marked.sentences[sentence].start : marked.sentences[sentence].end]


def report(result: dict) -> str:
    """What `annotated` found, to be read: the figures, how sure it was, every kind of mistake by its count, examples."""
    if "skipped" in result:
        return result["skipped"]
    lines = [f"{result['what']}: {result['size']['articles']} articles, {result['size']['cells']} cells"]
    lines += [f"{part:<12}{f['value']:>6} ({f['low']}–{f['high']})" for part, f in result["figures"].items()]
    for part, found in result["reliability"].items():
        bins = ", ".join(f"{b['confidence']:.0f} → {b['right']:.0f}" for b in found["bins"])
        lines.append(
            f"confidence of {part} ({found['size']}) → right, in percent: {bins}; error above a perfect one {100 * found['error_above_perfect']:.1f}"
        )
    lines += ["", f"{'count':>6}{'missed':>8}{'too much':>10}  mistake"]
    lines += [f"{r['count']:>6}{r['missed']:>8}{r['too much']:>10}  {r['part']}: {r['kind']}" for r in result["misses"]]
    for e in result.get("examples", ()):
        place = e["article"] if e["paragraph"] is None else f"{e['article']} paragraph {e['paragraph']}"
        lines += ["", f"{e['part']}: {e['kind']} ({place})", f"  gold: {e['gold']}", f"  ours: {e['ours']}", f"  {e['sentence']}"]
    return "\n".join(lines)


WHOLE_TASKS = {"annotated": annotated, "sealed": sealed}
