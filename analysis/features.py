"""What of a word can the encoder not see? How it is written, for it reads lower case only, and what our word lists say of it."""

from functools import cache

import numpy as np

from analysis import lexicon

FEATURES = 16
# Lists whose words tell names from other words, in the order of the last features; "+" marks a body that needs no name.
LISTS = (
    ("first_names_female", "first_names_male"),
    ("countries", "places"),
    ("titles", "roles"),
    ("institutions", "company_endings"),
    ("groups",),
    ("not_actors",),
)


def word_features(text: str, offsets, goes_on) -> np.ndarray:
    """Of each word piece what is known of its word: (pieces, 16), 0 … 1 but for the valence, −1 … +1; zeros where a piece is no text.

    Capital first letter, all capitals, first word, digit, goes on, between quotation marks, word before and word after capitalized,
    share of capitalized words in the text (a headline's is high); VADER's valence (Hutto & Gilbert 2014) ÷ 4; and whether the word
    stands in each of LISTS.

    Args:
        offsets: (start, end) of each piece; goes_on: whether it continues a word.
    """
    words, word_of = [], []
    for (start, end), more in zip(offsets, goes_on, strict=True):
        if end > start and more and words:
            words[-1][1] = int(end)
        elif end > start:
            words.append([int(start), int(end)])
        word_of.append(len(words) - 1 if end > start else -1)
    first = [text[s] for s, _ in words]
    capital = [c.isupper() for c in first]
    share = sum(capital) / max(1, sum(c.isalpha() for c in first))
    inside, marks = False, []
    for char in first:
        inside = True if char in "“„«" else False if char in "”»" else not inside if char == '"' else inside
        marks.append(inside)
    features = np.zeros((len(word_of), FEATURES), dtype=np.float32)
    for i, w in enumerate(word_of):
        if w >= 0:
            start, end = offsets[i]
            word = text[words[w][0] : end]
            before, after = w > 0 and capital[w - 1], w + 1 < len(words) and capital[w + 1]
            features[i, :9] = (
                capital[w],
                word.isupper() and len(word) > 1,
                w == 0,
                any(c.isdigit() for c in text[start:end]),
                goes_on[i],
                marks[w],
                before,
                after,
                share,
            )
            features[i, 9:] = _known(text[slice(*words[w])].lower())
    return features


@cache
def _known(word: str) -> tuple[float, ...]:
    """VADER's valence of a word ÷ 4, and which of LISTS have it, alone or as part of an entry."""
    return (lexicon.valences().get(word, 0.0) / 4, *(float(word in words) for words in _lists()))


@cache
def _lists() -> tuple[frozenset[str], ...]:
    entries = lambda names: (entry for name in names for entry in lexicon.words(name))
    return tuple(
        frozenset(word.rstrip(".") for entry in entries(names) for word in entry.lower().split()) - {"+", "of", "the"} for names in LISTS
    )
