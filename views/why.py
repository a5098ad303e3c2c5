"""Why? The sentences behind a figure, and the words behind a difference."""

import pandas as pd
import streamlit as st

from analysis import charts, narrative, why
from analysis.narrative import Tables
from views import state

WORDS_SHOWN, REASONS_SHOWN = 12, 5


def show_paragraph(tables: Tables, key: str, scorer: str, focus: int) -> None:
    """Under the paragraph's findings: its tone, or how a voice treats an actor in it, taken apart."""
    opened = st.expander("Why?", key="why", on_change="rerun", icon=":material/help:")
    if not opened.open:
        return
    called, cells = narrative.names(tables), tables["actor_paragraphs"]
    here = cells[cells["paragraph"] == focus]
    choices = {"the wording": None} | {f"{called[cell.voice]} about {called[cell.actor]}": cell for cell in here.itertuples()}
    with opened:
        chosen = st.selectbox("Take apart", list(choices), key=f"why-{key}-{focus}")
        cell, scores = choices[chosen], state.scored(key, scorer)
        if cell is None:
            reasons = why.tone_reasons(scores, [focus])
            figure = tables["paragraphs"].set_index("paragraph").loc[focus, "tone"]
        else:
            reasons, figure = why.treatment_reasons(scores, cell.actor, focus, cell.voice), cell.sentiment
        _reasons(reasons, figure, called)


def show_actor(tables: Tables, key: str, scorer: str, actor: str) -> None:
    """Under an actor's arc: the sentences that weigh most in how the article treats it."""
    figure = tables["actors"].set_index("actor").loc[actor, "sentiment"]
    opened = st.expander("Why?", key="why-actor", on_change="rerun", icon=":material/help:")
    if not opened.open:
        return
    with opened:
        reasons = why.treatment_reasons(state.scored(key, scorer), actor)
        if not reasons:
            st.markdown("No voice but the actor’s own speaks of this actor.")
            return
        heaviest = sorted(reasons, key=lambda r: -r.share * abs(r.score))[:REASONS_SHOWN]
        st.caption(
            f"The {len(heaviest)} of {len(reasons)} sentences that weigh most in {narrative.signed(figure)}, over all voices but the actor’s own."
        )
        _reasons(tuple(heaviest), figure, narrative.names(tables))


def show_articles(titles: dict[str, str], scorer: str) -> None:
    """The words that make two articles differ in tone."""
    first, second = list(titles)[:2]
    if len(titles) > 2:
        with st.container(horizontal=True):
            first = st.selectbox("First", list(titles), format_func=titles.get, key="words-first")
            second = st.selectbox("Second", [k for k in titles if k != first], format_func=titles.get, key="words-second")
    parts = [(scores, [p.number for p in scores.document.body]) for scores in (state.scored(key, scorer) for key in (first, second))]
    show_words(why.word_shift(*parts), f"“{titles[first]}”", f"“{titles[second]}”")


def show_position(tables: Tables, key: str, scorer: str) -> None:
    """Under the positions: the sentences that bear one of them."""
    called, positions = narrative.names(tables), tables["positions"]
    label = lambda i: f"{called[positions.loc[i, 'holder']]} {positions.loc[i, 'stance']} → {called[positions.loc[i, 'target']]}"
    chosen = st.selectbox(
        "Why? Choose a position", positions.index, index=None, format_func=label, key=f"why-position-{key}", placeholder="holder → target"
    )
    if chosen is not None:
        row = positions.loc[chosen]
        _reasons(why.position_reasons(state.scored(key, scorer), row["holder"], row["target"]), row["polarity"], called)


def show_parts(tables: Tables, key: str, scorer: str) -> None:
    """Under the shifts: two parts of the article, and the words and sentences that make them differ."""
    last = len(tables["paragraphs"])
    if last < 2:
        return
    shifts = tables["shifts"]
    tone = shifts.loc[shifts["subject"] == "tone", "paragraph"]
    middle = min(max(2, int(tone.iloc[0])), last) if len(tone) else last // 2 + 1
    st.markdown("**What makes two parts differ in tone?**")
    with st.container(horizontal=True):
        first = st.slider("From paragraph … to …", 1, last, (1, middle - 1), key=f"first-{key}") if last > 2 else (1, 1)
        second = st.slider("against paragraph … to …", 1, last, (middle, last), key=f"second-{key}") if last > 2 else (2, 2)
    scores = state.scored(key, scorer)
    parts = [(scores, range(start, end + 1)) for start, end in (first, second)]
    show_words(why.word_shift(*parts), _named(first), _named(second))
    for (start, end), (_, paragraphs) in zip((first, second), parts, strict=True):
        reasons = sorted(why.tone_reasons(scores, paragraphs), key=lambda r: -r.share * abs(r.score))[:2]
        st.markdown(f"Heaviest in {_named((start, end))}:")
        _reasons(tuple(reasons), sum(r.share * r.score for r in why.tone_reasons(scores, paragraphs)), narrative.names(tables))


def show_words(shifts: tuple[why.WordShift, ...], first: str, second: str) -> None:
    """A difference in tone, told and as a table of the words that make it."""
    st.markdown(charts.markdown(narrative.shift_sentence(shifts, first, second)))
    shown = pd.DataFrame(
        [(s.word, round(s.change, 3), s.first, s.second) for s in shifts if s.word][:WORDS_SHOWN], columns=["word", "adds", first, second]
    )
    st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "adds": st.column_config.NumberColumn(
                format="%+.3f",
                help="What the word adds to the difference in tone. All words, with the small ones that are not listed, add up to it.",
            )
        },
        alt=f"The {len(shown)} words that weigh most in the difference, with what each adds.",
    )


def _named(part: tuple[int, int]) -> str:
    return f"paragraph {part[0]}" if part[0] == part[1] else f"paragraphs {part[0]}–{part[1]}"


def _reasons(reasons: tuple[why.Reason, ...], figure: float, called: dict[str, str]) -> None:
    for reason in reasons:
        st.markdown(f"> {charts.markdown(reason.text)}\n\n{charts.markdown(narrative.reason(reason, figure, called))}")
