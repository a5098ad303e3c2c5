"""Which article is in this file, page or pasted text?

Every reader gives the words and, where the format declares them, the roles of its blocks; `segment` guesses the rest.
"""

import hashlib
import io
import logging
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.reading.limits import BROKEN_FILE, LARGEST_FILE, LARGEST_RATIO, LONGEST_TEXT, MOST_PARAGRAPHS, SMALL_ARCHIVE
from analysis.reading.pdf import pdf_blocks
from analysis.schema import AnalysisError, Article, Block, Span

__all__ = ["article_from_blocks", "article_from_bytes", "article_from_text", "read_article", "slug"]

SMALL_PART = 0.2  # of the words on a page: less is no article found, but one lost
SEPARATOR = "\n\n"
KINDS = ".txt, .md, .html, .docx or .pdf"
SURROGATES = re.compile("[\ud800-\udfff]")
BINARY_STARTS = tuple(b"\x89PNG|\xff\xd8\xff|GIF8|RIFF|\x1f\x8b|\x7fELF|MZ|BM|OggS|ID3|\x00\x00\x01\x00|7z\xbc\xaf".split(b"|"))
OLD_WORD = b"\xd0\xcf\x11\xe0"  # also .docx behind a password
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIDDEN = ("script", "style", "noscript", "template", "nav", "footer", "aside", "form", "select", "button", "svg", "head")
INLINE = frozenset("a abbr b bdi bdo cite code em font i ins kbd label mark q s small span strong sub sup time tt u var wbr".split())


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
        return _article(*pdf_blocks(data, name), stem, name)
    if data.startswith(b"PK\x03\x04"):
        return _article(*_from_docx(data, name), stem, name)
    if data.startswith(OLD_WORD):
        raise AnalysisError(
            f"{name}: this is an old Word file, or one behind a password.",
            "Save it in Word as .docx without a password, or paste the text.",
        )
    if data.startswith(b"{\\rtf"):
        raise AnalysisError(f"{name}: this is a file in Rich Text Format.", "Save it as .docx or .txt, or paste the text.")
    if data.startswith(BINARY_STARTS) and CONTROL.search(data[:64]):
        raise AnalysisError(f"{name}: this is no text but a picture, sound or program.", f"Choose a file of kind {KINDS}.")
    if ending in (".pdf", ".docx"):
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
        blocks, meta = _from_markdown(text)
        return _article(blocks, {**meta, "notes": notes}, stem, name)
    return _plain(text, stem, name, notes)


def article_from_text(text: str, title: str | None = None) -> Article:
    """An article from pasted text; a `title` becomes its headline, and its first line where it is not yet.

    Raises:
        AnalysisError: if there is nothing in the text, or too much.
    """
    source, title = "pasted text", " ".join(_clean(title or "")[0].split())
    if not title or not text.strip():
        return _plain(text, _first_words(text), source, ())
    text, notes = _clean(text)
    if text.lstrip().split("\n", 1)[0].strip() != title:
        text = title + SEPARATOR + text
    start = text.index(title)
    return _checked(text, (Block(Span(start, start + len(title)), "headline"),), {"notes": notes}, _first_words(title), source)


def article_from_blocks(blocks: list[tuple[str, str]], source: str) -> Article:
    """An article from (role, words) pairs whose roles are known: headline, heading, body, other; emphasis where only the type is.

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
        raise AnalysisError(f"{source}: the text has {len(text):,} characters; the most is {LONGEST_TEXT:,}.", "Split it into articles.")
    if sum(c.isalpha() for c in text[:100_000]) < 2:
        raise AnalysisError(f"{source}: there are no words in it.", "Choose a file that has an article in it, or paste the text.")
    source, stem = SURROGATES.sub("\ufffd", source), SURROGATES.sub("", stem)
    language, language_notes = _language(text)
    notes = (*meta.get("notes", ()), *language_notes)
    sha256 = hashlib.sha256(text.encode("utf8")).hexdigest()
    return Article(slug(stem), text, sha256, blocks, meta.get("author", ""), meta.get("published", ""), source, language, notes)


def _clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Text without what breaks tables and pages: NUL and other control characters, lone surrogates, invisible direction marks, mojibake."""
    import ftfy  # its tables take time to build

    notes = []
    mended = ftfy.fix_encoding(text)
    if mended != text:
        text = mended
        notes.append("Letters that an earlier program had read in the wrong encoding (“â€™” for “’”) were mended.")
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
    broken = data.decode("utf8", errors="replace")
    if broken.count("\ufffd") < len(MULTIBYTE.findall(data)):
        return broken, ("Some bytes of the file were damaged; they are shown as \ufffd.",)
    declared = re.search(rb"charset=[\"']?((?:iso-8859|windows|koi8|shift|euc|gb|big5)[\w-]*)", data[:2000], re.IGNORECASE)
    if declared:
        try:
            return data.decode(declared.group(1).decode("ascii")), ()
        except (LookupError, UnicodeDecodeError):
            pass
    return data.decode("cp1252", errors="replace"), (
        "The text is not UTF-8; it was read as Windows-1252. Check accents and quotation marks.",
    )


def _with_headline(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A file that begins with a heading and declares no headline means that one."""
    if blocks and blocks[0][0] == "heading" and not any(role == "headline" for role, _ in blocks):
        return [("headline", blocks[0][1]), *blocks[1:]]
    return blocks


def _from_markdown(text: str) -> tuple[list[tuple[str, str]], dict]:
    """Markdown: headings declared, emphasis and links reduced to their words, code, pictures and rules left out."""
    from markdown_it import MarkdownIt  # read by none of the other kinds

    text = text.replace("\r\n", "\n")
    front = re.match(r"\s*---\n(.{0,5000}?)\n---\n", text, re.DOTALL)
    text = text[front.end() :] if front else text
    meta = dict(re.findall(r"^(title|author|date):[ \t]*[\"']?(.+?)[\"']?[ \t]*$", front.group(1) if front else "", re.MULTILINE))
    blocks, role = [], ""
    # Indented lines are code to Markdown, but quoted paragraphs to most who write articles.
    for token in MarkdownIt().disable("code").parse(text):
        if token.type == "heading_open":
            role = "headline" if token.tag == "h1" and not any(r == "headline" for r, _ in blocks) else "heading"
        elif token.type == "inline":
            depth, pieces = 0, []
            for part in token.children:
                depth += (part.type in ("strong_open", "em_open")) - (part.type in ("strong_close", "em_close"))
                words = None if part.type.endswith("break") else part.content if part.type in ("text", "code_inline") else ""
                pieces.append((words, depth > 0))
            blocks += [(role or own, words) for own, words in _lines(pieces)]
            role = ""
    if "title" in meta:
        blocks = [("headline", meta["title"]), *(("heading" if role == "headline" else role, words) for role, words in blocks)]
    return _with_headline(blocks), {"author": meta.get("author", ""), "published": meta.get("date", "")}


def _from_html(page: str, name: str) -> tuple[list[tuple[str, str]], dict]:
    """A web page: what trafilatura finds to be the article, with its headings; all its paragraphs where that is only a small part."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it would print, our one sentence says
    found = bare_extraction(page, include_comments=False, include_tables=False, include_formatting=True, with_metadata=True)
    blocks = []
    for node in found.body.iter() if found is not None and found.body is not None else ():
        if node.tag == "head":
            blocks.append(("heading", " ".join("".join(node.itertext()).split())))
        elif node.tag in ("p", "quote", "item") and not any(child.tag in ("p", "quote", "item") for child in node):
            blocks += _lines(_pieces(node))
    visible = _visible_blocks(page)
    if sum(len(words) for _, words in blocks) < SMALL_PART * sum(len(words) for _, words in visible):
        blocks = visible
    if not any(words for _, words in blocks):
        raise AnalysisError(f"{name}: no article was found in this page.", "Save the page as complete HTML, or paste the article's text.")
    if found is None:
        return _with_headline(blocks), {}
    title = re.sub(rf"\s+[|–—-]\s+{re.escape(found.sitename or '|')}$", "", " ".join((found.title or "").split()))
    blocks = [(role, words) for role, words in blocks if words.lower() != title.lower()]
    meta = {"author": found.author or "", "published": found.date or ""}
    return ([("headline", title), *blocks] if title else _with_headline(blocks)), meta


def _pieces(node) -> Iterator[tuple[str | None, bool]]:
    """The words of a paragraph of trafilatura's, None where a line ends, and whether they stand in bold or italics."""
    yield None if node.tag == "lb" else node.text or "", node.tag == "hi"
    for child in node:
        yield from _pieces(child)
        yield child.tail or "", node.tag == "hi"


def _lines(pieces: Iterable[tuple[str | None, bool]]) -> list[tuple[str, str]]:
    """A paragraph from its (words, in bold or italics) pieces, None at the end of a line; what is wholly marked is `emphasis`.

    Lines that are marked and lines that are not part: such are an interview's question and its answer.
    """
    rows, blocks = [[]], []
    for words, marked in pieces:
        if words is None:
            rows.append([])
        else:
            rows[-1].append((words, marked))
    for row in rows:
        words = " ".join("".join(words for words, _ in row).split())
        role = "emphasis" if words and all(marked for words, marked in row if any(map(str.isalnum, words))) else ""
        if words and blocks and blocks[-1][0] == role:
            blocks[-1] = (role, f"{blocks[-1][1]}\n{words}")
        elif words:
            blocks.append((role, words))
    return blocks


def _visible_blocks(page: str) -> list[tuple[str, str]]:
    """All headings and paragraphs of a page; lines of fewer than eight words, such as menus, are left out."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(page.encode("utf8"), parser=html.HTMLParser(encoding="utf8", huge_tree=True))
    except etree.ParserError:
        return []
    etree.strip_elements(tree, *HIDDEN, etree.Comment, with_tail=False)
    blocks, pieces = [], []
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if node.tag not in INLINE:
            words = " ".join("".join(pieces).split())
            heading = event == "end" and node.tag in ("h1", "h2", "h3", "h4")
            if words and (heading or len(words.split()) >= 8):
                blocks.append(("heading" if heading else "", words))
            pieces = []
        pieces.append((node.text if event == "start" else node.tail) or "")
    return blocks


def _from_docx(data: bytes, name: str) -> tuple[list[tuple[str, str]], dict]:
    from docx import Document as open_docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.text.paragraph import Paragraph
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > SMALL_ARCHIVE and unpacked > LARGEST_RATIO * len(data):
            raise AnalysisError(f"{name}: the file unpacks to more than {LARGEST_RATIO} times its size.", "Paste the article's text.")
        document = open_docx(io.BytesIO(data))
        # Also those in tables; a text box stands in the file twice, the second time for old programs.
        found = document.element.body.xpath(".//w:p[not(ancestor::*[local-name()='Fallback'])]")
        if len(found) > MOST_PARAGRAPHS:
            raise AnalysisError(f"{name}: the file has more than {MOST_PARAGRAPHS:,} paragraphs.", "Split it into its articles.")
        names = {style.style_id: style.name or "" for style in document.styles}
        paragraphs = [Paragraph(p, document) for p in found]
        blocks = [(_role_of_style(names.get(p._p.style or "", "")) or _role_of_type(p), p.text) for p in paragraphs]
        author = document.core_properties.author or ""
    except (*BROKEN_FILE, zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError) as error:
        raise AnalysisError(
            f"{name}: this is no Word file that can be read.", "Open it in Word and save it again as .docx, or paste the text."
        ) from error
    return _with_headline([(role, words) for role, words in blocks if words.strip()]), {"author": author}


def _role_of_style(style: str) -> str:
    return "headline" if style == "Title" else "heading" if style.lower().startswith("heading") else ""


def _role_of_type(paragraph) -> str:
    marked = [run.bold or run.italic for run in paragraph.runs if run.text.strip()]
    return "emphasis" if marked and all(marked) else ""


def _too_large(name: str) -> AnalysisError:
    return AnalysisError(f"{name}: the file is larger than {LARGEST_FILE // 1_000_000} MB.", "Choose the article alone, no archive.")
