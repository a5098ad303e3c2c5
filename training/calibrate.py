"""Print the constants of `analysis/tone.py`, `edges.py`, `sentiment.py` and `actors/pronouns.py`, measured on the training and tuning rows.

python -m training.calibrate --data DIR
"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np

from analysis import article_from_text, lexicon, load_model
from analysis.actors import named_and_described
from analysis.actors.pronouns import WEIGHTS, resolve
from analysis.edges import NOBODY, find_edges
from analysis.schema import LABELS, Mention, Span
from analysis.segment import segment
from analysis.tone import HUMAN_BORDER, RATING_SCALE
from training import articles, readers
from training.measures import by_vader, macro_f1

RUNS = (1, 2, 3, 4, 6, 8)  # lengths of the runs of sentences whose mean is compared
BORDERS = np.arange(0.02, 0.42, 0.02)
NOISE = 0.005  # of a macro-F1: the curve is flat about its top, and where exactly it is highest is chance


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    sizes = np.abs([row.rating for row in readers.nyt(data, "train")])
    print(f"RATING_SCALE = {np.quantile(sizes, 0.99):.2f}")
    rows = readers.nyt(data, "tune")
    model = load_model()
    for scorer, tones in (("vader", [lexicon.compound(r.text) for r in rows]), ("news", model.tone([r.text for r in rows]).tolist())):
        shared, single = error_by_length(rows, tones)
        print(f'"{scorer}": Scale(border={best_border(rows, tones):.2f}, shared={shared:.3f}, single={single:.3f})')
    print(f"VERB_CONFIDENCE = {verb_precision(data):.2f}")
    print(f"VADER_CONFIDENCE = {vader_precision(data)}")
    print(f"WEIGHTS = {pronoun_weights(data)}")


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
    """The border of the neutral zone: the middle of those whose macro-F1 against the label of the human mean is within NOISE of the best."""
    side = lambda value, border: 1 + (value >= border) - (value <= -border)
    truth = [side(row.rating / RATING_SCALE, HUMAN_BORDER) for row in rows]
    scores = np.array([macro_f1([(truth, [side(t, border) for t in tones])]) for border in BORDERS])
    good = BORDERS[scores >= scores.max() - NOISE]
    return float(good[len(good) // 2])


def verb_precision(data: Path) -> float:
    """Share of the acts found by their verb that DSE's training rows agree with, sign and direction."""
    right = found = 0
    for row in readers.dse(data, "train"):
        document = segment(article_from_text(row.text))
        mentions = tuple(
            Mention(name, s.paragraph, s.number, Span(*span), "name")
            for name, span in sorted((("p", row.p), ("q", row.q)), key=lambda pair: pair[1])
            for s in document.sentences
            if s.span.contains(Span(*span))
        )
        for edge in find_edges(document, mentions):
            if edge.source == NOBODY:
                continue  # DSE asks for acts between the two
            found += 1
            right += (edge.source, edge.polarity) == {1: ("p", 1), 2: ("q", 1), 3: ("p", -1), 4: ("q", -1)}.get(row.label)
    return right / max(1, found)


def vader_precision(data: Path) -> dict[str, float]:
    """How often each of VADER's labels of a sentence is that of its target, on NewsMTSC's tuning rows."""
    pairs = [(label, by_vader(lexicon.compound(row.text))) for row in readers.newsmtsc(data, "tune") for _, _, label in row.targets]
    return {name: round(float(np.mean([t == g for t, g in pairs if g == i])), 2) for i, name in enumerate(LABELS)}


def pronoun_weights(data: Path, rounds: int = 3) -> dict[str, float]:
    """What speaks for whom a pronoun means, on GAP's development texts: in each round the other pronouns are linked by the weights of the last."""
    model, texts, weights = load_model(), [], dict.fromkeys(WEIGHTS, 0.0)
    for row in articles.gap(data, "tune"):
        document = segment(article_from_text(row.text))
        encoded = model.encode([s.span.of(document.text) for s in document.sentences])
        actors, _ = named_and_described(document, model.mentions(encoded), model.attributions(encoded))
        texts.append((row, max(document.text.find(row.text[:40]), 0), document, [f for f in actors if f.kind == "person"]))
    for _ in range(rounds):
        choices = []
        for row, offset, document, people in texts:
            meant = [Span(start + offset, end + offset) for start, end, right in row.names if right]
            right = {f.key for f in people if any(m.span.overlaps(span) for m in f.mentions for span in meant)}
            here = next((p for p in resolve(document, people, weights) if p.span.start == row.pronoun[0] + offset), None)
            if here and len(here.candidates) > 1 and len(found := right & set(here.candidates)) == 1:
                keys = list(here.candidates)
                choices.append((np.array([list(here.candidates[k].values()) for k in keys], dtype=float), keys.index(found.pop())))
        weights = dict(zip(WEIGHTS, fitted(choices).round(3).tolist(), strict=True))
    return weights


def fitted(choices: list[tuple[np.ndarray, int]], steps: int = 3000, rate: float = 0.3) -> np.ndarray:
    """Weights of a conditional logit model (McFadden 1974) by gradient ascent: each choice has one row of values per candidate, and the right one."""
    weights = np.zeros(choices[0][0].shape[1])
    for _ in range(steps):
        slope = -weights
        for values, right in choices:
            odds = np.exp(values @ weights - (values @ weights).max())
            slope = slope + values[right] - odds @ values / odds.sum()
        weights = weights + rate * slope / len(choices)
    return weights


if __name__ == "__main__":
    main()
