"""The sidebar's part that is the same beside one article and beside several: who scores, and how a reader's own articles get in."""

import streamlit as st

from analysis import charts
from views import state


def choose_scorer() -> str:
    return st.segmented_control(
        "Scored by",
        list(state.SCORERS),
        default="news",
        required=True,
        format_func=state.SCORERS.get,
        key="by",
        bind="query-params",
        help="The news model was trained on news. VADER is a word list for social media, shown for comparison: on news it is often wrong.",
    )


def show_loading() -> None:
    """Files to drop, a text to paste, and how it went."""
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


def _statuses() -> None:
    signs = {"read": ":material/check_circle:", "noted": ":material/info:", "refused": ":material/error:"}
    words = {"read": "read", "noted": "read, with a note", "refused": "not read"}
    for kind, name, sentence in state.statuses():
        st.markdown(f"{signs[kind]} **{charts.markdown(name)}** {words[kind]}. {charts.markdown(sentence)}")
    if state.statuses():
        st.button("Clear these messages", on_click=state.forget_statuses)
