"""What does the news model say of these sentences? Encode once, every head reads the same vectors.

A small encoder (MiniLM, 6 layers) run by onnxruntime, one sentence at a time, so that a sentence's score never depends on what else is scored;
its heads are a few matrix products in numpy. `training/` makes the files in `data/model/`.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from analysis.features import word_features
from analysis.schema import AnalysisError, Span
from analysis.segment import sentence_spans
from analysis.tagging import likeliest_tags, spans_of, words_of

FOLDER = Path(__file__).parent.parent / "data" / "model"
WINDOW = 200  # word pieces that the encoder reads at once; a longer text is read window by window
PARTS = 4  # attention heads of the layers that know the target
EXCHANGED = (0, 2, 1, 4, 3)  # columns of the directed head when its arguments are exchanged
REMEDY = "Restore the folder data/model as it was published, for example with `git checkout -- data/model`."


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text's word pieces: `vectors` (n, 384), `offsets` (n, 2) characters, `goes_on` (n,) True where a piece continues a word, `features` (n, 16).

    `answers` keeps what the target head said of a span: an article is scored anew after each correction of its reader's.
    """

    text: str
    vectors: np.ndarray
    offsets: np.ndarray
    goes_on: np.ndarray
    features: np.ndarray
    answers: dict[tuple[int, int], np.ndarray] = field(default_factory=dict, repr=False, compare=False)

    def pieces(self, span: tuple[int, int]) -> np.ndarray:
        """Indexes of the pieces that a span touches; the first piece where it touches none.

        Raises:
            ValueError: if the span does not lie in the text.
        """
        start, end = span
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"the span {start}–{end} does not lie in a text of {len(self.text)} characters")
        first, last = self.offsets[:, 0], self.offsets[:, 1]
        touched = np.flatnonzero((first < end) & (last > start) & (last > first))
        return touched if len(touched) else np.array([0])


class NewsModel:
    """The news model. Every method takes texts, or what `encode` made of them."""

    def __init__(self, folder: Path, session, tokenizer, settings: dict, heads: dict[str, np.ndarray], identity: str):
        self.id, self.folder = identity, folder
        self._session, self._tokenizer, self._settings, self._heads = session, tokenizer, settings, heads

    def encode(self, texts: list[str]) -> tuple[Encoded, ...]:
        """Read each text by itself."""
        return tuple(self._encode(text) for text in texts)

    def tone(self, texts) -> np.ndarray:
        """How each text sounds: (n,), −1 … +1."""
        return np.array([np.clip(sum(w for _, _, w in parts), -1, 1) for parts in self.tone_parts(texts)], dtype=float)

    def tone_parts(self, texts) -> list[list[tuple[int, int, float]]]:
        """For each text (start, end, weight) of its words; the weights add up to the tone before it is clipped."""
        return [self._tone_parts(self._encoded(text)) for text in texts]

    def target_sentiment(self, targets) -> np.ndarray:
        """For each (text, (start, end)) the probabilities of negative, neutral, positive: (n, 3).

        Raises:
            ValueError: if a span does not lie in its text.
        """
        logits = [self._target_logits(self._encoded(text), span).sum(0) for text, span in targets]
        return self._probabilities("target", np.array(logits).reshape(-1, 3))

    def target_parts(self, text, span: tuple[int, int]) -> list[tuple[int, int, float]]:
        """(start, end, weight) of each word: what it adds to the logit of positive over that of negative."""
        encoded = self._encoded(text)
        logits = self._target_logits(encoded, span)
        return _by_word(encoded, logits[:, 2] - logits[:, 0])

    def directed_sentiment(self, pairs) -> np.ndarray:
        """For each (text, p, q) the probabilities of none, p→q positive, q→p positive, p→q negative, q→p negative: (n, 5).

        Exchanging p and q exchanges the columns, exactly.

        Raises:
            ValueError: if a span does not lie in its text.
        """
        rows = [(e := self._encoded(text), self._mean(e, p), self._mean(e, q)) for text, p, q in pairs]
        forth = self._directed_logits([(e, p, q) for e, p, q in rows])
        back = self._directed_logits([(e, q, p) for e, p, q in rows])[:, list(EXCHANGED)]
        return self._probabilities("directed", (forth + back) / 2)

    def mentions(self, texts) -> list[list[tuple[int, int, str, str]]]:
        """For each text its mentions: (start, end, kind, form)."""
        return [self._mentions(self._encoded(text)) for text in texts]

    def attributions(self, texts) -> list[list[dict[str, list[tuple[int, int]]]]]:
        """For each text, of any length, its attributions: {"source": [(start, end)], "cue": […], "content": […]}."""
        return [self._attributions(text) for text in texts]

    def _encoded(self, text) -> Encoded:
        return text if isinstance(text, Encoded) else self._encode(text)

    def _encode(self, text: str) -> Encoded:
        pieces = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets, goes_on = [], [], []
        for start in range(0, max(1, len(pieces.ids)), WINDOW):
            window = slice(start, start + WINDOW)
            ids += [self._settings["first"], *pieces.ids[window], self._settings["last"]]
            offsets += [(0, 0), *pieces.offsets[window], (0, 0)]
            goes_on += [False, *(token.startswith("##") for token in pieces.tokens[window]), False]
        features, vectors = word_features(text, offsets, goes_on), []
        for start in range(0, len(ids), WINDOW + 2):
            read = np.array([ids[start : start + WINDOW + 2]], dtype=np.int64)
            inputs = {"input_ids": read, "attention_mask": np.ones_like(read), "features": features[None, start : start + WINDOW + 2]}
            vectors.append(self._session.run(None, inputs)[0][0])
        return Encoded(text, np.concatenate(vectors), np.array(offsets, dtype=int), np.array(goes_on), features)

    def _linear(self, name: str, values: np.ndarray) -> np.ndarray:
        product = values @ self._heads[f"{name}.weight"].T
        return product + self._heads[f"{name}.bias"] if f"{name}.bias" in self._heads else product

    def _mean(self, encoded: Encoded, span: tuple[int, int]) -> np.ndarray:
        return encoded.vectors[encoded.pieces(span)].mean(axis=0)

    def _tone_parts(self, encoded: Encoded) -> list[tuple[int, int, float]]:
        parts = self._linear("tone.outer", _gelu(self._linear("tone.inner", encoded.vectors)))[:, 0]
        parts = parts / len(parts) * (4 / self._settings["rating_scale"])
        return _by_word(encoded, parts)

    def _target_logits(self, encoded: Encoded, span: tuple[int, int]) -> np.ndarray:
        """What each piece adds to the three logits: (pieces, 3)."""
        if span not in encoded.answers:
            encoded.answers[span] = self._new_target_logits(encoded, span)
        return encoded.answers[span]

    def _new_target_logits(self, encoded: Encoded, span: tuple[int, int]) -> np.ndarray:
        pieces = encoded.pieces(span)
        vectors = self._marked(encoded.vectors, pieces)
        target = vectors[pieces].mean(axis=0)
        # the key's matrix costs less on the side of the one query than on that of all pieces
        scores = vectors @ (self._linear("target.query", target) @ self._heads["target.key.weight"]) / np.sqrt(vectors.shape[1])
        inner = _gelu(self._linear("target.token", vectors) + self._linear("target.target", target))
        return _softmax(scores)[:, None] * self._linear("target.outer", inner)

    def _marked(self, vectors: np.ndarray, pieces: np.ndarray) -> np.ndarray:
        """The vectors read once more by narrow layers that know which pieces are the target: (n, 384)."""
        x = self._linear("marking.down", vectors)
        x[pieces] += self._heads["marking.mark"]
        for block in ("marking.blocks.0", "marking.blocks.1"):
            mixed = self._linear(f"{block}.mixed", self._normed(f"{block}.before", x))
            query, key, value = mixed.reshape(len(x), 3, PARTS, -1).transpose(1, 2, 0, 3)
            seen = _softmax(query @ key.transpose(0, 2, 1) / np.sqrt(key.shape[2])) @ value
            x = x + self._linear(f"{block}.joined", seen.transpose(1, 0, 2).reshape(x.shape))
            x = x + self._linear(f"{block}.outer", _gelu(self._linear(f"{block}.inner", self._normed(f"{block}.between", x))))
        return vectors + self._linear("marking.up", x)

    def _normed(self, name: str, x: np.ndarray) -> np.ndarray:
        x = x - x.mean(axis=1, keepdims=True)
        return x / np.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-5) * self._heads[f"{name}.weight"] + self._heads[f"{name}.bias"]

    def _directed_logits(self, rows) -> np.ndarray:
        if not rows:
            return np.zeros((0, 5))
        joined = np.array([np.concatenate([p, q, p * q, encoded.vectors[0]]) for encoded, p, q in rows])
        return self._linear("directed.outer", _gelu(self._linear("directed.inner", joined)))

    def _probabilities(self, head: str, logits: np.ndarray) -> np.ndarray:
        """Calibrated probabilities: a scale and a bias per class, fitted on the tuning rows (Guo et al. 2017)."""
        fitted = self._settings["calibration"][head]
        return _softmax(logits * fitted["scale"] + np.array(fitted["bias"]))

    def _spans(self, encoded: Encoded, layer: str) -> list[tuple[int, int, str]]:
        """(start, end, kind) of every tagged span of a layer; a word bears the tag of its first piece."""
        words = words_of(encoded.text, encoded.offsets, encoded.goes_on)
        if not words:
            return []
        seen = np.concatenate([encoded.vectors, encoded.features], axis=1)
        inner = _gelu(self._linear(f"tags.{layer}.inner", seen))
        nothing = np.zeros_like(inner[:1])
        neighbours = [np.concatenate([nothing, inner[:-1]]), inner, np.concatenate([inner[1:], nothing])]
        logits = self._linear(f"tags.{layer}.outer", np.concatenate(neighbours, axis=1))
        tags = likeliest_tags(logits[[first for first, _, _ in words]], **self._settings["tag_weights"][layer])
        kinds = self._settings["tags"][layer]
        return [(start, end, kinds[kind]) for start, end, kind in spans_of(words, tags)]

    def _mentions(self, encoded: Encoded) -> list[tuple[int, int, str, str]]:
        names = [(s, e, kind, "name") for s, e, kind in self._spans(encoded, "name")]
        others = [
            (s, e, "person" if k == "pronoun" else k, "pronoun" if k == "pronoun" else "nominal")
            for s, e, k in self._spans(encoded, "nominal")
        ]
        return sorted([*names, *others])

    def _attributions(self, text) -> list[dict[str, list[tuple[int, int]]]]:
        if isinstance(text, Encoded):
            return _linked({layer: [(s, e) for s, e, _ in self._spans(text, layer)] for layer in ("source", "cue", "content")})
        found = []
        for span in sentence_spans(text):
            for attribution in self._attributions(self._encode(span.of(text))):
                found.append({role: [(s + span.start, e + span.start) for s, e in spans] for role, spans in attribution.items()})
        return found


@cache
def load_model() -> NewsModel:
    """The model in `data/model`, loaded once.

    Raises:
        AnalysisError: if a file is missing or is not the published one.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    settings = _checked_settings()
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(4, os.cpu_count() or 1)  # a sentence is too small for more
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # a waiting thread would take the core from the heads
    session = onnxruntime.InferenceSession((FOLDER / "encoder.onnx").read_bytes(), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    with np.load(FOLDER / "heads.npz", allow_pickle=False) as stored:
        heads = {name: stored[name].astype(np.float32) for name in stored.files}
    return NewsModel(FOLDER, session, tokenizer, settings, heads, f"news-{settings['sha256']['encoder.onnx'][:8]}")


def _checked_settings() -> dict:
    """The settings in model.json, once all files are found to be those it was published with."""
    try:
        settings = json.loads((FOLDER / "model.json").read_text(encoding="utf8"))
        for name, published in settings["sha256"].items():
            if hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() != published:
                raise AnalysisError(f"The news model's file {name} is not the published one.", REMEDY)
    except OSError as error:
        raise AnalysisError(f"The news model is not complete: {Path(error.filename).name} is missing.", REMEDY) from error
    except (ValueError, KeyError) as error:
        raise AnalysisError("The news model's file model.json is damaged.", REMEDY) from error
    return settings


def _by_word(encoded: Encoded, parts: np.ndarray) -> list[tuple[int, int, float]]:
    """Parts of pieces as parts of words; what falls to the text's borders is spread over all words, so that the sum stays."""
    words = []
    for (start, end), goes_on, part in zip(encoded.offsets, encoded.goes_on, parts, strict=True):
        if end == start:
            continue
        if goes_on and words:
            words[-1][1], words[-1][2] = int(end), words[-1][2] + float(part)
        else:
            words.append([int(start), int(end), float(part)])
    if not words:
        return []
    rest = (float(parts.sum()) - sum(w for _, _, w in words)) / len(words)
    return [(start, end, weight + rest) for start, end, weight in words]


def _linked(layers: dict[str, list[tuple[int, int]]]) -> list[dict[str, list[tuple[int, int]]]]:
    """Each content with the cue nearest to it and the source nearest to that cue; a content without either stands alone."""
    found = []
    for content in layers["content"]:
        cue = min((c for c in layers["cue"] if not _inside(c, content)), key=lambda c: _gap(c, content), default=None)
        source = min((s for s in layers["source"] if not _inside(s, content)), key=lambda s: _gap(s, cue or content), default=None)
        found.append({"source": [source] if source else [], "cue": [cue] if cue else [], "content": [content]})
    return found


def _inside(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return Span(*b).contains(Span(*a))


def _gap(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(0, a[0] - b[1], b[0] - a[1])


def _gelu(x: np.ndarray) -> np.ndarray:
    """x · Φ(x), with erf by Abramowitz & Stegun 7.1.26 (error below 2 · 10⁻⁷)."""
    z = np.abs(x) / np.sqrt(2)
    t = 1 / (1 + 0.3275911 * z)
    erf = 1 - t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * np.exp(-z * z)
    return x * (1 + np.sign(x) * erf) / 2


def _softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)
