"""What the pages remember: the articles on the shelf, the focus, and scores that were made once.

The only file with caches and session state. Samples are scored once for all visitors; a visitor's own text is kept for his session alone.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import streamlit as st

from analysis import Article, ScoredArticle, article_from_bytes, article_from_text, charts, read_article
from analysis.compare import Comparison, compare
from analysis.edits import Edits, joined, parse, single
from analysis.narrative import Tables
from analysis.pipeline import Found, find, score
from analysis.schema import AnalysisError

SAMPLES = Path(__file__).parent.parent / "data" / "articles"
ONE_STORY = ("valley-bakery-merger", "valley-bakery-merger-business")  # samples: two papers on one merger
MOST_ARTICLES = 50
MOST_COMPARED = 6
SCORERS = {"news": "news model", "vader": "VADER"}


def shelf() -> dict[str, str]:
    """Ids and titles of all articles: the visitor's own first, then the samples."""
    own = {key: _title(article) for key, article in _own().items()}
    return own | samples()


@st.cache_data(show_spinner=False)
def samples() -> dict[str, str]:
    """Ids and titles of the samples, in the order of their file names."""
    return {path.stem: _title(read_article(path)) for path in sorted(SAMPLES.glob("*.txt"))}


def open_article(keys: list[str]) -> None:
    """Before the picker is drawn: the article that the address names, where it is on the shelf; else the first."""
    if st.session_state.get("art") not in keys:
        asked = st.query_params.get("art")
        st.session_state["art"] = asked if asked in keys else keys[0]


def tables_of(key: str, scorer: str, corrected: bool = True) -> Tables:
    """The tables of an article on the shelf, with the visitor's corrections or as they were found.

    Raises:
        AnalysisError: if it cannot be scored.
    """
    own, edits = _own().get(key), _edits(key) if corrected else "{}"
    if own is None and edits == "{}":
        return _sample_tables(key, scorer)
    return _visitor_tables(own, own.sha256 if own else "", key, scorer, edits)


def text_of(key: str, scorer: str) -> list[dict]:
    """The article as marked-up text for the reader."""
    tables = tables_of(key, scorer)
    return _text(tables, tables["articles"]["sha256"].iloc[0], scorer, _edits(key))


@st.cache_data(scope="session", max_entries=20, show_spinner=False)
def _text(_tables: Tables, sha256: str, scorer: str, edits: str) -> list[dict]:
    return charts.reader(_tables)


def scored(key: str, scorer: str) -> ScoredArticle:
    """The records that `tables_of` is made from.

    Raises:
        AnalysisError: if it cannot be scored.
    """
    own, edits = _own().get(key), _edits(key)
    if own is None and edits == "{}":
        return _sample_scored(key, scorer)
    return _visitor_scored(own, own.sha256 if own else "", key, scorer, edits)


@st.cache_resource(max_entries=20, show_spinner="Reading and scoring the sample …")
def _sample_found(key: str) -> Found:
    return find(read_article(SAMPLES / f"{key}.txt"))


@st.cache_data(max_entries=20, show_spinner=False)
def _sample_scored(key: str, scorer: str) -> ScoredArticle:
    return score(_sample_found(key), scorer)


@st.cache_data(max_entries=20, show_spinner=False)
def _sample_tables(key: str, scorer: str) -> Tables:
    return _sample_scored(key, scorer).tables()


# A visitor's own articles, and samples that he corrected (`_article` is None): kept for his session alone.
@st.cache_resource(scope="session", max_entries=20, show_spinner="Reading and scoring your article …")
def _own_found(_article: Article, sha256: str, key: str) -> Found:
    return find(_article)


@st.cache_data(scope="session", max_entries=20, show_spinner=False)
def _visitor_scored(_article: Article | None, sha256: str, key: str, scorer: str, edits: str) -> ScoredArticle:
    found = _sample_found(key) if _article is None else _own_found(_article, sha256, key)
    return score(found, scorer, parse(edits))


@st.cache_data(scope="session", max_entries=20, show_spinner=False)
def _visitor_tables(_article: Article | None, sha256: str, key: str, scorer: str, edits: str) -> Tables:
    return _visitor_scored(_article, sha256, key, scorer, edits).tables()


def comparison_of(keys: list[str], scorer: str) -> Comparison:
    """The articles on the shelf side by side, with the actors merged that the reader says are the same.

    Raises:
        AnalysisError: if one of them cannot be scored, or there are too few.
    """
    return compare([scored(key, scorer) for key in keys], [pair for pair in _merges() if all(article in keys for article, _ in pair)])


def open_comparison(keys: list[str]) -> None:
    """Before the choice is drawn: what was chosen and is still there; at first the visitor's own articles if there are several, else the open one."""
    at_first = list(_own()) if own_count() > 1 else [st.session_state.get("art", keys[0])]
    chosen = [key for key in st.session_state.get("compared", at_first) if key in keys]
    st.session_state["compared"] = chosen[:MOST_COMPARED]


def add_to_comparison(key: str) -> None:
    st.session_state["compared"] = [*st.session_state.get("compared", []), key]


def compare_these(keys: tuple[str, ...]) -> None:
    st.session_state["compared"] = list(keys)


def set_merge(pair: tuple[tuple[str, str], tuple[str, str]], together: bool) -> None:
    """The reader says that two actors of different articles, each (article, actor), are the same, or takes it back."""
    _merges()[:] = [p for p in _merges() if p != pair] + [pair] * together


def notes(tables: Tables) -> list[str]:
    """What was lost or guessed while the article was read."""
    return json.loads(tables["articles"]["notes"].iloc[0])


def own_keys() -> list[str]:
    """The articles of the visitor's own."""
    return list(_own())


def own_count() -> int:
    """How many articles of the visitor's own are on the shelf."""
    return len(_own())


def is_sample(key: str) -> bool:
    return key not in _own()


def take_files() -> None:
    """Read the files that were just uploaded; each gets a line of status, and a broken one keeps none of the others out."""
    uploads = st.session_state.get(uploader_key()) or []
    bar = st.progress(0.0)
    for number, upload in enumerate(uploads):
        bar.progress(number / len(uploads), f"Reading file {number + 1} of {len(uploads)} …")
        _take(upload.name, lambda upload=upload: article_from_bytes(upload.getvalue(), upload.name))
    bar.empty()
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1  # a new key empties the uploader


def take_text() -> None:
    """Read what was pasted."""
    text, title = st.session_state.get("pasted", ""), st.session_state.get("pasted_title", "")
    if _take("Pasted text", lambda: article_from_text(text, title or None)):
        st.session_state["pasted"] = st.session_state["pasted_title"] = ""


def uploader_key() -> str:
    return f"files-{st.session_state.get('uploads', 0)}"


def _take(name: str, read: Callable[[], Article]) -> bool:
    """Put an article on the shelf and say how it went."""
    try:
        if len(_own()) >= MOST_ARTICLES:
            raise AnalysisError(f"There are already {MOST_ARTICLES} articles on the shelf.", "Remove some first.")
        article = read()
        key = _free_key(article)
        article = replace(article, id=key)
        tables = _visitor_tables(article, article.sha256, key, "news", "{}")
    except AnalysisError as error:
        _statuses().append(("refused", name, str(error)))
        return False
    _own()[key] = article
    st.session_state["art"] = key
    if key not in st.session_state.get("compared", [key]):  # the choice of the comparison, once that was seen
        add_to_comparison(key)
    words, notes = int(tables["articles"]["words"].iloc[0]), " ".join(article.notes)
    _statuses().append(("noted" if notes else "read", name, notes or f"{words} words in {_paragraphs(len(tables['paragraphs']))}."))
    return True


def _paragraphs(count: int) -> str:
    return f"{count} paragraph{'s'[: count != 1]}"


def _free_key(article: Article) -> str:
    """The article's id; with a number where another article on the shelf has it."""
    taken = {key for key, other in _own().items() if other.sha256 != article.sha256} | set(samples())
    return next(key for n in range(1, MOST_ARTICLES + 3) if (key := article.id if n == 1 else f"{article.id}-{n}") not in taken)


def remove(key: str) -> None:
    """Take an article of the visitor's own off the shelf."""
    _own().pop(key, None)
    undo_all(key)


def statuses() -> list[tuple[str, str, str]]:
    """(read, noted or refused; name; sentence) of every file and text that was taken, the newest first."""
    return _statuses()[::-1]


def forget_statuses() -> None:
    _statuses().clear()


def corrections(key: str) -> list[Edits]:
    """What the visitor corrected in an article, the oldest first, one correction each."""
    return st.session_state.setdefault("corrections", {}).setdefault(key, [])


def _edits(key: str) -> str:
    return joined(corrections(key)).to_json()


def correct(key: str, edit: Edits) -> None:
    """Take a correction, and close the form that it comes from."""
    corrections(key).append(edit)
    close_mark()


def undo(key: str, number: int = -1) -> None:
    """Take back one correction, the last one unless told which."""
    if corrections(key):
        del corrections(key)[number]


def undo_all(key: str) -> None:
    corrections(key).clear()


def load_corrections(key: str, widget: str) -> None:
    """Add the corrections of a file that was downloaded here; one that is no such file says so."""
    upload = st.session_state[widget]
    if upload is None:
        return
    try:
        corrections(key).extend(single(parse(upload.getvalue().decode("utf8", errors="replace"))))
        st.session_state.pop(f"refused-{key}", None)
    except AnalysisError as error:
        st.session_state[f"refused-{key}"] = str(error)


def refused_corrections(key: str) -> str:
    """Why the last file of corrections was not taken, or ""."""
    return st.session_state.get(f"refused-{key}", "")


def open_mark(key: str, widget: str) -> None:
    """A click on an actor or a speaker in the text: what is to be corrected, as (kind, start, end)."""
    kind, _, place = (st.session_state[widget].get("mark") or "").partition(" ")
    if kind:
        start, _, end = place.partition("-")
        st.session_state["mark"] = (key, kind, int(start), int(end))


def chosen_mark(key: str) -> tuple[str, int, int] | None:
    """The mark whose form is open."""
    opened = st.session_state.get("mark")
    return opened[1:] if opened and opened[0] == key else None


def close_mark() -> None:
    st.session_state.pop("mark", None)


def focus(key: str, paragraphs: int) -> int:
    """The paragraph that all views show; from the address at first, 1 where it names none."""
    places = st.session_state.setdefault("focus", {})
    if key not in places:
        asked = st.query_params.get("p", "")
        places[key] = int(asked) if asked.isdecimal() else 1
    places[key] = min(max(1, places[key]), paragraphs)
    st.query_params.update({"art": key, "p": str(places[key])})
    return places[key]


def set_focus(key: str, paragraph: int) -> None:
    st.session_state.setdefault("focus", {})[key] = int(paragraph)


def focus_from_chart(key: str, widget: str) -> None:
    """A click on a bar or cell moves the focus there."""
    points = st.session_state[widget]["selection"]["points"]
    if points and points[0]["customdata"]:  # 0 is the headline, which the text does not show
        set_focus(key, points[0]["customdata"])


def focus_from_table(key: str, widget: str, paragraphs: list[int]) -> None:
    """A click on a row moves the focus to its paragraph."""
    rows = st.session_state[widget]["selection"]["rows"]
    if rows and paragraphs[rows[0]] > 0:
        set_focus(key, paragraphs[rows[0]])


def focus_from_reader(key: str, widget: str) -> None:
    number = st.session_state[widget].get("focus")
    if number:
        set_focus(key, int(number))


def mark_row(widget: str, row: int | None) -> None:
    """Select a row of a table before it is drawn, so that it follows the focus."""
    st.session_state[widget] = {"selection": {"rows": [] if row is None else [row], "columns": [], "cells": []}}


def chosen_actor(widget: str, actors: list[str]) -> str:
    """The actor that is followed: the first until another is chosen."""
    chosen = st.session_state.get(widget)
    return chosen if chosen in actors else actors[0]


def choose_from_table(widget: str, table: str, ids: list[str]) -> None:
    """A click on a row chooses what the selectbox chooses."""
    rows = st.session_state[table]["selection"]["rows"]
    if rows:
        st.session_state[widget] = ids[rows[0]]


def _own() -> dict[str, Article]:
    return st.session_state.setdefault("own", {})


def _merges() -> list[tuple[tuple[str, str], tuple[str, str]]]:
    return st.session_state.setdefault("merges", [])


def _statuses() -> list[tuple[str, str, str]]:
    return st.session_state.setdefault("statuses", [])


def _title(article: Article) -> str:
    from analysis.segment import segment

    return segment(article).headline or article.source or article.id
