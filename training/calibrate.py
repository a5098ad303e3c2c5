"""Fit what stands between the network's answers and the tables, on tuning rows: into data/model/model.json, and printed for `analysis/`.

    python -m training.calibrate --data DIR

Scale and bias of the judge's probabilities and the weights of tags go into model.json; the scale of tone and its errors are printed.
"""

import argparse
import hashlib
import json
from collections import defaultdict
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize
from tqdm import tqdm

from analysis import analyze, lexicon, load_model
from analysis.model import FOLDER, NewsModel, Reading
from analysis.model.questions import questions
from analysis.model.tags import NAME_KINDS, likeliest_spans
from analysis.reading import article_from_text
from analysis.schema import LABELS
from analysis.segment import sentence_spans
from analysis.tone import HUMAN_BORDER, RATING_SCALE
from training import readers
from training.annotated import AnnotatedArticle, annotated
from training.measures import by_vader, macro_f1
from training.misses import align
from training.whole import load_script, measure

RUNS = (1, 2, 3, 4, 6, 8)  # lengths of the runs of sentences whose mean is compared
BORDERS = np.arange(0.02, 0.42, 0.02)
NOISE = 0.005  # of a macro-F1: the curve is flat about its top, and where exactly it is highest is chance
OUTSIDE, BEGIN = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0), (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0)
PLAIN = {"outside": 0.0, "begin": 0.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    model = load_model()
    settings = model.settings
    settings["calibration"] = {"judge": _plain(), "anybody": _plain(), "directed": [1.0] * 5}
    articles = annotated(data.parent / "annotated", "tune")
    readings = [model.read(a.text, [(s.start, s.end) for s in a.sentences], a.sentences[0].paragraph == 0) for a in tqdm(articles)]
    settings["tag_weights"] = {**tag_weights(model, data), **passage_weights(articles, readings)}
    settings["calibration"] = calibration(model, data, articles, readings)
    write(settings)
    load_model.cache_clear()
    print(json.dumps({key: settings[key] for key in ("calibration", "tag_weights")}, indent=1))
    sizes = np.abs([row.rating for row in readers.nyt(data, "train")])
    print(f"RATING_SCALE = {np.quantile(sizes, 0.99):.2f}")
    rows = readers.nyt(data, "tune")
    for scorer, tones in (("vader", [lexicon.compound(r.text) for r in rows]), ("news", model.tone([r.text for r in rows]).tolist())):
        shared, single = error_by_length(rows, tones)
        print(f'"{scorer}": Scale(border={best_border(rows, tones):.2f}, shared={shared:.3f}, single={single:.3f})')
    print("low, high =", paragraph_borders(articles, readings))
    print(f"VADER_CONFIDENCE = {vader_precision(data)}")
    print("CELL, HOLDER, POSITION =", shown_scales(data))


def shown_scales(data: Path) -> tuple[tuple[float, float], ...]:
    """Scale and shift of the log-odds of what is shown, by what was right on the tuning articles; measured with those in force taken back."""
    scorer, pairs = load_script(data.parent / "score_gold.py"), defaultdict(list)
    with ExitStack() as stack:
        for module in ("sentiment", "stance", "annotate.passages"):
            stack.enter_context(patch(f"analysis.{module}.shown", lambda chance, _: chance))
        for _, text, labels in tqdm(list(scorer.read_labels(data.parent / "annotated" / "tune_gold"))):
            tables = analyze(article_from_text(text)).tables()
            gold, ours = scorer.from_labels(labels), scorer.from_tables(tables)
            for part, some in measure(scorer, gold, ours, tables, align(scorer, gold, ours)).shown.items():
                pairs[part] += some
    fitted = []
    for part in ("cells", "holders", "positions"):
        chances, right = (np.array(column, dtype=float) for column in zip(*pairs[part], strict=True))
        odds = np.log(np.clip(chances, 0.001, 0.999) / (1 - np.clip(chances, 0.001, 0.999)))
        loss = lambda x, o=odds, r=right: np.logaddexp(0, -(2 * r - 1) * (x[0] * o + x[1])).mean()
        best = minimize(loss, np.array([1.0, 0.0]), method="BFGS").x
        fitted.append((round(float(best[0]), 3), round(float(best[1]), 3)))
    return tuple(fitted)


def write(settings: dict) -> None:
    """Into model.json, with the checksums as they stand."""
    names = settings["sha256"]
    settings["sha256"] = {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in names}
    (FOLDER / "model.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf8")


def calibration(model: NewsModel, data: Path, articles: list[AnnotatedArticle], readings: list[Reading]) -> dict:
    """Scales and biases with the highest likelihood: of the judge, of the voice *anybody*, and the factors of the five directed classes."""
    asked = [(np.log(c), label, weight) for a, r in zip(articles, readings, strict=True) for c, label, weight in judged(model, a, r)]
    targets = [(r.text, (s, e), label) for r in readers.newsmtsc(data, "tune") for s, e, label in r.targets]
    order = [1, 0, 2]  # of the judge: none, negative, positive
    anybody = np.log(model.target_sentiment([t[:2] for t in targets]))[:, order]
    pairs = readers.dse(data, "tune")
    directed = np.log(model.directed_sentiment([(r.text, r.p, r.q) for r in pairs]))
    exchanged = directed[:, [0, 2, 1, 4, 3]]  # both orders, or the factors would favor one
    labels = np.array([r.label for r in pairs])
    factors = _fit(np.concatenate([directed, exchanged]), np.concatenate([labels, np.array([0, 2, 1, 4, 3])[labels]]), scaled=False)
    together = [factors["bias"][0], *(np.mean([factors["bias"][i], factors["bias"][i + 1]]) for i in (1, 1, 3, 3))]
    together = [together[0], together[1], together[1], together[3], together[3]]
    return {
        "judge": _fit(np.array([a[0] for a in asked]), np.array([a[1] for a in asked]), np.array([a[2] for a in asked])),
        "anybody": _fit(anybody, np.array([order.index(t[2]) for t in targets])),
        "directed": [round(float(np.exp(b)), 4) for b in together],
    }


def judged(model: NewsModel, article: AnnotatedArticle, reading: Reading) -> list[tuple[np.ndarray, int, float]]:
    """Every question about a gold article, its mentions and passages given: the judge's chances, the label, its weight; doubtful ones count half each way."""
    truth = {(j.sentence, j.voice, j.target): j for j in article.judgements}
    within = reading.words.within
    mentions = [(*within(m.start, m.end), m.entities) for m in article.mentions]
    passages = sorted(((*within(p.start, p.end), p.holders) for p in article.passages), key=lambda p: (p[0], -p[1]))
    issues = frozenset(e.id for e in article.entities.values() if e.kind == "issue")
    found = []
    for number in range(len(article.sentences)):
        first, behind = (int(i) for i in reading.words.sentences.searchsorted([number, number + 1]))
        here = [m for m in mentions if first <= m[0] < m[1] <= behind]
        asked = questions(first, behind, here, [p for p in passages if first <= p[0] < p[1] <= behind], issues)
        for question, answer in zip(asked, model.judge(reading, first, behind, asked) if asked else (), strict=True):
            judgement = truth.get((number, question.voice, question.target))
            for label in judgement.labels if judgement else ():
                weight = (0.5 if judgement.doubtful else 1.0) / len(judgement.labels)
                found.append((answer.chances, {"negative": 1, "positive": 2}[label], weight))
            if judgement is None or judgement.doubtful:
                found.append((answer.chances, 0, 1.0 if judgement is None else 0.5))
    return found


def tag_weights(model: NewsModel, data: Path) -> dict[str, dict[str, float]]:
    """Weights of the tags with the best exact F1: names on every fourth of their tuning rows, the layers of quotes on PolNeAR's."""
    rows = readers.names(data, "tune")[::4]
    named = [(model.read(r.text, [(0, len(r.text))]), {(s, e, NAME_KINDS.index(k)) for s, e, k in r.layers["name"]}) for r in tqdm(rows)]
    weights = {"name": _best(named, "name")}
    quoted = [(model.read(a.text, [(s.start, s.end) for s in sentence_spans(a.text)]), a) for a in tqdm(readers.polnear(data, "tune"))]
    for layer in ("source", "cue", "content"):
        gold = [(r, {(*span, 0) for one in a.attributions for span in one.get(layer, ())}) for r, a in quoted]
        weights[layer] = _best(gold, layer)
    return weights


def passage_weights(articles: list[AnnotatedArticle], readings: list[Reading]) -> dict[str, dict[str, float]]:
    """The same of passages, outer and nested ones, on the annotated tuning articles, whether they begin or go on."""
    weights = {}
    for layer, nested in (("passage", False), ("nested", True)):
        gold = [
            (r, {(*r.words.within(p.start, p.end), None) for p in a.passages if (p.parent is not None) == nested})
            for a, r in zip(articles, readings, strict=True)
        ]
        weights[layer] = _best(gold, layer, characters=False)
    return weights


def _best(gold: list[tuple[Reading, set]], layer: str, characters: bool = True) -> dict[str, float]:
    scores = {}
    for outside, begin in product(OUTSIDE, BEGIN):
        right = found = true = 0
        for reading, spans in gold:
            guessed = likeliest_spans(reading, layer, {"outside": outside, "begin": begin})
            place = (lambda a, b, r=reading: (r.words.span(a, b).start, r.words.span(a, b).end)) if characters else (lambda a, b: (a, b))
            seen = {(*place(a, b), kind if characters else None) for a, b, kind in guessed}
            right, found, true = right + len(seen & spans), found + len(seen), true + len(spans)
        scores[outside, begin] = 2 * right / max(1, found + true)
    best = max(scores, key=scores.get)
    print(layer, f"exact F1 {scores[0.0, 0.0]:.3f} → {scores[best]:.3f}")
    return dict(zip(("outside", "begin"), best, strict=True))


def _plain() -> dict:
    return {"scale": 1.0, "bias": [0.0, 0.0, 0.0]}


def _fit(logits: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None, scaled: bool = True) -> dict:
    """The scale and biases with the highest likelihood, drawn a little towards one and zero (Guo et al. 2017)."""
    weights = np.ones(len(labels)) if weights is None else weights

    def loss(x):
        moved = logits * (x[0] if scaled else 1.0) + x[1:]
        moved = moved - moved.max(axis=1, keepdims=True)
        chosen = moved[np.arange(len(labels)), labels] - np.log(np.exp(moved).sum(axis=1))
        return -(weights * chosen).sum() / weights.sum() + 0.0005 * (x[1:] ** 2).sum()

    best = minimize(loss, np.array([1.0] + [0.0] * logits.shape[1]), method="BFGS").x
    return {"scale": round(float(best[0]), 4), "bias": [round(float(b), 3) for b in best[1:]]}


def error_by_length(rows: list[readers.ToneRow], tones: list[float]) -> tuple[float, float]:
    """The a and b of a + b / n that fit the error's variance for the mean of n consecutive sentences, each weighing its words."""
    articles = defaultdict(list)
    for row, tone in zip(rows, tones, strict=True):
        articles[row.article].append((len(row.text.split()), tone - float(np.clip(row.rating / RATING_SCALE, -1, 1))))
    points = []
    for n in RUNS:
        errors = [np.average([e for _, e in run], weights=[w for w, _ in run]) for a in articles.values() for run in runs(a, n)]
        points.append((1, 1 / n, np.mean(np.square(errors))))
    table = np.array(points)
    shared, single = np.linalg.lstsq(table[:, :2], table[:, 2], rcond=None)[0]
    return max(0.0, float(shared)), float(single)


def runs(values: list, n: int) -> list[list]:
    return [values[i : i + n] for i in range(0, len(values) - n + 1, n)]


def best_border(rows: list[readers.ToneRow], tones: list[float]) -> float:
    """The border of the neutral zone: the middle of those whose macro-F1 against the human mean's label is within NOISE of the best."""
    side = lambda value, border: 1 + (value >= border) - (value <= -border)
    truth = [side(row.rating / RATING_SCALE, HUMAN_BORDER) for row in rows]
    scores = np.array([macro_f1([(truth, [side(t, border) for t in tones])]) for border in BORDERS])
    good = BORDERS[scores >= scores.max() - NOISE]
    return float(good[len(good) // 2])


def paragraph_borders(articles: list[AnnotatedArticle], readings: list[Reading]) -> tuple[float, float]:
    """The borders of the neutral zone with which most labels of annotated paragraphs are right; where neutral would do as well, it is right."""
    rows = []
    for article, reading in zip(articles, readings, strict=True):
        number = np.array([s.paragraph for s in article.sentences])[reading.words.sentences]
        for i, paragraph in enumerate(article.paragraphs, 1):
            if paragraph.tone in LABELS and (number == i).any():
                tone = float(reading.tone[number == i].mean() * 4 / RATING_SCALE)
                rows.append((tone, {paragraph.tone} | ({"neutral"} if paragraph.doubtful else set())))
    label = lambda tone, low, high: "negative" if tone <= low else "positive" if tone >= high else "neutral"
    grid = [(low, high) for low in np.arange(-0.6, 0, 0.02) for high in np.arange(0.1, 0.7, 0.02)]
    low, high = max(grid, key=lambda b: sum(label(tone, *b) in right for tone, right in rows))
    return round(float(low), 2), round(float(high), 2)


def vader_precision(data: Path) -> dict[str, float]:
    """How often each of VADER's labels of a sentence is that of its target, on NewsMTSC's tuning rows."""
    pairs = [(label, by_vader(lexicon.compound(row.text))) for row in readers.newsmtsc(data, "tune") for _, _, label in row.targets]
    return {name: round(float(np.mean([t == g for t, g in pairs if g == i])), 2) for i, name in enumerate(LABELS)}


if __name__ == "__main__":
    main()
