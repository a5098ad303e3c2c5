"""What do the tables say, in plain words? No sentence claims more than its figures bear."""

import pandas as pd

from analysis.edits import KINDS, Edits
from analysis.schema import LABELS
from analysis.why import Reason, WordShift

Tables = dict[str, pd.DataFrame]

UNCLEAR = 0.55  # below this probability a label reads "unclear"
FEW_CUES = 2  # a paragraph with fewer words that carry tone is marked as such
SIGNS = {"negative": "▼", "neutral": "■", "positive": "▲", "against": "▼", "none": "■", "favor": "▲"}

SIGNED = {label: f"{SIGNS[label]} {label}" for label in LABELS}


def signed(value: float) -> str:
    """−0.31, 0.00, +0.20: a score with its sign."""
    value = round(float(value), 2) + 0.0
    return f"{value:+.2f}".replace("-", "−") if value else "0.00"


def likelihood(confidence: float) -> str:
    """A calibrated probability in words: "likely (right about 8 times in 10)"; never certain."""
    word = "very likely" if confidence >= 0.85 else "likely" if confidence >= 0.7 else "perhaps"
    times = "more than 9" if confidence >= 0.95 else f"about {round(confidence * 10)}"
    return f"{word} (right {times} times in 10)"


def judged(label: str, value: float, confidence: float) -> str:
    """A label with its score and how sure it is; only the score where the label is unclear."""
    if shown_label(label, confidence) == "unclear":
        return f"{signed(value)}, but too close to call"
    return f"{label} {signed(value)}, {likelihood(confidence)}"


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


def key_figures(tables: Tables) -> tuple[tuple[str, str, str], ...]:
    """The article in four figures: (name, value as it is shown, what it means)."""
    rows = tables["paragraphs"]
    mean = lambda column: float((rows[column] * rows["words"]).sum() / rows["words"].sum())
    against = int((tables["positions"]["stance"] == "against").sum())
    return (
        ("Tone of the text", signed(mean("tone")), "Mean of all paragraphs, from −1 (harsh) to +1 (warm)."),
        ("In others’ words", f"{mean('quoted_share'):.0%}", "Share of the words that are quoted or reported, not the author's."),
        ("Actors", str(len(tables["actors"])), "People, organizations, groups and governments that act or are spoken of."),
        ("Positions against", str(against), "How many times one holder stands against an actor or an issue."),
    )


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
    clear = paragraphs.loc[paragraphs["confidence"] >= UNCLEAR, "label"].value_counts()
    total = len(paragraphs)
    if clear.empty:
        return "The tone is too faint to call in every paragraph." if total > 1 else "The tone of the one paragraph is too faint to call."
    if total == 1:
        return f"The one paragraph sounds {clear.index[0]}."
    if clear.iloc[0] == total:
        return f"All {total} paragraphs sound {clear.index[0]}."
    unclear = total - int(clear.sum())
    counted = [f"{count} {label}" for label, count in (*clear.items(), ("unclear", unclear)) if count]
    return f"No sure change of tone: of {total} paragraphs, {listed(counted).replace(' ', ' sound ', 1)}."


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


def matrix_sentence(tables: Tables) -> str:
    """The same for a picture of all positions, which says so where none is clear."""
    return stance_sentence(tables) or "No clear position between actors."


def _position_words(row, called: dict[str, str]) -> str:
    speaks = {"against": "speaks or acts against", "favor": "speaks or acts for"}[row["stance"]]
    count = max(row["favor"], row["against"])
    return f"{called[row['holder']]} {speaks} {called[row['target']]} ({count} {'sentence' if count == 1 else 'sentences'})"


def portrait(tables: Tables, actor: str) -> str:
    """One actor in a few words: how much it is spoken of and speaks, how the author treats it, how others do."""
    row = tables["actors"].set_index("actor").loc[actor]
    cells, called = tables["actor_paragraphs"], names(tables)
    voices = cells.loc[(cells["actor"] == actor) & ~cells["voice"].isin(["author", actor]), "voice"].value_counts().index
    sentences = [f"{row['name']} is spoken of {_times(row['mentions'])} and quoted {_times(row['quotes'])}."]
    if pd.notna(row["author_sentiment"]):
        sentences.append(f"In the author’s own words {_manner(row['author_sentiment'])}.")
    if pd.notna(row["quoted_sentiment"]):
        sentences.append(f"In the words or by the acts of {listed([called[v] for v in voices[:3]])} {_manner(row['quoted_sentiment'])}.")
    if len(sentences) == 1:
        sentences.append("No passage treats this actor well or badly.")
    return " ".join(sentences)


def strip_sentence(tables: Tables) -> str:
    """Who is treated clearly well or badly most often."""
    cells, called = tables["actor_paragraphs"], names(tables)
    clear = cells[(cells["label"] != "neutral") & (cells["confidence"] >= UNCLEAR) & (cells["voice"] != cells["actor"])]
    if clear.empty:
        return "No actor is treated clearly well or badly in any paragraph."
    counts = clear.groupby(["actor", "label"])["paragraph"].nunique().sort_values(ascending=False).head(2)
    told = [f"{called[actor]} {'badly' if label == 'negative' else 'well'} in {_paragraphs(n)}" for (actor, label), n in counts.items()]
    return f"Treated clearly: {listed(told)}."


def _manner(value: float) -> str:
    return f"the treatment is {'negative' if value <= -0.25 else 'positive' if value >= 0.25 else 'neutral'} on balance ({signed(value)})"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(int(count), f"{count} times")


def _paragraphs(count: int) -> str:
    return f"{count} paragraph{'s'[: count != 1]}"


def listed(parts: list[str]) -> str:
    """a; a and b; a, b and c."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def why(tables: Tables, paragraph: int) -> list[str]:
    """What stands in a paragraph: its tone, and a line for each actor and voice that is not neutral or is quoted."""
    called, cells, quotes = names(tables), tables["actor_paragraphs"], tables["quotes"]
    lines = []
    tone = tables["paragraphs"].loc[tables["paragraphs"]["paragraph"] == paragraph]
    if len(tone):
        row = tone.iloc[0]
        few = ", few cues" if row["cues"] < FEW_CUES else ""
        lines.append(f"Wording: {judged(row['label'], row['tone'], row['confidence'])}{few}.")
    here = cells[cells["paragraph"] == paragraph]
    for _, row in here.sort_values("sentiment", key=lambda s: -s.abs()).iterrows():
        if row["voice"] == "author" and row["label"] == "neutral":
            continue
        said = quotes[(quotes["paragraph"] == paragraph) & (quotes["holder"] == row["voice"])]["quote"].nunique()
        quoted = f", {said} {'quote' if said == 1 else 'quotes'}" if said else ""
        voice = called[row["voice"]]
        lines.append(
            f"{voice[0].upper() + voice[1:]}, about {called[row['actor']]}: "
            f"{judged(row['label'], row['sentiment'], row['confidence'])}{quoted}."
        )
    return lines


def who_about_whom(row, called: dict[str, str]) -> str:
    """A row of the table sentiments in a line: whose words, about whom, in which sentence."""
    voice = called[row["voice"]]
    return f"{voice[0].upper() + voice[1:]}, about {called[row['actor']]}, in sentence {row['sentence']} of paragraph {row['paragraph']}"


def reason(why: Reason, figure: float, called: dict[str, str]) -> str:
    """A sentence's part in a figure: its score and voice, the words that weigh, the probabilities, and the figure without it."""
    parts = [f"{SIGNS[why.label]} {signed(why.score)}, words of {called[why.voice]}"]
    if why.words:
        parts.append(f"weighs: {listed([f'“{word}” ({signed(weight)})' for word, weight in why.words])}")
    if why.probabilities:
        parts.append(", ".join(f"{label} {chance:.0%}" for label, chance in zip(LABELS, why.probabilities, strict=True)))
    if why.without is None:
        parts.append("it alone makes the figure")
    else:
        parts.append(f"without it {signed(why.without)} instead of {signed(figure)}")
    return f"¶ {why.paragraph}: {'; '.join(parts)}."


def shift_sentence(shifts: tuple[WordShift, ...], first: str, second: str) -> str:
    """The words that make two parts differ in tone, in a sentence."""
    total = sum(s.change for s in shifts)
    sign = -1 if total < 0 else 1
    most = [f"“{s.word}”" for s in shifts if s.word and s.change * sign > 0][:4]
    if not most:
        return f"No word tells {first} and {second} apart."
    return (
        f"The tone of {second} is {abs(total):.2f} {'harsher' if total < 0 else 'warmer'} than that of {first}. Most of it: {listed(most)}."
    )


def correction(edit: Edits, tables: Tables, found: Tables) -> str:
    """One correction in plain words; `found` are the article's tables before all corrections, `tables` after them."""
    called = names(tables) | names(found)
    name = lambda actor: f"“{called.get(actor, actor)}”"
    text = found["paragraphs"]
    words = lambda start, end: next(
        (f"“{shortened(r.text[start - r.start : end - r.start])}”" for r in text.itertuples() if r.start <= start < r.end),
        "a headline’s words",
    )
    kind = next(kind for kind in KINDS if getattr(edit, kind))
    (value,) = getattr(edit, kind)
    match kind:
        case "merge":
            return f"{listed([name(a) for a in value[1:]])} is {name(value[0])}."
        case "split":
            return f"{listed([words(*span) for span in value['mentions']])} means “{value['name']}” there, not {name(value['actor'])}."
        case "rename":
            return f"{name(value[0])} is called “{value[1]}”."
        case "ignore":
            return f"{name(value)} is no actor."
        case "alias":
            return f"{listed([f'“{a}”' for a in value[1]])} means {name(value[0])}."
        case "issue":
            return f"“{value}” is an issue."
        case "speaker":
            return f"{words(*value['quote'])} is said by {called.get(value['holder'], value['holder'])}."
        case "label":
            voice = called.get(value.get("voice", "author"), value.get("voice"))
            return f"In {words(*value['sentence'])} {voice} treats {name(value['actor'])} so: {SIGNED[value['label']]}."


def shortened(text: str, most: int = 60) -> str:
    """The text's first words, with an ellipsis where it goes on."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
