"""The command line: `python -m analysis score FILE…`, `python -m analysis compare FILE FILE…`"""

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
    if problem := _misuse(options):
        parser.error(problem)
    try:
        status = VERBS[options.verb](options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output, such as `head`, has seen enough; as Python's documentation of SIGPIPE advises
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description=sys.modules["analysis"].__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    score = verbs.add_parser("score", help="score articles: a summary on the screen, or tables in files")
    score.add_argument("files", nargs="+", metavar="FILE", help="text, Markdown, HTML, Word or PDF; - reads standard input")
    score.add_argument(
        "--out", metavar="DIR", help="write the tables to DIR/<article>/; - writes JSON to standard output, a line per article"
    )
    score.add_argument("--format", choices=("csv", "json", "xlsx", "parquet"), help="of the tables; csv where nothing is said")
    score.add_argument("--scorer", choices=SCORERS, default="news", help="news model or VADER's word list (default: %(default)s)")
    score.add_argument("--edits", metavar="FILE.json", help="a reader's corrections, as downloaded from the dashboard")
    side = verbs.add_parser("compare", help="put two articles or more side by side, in one HTML page")
    side.add_argument("files", nargs="+", metavar="FILE", help="text, Markdown, HTML, Word or PDF; - reads standard input")
    side.add_argument("--out", required=True, metavar="FILE.html", help="where to write the page; - writes it to standard output")
    side.add_argument("--scorer", choices=SCORERS, default="news", help="news model or VADER's word list (default: %(default)s)")
    return parser


def _misuse(options: argparse.Namespace) -> str:
    """What is wrong with options that argparse takes for right; "" where nothing is."""
    if options.verb == "compare":
        return _misuse_of_compare(options)
    if options.format and not options.out:
        return "--format needs --out DIR (or --out - with --format json)"
    if options.out == "-":
        return "--out - writes JSON only: use --format json" if options.format not in (None, "json") else ""
    try:
        Path(options.out or ".").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"--out {options.out}: no folder can be made there ({error.strerror})"
    return ""


def _misuse_of_compare(options: argparse.Namespace) -> str:
    if not 2 <= len(options.files) <= MOST:
        return f"compare takes two files or more, and at most {MOST}"
    if Path(options.out).is_dir():
        return f"--out {options.out}: this is a folder; name a file in it, such as compare.html"
    try:
        Path(options.out).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"--out {options.out}: no folder can be made there ({error.strerror})"
    return ""


def _score(options: argparse.Namespace) -> int:
    refused, taken = 0, set()
    try:
        edits = _edits(options.edits)
    except AnalysisError as error:
        _say(f"{options.edits}: {error}")
        return 1
    for path in tqdm(options.files, unit="article", delay=1, leave=False, disable=None):  # None: only on a terminal
        try:
            scored = _scored(path, taken, options.scorer, edits)
            _deliver(scored.tables(), scored.document.article.id, options)
        except AnalysisError as error:
            refused += 1
            _say(_refusal(path, error))
    return 1 if refused else 0


def _compare(options: argparse.Namespace) -> int:
    from analysis.report import comparison_report  # loads plotly, which no other verb waits for

    scored, refusals, taken = [], [], set()
    for path in tqdm(options.files, unit="article", delay=1, leave=False, disable=None):
        try:
            scored.append(_scored(path, taken, options.scorer))
        except AnalysisError as error:
            refusals.append(_refusal(path, error))
    if len(scored) < 2:
        refusals[-1] += " Nothing was written: fewer than two articles are left to compare."
    for line in refusals:
        _say(line)
    if len(scored) < 2:
        return 1
    page = comparison_report(compare(scored))
    if options.out == "-":
        tqdm.write(page, end="")
        return 1 if refusals else 0
    try:
        Path(options.out).write_text(page, encoding="utf-8")
    except OSError as error:
        _say(f"{options.out}: The page cannot be written ({error.strerror}). Choose another --out.")
        return 1
    return 1 if refusals else 0


def _scored(path: str, taken: set[str], scorer: str, edits: Edits | None = None) -> ScoredArticle:
    """The article of a file, scored, under an id that none before it has; its notes are said."""
    scored = analyze(_unique(_read(path), taken), scorer, edits)
    for note in scored.notes:
        _say(f"{path}: {note}")
    return scored


def _refusal(path: str, error: AnalysisError) -> str:
    return f"{path}: {str(error).removeprefix(f'{Path(path).name}: ').removeprefix(f'{STDIN}: ')}"


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


def _say(message: str) -> None:
    # a file's name may hold line breaks and characters that steer a terminal
    tqdm.write(tables.printable(message), file=sys.stderr)


VERBS = {"score": _score, "compare": _compare}

if __name__ == "__main__":
    sys.exit(main())
