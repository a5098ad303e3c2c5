"""Which article is in this file, page or pasted text?

Every reader gives the words and, where the format declares them, the roles of its blocks; `segment` guesses the rest.
"""

import hashlib
import html
import io
import re
import unicodedata
import zipfile
from pathlib import Path

from analysis.schema import AnalysisError, Article, Block, Span

LARGEST_FILE = 20_000_000  # bytes
LONGEST_TEXT = 2_000_000  # characters
MOST_PAGES = 500
MOST_PARAGRAPHS = 50_000
LARGEST_RATIO = 100  # of unpacked to packed size, in files that are archives
SEPARATOR = "\n\n"
KINDS = ".txt, .md, .html, .docx or .pdf"
SURROGATES = re.compile("[\ud800-\udfff]")
BINARY_STARTS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\x1f\x8b",
    b"\x7fELF",
    b"MZ",
    b"BM",
    b"OggS",
    b"ID3",
    b"\x00\x00\x01\x00",
    b"7z\xbc\xaf",
)


def read_article(path: str | Path) -> Article:
    """Read the article in a file.

    Raises:
        AnalysisError: if the file cannot be opened or holds no text, with what to do about it.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large(path.name)
        data = path.read_bytes()
    except OSError as error:
        raise AnalysisError(
            f"{path.name}: the file cannot be opened ({error.strerror}).", "Check its name and that you may read it."
        ) from error
    return article_from_bytes(data, path.name)


def article_from_bytes(data: bytes, name: str) -> Article:
    """Read the article in the bytes of a file; its kind is told by its first bytes, then by its name.

    Raises:
        AnalysisError: if they hold no text.
    """
    if len(data) > LARGEST_FILE:
        raise _too_large(name)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise AnalysisError(f"{name}: the file is empty.", "Choose a file that has an article in it.")
    stem, ending = Path(name).stem, Path(name).suffix.lower()
    if data.startswith(b"%PDF"):
        return _article(*_from_pdf(data, name), stem, name)
    if data.startswith(b"PK\x03\x04"):
        return _article(*_from_docx(data, name), stem, name)
    if data.startswith(BINARY_STARTS):
        raise AnalysisError(f"{name}: this is no text but a picture, sound or program.", f"Choose a file of kind {KINDS}.")
    if ending in (".pdf", ".docx", ".doc"):
        raise AnalysisError(
            f"{name}: this is not really a {ending} file.", "Open it in the program that made it and save it again, as .docx, .pdf or .txt."
        )
    text, notes = _decoded(data, name)
    if ending in (".html", ".htm", ".xhtml") or re.match(
        r"\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html)", text[:500], re.IGNORECASE
    ):
        blocks, meta = _from_html(text, name)
        return _article(blocks, {**meta, "notes": notes}, stem, name)
    if ending in (".md", ".markdown"):
        return _article(_from_markdown(text), {"notes": notes}, stem, name)
    return _plain(text, stem, name, notes)


def article_from_text(text: str, title: str | None = None) -> Article:
    """An article from pasted text; a `title` that does not stand in it already becomes its headline.

    Raises:
        AnalysisError: if there is nothing in it, or too much.
    """
    if title and not text.lstrip().startswith(title.strip()):
        body = [("", chunk) for chunk in re.split(r"\n\s*\n", text) if chunk.strip()]
        return _article([("headline", title), *body], {}, _first_words(title), "pasted text")
    return _plain(text, _first_words(title or text), "pasted text", ())


def article_from_blocks(blocks: list[tuple[str, str]], source: str) -> Article:
    """An article from (role, words) pairs whose roles are known: headline, heading, body or other.

    Raises:
        AnalysisError: if there are no words in them.
    """
    return _article(blocks, {}, source, source)


def slug(words: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most sixty characters; "article" where nothing is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].rstrip("-") or "article"


def _first_words(text: str) -> str:
    return " ".join(text.split()[:8])


def _plain(text: str, stem: str, source: str, notes: tuple[str, ...]) -> Article:
    text, more = _clean(text)
    return _checked(text, (), {"notes": (*notes, *more)}, stem, source)


def _article(blocks: list[tuple[str, str]], meta: dict, stem: str, source: str) -> Article:
    """An article from (role, words) pairs; the words of all blocks, with an empty line between, are its text."""
    text, spans, notes = "", [], list(meta.get("notes", ()))
    for role, words in blocks:
        words, more = _clean(words)
        words = words.strip()
        notes += more
        if words:
            text += SEPARATOR if text else ""
            spans.append(Block(Span(len(text), len(text) + len(words)), role))
            text += words
    # Roles are kept only where the file declares any: else `segment` sees a plain text.
    declared = tuple(spans) if any(b.role for b in spans) else ()
    return _checked(text, declared, {**meta, "notes": tuple(dict.fromkeys(notes))}, stem, source)


def _checked(text: str, blocks: tuple[Block, ...], meta: dict, stem: str, source: str) -> Article:
    if not text.strip():
        raise AnalysisError(f"{source}: there is no text in it.", "Choose a file that has an article in it, or paste the text.")
    if len(text) > LONGEST_TEXT:
        raise AnalysisError(
            f"{source}: the text has {len(text):,} characters; the most is {LONGEST_TEXT:,}.", "Split it into its articles."
        )
    if sum(c.isalpha() for c in text[:100_000]) < 2:
        raise AnalysisError(f"{source}: there are no words in it.", "Choose a file that has an article in it, or paste the text.")
    source, stem = SURROGATES.sub("\ufffd", source), SURROGATES.sub("", stem)
    language, language_notes = _language(text)
    notes = (*meta.get("notes", ()), *language_notes)
    sha256 = hashlib.sha256(text.encode("utf8")).hexdigest()
    return Article(slug(stem), text, sha256, blocks, meta.get("author", ""), meta.get("published", ""), source, language, notes)


def _clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Text without what breaks tables and pages: NUL and other control characters, lone surrogates, invisible direction marks."""
    notes = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if SURROGATES.search(text):
        text = SURROGATES.sub("\ufffd", text)
        notes.append("Some characters were damaged; they are shown as \ufffd.")
    if re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", text):
        text = re.sub("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", "", text)
        notes.append("Invisible marks that turn the direction of reading were taken out.")
    text = re.sub("[\u200b\ufeff\u00ad]", "", text)
    stripped = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
    if stripped != text:
        notes.append("Control characters were taken out.")
    return stripped, tuple(notes)


def _language(text: str) -> tuple[str, tuple[str, ...]]:
    import py3langid  # loads its table on first use

    language = str(py3langid.classify(text[:20_000])[0])
    if language == "en" or len(text.split()) < 20:
        return "en", ()
    return language, (f"The text does not seem to be English (“{language}”): the scores are not to be trusted.",)


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Byte-order mark, then strict UTF-8, UTF-16 by its NUL bytes, the charset that a page declares, and Windows-1252 with a note."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ()
    sample = data[:4000]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(sample) > 3 and sample[first::2].count(0) > len(sample) * 0.35:
            return data.decode(encoding, errors="replace"), ()
    try:
        return data.decode("utf8"), ()
    except UnicodeDecodeError:
        pass
    controls = sum(b < 9 or 13 < b < 32 for b in sample)
    if controls > len(sample) * 0.02:
        raise AnalysisError(f"{name}: this is no text.", f"Choose a file of kind {KINDS}.")
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:2000])
    if declared:
        try:
            return data.decode(declared.group(1).decode("ascii")), ()
        except (LookupError, UnicodeDecodeError):
            pass
    return data.decode("cp1252", errors="replace"), (
        "The text is not UTF-8; it was read as Windows-1252. Check accents and quotation marks.",
    )


def _from_markdown(text: str) -> list[tuple[str, str]]:
    """Markdown: headings declared, emphasis and links reduced to their words, code and rules left out."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text.replace("\r\n", "\n"), flags=re.DOTALL)
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^(#{1,6}\s.*)$", r"\n\1\n", text, flags=re.MULTILINE)
    text = re.sub(r"^(.+)\n(=+|-{3,})\s*$", lambda m: f"\n{'#' if m[2][0] == '=' else '##'} {m[1]}\n", text, flags=re.MULTILINE)
    blocks = []
    for chunk in re.split(r"\n\s*\n", text):
        chunk = chunk.strip()
        heading = re.match(r"(#{1,6})\s+(.*?)\s*#*$", chunk)
        if re.fullmatch(r"[-*_ ]{3,}", chunk) or not chunk:
            continue
        if heading:
            first = not any(role == "headline" for role, _ in blocks)
            blocks.append(("headline" if len(heading[1]) == 1 and first else "heading", _inline(heading[2])))
        else:
            lines = [re.sub(r"^\s*(?:>\s?|[-*+]\s+|\d+[.)]\s+)", "", line) for line in chunk.splitlines()]
            listed = bool(re.match(r"\s*(?:[-*+]|\d+[.)])\s", chunk))
            blocks += [("", _inline(line)) for line in lines] if listed else [("", _inline(" ".join(lines)))]
    return blocks


def _inline(text: str) -> str:
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(\*\*\*|\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)", r"\1", text)
    return html.unescape(re.sub(r"<[^>]{1,200}>", "", text)).strip()


def _from_html(text: str, name: str) -> tuple[list[tuple[str, str]], dict]:
    """A web page: what trafilatura finds to be the article, with its headings; else all its paragraphs."""
    from trafilatura import bare_extraction

    found = bare_extraction(text, include_comments=False, include_tables=False, favor_precision=False, with_metadata=True)
    blocks = []
    for node in found.body.iter() if found is not None and found.body is not None else ():
        words = " ".join("".join(node.itertext()).split())
        if node.tag == "head":
            blocks.append(("heading", words))
        elif node.tag in ("p", "quote", "item") and not any(child.tag in ("p", "quote", "item") for child in node):
            blocks.append(("", words))
    if not any(role == "" and words for role, words in blocks):
        blocks = [
            ("", " ".join(html.unescape(re.sub(r"<[^>]*>", " ", p)).split()))
            for p in re.findall(r"<p\b[^>]*>(.*?)</p>", text, re.DOTALL | re.I)
        ]
    if not any(words for _, words in blocks):
        raise AnalysisError(f"{name}: no article was found in this page.", "Save the page as complete HTML, or paste the article's text.")
    title = (found.title if found is not None else None) or ""
    blocks = [(role, words) for role, words in blocks if words and words.strip().lower() != title.strip().lower()]
    meta = {"author": (found.author or "") if found is not None else "", "published": (found.date or "") if found is not None else ""}
    return ([("headline", title)] if title else []) + blocks, meta


def _from_docx(data: bytes, name: str) -> tuple[list[tuple[str, str]], dict]:
    from docx import Document as open_docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.text.paragraph import Paragraph
    from lxml.etree import XMLSyntaxError

    broken = AnalysisError(
        f"{name}: this is no Word file that can be read.", "Open it in Word and save it again as .docx, or paste the text."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > 1_000_000 and unpacked > LARGEST_RATIO * len(data):
            raise AnalysisError(
                f"{name}: the file unpacks to more than {LARGEST_RATIO} times its size.", "Paste the article's text instead."
            )
        document = open_docx(io.BytesIO(data))
    except (zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError, KeyError, ValueError) as error:
        raise broken from error
    blocks = []
    for number, item in enumerate(document.iter_inner_content()):
        if number > MOST_PARAGRAPHS:
            raise AnalysisError(f"{name}: the file has more than {MOST_PARAGRAPHS:,} paragraphs.", "Split it into its articles.")
        if isinstance(item, Paragraph):
            style = (item.style.name if item.style is not None else "") or ""
            role = "headline" if style == "Title" else "heading" if style.startswith("Heading") else ""
            blocks.append((role, item.text))
    if not any(role == "headline" for role, _ in blocks) and blocks and blocks[0][0] == "heading":
        blocks[0] = ("headline", blocks[0][1])
    core = document.core_properties
    return blocks, {"author": core.author or "", "published": ""}


def _from_pdf(data: bytes, name: str) -> tuple[list[tuple[str, str]], dict]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise AnalysisError(f"{name}: the PDF is protected by a password.", "Save a copy without a password, or paste the text.")
        if len(reader.pages) > MOST_PAGES:
            raise AnalysisError(
                f"{name}: the PDF has {len(reader.pages):,} pages; the most is {MOST_PAGES}.", "Save the pages of the article alone."
            )
        pages = [unicodedata.normalize("NFKC", page.extract_text()).splitlines() for page in reader.pages]
        author = (reader.metadata.author if reader.metadata else "") or ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AnalysisError(
            f"{name}: the PDF is damaged.", "Open it in a PDF reader and print it to a new PDF, or paste the text."
        ) from error
    if not any(line.strip() for page in pages for line in page):
        raise AnalysisError(
            f"{name}: the PDF has no text layer (it may be a scan).", "Run text recognition (OCR) on it first, or paste the text."
        )
    return [("", words) for words in _joined_lines(_without_running_heads(pages))], {"author": author}


def _without_running_heads(pages: list[list[str]]) -> list[str]:
    """All lines, without those that stand at the top or foot of several pages and without page numbers."""
    key = lambda line: re.sub(r"\d+", "#", line.strip().lower())
    ends = [key(line) for page in pages for line in {*page[:2], *page[-2:]} if line.strip()]
    repeated = {k for k in ends if len(pages) > 2 and ends.count(k) >= max(3, len(pages) // 2)}
    kept = []
    for page in pages:
        kept += [
            line
            for line in page
            if key(line) not in repeated and not re.fullmatch(r"\s*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d+)?\s*", line, re.I)
        ]
    return kept


def _joined_lines(lines: list[str]) -> list[str]:
    """Lines of a page joined to paragraphs: a short line that ends a sentence, or an empty one, ends the paragraph."""
    width = max((len(line) for line in lines), default=0)
    paragraphs, current = [], ""
    for line in [*lines, ""]:
        line = line.strip()
        if not line:
            paragraphs, current = [*paragraphs, current], ""
            continue
        hyphenated = current.endswith("-") and line[:1].islower()
        current = current[:-1] + line if hyphenated else f"{current} {line}".strip()
        short = len(line) < 0.75 * width
        if short and (re.search(r"[.!?:][\"”’)]*$", line) or len(current) == len(line)):
            paragraphs, current = [*paragraphs, current], ""
    return [p for p in paragraphs if p]


def _too_large(name: str) -> AnalysisError:
    return AnalysisError(
        f"{name}: the file is larger than {LARGEST_FILE // 1_000_000} MB.", "Choose the article alone, not the whole archive."
    )
