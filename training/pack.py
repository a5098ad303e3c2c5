"""Articles and rows → tensors, packed in one file, so that `training.train` needs nothing but numpy, torch and transformers.

    python -m training.pack --data DIR --out runs/packed.pkl [--small]

An item is what is learned from at once: a whole article in its windows, or one sentence. Numbers of words count within their window.
"""

import argparse
import itertools
import lzma
import pickle
import random
import re
from pathlib import Path

import numpy as np

from analysis.model.alike import PRONOUNS, distances, matches
from analysis.model.places import places
from analysis.model.questions import Question, of_anybody, questions, voice_bits, without_passages
from analysis.model.windows import Words, pieces_of, windows_of, words_of
from analysis.schema import AUTHOR, UNKNOWN
from analysis.segment import sentence_spans
from training import readers
from training.annotated import AnnotatedArticle, parse
from training.encoders import load_encoder
from training.network import KINDS, NAMES
from training.readers import POLARITY

LONGEST_JUDGED = 160  # words of a sentence that the judge is trained on
DOUBT = 0.4  # the share of "none" in a judgement that a second reader could call neutral
RESTED = 0.15  # share of the judge's questions that are put without any passage
MOST_MENTIONS = 400  # of an article that are linked in training


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--small", action="store_true", help="a few of each, to try the training with")
    options = parser.parse_args()
    packed = pack(options.data, options.small)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(lzma.compress(pickle.dumps(packed), preset=4))
    print({name: len(items) for name, items in packed.items()}, f"{options.out.stat().st_size / 1e6:.1f} MB")


def pack(data: Path, small: bool = False) -> dict[str, list[dict]]:
    """The items of every set: what trains, and under `tune: …` what is measured on while training."""
    tokenizer, random_ = load_encoder()[1], random.Random(1)
    cut = (lambda rows: rows[:: max(1, len(rows) // 6)]) if small else lambda rows: rows
    held = readers.held_out(data)
    free = lambda text: not readers.shares_a_run(text, held)
    texts = {path.stem: path.read_text(encoding="utf8") for path in cut(sorted((data.parent / "annotated/train").glob("*.txt")))}
    marked = {name: text for name, text in texts.items() if free(parse(text).text)}
    names = Names([parse(text) for text in marked.values()])
    items = {
        "annotated": [article_item(parse(text), tokenizer, random_) for text in marked.values()],
        "exchanged": [article_item(parse(names.exchanged(text, random_)), tokenizer, random_) for text in marked.values()],
        "tune: annotated": [
            article_item(parse(path.read_text(encoding="utf8")), tokenizer, random_)
            for path in cut(sorted((data.parent / "annotated/tune").glob("*.txt")))
        ],
        "polnear": [polnear_item(a, tokenizer) for a in cut(readers.polnear(data, "train")) if free(a.text)],
        "tune: polnear": [polnear_item(a, tokenizer) for a in cut(readers.polnear(data, "tune"))],
        "target": [target_item(r, tokenizer) for r in cut(readers.newsmtsc(data, "train")) if free(r.text)],
        "exchanged target": [
            target_item(names.exchanged_row(r, random_), tokenizer) for r in cut(readers.newsmtsc(data, "train")) if free(r.text)
        ],
        "tune: target": [target_item(r, tokenizer) for r in cut(readers.newsmtsc(data, "tune"))],
        "pair": [pair_item(r, tokenizer) for r in cut(readers.dse(data, "train")) if free(r.text)],
        "tune: pair": [pair_item(r, tokenizer) for r in cut(readers.dse(data, "tune"))],
        "tone": [tone_item(r, tokenizer) for r in cut(readers.nyt(data, "train"))],
        "tune: tone": [tone_item(r, tokenizer) for r in cut(readers.nyt(data, "tune"))],
        "name": [name_item(r, tokenizer) for r in cut(readers.names(data, "train") + readers.gum(data)) if free(r.text)],
        "tune: name": [name_item(r, tokenizer) for r in cut(readers.names(data, "tune"))],
    }
    return {name: [item for item in rows if item] for name, rows in items.items()}


class Names:
    """Persons' names of the training articles, to be put for each other, so that no name decides anything."""

    def __init__(self, articles: list[AnnotatedArticle]):
        full = [
            re.fullmatch(r"([A-Z][\w’'-]+) (?:[A-Z][\w.’'-]* )?([A-Z][\w’'-]+)", e.name)
            for a in articles
            for e in a.entities.values()
            if e.kind == "person"
        ]
        self.first, self.last = (sorted({m[i] for m in full if m}) for i in (1, 2))

    def exchanged(self, marked: str, random_: random.Random) -> str:
        """A marked-up article in which every person bears another name, the same one throughout."""
        article, swaps = parse(marked), {}
        lower = set(re.findall(r"\b[a-z’'-]+\b", article.text))
        for entity in article.entities.values():
            words = [w for w in entity.name.split() if re.fullmatch(r"[A-Z][\w’'-]{2,}", w)] if entity.kind == "person" else []
            for i, word in enumerate(words):
                if (
                    word.lower() not in lower
                    and word not in swaps
                    and word not in ("President", "Senator", "Pope", "Judge", "King", "Queen")
                ):
                    swaps[word] = random_.choice(self.last if i == len(words) - 1 else self.first)
        if not swaps:
            return marked
        return re.sub(rf"\b(?:{'|'.join(map(re.escape, swaps))})\b", lambda m: swaps[m[0]], marked)

    def exchanged_row(self, row: readers.TargetRow, random_: random.Random) -> readers.TargetRow:
        """The same of a sentence with targets."""
        text, targets, spans = "", [], sorted(row.targets)
        at = 0
        for start, end, label in spans:
            if start < at:
                return row  # one target within another
            words = row.text[start:end]
            if re.match(r"[A-Z][a-z]+", words) and words.lower() not in PRONOUNS:
                alone = re.search(r"[A-Z][\w.]+ $", row.text[:start]) or " " not in words
                words = random_.choice(self.last) if alone else f"{random_.choice(self.first)} {random_.choice(self.last)}"
            text += row.text[at:start]
            targets.append((len(text), len(text) + len(words), label))
            text, at = text + words, end
        return readers.TargetRow(text + row.text[at:], tuple(targets))


def article_item(article: AnnotatedArticle, tokenizer, random_: random.Random) -> dict:
    """Everything that is marked in an article: mentions, who is who, passages and their holders, judgements, paragraphs' tone."""
    words = words_of(article.text, [(s.start, s.end) for s in article.sentences], tokenizer)
    item = _item(words, windows_of(words, article.sentences[0].paragraph == 0))
    outside = {
        i for i, s in enumerate(article.sentences) if s.paragraph and article.paragraphs[s.paragraph - 1].tone in ("no body", "heading")
    }
    ids, issues = list(article.entities), frozenset(e.id for e in article.entities.values() if e.kind == "issue")
    mentions = [(*words.within(m.start, m.end), m.entities) for m in article.mentions]
    passages = [(*words.within(p.start, p.end), p) for p in article.passages]
    _add_mentions(item, words, [m for m in mentions if m[0] < m[1]], article, ids)
    _add_passages(item, words, [p for p in passages if p[0] < p[1]], mentions)
    _add_tones(item, words, article, outside)
    _add_judgements(item, words, article, mentions, [(a, b, p.holders) for a, b, p in passages], issues, outside, random_)
    for window in item["windows"]:
        barred = np.isin(window["sentence"], list(outside)) | (np.arange(len(window["sentence"])) < window["own"])
        window["tags"]["passage"][barred], window["tags"]["nested"][barred] = -1, -1
        window["barred"] = barred
    return item


def polnear_item(article: readers.AttributionArticle, tokenizer) -> dict:
    """An article with its attributions: tags of sources, cues and contents, the contents as passages, their sources as holders."""
    sentences = [(s.start, s.end) for s in sentence_spans(article.text)]
    words = words_of(article.text, sentences, tokenizer)
    item = _item(words, windows_of(words, False))
    layers = ("source", "cue", "content", "passage", "nested")
    tags = {layer: np.zeros(len(words), dtype=np.int8) for layer in layers}
    for attribution in article.attributions:
        for role in ("source", "cue"):
            for start, end in attribution.get(role, ()):
                _tag(tags[role], *words.within(start, end))
    contents = []
    for attribution in article.attributions:
        first = True
        for start, end in sorted(attribution.get("content", ())):
            for a, b in _by_sentence(words, *words.within(start, end)):
                contents.append((a, b, not first, [words.within(*s) for s in attribution.get("source", ())]))
                first = False
    contents.sort(key=lambda c: (c[0], -c[1]))
    for a, b, _, _ in sorted(contents, key=lambda c: c[1] - c[0]):
        _tag(tags["content"], a, b)  # longer ones last: the outermost of two stays
    levels = _levels([(a, b) for a, b, _, _ in contents])
    for (a, b, goes_on, _), level in zip(contents, levels, strict=True):
        if level < 2:
            _tag(tags[("passage", "nested")[level]], a, b, 3 if goes_on else 1)
    for window in item["windows"]:
        window["tags"] = {
            layer: np.where(np.arange(len(window["words"])) < window["own"], -1, t[window["words"]]).astype(np.int8)
            for layer, t in tags.items()
        }
    for a, b, goes_on, sources in contents:
        _add_holder(item, words, a, b, sources, nobody=not sources, weight=0.5 if goes_on else 1.0)
    return _closed(item)


def target_item(row: readers.TargetRow, tokenizer) -> dict:
    """A sentence with targets (NewsMTSC): each judged by anybody."""
    words = words_of(row.text, [(0, len(row.text))], tokenizer)
    item = _item(words, windows_of(words, False)[:1])
    for start, end, label in row.targets:
        first, behind = words.within(start, end)
        marks = np.zeros(len(words), dtype=np.uint8)
        marks[first:behind] = 1
        if first < behind:
            _ask(item, 0, 0, of_anybody(Question("t", AUTHOR, marks)), _polar(label))
    return _closed(item) if item["questions"] else {}


def pair_item(row: readers.PairRow, tokenizer) -> dict:
    """A sentence with two actors (DSE): the one judged by the other, both ways."""
    words = words_of(row.text, [(0, len(row.text))], tokenizer)
    item = _item(words, windows_of(words, False)[:1])
    p, q = words.within(*row.p), words.within(*row.q)
    if p[0] == p[1] or q[0] == q[1]:
        return {}
    for voice, target, signs in ((p, q, {1: 2, 3: 1}), (q, p, {2: 2, 4: 1})):
        marks = np.zeros(len(words), dtype=np.uint8)
        marks[slice(*target)] |= 1
        marks[slice(*voice)] |= 2
        chances = np.eye(3, dtype=np.float32)[signs.get(row.label, 0)]
        _ask(item, 0, 0, without_passages(Question("t", "actor", marks)), chances)
    return _closed(item)


def tone_item(row: readers.ToneRow, tokenizer) -> dict:
    """A sentence and its mean rating."""
    words = words_of(row.text, [(0, len(row.text))], tokenizer)
    return _closed(_item(words, windows_of(words, False)[:1])) | {"rating": row.rating} if len(words) else {}


def name_item(row: readers.TagRow, tokenizer) -> dict:
    """A sentence and its names."""
    words = words_of(row.text, [(0, len(row.text))], tokenizer)
    if not len(words):
        return {}
    item, tags = _item(words, windows_of(words, False)[:1]), np.zeros(len(words), dtype=np.int8)
    for start, end, kind in row.layers["name"]:
        _tag(tags, *words.within(start, end), 1 + 2 * NAMES.index(kind), 2 + 2 * NAMES.index(kind))
    window = item["windows"][0]
    window["tags"] = {"name": tags[window["words"]]}
    return _closed(item)


def _item(words: Words, windows) -> dict:
    item = {"windows": [], "mentions": [], "passages": [], "questions": []}
    for window in windows:
        ids, at = pieces_of(words, window)
        context = (np.arange(len(window.words)) < window.own)[:, None]
        item["windows"].append(
            {
                "ids": ids.astype(np.int32),
                "places": at.astype(np.int16),
                "features": np.concatenate([words.features[window.words], context], axis=1).astype(np.float16),
                "own": window.own,
                "words": window.words,
                "sentence": words.sentences[window.words].astype(np.int16),
                "tags": {},
            }
        )
    return item


def _closed(item: dict) -> dict:
    """The item without what is only needed to build it."""
    for window in item["windows"]:
        window["words"] = None
    return item


def _home(item: dict, word: int) -> tuple[int, int]:
    """(window, place) where an article's word is no context."""
    for number, window in enumerate(item["windows"]):
        own = window["words"][window["own"] :]
        if own[0] <= word <= own[-1]:
            return number, int(word - own[0] + window["own"])
    raise ValueError("the windows do not tile the article")


def _tag(tags: np.ndarray, first: int, behind: int, begins: int = 1, inside: int = 2) -> None:
    if first < behind:
        tags[first] = begins
        tags[first + 1 : behind] = inside


def _by_sentence(words: Words, first: int, behind: int) -> list[tuple[int, int]]:
    """A range of words, parted at the borders of sentences."""
    if first >= behind:
        return []
    cuts = [first, *(i for i in range(first + 1, behind) if words.sentences[i] != words.sentences[i - 1]), behind]
    return list(itertools.pairwise(cuts))


def _levels(spans: list[tuple[int, int]]) -> list[int]:
    """How many of the spans before lie around each one (its depth)."""
    return [sum(c <= a and b <= d for c, d in spans[:i]) for i, (a, b) in enumerate(spans)]


def _add_mentions(item: dict, words: Words, mentions: list, article: AnnotatedArticle, ids: list[str]) -> None:
    kind = lambda entities: KINDS.index(article.entities[entities[0]].kind)
    found = sorted(dict.fromkeys(mentions), key=lambda m: (m[0], -m[1]))[:MOST_MENTIONS]
    for first, behind, entities in found:
        window, place = _home(item, first)
        last = min(place + behind - first, len(item["windows"][window]["ids"])) - 1
        item["mentions"].append((window, place, last, kind(entities), tuple(ids.index(e) for e in entities)))
    texts = [article.text[words.starts[a] : words.ends[b - 1]] for a, b, _ in found]
    spans = np.array([(a, b) for a, b, _ in found]).reshape(-1, 2)
    item["match"] = matches(texts).astype(np.uint8) if texts else np.zeros((0, 0), dtype=np.uint8)
    item["distance"] = distances(spans, words.sentences[spans[:, 0]]).astype(np.uint8)


def _add_passages(item: dict, words: Words, passages: list, mentions: list) -> None:
    tags = {layer: np.zeros(len(words), dtype=np.int8) for layer in ("passage", "nested")}
    passages = sorted(passages, key=lambda p: (p[0], -p[1]))
    for (a, b, p), level in zip(passages, _levels([(a, b) for a, b, _ in passages]), strict=True):
        if level < 2:
            _tag(tags[("passage", "nested")[level]], a, b, 3 if p.goes_on else 1)
        named = [(first, behind) for first, behind, entities in mentions if set(entities) & set(p.holders)]
        _add_holder(item, words, a, b, named, nobody=UNKNOWN in p.holders, weight=0.5 if p.doubtful or p.goes_on else 1.0)
    for window in item["windows"]:
        window["tags"] = {layer: t[window["words"]].copy() for layer, t in tags.items()}


def _add_holder(item: dict, words: Words, a: int, b: int, named: list[tuple[int, int]], nobody: bool, weight: float) -> None:
    """A passage and the words of its window that name its holder; left out where none does and it is not nobody's."""
    number, first = _home(item, a)
    window = item["windows"][number]
    inside = np.zeros(len(window["words"]), dtype=bool)
    for start, end in named:
        inside |= (window["words"] >= start) & (window["words"] < end)
    outside = inside.copy()
    outside[first : first + b - a] = False
    inside = outside if outside.any() else inside  # "I" within the passage names its holder only where nothing else does
    if nobody or inside.any():
        behind = min(first + b - a, len(window["words"]))
        at = places(first, behind, words.sentences[window["words"]])
        item["passages"].append((number, first, behind, np.flatnonzero(inside).astype(np.int16), nobody, weight, at.astype(np.uint8)))


def _add_tones(item: dict, words: Words, article: AnnotatedArticle, outside: set[int]) -> None:
    """The number of each own word's paragraph, −1 where it has no label, and each paragraph's chances of negative, neutral, positive."""
    paragraph = np.array([s.paragraph for s in article.sentences])
    labels = []
    for p in article.paragraphs:
        chances = np.zeros(3, dtype=np.float32)
        if p.tone in POLARITY:
            chances[POLARITY[p.tone]] = 1 - DOUBT * p.doubtful
            chances[1] += DOUBT * p.doubtful
        labels.append(chances)
    item["tone labels"] = np.array(labels, dtype=np.float32).reshape(-1, 3)
    for window in item["windows"]:
        number = paragraph[window["sentence"]] - 1
        silent = np.isin(window["sentence"], list(outside)) | (np.arange(len(number)) < window["own"])
        window["paragraph"] = np.where(silent, -1, number).astype(np.int16)


def _add_judgements(item, words: Words, article: AnnotatedArticle, mentions, passages, issues, outside, random_) -> None:
    passages = sorted(passages, key=lambda p: (p[0], -p[1]))
    truth = {}
    for j in article.judgements:
        chances = np.zeros(3, dtype=np.float32)
        for label in j.labels:
            chances[{"negative": 1, "positive": 2}[label]] += 1 / len(j.labels)
        if j.doubtful:
            chances = chances * (1 - DOUBT) + np.array([DOUBT, 0, 0], dtype=np.float32)
        truth[j.sentence, j.voice, j.target] = chances
    for number in range(len(article.sentences)):
        if number in outside:
            continue
        first, behind = np.searchsorted(words.sentences, [number, number + 1])
        if first == behind or behind - first > LONGEST_JUDGED:
            continue
        window, _ = _home(item, first)
        if _home(item, behind - 1)[0] != window:
            continue
        here = [m for m in mentions if m[0] < m[1] and first <= m[0] < behind]
        around = [p for p in passages if p[0] < p[1] and first <= p[0] < behind]
        asked = questions(int(first), int(behind), here, around, issues)
        for question in asked:
            chances = truth.get((number, question.voice, question.target), np.array([1, 0, 0], dtype=np.float32))
            put = without_passages(question) if random_.random() < RESTED and question.voice not in (AUTHOR, UNKNOWN) else question
            _ask(item, window, number, put, chances)
        for target in dict.fromkeys(q.target for q in asked):
            said = [c for (s, _, t), c in truth.items() if s == number and t == target]
            chances = np.mean(said, axis=0) if said else np.array([1, 0, 0], dtype=np.float32)
            _ask(item, window, number, of_anybody(next(q for q in asked if q.target == target)), chances)


def _ask(item: dict, window: int, sentence: int, question: Question, chances: np.ndarray) -> None:
    """A question to the judge about a sentence, which is told by its words' place in the window."""
    places = np.flatnonzero(item["windows"][window]["sentence"] == sentence)
    places = places[places >= item["windows"][window]["own"]]
    if len(places) == len(question.marks):
        item["questions"].append(
            (window, int(places[0]), int(places[-1]) + 1, question.marks, voice_bits(question), chances.astype(np.float32))
        )


def _polar(label: int) -> np.ndarray:
    """negative, neutral, positive → chances of none, negative, positive"""
    return np.eye(3, dtype=np.float32)[{0: 1, 1: 0, 2: 2}[label]]


if __name__ == "__main__":
    main()
