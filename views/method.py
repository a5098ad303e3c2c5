"""How scores are made, and how right they are, in plain words."""

import streamlit as st

st.title("How scores are made")
