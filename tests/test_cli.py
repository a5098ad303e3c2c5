"""The command line: what it writes, what it refuses, and with which status."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis import tables
from analysis.__main__ import main

ROOT = Path(__file__).parent.parent
ARTICLE = "Town Saves Its Library\n\nMayor Ada Holt praised the volunteers. “They are wonderful,” she said.\n\nThe critics were furious.\n"


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "library.txt"
    path.write_text(ARTICLE, encoding="utf8")
    return str(path)


def run(*arguments, stdin=None):
    return subprocess.run([sys.executable, "-m", "analysis", *arguments], cwd=ROOT, input=stdin, capture_output=True)


def wrong_usage(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(["score", *arguments])
    assert stop.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_without_out_it_prints_a_summary(article, capsys):
    assert main(["score", article]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Town Saves Its Library\n") and "Tone by paragraph" in out and "The critics were furious." in out
    assert err == ""


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_a_file_per_table(article, tmp_path, ending):
    out = tmp_path / "deep" / "out"
    assert main(["score", article, "--out", str(out), "--format", ending]) == 0
    assert {p.name for p in (out / "library").iterdir()} == {f"{name}.{ending}" for name in tables.TABLES}
    data = (out / "library" / f"paragraphs.{ending}").read_bytes()
    read = {"csv": pd.read_csv, "json": pd.read_json, "parquet": pd.read_parquet}[ending]
    assert read(io.BytesIO(data))["text"].tolist()[1] == "The critics were furious."


def test_csv_is_the_format_where_none_is_named(article, tmp_path):
    assert main(["score", article, "--out", str(tmp_path)]) == 0
    assert (tmp_path / "library" / "shifts.csv").exists()


def test_excel_is_one_workbook_per_article(article, tmp_path):
    assert main(["score", article, "--out", str(tmp_path), "--format", "xlsx"]) == 0
    (book,) = (tmp_path / "library").iterdir()
    assert book.name == "library.xlsx" and list(pd.read_excel(book, sheet_name=None)) == list(tables.TABLES)


def test_same_names_do_not_overwrite_each_other(article, tmp_path):
    twin = tmp_path / "other" / "library.txt"
    twin.parent.mkdir()
    twin.write_text(ARTICLE.replace("Town", "City"), encoding="utf8")
    assert main(["score", article, str(twin), "--out", str(tmp_path / "out")]) == 0
    for name, headline in (("library", "Town Saves Its Library"), ("library-2", "City Saves Its Library")):
        (row,) = pd.read_csv(tmp_path / "out" / name / "articles.csv").to_dict("records")
        assert (row["article"], row["headline"]) == (name, headline)


def test_json_on_standard_output_is_an_object_per_line(article, capsys):
    assert main(["score", article, article, "--out", "-", "--format", "json", "--scorer", "vader"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["article"]["article"], second["article"]["article"]) == ("library", "library-2")
    assert first["article"]["scorer"] == "vader" and set(first["tables"]) == set(tables.TABLES)


def test_what_cannot_be_read_is_refused_and_the_rest_is_scored(article, tmp_path, capsys):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "heading.txt").write_text("Only a heading")
    bad = [str(tmp_path / name) for name in ("missing.txt", "empty.txt", "heading.txt")] + [str(tmp_path)]
    assert main(["score", *bad[:2], article, *bad[2:], "--out", "-"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["article"]["article"] == "library"
    lines = err.splitlines()
    assert [line.split(": ")[0] for line in lines] == bad and all(line.endswith(".") for line in lines)


def test_notes_go_to_standard_error(tmp_path, capsys):
    path = tmp_path / "marks.txt"
    path.write_text(ARTICLE.replace("furious", "furi\x00ous"), encoding="utf8")
    assert main(["score", str(path), "--out", "-"]) == 0
    assert capsys.readouterr().err == f"{path}: Control characters were taken out.\n"


def test_edits_are_applied_and_travel(article, tmp_path, capsys):
    edits = tmp_path / "edits.json"
    edits.write_text(json.dumps({"issue": ["library"], "ignore": ["no-such-actor"]}), encoding="utf-8-sig")
    assert main(["score", article, "--edits", str(edits), "--out", "-"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert json.loads(found["article"]["edits"])["issue"] == ["library"]
    assert "library" in {row["name"] for row in found["tables"]["issues"]} and "no-such-actor" in err


@pytest.mark.parametrize("content", [None, b"{", b"[1]", b'{"merge": 3}', b"\xff\xfe\x00"])
def test_bad_edits_are_refused_in_one_line(article, tmp_path, capsys, content):
    edits = tmp_path / "edits.json"
    if content is not None:
        edits.write_bytes(content)
    assert main(["score", article, "--edits", str(edits)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(f"{edits}: ") and err.count("\n") == 1


def test_wrong_usage(article, tmp_path, capsys):
    assert "required" in wrong_usage(capsys)
    assert "--format" in wrong_usage(capsys, article, "--format", "docx")
    assert "--format needs --out" in wrong_usage(capsys, article, "--format", "csv")
    assert "JSON only" in wrong_usage(capsys, article, "--out", "-", "--format", "xlsx")
    assert "no folder" in wrong_usage(capsys, article, "--out", article)


def test_tables_that_cannot_be_written_are_told(article, tmp_path, capsys):
    (tmp_path / "library").touch()  # a file where the article's folder should be
    assert main(["score", article, "--out", str(tmp_path)]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_standard_input_and_status_in_a_process(article):
    done = run("score", "-", article, "missing.txt", "--out", "-", stdin=ARTICLE.encode())
    assert done.returncode == 1 and done.stderr.count(b"\n") == 1 and b"Traceback" not in done.stderr
    assert [json.loads(line)["article"]["article"] for line in done.stdout.splitlines()] == ["standard-input", "library"]


def test_a_reader_that_goes_away_is_no_error_message(article):
    command = [sys.executable, "-m", "analysis", "score", article, "--out", "-"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b"" and process.wait() == 1


def test_a_report_is_one_page_in_a_file_or_on_standard_output(article, tmp_path, capsys):
    out = tmp_path / "deep" / "report.html"
    assert main(["report", article, "--out", str(out)]) == 0
    page = out.read_text(encoding="utf8")
    assert page.startswith("<!DOCTYPE html>") and page.endswith("</html>\n")
    assert "<h1>Town Saves Its Library</h1>" in page and "They are wonderful," in page
    assert capsys.readouterr() == ("", "")
    assert main(["report", article, "--out", "-"]) == 0
    assert capsys.readouterr().out == page


def test_a_report_names_its_scorer_and_its_edits(article, tmp_path, capsys):
    edits = tmp_path / "edits.json"
    edits.write_text(json.dumps({"rename": {"ada-holt": "Mayor <Holt>"}}), encoding="utf8")
    assert main(["report", article, "--out", "-", "--scorer", "vader", "--edits", str(edits)]) == 0
    page = capsys.readouterr().out
    assert "VADER, a word list" in page and "Mayor &lt;Holt&gt;" in page and "corrected by a reader" in page


def test_a_report_is_refused_in_one_line(article, tmp_path, capsys):
    empty = tmp_path / "empty.txt"
    empty.touch()
    for arguments in (
        [str(empty), "--out", "-"],
        ["missing.txt", "--out", "-"],
        [article, "--out", "-", "--edits", "missing.json"],
        [article, "--out", str(empty / "report.html")],
    ):
        assert main(["report", *arguments]) == 1
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1 and err.endswith(".\n")


def test_wrong_usage_of_report(article, tmp_path, capsys):
    def refused(*arguments):
        with pytest.raises(SystemExit) as stop:
            main(["report", *arguments])
        assert stop.value.code == 2
        return capsys.readouterr().err.splitlines()[-1]

    assert "--out" in refused(article)
    assert "unrecognized" in refused(article, article, "--out", "-")
    assert "folder" in refused(article, "--out", str(tmp_path))
    assert "overwrite" in refused(article, "--out", article)
    assert Path(article).read_text(encoding="utf8") == ARTICLE


def test_a_report_of_standard_input_in_a_process():
    done = run("report", "-", "--out", "-", stdin=ARTICLE.encode())
    assert done.returncode == 0 and done.stderr == b""
    assert done.stdout.decode("utf8").startswith("<!DOCTYPE html>")


def test_two_files_are_compared_in_one_page_that_loads_nothing(article, tmp_path, capsys):
    twin, out = tmp_path / "twin.txt", tmp_path / "new" / "compare.html"
    twin.write_text(ARTICLE.replace("praised", "scolded").replace("wonderful", "dreadful"), encoding="utf8")
    assert main(["compare", article, str(twin), "--out", str(out)]) == 0
    page = out.read_text(encoding="utf8")
    assert page.startswith("<!DOCTYPE html>") and page.count("<svg") == 3 and "Ada Holt" in page
    assert "<script" not in page and not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert capsys.readouterr() == ("", "")


def test_a_broken_file_keeps_the_others_from_nothing(article, tmp_path, capsys):
    empty, out = tmp_path / "empty.txt", tmp_path / "compare.html"
    empty.write_text("")
    assert main(["compare", article, str(empty), article, "--out", str(out), "--scorer", "vader"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{empty}: ") and "empty" in line and "VADER" in out.read_text(encoding="utf8")


def test_one_article_left_is_nothing_to_compare(article, tmp_path, capsys):
    assert main(["compare", article, str(tmp_path / "missing.txt"), "--out", str(tmp_path / "compare.html")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "missing.txt: " in line and "Nothing was written" in line and not (tmp_path / "compare.html").exists()


@pytest.mark.parametrize(
    "arguments", [["a.txt", "--out", "x.html"], ["a.txt", "b.txt"], ["a.txt", "b.txt", "--out", "."], ["--out", "x.html"]]
)
def test_compare_wants_two_files_and_a_place(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["compare", *arguments])
    assert stop.value.code == 2 and "error:" in capsys.readouterr().err


def test_the_comparison_can_go_to_standard_output(article, capsys):
    assert main(["compare", article, article, "--out", "-"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("</html>")
