"""The page that compares: empty, with samples, with a reader's own articles, with a name in doubt."""

import pytest
from streamlit.testing.v1 import AppTest
from test_views import APP, SAMPLES, figure, numbers, run

FIRST = "Harbor Plan Divides the Town\n\nMayor Ada Brook praised the workers.\n\nCaptain Otto Brook said the plan was “a disaster for the town.”"
SECOND = "Harbor Plan Stalls\n\nBrook praised the workers on Monday.\n\nThe plan was late, and Brook said so."


def opened(*texts: str, compared: list[str] | None = None) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    if compared:
        app.session_state["compared"] = compared
    app.run()
    if texts:
        files = [(f"harbor-{i}.txt", text.encode(), "text/plain") for i, text in enumerate(texts)]
        app.get("file_uploader")[0].set_value(files)
        app.run()
    return app.switch_page("compare.py").run()


def test_one_article_alone_says_what_to_do_and_offers_the_samples():
    app = opened()
    assert not app.exception and len(app.info) == 1 and "two or more" in app.info[0].value
    offered = [b for b in app.button if b.label.startswith("Sample: ")]
    assert len(offered) == len(SAMPLES) - 1
    offered[0].click().run()
    assert not app.exception and len(app.multiselect(key="compared").value) == 2
    assert len(app.get("plotly_chart")) >= 2 and not any("two or more" in i.value for i in app.info)


def test_two_samples_tell_one_story():
    app = opened()
    app.button(key="pair").click().run()
    assert not app.exception and len(app.multiselect(key="compared").value) == 2
    assert any("actors in common" in m.value for m in app.markdown)


def test_samples_are_compared_on_one_axis():
    app = opened(compared=SAMPLES[:3])
    assert not app.exception and not app.error
    arcs = figure(app)
    assert [trace["type"] for trace in arcs["data"]] == ["bar"] * 3 and arcs["layout"]["xaxis"]["range"] == [0, 100]
    assert all(len(numbers(trace["y"])) > 8 for trace in arcs["data"])
    assert len(app.get("plotly_chart")) <= 4
    assert all(element.proto.alt for kind in ("plotly_chart", "arrow_data_frame") for element in app.get(kind))


def test_own_articles_are_chosen_and_share_no_actor_until_the_reader_says_so():
    app = opened(FIRST, SECOND)
    assert app.multiselect(key="compared").value == ["harbor-0", "harbor-1"]
    assert any("no actor in common" in m.value for m in app.markdown)
    app.session_state["compared_tab"] = "Perhaps the same"
    app.run()
    same = [b for b in app.button if b.label == "The same"]
    assert len(same) == 3 and any("two or more" in m.value for m in app.markdown)
    same[0].click().run()
    assert not app.exception and any("1 actor in common" in m.value for m in app.markdown)
    next(b for b in app.button if b.label == "Apart again").click().run()
    assert any("no actor in common" in m.value for m in app.markdown)


def test_an_article_that_is_added_joins_the_comparison_and_a_removed_one_leaves_it():
    app = opened(FIRST, SECOND)
    app.get("file_uploader")[0].set_value([("harbor-2.txt", FIRST.replace("Divides", "Unites").encode(), "text/plain")])
    app.run()
    assert app.multiselect(key="compared").value == ["harbor-0", "harbor-1", "harbor-2"] and not app.exception
    app.switch_page("article.py").run()
    next(b for b in app.button if b.label == "Remove this article").click().run()
    app.switch_page("compare.py").run()
    assert app.multiselect(key="compared").value == ["harbor-0", "harbor-1"] and not app.exception


def test_two_files_of_one_name_are_two_articles():
    app = AppTest.from_file(APP, default_timeout=60).run()
    for text in (FIRST, SECOND):
        app.get("file_uploader")[0].set_value([("harbor.txt", text.encode(), "text/plain")])
        app.run()
    app.switch_page("compare.py").run()
    assert app.multiselect(key="compared").value == ["harbor", "harbor-2"] and not app.exception and not app.error


def test_the_article_page_leads_here_once_there_are_two():
    def links(app):
        return [link.proto.label for link in app.get("page_link")]

    assert not links(run())
    app = opened(FIRST, SECOND)
    app.switch_page("article.py").run()
    assert links(app) == ["Compare your articles"]


@pytest.mark.parametrize("tab", ["Shared actors", "Only in one", "Perhaps the same", "How sure", "Tables and downloads"])
def test_every_tab_opens(tab):
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["compared"], app.session_state["compared_tab"] = SAMPLES[:2], tab
    app.run()
    app.switch_page("compare.py").run()
    assert not app.exception and not app.error
    if tab == "Tables and downloads":
        keys = {button.key for button in app.get("download_button")}
        assert keys == {"report-html", "picture-tone.svg", "picture-headlines.svg", "one-csv", "one-xlsx", "all-xlsx", "all-csv.zip"}


def test_markup_in_an_article_stays_text():
    attack = "<img src=x> ![x](http://127.0.0.1:9/x.png) $\\alpha$"
    app = opened(FIRST.replace("Harbor", attack), SECOND.replace("Harbor", attack))
    assert not app.exception
    for element in (*app.markdown, *app.caption):
        assert "![" not in element.value.replace("\\!", "") and "<img" not in element.value.replace("\\<", "")


def test_the_words_that_make_two_articles_differ():
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["compared"], app.session_state["compared_tab"] = SAMPLES[:3], "Words"
    app.run()
    app.switch_page("compare.py").run()
    assert not app.exception and any("Most of it" in m.value for m in app.markdown)
    words = next(d.value for d in app.dataframe if "adds" in d.value)
    assert len(words) == 12 and (words["adds"] != 0).all()
