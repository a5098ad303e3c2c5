"""Which words does the network read at once? An article as windows of whole sentences, each with the sentences before as context."""

import re
from dataclasses import dataclass

import numpy as np

from analysis import lexicon
from analysis.schema import Span

LONGEST = 510  # word pieces of a window, as many as the encoder has places for
CONTEXT = 130  # of them at most so many, headline and sentences before, are there to be understood by
LONGEST_UNIT = LONGEST - CONTEXT - 2  # pieces that are never parted; a longer sentence is
FEATURES = 9
FIRST, LAST = 0, 2  # the pieces that open and close a window (MPNet)
# One word to a reader, though the tokenizer cuts it: "U.S.", "Da’esh", "O’Brien".
ONE_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[A-Za-z]+(?:[’'][A-Za-z]{3,})+")
OPENING, CLOSING = "“„«", "”»"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an article, in their order.

    Attributes:
        starts, ends: (n,) character offsets into the text.
        sentences: (n,) number of each word's sentence among those given.
        pieces: for each word the numbers of its word pieces.
        features: (n, 9) what the encoder, which reads lower-case pieces, cannot see: capital first letter, all capitals, a digit,
            first word of its sentence, between quotation marks, word before and word after capitalized, share of capitalized words
            in the sentence; VADER's valence (Hutto & Gilbert 2014) ÷ 4.
    """

    starts: np.ndarray
    ends: np.ndarray
    sentences: np.ndarray
    pieces: tuple[tuple[int, ...], ...]
    features: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)

    def within(self, start: int, end: int) -> tuple[int, int]:
        """First word and the one behind the last that the characters from `start` to `end` touch; empty where they touch none."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        return first, max(first, int(np.searchsorted(self.starts, end, side="left")))

    def span(self, first: int, behind: int) -> Span:
        """The characters from one word to before another."""
        return Span(int(self.starts[first]), int(self.ends[behind - 1]))


@dataclass(frozen=True, slots=True)
class Window:
    """What the network reads at once: `words` (n,) numbers of the words, of which those from `own` on are judged here, the others are context."""

    words: np.ndarray
    own: int


def words_of(text: str, sentences: list[tuple[int, int]], tokenizer) -> Words:
    """Cut the sentences of a text, (start, end) each, into words and their pieces."""
    starts, ends, numbers, pieces, features = [], [], [], [], []
    for number, (start, end) in enumerate(sentences):
        sentence = text[start:end]
        encoding = tokenizer.encode(sentence, add_special_tokens=False)
        found, parts = _joined(sentence, encoding)
        starts += [start + s for s, _ in found]
        ends += [start + e for _, e in found]
        numbers += [number] * len(found)
        pieces += parts
        features.append(_features(sentence, found))
    table = np.concatenate(features) if features else np.zeros((0, FEATURES), dtype=np.float32)
    return Words(np.array(starts, dtype=int), np.array(ends, dtype=int), np.array(numbers, dtype=int), tuple(pieces), table)


def windows_of(words: Words, has_headline: bool) -> list[Window]:
    """Windows whose own words tile the article. Context is the headline, then as many whole sentences before as there is room for."""
    sizes = np.array([len(p) for p in words.pieces], dtype=int)
    units = _units(words.sentences, sizes)
    totals = [int(sizes[a:b].sum()) for a, b in units]
    headline = units[0] if has_headline and units and totals[0] <= CONTEXT // 2 else None
    windows, at = [], 0
    while at < len(units):
        context, room = [], CONTEXT
        if at and headline is not None:
            context, room = [headline], CONTEXT - totals[0]
        before = at
        while before > (headline is not None) and totals[before - 1] <= room:
            before -= 1
            room -= totals[before]
        context += units[before:at]
        left, own = LONGEST - 2 - sum(int(sizes[a:b].sum()) for a, b in context), at
        while at < len(units) and totals[at] <= left:
            left -= totals[at]
            at += 1
        numbers = [np.arange(a, b) for a, b in context + units[own:at]]
        windows.append(Window(np.concatenate(numbers), sum(b - a for a, b in context)))
    return windows


def pieces_of(words: Words, window: Window) -> tuple[np.ndarray, np.ndarray]:
    """(pieces,) their numbers, with those that open and close, and (pieces,) the place in the window of each piece's word, −1 where it has none."""
    ids, places = [FIRST], [-1]
    for place, word in enumerate(window.words):
        ids += words.pieces[word]
        places += [place] * len(words.pieces[word])
    return np.array([*ids, LAST], dtype=np.int64), np.array([*places, -1], dtype=np.int64)


def _units(sentences: np.ndarray, sizes: np.ndarray) -> list[tuple[int, int]]:
    """Ranges of words that stay together: sentences, those of more than LONGEST_UNIT pieces in parts."""
    units, start, total = [], 0, 0
    for i in range(len(sentences)):
        if i > start and (sentences[i] != sentences[i - 1] or total + sizes[i] > LONGEST_UNIT):
            units.append((start, i))
            start, total = i, 0
        total += sizes[i]
    return [*units, (start, len(sentences))] if len(sentences) else []


def _joined(text: str, encoding) -> tuple[list[tuple[int, int]], list[tuple[int, ...]]]:
    """Words as a reader sees them, (start, end) each, and their pieces; of a word of very many pieces the first ones."""
    unbroken, words, pieces, last = [m.span() for m in ONE_WORD.finditer(text)], [], [], None
    for id_, (start, end), word in zip(encoding.ids, encoding.offsets, encoding.word_ids, strict=True):
        if word is None or end == start:
            continue
        if words and (word == last or any(first < start < behind for first, behind in unbroken)):
            words[-1] = (words[-1][0], end)
            if len(pieces[-1]) < LONGEST_UNIT:
                pieces[-1] = (*pieces[-1], id_)
        else:
            words.append((start, end))
            pieces.append((id_,))
        last = word
    return words, pieces


def _features(text: str, words: list[tuple[int, int]]) -> np.ndarray:
    first = [text[s] for s, _ in words]
    capital = [c.isupper() for c in first]
    share = sum(capital) / max(1, sum(c.isalpha() for c in first))
    inside, features = False, np.zeros((len(words), FEATURES), dtype=np.float32)
    valences = lexicon.valences()
    for i, (start, end) in enumerate(words):
        word, char = text[start:end], first[i]
        inside = True if char in OPENING else False if char in CLOSING else not inside if char == '"' else inside
        features[i] = (
            capital[i],
            word.isupper() and len(word) > 1,
            any(c.isdigit() for c in word),
            i == 0,
            inside,
            i > 0 and capital[i - 1],
            i + 1 < len(words) and capital[i + 1],
            share,
            valences.get(word.lower(), 0.0) / 4,
        )
    return features
