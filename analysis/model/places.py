"""Where does each word of a window stand to a passage? Facts that the holders' head is told of."""

import numpy as np

STEPS = np.array([2, 3, 5, 9, 17, 33])  # borders of the distances in words
INSIDE, BEFORE, BEHIND, SENTENCES_BEFORE, SENTENCES_BEHIND = 0, 1, 8, 15, 19


def places(first: int, behind: int, sentences: np.ndarray) -> np.ndarray:
    """In 21 steps: 0 within the passage, 1–7 before it in its sentence, 8–14 behind it, 15–18 sentences before, 19–20 sentences behind: (n,).

    Args:
        first, behind: the passage's first word in the window and the one behind its last.
        sentences: (n,) number of each word's sentence.
    """
    at = np.arange(len(sentences))
    apart = sentences - sentences[first]
    before = BEFORE + np.searchsorted(STEPS, first - at, side="right")
    after = BEHIND + np.searchsorted(STEPS, at - behind + 1, side="right")
    found = np.where(at < first, before, np.where(at >= behind, after, INSIDE))
    found = np.where(apart < 0, SENTENCES_BEFORE + np.searchsorted([2, 3, 5], -apart, side="right"), found)
    return np.where(apart > 0, SENTENCES_BEHIND + (apart > 1), found)
