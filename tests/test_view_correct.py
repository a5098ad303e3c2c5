"""Corrections on the page: made, told in words, followed by every table, taken back, and loaded again."""

import json
import re

from streamlit.testing.v1 import AppTest
from test_views import APP

from analysis import analyze, article_from_text
from analysis.edits import joined

TEXT = (
    "Harbor Plan Divides the Town\n\nMayor Ada Brook praised Captain Otto Lind on Monday.\n\n"
    "Lind said the plan was “a disaster for the town.” Brook called Lind reckless."
)


def opened() -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["tab"] = "Corrections"
    app.run()
    app.text_area(key="pasted").set_value(TEXT)
    press(app, "Score this text")
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click()
    return app.run()


def table(app: AppTest, name: str):
    """A table of the article as the page has it corrected by now."""
    corrections = app.session_state["corrections"].get(key_of(app), [])
    return analyze(article_from_text(TEXT), edits=joined(corrections)).tables()[name]


def shown(app: AppTest) -> list[str]:
    """The actors that the page offers."""
    return app.selectbox(key=f"wrong-actor-{key_of(app)}").options


def said(app: AppTest) -> str:
    return re.sub(r"\\(.)", r"\1", " ".join(m.value for m in app.markdown))  # without the escapes


def key_of(app: AppTest) -> str:
    return app.selectbox(key="art").value


def test_a_merge_is_made_told_followed_and_taken_back():
    app = opened()
    key = key_of(app)
    before = shown(app)
    assert {"Ada Brook", "Otto Lind"} <= set(before)
    brook, lind = (table(app, "actors").set_index("name").loc[name, "actor"] for name in ("Ada Brook", "Otto Lind"))
    app.selectbox(key=f"wrong-actor-{key}").set_value(lind).run()
    app.selectbox(key=f"tab-same-{key}-{lind}").set_value(brook).run()
    press(app, "Merge the two")
    assert not app.exception and "“Otto Lind” is “Ada Brook”." in said(app) and "Your corrections: 1" in said(app)
    assert "Otto Lind" not in shown(app)
    assert json.loads(table(app, "articles")["edits"].iloc[0]) == {"merge": [[brook, lind]]}
    press(app, "Undo")
    assert shown(app) == before and "Your corrections: 0" in said(app)


def test_rename_speaker_and_judgement_then_undo_all():
    app = opened()
    key, actors = key_of(app), table(app, "actors").set_index("name")["actor"]
    brook = actors["Ada Brook"]
    app.selectbox(key=f"wrong-actor-{key}").set_value(brook).run()
    app.text_input(key=f"tab-name-{key}-{brook}").set_value("Mayor Brook").run()
    press(app, "Rename")
    assert "Mayor Brook" in shown(app)

    app.segmented_control(key="wrong").set_value("a speaker").run()
    quote = table(app, "quotes").iloc[0]
    app.selectbox(key=f"tab-speaker-{key}-{[int(quote.start), int(quote.end)]}").set_value(brook).run()
    press(app, "Set the speaker")
    assert table(app, "quotes")["holder"].iloc[0] == brook and "is said by Ada Brook" in said(app)

    app.segmented_control(key="wrong").set_value("a judgement").run()
    row = table(app, "sentiments").iloc[0]
    other = next(label for label in ("negative", "neutral", "positive") if label != row.label)
    sentence = table(app, "sentences").query("paragraph == 1").iloc[0]
    app.segmented_control(key=f"label-tab-{key}-{sentence.start}-{row.actor}-{row.voice}").set_value(other).run()
    press(app, "Set the judgement")
    assert table(app, "sentiments")["label"].iloc[0] == other and table(app, "sentiments")["confidence"].iloc[0] == 1
    assert not app.exception and "Your corrections: 3" in said(app)
    press(app, "Undo all")
    assert table(app, "articles")["edits"].iloc[0] == "{}"


def test_corrections_are_loaded_and_a_wrong_file_says_what_is_wrong():
    app = opened()
    key, brook = key_of(app), table(app, "actors").set_index("name").loc["Ada Brook", "actor"]
    load = lambda data: (
        next(f for f in app.get("file_uploader") if f.key == f"edits-{key}").set_value([("e.json", data, "application/json")]).run()
    )
    load(json.dumps({"rename": {brook: "Mayor Brook"}, "ignore": ["nobody"]}).encode())
    assert not app.exception and "Mayor Brook" in shown(app) and "Your corrections: 2" in said(app)
    assert any("no longer fits" in c.value for c in app.caption)
    load(b"not json")
    assert any("not valid JSON" in e.value for e in app.error) and "Your corrections: 2" in said(app)


def test_corrections_stay_while_another_article_is_read():
    app = opened()
    key, brook = key_of(app), table(app, "actors").set_index("name").loc["Ada Brook", "actor"]
    app.selectbox(key=f"wrong-actor-{key}").set_value(brook).run()
    press(app, "Leave it out: it is no actor")
    other = next(o for o in app.selectbox(key="art").options if o != "Harbor Plan Divides the Town")
    app.selectbox(key="art").select(other).run()
    assert "Your corrections: 0" in said(app)
    app.selectbox(key="art").select("Harbor Plan Divides the Town").run()
    assert "Your corrections: 1" in said(app) and "Ada Brook" not in shown(app)
