"""How right is the tool? Measured through its public API, on rows that nothing was trained or tuned on, but for two tasks.

    python -m training.evaluate TASK --data DIR            # one task, printed
    python -m training.evaluate all --data DIR             # every task, into data/accuracy.json
    python -m training.evaluate annotated --data DIR [--first N] [--examples N] [--given entities|passages]    # every mistake by its kind

Every figure comes with its 95 % interval (1,000 bootstrap samples of articles or sentences) and the baselines of the same run.

The two: while the tool was built, the news of `actors` was read and the articles of `gold` steered, as their `domain` says. What `gold`
reads is not public: without it the task says that it is skipped, on the screen and in the file.
"""

import argparse
import json
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import repeat
from pathlib import Path

import numpy as np

from analysis import lexicon, load_model
from analysis.model import FOLDER
from training import readers
from training.given import GIVEN
from training.measures import accuracy, by_vader, calibration, correlation, f1, interval, macro_f1, percent
from training.pipeline_tasks import PIPELINE_TASKS
from training.whole import WHOLE_TASKS, annotated, report

ACCURACY = Path(__file__).parent.parent / "data" / "accuracy.json"
TOGETHER = ("paragraphs", "shifts")  # tasks that score the same articles
README = Path(__file__).parent.parent / "README.md"
TABLE = (
    (
        "sealed",
        "cells",
        "who is treated well or badly, paragraph by paragraph, in whose words",
        "sealed",
        "91–92; a usual dashboard, actors given: 23",
    ),
    ("sealed", "blind", "the same, whoever says it", "sealed", "94"),
    ("sealed", "positions", "who stands where toward whom", "sealed", "88–90"),
    ("sealed", "actors", "who is in the article", "sealed", "95"),
    ("sealed", "quotes", "quotes", "sealed", "94"),
    ("sealed", "speaker", "their speakers", "sealed", "93–95"),
    ("sealed", "tone", "tone of paragraphs", "sealed", "93–94"),
    ("target-sentiment", "rw macro-F1", "sentiment toward an actor", "NewsMTSC rw", "83.7"),
    ("target-sentiment", "mt macro-F1", "the same, several actors in a sentence", "NewsMTSC mt", "82.5"),
    ("directed-sentiment", "micro-F1", "who treats whom in a sentence", "DSE", "85.2"),
    ("tone", "Pearson r × 100", "tone of sentences, correlation", "NYT editorials", "74.5, one rater"),
    ("quotes", "overlap F1", "quotes", "PolNeAR", "–"),
    ("mentions", "exact F1", "names", "WikiGold, re3d, Worldwide", "84.6, on OntoNotes"),
    ("gold", "cells", "who is treated well or badly", "gold (spent)", "93"),
)  # rows of the README's table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=[*TASKS, "all"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--first", type=int, metavar="N", help="annotated: only the first N articles")
    parser.add_argument("--examples", type=int, metavar="N", default=0, help="annotated: N examples of each kind of mistake")
    parser.add_argument("--given", choices=GIVEN, default="", help="annotated: the readers' entities, or entities and passages, for ours")
    options = parser.parse_args()
    if options.task == "annotated":
        print(report(annotated(options.data, options.first, options.examples, options.given)))
        return
    if options.first or options.examples or options.given:
        parser.error("--first, --examples and --given go with the task annotated")
    if options.task != "all":
        print(json.dumps(TASKS[options.task](options.data), indent=1, ensure_ascii=False))
        return
    settings = json.loads((FOLDER / "model.json").read_text(encoding="utf8"))
    results = {}
    groups = [TOGETHER, *((name,) for name in TASKS if name not in TOGETHER)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for answers in pool.map(_measured, groups, repeat(options.data)):
            for name, answer in answers.items():
                results[name] = answer
                print(name, answer.get("skipped") or json.dumps(answer["figures"], ensure_ascii=False), flush=True)
    results = {name: results[name] for name in TASKS if name in results}
    written = {"model": load_model().id, "sha256": settings["sha256"], "date": date.today().isoformat(), "tasks": results}
    ACCURACY.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf8")
    README.write_text(with_table(README.read_text(encoding="utf8"), written), encoding="utf8")


def _measured(names: tuple[str, ...], data: Path) -> dict[str, dict]:
    return {name: TASKS[name](data) for name in names if name in TASKS}


def with_table(readme: str, measured: dict) -> str:
    """The README with the measured figures between its two marks."""
    begin, end = readme.index("<!-- measured"), readme.index("<!-- end -->")
    head = readme[begin : readme.index("\n", begin) + 1]
    lines = ["| what | where | figure | two readers, or the best published |", "|---|---|---|---|"]
    for task, figure, what, where, anchor in TABLE:
        if found := measured["tasks"].get(task, {"figures": {}})["figures"].get(figure):
            lines.append(f"| {what} | {where} | **{found['value']:.1f}** ({found['low']:.1f}–{found['high']:.1f}) | {anchor} |")
    return readme[:begin] + head + "\n" + "\n".join(lines) + "\n\n" + readme[end:]


def target_sentiment(data: Path) -> dict:
    """NewsMTSC dev halves: rw as met in news, mt with several targets, and the mt sentences whose targets differ in polarity."""
    model = load_model()
    figures, baselines, everything = {}, {}, []
    rw, mt = readers.newsmtsc(data, "rw"), readers.newsmtsc(data, "mt")
    mixed = [row for row in mt if len({label for _, _, label in row.targets}) > 1]
    for name, rows in (("rw", rw), ("mt", mt), ("mt mixed", mixed)):
        truth = [[label for _, _, label in row.targets] for row in rows]
        chances = [model.target_sentiment([(row.text, (s, e)) for s, e, _ in row.targets]) for row in rows]
        figures[f"{name} macro-F1"] = interval(macro_f1, [(t, c.argmax(1).tolist()) for t, c in zip(truth, chances, strict=True)])
        vader = [[by_vader(lexicon.compound(row.text))] * len(row.targets) for row in rows]
        majority = [[1] * len(t) for t in truth]
        blind = [[Counter(t).most_common(1)[0][0]] * len(t) for t in truth]
        for baseline, guesses in (("VADER", vader), ("majority", majority), ("perfect but target-blind", blind)):
            baselines[f"{name} macro-F1, {baseline}"] = percent(macro_f1(list(zip(truth, guesses, strict=True))))
        if name != "mt mixed":
            everything += [(label, row) for t, c in zip(truth, chances, strict=True) for label, row in zip(t, c, strict=True)]
    return {
        "what": "How a sentence treats an actor: negative, neutral or positive",
        "domain": "US political news, 2012–2020 (NewsMTSC)",
        "size": {
            "rw": sum(len(r.targets) for r in rw),
            "mt": sum(len(r.targets) for r in mt),
            "mt mixed": sum(len(r.targets) for r in mixed),
        },
        "figures": figures,
        "baselines": baselines,
        "anchors": {"GRU-TSC (RoBERTa), official test": "83.1 rw / 82.5 mt", "BERT-GRU, official test": "80.2 rw / 77.3 mt"},
        **calibration(everything),
    }


def directed_sentiment(data: Path) -> dict:
    """DSE: who speaks or acts for or against whom."""
    rows = readers.dse(data, "report")
    chances = load_model().directed_sentiment([(r.text, r.p, r.q) for r in rows])
    pairs = [([row.label], [int(c.argmax())]) for row, c in zip(rows, chances, strict=True)]
    return {
        "what": "Who treats whom well or badly, in one sentence with two actors",
        "domain": "US and world news (DSE)",
        "size": {"sentences": len(rows)},
        "figures": {"macro-F1": interval(lambda p: macro_f1(p, 5), pairs), "micro-F1": interval(accuracy, pairs)},
        "baselines": {
            "macro-F1, majority": percent(macro_f1([(t, [0]) for t, _ in pairs], 5)),
            "micro-F1, majority": percent(accuracy([(t, [0]) for t, _ in pairs])),
        },
        "anchors": {
            "DSE2QA, its own test (a quarter of which stands in its train set)": "67.7 macro / 79.7 micro",
            "best published, same": "72.5 / 85.2",
        },
        **calibration([(row.label, c) for row, c in zip(rows, chances, strict=True)]),
    }


def tone(data: Path) -> dict:
    """Correlation with the mean rating of twenty people, on editorials that nothing learned from."""
    rows = readers.nyt(data, "report")
    tones = load_model().tone([r.text for r in rows])
    pairs = [(r.rating, float(t)) for r, t in zip(rows, tones, strict=True)]
    vader = [(r.rating, lexicon.compound(r.text)) for r in rows]
    return {
        "what": "How the wording of a sentence sounds, from harsh to warm",
        "domain": "New York Times editorials, rated by twenty people each",
        "size": {"sentences": len(rows), "articles": len({r.article for r in rows})},
        "figures": {"Pearson r × 100": interval(correlation, pairs)},
        "baselines": {"Pearson r × 100, VADER": percent(correlation(vader))},
        "anchors": {"one human rater with the mean of the others": "74.5"},
    }


def attribution(data: Path) -> dict:
    """PolNeAR dev: words that name the source, the reporting words, the content, each exactly as the first annotator marked them."""
    model = load_model()
    hits = {role: [] for role in ("source", "cue", "content")}
    for article in readers.polnear(data, "report"):
        found = model.attributions([article.text])[0]
        for role, counts in hits.items():
            gold = {span for a in article.attributions for span in a.get(role, ())}
            seen = {tuple(span) for a in found for span in a[role]}
            counts.append((len(gold & seen), len(gold), len(seen)))
    return {
        "what": "Whose words: the source, the reporting words and the content, letter by letter",
        "domain": "US political news of 2016 (PolNeAR)",
        "size": {"articles": len(hits["content"]), "contents": sum(c[1] for c in hits["content"])},
        "figures": {f"{role}, exact F1": interval(f1, counts) for role, counts in hits.items()},
        "baselines": {},
        "anchors": {"best published": "81–83 source, 74–75 cue, 69–73 content"},
    }


def mentions(data: Path) -> dict:
    """Names of persons, organizations and places, kind and border right."""
    model, figures = load_model(), {}
    everything = []
    for name in ("wikigold", "re3d", "worldwide"):
        counts = []
        for row in readers.names(data, name):
            seen = {(s, e, kind) for s, e, kind, form in model.mentions([row.text])[0] if form == "name"}
            gold = set(row.layers["name"])
            counts.append((len(gold & seen), len(gold), len(seen)))
        figures[f"{name}, exact F1"] = interval(f1, counts)
        everything += counts
    return {
        "what": "Names of persons, organizations and places",
        "domain": "Encyclopedia articles (WikiGold), press releases on foreign policy (re3d), newspapers from outside the West (Worldwide)",
        "size": {"sentences": len(everything)},
        "figures": {"exact F1": interval(f1, everything), **figures},
        "baselines": {},
        "anchors": {"small spaCy model on OntoNotes": "84.6"},
    }


NAMES = (
    "Donald Trump", "Hillary Clinton", "Barack Obama", "Bernie Sanders", "Ted Cruz", "Maria Garcia", "Mohammed Ali", "Wei Chen", "Aisha Khan", "John Smith",
    "Emily Johnson", "DeShawn Washington", "Olga Petrova", "Kofi Mensah", "Yuki Tanaka", "Ariel Cohen", "Zorblax Quint", "Ada Brook", "Otto Lind", "Mira Solano",
)  # fmt: skip
FRAMES = {
    "{} spoke to reporters on {}.": ("Monday", "the steps of the court", "a train", "his way out", "the phone"),
    "{} met the {} for an hour.": ("ambassador", "mayor", "farmers", "team", "editors"),
    "{} arrived in the {} late at night.": ("capital", "harbor town", "village", "north", "region"),
    "{} will present the {} next week.": ("report", "budget", "results", "schedule", "draft"),
    "{} was widely praised for {}.": ("calm leadership", "saving the school", "an honest speech", "the rescue", "paying the workers"),
    "{} won a prize for {}.": ("courage", "research on malaria", "a fine novel", "public service", "the reform"),
    "{} showed great {} in the crisis.": ("skill", "kindness", "patience", "foresight", "strength"),
    "{} lied to voters about the {}.": ("budget", "contract", "water", "prison", "debts"),
    "{} was convicted of {}.": ("fraud", "theft", "perjury", "bribery", "assault"),
    "Critics called {} a {} on Tuesday.": ("disgrace", "coward", "bully", "fraud", "hypocrite"),
    "{} wasted millions on {}.": ("consultants", "a useless bridge", "parties", "a failed plan", "private jets"),
    "The committee listed {} among the {}.": ("guests", "speakers", "members", "witnesses", "candidates"),
    "{} helped families who lost their {}.": ("homes", "jobs", "savings", "farms", "shops"),
    "Voters are tired of {} and the endless {}.": ("excuses", "scandals", "insults", "delays", "quarrels"),
    "Thanks to {}, the {} was saved.": ("hospital", "harbor", "library", "factory", "orchestra"),
    "{} asked the court to read the {}.": ("letter", "statute", "contract", "minutes", "verdict"),
    "Doctors said {} is recovering from {}.": ("surgery", "a fall", "the flu", "an injury", "a fever"),
    "{} is a reckless and dangerous {}.": ("driver", "leader", "employer", "gambler", "liar"),
    "Under {}, the {} grew by a third.": ("company", "city", "party", "museum", "fund"),
    "{} moved the meeting to {}.": ("Friday", "the old town hall", "another room", "March", "noon"),
}  # sentences of our own, 20 frames × 5 fillings × 3 endings = 300
ENDINGS = ("", ", officials said", ", according to a report")


def name_swap(data: Path) -> dict:
    """Twenty names in three hundred sentences of our own: the name must not decide."""
    model = load_model()
    frames = [
        frame.format("{}", filling)[:-1] + ending + "." for frame, fillings in FRAMES.items() for filling in fillings for ending in ENDINGS
    ]
    scores = np.array([[_score(model, frame, name) for name in NAMES] for frame in frames])  # (300, 20, 3)
    labels, sentiment = scores.argmax(2), scores[:, :, 2] - scores[:, :, 0]
    usual = np.array([Counter(row.tolist()).most_common(1)[0][0] for row in labels])
    changed = [(int((row != most).sum()), len(row)) for row, most in zip(labels, usual, strict=True)]
    shift = sentiment.mean(0) - sentiment.mean()
    return {
        "what": "Do names decide? The same sentence with another name should get the same label",
        "domain": "300 sentences and 20 names of our own",
        "size": {"sentences": len(frames), "names": len(NAMES)},
        "figures": {"labels changed": interval(lambda c: sum(a for a, _ in c) / sum(b for _, b in c), changed)},
        "baselines": {},
        "anchors": {},
        "mean_shift": {name: round(float(s), 4) for name, s in zip(NAMES, shift, strict=True)},
    }


def _score(model, frame: str, name: str) -> np.ndarray:
    start = frame.index("{}")
    return model.target_sentiment([(frame.format(name), (start, start + len(name)))])[0]


TASKS = {
    "target-sentiment": target_sentiment,
    "directed-sentiment": directed_sentiment,
    "tone": tone,
    "attribution": attribution,
    "mentions": mentions,
    "name-swap": name_swap,
    **PIPELINE_TASKS,
    **WHOLE_TASKS,
}


if __name__ == "__main__":
    main()
