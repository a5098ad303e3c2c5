"""The pages and how one gets to them."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parent.parent))  # Streamlit puts this file's own folder on the path, not the project's

st.set_page_config(page_title="News tone and stance", page_icon="📰", layout="wide")
st.navigation(
    [
        st.Page("article.py", title="Article", icon=":material/article:", default=True),
        st.Page("method.py", title="How scores are made", icon=":material/help:", url_path="method"),
    ],
    position="top",
).run()
