"""Which spans do the tags of words make? The likeliest ones as a whole, where each word alone may contradict its neighbor."""

import re

import numpy as np

# One word to a reader, though the tokenizer cuts it: "U.S.", "Da’esh", "O’Brien".
ONE_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[A-Za-z]+(?:[’'][A-Za-z]{3,})+")


def words_of(text: str, offsets, goes_on) -> list[tuple[int, int, int]]:
    """The words that word pieces make: (index of the first piece, start, end). Pieces that are no text belong to none."""
    unbroken, words = [match.span() for match in ONE_WORD.finditer(text)], []
    for i, (start, end) in enumerate(offsets):
        if end == start:
            continue
        if words and (goes_on[i] or any(first < start < last for first, last in unbroken)):
            words[-1][2] = int(end)
        else:
            words.append([i, int(start), int(end)])
    return [tuple(word) for word in words]


def likeliest_tags(logits: np.ndarray, outside: float, begin: float) -> list[int]:
    """The most likely row of tags (Viterbi 1967) in which a span goes on only after its own beginning (Ramshaw & Marcus 1995).

    Args:
        logits: (words, 1 + 2 · kinds): outside, then for each kind begin and inside.
        outside: is added to each word outside of all spans.
        begin: is added to each span; negative: fewer and longer ones.
    """
    scores = logits - logits.max(axis=1, keepdims=True)
    scores[:, 0] += outside
    scores[:, 1::2] += begin
    tags = np.arange(scores.shape[1])
    inside = (tags > 0) & (tags % 2 == 0)
    owns = (tags[:, None] == tags[None] - 1) | (tags[:, None] == tags[None])
    barred = np.where(inside & ~owns, -np.inf, 0.0)  # from, to
    best, came_from = np.where(inside, -np.inf, scores[0]), []
    for row in scores[1:]:
        paths = best[:, None] + barred
        came_from.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    path = [int(best.argmax())]
    for sources in reversed(came_from):
        path.append(int(sources[path[-1]]))
    return path[::-1]


def spans_of(words: list[tuple[int, int, int]], tags: list[int]) -> list[tuple[int, int, int]]:
    """(start, end, kind) of every span that the words' tags make; kinds count from 0."""
    spans = []
    for (_, start, end), tag in zip(words, tags, strict=True):
        if tag % 2:
            spans.append([start, end, (tag - 1) // 2])
        elif tag:
            spans[-1][1] = end
    return [tuple(span) for span in spans]
