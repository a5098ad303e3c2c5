"""One article: what happens in it, the tone arc, the text, the actors, who stands where, all tables."""

import streamlit as st

from analysis import charts, narrative
from analysis.schema import AnalysisError
from views import state
from views.correct import show_corrections, show_mark
from views.downloads import show_tables
from views.link import show_link
from views.loading import choose_scorer, show_loading
from views.reader import show_reader
from views.why import show_actor, show_paragraph, show_parts, show_position

KEY = "▼ hatched: negative. ■ dotted: neutral. ▲ plain: positive. Pale: few cues or unclear. Thin line: 90 % interval. Grey band: the paragraph you read."


def main() -> None:
    key, scorer = _sidebar()
    try:
        tables = state.tables_of(key, scorer)
    except AnalysisError as error:
        st.error(charts.markdown(error), icon=":material/error:")
        return
    paragraphs = len(tables["paragraphs"])
    focus = state.focus(key, paragraphs)
    _head(tables, key)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        above = st.container()
        _steps(tables, key, scorer, focus, paragraphs)  # first, for it answers a click before the chart is drawn anew
        with above:
            _arc(tables, key, focus)
    with right:
        _text(tables, key, scorer, focus)
    tabs = st.tabs(
        ["Actors", "Quotes", "Who stands where", "Shifts", "Corrections", "Tables and downloads"],
        on_change="rerun",
        key="tab",
        bind="query-params",
    )
    for tab, show in zip(tabs, (_actors, _quotes, _positions, _shifts, show_corrections, show_tables), strict=True):
        if tab.open:
            with tab:
                show(tables, key, scorer, focus)


def _sidebar() -> tuple[str, str]:
    shelf = state.shelf()
    state.open_article(list(shelf))
    with st.sidebar:
        key = st.selectbox("Article", list(shelf), format_func=lambda k: shelf[k], key="art", persist_state="session")
        scorer = choose_scorer()
        show_loading()
        if not state.is_sample(key):
            st.button("Remove this article", on_click=state.remove, args=(key,), icon=":material/delete:", width="stretch")
        if state.own_count() > 1:
            st.page_link("compare.py", label="Compare your articles", icon=":material/compare_arrows:")
    return key, scorer


def _head(tables, key: str) -> None:
    article = tables["articles"].iloc[0]
    st.title(charts.markdown(article["headline"] or key), anchor=False)
    with st.container(key="lead"):
        st.markdown(charts.markdown(narrative.lead(tables)))
    for note in state.notes(tables):
        st.caption(f":material/info: {charts.markdown(note)}")
    with st.container(horizontal=True, gap="small", key="figures"):
        for label, value, meaning in narrative.key_figures(tables):
            st.metric(label, value, help=meaning, border=True)


def _menu(key: str, figure: str) -> dict:
    """What the menu over a figure holds; its picture is named after the article."""
    return {"displaylogo": False, "toImageButtonOptions": {"format": "png", "scale": 2, "filename": f"{key}-{figure}"}}


def _arc(tables, key: str, focus: int) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        window = st.segmented_control(
            "Smoothing",
            [0, 3, 5],
            default=0,
            required=True,
            format_func=lambda n: f"mean of {n}" if n else "paragraphs",
            key="smooth",
            bind="query-params",
            label_visibility="collapsed",
            help="A line over the bars: the mean of neighbouring paragraphs. The bars stay as they are.",
        )
        show_link(state.is_sample(key))
    widget = f"arc-{key}"
    st.plotly_chart(
        charts.tone_arc(tables, focus, window),
        key=widget,
        on_select=lambda: state.focus_from_chart(key, widget),
        selection_mode="points",
        config=_menu(key, "tone"),
        alt=charts.arc_alt(tables),
    )
    st.caption(KEY)


def _steps(tables, key: str, scorer: str, focus: int, paragraphs: int) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, wrap=False, horizontal_alignment="distribute", vertical_alignment="center"):
            st.button("Previous", key="back", shortcut="Left", disabled=focus <= 1, on_click=state.set_focus, args=(key, focus - 1))
            st.markdown(f"**Paragraph {focus} of {paragraphs}**", width="content")
            st.button("Next", key="on", shortcut="Right", disabled=focus >= paragraphs, on_click=state.set_focus, args=(key, focus + 1))
        for line in narrative.why(tables, focus):
            st.markdown(charts.markdown(line))
        show_paragraph(tables, key, scorer, focus)


def _text(tables, key: str, scorer: str, focus: int) -> None:
    made = state.corrections(key)
    with st.container(horizontal=True, vertical_alignment="center"):
        weighs = st.toggle(
            "Words that weigh", key="weighs", bind="query-params", help="Wavy: towards negative. Straight: towards positive."
        )
        correcting = st.toggle("Correct", key="correcting", help="Then choose a name or a speaker in the text to put it right.")
        if made:
            st.button(f"Undo last of {len(made)}", key="undo", on_click=state.undo, args=(key,), icon=":material/undo:")
    widget = f"text-{key}"
    text_key = f"{key}-{scorer}-{tables['articles']['edits'].iloc[0]}"
    to_paragraph, to_form = lambda: state.focus_from_reader(key, widget), lambda: state.open_mark(key, widget)
    show_reader(state.text_of(key, scorer), text_key, focus, weighs, correcting, widget, to_paragraph, to_form)
    if mark := state.chosen_mark(key):
        show_mark(tables, key, mark)


def _actors(tables, key: str, scorer: str, focus: int) -> None:
    actors, called = tables["actors"], narrative.names(tables)
    if actors.empty:
        st.info("No actors were found in this article: nobody in it speaks, acts or is spoken of by name.")
        return
    ids, chosen, table = actors["actor"].tolist(), f"actor-{key}", f"actors-{key}"
    figure = lambda title, help_: st.column_config.NumberColumn(title, format="%+.2f", help=help_)
    shown = actors.assign(treated=[f"{narrative.SIGNS[label]} {label}" if label else "" for label in actors["label"]])
    scores = ["sentiment", "author_sentiment", "quoted_sentiment"]
    shown = _rounded(shown, *scores)[["name", "kind", "mentions", "quotes", "treated", *scores]]
    state.mark_row(table, ids.index(state.chosen_actor(chosen, ids)))
    st.dataframe(
        shown,
        hide_index=True,
        key=table,
        on_select=lambda: state.choose_from_table(chosen, table, ids),
        selection_mode="single-row",
        height=min(320, 38 + 35 * len(shown)),
        placeholder="–",
        column_config={
            "name": "actor",
            "quotes": st.column_config.NumberColumn("quotes", help="How many quotes are the actor's own."),
            "treated": st.column_config.TextColumn("treated", help="Well, badly or neutrally, over all voices but the actor's own."),
            "sentiment": figure("sentiment", "How all voices treat the actor, −1 to +1."),
            "author_sentiment": figure("by the author", "In the author's own words; empty where the author never speaks of the actor."),
            "quoted_sentiment": figure("by others", "In the words, or by the acts, of others."),
        },
        alt=f"Table of {len(shown)} actors, most mentioned first.",
    )
    actor = st.selectbox("Follow one actor (or choose a row above)", ids, format_func=called.get, key=chosen)
    portrait = narrative.portrait(tables, actor)
    st.markdown(charts.markdown(portrait))
    widget = f"actor-arc-{key}-{actor}"
    st.plotly_chart(
        charts.actor_arc(tables, actor, focus),
        key=widget,
        on_select=lambda: state.focus_from_chart(key, widget),
        selection_mode="points",
        config=_menu(key, actor),
        alt=portrait,
    )
    st.caption("Left bar: the author's own words. Right bar, outlined: what others say of the actor or do to it.")
    show_actor(tables, key, scorer, actor)
    strip = f"strip-{key}"
    st.plotly_chart(
        charts.strip(tables, focus),
        key=strip,
        on_select=lambda: state.focus_from_chart(key, strip),
        selection_mode="points",
        config=_menu(key, "actors"),
        alt=narrative.strip_sentence(tables),
    )
    st.caption(
        "Every actor in every paragraph: ▲ treated well, ▼ badly, ■ neutrally, ? unclear; empty: not spoken of. The author's voice stands apart."
    )


def _quotes(tables, key: str, scorer: str, focus: int) -> None:
    quotes = tables["quotes"]
    if quotes.empty:
        st.info("Nobody is quoted in this article: all words are the author's.")
        return
    called, widget, paragraphs = narrative.names(tables), f"quotes-{key}", quotes["paragraph"].tolist()
    state.mark_row(widget, paragraphs.index(focus) if focus in paragraphs else None)
    shown = quotes.assign(speaker=quotes["holder"].map(called), sure=quotes["confidence"])[
        ["paragraph", "speaker", "text", "kind", "cue", "sure"]
    ]
    st.dataframe(
        shown,
        hide_index=True,
        key=widget,
        on_select=lambda: state.focus_from_table(key, widget, paragraphs),
        selection_mode="single-row",
        column_config={
            "paragraph": st.column_config.NumberColumn("¶", width="small"),
            "text": st.column_config.TextColumn("words", width="large"),
            "kind": st.column_config.TextColumn("kind", help="direct: between quotation marks; indirect: reported; mixed: both."),
            "cue": st.column_config.TextColumn("reporting words"),
            "sure": st.column_config.NumberColumn("sure", format="%.2f", help="How sure the tool is of words and speaker, 0 to 1."),
        },
        alt=f"Table of {len(shown)} quotes with their speakers.",
    )


def _positions(tables, key: str, scorer: str, focus: int) -> None:
    positions, called = tables["positions"], narrative.names(tables)
    if positions.empty:
        st.info("Nobody in this article is seen to take a side toward anybody or anything.")
        return
    st.caption(
        "Who (rows) stands where toward whom or, behind the line, what (columns): ▲ for, ▼ against, ■ takes no side, ? unclear. "
        "The author is left out. A click shows the first paragraph that bears it."
    )
    widget = f"matrix-{key}"
    st.plotly_chart(
        charts.matrix(tables),
        key=widget,
        on_select=lambda: state.focus_from_chart(key, widget),
        selection_mode="points",
        config=_menu(key, "positions"),
        alt=narrative.matrix_sentence(tables),
    )
    table = f"positions-{key}"
    shown = positions.assign(holder=positions["holder"].map(called), target=positions["target"].map(called))
    st.dataframe(
        _rounded(shown, "polarity")[
            ["holder", "stance", "target", "target_kind", "polarity", "favor", "against", "none", "confidence", "first_paragraph"]
        ],
        hide_index=True,
        key=table,
        on_select=lambda: state.focus_from_table(key, table, positions["first_paragraph"].tolist()),
        selection_mode="single-row",
        column_config={
            "polarity": st.column_config.NumberColumn(format="%+.2f"),
            "confidence": st.column_config.NumberColumn("sure", format="%.2f"),
            "first_paragraph": st.column_config.NumberColumn("first ¶"),
            "target_kind": "kind",
        },
        alt=f"Table of {len(shown)} positions.",
    )
    show_position(tables, key, scorer)


def _shifts(tables, key: str, scorer: str, focus: int) -> None:
    shifts, called = tables["shifts"], narrative.names(tables)
    if shifts.empty:
        st.info("The article is too short for a change to show.")
        return
    st.caption(
        "The likeliest change of each series, tested against the same sentences in shuffled order. “Real shift”: less than 1 in 20 by chance."
    )
    widget = f"shifts-{key}"
    shown = _rounded(shifts.assign(subject=shifts["subject"].map(called)), "before", "after", "change")
    shown = shown[["subject", "verdict", "paragraph", "before", "after", "change", "p_value"]]
    figure = st.column_config.NumberColumn(format="%+.2f")
    st.dataframe(
        shown,
        hide_index=True,
        key=widget,
        on_select=lambda: state.focus_from_table(key, widget, shifts["paragraph"].tolist()),
        selection_mode="single-row",
        column_config={
            "paragraph": st.column_config.NumberColumn("from ¶"),
            "before": figure,
            "after": figure,
            "change": figure,
            "p_value": st.column_config.NumberColumn("by chance", format="%.3f", help="How often shuffled sentences change as much."),
        },
        alt=f"Table of {len(shown)} possible shifts.",
    )
    show_parts(tables, key, scorer)


def _rounded(table, *columns: str):
    """The table with these scores as they are shown: adding 0.0 turns -0.0 into 0.0."""
    return table.assign(**{column: table[column].round(2) + 0.0 for column in columns})


main()
