"""The pages and how one gets to them."""

import sys
from pathlib import Path

import streamlit as st

# A newspaper's head, and figures close together, so that arc and text are on the first screen; our own style, no article text in it.
STYLE = """<style>
.stMainBlockContainer { padding: 4rem 2rem 2rem; }
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] { gap: .55rem; }
[data-testid="stSidebarHeader"] { height: 2.2rem; }
h1 { padding: 0 0 1.1rem !important; }
.st-key-lead p { font: 1.06rem/1.45 Georgia, 'Times New Roman', serif; }
.st-key-figures [data-testid="stMetric"] { padding: 0 .8rem; }
.st-key-figures [data-testid="stMetric"] > div { padding: .45rem 0 .1rem; }
/* Streamlit's own greys are too faint for small letters, and its tags for the dark theme. */
[data-testid="stCaptionContainer"] { opacity: .85 !important; }
[data-testid="stMultiSelectTagsContainer"] > span > span { background: transparent; border: 1px solid currentcolor; color: inherit; }
[data-testid="stMultiSelectTagsContainer"] > span > span * { color: inherit; }
/* On a developer's machine Streamlit advertises its own tools over the page. */
[data-testid="stSkillsNudge"] { display: none; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 4rem .8rem 2rem; }
  .infolayer .annotation { display: none; }  /* sections' names over narrow bands; they stand in the text */
}
</style>"""

sys.path.insert(0, str(Path(__file__).parent.parent))  # Streamlit puts this file's own folder on the path, not the project's

st.set_page_config(page_title="News tone and stance", page_icon="📰", layout="wide")
st.html(STYLE)
st.navigation(
    [
        st.Page("article.py", title="Article", icon=":material/article:", default=True),
        st.Page("compare.py", title="Compare", icon=":material/compare_arrows:", url_path="compare"),
        st.Page("check.py", title="Check", icon=":material/fact_check:", url_path="check"),
        st.Page("method.py", title="How scores are made", icon=":material/help:", url_path="method"),
    ],
    position="top",
).run()
