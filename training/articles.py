"""Public data sets of whole articles, to measure the whole tool on; the splits are those of splits.json."""

import csv
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from training.readers import bracketed, head_of


@dataclass(frozen=True, slots=True)
class EntityArticle:
    """An article's paragraphs and how it treats its main entity: `labels` per paragraph (None where not labelled), `label` as a whole."""

    paragraphs: tuple[str, ...]
    entity: str
    labels: tuple[str | None, ...]
    label: str


def persent(data: Path, split: str) -> list[EntityArticle]:
    """PerSenT (Bastan et al. 2020), without articles that have more or fewer paragraphs than labels. Splits: tune (odd index), report."""
    articles = []
    with (data / "paragraphs" / "persent" / "dev.csv").open(encoding="utf8", newline="") as file:
        for entry in csv.DictReader(file):
            if (int(float(entry["DOCUMENT_INDEX"])) % 2 == 1) != (split == "tune"):
                continue
            paragraphs = tuple(p.strip() for p in entry["DOCUMENT"].split("\n") if p.strip())
            columns = [entry[f"Paragraph{i}"].lower() or None for i in range(16)]
            labelled = max((i for i, label in enumerate(columns) if label), default=-1) + 1
            if labelled == len(paragraphs):
                articles.append(
                    EntityArticle(paragraphs, entry["TARGET_ENTITY"], tuple(columns[:labelled]), entry["TRUE_SENTIMENT"].lower())
                )
    return articles


@dataclass(frozen=True, slots=True)
class BiasArticle:
    """An article's sentences by paragraph, and spans (sentence, start, end, target, speaker or "", negative or positive)."""

    paragraphs: tuple[tuple[str, ...], ...]
    spans: tuple[tuple[int, int, int, str, str, str], ...]


def basil(data: Path, split: str) -> list[BiasArticle]:
    """BASIL (Fan et al. 2019). Splits: tune (odd event number in the order of the file names), report (even)."""
    folder = data / "articles" / "basil"
    paths = sorted((folder / "articles").rglob("*.json"))
    events = sorted({path.stem.rsplit("_", 1)[0] for path in paths})
    articles = []
    for path in paths:
        if (events.index(path.stem.rsplit("_", 1)[0]) % 2 == 1) != (split == "tune"):
            continue
        entry = json.loads(path.read_text(encoding="utf8"))
        annotation = folder / "annotations" / path.parent.name / f"{path.stem}_ann.json"
        found = json.loads(annotation.read_text(encoding="utf8"))["phrase-level-annotations"] if annotation.exists() else []
        spans = tuple(
            (int(a["id"][1:]), a["start"], a["end"], a["target"], a["speaker"] if a["quote"] == "yes" else "", POLAR[a["polarity"]])
            for a in found
            if a["id"].startswith("p") and a["polarity"] in POLAR and a["aim"] == "dir" and a["target"]
        )
        paragraphs = tuple(tuple(s.strip() for s in p if s.strip()) for p in entry["body-paragraphs"])
        articles.append(BiasArticle(paragraphs, spans))
    return articles


@dataclass(frozen=True, slots=True)
class PronounRow:
    """A short text with a pronoun and two names, each with whether the pronoun means it."""

    text: str
    pronoun: tuple[int, int]
    names: tuple[tuple[int, int, bool], ...]


def gap(data: Path, split: str) -> list[PronounRow]:
    """GAP (Webster et al. 2018), ambiguous pronouns in Wikipedia. Splits: tune (its development texts), report (its validation texts)."""
    name = {"tune": "development", "report": "validation"}[split]
    rows = []
    with (data / "coref" / "gap" / f"gap-{name}.tsv").open(encoding="utf8", newline="") as file:
        for entry in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            place = lambda column, e=entry: (int(e[f"{column}-offset"]), int(e[f"{column}-offset"]) + len(e[column]))
            names = tuple((*place(c), entry[f"{c}-coref"].upper() == "TRUE") for c in "AB")
            rows.append(PronounRow(entry["Text"], place("Pronoun"), names))
    return rows


POLAR = {"neg": "negative", "pos": "positive"}


def gum_news(data: Path) -> list[tuple[str, str, tuple[tuple[str, frozenset[str]], ...]]]:
    """GUM's news: name, text, and for each person, organization or place that is named its kind and the set of its names."""
    articles = []
    for path in sorted((data / "entities/gum/dep").glob("GUM_news_*.conllu")):
        chains, text = defaultdict(list), []
        for block in path.read_text(encoding="utf8").split("\n\n"):
            line = re.search(r"^# text = (.*)$", block, re.MULTILINE)
            tokens = [f for row in block.splitlines() if len(f := row.split("\t")) == 10 and f[0].isdigit()]
            if line is None:
                continue
            text.append(("\n\n" if "# newpar" in block or not text else " ") + line.group(1))
            for first, last, kind, chain in bracketed(tokens):
                if name := _name_around(tokens, first, last, head_of(tokens, first, last), kind):
                    chains[chain].append((kind, name))
        named = ((Counter(k for k, _ in names).most_common(1)[0][0], frozenset(n for _, n in names)) for names in chains.values())
        articles.append((path.stem, "".join(text).strip(), tuple(named)))
    return articles


def _name_around(tokens: list[list[str]], first: int, last: int, head: int, kind: str) -> str:
    """The unbroken name that holds a phrase's head ("Ministry of Culture" of "the Ministry of Culture, which …"), "" where none does."""
    proper = lambda i: tokens[i][4] in ("NNP", "NNPS")
    joins = lambda i: proper(i) or tokens[i][1] in (("-",) if kind == "person" else ("of", "for", "the", "&", "-"))
    if not proper(head):
        return ""
    start = end = head
    while start > first and joins(start - 1):
        start -= 1
    while end < last and joins(end + 1):
        end += 1
    names = [i for i in range(start, end + 1) if proper(i)]
    return " ".join(t[1] for t in tokens[names[0] : names[-1] + 1])
