"""One article: what happens in it, the tone arc, the text, the actors, who stands where, all tables."""

import streamlit as st

from analysis import charts, narrative
from analysis.schema import AnalysisError
from analysis.tables import TABLES
from views import state
from views.reader import show_reader

# The figures stand close together, so that arc and text are on the first screen; our own style, no article text in it.
TIGHT = """<style>
.stMainBlockContainer { padding-top: 3.6rem; padding-bottom: 2rem; }
[data-testid="stMetric"] { padding: .35rem .8rem; }
[data-testid="stMetricValue"] { font-size: 1.35rem; }
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] { gap: .6rem; }
</style>"""
BARS = {"displaylogo": False, "toImageButtonOptions": {"format": "png", "scale": 2}}


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
        _arc(tables, key, focus)
        _steps(tables, key, focus, paragraphs)
    with right:
        _text(tables, key, scorer, focus)
    tabs = st.tabs(["Actors", "Quotes", "Who stands where", "Shifts", "Tables and downloads"], on_change="rerun", key="tab")
    for tab, show in zip(tabs, (_actors, _quotes, _positions, _shifts, _downloads), strict=True):
        if tab.open:
            with tab:
                show(tables, key, focus)


def _sidebar() -> tuple[str, str]:
    shelf = state.shelf()
    with st.sidebar:
        key = st.selectbox("Article", list(shelf), format_func=lambda k: shelf[k], key="art", bind="query-params")
        scorer = st.segmented_control(
            "Scored by",
            list(state.SCORERS),
            default="news",
            required=True,
            format_func=state.SCORERS.get,
            key="by",
            bind="query-params",
            help="The news model was trained on news. VADER is a word list for social media, shown for comparison: on news it is often wrong.",
        )
        st.file_uploader(
            "Your own articles",
            type=["txt", "md", "html", "htm", "docx", "pdf"],
            accept_multiple_files=True,
            key=state.uploader_key(),
            on_change=state.take_files,
            help="They stay on this machine, in this session.",
        )
        with st.expander("Paste a text"):
            st.text_input("Headline (if the text has none)", key="pasted_title")
            st.text_area("Text", key="pasted", height=160)
            st.button("Score this text", on_click=state.take_text, width="stretch")
        _statuses()
        if not state.is_sample(key):
            st.button("Remove this article", on_click=state.remove, args=(key,), icon=":material/delete:", width="stretch")
    return key, scorer


def _statuses() -> None:
    signs = {"read": ":material/check_circle:", "noted": ":material/info:", "refused": ":material/error:"}
    words = {"read": "read", "noted": "read, with a note", "refused": "not read"}
    for kind, name, sentence in state.statuses():
        st.markdown(f"{signs[kind]} **{charts.markdown(name)}** {words[kind]}. {charts.markdown(sentence)}")
    if state.statuses():
        st.button("Clear these messages", on_click=state.forget_statuses)


def _head(tables, key: str) -> None:
    article, rows = tables["articles"].iloc[0], tables["paragraphs"]
    st.html(TIGHT)
    st.markdown(f"##### {charts.markdown(article['headline'] or key)}")
    st.markdown(f":primary[**{charts.markdown(narrative.lead(tables))}**]")
    for note in state.notes(tables):
        st.caption(f":material/info: {charts.markdown(note)}")
    mean = lambda column: float((rows[column] * rows["words"]).sum() / rows["words"].sum())
    against = int((tables["positions"]["stance"] == "against").sum())
    figures = (
        ("Tone of the text", narrative.signed(mean("tone")), "Mean of all paragraphs, from −1 (harsh) to +1 (warm)."),
        ("In others’ words", f"{mean('quoted_share'):.0%}", "Share of the words that are quoted or reported, not the author's."),
        ("Actors", len(tables["actors"]), "People, organizations, groups and governments that act or are spoken of."),
        ("Positions against", against, "How many times one holder stands against an actor or an issue."),
    )
    with st.container(horizontal=True, gap="small"):
        for label, value, meaning in figures:
            st.metric(label, value, help=meaning, border=True, width=170)


def _arc(tables, key: str, focus: int) -> None:
    window = st.segmented_control(
        "Smoothing",
        [0, 3, 5],
        default=0,
        required=True,
        format_func=lambda n: str(n) if n else "off",
        key="smooth",
        bind="query-params",
        help="A line over the bars: the mean of neighbouring paragraphs. The bars stay as they are.",
    )
    widget = f"arc-{key}"
    st.plotly_chart(
        charts.tone_arc(tables, focus, window),
        key=widget,
        on_select=lambda: state.focus_from_chart(key, widget),
        selection_mode="points",
        config=BARS,
        alt=charts.arc_alt(tables),
    )


def _steps(tables, key: str, focus: int, paragraphs: int) -> None:
    with st.container(border=True):
        back, title, on = st.columns([1, 2, 1], vertical_alignment="center", wrap=False)
        back.button(
            "Before",
            key="back",
            help="Paragraph before",
            shortcut="Left",
            disabled=focus <= 1,
            on_click=state.set_focus,
            args=(key, focus - 1),
        )
        title.markdown(f"**Paragraph {focus} of {paragraphs}**")
        on.button(
            "→",
            key="on",
            help="Next paragraph",
            shortcut="Right",
            disabled=focus >= paragraphs,
            on_click=state.set_focus,
            args=(key, focus + 1),
        )
        for line in narrative.why(tables, focus):
            st.markdown(charts.markdown(line))


def _text(tables, key: str, scorer: str, focus: int) -> None:
    weighs = st.toggle(
        "Show the words that weigh", key="weighs", bind="query-params", help="Wavy: towards negative. Straight: towards positive."
    )
    widget = f"text-{key}"
    entries = charts.reader(tables)
    show_reader(entries, f"{key}-{scorer}", focus, weighs, widget, lambda: state.focus_from_reader(key, widget))


def _actors(tables, key: str, focus: int) -> None:
    actors = tables["actors"]
    if actors.empty:
        st.info("No actors were found in this article: nobody in it speaks, acts or is spoken of by name.")
        return
    shown = actors[["name", "kind", "mentions", "sentiment", "label", "author_sentiment", "quoted_sentiment", "quotes"]]
    figure = lambda title, help_: st.column_config.NumberColumn(title, format="%+.2f", help=help_)
    st.dataframe(
        shown,
        hide_index=True,
        height=min(320, 38 + 35 * len(shown)),
        column_config={
            "name": "actor",
            "sentiment": figure("sentiment", "How all voices treat the actor, −1 to +1."),
            "author_sentiment": figure("by the author", "In the author's own words; empty where the author never speaks of the actor."),
            "quoted_sentiment": figure("by others", "In the words, or by the acts, of others."),
            "quotes": st.column_config.NumberColumn("own quotes", help="How many quotes are the actor's own."),
        },
        alt=f"Table of {len(shown)} actors, most mentioned first.",
    )
    called = narrative.names(tables)
    actor = st.selectbox("Follow one actor", actors["actor"].tolist(), format_func=called.get, key=f"actor-{key}")
    st.markdown(charts.markdown(narrative.portrait(tables, actor)))
    widget = f"actor-arc-{key}-{actor}"
    st.caption("Left bar: the author's own words. Right bar, outlined: what others say of the actor or do to it.")
    st.plotly_chart(
        charts.actor_arc(tables, actor, focus),
        key=widget,
        on_select=lambda: state.focus_from_chart(key, widget),
        selection_mode="points",
        config=BARS,
        alt=narrative.portrait(tables, actor),
    )
    strip = f"strip-{key}"
    st.caption(
        "Every actor in every paragraph: ▲ well treated, ▼ badly, ■ neutrally; empty: not spoken of. The author's voice stands apart."
    )
    st.plotly_chart(
        charts.strip(tables, focus),
        key=strip,
        on_select=lambda: state.focus_from_chart(key, strip),
        selection_mode="points",
        config=BARS,
        alt="How each actor is treated in each paragraph; the same figures stand in the table actor_paragraphs.",
    )


def _quotes(tables, key: str, focus: int) -> None:
    quotes = tables["quotes"]
    if quotes.empty:
        st.info("Nobody is quoted in this article: all words are the author's.")
        return
    called, widget = narrative.names(tables), f"quotes-{key}"
    shown = quotes.assign(speaker=quotes["holder"].map(called), sure=quotes["confidence"])[
        ["paragraph", "speaker", "text", "kind", "cue", "sure"]
    ]
    st.dataframe(
        shown,
        hide_index=True,
        key=widget,
        on_select=lambda: state.focus_from_table(key, widget, quotes["paragraph"].tolist()),
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


def _positions(tables, key: str, focus: int) -> None:
    positions, called = tables["positions"], narrative.names(tables)
    if positions.empty:
        st.info("Nobody in this article is seen to take a side toward anybody or anything.")
        return
    st.caption(
        "Who (rows) stands where toward whom or what (columns): ▲ for, ▼ against, ■ speaks of it without taking a side. The author is left out."
    )
    widget = f"matrix-{key}"
    st.plotly_chart(
        charts.matrix(tables),
        key=widget,
        on_select=lambda: state.focus_from_chart(key, widget),
        selection_mode="points",
        config=BARS,
        alt=narrative.stance_sentence(tables) or "No clear position between actors.",
    )
    table = f"positions-{key}"
    shown = positions.assign(holder=positions["holder"].map(called), target=positions["target"].map(called))
    st.dataframe(
        shown[["holder", "stance", "target", "target_kind", "polarity", "favor", "against", "none", "confidence", "first_paragraph"]],
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


def _shifts(tables, key: str, focus: int) -> None:
    shifts, called = tables["shifts"], narrative.names(tables)
    if shifts.empty:
        st.info("The article is too short for a change to show.")
        return
    st.caption(
        "The likeliest change of each series, tested against the same sentences in shuffled order. “Real shift”: less than 1 in 20 by chance."
    )
    widget = f"shifts-{key}"
    shown = shifts.assign(subject=shifts["subject"].map(called))[
        ["subject", "verdict", "paragraph", "before", "after", "change", "p_value"]
    ]
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


def _downloads(tables, key: str, focus: int) -> None:
    both = st.container(horizontal=True)
    for kind, label, mime in (
        ("xlsx", "All tables, Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("json", "All tables, JSON", "application/json"),
    ):
        both.download_button(
            label,
            lambda kind=kind: state.all_tables(tables, kind),
            f"{key}.{kind}",
            mime,
            key=f"all-{kind}",
            on_click="ignore",
            icon=":material/download:",
        )
    name = st.selectbox("Table", list(TABLES), key="table")
    table = tables[name]
    st.caption(charts.markdown(TABLES[name].meaning))
    st.dataframe(
        table,
        hide_index=True,
        column_config={column.name: st.column_config.Column(help=column.meaning) for column in TABLES[name].columns},
        alt=f"Table {name}, {len(table)} rows.",
    )
    one = st.container(horizontal=True)
    for kind, (label, mime) in state.FORMATS.items():
        one.download_button(
            f"{name}, {label}",
            lambda kind=kind: state.one_table(table, kind),
            f"{key}-{name}.{kind}",
            mime,
            key=f"one-{kind}",
            on_click="ignore",
        )


main()
