"""Every page, run without a browser: with every sample, with nothing, with good and broken uploads."""

import base64
import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from analysis import method
from views import state

APP = str(state.SAMPLES.parent.parent / "views" / "app.py")
SAMPLES = [path.stem for path in sorted(state.SAMPLES.glob("*.txt"))]
TEXT = "Mayor Ada Brook praised the harbor workers.\n\nOtto Lind said the plan was “a disaster for the town.” Brook disagreed."


def run(**query) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def figure(app: AppTest, number: int = 0) -> dict:
    return json.loads(app.get("plotly_chart")[number].proto.spec)


def numbers(encoded) -> list[float]:
    """An array of a figure: plain, or as plotly packs it."""
    if isinstance(encoded, dict):
        return np.frombuffer(base64.b64decode(encoded["bdata"]), dtype=encoded["dtype"]).tolist()
    return encoded


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_opens_without_a_click(sample):
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["art"] = sample
    app.run()
    assert app.selectbox(key="art").value == sample
    assert not app.exception and not app.error
    bars = figure(app)["data"][0]
    assert bars["type"] == "bar" and len(numbers(bars["y"])) > 8
    assert figure(app)["layout"]["yaxis"]["range"] == [-1, 1]
    assert "paragraph" in app.get("plotly_chart")[0].proto.alt
    assert len(app.metric) == 4


def test_there_are_five_samples_and_the_first_is_open():
    app = run()
    assert len(SAMPLES) == 5
    assert app.selectbox(key="art").value == SAMPLES[0]


@pytest.mark.parametrize("tab", ["Quotes", "Who stands where", "Shifts", "Tables and downloads"])
def test_every_tab_opens(tab):
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["tab"] = tab
    app.run()
    assert not app.exception
    assert len(app.dataframe) >= 1 and len(app.dataframe[0].value) > 0


@pytest.mark.parametrize("key", ["why", "why-actor"])
def test_why_names_sentences_and_words(key):
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["tab"], app.session_state[key] = "Actors", True
    app.run()
    assert not app.exception and sum("weighs" in m.value and "instead of" in m.value for m in app.markdown) >= 2


def test_vader_can_be_chosen_and_gives_other_bars():
    assert numbers(figure(run(by="VADER"))["data"][0]["y"]) != numbers(figure(run())["data"][0]["y"])


def test_the_focus_comes_from_the_address_and_steps():
    app = run(p="3")
    assert any("Paragraph 3 of" in m.value for m in app.markdown)
    app.button(key="on").click().run()
    assert any("Paragraph 4 of" in m.value for m in app.markdown)
    app.button(key="back").click().run()
    assert any("Paragraph 3 of" in m.value for m in app.markdown)


def test_the_address_names_the_article():
    app = run(art=SAMPLES[2])
    assert app.selectbox(key="art").value == SAMPLES[2] and not app.exception
    assert run(art="no-such-article").selectbox(key="art").value == SAMPLES[0]


def test_an_address_with_an_unknown_tab_is_no_error():
    app = run(tab="No such tab")
    assert not app.exception and len(app.metric) == 4


@pytest.mark.parametrize("own", [False, True])
def test_the_page_says_what_a_link_can_carry(own):
    app = run()
    if own:
        app.text_area(key="pasted").set_value(TEXT)
        next(b for b in app.button if b.label == "Score this text").click()
        app.run()
    said = " ".join(m.value for m in app.markdown)
    assert ("The link opens this sample" in said) != own and ("never leaves this machine" in said) == own


def test_the_article_stays_open_while_another_page_is_read():
    app = run()
    app.selectbox(key="art").set_value(SAMPLES[1]).run()
    app.switch_page("method.py").run()
    app.switch_page("article.py").run()
    assert app.selectbox(key="art").value == SAMPLES[1]


@pytest.mark.parametrize("asked", ["0", "9999", "x", "-1", "²"])
def test_a_nonsense_focus_is_put_right(asked):
    assert not run(p=asked).exception


def test_four_files_one_broken():
    app = run()
    files = [(f"story-{i}.txt", f"Story {i} of the town\n\n{TEXT}".encode(), "text/plain") for i in range(3)]
    app.get("file_uploader")[0].set_value([*files, ("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "text/plain")])
    app.run()
    assert not app.exception
    words = [m.value for m in app.sidebar.markdown]
    assert sum("not read" in w for w in words) == 1 and any("photo" in w and "no text" in w for w in words)
    assert len(app.selectbox(key="art").options) == len(SAMPLES) + 3


def test_pasted_text_is_scored_and_can_be_removed():
    app = run()
    app.text_area(key="pasted").set_value(TEXT)
    app.text_input(key="pasted_title").set_value("A quarrel in the harbor")
    next(b for b in app.button if b.label == "Score this text").click()
    app.run()
    assert not app.exception
    assert "A quarrel in the harbor" in app.title[0].value
    next(b for b in app.button if b.label == "Remove this article").click()
    app.run()
    assert not app.exception and len(app.selectbox(key="art").options) == len(SAMPLES)


@pytest.mark.parametrize("text", ["", "   \n", "word", "😀😀😀", "???"])
def test_pasted_nothing_is_refused_in_a_sentence(text):
    app = run()
    app.text_area(key="pasted").set_value(text)
    next(b for b in app.button if b.label == "Score this text").click()
    app.run()
    assert not app.exception
    assert any("not read" in m.value for m in app.sidebar.markdown)


def test_markup_in_an_article_stays_text():
    app = run()
    title = "A ![x](http://127.0.0.1:9/x.png) <img src=x> $\\alpha$ title"
    app.text_input(key="pasted_title").set_value(title)
    app.text_area(key="pasted").set_value(
        TEXT + "\n\n<script>alert(1)</script> [link](javascript:alert(1)) was in the report that Brook read."
    )
    next(b for b in app.button if b.label == "Score this text").click()
    app.run()
    assert not app.exception
    for element in (*app.markdown, *app.caption):
        assert not re.search(r"(?<!\\)(?:!\[|<img|<script|\]\(|\$)", element.value.replace("\\\\", ""))


def test_a_table_follows_the_focus_and_moves_it():
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["tab"] = "Tables and downloads"
    app.query_params["p"] = "3"
    app.run()
    widget = f"table-{SAMPLES[0]}-paragraphs"
    assert app.session_state[widget]["selection"]["rows"] == [2]
    app.button(key="on").click().run()
    assert app.session_state[widget]["selection"]["rows"] == [3]


def test_every_table_can_be_taken_away_in_every_format():
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["tab"] = "Tables and downloads"
    app.run()
    keys = {button.key for button in app.get("download_button")}
    assert keys == {"report-html"} | {f"picture-{n}.svg" for n in ("tone", "actors", "positions")} | {
        f"one-{e}" for e in ("csv", "xlsx", "parquet", "json")
    } | {f"all-{e}" for e in ("xlsx", "json", "csv.zip", "parquet.zip")}


def test_another_actor_can_be_followed():
    app = run()
    box = next(s for s in app.selectbox if s.label.startswith("Follow one actor"))
    assert app.session_state[f"actors-{SAMPLES[0]}"]["selection"]["rows"] == [0]
    box.set_value("donald-trump").run()
    assert not app.exception
    assert any(m.value.startswith("Donald Trump is spoken of") for m in app.markdown)
    assert app.session_state[f"actors-{SAMPLES[0]}"]["selection"]["rows"] == [1]


def test_at_most_four_figures_are_drawn():
    assert 2 <= len(run().get("plotly_chart")) <= 4


def test_every_figure_and_table_has_an_alt_text():
    app = run()
    assert all(element.proto.alt for kind in ("plotly_chart", "arrow_data_frame") for element in app.get(kind))


def test_nothing_found_is_said_in_a_sentence():
    app = run()
    app.text_area(key="pasted").set_value("It rained for nine days. Then it stopped, and the road was open again.")
    next(b for b in app.button if b.label == "Score this text").click()
    app.run()
    assert not app.exception and not app.error
    for tab in ("Actors", "Quotes", "Who stands where"):
        app.session_state["tab"] = tab
        app.run()
        assert not app.exception and len(app.info) == 1


def test_the_method_page_tells_the_figures_or_that_there_are_none():
    app = run()
    app.switch_page("method.py").run()
    assert not app.exception
    assert len(app.dataframe) == (2 if method.ACCURACY.exists() else 1)
    assert len(app.info) == (0 if method.ACCURACY.exists() else 1)
