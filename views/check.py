"""Check the tool on one's own articles: a coding sheet to fill in, and the agreement once it is."""

import streamlit as st

from analysis import agreement, charts
from analysis.schema import AnalysisError
from analysis.tables import to_csv, to_excel
from views import state
from views.downloads import EXCEL
from views.loading import choose_scorer, show_loading

SIZES = (30, 60, 100, 200, 400)


def main() -> None:
    shelf = state.shelf()
    with st.sidebar:
        scorer = choose_scorer()
        show_loading()
    st.title("Check it on your own articles", anchor=False)
    st.markdown(
        "How right is the tool on the texts that you read? Take a sheet of sentences from which its labels are removed, label them yourself, "
        "better with a second person, and load the sheet: the page says how well you agree, in a form that a paper can cite."
    )
    chosen = st.multiselect("Articles", list(shelf), default=state.own_keys() or list(shelf)[:1], format_func=shelf.get, key="checked")
    if not chosen:
        st.info("Choose the articles to check. Your own are added in the sidebar (» on a small screen).")
        return
    try:
        rows = agreement.judgements([state.tables_of(key, scorer) for key in chosen])
        _sheet(rows, chosen)
        _result(rows, state.tables_of(chosen[0], scorer)["articles"]["model"].iloc[0])
    except AnalysisError as error:
        st.error(charts.markdown(error), icon=":material/error:")


def _sheet(rows, chosen: list[str]) -> None:
    st.subheader("1. Take the sheet", anchor=False)
    size = st.select_slider(
        "How many judgements", SIZES, value=100, help="A hundred take about half an hour. Each label is drawn as often as the others."
    )
    sheet = agreement.coding_sheet(rows, size)
    st.markdown(
        f"{len(sheet)} of the {len(rows)} judgements that the tool made. Write **negative**, **neutral** or **positive** under “label”: how the "
        "*voice* treats the *actor* in the sentence, not what you think of either. Leave empty what you cannot judge."
    )
    file = f"coding-sheet-{chosen[0]}"
    with st.container(horizontal=True):
        make = {
            "Excel": ("xlsx", EXCEL, lambda: to_excel({"coding": sheet}, agreement.SHEET)),
            "CSV": ("csv", "text/csv", lambda: to_csv(sheet)),
        }
        for label, (ending, mime, data) in make.items():
            st.download_button(label, data, f"{file}.{ending}", mime, key=f"sheet-{ending}", on_click="ignore", icon=":material/download:")


def _result(rows, model: str) -> None:
    st.subheader("2. Load it when it is filled in", anchor=False)
    files = st.file_uploader("Filled sheets, one per coder", type=["xlsx", "csv"], accept_multiple_files=True, key="filled")
    sheets = {}
    for file in files or ():
        try:
            sheets[file.name] = agreement.read_sheet(file.getvalue(), file.name)
        except AnalysisError as error:
            st.error(charts.markdown(error), icon=":material/error:")
    if not sheets:
        return
    with st.spinner("Comparing …"):
        found = agreement.agree(rows, sheets)
    for note in found.notes:
        st.caption(f":material/info: {charts.markdown(note)}")
    with st.container(horizontal=True):
        interval = lambda f: f"{f.low:.2f} to {f.high:.2f}"
        alpha = "Krippendorff’s alpha: 1 is perfect agreement, 0 is chance. Above 0.8 is commonly called reliable, above 0.67 tentative. Below it: 95 % interval."
        st.metric(
            "Agreement (alpha)",
            f"{found.ordinal.value:.2f}",
            interval(found.ordinal),
            delta_color="off",
            delta_arrow="off",
            border=True,
            help=alpha,
        )
        st.metric(
            "macro-F1",
            f"{found.f1['macro']:.2f}",
            border=True,
            help="Mean over the three labels, weighed back to how often each occurs in the articles.",
        )
        st.metric("Judgements", str(found.judgements), border=True, help="That were labelled and fit these articles.")
        if found.coders:
            st.metric(
                "Among the coders",
                f"{found.coders.value:.2f}",
                interval(found.coders),
                delta_color="off",
                delta_arrow="off",
                border=True,
                help="Alpha among people: no tool can be asked for more.",
            )
    left, right = st.columns(2)
    with left:
        st.markdown("**What people said (rows) and the tool (columns)**")
        st.dataframe(found.confusion, alt="How often people and the tool gave each pair of labels.")
    with right:
        st.markdown("**Is it right where it says that it is sure?**")
        shares = st.column_config.NumberColumn("right", format="percent")
        st.dataframe(found.bands, hide_index=True, column_config={"right": shares}, alt="Share of right labels by how sure the tool was.")
    st.markdown("**To cite**")
    st.code(agreement.in_words(found, model), language=None, wrap_lines=True)


main()
