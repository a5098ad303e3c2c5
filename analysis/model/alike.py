"""What do the words of two mentions have in common, and how far are they apart? Facts that the links' head is told of."""

import re

import numpy as np

NOTHING, SAME, LAST_WORD, PART, INITIALS, SHARED, SAME_PRONOUN, OTHER_PRONOUN = range(8)
PRONOUNS = {
    form: family
    for family, forms in {
        "he": "he him his himself",
        "she": "she her hers herself",
        "it": "it its itself this that",
        "they": "they them their theirs themselves both these those each",
        "we": "we us our ours ourselves",
        "i": "i me my mine myself",
        "you": "you your yours yourself yourselves",
    }.items()
    for form in forms.split()
}
STEPS = np.array([1, 2, 3, 5, 9, 17, 33])  # borders of the distances in sentences
NEAR, NESTED = 8, 9  # the neighbour in one sentence; one mention within the other
SKIPPED = frozenset("the a an mr mrs ms dr sen rep gov president senator former of and for".split())


def matches(words: list[str]) -> np.ndarray:
    """How the words of each mention (row) relate to those of each other one (column): (m, m) of the eight constants above."""
    forms = sorted(set(words))
    table = np.zeros((len(forms), len(forms)), dtype=np.int64)
    told = [_told(form) for form in forms]
    by_word: dict[str, list[int]] = {}
    for i, (_, tokens, _, family) in enumerate(told):
        for token in {family} if family else set(tokens):
            by_word.setdefault(token, []).append(i)
    for sharing in by_word.values():
        for i in sharing:
            for j in sharing:
                table[i, j] = table[i, j] or _match(told[i], told[j])
    pronouns = [i for i, t in enumerate(told) if t[3]]
    for i in pronouns:
        for j in pronouns:
            table[i, j] = SAME_PRONOUN if told[i][3] == told[j][3] else OTHER_PRONOUN
    by_initials: dict[str, list[int]] = {}
    for j, (_, _, initials, _) in enumerate(told):
        if initials:
            by_initials.setdefault(initials, []).append(j)
    for i, (_, tokens, _, family) in enumerate(told):
        if len(tokens) == 1 and not family:
            for j in by_initials.get(tokens[0].replace(".", ""), ()):
                table[i, j] = table[j, i] = INITIALS
    places = [forms.index(word) for word in words] if len(forms) < 50 else list(map({f: i for i, f in enumerate(forms)}.get, words))
    return table[np.ix_(places, places)]


def distances(spans: np.ndarray, sentences: np.ndarray) -> np.ndarray:
    """How far each mention (row) is from each other one (column), in ten steps: (m, m).

    Args:
        spans: (m, 2) first word and the one behind the last; sentences: (m,) their sentences' numbers.
    """
    apart = np.searchsorted(STEPS, np.abs(sentences[:, None] - sentences[None]), side="right")
    order = np.arange(len(spans))
    apart[(np.abs(order[:, None] - order[None]) == 1) & (sentences[:, None] == sentences[None])] = NEAR
    first, behind = spans[:, 0], spans[:, 1]
    inside = (first[:, None] >= first[None]) & (behind[:, None] <= behind[None])
    apart[inside | inside.T] = NESTED
    return apart


def is_pronoun(words: str) -> bool:
    return words.lower() in PRONOUNS


def _told(form: str) -> tuple[str, tuple[str, ...], str, str | None]:
    """(folded form, its telling words, its initials, the pronoun's family or None)"""
    family = PRONOUNS.get(form.lower())
    tokens = tuple(t for t in re.findall(r"[\w.]*\w", re.sub(r"[’']s\b", "", form.lower())) if t not in SKIPPED)
    capitals = re.findall(r"\b([A-Z])\w+", form)
    return " ".join(tokens), tokens, "".join(capitals).lower() if len(capitals) > 1 else "", family


def _match(one, other) -> int:
    if one[0] == other[0]:
        return SAME
    if one[1][-1] == other[1][-1]:
        return LAST_WORD
    return PART if set(one[1]) <= set(other[1]) or set(other[1]) <= set(one[1]) else SHARED
