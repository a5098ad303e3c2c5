"""Coding sheets and agreement: nothing of the tool's in the sheet, figures that are known by hand, and errors in words."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import AnalysisError, analyze, article_from_text
from analysis.agreement import SHEET, agree, coding_sheet, in_words, judgements, read_sheet
from analysis.schema import LABELS
from analysis.tables import to_csv, to_excel


def rows_of(labels: list[str]) -> pd.DataFrame:
    """Judgements with these labels of the tool, three to a paragraph."""
    n = range(len(labels))
    return pd.DataFrame(
        {
            "row": [f"r{i}" for i in n],
            "sentence": [f"Sentence {i}." for i in n],
            "actor": "Ada Brook",
            "voice": "the author",
            "article": "a",
            "paragraph": [i // 3 for i in n],
            "tool": labels,
            "confidence": 0.8,
        }
    )


def coded(rows: pd.DataFrame, labels) -> pd.Series:
    return pd.Series(list(labels), index=rows["row"])


MIXED = ["negative"] * 10 + ["neutral"] * 40 + ["positive"] * 10


def test_the_sheet_draws_each_label_alike_and_tells_none():
    rows = rows_of(MIXED)
    sheet = coding_sheet(rows, 30)
    drawn = rows.set_index("row").loc[sheet["row"], "tool"].value_counts()
    assert drawn.to_dict() == {"negative": 10, "neutral": 10, "positive": 10}
    assert list(sheet.columns) == [c.name for c in SHEET["coding"].columns] and (sheet["label"] == "").all()
    assert sheet.equals(coding_sheet(rows, 30)) and len(coding_sheet(rows, 400)) == 60
    assert sheet["row"].tolist() != sorted(sheet["row"])


def test_the_sheet_of_an_article_finds_back():
    text = "Ada Brook praised Otto Lind.\n\nLind said Brook was “a disgrace to the town.” Brook left."
    tables = analyze(article_from_text(text)).tables()
    rows = judgements([tables])
    assert len(rows) == len(rows["row"].unique()) >= 3 and set(rows["tool"]) <= set(LABELS)
    assert set(rows["sentence"]) <= set(tables["sentences"]["text"])
    assert judgements([tables]).equals(rows)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_there_and_back(ending):
    sheet = coding_sheet(rows_of(MIXED), 30)
    sheet["label"] = ["Negative ", "", "positive"] * 10
    data = to_excel({"coding": sheet}, SHEET) if ending == "xlsx" else to_csv(sheet)
    labels = read_sheet(data, f"filled.{ending}")
    assert labels.value_counts().to_dict() == {"negative": 10, "positive": 10}
    assert set(labels.index) == set(sheet.loc[sheet["label"] != "", "row"])


def test_semicolons_are_read():
    assert read_sheet(b"row;sentence;actor;label\nr1;x;y;neutral\n", "a.csv").to_dict() == {"r1": "neutral"}


@pytest.mark.parametrize(
    ("data", "name", "problem"),
    [
        (b"not a table", "a.xlsx", "cannot be read"),
        (b"a,b\n1,2\n", "a.csv", "no columns"),
        (b"row,label\nr1,good\n", "a.csv", "line 2: “good” is no label"),
        (b"", "a.csv", "cannot be read"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(data, name, problem):
    with pytest.raises(AnalysisError, match=problem):
        read_sheet(data, name)


def test_the_tool_agrees_with_itself():
    rows = rows_of(MIXED)
    found = agree(rows, {"me": coded(rows, MIXED)})
    assert found.nominal.value == found.ordinal.value == 1 and found.f1["macro"] == 1 and found.coders is None
    assert found.judgements == 60 and np.trace(found.confusion.to_numpy()) == 60
    assert found.bands["right"].tolist() == [1.0]


def test_alpha_is_krippendorffs_by_hand():
    """For two values without gaps alpha is 1 − (n − 1) · o / (n₁ · n₂): n values, o of them in disagreeing order, n₁ and n₂ of each (Krippendorff 2011)."""
    tool = ["negative"] * 7 + ["positive"] * 3
    person = ["negative"] * 5 + ["positive"] * 4 + ["negative"]
    rows = rows_of(tool)
    values = tool + person
    a, b = values.count("negative"), values.count("positive")
    disagreements = sum(t != p for t, p in zip(tool, person, strict=True))
    expected = 1 - (len(values) - 1) * disagreements / (a * b)
    assert agree(rows, {"me": coded(rows, person)}).nominal.value == pytest.approx(expected)


def test_f1_is_weighed_back_to_the_articles_shares():
    rows = rows_of(MIXED)
    sheet = coding_sheet(rows, 30)
    tool = rows.set_index("row").loc[sheet["row"], "tool"]
    person = tool.where(tool != "neutral", "negative")  # every neutral one is called negative
    found = agree(rows, {"me": person})
    assert found.f1["negative"] == pytest.approx(2 * 10 / (50 + 10)) and found.f1["neutral"] == 0 and found.f1["positive"] == 1


def test_two_coders_and_their_ties():
    rows = rows_of(MIXED)
    other = ["positive", *MIXED[1:]]
    found = agree(rows, {"a": coded(rows, MIXED), "b": coded(rows, other)})
    assert found.judgements == 59 and any("split evenly" in note for note in found.notes)
    assert 0.8 < found.coders.value < 1 and found.coders.low <= found.coders.value <= found.coders.high


def test_coders_who_share_no_judgement_have_no_agreement_among_them():
    rows = rows_of(MIXED)
    labels = coded(rows, MIXED)
    found = agree(rows, {"a": labels.head(30), "b": labels.tail(30)})
    assert found.coders is None and found.judgements == 60 and "Among the coders" not in in_words(found, "m")


def test_rows_of_other_articles_are_left_out_and_told():
    rows = rows_of(MIXED)
    labels = pd.concat([coded(rows, MIXED), pd.Series({"stranger": "neutral"})])
    found = agree(rows, {"me": labels})
    assert found.judgements == 60 and "1 rows are not of these articles" in found.notes[0]


def test_too_few_are_refused():
    rows = rows_of(MIXED)
    with pytest.raises(AnalysisError, match="Only 3 judgements"):
        agree(rows, {"me": coded(rows, MIXED).head(3)})
    with pytest.raises(AnalysisError, match="no actor"):
        coding_sheet(rows.head(0), 10)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_chance_is_near_nothing_and_order_does_not_matter(seed):
    rows = rows_of(MIXED * 3)
    labels = np.random.default_rng(seed).choice(LABELS, len(rows))
    found = agree(rows, {"me": coded(rows, labels)})
    assert abs(found.nominal.value) < 0.35 and found.nominal.low <= found.nominal.value <= found.nominal.high
    shuffled = coded(rows, labels).sample(frac=1, random_state=1)
    again = agree(rows, {"me": shuffled})
    assert again.nominal.value == pytest.approx(found.nominal.value) and again.f1 == pytest.approx(found.f1)


def test_it_can_be_cited():
    rows = rows_of(MIXED)
    told = in_words(agree(rows, {"me": coded(rows, MIXED)}), "news-1234")
    assert "60 judgements" in told and "news-1234" in told and "1 article," in told and "1.00" in told


def test_the_sheet_holds_no_formula():
    rows = rows_of(["negative"] * 12).assign(sentence="=1+1")
    assert b"'=1+1" in to_csv(coding_sheet(rows, 12))
    back = pd.read_excel(io.BytesIO(to_excel({"coding": coding_sheet(rows, 12)}, SHEET)))
    assert (back["sentence"] == "=1+1").all()
