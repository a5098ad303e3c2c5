"""Who could judge whom in a sentence? The questions that the judge is asked, each with the marks that it reads the sentence with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.schema import AUTHOR, UNKNOWN

ANYBODY = "anybody"  # whoever it is: what public sets of sentences label
VOICES = (AUTHOR, UNKNOWN, "actor", ANYBODY)
TARGET, VOICE, OWN, AROUND, OTHERS, NOT_KNOWN = (1 << i for i in range(6))  # marks of a word
MARKS = 6


@dataclass(frozen=True, slots=True)
class Question:
    """Does `voice` treat `target` well or badly? `marks` (n,): what each word of the sentence is to the two, as bits."""

    target: str
    voice: str
    marks: np.ndarray


def questions(first: int, behind: int, mentions: Sequence, passages: Sequence, issues: frozenset[str]) -> list[Question]:
    """All questions of one sentence: every target mentioned in it, and as voices the author, nobody named, the holders of its passages
    and the actors in it.

    Args:
        first, behind: the sentence's words.
        mentions: (first, behind, entities) of the mentions in it; passages: (first, behind, holders), outer ones before inner ones.
        issues: ids of entities that are no actors.
    """
    size = behind - first
    where: dict[str, np.ndarray] = {}
    for start, end, entities in mentions:
        for entity in entities:
            where.setdefault(entity, np.zeros(size, dtype=np.uint8))[max(0, start - first) : end - first] = 1
    holders = dict.fromkeys(h for _, _, held in passages for h in held if h != UNKNOWN)
    voices = dict.fromkeys([AUTHOR, UNKNOWN, *holders, *(e for e in where if e not in issues)])
    words = {voice: _words_of(voice, first, size, passages) for voice in voices}
    return [
        Question(target, voice, at * TARGET | words[voice] | where.get(voice, np.uint8(0)) * np.uint8(VOICE))
        for target, at in where.items()
        for voice in voices
        if voice != target or voice in holders
    ]


def of_anybody(question: Question) -> Question:
    """The same target, whoever judges it."""
    return Question(question.target, ANYBODY, (question.marks & TARGET) | NOT_KNOWN)


def without_passages(question: Question) -> Question:
    """The same question where nobody knows whose words the words are."""
    return Question(question.target, question.voice, (question.marks & (TARGET | VOICE)) | NOT_KNOWN)


def mark_bits(marks: np.ndarray) -> np.ndarray:
    """(…,) bits → (…, 6) zeros and ones."""
    return (marks[..., None] >> np.arange(MARKS, dtype=np.uint8) & 1).astype(np.float32)


def voice_bits(question: Question) -> np.ndarray:
    """(5,): which of VOICES it is, and whether it speaks of itself."""
    bits = np.zeros(len(VOICES) + 1, dtype=np.float32)
    bits[VOICES.index(question.voice) if question.voice in VOICES else VOICES.index("actor")] = 1
    bits[-1] = question.voice == question.target
    return bits


def _words_of(voice: str, first: int, size: int, passages: Sequence) -> np.ndarray:
    """Of each word: is it the voice's own, does it stand in others' words within the voice's, or is it another's?"""
    own = np.full(size, OWN if voice == AUTHOR else 0, dtype=np.uint8)
    for start, end, held in passages:
        part = slice(max(0, start - first), max(0, end - first))
        around = own[part] & (OWN | AROUND) > 0 if voice != AUTHOR else np.zeros_like(own[part], dtype=bool)
        own[part] = OWN if voice in held else np.where(around, AROUND | OTHERS, OTHERS)
    return own
