"""Public data sets as plain rows, each split into train, tune and report by the rules of splits.json.

Every reader takes the folder `data` that holds the sets and a split, and gives frozen rows. Offsets are into the row's text.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from analysis.segment import sentence_spans

RULES = json.loads((Path(__file__).parent / "splits.json").read_text(encoding="utf8"))
RUN = 12  # words in a row that two texts share by no chance
NEGATIVE, NEUTRAL, POSITIVE = range(3)
POLARITY = {2: NEGATIVE, 4: NEUTRAL, 6: POSITIVE, "negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A sentence and all its targets: (start, end, label), 0 negative, 1 neutral, 2 positive."""

    text: str
    targets: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class PairRow:
    """A sentence, two spans and who treats whom: 0 none, 1 p→q +, 2 q→p +, 3 p→q −, 4 q→p −."""

    text: str
    p: tuple[int, int]
    q: tuple[int, int]
    label: int


@dataclass(frozen=True, slots=True)
class ToneRow:
    """A sentence and the mean of its human ratings, −4 … +4."""

    text: str
    rating: float
    article: int


@dataclass(frozen=True, slots=True)
class TagRow:
    """A sentence with spans in layers: {layer: ((start, end, kind), …)}. A layer that is missing was not labelled there."""

    text: str
    layers: dict[str, tuple[tuple[int, int, str], ...]]


@dataclass(frozen=True, slots=True)
class AttributionArticle:
    """A whole article and its attributions: lists of spans for source, cue and content, in one dict each."""

    name: str
    text: str
    attributions: tuple[dict[str, tuple[tuple[int, int], ...]], ...]


def newsmtsc(data: Path, split: str) -> list[TargetRow]:
    """NewsMTSC (Hamborg & Donnay 2021). Splits: train, tune, rw, mt."""
    folder = data / "target_sentiment" / "newsmtsc"
    name = {"rw": "dev_rw", "mt": "dev_mt"}.get(split, "train")
    rows = []
    for line in (folder / f"{name}.jsonl").read_text(encoding="utf8").splitlines():
        entry = json.loads(line)
        targets = tuple((t["from"], t["to"], POLARITY[int(t["polarity"])]) for t in entry["targets"])
        rows.append(TargetRow(entry["sentence_normalized"], targets))
    return _train_or_tune(rows, split, RULES["newsmtsc"]["tune_every"]) if name == "train" else rows


def dse(data: Path, split: str) -> list[PairRow]:
    """DSE (Park et al. 2021): directed sentiment between two entities. Splits: train, tune, report."""
    name = "valid" if split == "report" else "train"
    lines = (data / "directed_sentiment" / "dse" / f"{name}.tsv").read_text(encoding="utf8").splitlines()
    rows = [row for line in lines if (row := _pair_row(*line.split("\t")))]
    if split == "report":
        return rows
    train = _train_or_tune(rows, "train", RULES["dse"]["tune_every"])
    if split == "train":
        return train
    known = {row.text for row in train}  # a quarter of the rows share their sentence with another row
    return [row for row in _train_or_tune(rows, "tune", RULES["dse"]["tune_every"]) if row.text not in known]


def _pair_row(marked: str, p: str, q: str, label: str) -> PairRow | None:
    """About a third of the marked spans lost their last letter ("[Los Angele]s"): they are extended to the end of the word."""
    pieces = re.split(r"[\[\]]", marked)
    if len(pieces) != 5:
        return None
    text, spans = "".join(pieces), []
    for before in (1, 3):
        start = sum(map(len, pieces[:before]))
        end = start + len(pieces[before])
        while end < len(text) and text[end].isalpha() and text[end - 1].isalpha():
            end += 1
        spans.append((start, start + len(text[start:end].rstrip("’'"))))
    return PairRow(text, *spans, int(label)) if all(s < e for s, e in spans) else None


def nyt(data: Path, split: str) -> list[ToneRow]:
    """Editorial sentences of the New York Times, rated by twenty people (Hutto & Gilbert 2014). Splits: train, tune, report."""
    rule, rows = RULES["nyt"], []
    for line in (data / "tone/vader_truth/nytEditorialSnippets.tsv").read_text(encoding="utf8", errors="replace").splitlines():
        number, rating, text = line.split("\t", 2)
        article = int(re.match(r"\d+", number).group())
        if article % rule["modulus"] in rule[split]:
            rows.append(ToneRow(text.strip(), float(rating), article))
    return rows


def polnear(data: Path, split: str, all_annotators: bool = False) -> list[AttributionArticle]:
    """PolNeAR (Newell et al. 2018): every attribution in political news. Splits: train, tune, report (its dev set).

    The first annotator by file name is the reference; training may use them all.
    """
    folder = data / "quotes" / "polnear" / ("dev" if split == "report" else "train")
    by_text = defaultdict(list)
    for path in sorted((folder / "attributions").glob("*.ann")):
        by_text[path.stem.rsplit("_", 1)[0]].append(path)
    texts = sorted((folder / "text").glob("*.txt"))
    if split != "report":
        texts = _train_or_tune(texts, split, RULES["polnear"]["tune_every"])
    return [
        AttributionArticle(path.stem, path.read_bytes().decode("utf8"), _brat(annotation))
        for path in texts
        for annotation in (by_text[path.stem] if all_annotators else by_text[path.stem][:1])
    ]


def _brat(path: Path) -> tuple[dict, ...]:
    """The events of a brat file, each with its spans by role; a span may lie in several pieces."""
    lines = [line.partition("\t")[::2] for line in path.read_text(encoding="utf8").splitlines()]
    places = {key: place for key, rest in lines if key.startswith("T") and (place := rest.split("\t")[0].partition(" ")[2])}
    spans = {key: tuple(tuple(map(int, piece.split())) for piece in place.split(";")) for key, place in places.items()}
    events = []
    for roles in (rest.split()[1:] for key, rest in lines if key.startswith("E")):
        event = defaultdict(tuple)
        for role, _, span in (argument.partition(":") for argument in roles):
            event[re.sub(r"\d+$", "", role).lower()] += spans.get(span, ())  # a few events point to a span that was deleted
        events.append(dict(event))
    return tuple(events)


def outermost(spans) -> tuple[tuple[int, int, str], ...]:
    """Spans without those that lie in a longer one or cross an earlier one; what has two kinds is a place, as countries mostly are."""
    kept = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1], s[2] != "place", s[2])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return tuple(kept)


def names(data: Path, split: str) -> list[TagRow]:
    """Names of persons, organizations and places: layer `name`.

    Splits: train, tune (WNUT17 dev, CrossNER dev, a fifth of Worldwide), and to report wikigold, re3d, worldwide.
    """
    folder = data / "entities"
    if split == "tune":
        tweets = _conll(folder / "WNUT17/CONLL-format/data/dev/emerging.dev.conll", "\t")
        return tweets + _conll(folder / "crossner_politics/dev.txt", "\t") + _worldwide(folder, "tune")
    if split == "worldwide":
        return _worldwide(folder, "report")
    if split == "re3d":
        return [row for part in RE3D_REPORT for row in _re3d(folder / "re3d" / part)]
    gold, number, every = _conll(folder / "wikigold/CONLL-format/data/wikigold.conll.txt", " "), 0, RULES["names"]["wikigold_report_every"]
    parts = {"train": [], "wikigold": []}
    for row in gold:
        if row.text == "-DOCSTART-":
            number += 1
        else:
            parts["wikigold" if number % every == 0 else "train"].append(row)
    if split == "wikigold":
        return parts["wikigold"]
    tweets = [_conll(p, "\t") for p in sorted((folder / "BTC/CONLL-format/data").glob("*.conll"))]
    reports = [_re3d(p) for p in sorted((folder / "re3d").iterdir()) if p.is_dir() and p.name not in RE3D_REPORT]
    web = _uner(folder / "uner_ewt/en_ewt-ud-dev.iob2")
    social = [row for rows in tweets for row in rows] + _conll(folder / "WNUT17/CONLL-format/data/train/wnut17train.conll", "\t")
    # Tweets outnumber all else: a third of them is enough. Encyclopedia and reports are nearest to news: they come twice.
    near = parts["train"] + [row for rows in reports for row in rows] + _conll(folder / "crossner_politics/train.txt", "\t")
    return 2 * near + web + social[::3] + _worldwide(folder, "train")


def _worldwide(folder: Path, split: str) -> list[TagRow]:
    """Newspapers from outside the West (Worldwide newswire): of every five files one reports and one tunes."""
    place = {"report": (0,), "tune": (1,), "train": (2, 3, 4)}[split]
    paths = [p for i, p in enumerate(sorted((folder / "worldwide").glob("*.tsv"))) if i % RULES["names"]["worldwide_every"] in place]
    return [row for path in paths for row in _conll(path, "\t") if not row.text.startswith("http")]


RE3D_REPORT = ("US State Department", "UK Government")
NAME_KINDS = {"PER": "person", "PERSON": "person", "ORG": "organization", "CORPORATION": "organization", "GROUP": "organization"}
NAME_KINDS |= {"LOC": "place", "LOCATION": "place", "COUNTRY": "place", "POLITICIAN": "person"}
NAME_KINDS |= dict.fromkeys(("ORGANISATION", "ORGANIZATION", "POLITICALPARTY"), "organization")


def _conll(path: Path, separator: str) -> list[TagRow]:
    rows, tokens = [], []
    for line in [*path.read_text(encoding="utf8").splitlines(), ""]:
        if line.strip():
            word, _, tag = line.rstrip("\n").rpartition(separator)
            tokens.append((word.strip(), tag.strip()))
        elif tokens:
            rows.append(_tag_row(tokens))
            tokens = []
    return rows


def _uner(path: Path) -> list[TagRow]:
    rows, tokens = [], []
    for line in [*path.read_text(encoding="utf8").splitlines(), ""]:
        fields = line.split("\t")
        if len(fields) > 2:
            tokens.append((fields[1], fields[2]))
        elif not line.strip() and tokens:
            rows.append(_tag_row(tokens))
            tokens = []
    return rows


def _tag_row(tokens: list[tuple[str, str]]) -> TagRow:
    """A sentence from words and BIO tags: no space before closing punctuation, so that it looks like running text."""
    text, spans, open_kind = "", [], None
    for word, tag in tokens:
        if text and not re.fullmatch(r"[.,;:!?%)\]’”]|'s|’s|n't|''", word) and not re.search(r"[(\[“$]$", text):
            text += " "
        start, text = len(text), text + word
        prefix, _, kind = tag.upper().partition("-")
        kind = NAME_KINDS.get(kind)
        if kind and prefix == "I" and open_kind == kind:
            spans[-1] = (spans[-1][0], len(text), kind)
        elif kind:
            spans.append((start, len(text), kind))
        open_kind = kind
    return TagRow(text, {"name": tuple(spans)})


def _re3d(folder: Path) -> list[TagRow]:
    """Names in defence and foreign-policy reports (re3d, Dstl 2017): the outermost capitalized spans of three kinds.

    A leading "the" or title is no part of a name here, as in the other sets.
    """
    kinds = {"Person": "person", "Organisation": "organization", "Location": "place"}
    spans = defaultdict(set)
    for line in (folder / "entities.json").read_text(encoding="utf8").splitlines():
        entry = json.loads(line)
        if entry["type"] in kinds:
            spans[entry["documentId"]].add((entry["begin"], entry["end"], kinds[entry["type"]]))
    rows = []
    for line in (folder / "documents.json").read_text(encoding="utf8").splitlines():
        entry = json.loads(line)
        text = entry["text"]
        trimmed = [span for s in spans[entry["_id"]] if (span := _proper(text, *s))]
        for sentence in sentence_spans(text):
            inside = [(s - sentence.start, e - sentence.start, k) for s, e, k in trimmed if sentence.start <= s and e <= sentence.end]
            rows.append(TagRow(sentence.of(text), {"name": outermost(inside)}))
    return rows


TITLES = r"(?:the|president|minister|secretary|mr\.?|mrs\.?|ms\.?|dr\.?|general|sir|prime|foreign|of|state)\s+"


def _proper(text: str, start: int, end: int, kind: str) -> tuple[int, int, str] | None:
    """The span without leading lower-case words, article and titles, or None where no name is left ("the group", "us")."""
    while match := re.match(TITLES if kind == "person" else r"the\s+", text[start:end], re.IGNORECASE):
        start += match.end()
    words = [w for w in text[start:end].split() if w[0].isalpha()]
    joined = {"of", "the", "and", "for", "on", "de", "al", "in"}
    named = words and words[0][0].isupper() and all(w[0].isupper() or w in joined for w in words)
    return (start, end, kind) if named and text[start:end] not in ("We", "I", "They", "He", "She", "It", "Our", "Us") else None


def gum(data: Path) -> list[TagRow]:
    """GUM (Zeldes 2017) without its news, which reports: layers `name` and `nominal` (which has pronouns too); training only."""
    return [
        row for path in sorted((data / "entities/gum/dep").glob("*.conllu")) if "_news_" not in path.name for row in _gum_sentences(path)
    ]


def _gum_sentences(path: Path) -> list[TagRow]:
    rows = []
    for block in path.read_text(encoding="utf8").split("\n\n"):
        text = re.search(r"^# text = (.*)$", block, re.MULTILINE)
        tokens = [f for line in block.splitlines() if len(f := line.split("\t")) == 10 and f[0].isdigit()]
        if text and tokens:
            rows.append(_gum_row(text.group(1), tokens))
    return rows


def _gum_row(text: str, tokens: list[list[str]]) -> TagRow:
    places, at = [], 0
    for fields in tokens:
        at = text.index(fields[1], at)
        places.append((at, at + len(fields[1])))
        at += len(fields[1])
    layers = {"name": set(), "nominal": set()}
    for first, last, kind, _ in bracketed(tokens):
        head = head_of(tokens, first, last)
        tag, form = tokens[head][4], kind
        if kind == "person" and tag == "NNS":
            form = "group"
        if tag in ("PRP", "PRP$"):
            layers["nominal"].add((*places[head], "pronoun"))
        elif tag in ("NNP", "NNPS"):
            inner = [i for i in range(first, last + 1) if tokens[i][4] in ("NNP", "NNPS") and (i == head or int(tokens[i][6]) == head + 1)]
            layers["name"].add((places[min(inner)][0], places[max(inner)][1], kind))
        elif tag in ("NN", "NNS"):
            layers["nominal"].add((places[first][0], places[head][1], form))
    return TagRow(text, {k: outermost(v) for k, v in layers.items()})


def bracketed(tokens: list[list[str]]) -> list[tuple[int, int, str, str]]:
    """(first token, last token, kind, chain) of every mention in the brackets of `Entity=`."""
    open_, found = [], []
    for i, fields in enumerate(tokens):
        entity = re.search(r"(?:^|\|)Entity=([^|]*)", fields[9])
        for piece in re.findall(r"\([^()]+\)?|[^()]+\)", entity.group(1)) if entity else ():
            if piece.startswith("("):
                number, _, rest = piece[1:].rstrip(")").partition("-")
                open_.append((number, i, rest.split("-")[0]))
            if piece.endswith(")"):
                number = piece.strip("()").partition("-")[0]
                match = next((o for o in reversed(open_) if o[0] == number), None)
                if match:
                    open_.remove(match)
                    found.append((match[1], i, match[2], number))
    return [f for f in found if f[2] in ("person", "organization", "place")]


def head_of(tokens: list[list[str]], first: int, last: int) -> int:
    """The token of a phrase whose own head lies outside."""
    return next((i for i in range(first, last + 1) if not first + 1 <= int(tokens[i][6]) <= last + 1), last)


def runs(text: str) -> set[int]:
    """Hashes of all runs of RUN words; of a shorter text that of all its words."""
    words = re.findall(r"\w+", text.lower())
    return {hash(tuple(words[i : i + RUN])) for i in range(max(1, len(words) - RUN + 1))}


def held_out(data: Path) -> frozenset[int]:
    """The runs of every text that tunes whole articles or reports: what shares one with them must not train."""
    from training.annotated import annotated
    from training.articles import basil

    texts = [a.text for a in annotated(data.parent / "annotated", "tune")]
    texts += [" ".join(p) for a in basil(data, "report") for p in a.paragraphs]
    texts += [row.text for split in ("rw", "mt") for row in newsmtsc(data, split)]
    texts += [row.text for row in dse(data, "report")] + [a.text for a in polnear(data, "report")]
    texts += [
        p.read_text(encoding="utf8") for folder in ("gold/articles", "articles") for p in sorted((data.parent / folder).glob("*.txt"))
    ]
    return frozenset(run for text in texts for run in runs(text))


def shares_a_run(text: str, held: frozenset[int]) -> bool:
    return not held.isdisjoint(runs(text))


def _train_or_tune(rows: list, split: str, every: int) -> list:
    return [row for i, row in enumerate(rows) if (i % every == 0) == (split == "tune")]
