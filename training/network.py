"""The annotator's network: one encoder, and a small head for each question, all of which read the same word vectors.

Shapes: b windows, p pieces, n words of a window, d the width of the vectors. `training.export` writes the same modules as ONNX graphs.
"""

import torch
from torch import nn
from torch.nn.functional import gelu, scaled_dot_product_attention

FEATURES = 9  # of a word, see analysis.model.windows
KINDS = ("person", "organization", "group", "place", "issue")  # of a mention
NAMES = ("person", "organization", "place")  # of a name, tagged B and I
TAGS = {
    "name": 7,
    "source": 3,
    "cue": 3,
    "content": 3,
    "passage": 4,
    "nested": 4,
}  # layers of tags a word; passages: outside, begins, inside, goes on
SPAN, LINK, POINT, NARROW, PARTS = 192, 32, 32, 192, 4
DOTS = 16  # dot products of two mentions; of a passage and a word half as many
MATCHES, DISTANCES = 8, 10  # how the words of two mentions are alike; how far they are apart
VOICES = ("author", "unknown", "actor", "anybody")
MARKS = 6  # target, voice, the voice's innermost words, its words around others', another's innermost words, passages not known
SAME_AS_TARGET = len(VOICES)  # the voice speaks of itself: one more feature of the pair
LABELS = 3  # none, negative, positive


class Tags(nn.Module):
    """A layer of tags from the words' vectors and both neighbours."""

    def __init__(self, size: int, tags: int):
        super().__init__()
        self.inner, self.outer, self.drop = nn.Linear(size, 256), nn.Linear(768, tags), nn.Dropout(0.1)

    def forward(self, words):
        """(b, n, d) → (b, n, tags)"""
        inner = self.drop(gelu(self.inner(words)))
        nothing = torch.zeros_like(inner[:, :1])
        return self.outer(torch.cat([torch.cat([nothing, inner[:, :-1]], 1), inner, torch.cat([inner[:, 1:], nothing], 1)], -1))


class Mentions(nn.Module):
    """Which spans name an actor or issue, of which kind? Biaffine over first and last word (Dozat & Manning 2017, Yu et al. 2020)."""

    def __init__(self, size: int):
        super().__init__()
        self.first, self.last, self.drop = nn.Linear(size, SPAN), nn.Linear(size, SPAN), nn.Dropout(0.1)
        self.both = nn.Parameter(torch.randn(len(KINDS), SPAN, SPAN) * 0.01)
        self.one, self.other = nn.Linear(SPAN, len(KINDS)), nn.Linear(SPAN, len(KINDS))
        nn.init.constant_(self.one.bias, -5.0)  # hardly any span is a mention

    def forward(self, words):
        """(b, n, d) → logits (b, first, last, kinds) against 0 for no mention"""
        first, last = self.drop(gelu(self.first(words))), self.drop(gelu(self.last(words)))
        both = torch.einsum("bis,ksr,bjr->bijk", first, self.both, last)
        return both + self.one(first)[:, :, None] + self.other(last)[:, None]


class Links(nn.Module):
    """Does a mention go back to an earlier one? Dot products of the two, what their words have in common and how far they are apart."""

    def __init__(self, size: int):
        super().__init__()
        self.joined = nn.Linear(3 * size, DOTS * LINK)
        self.later, self.earlier = nn.Linear(DOTS * LINK, DOTS * LINK), nn.Linear(DOTS * LINK, DOTS * LINK)
        self.match, self.distance = nn.Embedding(MATCHES, 24), nn.Embedding(DISTANCES, 16)
        self.inner, self.outer, self.new = nn.Linear(DOTS + 40, 64), nn.Linear(64, 1), nn.Linear(DOTS * LINK, 1)
        self.drop = nn.Dropout(0.1)

    def vectors(self, first, last, mean):
        """Of each mention its first and last word and the mean of all: (m, d) each → (m, DOTS · LINK)"""
        return self.drop(gelu(self.joined(torch.cat([first, last, mean], -1))))

    def forward(self, mentions, match, distance):
        """mentions (m, …), match and distance (later, earlier) → logits (later, earlier), and (later,) of being new"""
        m = len(mentions)
        later = self.later(mentions).reshape(m, DOTS, LINK).transpose(0, 1)
        earlier = self.earlier(mentions).reshape(m, DOTS, LINK).transpose(0, 1)
        dots = (later @ earlier.transpose(1, 2)).permute(1, 2, 0) / LINK**0.5
        return self.scores(dots, match, distance), self.new(mentions).squeeze(-1)

    def scores(self, dots, match, distance):
        """dots (later, earlier, DOTS), match and distance (later, earlier) → logits (later, earlier)"""
        seen = torch.cat([dots, self.match(match).to(dots.dtype), self.distance(distance).to(dots.dtype)], -1)
        return self.outer(gelu(self.inner(seen))).squeeze(-1)


class Holders(nn.Module):
    """Whose words is a passage? A pointer to a word of its window, or nobody named."""

    def __init__(self, size: int):
        super().__init__()
        dots = DOTS // 2
        self.query, self.key = nn.Linear(5 * size, dots * POINT), nn.Linear(size, dots * POINT)
        self.place = nn.Embedding(24, 16)
        self.inner, self.outer, self.nobody = nn.Linear(dots + 16, 64), nn.Linear(64, 1), nn.Linear(dots * POINT, 1)
        self.drop = nn.Dropout(0.1)

    def forward(self, passages, words, place):
        """passages (q, 5d): word before, first, mean, last, word behind; words (q, n, d), place (q, n) → logits (q, n + 1), the last one: nobody"""
        q, n, _ = words.shape
        query = self.drop(gelu(self.query(passages))).reshape(q, -1)
        key = self.key(words).reshape(q, n, DOTS // 2, POINT)
        seen = torch.einsum("qkp,qnkp->qnk", query.reshape(q, DOTS // 2, POINT), key) / POINT**0.5
        seen = torch.cat([seen, self.place(place).to(seen.dtype)], -1)
        return torch.cat([self.outer(gelu(self.inner(seen))).squeeze(-1), self.nobody(query)], -1)


class Block(nn.Module):
    """One narrow transformer layer, normalized first."""

    def __init__(self):
        super().__init__()
        self.before, self.between = nn.LayerNorm(NARROW), nn.LayerNorm(NARROW)
        self.mixed, self.joined = nn.Linear(NARROW, 3 * NARROW), nn.Linear(NARROW, NARROW)
        self.inner, self.outer, self.drop = nn.Linear(NARROW, 2 * NARROW), nn.Linear(2 * NARROW, NARROW), nn.Dropout(0.1)

    def forward(self, x, mask):
        """x (t, n, w), mask (t, n) → (t, n, w)"""
        t, n, _ = x.shape
        query, key, value = self.mixed(self.before(x)).reshape(t, n, 3, PARTS, NARROW // PARTS).permute(2, 0, 3, 1, 4)
        seen = scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None])
        x = x + self.drop(self.joined(seen.transpose(1, 2).reshape(t, n, NARROW)))
        return x + self.drop(self.outer(gelu(self.inner(self.between(x)))))


class Judge(nn.Module):
    """Does a voice treat a target in a sentence badly, well, or not at all? Narrow layers read the sentence once more, told which words
    are the target's, the voice's and its passages'; the logits are sums of the words' parts, which are the evidence."""

    def __init__(self, size: int):
        super().__init__()
        self.down, self.mark = nn.Linear(size, NARROW), nn.Linear(MARKS, NARROW, bias=False)
        self.voice = nn.Linear(len(VOICES) + 1, NARROW, bias=False)
        self.blocks = nn.ModuleList(Block() for _ in range(2))
        self.normed, self.weight, self.part = nn.LayerNorm(NARROW), nn.Linear(2 * NARROW, NARROW), nn.Linear(2 * NARROW, NARROW)
        self.scale, self.outer, self.drop = nn.Linear(NARROW, 1), nn.Linear(NARROW, LABELS), nn.Dropout(0.1)

    def forward(self, words, mask, marks, voice):
        """words (t, n, d), mask (t, n), marks (t, n, 6), voice (t, 5) → parts of the logits (t, n, 3): their sum over the words"""
        x = self.down(words) + self.mark(marks) + self.voice(voice)[:, None]
        for block in self.blocks:
            x = block(x, mask)
        x = self.normed(x)
        target = marks[..., :1]
        asked = (x * target).sum(1) / target.sum(1).clamp(min=1)
        x = torch.cat([x, asked[:, None].expand_as(x)], -1)
        weights = self.scale(torch.tanh(self.weight(x))).squeeze(-1).float().masked_fill(~mask, -1e9).softmax(-1)
        return weights[..., None] * self.outer(self.drop(gelu(self.part(x)))).float()


class Tone(nn.Module):
    """How each word sounds where it stands; a passage's tone is the mean of its words."""

    def __init__(self, size: int):
        super().__init__()
        self.inner, self.outer, self.drop = nn.Linear(size, 384), nn.Linear(384, 1), nn.Dropout(0.1)
        self.steep = nn.Parameter(torch.tensor(6.0))  # how steeply labels of paragraphs follow the tone
        self.borders = nn.Parameter(torch.tensor([-0.2, 0.3]))  # between negative, neutral and positive paragraphs

    def forward(self, words):
        """(…, d) → (…)"""
        return self.outer(self.drop(gelu(self.inner(words)))).squeeze(-1)


class Network(nn.Module):
    """The encoder and all heads."""

    def __init__(self, encoder):
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder = encoder
        self.known = nn.Linear(FEATURES + 1, size, bias=False)  # the last one: the word is context
        nn.init.zeros_(self.known.weight)
        self.tags = nn.ModuleDict({layer: Tags(size, tags) for layer, tags in TAGS.items()})
        self.mentions, self.links, self.holders, self.judge, self.tone = Mentions(size), Links(size), Holders(size), Judge(size), Tone(size)

    def read(self, ids, mask, places, features):
        """Pieces (b, p), their mask and the places of their words (b, p), −1 for none, features (b, n, 10) → word vectors (b, n, d)"""
        return self.read_embedded(self.encoder.embeddings.word_embeddings(ids), mask, places, features)

    def read_embedded(self, embeddings, mask, places, features):
        """The same from the pieces' embeddings (b, p, d)."""
        shares, known = self._words(places, features)
        pieces = self.encoder(inputs_embeds=embeddings + known, attention_mask=mask).last_hidden_state
        return self._pooled(shares, pieces)

    def read_placed(self, embeddings, places, features):
        """The same of windows without padding, from embeddings to which those of their places have been added."""
        shares, known = self._words(places, features)
        return self._pooled(shares, self.encoder.encoder(self.encoder.embeddings.LayerNorm(embeddings + known))[0])

    def _words(self, places, features):
        """Which piece belongs to which word (b, n, p), and what is known of each piece's word (b, p, d)"""
        n = features.shape[1]
        shares = (places[:, None] == torch.arange(n, device=places.device)[None, :, None]).to(self.known.weight.dtype)
        return shares, shares.transpose(1, 2) @ self.known(features)

    def _pooled(self, shares, pieces):
        shares = shares / shares.sum(-1, keepdim=True).clamp(min=1)
        return shares.to(pieces.dtype) @ pieces
