"""Do people agree with the tool? A coding sheet of its judgements without its labels, and the agreement once people have filled it in.

Agreement is Krippendorff's alpha (Krippendorff 2019, Content Analysis, ch. 12), computed by the library `krippendorff`: 1 is perfect, 0 is chance.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zipfile import BadZipFile

import krippendorff
import numpy as np
import pandas as pd

from analysis.narrative import Tables, names
from analysis.schema import LABELS, AnalysisError
from analysis.tables import Column, Table

SEED = 1
SAMPLES = 500  # bootstrap samples of paragraphs
ENOUGH = 10  # judgements that both have made, below which no figure is given
BANDS = ((0.0, 0.55, "unclear, below 55 %"), (0.55, 0.7, "55 to 70 %"), (0.7, 0.85, "70 to 85 %"), (0.85, 1.01, "above 85 %"))
SHEET = {
    "coding": Table(
        "One judgement for you to make: how a voice treats an actor in a sentence.",
        (
            Column("row", "string", "Leave as it is: by this the sheet finds back to the article. Rows may be sorted and deleted."),
            Column("sentence", "string", "The sentence; read it in its article where it is not clear alone."),
            Column("actor", "string", "Who is treated well, badly or neither."),
            Column("voice", "string", "Whose words or act it is. Judge only what this voice says or does, not your own view."),
            Column(
                "label",
                "string",
                "For you: negative, neutral or positive, as the voice treats the actor. Leave empty what you cannot judge.",
            ),
            Column("note", "string", "For you: whatever you want to keep."),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """What people's labels say of the tool's.

    Attributes:
        judgements, articles: how many of each were coded.
        nominal, ordinal: alpha between the tool and the coders' label, where the order of the labels counts and where not.
        coders: alpha among the coders, None where too few judgements were made by more than one.
        f1: of each label, weighed back to the articles' own shares, and their mean under "macro".
        confusion: coders' label (rows) against the tool's (columns), counts.
        bands: how often the tool is right by how sure it was: columns `sure`, `judgements`, `right`.
        notes: what was left out, in sentences.
    """

    judgements: int
    articles: int
    names: tuple[str, ...]
    nominal: Figure
    ordinal: Figure
    coders: Figure | None
    f1: dict[str, float]
    confusion: pd.DataFrame
    bands: pd.DataFrame
    notes: tuple[str, ...]


def judgements(articles: Sequence[Tables]) -> pd.DataFrame:
    """All judgements of these articles that could be coded: one row per sentence, actor and voice, with the tool's label.

    Returns:
        Columns of the coding sheet without label and note, and `article`, `paragraph`, `tool` and `confidence`.
    """
    return pd.concat([_judgements(tables) for tables in articles], ignore_index=True)


def _judgements(tables: Tables) -> pd.DataFrame:
    called, article = names(tables), tables["articles"].iloc[0]
    sentences = tables["sentences"].set_index(["paragraph", "sentence"])
    rows = []
    for row in tables["sentiments"].drop_duplicates(["paragraph", "sentence", "actor", "voice"]).itertuples():
        sentence = sentences.loc[(row.paragraph, row.sentence)]
        place = f"{article['sha256']} {sentence['start']} {row.actor} {row.voice}"
        rows.append(
            {
                "row": "r" + hashlib.sha256(place.encode()).hexdigest()[:12],  # a letter first, or a spreadsheet takes some for numbers
                "sentence": sentence["text"],
                "actor": called[row.actor],
                "voice": called[row.voice],
                "article": article["article"],
                "paragraph": row.paragraph,
                "tool": row.label,
                "confidence": row.confidence,
            }
        )
    columns = ["row", "sentence", "actor", "voice", "article", "paragraph", "tool", "confidence"]
    return pd.DataFrame(rows, columns=columns)


def coding_sheet(rows: pd.DataFrame, size: int) -> pd.DataFrame:
    """A random sample of judgements in random order, as many of each of the tool's labels as there are, and none of its labels in it.

    Args:
        rows: from `judgements`.
        size: how many, if there are as many.

    Raises:
        AnalysisError: if there is nothing to judge.
    """
    if rows.empty:
        raise AnalysisError(
            "These articles treat no actor, so there is nothing to judge.", "Choose articles that speak of people or organizations."
        )
    random = np.random.default_rng(SEED)
    order = rows.iloc[random.permutation(len(rows))]
    turn = order.groupby("tool").cumcount()  # first one of each label, then the second of each …
    drawn = order.assign(turn=turn).sort_values("turn", kind="stable").head(size)
    drawn = drawn.iloc[random.permutation(len(drawn))]
    sheet = drawn[["row", "sentence", "actor", "voice"]].assign(label="", note="")
    return sheet.astype("string").reset_index(drop=True)


def read_sheet(data: bytes, name: str) -> pd.Series:
    """The labels of a filled sheet by row; rows without a label are left out.

    Raises:
        AnalysisError: if it is no coding sheet, or a label is none.
    """
    remedy = "Load a coding sheet that was downloaded here, saved as Excel or CSV."
    try:
        table = pd.read_excel(io.BytesIO(data), dtype="string") if name.lower().endswith(".xlsx") else _csv(data)
    except (ValueError, KeyError, OSError, BadZipFile) as error:
        raise AnalysisError(f"{name} cannot be read as a table.", remedy) from error
    if not {"row", "label"} <= set(table.columns):
        raise AnalysisError(f"{name} has no columns “row” and “label”.", remedy)
    labels = table.set_index(table["row"].fillna("").str.strip())["label"].fillna("").str.strip().str.lower()
    wrong = [(i, label) for i, label in enumerate(labels, start=2) if label and label not in LABELS]
    if wrong:
        line, label = wrong[0]
        raise AnalysisError(f"{name}, line {line}: “{label}” is no label.", f"Write {', '.join(LABELS)} or nothing.")
    return labels[(labels != "") & ~labels.index.duplicated(keep="last")]


def _csv(data: bytes) -> pd.DataFrame:
    """Comma or semicolon, as spreadsheets of different countries save it."""
    text = data.decode("utf-8-sig", errors="replace")
    return pd.read_csv(io.StringIO(text), dtype="string", sep=";" if text.split("\n", 1)[0].count(";") > 2 else ",")


def agree(rows: pd.DataFrame, sheets: Mapping[str, pd.Series]) -> Agreement:
    """How well the coders' labels and the tool's agree.

    Args:
        rows: from `judgements`, of the articles that the sheet was drawn from.
        sheets: coder → labels by row, from `read_sheet`.

    Raises:
        AnalysisError: if too few judgements were made.
    """
    codes = {label: i for i, label in enumerate(LABELS)}
    known = rows.drop_duplicates("row").set_index("row")
    coded = pd.DataFrame({coder: labels.map(codes) for coder, labels in sheets.items()})
    strange = coded.index.difference(known.index)
    coded = coded.loc[coded.index.intersection(known.index)].astype(float)
    notes = [f"{len(strange)} rows are not of these articles, or not as they are corrected now, and were left out."] if len(strange) else []
    label = coded.mode(axis=1)
    tied = label[1].notna() if 1 in label else pd.Series(False, index=coded.index)
    if tied.any():
        notes.append(f"{int(tied.sum())} judgements on which the coders split evenly were left out of all figures about the tool.")
    both = known.loc[coded.index[~tied]].assign(coder=label[0][~tied] if len(label) else [])
    if len(both) < ENOUGH:
        raise AnalysisError(
            f"Only {len(both)} judgements of these articles are filled in.", f"Fill in at least {ENOUGH}; a hundred give a usable figure."
        )
    both["code"] = both["tool"].map(codes).astype(float)
    place = both["article"] + " " + both["paragraph"].astype(str)
    shares = known["tool"].value_counts() / both["tool"].value_counts()
    weights = both["tool"].map(shares)
    pairs = both[["code", "coder"]].to_numpy().T
    truth, guess = both["coder"].map(dict(enumerate(LABELS))), both["tool"]
    f1 = {name: _f1(truth == name, guess == name, weights) for name in LABELS}
    places = (known.loc[coded.index, "article"] + " " + known.loc[coded.index, "paragraph"].astype(str)).to_numpy()
    return Agreement(
        judgements=len(both),
        articles=both["article"].nunique(),
        names=tuple(sheets),
        nominal=_alpha(pairs, place.to_numpy(), "nominal"),
        ordinal=_alpha(pairs, place.to_numpy(), "ordinal"),
        coders=_alpha(coded.to_numpy().T, places, "ordinal") if (coded.count(axis=1) > 1).sum() >= ENOUGH else None,
        f1={**f1, "macro": float(np.mean(list(f1.values())))},
        confusion=pd.crosstab(truth, guess).reindex(index=LABELS, columns=LABELS, fill_value=0).rename_axis(index="people", columns="tool"),
        bands=_bands(both["confidence"], truth == guess),
        notes=tuple(notes),
    )


def in_words(found: Agreement, model: str) -> str:
    """The agreement as a paper can report it."""
    span = lambda f: f"{f.value:.2f} (95 % interval {f.low:.2f} to {f.high:.2f})"
    people = "one coder" if len(found.names) == 1 else f"{len(found.names)} coders"
    among = f" Among the coders, ordinal alpha was {span(found.coders)}." if found.coders else ""
    return (
        f"We drew judgements (sentence, actor, voice) at random from {found.articles} article{'s'[: found.articles != 1]}, in equal numbers from those "
        f"that the tool calls negative, neutral and positive, and had them labelled by {people} who did not see the tool’s labels "
        f"({found.judgements} judgements). Agreement of the tool (model {model}) with them was Krippendorff’s alpha = {span(found.nominal)}, nominal, and "
        f"{span(found.ordinal)}, ordinal; macro-F1, weighed back to the labels’ shares in the articles, was {found.f1['macro']:.2f}. "
        f"Intervals are from {SAMPLES} bootstrap samples of paragraphs.{among}"
    )


def _alpha(ratings: np.ndarray, places: np.ndarray, level: str) -> Figure:
    """Alpha of ratings (coders, judgements), NaN where one made none; the interval resamples paragraphs, for their sentences hang together."""
    value = _one_alpha(ratings, level)
    random, groups = np.random.default_rng(SEED), [np.flatnonzero(places == place) for place in dict.fromkeys(places)]
    samples = [
        _one_alpha(ratings[:, np.concatenate([groups[i] for i in random.integers(0, len(groups), len(groups))])], level)
        for _ in range(SAMPLES)
    ]
    low, high = np.nanquantile(samples, [0.025, 0.975])
    return Figure(value, float(low), float(high))


def _one_alpha(ratings: np.ndarray, level: str) -> float:
    """Alpha; 1 where only one label was given by all, which leaves it undefined."""
    given = ratings[~np.isnan(ratings)]
    if len(set(given)) < 2:
        return 1.0
    return float(krippendorff.alpha(reliability_data=ratings, level_of_measurement=level, value_domain=[0.0, 1.0, 2.0]))


def _f1(truth: pd.Series, guess: pd.Series, weights: pd.Series) -> float:
    return float(2 * weights[truth & guess].sum() / max(1e-9, weights[truth].sum() + weights[guess].sum()))


def _bands(confidence: pd.Series, right: pd.Series) -> pd.DataFrame:
    rows = [
        (name, int(inside.sum()), float(right[inside].mean()))
        for low, high, name in BANDS
        if (inside := (confidence >= low) & (confidence < high)).any()
    ]
    return pd.DataFrame(rows, columns=["sure", "judgements", "right"])
