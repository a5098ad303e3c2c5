"""What does the network say of this article? It is read window by window, each word's vectors once, and every head reads the same vectors.

Four graphs run by onnxruntime: `reader` (the encoder with the heads that look at all words), `links`, `holders` and `judge` (which are asked
about some of them). Nothing is decided here. `training/` makes the files in `data/model/`; what a head learned from stands in its README.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from analysis.model.alike import distances, matches
from analysis.model.places import places
from analysis.model.questions import ANYBODY, Question, mark_bits, of_anybody, voice_bits, without_passages
from analysis.model.tags import NAME_KINDS, likeliest_spans
from analysis.model.windows import Window, Words, pieces_of, windows_of, words_of
from analysis.schema import AUTHOR, AnalysisError
from analysis.segment import sentence_spans

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when onnxruntime is imported: nothing may leave the machine

FOLDER = Path(__file__).parent.parent.parent / "data" / "model"
KINDS = ("person", "organization", "group", "place", "issue")  # of a mention, in the order of the head's answers
WIDEST = 24  # words of a mention
LIKELY = 0.05  # spans that are less likely to be a mention are not told
LINKED = 250  # earlier mentions that one may go back to, and the first of every name it shares
THREADS = min(4, os.cpu_count() or 1)
BLOCK = 128  # mentions, or questions, that a head is asked about at once
GRAPHS = ("reader", "links", "holders", "judge")
REMEDY = "Restore the folder data/model as it was published, for example with `git checkout -- data/model`."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be a mention: words `first` up to `behind`, and how likely each of KINDS is (5,)."""

    first: int
    behind: int
    chances: tuple[float, ...]

    @property
    def likely(self) -> float:
        return sum(self.chances)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network says of a text as a whole; numbers of words count through the article.

    Attributes:
        words: the n words; windows: what was read at once; vectors: of each window its words' (w, 768).
        tags: for each layer of tags the logits of every word (n, tags).
        tone: (n,) how each word sounds, as a part of its sentence's mean rating ÷ 4.
        candidates: spans that may be mentions, in their order, outer ones first.
    """

    words: Words
    windows: tuple[Window, ...]
    vectors: tuple[np.ndarray, ...] = field(repr=False)
    tags: dict[str, np.ndarray] = field(repr=False)
    tone: np.ndarray = field(repr=False)
    candidates: tuple[Candidate, ...]

    def home(self, word: int) -> tuple[int, int]:
        """The window in which a word is no context, and its place there."""
        number = next(i for i, w in enumerate(self.windows) if w.words[w.own] <= word <= w.words[-1])
        window = self.windows[number]
        return number, int(word - window.words[window.own] + window.own)

    def own_vectors(self, first: int, behind: int) -> np.ndarray:
        """Vectors of a range of words, each from the window it is no context in: (behind − first, 768)."""
        parts, at = [], first
        while at < behind:
            number, place = self.home(at)
            take = min(behind - at, len(self.vectors[number]) - place)
            parts.append(self.vectors[number][place : place + take])
            at += take
        return np.concatenate(parts) if parts else np.zeros((0, self.vectors[0].shape[1]), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Links:
    """Whom a mention goes back to: `earlier` numbers of mentions, `chances` of each of them, `new` of none."""

    earlier: np.ndarray
    chances: np.ndarray
    new: float


@dataclass(frozen=True, slots=True)
class Pointer:
    """Whose words a passage is: the chance of each of the window's `words` (numbers in the article) to name the holder, and that nobody does."""

    words: np.ndarray
    chances: np.ndarray
    nobody: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the judge says of one question: `chances` (3,) of none, negative, positive; `parts` (n,) what each word of the sentence adds to
    the logit of positive over that of negative."""

    chances: np.ndarray
    parts: np.ndarray


class NewsModel:
    """The news model: an article is read once, then asked."""

    def __init__(
        self, folder: Path, sessions: dict, tokenizer, embeddings: tuple[np.ndarray, np.ndarray, np.ndarray], settings: dict, identity: str
    ):
        self.id, self.folder, self.settings = identity, folder, settings
        self._sessions, self._tokenizer, self._embeddings = sessions, tokenizer, embeddings

    def read(self, text: str, sentences: Sequence[tuple[int, int]], has_headline: bool = False) -> Reading:
        """Read the sentences of a text, (start, end) each; the first of them is the headline, or none is."""
        words = words_of(text, list(sentences), self._tokenizer)
        windows = windows_of(words, has_headline)
        vectors, tags, tones, candidates = [], [], [], []
        # One window a call and one thread a call, so that nothing depends on what else is read; several at once, so that no core waits.
        with ThreadPoolExecutor(THREADS) as pool:
            each = list(pool.map(lambda window: self._read_window(words, window), windows))
        for window, answers in zip(windows, each, strict=True):
            own = slice(window.own, None)
            vectors.append(answers["vectors"])
            tags.append({layer: answers[layer][own] for layer in self.settings["tags"]})
            tones.append(answers["tone"][own])
            candidates += _candidates(answers["mentions"], words, window)
        joined = {layer: np.concatenate([t[layer] for t in tags]) for layer in self.settings["tags"]} if tags else {}
        tone = np.concatenate(tones) if tones else np.zeros(0)
        return Reading(words, tuple(windows), tuple(vectors), joined, tone, tuple(candidates))

    def links(self, reading: Reading, text: str, mentions: Sequence[tuple[int, int]]) -> list[Links]:
        """For each mention (first, behind), in the order of the text, whom it may go back to."""
        if not mentions:
            return []
        spans = np.array(mentions, dtype=int)
        told = np.array([_ends_and_mean(reading.own_vectors(a, b)) for a, b in mentions], dtype=np.float32)
        forms = [reading.words.span(a, b).of(text) for a, b in mentions]
        sentences, firsts, found = reading.words.sentences[spans[:, 0]], {}, []
        for i, form in enumerate(forms):
            firsts.setdefault(form.lower(), i)
        for start in range(0, len(mentions), BLOCK):
            later = np.arange(start, min(start + BLOCK, len(mentions)))
            far = {firsts[forms[i].lower()] for i in later} - set(range(max(0, start - LINKED), len(mentions)))
            earlier = np.array([*sorted(far), *range(max(0, start - LINKED), later[-1] + 1)])
            table = matches([forms[i] for i in earlier])[len(earlier) - len(later) :]
            apart = distances(spans[earlier], sentences[earlier])[len(earlier) - len(later) :]
            logits, new = self._run("links", later=told[later], earlier=told[earlier], match=table, distance=apart)
            for row, i in enumerate(later):
                before = earlier < i
                chances = _softmax(np.concatenate([new[row : row + 1], logits[row, before]]))
                found.append(Links(earlier[before], chances[1:], float(chances[0])))
        return found

    def holders(self, reading: Reading, passages: Sequence[tuple[int, int]]) -> list[Pointer]:
        """For each passage (first, behind) which words of its window name whose words it is."""
        homes, found = [reading.home(first) for first, _ in passages], []
        for number in dict.fromkeys(number for number, _ in homes):
            window, vectors = reading.windows[number], reading.vectors[number]
            inside = [(place, min(place + b - a, len(vectors))) for (n, place), (a, b) in zip(homes, passages, strict=True) if n == number]
            told = np.array([_around(vectors, place, end) for place, end in inside], dtype=np.float32)
            at = np.array([places(place, end, reading.words.sentences[window.words]) for place, end in inside])
            (logits,) = self._run("holders", passage=told, words=vectors[None], place=at)
            found += [Pointer(window.words, chances[:-1], float(chances[-1])) for chances in _softmax(logits)]
        return found

    def judge(self, reading: Reading, first: int, behind: int, asked: Sequence[Question]) -> list[Answer]:
        """The questions about the sentence of the words from `first` on, answered; calibrated on tuning rows."""
        vectors, answers = reading.own_vectors(first, behind)[None], []
        for start in range(0, len(asked), BLOCK):
            some = asked[start : start + BLOCK]
            marks, voices = mark_bits(np.array([q.marks for q in some])), np.array([voice_bits(q) for q in some])
            (parts,) = self._run("judge", words=vectors, marks=marks, voice=voices)
            for question, part in zip(some, parts, strict=True):
                fitted = self.settings["calibration"]["anybody" if question.voice == ANYBODY else "judge"]
                chances = _softmax(part.sum(0) * fitted["scale"] + np.array(fitted["bias"]))
                answers.append(Answer(chances, part[:, 2] - part[:, 1]))
        return answers

    def tone(self, texts: Sequence[str]) -> np.ndarray:
        """How each text sounds: (n,), −1 … +1."""
        tones = [self._alone(text).tone for text in texts]
        return np.array([np.clip(t.mean() * 4 / self.settings["rating_scale"], -1, 1) if len(t) else 0.0 for t in tones])

    def target_sentiment(self, targets: Sequence[tuple[str, tuple[int, int]]]) -> np.ndarray:
        """For each (text, (start, end)) the probabilities of negative, neutral, positive, whoever judges: (n, 3).

        Raises:
            ValueError: if a span does not lie in its text.
        """
        found, read = [], lru_cache(maxsize=1)(self._alone)  # rows about one sentence stand together
        for text, span in targets:
            chances = self._asked_alone(read(text), of_anybody(Question("target", AUTHOR, _marks(read(text), text, span))))
            found.append((chances[1], chances[0], chances[2]))
        return np.array(found).reshape(-1, 3)

    def directed_sentiment(self, pairs: Sequence[tuple[str, tuple[int, int], tuple[int, int]]]) -> np.ndarray:
        """For each (text, p, q) the probabilities of none, p→q positive, q→p positive, p→q negative, q→p negative: (n, 5).

        Exchanging p and q exchanges the columns, exactly.

        Raises:
            ValueError: if a span does not lie in its text.
        """
        scale, found, read = (
            np.array(self.settings["calibration"]["directed"]),
            [],
            lru_cache(maxsize=1)(self._alone),
        )  # rows about one sentence stand together
        for text, p, q in pairs:
            marks = [_marks(read(text), text, target) | _marks(read(text), text, voice) << 1 for voice, target in ((p, q), (q, p))]
            forth, back = (self._asked_alone(read(text), without_passages(Question("target", "actor", one))) for one in marks)
            odds = np.array([1.0, forth[2] / forth[0], back[2] / back[0], forth[1] / forth[0], back[1] / back[0]]) * scale
            found.append(odds / odds.sum())
        return np.array(found).reshape(-1, 5)

    def mentions(self, texts: Sequence[str]) -> list[list[tuple[int, int, str, str]]]:
        """For each text the names in it: (start, end, kind, "name")."""
        found = []
        for text in texts:
            reading = self._alone(text)
            spans = likeliest_spans(reading, "name", self.settings["tag_weights"]["name"])
            found.append([(*_characters(reading.words, a, b), NAME_KINDS[kind], "name") for a, b, kind in spans])
        return found

    def attributions(self, texts: Sequence[str]) -> list[list[dict[str, list[tuple[int, int]]]]]:
        """For each text, of any length, its attributions: {"source": [(start, end)], "cue": […], "content": […]}."""
        found = []
        for text in texts:
            reading = self.read(text, [(s.start, s.end) for s in sentence_spans(text)])
            layers = {
                layer: [(a, b) for a, b, _ in likeliest_spans(reading, layer, self.settings["tag_weights"][layer])]
                for layer in ("source", "cue", "content")
            }
            linked = _linked(layers, reading.words.sentences)
            found.append([{role: [_characters(reading.words, a, b) for a, b in spans] for role, spans in one.items()} for one in linked])
        return found

    def _run(self, graph: str, **inputs):
        return self._sessions[graph].run(None, inputs)

    def _read_window(self, words: Words, window: Window) -> dict[str, np.ndarray]:
        ids, at = pieces_of(words, window)
        context = (np.arange(len(window.words)) < window.own)[:, None].astype(np.float32)
        answers = self._run("reader", **self.inputs_of(ids, at, np.concatenate([words.features[window.words], context], axis=1)))
        names = [output.name for output in self._sessions["reader"].get_outputs()]
        return {name: answer[0] for name, answer in zip(names, answers, strict=True)}

    def inputs_of(self, ids: np.ndarray, places: np.ndarray, features: np.ndarray) -> dict[str, np.ndarray]:
        """What the reader's graph takes: pieces' embeddings with those of their places (1, p, 768), `places` (1, p), `features` (1, w, 10)."""
        rows, scales, positions = self._embeddings
        embeddings = rows[ids] * scales[ids] + positions[: len(ids)]
        return {"embeddings": embeddings[None].astype(np.float32), "places": places[None], "features": features[None]}

    def window_vectors(self, ids: np.ndarray, places: np.ndarray, features: np.ndarray) -> np.ndarray:
        """The vectors of a packed window's words alone (w, 768): what training stores."""
        return self._sessions["reader"].run(["vectors"], self.inputs_of(ids, places, features))[0][0]

    def _alone(self, text: str) -> Reading:
        return self.read(text, [(0, len(text))])

    def _asked_alone(self, reading: Reading, question: Question) -> np.ndarray:
        return self.judge(reading, 0, len(reading.words), [question])[0].chances if len(reading.words) else np.array([1.0, 0.0, 0.0])


@cache
def load_model() -> NewsModel:
    """The model in `data/model`, loaded once.

    Raises:
        AnalysisError: if a file is missing or is not the published one.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    settings, published = _checked_settings()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # sums must not depend on how many threads there are
    sessions = {
        name: onnxruntime.InferenceSession((FOLDER / f"{name}.onnx").read_bytes(), options, providers=["CPUExecutionProvider"])
        for name in GRAPHS
    }
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    with np.load(FOLDER / "embeddings.npz", allow_pickle=False) as stored:
        embeddings = (stored["rows"], stored["scales"], stored["places"].astype(np.float32))
    return NewsModel(FOLDER, sessions, tokenizer, embeddings, settings, f"news-{published[:8]}")


def _checked_settings() -> tuple[dict, str]:
    """The settings in model.json, once all files are found to be those it was published with, and a checksum of it all."""
    try:
        written = (FOLDER / "model.json").read_bytes()
        settings = json.loads(written)
        for name, published in settings["sha256"].items():
            if hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() != published:
                raise AnalysisError(f"The news model's file {name} is not the published one.", REMEDY)
    except OSError as error:
        raise AnalysisError(f"The news model is not complete: {Path(error.filename).name} is missing.", REMEDY) from error
    except (ValueError, KeyError) as error:
        raise AnalysisError("The news model's file model.json is damaged.", REMEDY) from error
    return settings, hashlib.sha256(written).hexdigest()


def _candidates(logits: np.ndarray, words: Words, window: Window) -> list[Candidate]:
    """Spans of own words within one sentence that may be mentions, from the logits (w, w, kinds) against 0 for none."""
    sentence, found = words.sentences[window.words], []
    offset = window.words[window.own] - window.own if len(window.words) > window.own else 0
    likely = np.argwhere(logits[window.own :, window.own :].max(-1) > np.log(LIKELY / (1 - LIKELY)) - 1) + window.own
    for first, last in likely:
        if first <= last < first + WIDEST and sentence[first] == sentence[last]:
            scores = np.exp(np.minimum(logits[first, last], 30.0).astype(float))
            chances = scores / (1 + scores.sum())
            if chances.sum() > LIKELY:
                found.append(Candidate(int(first + offset), int(last + 1 + offset), tuple(map(float, chances))))
    return sorted(found, key=lambda c: (c.first, -c.behind))


def _ends_and_mean(vectors: np.ndarray) -> np.ndarray:
    """First and last of some words' vectors, and their mean, in one row."""
    return np.concatenate([vectors[0], vectors[-1], vectors.mean(0)])


def _around(vectors: np.ndarray, first: int, behind: int) -> np.ndarray:
    """The vectors of the word before a passage, of its first word, their mean, its last word and the word behind, in one row."""
    nothing = np.zeros_like(vectors[0])
    inside = vectors[first:behind]
    before, after = vectors[first - 1] if first else nothing, vectors[behind] if behind < len(vectors) else nothing
    return np.concatenate([before, inside[0], inside.mean(0), inside[-1], after])


def _marks(reading: Reading, text: str, span: tuple[int, int]) -> np.ndarray:
    """Which words of a sentence a span touches: (n,), 0 or 1."""
    start, end = span
    if not 0 <= start < end <= len(text):
        raise ValueError(f"the span {start}–{end} does not lie in a text of {len(text)} characters")
    marks = np.zeros(len(reading.words), dtype=np.uint8)
    marks[slice(*reading.words.within(start, end))] = 1
    return marks


def _characters(words: Words, first: int, behind: int) -> tuple[int, int]:
    span = words.span(first, behind)
    return span.start, span.end


def _linked(layers: dict[str, list[tuple[int, int]]], sentences: np.ndarray) -> list[dict[str, list[tuple[int, int]]]]:
    """Each content with the cue nearest to it in its sentence and the source nearest to that cue; a content without either stands alone."""
    gap = lambda a, b: max(b[0] - a[1], a[0] - b[1], 0)
    found = []
    for content in layers["content"]:
        near = {role: [s for s in layers[role] if sentences[s[0]] == sentences[content[0]]] for role in ("source", "cue")}
        cue = min((c for c in near["cue"] if not content[0] <= c[0] < content[1]), key=lambda c: gap(c, content), default=None)
        source = min(near["source"], key=lambda s: gap(s, cue or content), default=None)
        found.append({"source": [source] if source else [], "cue": [cue] if cue else [], "content": [content]})
    return found


def _softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    return shifted / shifted.sum(-1, keepdims=True)
