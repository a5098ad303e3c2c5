"""Rows → tensors: word pieces, span weights, tags; and the order in which the tasks' batches come."""

import random
import re
from dataclasses import replace

import torch
from tokenizers import Tokenizer

from analysis.model import letter_shapes
from training.network import TAGS
from training.readers import EXCHANGED, PairRow, TagRow, TargetRow, ToneRow

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

    def shapes(self) -> torch.Tensor:
        """What `analysis.model.letter_shapes` says of each piece, padded: (b, n, 9)."""
        shapes = torch.zeros(*self.ids.shape, 9)
        for i, (text, offsets, goes_on) in enumerate(zip(self._texts, self.offsets, self._goes_on, strict=True)):
            shapes[i, : len(offsets)] = torch.from_numpy(letter_shapes(text, offsets, goes_on))
        return shapes

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


def exchange_names(row, names: list[str], random_: random.Random):
    """The row with each target's name put for another one, so that a name decides nothing; pronouns and common nouns stay."""
    spans = row.targets if isinstance(row, TargetRow) else (row.p, row.q)
    text, moved = row.text, list(spans)
    for i, span in enumerate(spans):
        start, end = moved[i][:2]
        words = text[start:end]
        crossed = any(j != i and s[0] < end and s[1] > start for j, s in enumerate(moved))
        if crossed or not re.match(r"[A-Z][a-z]+", words) or words in ("He", "She", "It", "They", "His", "Her", "Their"):
            continue
        name = random_.choice(names)
        if re.search(r"[A-Z][\w.]+ $", text[:start]):
            name = name.split()[-1]  # "Hillary Clinton" of which only the surname is marked
        text = text[:start] + name + text[end:]
        shift = len(name) - (end - start)
        moved = [(s[0] + shift * (s[0] >= end), s[1] + shift * (s[1] > start), *s[2:]) for s in moved]
        moved[i] = (start, start + len(name), *span[2:])
    if isinstance(row, TargetRow):
        return TargetRow(text, tuple(moved))
    return replace(row, text=text, p=moved[0][:2], q=moved[1][:2])


def exchange_arguments(row: PairRow) -> PairRow:
    return replace(row, p=row.q, q=row.p, label=EXCHANGED[row.label])


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


def rating_tensor(rows: list[ToneRow]) -> torch.Tensor:
    return torch.tensor([row.rating for row in rows])
