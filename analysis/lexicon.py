"""What do VADER and its words say? And where do our own word lists lie?

VADER: Hutto & Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text" (ICWSM).
It is the transparent baseline beside the news model: its score is a column and its words are shown.
"""

from functools import cache
from pathlib import Path

from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentimentIntensityAnalyzer, SentiText

from analysis.schema import Evidence, Span

LEXICONS = Path(__file__).parent.parent / "data" / "lexicons"


@cache
def words(name: str) -> frozenset[str]:
    """The entries of `data/lexicons/<name>.txt`, one a line; lines that begin with # are comments."""
    lines = (LEXICONS / f"{name}.txt").read_text(encoding="utf8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def valences() -> dict[str, float]:
    """VADER's words and their valences, −4 … +4."""
    return _analyzer().lexicon


def compound(sentence: str) -> float:
    """VADER's compound score of one sentence, −1 … +1. Never give it a whole paragraph: the score saturates with length."""
    return _analyzer().polarity_scores(sentence)["compound"]


def cues(text: str, start: int = 0) -> tuple[Evidence, ...]:
    """The words that VADER weighs in a sentence, with their valences after negation, boosters and "but" (about −4 … +4).

    Args:
        text: one sentence.
        start: where the sentence begins in the article; spans count from there.
    """
    analyzer, parts = _analyzer(), SentiText(text)
    tokens, valences = parts.words_and_emoticons, []
    for i, token in enumerate(tokens):
        booster = token.lower() in BOOSTER_DICT or (token.lower() == "kind" and tokens[i + 1 : i + 2] == ["of"])
        valences = [*valences, 0] if booster else analyzer.sentiment_valence(0, parts, token, i, valences)
    found, at = [], 0
    for token, valence in zip(tokens, analyzer._but_check(tokens, valences), strict=True):
        begin = text.find(token, at)
        if begin < 0:
            continue
        at = begin + len(token)
        if valence:
            found.append(Evidence(Span(start + begin, start + at), float(valence)))
    return tuple(found)
