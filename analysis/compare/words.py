"""What does a comparison say, in plain words? A difference that could be noise is called so, whatever its size.

All functions take the tables of a `Comparison`; articles go by their letters.
"""

import pandas as pd

from analysis.compare.difference import NOISE, REAL, SHORT
from analysis.narrative import Tables, listed, signed

HOW = (
    "A difference is real only where its 90 % interval leaves out 0; else it could be noise, however large it looks. "
    "The interval tells how far people who read the texts may differ from the scores, as measured: of tone on rated editorials, where nine in ten "
    "differences or more lay within, and of treatment on news whose paragraphs readers had labelled. It is wide, because readers differ a good "
    "deal from each other and from the model. It is wider still where many differences are looked at, since one of many is large by chance. "
    "Where an article speaks of an actor in fewer than four paragraphs, nothing is claimed. Articles on one event that people labelled were "
    "hardly told apart by the model: take its differences in treatment as a reason to read, not as a finding.",
    "Actors are the same where their full names are, or where a shorter name fits one of them only. The rest is left apart and listed.",
)
ACTORS_KEY = (
    "Orange ▼: treated badly. Grey ■: neutrally. Blue ▲: well. The author’s own words stand apart from what others say of the actor or do to it. "
    "Line: the model’s own doubt (90 %); readers differ by more, which only the differences’ intervals hold."
)
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


def articles_shown(tables: Tables) -> pd.DataFrame:
    """The articles as a reader sees them: a column per thing, its name as the header."""
    rows = tables["compared_articles"]
    return pd.DataFrame(
        {
            "": rows["letter"],
            "article": rows["headline"].where(rows["headline"] != "", rows["article"]),
            "words": rows["words"],
            "tone": [_ranged(r.tone, r.tone_low, r.tone_high) for r in rows.itertuples()],
            "headline": [_ranged(r.headline_tone, r.headline_tone_low, r.headline_tone_high) for r in rows.itertuples()],
            "headline − body": [
                _ranged(r.headline_difference, r.headline_difference_low, r.headline_difference_high) for r in rows.itertuples()
            ],
            "verdict on it": rows["headline_verdict"],
            "in others’ words": [f"{share:.0%}" for share in rows["quoted_share"]],
        }
    )


def actors_shown(tables: Tables) -> pd.DataFrame:
    """A row per shared actor and article: how all, the author and others treat him."""
    rows = tables["shared_actors"]
    treated = {(r.shared, r.article, r.voices): _ranged(r.sentiment, r.sentiment_low, r.sentiment_high) for r in rows.itertuples()}
    once = rows[rows["voices"] == "all"]
    return pd.DataFrame(
        {
            "actor": once["name"],
            "in": once["letter"],
            "mentions": once["mentions"],
            "quotes": once["quotes"],
            "by all": [treated[r.shared, r.article, "all"] for r in once.itertuples()],
            "by the author": [treated[r.shared, r.article, "author"] for r in once.itertuples()],
            "by others": [treated[r.shared, r.article, "quoted"] for r in once.itertuples()],
        }
    )


def differences_shown(tables: Tables, tone: bool) -> pd.DataFrame:
    """The differences in tone, or those in the treatment of actors, the largest of the surest verdict first."""
    rows = _of(tables, tone)
    order = rows.assign(rank=rows["verdict"].map({REAL: 0, NOISE: 1, SHORT: 2}), size=-rows["difference"].abs())
    rows = order.sort_values(["rank", "size"], kind="stable")
    shown = pd.DataFrame(
        {
            "actor": rows["name"],
            "articles": rows["letters"],
            "whose words": rows["voices"].map({"all": "all", "author": "the author’s", "quoted": "others’"}),
            "first": [signed(v) for v in rows["value"]],
            "second": [signed(v) for v in rows["other_value"]],
            "difference": [_ranged(r.difference, r.difference_low, r.difference_high) for r in rows.itertuples()],
            "verdict": rows["verdict"],
        }
    )
    return shown.drop(columns=["actor", "whose words"]) if tone else shown


def only_shown(tables: Tables) -> pd.DataFrame:
    """Actors and speakers of a single article."""
    rows = tables["only_in_one"]
    return pd.DataFrame(
        {"only in": rows["letter"], "as": rows["what"], "who": rows["name"], "mentions": rows["mentions"], "quotes": rows["quotes"]}
    )


def unsure_shown(tables: Tables) -> pd.DataFrame:
    """Pairs of actors that may be the same."""
    rows = tables["unsure_matches"]
    return pd.DataFrame(
        {
            "who": rows["letter"] + ": " + rows["name"],
            "perhaps the same as": rows["other_letter"] + ": " + rows["other_name"],
            "why left apart": rows["why"],
            "merged by you": rows["merged"].map({True: "yes", False: "no"}),
        }
    )


def _ranged(value, low, high) -> str:
    """A score and its interval, which no line break cuts."""
    return "" if pd.isna(value) else f"{signed(value)} ({signed(low)}\u00a0to\u00a0{signed(high)})"
