"""Which headings and paragraphs are in a PDF? It knows only lines; their places and sizes of type tell where a paragraph ends."""

import io
import logging
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from analysis.reading.limits import BROKEN_FILE, LONGEST_TEXT, MOST_PAGES
from analysis.schema import AnalysisError

LIGATURES = re.compile("[\ufb00-\ufb06]")
PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d+)?", re.IGNORECASE)
ENDS_SENTENCE = re.compile(r"[.!?:][\"”’)]*$")
LARGER = 1.1  # times the size of the body's type: a heading
WIDER = 1.3  # times the usual distance of two lines: a new paragraph
SHORT = 0.75  # of the usual width: a line that may end a paragraph
HEADING_WORDS = 25


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, its height on the page (upwards) and the size of its type, in the units of the page; 0 where they are not known."""

    text: str
    height: float
    size: float
    page: int


def pdf_blocks(data: bytes, name: str) -> tuple[list[tuple[str, str]], dict]:
    """The (role, words) pairs of a PDF, and its author.

    Raises:
        AnalysisError: if the file is damaged, locked, too long, or has no text layer.
    """
    from pypdf import PdfReader  # heavy, and read by none of the other kinds
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it would print, our one sentence says
    locked = AnalysisError(f"{name}: the PDF is protected by a password.", "Save a copy without a password, or paste the text.")
    lines, length = [], 0
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked
        if len(reader.pages) > MOST_PAGES:
            raise AnalysisError(
                f"{name}: the PDF has {len(reader.pages):,} pages; the most is {MOST_PAGES}.", "Save the pages of the article alone."
            )
        for number, page in enumerate(reader.pages):
            found = _lines(page, number)
            length += sum(len(line.text) for line in found)
            if length > LONGEST_TEXT:
                raise AnalysisError(f"{name}: the PDF has more than {LONGEST_TEXT:,} characters.", "Save the pages of the article alone.")
            lines.append(found)
        author = str((reader.metadata.author if reader.metadata else "") or "")
    except DependencyError as error:  # a kind of protection that asks for a library of its own
        raise locked from error
    except (*BROKEN_FILE, PyPdfError) as error:
        raise AnalysisError(
            f"{name}: the PDF is damaged.", "Open it in a PDF reader and print it to a new PDF, or paste the text."
        ) from error
    if not any(lines):
        raise AnalysisError(
            f"{name}: the PDF has no text layer (it may be a scan).", "Run text recognition (OCR) on it first, or paste the text."
        )
    return _blocks(_without_running_heads(lines)), {"author": author}


def _lines(page, number: int) -> list[_Line]:
    rows = [[]]

    def visit(text, matrix, text_matrix, font, size):
        height = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
        for i, piece in enumerate(text.split("\n")):
            if i:
                rows.append([])
            if piece:
                rows[-1].append((piece, height, abs(size * text_matrix[3] * matrix[3])))

    page.extract_text(visitor_text=visit)
    lines = []
    for row in rows:
        text = " ".join("".join(piece for piece, _, _ in row).split())
        if text:
            # The longest piece stands for the line: a drop cap or a note's number does not.
            _, height, size = max(row, key=lambda r: len(r[0].strip()))
            lines.append(_Line(LIGATURES.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text), height, size, number))
    return lines


def _without_running_heads(pages: list[list[_Line]]) -> list[_Line]:
    """All lines, without those that stand at the top or foot of several pages and without page numbers."""
    key = lambda line: re.sub(r"\d+", "#", line.text.lower())
    ends = Counter(k for page in pages for k in {key(line) for line in (*page[:2], *page[-2:])})
    repeated = {k for k, n in ends.items() if len(pages) > 1 and n >= max(2, len(pages) / 2)}
    return [line for page in pages for line in page if key(line) not in repeated and not PAGE_NUMBER.fullmatch(line.text)]


def _blocks(lines: list[_Line]) -> list[tuple[str, str]]:
    """Lines joined to paragraphs and headings; the largest heading of the first page is the headline."""
    if not lines:
        return []
    width = sorted(len(line.text) for line in lines)[len(lines) * 9 // 10]
    letters = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    size = letters.most_common(1)[0][0] or 1
    steps = Counter(round(a.height - b.height, 1) for a, b in pairwise(lines) if a.page == b.page and a.height > b.height)
    step = steps.most_common(1)[0][0] if steps else 0
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        if _parts(before, line, len(groups[-1]) == 1, width, size, step):
            groups.append([line])
        else:
            groups[-1].append(line)
    blocks = [(_role(group, size), _joined(group)) for group in groups]
    first = [i for i, group in enumerate(groups) if group[0].page == lines[0].page and blocks[i][0] and len(blocks[i][1].split()) > 2]
    if first:
        headline = max(first, key=lambda i: groups[i][0].size)
        blocks[headline] = ("headline", blocks[headline][1])
    return blocks


def _parts(before: _Line, line: _Line, alone: bool, width: int, size: float, step: float) -> bool:
    """Whether a paragraph ends between two lines. `alone`: the first of them is the only line of its paragraph so far."""
    if not 1 / LARGER < (line.size or 1) / (before.size or 1) < LARGER:
        return True
    larger = before.size > LARGER * size
    if before.page == line.page and step and before.height - line.height > (WIDER * (before.size / size if larger else 1)) * step:
        return True
    if larger or len(before.text) >= SHORT * width:
        return False
    return alone or bool(ENDS_SENTENCE.search(before.text))


def _role(group: list[_Line], size: float) -> str:
    words = sum(len(line.text.split()) for line in group)
    return "heading" if group[0].size > LARGER * size and words <= HEADING_WORDS and not group[-1].text.endswith(".") else ""


def _joined(group: list[_Line]) -> str:
    text = ""
    for line in group:
        text = text[:-1] + line.text if text.endswith("-") and line.text[:1].islower() else f"{text} {line.text}"
    return text.strip()
