"""Rows → tensors: word pieces, span weights, tags; and the order in which the tasks' batches come."""

import random

import torch
from tokenizers import Tokenizer

from analysis.features import FEATURES, word_features
from training.network import TAGS
from training.readers import PairRow, TagRow, TargetRow, TaughtRow, ToneRow

LONGEST = 128  # word pieces of a sentence in training
IGNORED = -100  # a tag that is not scored


class Pieces:
    """Word pieces of a batch of sentences, padded."""

    def __init__(self, tokenizer: Tokenizer, texts: list[str]):
        encodings = tokenizer.encode_batch(texts)
        width = max(len(e.ids) for e in encodings)
        self.ids = torch.tensor([e.ids + [0] * (width - len(e.ids)) for e in encodings])
        self.mask = torch.tensor([[1] * len(e.ids) + [0] * (width - len(e.ids)) for e in encodings])
        self.offsets = [e.offsets for e in encodings]
        self._goes_on = [[token.startswith("##") for token in e.tokens] for e in encodings]
        self._texts = texts

    def features(self) -> torch.Tensor:
        """What `analysis.features` knows of each piece's word, padded: (b, n, 16)."""
        features = torch.zeros(*self.ids.shape, FEATURES)
        for i, (text, offsets, goes_on) in enumerate(zip(self._texts, self.offsets, self._goes_on, strict=True)):
            features[i, : len(offsets)] = torch.from_numpy(word_features(text, offsets, goes_on))
        return features

    def weights(self, row: int, start: int, end: int) -> list[float]:
        """Equal weights on the pieces that a span touches; on the first piece where it lies beyond the window."""
        width = self.ids.shape[1]
        touched = [i for i, (s, e) in enumerate(self.offsets[row]) if s < end and e > start and e > s] or [0]
        return [1 / len(touched) if i in touched else 0.0 for i in range(width)]

    def tags(self, row: int, spans, kinds: tuple[str, ...]) -> list[int]:
        """0 outside, 1 + 2k begins kind k, 2 + 2k goes on; special pieces are not scored."""
        tags = [0 if e > s else IGNORED for s, e in self.offsets[row]]
        for start, end, kind in spans:
            inside = [i for i, (s, e) in enumerate(self.offsets[row]) if s < end and e > start and e > s]
            for n, i in enumerate(inside):
                tags[i] = 1 + 2 * kinds.index(kind) + (n > 0)
        return tags + [IGNORED] * (self.ids.shape[1] - len(tags))


def load_tokenizer(path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def shuffled_batches(tasks: dict, sizes: dict[str, int], batch: int, random_: random.Random) -> list[tuple[str, list]]:
    """One epoch: of each task a sample, in batches of one task and like length, all tasks shuffled together."""
    batches = []
    for task, rows in tasks.items():
        sample = random_.sample(rows, min(sizes[task], len(rows)))
        sample.sort(key=lambda row: len(row.text) + random_.random() * 20)
        batches += [(task, sample[i : i + batch]) for i in range(0, len(sample), batch)]
    random_.shuffle(batches)
    return batches


def target_tensors(pieces: Pieces, rows: list[TargetRow]):
    """(sentence of each target, span weights, labels)"""
    flat = [(i, *target) for i, row in enumerate(rows) for target in row.targets]
    weights = torch.tensor([pieces.weights(i, s, e) for i, s, e, _ in flat])
    return torch.tensor([f[0] for f in flat]), weights, torch.tensor([f[3] for f in flat])


def pair_tensors(pieces: Pieces, rows: list[PairRow]):
    """(sentence of each pair, weights of p, weights of q, labels)"""
    p, q = (
        torch.tensor([pieces.weights(i, *span) for i, span in enumerate(spans)]) for spans in zip(*((r.p, r.q) for r in rows), strict=True)
    )
    return torch.arange(len(rows)), p, q, torch.tensor([row.label for row in rows])


def tag_tensors(pieces: Pieces, rows: list[TagRow]) -> dict[str, torch.Tensor]:
    """Tags of each layer; a layer that a row lacks is not scored there."""
    width = pieces.ids.shape[1]
    return {
        layer: torch.tensor(
            [pieces.tags(i, r.layers[layer], kinds) if layer in r.layers else [IGNORED] * width for i, r in enumerate(rows)]
        )
        for layer, kinds in TAGS.items()
        if any(layer in row.layers for row in rows)
    }


def taught_tensors(pieces: Pieces, rows: list[TaughtRow]):
    """What the teacher thinks: (sentence of each target, span weights, chances (t, 3)), and of each pair with both spans' weights (t, 5)."""
    targets = [(i, *target) for i, row in enumerate(rows) for target in row.targets]
    pairs = [(i, *pair) for i, row in enumerate(rows) for pair in row.pairs]
    tensors = lambda several, at: torch.tensor([pieces.weights(row[0], *row[at][:2]) for row in several])
    numbers = lambda several: torch.tensor([row[0] for row in several])
    flat = [(i, (s, e), chances) for i, s, e, chances in targets]
    chances = lambda several: torch.tensor([row[-1] for row in several])
    return (numbers(flat), tensors(flat, 1), chances(flat)), (numbers(pairs), tensors(pairs, 1), tensors(pairs, 2), chances(pairs))


def rating_tensor(rows: list[ToneRow]) -> torch.Tensor:
    return torch.tensor([row.rating for row in rows])
