"""The page that checks the tool: empty, a sheet drawn, filled in and loaded, and files that are no sheets."""

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from test_views import APP

from analysis import analyze, read_article
from analysis.agreement import coding_sheet, judgements
from analysis.tables import to_csv
from views import state


@pytest.fixture
def app() -> AppTest:
    opened = AppTest.from_file(APP, default_timeout=60).run()
    return opened.switch_page("check.py").run()


def filled(key: str) -> bytes:
    rows = judgements([analyze(read_article(state.SAMPLES / f"{key}.txt")).tables()])
    sheet = coding_sheet(rows, 30)
    return to_csv(sheet.assign(label=sheet["row"].map(rows.set_index("row")["tool"])))


def load(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    next(f for f in app.get("file_uploader") if f.key == "filled").set_value([(name, data, "text/csv") for name, data in files])
    return app.run()


def test_it_opens_on_the_sample_and_offers_a_sheet(app):
    assert not app.exception and not app.error
    assert len(app.multiselect(key="checked").value) == 1 and len(app.get("download_button")) == 2
    assert any(re.search(r"\d+ of the \d+ judgements", m.value) for m in app.markdown) and not app.metric


def test_without_an_article_it_says_what_to_do(app):
    app.multiselect(key="checked").set_value([]).run()
    assert not app.exception and "Choose the articles" in app.info[0].value


def test_a_filled_sheet_gives_the_figures_and_a_broken_one_says_what_is_wrong(app):
    key = app.multiselect(key="checked").value[0]
    load(app, ("mine.csv", filled(key)), ("broken.csv", b"nothing"))
    assert not app.exception and "has no columns" in app.error[0].value
    figures = {m.label: m.value for m in app.metric}
    assert figures["Agreement (alpha)"] == "1.00" and figures["Judgements"] == "30"
    tables = [d.value for d in app.dataframe]
    assert any(isinstance(t, pd.DataFrame) and "right" in t for t in tables)
    assert "Krippendorff’s alpha = 1.00" in app.code[0].value


def test_a_sheet_of_another_article_is_refused_in_words(app):
    load(app, ("other.csv", filled(sorted(p.stem for p in state.SAMPLES.glob("*.txt"))[1])))
    assert not app.exception and "Only 0 judgements" in app.error[0].value
