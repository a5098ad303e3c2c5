"""What is each rule, list, head and constant worth? Take one away at a time, and see what the articles that we tune on lose.

    python -m training.ablate --data DIR [--first N]

An entry of ABLATIONS names what a module uses, and what stands in its place; every article is encoded anew. A name that a module
imports from another is its own: name the module that uses it, not the one that defines it.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from pkgutil import resolve_name
from unittest.mock import patch

from tqdm import tqdm

from analysis import analyze
from analysis.reading import article_from_text
from training.measures import interval, percent
from training.misses import align
from training.whole import figure, load_script, measure

PARTS = ("cells", "actors", "quotes", "speaker", "positions")

Counts = dict[str, tuple[int, int, int]]  # (right, too much, missed) per figure, of one article


@dataclass(frozen=True, slots=True)
class Ablation:
    """`module`: a module or class by its full name; `attribute`: of it; `replacement`: what stands there while it is measured."""

    name: str
    module: str
    attribute: str
    replacement: object


ABLATIONS = (
    Ablation("head: passages and holders", "analysis.pipeline", "find_quotes", lambda *_: ()),
    Ablation("head: links", "analysis.annotate.entities", "grouped", lambda found, *_: [[mention] for mention in found]),
    Ablation(
        "rule: turns of interviews",
        "analysis.annotate.passages",
        "holders_of_turns",
        lambda document, *_: ("unknown",) * len(document.turns),
    ),
    Ablation("rule: no quote goes on", "analysis.annotate.passages", "GOES_ON", -1),
    Ablation("constant: mentions, half in its place", "analysis.annotate.entities", "MENTION", 0.5),
    Ablation("constant: no entity is doubted", "analysis.annotate.entities", "ENTITY", 0.0),
    Ablation("constant: nobody speaks jointly", "analysis.annotate.passages", "JOINT", 2.0),
    Ablation("constant: a name within a description is never meant", "analysis.annotate.passages", "INNER", 2.0),
    Ablation("constant: the judge's cut, half in its place", "analysis.sentiment", "JUDGED", 0.5),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--first", type=int, metavar="N", help="only the first N articles")
    options = parser.parse_args()
    folder, script = options.data.parent / "annotated" / "tune_gold", options.data.parent / "score_gold.py"
    if not (folder.exists() and script.exists()):
        print("Skipped: DIR/../annotated/tune_gold and DIR/../score_gold.py are not here; they are not public, for the news is not ours.")
        return
    scorer = load_script(script)
    articles = list(islice(scorer.read_labels(folder), options.first))
    bar = tqdm(total=len(articles) * (1 + len(ABLATIONS)), unit="article")

    def score() -> list[Counts]:
        counts = []
        for _, text, labels in articles:
            tables = analyze(article_from_text(text)).tables()
            gold, ours = scorer.from_labels(labels), scorer.from_tables(tables)
            counts.append(measure(scorer, gold, ours, tables, align(scorer, gold, ours)).counts)
            bar.update()
        return counts

    with bar:
        whole, without = losses(score, ABLATIONS)
    print(table(whole, without))


def losses(score: Callable[[], list[Counts]], ablations: tuple[Ablation, ...]) -> tuple[list[Counts], dict[str, list[Counts]]]:
    """What `score` gives with everything in its place, and without each.

    Raises:
        AttributeError: if an entry names nothing; before anything is scored.
    """
    for ablation in ablations:
        getattr(resolve_name(ablation.module), ablation.attribute)
    whole, without = score(), {}
    for ablation in ablations:
        with taken_away(ablation):
            without[ablation.name] = score()
    return whole, without


@contextmanager
def taken_away(ablation: Ablation) -> Iterator[None]:
    """The replacement in place; what was remembered of the other is forgotten on both ways."""
    with patch.object(resolve_name(ablation.module), ablation.attribute, ablation.replacement):
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    """Empty every cache of the package: patterns made of word lists, the model."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "analysis":
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def table(whole: list[Counts], without: dict[str, list[Counts]]) -> str:
    """What is lost without each, in points, the largest loss of cells first; of cells with its 95 % interval over articles."""
    value = lambda part, counts: figure(part, [c[part] for c in counts])
    loss = lambda part, pairs: value(part, [a for a, _ in pairs]) - value(part, [b for _, b in pairs])
    rows = []
    for name, counts in without.items():
        pairs = list(zip(whole, counts, strict=True))
        cells = interval(lambda some: loss("cells", some), pairs)
        rows.append((name, cells, [percent(loss(part, pairs)) for part in PARTS]))
    rows.sort(key=lambda row: (-row[2][0], -sum(row[2])))
    wide = max(map(len, ["with everything", *without]))
    lines = [" " * wide + "".join(f"{part:>11}" for part in PARTS)]
    lines.append(f"{'with everything':<{wide}}" + "".join(f"{percent(value(part, whole)):>11}" for part in PARTS))
    lines += [
        f"{name:<{wide}}" + "".join(f"{lost:>+11.1f}" for lost in lost_points) + f"   cells {cells['low']:+.1f} to {cells['high']:+.1f}"
        for name, cells, lost_points in rows
    ]
    return "\n".join([*lines, "", f"{len(whole)} articles; points that are lost without it"])


if __name__ == "__main__":
    main()
