"""Measuring: what cannot be measured is said, on the screen and in the file."""

import json

from training import evaluate
from training.pipeline_tasks import gold


def test_gold_that_is_not_here_is_skipped_in_words(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(evaluate, "TASKS", {"gold": gold})
    monkeypatch.setattr(evaluate, "ACCURACY", tmp_path / "accuracy.json")
    readme = tmp_path / "README.md"
    readme.write_text("Before.\n<!-- measured: here -->\nold\n<!-- end -->\nAfter.\n", encoding="utf8")
    monkeypatch.setattr(evaluate, "README", readme)
    monkeypatch.setattr("sys.argv", ["evaluate", "all", "--data", str(tmp_path / "data")])
    evaluate.main()
    assert "gold Skipped: DIR/../gold" in capsys.readouterr().out
    task = json.loads((tmp_path / "accuracy.json").read_text(encoding="utf8"))["tasks"]["gold"]
    assert task["skipped"].startswith("Skipped") and task["figures"] == {}
    assert "old" not in readme.read_text(encoding="utf8") and readme.read_text(encoding="utf8").endswith("<!-- end -->\nAfter.\n")


def test_the_readme_shows_the_figures_with_their_intervals():
    tasks = {"sealed": {"figures": {"cells": {"value": 50.04, "low": 45.0, "high": 55.0}}}}
    table = evaluate.with_table("<!-- measured: x -->\n<!-- end -->", {"tasks": tasks})
    assert "| sealed | **50.0** (45.0–55.0) | 91–92" in table and table.count("\n| ") == 2
