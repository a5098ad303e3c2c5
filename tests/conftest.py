"""Shared by all tests: golden cases, small documents, a fake of the news model, and a real Chromium on the running dashboard."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest

from analysis.model import Answer, Reading
from analysis.model.questions import OWN, TARGET
from analysis.model.windows import Window, Words
from analysis.reading import article_from_text
from analysis.schema import Document, Mention, Span
from analysis.segment import segment
from analysis.tone import RATING_SCALE

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WAIT = 60_000  # milliseconds: the first page scores the sample


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Where REQUIRE_ALL_TESTS is set, as in CI, a test that skips has failed: nothing measured may go unchecked."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("REQUIRE_ALL_TESTS"):
        report.outcome = "failed"


def golden(step: str, *kinds: str) -> list:
    """The cases of tests/cases/<step>/<kind>.json as pytest parameters; known failures must fail, so that an accidental mend is noticed."""
    files = [CASES / step / f"{kind}.json" for kind in kinds or ("wild", "synthetic", "negative", "known_failures")]
    return [
        pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(strict=True)] if file.stem == "known_failures" else [])
        for file in files
        if file.exists()
        for case in json.loads(file.read_text(encoding="utf8"))
    ]


def marked(text: str, form: str = "name") -> tuple[Document, tuple[Mention, ...]]:
    """A document from a text in which mentions stand in brackets, with the bracketed words as the ids of their actors."""
    spans, plain = [], ""
    for piece in re.split(r"(\[[^\]]*\])", text):
        words = piece[1:-1] if piece.startswith("[") else piece
        if piece.startswith("["):
            spans.append(Span(len(plain), len(plain) + len(words)))
        plain += words
    document = segment(article_from_text(plain))
    places = [(s, span) for span in spans for s in document.sentences if s.span.contains(span)]
    return document, tuple(Mention(span.of(plain), s.paragraph, s.number, span, form) for s, span in places)


class FakeModel:
    """Reads words parted by white space: "good" and "bad" sound so, and their voice judges whom its words name; nothing else is found."""

    id, settings = "fake", {"tag_weights": {key: {"outside": 0.0, "begin": 0.0} for key in ("name", "cue", "passage", "nested")}}

    def read(self, text, sentences, has_headline=False):
        found = [(a + m.start(), a + m.end(), i) for i, (a, b) in enumerate(sentences) for m in re.finditer(r"\w+|[^\w\s]", text[a:b])]
        starts, ends, numbers = (np.array(column, dtype=int) for column in zip(*found, strict=True))
        words = Words(starts, ends, numbers, tuple((0,) for _ in found), np.zeros((len(found), 9)))
        tags = {"name": np.zeros((len(found), 7)), "cue": np.zeros((len(found), 3))} | dict.fromkeys(
            ("passage", "nested"), np.zeros((len(found), 4))
        )
        lengths = np.bincount(numbers)
        tone = np.array([{"good": 1.0, "bad": -1.0}.get(text[a:b], 0.0) * lengths[i] for a, b, i in found]) * RATING_SCALE / 4
        return Reading(words, (Window(np.arange(len(found)), 0),), (np.zeros((len(found), 1)),), tags, tone, ())

    def links(self, reading, text, mentions):
        return []

    def holders(self, reading, passages):
        return []

    def judge(self, reading, first, behind, asked):
        tone = reading.tone[first:behind]
        chances = np.array([0.1, 0.8, 0.1] if tone.sum() < 0 else [0.1, 0.1, 0.8] if tone.sum() > 0 else [0.9, 0.05, 0.05])
        judges = [bool((q.marks & TARGET > 0)[q.marks & OWN > 0].any()) for q in asked]
        return [Answer(chances if own else np.array([0.9, 0.05, 0.05]), tone) for own in judges]


@pytest.fixture
def fake_model():
    return FakeModel()


@pytest.fixture(scope="session")
def address():
    """The dashboard's address while it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.headless=true", f"--server.port={port}"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2)
            break
        except OSError:
            time.sleep(0.25)
    yield url
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("needs Chromium or Chrome; set CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser, address):
    """A wide page on the first sample; at the end it must have shown no exception and logged no error."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, accept_downloads=True, permissions=["clipboard-read", "clipboard-write"]
    )
    opened, errors = context.new_page(), []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(address)
    opened.wait_for_selector(".barlayer .point", timeout=WAIT)
    yield opened
    assert opened.locator('[data-testid="stException"]').count() == 0
    assert errors == []
    context.close()
