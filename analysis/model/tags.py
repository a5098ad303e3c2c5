"""Which spans do the tags of words make? The likeliest ones as a whole, where each word alone may contradict its neighbor."""

import itertools

import numpy as np

NAME_KINDS = ("person", "organization", "place")
PASSAGE, GOES_ON = 0, 1  # kinds of a passage: it begins, or it continues the one before it


def likeliest_spans(reading, layer: str, weights: dict[str, float]) -> list[tuple[int, int, int]]:
    """(first word, the one behind the last, kind) of every span of a layer of tags; no span crosses the border of a sentence.

    Args:
        reading: an `analysis.model.Reading`.
        layer: name, source, cue or content, whose tags begin and go on for each kind; passage or nested, whose kinds share one tag inside.
        weights: `outside` is added to each word outside of all spans, `begin` to each beginning; fitted on tuning rows.
    """
    spans, sentences = [], reading.words.sentences
    if not len(sentences):
        return spans
    begins, inside = _roles(layer, reading.tags[layer].shape[1])
    borders = [0, *(np.flatnonzero(np.diff(sentences)) + 1), len(sentences)]
    for first, behind in itertools.pairwise(borders):
        tags = _likeliest(reading.tags[layer][first:behind], begins, inside, **weights)
        spans += [(first + a, first + b, kind) for a, b, kind in _spans(tags, begins)]
    return spans


def _roles(layer: str, tags: int) -> tuple[list[int], dict[int, list[int]]]:
    """The tags that begin a span, in the order of their kinds, and for each tag inside a span those that it may follow."""
    if layer in ("passage", "nested"):
        return [1, 3], {2: [1, 2, 3]}
    return list(range(1, tags, 2)), {tag: [tag - 1, tag] for tag in range(2, tags, 2)}


def _likeliest(logits: np.ndarray, begins: list[int], inside: dict[int, list[int]], outside: float, begin: float) -> list[int]:
    """The most likely row of tags (Viterbi 1967) in which a span goes on only after its own beginning (Ramshaw & Marcus 1995)."""
    scores = logits - logits.max(axis=1, keepdims=True)
    scores[:, 0] += outside
    scores[:, begins] += begin
    barred = np.zeros((scores.shape[1],) * 2)  # from, to
    start = scores[0].copy()
    for tag, after in inside.items():
        barred[:, tag] = -np.inf
        barred[after, tag] = 0.0
        start[tag] = -np.inf
    best, came_from = start, []
    for row in scores[1:]:
        paths = best[:, None] + barred
        came_from.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    path = [int(best.argmax())]
    for sources in reversed(came_from):
        path.append(int(sources[path[-1]]))
    return path[::-1]


def _spans(tags: list[int], begins: list[int]) -> list[tuple[int, int, int]]:
    spans = []
    for i, tag in enumerate(tags):
        if tag in begins:
            spans.append([i, i + 1, begins.index(tag)])
        elif tag:
            spans[-1][1] = i + 1
    return [tuple(span) for span in spans]
