"""What does a comparison say, in plain words? A difference that could be noise is called so, whatever its size.

All functions take the tables of a `Comparison`; articles go by their letters.
"""

import pandas as pd

from analysis.compare.difference import NOISE, REAL
from analysis.narrative import Tables, listed, signed

MOST_TOLD = 3  # real differences of a kind that are told in a sentence; the table has all
VOICES = {"all": "", "author": " in the author’s own words", "quoted": " in the words of others"}


def lead(tables: Tables) -> str:
    """What tells the articles apart, in two or three sentences: their tone, and how they treat the actors they share."""
    return f"{tone_sentence(tables)} {actor_sentence(tables)}"


def tone_sentence(tables: Tables) -> str:
    """Which article sounds warmer, where that is sure."""
    rows = _of(tables, tone=True)
    real = rows[rows["verdict"] == REAL]
    if len(real):
        return f"{'; '.join(_tone_words(row) for row in _largest(real, MOST_TOLD))}."
    (row,) = _largest(rows, 1)
    first, second = row.letters.split("–")
    if len(rows) == 1:
        return f"In tone {first} and {second} cannot be told apart: the difference ({_figures(row)}) could be noise."
    return (
        f"In tone no two articles differ for sure: the largest difference, between {first} and {second} ({_figures(row)}), could be noise."
    )


def actor_sentence(tables: Tables) -> str:
    """Whom the articles treat differently, where that is sure."""
    rows, shared = _of(tables, tone=False), tables["shared_actors"]["shared"].nunique()
    if not shared:
        return "They have no actor in common."
    common = f"They have {shared} actor{'s'[: shared != 1]} in common"
    real = rows[rows["verdict"] == REAL]
    if len(real):
        return f"{common}. {'; '.join(_actor_words(row) for row in _largest(real, MOST_TOLD))}."
    noise = rows[rows["verdict"] == NOISE]
    if noise.empty:
        return f"{common}, but speak too little of {'that actor' if shared == 1 else 'any of them'} to tell a difference in treatment."
    (row,) = _largest(noise, 1)
    first, second = row.letters.split("–")
    return (
        f"{common}; no difference in treatment is sure. "
        f"The largest, toward {row.name} between {first} and {second}{VOICES[row.voices]} ({_figures(row)}), could be noise."
    )


def headline_sentence(tables: Tables) -> str:
    """Whose headline sounds warmer or harsher than the body under it, where that is sure."""
    rows = list(tables["compared_articles"].itertuples())
    told = [_headline_words(row) for row in rows if row.headline_verdict == REAL]
    alike = [row.letter for row in rows if row.headline_verdict == NOISE]
    if alike and len(alike) == len(rows):
        told.append("No headline can be told from its body in tone: the differences could be noise.")
    elif alike:
        told.append(f"The rest, of {listed(alike)}, could be noise." if told else f"The difference of {listed(alike)} could be noise.")
    missing = [row.letter for row in rows if pd.isna(row.headline_tone)]
    return " ".join([*told, *([f"Without a headline: {listed(missing)}."] if missing else [])])


def quoted_sentence(tables: Tables) -> str:
    """How much of each article is in others' words, as far as quotes were found."""
    shares = [f"{row.quoted_share:.0%} of {row.letter}" for row in tables["compared_articles"].itertuples()]
    return f"In others’ words: {listed(shares)}."


def arcs_alt(tables: Tables) -> str:
    """What the tone arcs show."""
    parts = [
        f"{letter} is harshest at {_middle(rows, rows['tone'].idxmin())} of its length and warmest at {_middle(rows, rows['tone'].idxmax())}"
        for letter, rows in tables["compared_paragraphs"].groupby("letter", sort=True)
    ]
    return f"Tone along each article, from its beginning to its end: {'; '.join(parts)}."


def actors_alt(tables: Tables) -> str:
    """What the figure of the shared actors shows: the actor who is treated most differently, or that there is none."""
    return f"Treatment of each shared actor in each article, the author’s words apart from others’. {actor_sentence(tables)}"


def _of(tables: Tables, tone: bool) -> pd.DataFrame:
    rows = tables["differences"]
    return rows[(rows["subject"] == "tone") == tone]


def _largest(rows: pd.DataFrame, most: int) -> list:
    return list(rows.sort_values("difference", key=lambda d: -d.abs(), kind="stable").head(most).itertuples())


def _tone_words(row) -> str:
    first, second = row.letters.split("–")
    manner = "warmer" if row.difference > 0 else "harsher"
    return f"{second} sounds {manner} than {first} ({signed(row.other_value)} against {signed(row.value)}; difference {_figures(row)})"


def _actor_words(row) -> str:
    first, second = row.letters.split("–")
    manner = "better" if row.difference > 0 else "worse"
    return (
        f"{second} treats {row.name} {manner} than {first} does{VOICES[row.voices]} "
        f"({signed(row.other_value)} against {signed(row.value)}; difference {_figures(row)})"
    )


def _figures(row) -> str:
    return f"{signed(row.difference)}, interval {signed(row.difference_low)} to {signed(row.difference_high)}"


def _headline_words(row) -> str:
    manner = "warmer" if row.headline_difference > 0 else "harsher"
    between = f"interval {signed(row.headline_difference_low)} to {signed(row.headline_difference_high)}"
    figures = f"{signed(row.headline_tone)} against {signed(row.tone)}; difference {signed(row.headline_difference)}, {between}"
    return f"The headline of {row.letter} sounds {manner} than its body ({figures})."


def _middle(rows: pd.DataFrame, index) -> str:
    row = rows.loc[index]
    return f"{(row['from_percent'] + row['to_percent']) / 2:.0f} % ({signed(row['tone'])})"
