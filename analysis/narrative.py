"""What do the tables say, in plain words? No sentence claims more than its figures bear."""

import pandas as pd

Tables = dict[str, pd.DataFrame]

UNCLEAR = 0.55  # below this probability a label reads "unclear"
FEW_CUES = 2  # a paragraph with fewer words that carry tone is marked as such
SIGNS = {"negative": "▼", "neutral": "■", "positive": "▲", "against": "▼", "none": "■", "favor": "▲"}


def signed(value: float) -> str:
    """−0.31, 0.00, +0.20: a score with its sign."""
    value = round(float(value), 2) + 0.0
    return f"{value:+.2f}".replace("-", "−") if value else "0.00"


def likelihood(confidence: float) -> str:
    """A probability in words, with the hit rate that was measured for it: "likely (right about 8 times in 10)"."""
    word = "very likely" if confidence >= 0.85 else "likely" if confidence >= 0.7 else "perhaps" if confidence >= UNCLEAR else "unclear"
    return f"{word} (right about {round(confidence * 10)} times in 10)"


def shown_label(label: str, confidence: float) -> str:
    """The label, or "unclear" where it is not sure enough."""
    return label if pd.notna(confidence) and confidence >= UNCLEAR else "unclear"


def names(tables: Tables) -> dict[str, str]:
    """What to call every actor, issue and voice on the screen."""
    actors, issues = tables["actors"], tables["issues"]
    called = dict(zip(actors["actor"], actors["name"], strict=True)) | dict(zip(issues["issue"], issues["name"], strict=True))
    return called | {"author": "the author", "unknown": "somebody unnamed", "tone": "tone"}


def lead(tables: Tables) -> str:
    """One or two sentences: how the tone moves, and who stands against or for whom."""
    return " ".join(part for part in (tone_sentence(tables), stance_sentence(tables)) if part)


def tone_sentence(tables: Tables) -> str:
    """How the tone moves; a change is told only where its verdict is "real shift"."""
    paragraphs, shifts = tables["paragraphs"], tables["shifts"]
    shift = shifts[(shifts["subject"] == "tone") & (shifts["verdict"] == "real shift")]
    if len(shift):
        row = shift.iloc[0]
        where = paragraphs.loc[paragraphs["paragraph"] == row["paragraph"], "section"]
        section = f", under “{where.iloc[0]}”" if len(where) and where.iloc[0] else ""
        direction = "warmer" if row["change"] > 0 else "harsher"
        return f"The tone turns {direction} from paragraph {row['paragraph']} on{section} ({signed(row['before'])} before, {signed(row['after'])} after)."
    counts, total = paragraphs["label"].value_counts(), len(paragraphs)
    most = counts.index[0]
    if total == 1:
        return f"The one paragraph sounds {most}."
    if counts.iloc[0] == total:
        return f"All {total} paragraphs sound {most}."
    return f"The tone shows no sure change: {counts.iloc[0]} of {total} paragraphs sound {most}."


def stance_sentence(tables: Tables) -> str:
    """The two clearest positions between actors."""
    positions, called = tables["positions"], names(tables)
    clear = positions[
        (positions["target_kind"] == "actor")
        & (positions["stance"] != "none")
        & (positions["confidence"] >= 0.7)
        & (positions["holder"] != "unknown")
    ]
    weighed = clear.assign(weight=clear[["favor", "against"]].max(axis=1) + clear["confidence"])
    told = [_position_words(row, called) for _, row in weighed.nlargest(2, "weight").iterrows()]
    if not told:
        return ""
    return f"{'; '.join(told)}."


def _position_words(row, called: dict[str, str]) -> str:
    speaks = {"against": "speaks or acts against", "favor": "speaks or acts for"}[row["stance"]]
    count = max(row["favor"], row["against"])
    return f"{called[row['holder']]} {speaks} {called[row['target']]} ({count} {'sentence' if count == 1 else 'sentences'})"


def portrait(tables: Tables, actor: str) -> str:
    """One actor in a sentence: how the author treats him, how others do, and how much he speaks."""
    row = tables["actors"].set_index("actor").loc[actor]
    cells = tables["actor_paragraphs"]
    others = cells[(cells["actor"] == actor) & ~cells["voice"].isin(["author", actor])]
    parts = [f"{row['name']} is mentioned {row['mentions']} times"]
    if pd.notna(row["author_sentiment"]):
        parts.append(f"the author treats {_him(row)} {_manner(row['author_sentiment'])} ({signed(row['author_sentiment'])})")
    if pd.notna(row["quoted_sentiment"]):
        called = names(tables)
        speakers = [called[voice] for voice in others["voice"].value_counts().index[:2]]
        parts.append(f"{' and '.join(speakers)} {_manner(row['quoted_sentiment'])} ({signed(row['quoted_sentiment'])})")
    parts.append(
        f"{row['quotes']} quotes are {'his, her or its' if row['kind'] == 'person' else 'its'} own"
        if row["quotes"] != 1
        else "one quote is its own"
    )
    return "; ".join(parts) + "."


def _him(row) -> str:
    return "this person" if row["kind"] == "person" else "it"


def _manner(value: float) -> str:
    return "negatively" if value <= -0.25 else "positively" if value >= 0.25 else "neutrally"


def why(tables: Tables, paragraph: int) -> list[str]:
    """What stands in a paragraph: its tone, and a line for each actor and voice that is not neutral or is quoted."""
    called, cells, quotes = names(tables), tables["actor_paragraphs"], tables["quotes"]
    lines = []
    tone = tables["paragraphs"].loc[tables["paragraphs"]["paragraph"] == paragraph]
    if len(tone):
        row = tone.iloc[0]
        few = ", few cues" if row["cues"] < FEW_CUES else ""
        label = shown_label(row["label"], row["confidence"])
        lines.append(f"Wording: {label} {signed(row['tone'])}, {likelihood(row['confidence'])}{few}.")
    here = cells[cells["paragraph"] == paragraph]
    for _, row in here.sort_values("sentiment", key=lambda s: -s.abs()).iterrows():
        if row["voice"] == "author" and row["label"] == "neutral":
            continue
        said = quotes[(quotes["paragraph"] == paragraph) & (quotes["holder"] == row["voice"])]["quote"].nunique()
        quoted = f", {said} {'quote' if said == 1 else 'quotes'}" if said else ""
        voice = called[row["voice"]]
        lines.append(
            f"{voice[0].upper() + voice[1:]}, about {called[row['actor']]}: {shown_label(row['label'], row['confidence'])} {signed(row['sentiment'])}, "
            f"{likelihood(row['confidence'])}{quoted}."
        )
    return lines
