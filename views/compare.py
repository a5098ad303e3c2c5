"""Articles side by side: what tells them apart, and what could be noise."""

import streamlit as st

from analysis import charts
from analysis.compare import Comparison, words
from analysis.schema import AnalysisError
from views import state
from views.downloads import show_comparison_tables
from views.loading import choose_scorer, show_loading
from views.why import show_articles

BARS = {"displaylogo": False, "toImageButtonOptions": {"format": "png", "scale": 2}}
KEY = "▼ hatched: negative. ■ dotted: neutral. ▲ plain: positive. Pale: few cues or unclear. Thin line: 90 % interval. A bar is as wide as its paragraph is long."
MOST_OFFERED = 6  # articles offered by a button while too few are chosen
MOST_DOUBTS = 30  # pairs that can be merged by a button; the table has all


def main() -> None:
    shelf = state.shelf()
    state.open_comparison(list(shelf))
    with st.sidebar:
        scorer = choose_scorer()
        show_loading()
    st.title("Compare articles", anchor=False)
    chosen = st.multiselect(
        "Articles",
        list(shelf),
        format_func=shelf.get,
        key="compared",
        max_selections=state.MOST_COMPARED,
        persist_state="session",
        help="The same story from different outlets compares best. The order gives the letters A, B, C …",
    )
    if len(chosen) < 2:
        _too_few(shelf, chosen)
        return
    try:
        comparison = state.comparison_of(chosen, scorer)
    except AnalysisError as error:
        st.error(charts.markdown(error), icon=":material/error:")
        return
    _head(comparison)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _arcs(comparison)
    with right:
        _headlines(comparison)
    tabs = st.tabs(
        ["Shared actors", "Words", "Only in one", "Perhaps the same", "How sure", "Tables and downloads"],
        on_change="rerun",
        key="compared_tab",
    )
    own_words = lambda _: show_articles({key: shelf[key] for key in chosen}, scorer)
    for tab, show in zip(tabs, (_shared, own_words, _only, _doubts, _how, _downloads), strict=True):
        if tab.open:
            with tab:
                show(comparison)


def _too_few(shelf: dict[str, str], chosen: list[str]) -> None:
    """What to do, and the articles that are there: the reader's own first, then the samples."""
    count = "One article is chosen" if chosen else "No article is chosen"
    st.info(
        f"{count}; a comparison takes two or more. Add your own in the sidebar (» on a small screen), by file or by pasting a text, best on the same story. "
        "Or see how it works:"
    )
    st.button(
        "Samples: two papers on one merger",
        key="pair",
        on_click=state.compare_these,
        args=(state.ONE_STORY,),
        icon=":material/compare_arrows:",
    )
    for key in [k for k in shelf if k not in chosen][:MOST_OFFERED]:
        kind = "Sample" if state.is_sample(key) else "Your article"
        st.button(
            f"{kind}: {charts.markdown(shelf[key])}", key=f"add-{key}", on_click=state.add_to_comparison, args=(key,), icon=":material/add:"
        )


def _head(comparison: Comparison) -> None:
    tables = comparison.tables
    with st.container(key="lead"):
        st.markdown(charts.markdown(words.lead(tables)))
    for note in comparison.notes:
        st.caption(f":material/info: {charts.markdown(note)}")
    shown = words.articles_shown(tables)
    st.dataframe(
        shown,
        hide_index=True,
        placeholder="–",
        column_config={"article": st.column_config.TextColumn(width="medium")},
        alt=f"Table of the {len(shown)} articles: length, tone, headline, share of quoted words.",
    )


def _arcs(comparison: Comparison) -> None:
    st.subheader("How the tone moves", anchor=False)
    st.plotly_chart(charts.compared_arcs(comparison.tables), key="compared-arcs", config=BARS, alt=words.arcs_alt(comparison.tables))
    st.caption(KEY)


def _headlines(comparison: Comparison) -> None:
    tables = comparison.tables
    st.subheader("Headline against body", anchor=False)
    sentence = words.headline_sentence(tables)
    st.markdown(charts.markdown(sentence))
    st.plotly_chart(charts.compared_headlines(tables), key="compared-headlines", config=BARS, alt=sentence)
    st.caption("Tone from −1 (harsh) to +1 (warm). Line: 90 % interval.")
    st.markdown(charts.markdown(words.quoted_sentence(tables)))


def _shared(comparison: Comparison) -> None:
    tables = comparison.tables
    shown = words.actors_shown(tables)
    if shown.empty:
        st.info("No actor stands in more than one of these articles. Names in doubt stand under “Perhaps the same”.")
        return
    st.plotly_chart(charts.compared_actors(tables), key="compared-actors", config=BARS, alt=words.actors_alt(tables))
    st.caption(words.ACTORS_KEY)
    st.dataframe(shown, hide_index=True, placeholder="–", alt=f"Table of {shown['actor'].nunique()} shared actors in each article.")
    st.markdown("**Differences in treatment**, the second article minus the first")
    differences = words.differences_shown(tables, tone=False)
    st.dataframe(differences, hide_index=True, placeholder="–", alt=f"Table of {len(differences)} differences with intervals and verdicts.")


def _only(comparison: Comparison) -> None:
    shown = words.only_shown(comparison.tables)
    if shown.empty:
        st.info("Each actor and each speaker is in more than one of these articles.")
        return
    st.caption("Actors that a single article has, and speakers whom a single article quotes, as far as they were found.")
    st.dataframe(shown, hide_index=True, alt=f"Table of {len(shown)} actors and speakers of a single article.")


def _doubts(comparison: Comparison) -> None:
    rows = comparison.tables["unsure_matches"]
    if rows.empty:
        st.info("No name was left in doubt.")
        return
    st.caption("These were left apart: a name that could be two people, or a description. Merge those that you know to be the same.")
    for row in rows.head(MOST_DOUBTS).itertuples():
        pair = ((row.article, row.actor), (row.other, row.other_actor))
        with st.container(horizontal=True, vertical_alignment="center"):
            title = f"**{row.letter}: {charts.markdown(row.name)}** and **{row.other_letter}: {charts.markdown(row.other_name)}**"
            st.markdown(f"{title}, {charts.markdown(row.why)}", width="stretch")
            st.button(
                "Apart again" if row.merged else "The same",
                key=f"merge-{'-'.join(pair[0] + pair[1])}",
                on_click=state.set_merge,
                args=(pair, not row.merged),
            )


def _how(comparison: Comparison) -> None:
    for sentence in words.HOW:
        st.markdown(charts.markdown(sentence))


def _downloads(comparison: Comparison) -> None:
    show_comparison_tables(comparison, f"comparison-{'-'.join(comparison.tables['compared_articles']['article'])}"[:80])


main()
