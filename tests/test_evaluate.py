"""Measuring: what cannot be measured is said, on the screen and in the file."""

import json

from training import evaluate
from training.pipeline_tasks import gold


def test_gold_that_is_not_here_is_skipped_in_words(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(evaluate, "TASKS", {"gold": gold})
    monkeypatch.setattr(evaluate, "ACCURACY", tmp_path / "accuracy.json")
    monkeypatch.setattr("sys.argv", ["evaluate", "all", "--data", str(tmp_path / "data")])
    evaluate.main()
    assert "gold Skipped: DIR/../gold" in capsys.readouterr().out
    task = json.loads((tmp_path / "accuracy.json").read_text(encoding="utf8"))["tasks"]["gold"]
    assert task["skipped"].startswith("Skipped") and task["figures"] == {}
