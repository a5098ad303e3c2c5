"""The command line: `python -m analysis score FILE…`, `… report FILE --out report.html`, `… compare FILE FILE… --out compare.html`"""

import argparse
import os
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

from pandas import DataFrame
from tqdm import tqdm

from analysis import tables
from analysis.compare import MOST, compare
from analysis.edits import Edits, parse
from analysis.pipeline import SCORERS, ScoredArticle, analyze
from analysis.reading import article_from_bytes, read_article
from analysis.schema import AnalysisError, Article

STDIN = "standard input"
WRITERS = {"csv": tables.to_csv, "json": lambda table: tables.table_to_json(table).encode(), "parquet": tables.to_parquet}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the status is 0 done, 1 some input was refused, 2 (by `SystemExit`) wrong usage."""
    sys.stdout.reconfigure(encoding="utf-8")  # bars and JSON, also into a Windows pipe
    parser = _parser()
    options = parser.parse_args(arguments)
    if problem := options.misuse(options):
        parser.error(problem)
    try:
        status = _run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output, such as `head`, has seen enough; as Python's documentation of SIGPIPE advises
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description=sys.modules["analysis"].__doc__)
    scoring = argparse.ArgumentParser(add_help=False)
    scoring.add_argument("--scorer", choices=SCORERS, default="news", help="news model or VADER's word list (default: %(default)s)")
    scoring.add_argument("--edits", metavar="FILE.json", help="a reader's corrections, as downloaded from the dashboard")
    kinds = "text, Markdown, HTML, Word or PDF; - reads standard input"
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    score = verbs.add_parser("score", parents=[scoring], help="score articles: a summary on the screen, or tables in files")
    score.add_argument("files", nargs="+", metavar="FILE", help=kinds)
    score.add_argument(
        "--out", metavar="DIR", help="write the tables to DIR/<article>/; - writes JSON to standard output, a line per article"
    )
    score.add_argument("--format", choices=("csv", "json", "xlsx", "parquet"), help="of the tables; csv where nothing is said")
    score.set_defaults(run=_score, misuse=_score_misuse)

    report = verbs.add_parser("report", parents=[scoring], help="all findings of one article as one HTML page, to keep, print or send")
    report.add_argument("file", metavar="FILE", help=kinds)
    report.add_argument("--out", metavar="FILE.html", required=True, help="the page to write; - writes it to standard output")
    report.set_defaults(run=_report, misuse=_report_misuse)

    side = verbs.add_parser("compare", parents=[scoring], help="two articles or more side by side, as one HTML page")
    side.add_argument("files", nargs="+", metavar="FILE", help=kinds)
    side.add_argument("--out", metavar="FILE.html", required=True, help="the page to write; - writes it to standard output")
    side.set_defaults(run=_compare, misuse=_compare_misuse)
    return parser


def _score_misuse(options: argparse.Namespace) -> str:
    """What is wrong with options that argparse takes for right; "" where nothing is."""
    if options.format and not options.out:
        return "--format needs --out DIR (or --out - with --format json)"
    if options.out == "-":
        return "--out - writes JSON only: use --format json" if options.format not in (None, "json") else ""
    try:
        Path(options.out or ".").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"--out {options.out}: no folder can be made there ({error.strerror})"
    return ""


def _run(options: argparse.Namespace) -> int:
    """What the verb does; the status."""
    try:
        edits = _edits(options.edits)
    except AnalysisError as error:
        return _refuse(options.edits, error)
    return options.run(options, edits)


def _score(options: argparse.Namespace, edits: Edits | None) -> int:
    refused, taken = 0, set()
    for path in tqdm(options.files, unit="article", delay=1, leave=False, disable=None):  # None: only on a terminal
        try:
            article = _unique(_read(path), taken)
            scored = analyze(article, options.scorer, edits)
            _say_notes(path, scored)
            _deliver(scored.tables(), article.id, options)
        except AnalysisError as error:
            refused = _refuse(path, error)
    return refused


def _report_misuse(options: argparse.Namespace) -> str:
    """The same of a report."""
    return _page_misuse(options.out, [options.file])


def _page_misuse(out: str, files: list[str]) -> str:
    """The same of a page that is made of files."""
    if out == "-":
        return ""
    place = Path(out)
    if place.is_dir():
        return f"--out {out}: this is a folder; name a file, such as {place / 'report.html'}"
    if place.exists() and any(file != "-" and Path(file).exists() and place.samefile(file) for file in files):
        return "--out would overwrite the article: name another file"
    return ""


def _report(options: argparse.Namespace, edits: Edits | None) -> int:
    from analysis.report import article_report  # draws: whoever scores alone need not wait for plotly

    try:
        scored = analyze(_read(options.file), options.scorer, edits)
        _say_notes(options.file, scored)
        _deliver_report(article_report(scored), options.out)
    except AnalysisError as error:
        return _refuse(options.file, error)
    return 0


def _compare_misuse(options: argparse.Namespace) -> str:
    """The same of a comparison."""
    if not 2 <= len(options.files) <= MOST:
        return f"compare takes two files or more, and at most {MOST}"
    return _page_misuse(options.out, options.files)


def _compare(options: argparse.Namespace, edits: Edits | None) -> int:
    from analysis.report import comparison_report  # draws, as above

    scored, refused, taken = [], [], set()
    for path in tqdm(options.files, unit="article", delay=1, leave=False, disable=None):
        try:
            scored.append(analyze(_unique(_read(path), taken), options.scorer, edits))
            _say_notes(path, scored[-1])
        except AnalysisError as error:
            refused.append((path, error))
    if len(scored) < 2:
        path, error = refused.pop()
        refused.append((path, AnalysisError(error.problem, f"{error.remedy} Nothing was written: a comparison takes two articles.")))
    for path, error in refused:
        _refuse(path, error)
    if len(scored) < 2:
        return 1
    try:
        _deliver_report(comparison_report(compare(scored)), options.out)
    except AnalysisError as error:
        return _refuse(options.out, error)
    return 1 if refused else 0


def _deliver_report(page: str, out: str) -> None:
    if out == "-":
        sys.stdout.write(page)
        return
    try:
        Path(out).parent.mkdir(parents=True, exist_ok=True)
        Path(out).write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise AnalysisError(f"The report cannot be written ({error.strerror}).", "Choose another --out.") from error


def _edits(path: str | None) -> Edits | None:
    if path is None:
        return None
    try:
        return parse(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise AnalysisError(f"The edits cannot be read ({error.strerror}).", "Check the file's name and that you may read it.") from error
    except UnicodeDecodeError as error:
        raise AnalysisError("The edits are not in UTF-8.", "Load the edits as they were downloaded.") from error


def _read(path: str) -> Article:
    return article_from_bytes(sys.stdin.buffer.read(), STDIN) if path == "-" else read_article(path)


def _unique(article: Article, taken: set[str]) -> Article:
    """The article under an id that none before it has."""
    ids = (article.id if n == 1 else f"{article.id}-{n}" for n in count(1))
    unique = next(i for i in ids if i not in taken)
    taken.add(unique)
    return replace(article, id=unique)


def _deliver(found: dict[str, DataFrame], name: str, options: argparse.Namespace) -> None:
    if not options.out:
        tqdm.write(tables.to_text(found))
    elif options.out == "-":
        tqdm.write(tables.to_json(found))
    else:
        try:
            _write(found, Path(options.out) / name, options.format or "csv")
        except OSError as error:
            raise AnalysisError(f"The tables cannot be written ({error.strerror}).", "Choose another --out.") from error


def _write(found: dict[str, DataFrame], folder: Path, ending: str) -> None:
    folder.mkdir(exist_ok=True)
    if ending == "xlsx":
        (folder / f"{folder.name}.xlsx").write_bytes(tables.to_excel(found))
        return
    for name, table in found.items():
        (folder / f"{name}.{ending}").write_bytes(WRITERS[ending](table))


def _say_notes(path: str, scored: ScoredArticle) -> None:
    for note in scored.notes:
        _say(f"{path}: {note}")


def _refuse(path: str, error: AnalysisError) -> int:
    """One line on standard error about a file that was refused; the status for it."""
    _say(f"{path}: {str(error).removeprefix(f'{Path(path).name}: ').removeprefix(f'{STDIN}: ')}")
    return 1


def _say(message: str) -> None:
    # a file's name may hold line breaks and characters that steer a terminal
    tqdm.write(tables.printable(message), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
