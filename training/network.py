"""The network: one encoder, and a small head for each task that reads its token vectors.

`analysis/model.py` computes the same heads in numpy; `training.export` checks that both agree.
"""

import torch
from torch import nn

SIZE = 384  # width of MiniLM's token vectors
SHAPES = 9  # of `analysis.model.letter_shapes`
TAGS = {
    "name": ("person", "organization", "place"),
    "nominal": ("person", "group", "organization", "place", "pronoun"),
    "source": ("source",),
    "cue": ("cue",),
    "content": ("content",),
}  # layers of tags that may overlap each other; within a layer O, then B and I of each kind


class ToneHead(nn.Module):
    """Tone as the mean of a number per token, so that the score is the sum of its tokens' parts."""

    def __init__(self):
        super().__init__()
        self.inner, self.outer, self.drop = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, 1), nn.Dropout(0.1)

    def forward(self, vectors, mask):
        """vectors (b, n, d), mask (b, n) → (b,)"""
        parts = self.outer(self.drop(nn.functional.gelu(self.inner(vectors)))).squeeze(-1)
        return (parts * mask).sum(1) / mask.sum(1)


class TargetHead(nn.Module):
    """Sentiment toward a span: attention of the span over the tokens, and three logits per token, so that the logits are sums of parts."""

    def __init__(self):
        super().__init__()
        self.query, self.key = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, SIZE, bias=False)
        self.token, self.target = nn.Linear(SIZE, SIZE, bias=False), nn.Linear(SIZE, SIZE)
        self.outer, self.drop = nn.Linear(SIZE, 3), nn.Dropout(0.1)

    def forward(self, vectors, mask, rows, spans):
        """vectors (b, n, d), mask (b, n), rows (t,) sentence of each target, spans (t, n) weights that sum to 1 → logits (t, 3)"""
        tokens, mask = vectors[rows], mask[rows]
        target = torch.einsum("tn,tnd->td", spans, tokens)
        weights = torch.einsum("td,tnd->tn", self.query(target), self.key(tokens)) / SIZE**0.5
        weights = weights.float().masked_fill(mask == 0, -1e9).softmax(-1)
        parts = self.outer(self.drop(nn.functional.gelu(self.token(tokens) + self.target(target)[:, None])))
        return torch.einsum("tn,tnc->tc", weights, parts.float())


class DirectedHead(nn.Module):
    """Who treats whom, from the vectors of two spans and the sentence's first token."""

    def __init__(self):
        super().__init__()
        self.inner, self.outer, self.drop = nn.Linear(4 * SIZE, SIZE), nn.Linear(SIZE, 5), nn.Dropout(0.1)

    def forward(self, vectors, rows, p, q):
        """rows (t,), p and q (t, n) weights → logits (t, 5)"""
        tokens = vectors[rows]
        p, q = torch.einsum("tn,tnd->td", p, tokens), torch.einsum("tn,tnd->td", q, tokens)
        joined = torch.cat([p, q, p * q, tokens[:, 0]], dim=-1)
        return self.outer(self.drop(nn.functional.gelu(self.inner(joined))))


class TagHead(nn.Module):
    """One layer of BIO tags, from the token vectors, the letters' shapes, and both neighbours."""

    def __init__(self, kinds: int):
        super().__init__()
        self.inner, self.outer, self.drop = nn.Linear(SIZE + SHAPES, SIZE // 2), nn.Linear(3 * SIZE // 2, 1 + 2 * kinds), nn.Dropout(0.1)

    def forward(self, vectors, shapes):
        """vectors (b, n, d), shapes (b, n, 9) → logits (b, n, 1 + 2 · kinds)"""
        inner = self.drop(nn.functional.gelu(self.inner(torch.cat([vectors, shapes.to(vectors.dtype)], dim=-1))))
        nothing = torch.zeros_like(inner[:, :1])
        before, after = torch.cat([nothing, inner[:, :-1]], dim=1), torch.cat([inner[:, 1:], nothing], dim=1)
        return self.outer(torch.cat([before, inner, after], dim=-1))


class Network(nn.Module):
    """The encoder and all heads. `tone_other` and `target_other` only help to train: other domains have a head of their own."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.tone, self.tone_other = ToneHead(), ToneHead()
        self.target, self.target_other = TargetHead(), TargetHead()
        self.directed = DirectedHead()
        self.tags = nn.ModuleDict({layer: TagHead(len(kinds)) for layer, kinds in TAGS.items()})

    def encode(self, ids, mask):
        """Word pieces (b, n) → token vectors (b, n, d)"""
        return self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
