"""How fast does the dashboard feel? First view and the answer to a click, in Chromium, beside bare Streamlit pages on the same machine.

python tests/e2e/benchmark.py

Prints medians of ten. A warm server: the sample has been scored once.
"""

import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent.parent
TIMES = 10
BARE = """
import plotly.graph_objects as go
import streamlit as st
st.session_state.setdefault("n", 0)
st.button("Next", on_click=lambda: st.session_state.update(n=st.session_state["n"] + 1))
st.write(f"Clicked {st.session_state['n']}")
"""
CHART = BARE + "st.plotly_chart(go.Figure(go.Bar(y=list(range(1, 20)))))"


@contextmanager
def served(script: str):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true", f"--server.port={port}"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    while True:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2)
            break
        except OSError:
            time.sleep(0.2)
    try:
        yield url
    finally:
        server.terminate()
        server.wait(10)


def first_view(browser, url: str, seen: str) -> float:
    """Milliseconds from the address to what is waited for, in a new browser session."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(seen)
    taken = time.perf_counter() - began
    context.close()
    return 1000 * taken


def clicks(browser, url: str, seen: str, answer) -> list[float]:
    """Milliseconds from each click on "Next" to its answer on the screen."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(url)
    page.wait_for_selector(seen)
    page.wait_for_timeout(1500)
    taken = []
    for n in range(1, TIMES + 1):
        button = page.get_by_role("button", name="Next")
        began = time.perf_counter()
        button.click()
        page.get_by_text(answer(n)).wait_for()
        taken.append(1000 * (time.perf_counter() - began))
        page.wait_for_timeout(700)
    page.close()
    return taken


def main() -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare, chart = Path(folder) / "bare.py", Path(folder) / "chart.py"
        bare.write_text(BARE)
        chart.write_text(CHART)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        cases = {
            "bare page": (str(bare), "text=Clicked 0", lambda n: f"Clicked {n}"),
            "bare page with a chart": (str(chart), ".barlayer .point", lambda n: f"Clicked {n}"),
            "dashboard": ("dashboard.py", ".barlayer .point", lambda n: f"Paragraph {n + 1} of"),
        }
        for name, (script, seen, answer) in cases.items():
            with served(script) as url:
                first_view(browser, url, seen)  # warms the server
                views = [first_view(browser, url, seen) for _ in range(TIMES)]
                answers = clicks(browser, url, seen, answer)
                print(f"{name}: first view {statistics.median(views):.0f} ms, click {statistics.median(answers):.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
