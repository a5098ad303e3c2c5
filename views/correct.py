"""What the reader knows better: forms for an actor, a speaker and a judgement, and the list of corrections, each of which can be taken back."""

import streamlit as st

from analysis import charts, narrative
from analysis.edits import Edits, joined
from analysis.narrative import Tables
from analysis.schema import LABELS, UNKNOWN
from views import state


def show_corrections(tables: Tables, key: str, scorer: str, focus: int) -> None:
    """The tab: the forms without a mouse, and what was corrected so far."""
    st.caption(
        "Every chart, table and download follows a correction at once, and each can be taken back. "
        "Shorter: switch on “Correct” over the text and choose a name or a speaker there."
    )
    kinds = {"an actor": _any_actor, "a speaker": _any_speaker, "a judgement": _any_judgement}
    kind = st.segmented_control("What is wrong?", list(kinds), default="an actor", required=True, key="wrong")
    with st.container(border=True):
        kinds[kind](tables, key, focus)
    _list(tables, key)


def show_mark(tables: Tables, key: str, mark: tuple[str, int, int]) -> None:
    """The form for what was chosen in the text, in a window of its own."""
    kind, start, end = mark
    table = tables["mentions" if kind == "mention" else "quotes"]
    rows = table[(table["start"] == start) & (table["end"] == end)]
    if rows.empty:
        state.close_mark()  # a correction was taken back since
        return
    title = charts.markdown(narrative.names(tables)[rows.iloc[0]["entity"]]) if kind == "mention" else "Who says this?"
    form = _mention if kind == "mention" else _speaker
    st.dialog(title, width="medium", on_dismiss=state.close_mark)(form)(tables, key, rows.iloc[0], "window")


def _any_actor(tables: Tables, key: str, focus: int) -> None:
    actors, called = tables["actors"]["actor"].tolist(), narrative.names(tables)
    if not actors:
        st.info("No actors were found in this article.")
        return
    _actor(tables, key, st.selectbox("Actor", actors, format_func=called.get, key=f"wrong-actor-{key}"), "tab")


def _any_speaker(tables: Tables, key: str, focus: int) -> None:
    quotes = tables["quotes"].drop_duplicates("quote").reset_index(drop=True)
    if quotes.empty:
        st.info("Nobody is quoted in this article.")
        return
    first = quotes.index[quotes["paragraph"] >= focus].min() if (quotes["paragraph"] >= focus).any() else 0
    label = lambda i: f"¶ {quotes.loc[i, 'paragraph']}: “{quotes.loc[i, 'text']}”"
    chosen = st.selectbox("Quote", quotes.index, index=int(first), format_func=label, key=f"wrong-quote-{key}-{focus}")
    _speaker(tables, key, quotes.loc[chosen], "tab")


def _any_judgement(tables: Tables, key: str, focus: int) -> None:
    rows, called = tables["sentiments"], narrative.names(tables)
    rows = rows[rows["paragraph"] == focus].drop_duplicates(["sentence", "actor", "voice"]).reset_index(drop=True)
    if rows.empty:
        st.info(f"No actor is spoken of in paragraph {focus}. Choose another paragraph in the text or the chart.")
        return
    label = lambda i: narrative.who_about_whom(rows.loc[i], called)
    row = rows.loc[st.selectbox(f"Paragraph {focus}", rows.index, format_func=label, key=f"wrong-judgement-{key}-{focus}")]
    _judgement(tables, key, row, "tab")


# The tab and the window can show the same form at once: `slot` tells their fields apart.
def _mention(tables: Tables, key: str, mention, slot: str) -> None:
    """One place where an actor is mentioned: how it is treated there, who is meant, and the actor as a whole."""
    rows = tables["sentiments"]
    here = (rows["paragraph"] == mention["paragraph"]) & (rows["sentence"] == mention["sentence"]) & (rows["actor"] == mention["entity"])
    for _, row in rows[here].drop_duplicates("voice").iterrows():
        _judgement(tables, key, row, slot)
    called, others = _others(tables, mention["entity"])
    if others:
        meant = st.selectbox(
            f"“{mention['text']}” means, here only",
            others,
            index=None,
            format_func=called.get,
            key=f"meant-{key}",
            placeholder="somebody else",
        )
        if st.button("Put it right", disabled=meant is None, key=f"move-{key}"):
            place = [[int(mention["start"]), int(mention["end"])]]
            name = narrative.names(state.tables_of(key, "news", corrected=False)).get(meant, called.get(meant))
            _correct(key, Edits(split=({"actor": mention["entity"], "mentions": place, "name": name},)))
    with st.expander("The actor as a whole"):
        _actor(tables, key, mention["entity"], slot)


def _actor(tables: Tables, key: str, actor: str, slot: str) -> None:
    called, others = _others(tables, actor)
    name = st.text_input("Call it", called[actor], key=f"{slot}-name-{key}-{actor}")
    if st.button("Rename", disabled=not name.strip() or name == called[actor], key=f"{slot}-rename-{key}-{actor}"):
        _correct(key, Edits(rename=((actor, name.strip()),)))
    if others:
        same = st.selectbox(
            "It is the same as", others, index=None, format_func=called.get, key=f"{slot}-same-{key}-{actor}", placeholder="choose an actor"
        )
        if st.button("Merge the two", disabled=same is None, key=f"{slot}-merge-{key}-{actor}"):
            _correct(key, Edits(merge=([same, actor],)))
    if st.button("Leave it out: it is no actor", key=f"{slot}-ignore-{key}-{actor}"):
        _correct(key, Edits(ignore=(actor,)))


def _speaker(tables: Tables, key: str, quote, slot: str) -> None:
    called, place = narrative.names(tables), [int(quote["start"]), int(quote["end"])]
    st.markdown(f"“{charts.markdown(quote['text'])}”")
    who = [*tables["actors"]["actor"], UNKNOWN]
    chosen = st.selectbox("Speaker", who, index=who.index(quote["holder"]), format_func=called.get, key=f"{slot}-speaker-{key}-{place}")
    if st.button("Set the speaker", disabled=chosen == quote["holder"], key=f"{slot}-speak-{key}-{place}"):
        _correct(key, Edits(speaker=({"quote": place, "holder": chosen},)))


def _judgement(tables: Tables, key: str, row, slot: str) -> None:
    called, sentences = narrative.names(tables), tables["sentences"]
    here = (sentences["paragraph"] == row["paragraph"]) & (sentences["sentence"] == row["sentence"])
    sentence = sentences[here].iloc[0]
    place = f"{slot}-{key}-{sentence['start']}-{row['actor']}-{row['voice']}"
    st.markdown(f"{charts.markdown(narrative.who_about_whom(row, called))}\n\n> {charts.markdown(sentence['text'])}")
    label = st.segmented_control(
        "In this sentence the actor is treated",
        LABELS,
        default=row["label"],
        required=True,
        format_func=narrative.SIGNED.get,
        key=f"label-{place}",
    )
    if st.button("Set the judgement", disabled=label == row["label"], key=f"judge-{place}"):
        span = [int(sentence["start"]), int(sentence["end"])]
        _correct(key, Edits(label=({"sentence": span, "actor": row["actor"], "voice": row["voice"], "label": label},)))


def _others(tables: Tables, actor: str) -> tuple[dict[str, str], list[str]]:
    return narrative.names(tables), [a for a in tables["actors"]["actor"] if a != actor]


def _correct(key: str, edit: Edits) -> None:
    state.correct(key, edit)
    st.rerun()


def _list(tables: Tables, key: str) -> None:
    made, found = state.corrections(key), state.tables_of(key, "news", corrected=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Your corrections: {len(made)}**", width="content")
        if made:
            st.button("Undo all", on_click=state.undo_all, args=(key,), icon=":material/undo:")
            data = joined(made).to_json()
            st.download_button(
                "Download them", data, f"{key}.edits.json", "application/json", on_click="ignore", icon=":material/download:"
            )
    for number, edit in enumerate(made):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Undo", key=f"undo-{key}-{number}", on_click=state.undo, args=(key, number), icon=":material/undo:")
            st.markdown(charts.markdown(narrative.correction(edit, tables, found)))
    widget = f"edits-{key}"
    st.file_uploader(
        "Load corrections that were downloaded here", type=["json"], key=widget, on_change=state.load_corrections, args=(key, widget)
    )
    if refused := state.refused_corrections(key):
        st.error(charts.markdown(refused), icon=":material/error:")
