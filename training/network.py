"""The network: one encoder, and a small head for each task that reads its token vectors.

`analysis/model.py` computes the same heads in numpy; `training.export` checks that both agree. A teacher is the same network on a larger
encoder, so the heads take the width of their encoder's vectors.
"""

import torch
from torch import nn

from analysis.features import FEATURES
from analysis.model import PARTS

NARROW = 128  # width of the layers that know the target
TAGS = {
    "name": ("person", "organization", "place"),
    "nominal": ("person", "group", "organization", "place", "pronoun"),
    "source": ("source",),
    "cue": ("cue",),
    "content": ("content",),
}  # layers of tags that may overlap each other; within a layer O, then B and I of each kind


class ToneHead(nn.Module):
    """Tone as the mean of a number per token, so that the score is the sum of its tokens' parts."""

    def __init__(self, size: int):
        super().__init__()
        self.inner, self.outer, self.drop = nn.Linear(size, size), nn.Linear(size, 1), nn.Dropout(0.1)

    def forward(self, vectors, mask):
        """vectors (b, n, d), mask (b, n) → (b,)"""
        parts = self.outer(self.drop(nn.functional.gelu(self.inner(vectors)))).squeeze(-1)
        return (parts * mask).sum(1) / mask.sum(1)


class Block(nn.Module):
    """One small transformer layer, normalized first."""

    def __init__(self):
        super().__init__()
        self.before, self.between = nn.LayerNorm(NARROW), nn.LayerNorm(NARROW)
        self.mixed, self.joined = nn.Linear(NARROW, 3 * NARROW), nn.Linear(NARROW, NARROW)
        self.inner, self.outer = nn.Linear(NARROW, 2 * NARROW), nn.Linear(2 * NARROW, NARROW)
        self.drop = nn.Dropout(0.1)

    def forward(self, x, mask):
        """x (t, n, w), mask (t, n) → (t, n, w)"""
        t, n, _ = x.shape
        query, key, value = self.mixed(self.before(x)).reshape(t, n, 3, PARTS, NARROW // PARTS).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None].bool())
        x = x + self.drop(self.joined(seen.transpose(1, 2).reshape(t, n, NARROW)))
        return x + self.drop(self.outer(nn.functional.gelu(self.inner(self.between(x)))))


class Marking(nn.Module):
    """Reads the tokens once more, knowing which of them are the target, and adds what it learns to their vectors.

    The encoder reads a sentence once for all its targets, so it cannot know whom a question is about; these narrow layers can.
    """

    def __init__(self, size: int):
        super().__init__()
        self.down, self.up = nn.Linear(size, NARROW), nn.Linear(NARROW, size)
        self.mark = nn.Parameter(torch.randn(NARROW) * 0.5)
        self.blocks = nn.ModuleList(Block() for _ in range(2))
        nn.init.zeros_(self.up.weight)
        nn.init.zeros_(self.up.bias)

    def forward(self, vectors, mask, spans):
        """vectors (t, n, d), mask (t, n), spans (t, n) weights of the target's tokens → (t, n, d)"""
        x = self.down(vectors) + (spans > 0).unsqueeze(-1) * self.mark
        for block in self.blocks:
            x = block(x, mask)
        return vectors + self.up(x)


class TargetHead(nn.Module):
    """Sentiment toward a span: attention of the span over the tokens, and three logits per token, so that the logits are sums of parts."""

    def __init__(self, size: int):
        super().__init__()
        self.query, self.key = nn.Linear(size, size), nn.Linear(size, size, bias=False)
        self.token, self.target = nn.Linear(size, size, bias=False), nn.Linear(size, size)
        self.outer, self.drop = nn.Linear(size, 3), nn.Dropout(0.1)

    def forward(self, tokens, mask, spans):
        """marked vectors (t, n, d), mask (t, n), spans (t, n) weights that sum to 1 → logits (t, 3)"""
        target = torch.einsum("tn,tnd->td", spans, tokens)
        weights = torch.einsum("td,tnd->tn", self.query(target), self.key(tokens)) / tokens.shape[-1] ** 0.5
        weights = weights.float().masked_fill(mask == 0, -1e9).softmax(-1)
        parts = self.outer(self.drop(nn.functional.gelu(self.token(tokens) + self.target(target)[:, None])))
        return torch.einsum("tn,tnc->tc", weights, parts.float())


class DirectedHead(nn.Module):
    """Who treats whom, from the vectors of two spans and the sentence's first token."""

    def __init__(self, size: int):
        super().__init__()
        self.inner, self.outer, self.drop = nn.Linear(4 * size, size), nn.Linear(size, 5), nn.Dropout(0.1)

    def forward(self, vectors, rows, p, q):
        """rows (t,), p and q (t, n) weights → logits (t, 5)"""
        tokens = vectors[rows]
        p, q = torch.einsum("tn,tnd->td", p, tokens), torch.einsum("tn,tnd->td", q, tokens)
        joined = torch.cat([p, q, p * q, tokens[:, 0]], dim=-1)
        return self.outer(self.drop(nn.functional.gelu(self.inner(joined))))


class TagHead(nn.Module):
    """One layer of BIO tags, from the token vectors, the words' features, and both neighbours."""

    def __init__(self, size: int, kinds: int):
        super().__init__()
        self.inner, self.outer, self.drop = nn.Linear(size + FEATURES, size // 2), nn.Linear(3 * size // 2, 1 + 2 * kinds), nn.Dropout(0.1)

    def forward(self, vectors, features):
        """vectors (b, n, d), features (b, n, 16) → logits (b, n, 1 + 2 · kinds)"""
        inner = self.drop(nn.functional.gelu(self.inner(torch.cat([vectors, features.to(vectors.dtype)], dim=-1))))
        nothing = torch.zeros_like(inner[:, :1])
        before, after = torch.cat([nothing, inner[:, :-1]], dim=1), torch.cat([inner[:, 1:], nothing], dim=1)
        return self.outer(torch.cat([before, inner, after], dim=-1))


class Network(nn.Module):
    """The encoder and all heads. `target_other` only helps to train: other domains have a head of their own."""

    def __init__(self, encoder):
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder = encoder
        self.known = nn.Linear(FEATURES, size, bias=False)
        nn.init.zeros_(self.known.weight)
        self.marking = Marking(size)
        self.tone = ToneHead(size)
        self.target, self.target_other = TargetHead(size), TargetHead(size)
        self.directed = DirectedHead(size)
        self.tags = nn.ModuleDict({layer: TagHead(size, len(kinds)) for layer, kinds in TAGS.items()})

    def encode(self, ids, mask, features):
        """Word pieces (b, n) and what `analysis.features` knows of their words (b, n, 16) → token vectors (b, n, d)"""
        words = self.encoder.embeddings.word_embeddings(ids) + self.known(features)
        return self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state

    def sentiment(self, head, vectors, mask, rows, spans):
        """Logits (t, 3) of `target` or `target_other` for targets whose sentences are `rows` (t,) and whose tokens `spans` (t, n) weigh."""
        mask = mask[rows]
        return getattr(self, head)(self.marking(vectors[rows], mask, spans), mask, spans)
