"""How does a result read in a terminal?"""

from collections.abc import Iterator

import pandas as pd

from analysis.schema import AGAINST, FAVOR

BAR = 10  # characters for a tone of ±1
EXCERPT = 60  # characters of a paragraph that are shown
MOST_ACTORS = MOST_POSITIONS = 10


def to_text(tables: dict[str, pd.DataFrame]) -> str:
    """One article in short: tone by paragraph, how the actors are treated, who is for and against whom or what."""
    return "\n".join(printable(line) for part in (_tone, _actors, _positions) for line in part(tables)) + "\n"


def printable(text: str) -> str:
    """The text on one line, with spaces for the characters that would steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _tone(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    (article,) = tables["articles"].itertuples()
    yield article.headline or article.article
    yield f"{article.words:,} words in {article.paragraphs} paragraph{'s'[: article.paragraphs != 1]}, scored by {article.scorer}"
    yield from ("", "Tone by paragraph, −1 to +1")
    for row in tables["paragraphs"].itertuples():
        yield f"{row.paragraph:>4} {row.tone:+.2f} {_bar(row.tone)} {_excerpt(row.text)}"


def _actors(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    actors = tables["actors"].sort_values("mentions", ascending=False, kind="stable").head(MOST_ACTORS)
    if len(actors):
        yield from ("", "How actors are treated, −1 to +1: by all, by the author, by the others")
    for row in actors.itertuples():
        figures = (row.sentiment, row.author_sentiment, row.quoted_sentiment)
        yield f"     {' '.join('  ·  ' if pd.isna(value) else f'{value:+.2f}' for value in figures)}  {row.name} ({row.mentions}×)"


def _positions(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    names = {**_names(tables["issues"], "issue"), **_names(tables["actors"], "actor")}
    sides = tables["positions"][tables["positions"]["stance"].isin((FAVOR, AGAINST))]
    if len(sides):
        yield from ("", "Who stands where")
    for row in sides.sort_values("confidence", ascending=False, kind="stable").head(MOST_POSITIONS).itertuples():
        toward = "against" if row.stance == AGAINST else "in favor of"
        yield f"     {names.get(row.holder, 'somebody unnamed')} {toward} {names[row.target]}"


def _names(table: pd.DataFrame, key: str) -> dict[str, str]:
    return dict(zip(table[key], table["name"], strict=True))


def _bar(tone: float) -> str:
    """A bar from the middle: to the left for a negative tone, to the right for a positive one."""
    cells = "▇" * round(abs(tone) * BAR)
    return f"{cells if tone < 0 else '':>{BAR}}│{cells if tone > 0 else '':<{BAR}}"


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1].rstrip()}…"
