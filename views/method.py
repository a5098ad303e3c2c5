"""How scores are made, and how right they are, in plain words."""

import pandas as pd
import streamlit as st

from analysis import charts, method
from analysis.tables import TABLES


def main() -> None:
    st.title("How scores are made")
    words, steps = st.columns(2, gap="large")
    words.subheader("What the words mean")
    words.markdown(method.WORDS)
    steps.subheader("What happens to an article")
    steps.markdown(method.STEPS)
    steps.subheader("What it cannot do")
    steps.markdown(method.LIMITS)
    st.subheader("How right is it?")
    measured = method.accuracy()
    if measured:
        _accuracy(measured)
    else:
        st.info(method.UNMEASURED)
    st.subheader("What the columns mean")
    name = st.selectbox("Table", list(TABLES), key="defined")
    st.caption(charts.markdown(TABLES[name].meaning))
    st.dataframe(
        pd.DataFrame([(c.name, c.meaning) for c in TABLES[name].columns], columns=["column", "meaning"]),
        hide_index=True,
        height="content",
        alt=f"Columns of the table {name}.",
    )


def _accuracy(measured: dict) -> None:
    st.caption(method.measured_words(measured))
    st.dataframe(
        charts.accuracy_rows(measured),
        hide_index=True,
        height="content",
        alt="Accuracy of every task with intervals, baselines and published figures.",
    )
    st.markdown("**Where it is weakest**\n\n" + "\n".join(f"- {sentence}" for sentence in method.shortfalls(measured)))
    _calibration(measured)


def _calibration(measured: dict) -> None:
    st.subheader("Can its confidence be trusted?")
    st.caption("Each point: a tenth of all answers. On the dashed line, answers given with 80 % confidence are right 80 times in 100.")
    tasks = {name: task for name, task in measured["tasks"].items() if "calibration" in task}
    for column, (name, task) in zip(st.columns(len(tasks)), tasks.items(), strict=True):
        column.plotly_chart(
            charts.calibration(task),
            key=f"calibration-{name}",
            config={"displaylogo": False},
            alt=f"{task['what']}: confidence against share right, in ten groups.",
        )
        last = task["coverage"][-1]
        column.caption(f"{task['what']}: of the surest {last['answered']:.0f} % of answers, {last['right']:.0f} % are right.")


main()
