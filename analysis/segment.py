"""Where are headline, headings, paragraphs, sentences? Loses no character."""

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from sentencex import get_sentence_boundaries

from analysis import lexicon
from analysis.schema import Article, Block, Document, Paragraph, Sentence, Span
from analysis.turns import Opening, opening, openings, turns

LONGEST_SENTENCE = 2_000  # characters; what is longer is cut at a space, so that nothing later is quadratic in it
HEADING_WORDS = 14  # a heading has at most so many words
HEADLINE_WORDS = 30
QUOTED = "\"“‘«'"
CAPTION_WORDS = 12
WRAP = (50, 100)  # lines of hard-wrapped text are about so long
PULL_QUOTES = 100  # an article with more quoted lines than that is a dialogue
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DATE = rf"(?:{WEEKDAY},?\s+)?(?:{MONTH}\s+\d\d?|\d\d?\s+{MONTH}),?\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{{4}}"
DATELINE = re.compile(rf"(?:{DATE})(?:[\s,/|·–—-]*(?:at\s+)?\d\d?[:.]\d\d\s*(?:[ap]\.?m\.?)?[\s\w./]{{0,20}})?", re.IGNORECASE)
AGE = re.compile(r"\d+\s*(?:min|minute|hour|hr|day|week)s?\.?(?:\s+read|\s+ago)", re.IGNORECASE)
BYLINE = re.compile(r"(?i:by|reported by|written by|story by)[: ]\s*(?:[A-Z][\w.’'-]+[, ]*(?:and\s+)?){1,8}(?:[|,–—-].{0,60})?")
AUTHOR = re.compile(
    r"(?:[A-Z][\w.’'-]+\s+){1,3}[A-Z][\w.’'-]+,?\s+(?:\w+\s+){0,3}(?i:writer|reporter|correspondent|columnist|contributor|editor)"
)
CAPTION_CREDIT = re.compile(r"[.)]\s*(?i:image|photo|picture|photograph|illustration|credit)s?(?:\s+(?:by|credit))?:\s*[^.:]{2,60}\.?$")
CAPTION = re.compile(r"(?:[A-Z][\w’'.-]+\s+){1,4}(?:of|from|in|at|with|speaking)\s+(?:the\s+)?(?:[A-Z][\w’'.-]+(?:\s+|$)){1,4}")
CREDIT = re.compile(
    r"from file|file photo|(?:photo|image|picture|credit|illustration)s?\s*[:/]|getty images|/\s?(?:ap|afp|reuters)\b", re.IGNORECASE
)
ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.]+@[\w.]+")
SOURCE_LIST = re.compile(
    r"(?:sources|references|external links|related news|related articles|see also|further reading|notes):?"
)  # and all below
ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|should|must|do|does|did|\w+ed|says?|said|goes|went|gets?|got"
    r"|makes?|made|takes?|took|wins?|won|calls?|leads?|led|faces?|meets?|met|becomes?|became|comes?|came|gives?|gave|hits?|sets?|puts?|seeks?"
    r"|\w+(?:ts|es|ks|ns|ps|ls|rs|ds|gs))\b",
    re.IGNORECASE,
)


def segment(article: Article) -> Document:
    """Cut an article up: blocks that tile its text, and paragraphs with their sentences.

    Roles that the file declares are kept; what it leaves open is guessed from a line's form and place.
    """
    chunks = _declared(article)
    furniture = [not c.role and _is_furniture(c) for c in chunks]
    begun = openings(article.text, [Block(c.span, "other" if f else c.role) for c, f in zip(chunks, furniture, strict=True)])
    chunks = [replace(c, role=_spoken_role(c, begun[i]) if i in begun else c.role.replace("emphasis", "")) for i, c in enumerate(chunks)]
    roles = _roles(chunks, furniture)
    blocks, paragraphs, at, section, body = [], [], 0, "", 0
    for i, (chunk, role) in enumerate(zip(chunks, roles, strict=True)):
        if chunk.span.start > at:
            blocks.append(Block(Span(at, chunk.span.start), "space"))
        blocks.append(Block(chunk.span, role))
        at = chunk.span.end
        if role == "heading":
            section = " ".join(chunk.text.split())
        elif role in ("headline", "body"):
            body += role == "body"
            spoken = begun[i].start if begun.get(i) else chunk.span.start
            paragraphs.append(_paragraph(article.text, 0 if role == "headline" else body, section, chunk.span, spoken))
    if at < len(article.text):
        blocks.append(Block(Span(at, len(article.text)), "space"))
    spoken = turns(article.text, [Block(c.span, role) for c, role in zip(chunks, roles, strict=True)], begun)
    return Document(article, tuple(blocks), tuple(paragraphs), spoken)


def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences of a text, without the white space around them, in their order; the longest are cut at LONGEST_SENTENCE.

    The splitter's time grows with the square of what it is given where quotation marks stay open, so it reads a window at a time.
    """
    spans, at = [], 0
    while at < len(text):
        window = text[at : at + 2 * LONGEST_SENTENCE]
        borders = [b["end_index"] for b in get_sentence_boundaries("en", window)]
        if at + len(window) < len(text) and len(borders) > 1:
            borders.pop()  # the last sentence may go on behind the window
        for start, end in pairwise([0, *(borders or [len(window)])]):
            spans += _cut(text, Span(at + start, at + end))
        at = spans[-1].end
    return tuple(kept for span in spans if len(kept := trimmed(text, span)))


def _cut(text: str, span: Span) -> list[Span]:
    """A span in pieces of at most LONGEST_SENTENCE characters, parted at white space where there is any."""
    pieces, start = [], span.start
    while span.end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        end = space if space > start else start + LONGEST_SENTENCE
        pieces.append(Span(start, end))
        start = end
    return [*pieces, Span(start, span.end)]


def trimmed(text: str, span: Span) -> Span:
    """The span without the white space at its ends; empty where there is nothing else."""
    piece = span.of(text)
    first = span.start + len(piece) - len(piece.lstrip())
    return Span(first, max(first, span.start + len(piece.rstrip())))


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A line, or lines that belong together, and the role that the file declares, or ""."""

    span: Span
    text: str
    role: str = ""

    @property
    def words(self) -> int:
        return len(self.text.split())


def _paragraph(text: str, number: int, section: str, span: Span, spoken: int) -> Paragraph:
    """A paragraph; a label before the words that are `spoken` belongs to its first sentence ("Q." is none)."""
    found = [Span(spoken + s.start, spoken + s.end) for s in sentence_spans(text[spoken : span.end])] if number else []
    found[:1] = [Span(span.start, found[0].end if found else span.end)]
    return Paragraph(number, section, span, tuple(Sentence(number, i, s) for i, s in enumerate(found, 1)))


def _declared(article: Article) -> list[_Chunk]:
    """The blocks that the file declares, and the lines of the text between them."""
    chunks, at = [], 0
    for block in article.blocks:
        chunks += _chunks(article.text, Span(at, block.span.start))
        chunks += [_Chunk(span, span.of(article.text), block.role) for span in _spoken_lines(article.text, block.span)]
        at = block.span.end
    return chunks + _chunks(article.text, Span(at, len(article.text)))


def _spoken_role(chunk: _Chunk, turn: Opening | None) -> str:
    """A turn is body, however short it is; a label on a line of its own is no words of anybody."""
    return "other" if turn and turn.start == chunk.span.end else "body"


def _spoken_lines(text: str, block: Span) -> list[Span]:
    """A block, cut where a line in it begins with a speaker's label."""
    lines = [Span(*m.span()) for m in LINE.finditer(text, block.start, block.end)]
    starts = [block.start, *(line.start for line in lines[1:] if opening(text, line))]
    return [trimmed(text, Span(a, b)) for a, b in pairwise([*starts, block.end])]


def _chunks(text: str, within: Span) -> list[_Chunk]:
    """The lines of a plain text; lines of hard-wrapped text are joined to the paragraph they belong to."""
    matches = LINE.finditer(text, within.start, within.end)
    lines = [line for m in matches if len(line := trimmed(text, Span(*m.span())))]
    width = _wrap_width(text, lines)
    if not width:
        return [_Chunk(line, line.of(text)) for line in lines]
    joined = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and _goes_on(text, before, line, width):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return [_Chunk(span, span.of(text)) for span in joined]


def _wrap_width(text: str, lines: list[Span]) -> int:
    """The width at which a text is hard-wrapped; 0 where its lines are paragraphs."""
    width = sorted(len(line) for line in lines)[len(lines) * 9 // 10] if lines else 0
    if not WRAP[0] <= width <= WRAP[1]:
        return 0
    full = [a for a, b in pairwise(lines) if len(a) >= WRAP[0] and text.count("\n", a.end, b.start) == 1]
    open_ended = sum(not ENDS_SENTENCE.search(line.of(text)) for line in full)
    return width if len(full) > 1 and open_ended > len(full) / 2 else 0


def _goes_on(text: str, before: Span, line: Span, width: int) -> bool:
    """Whether a line goes on in the next one: no empty line stands between, and the next word had no room in it."""
    if text.count("\n", before.end, line.start) > 1 or opening(text, line):
        return False
    needed = len(before) + 1 + len(line.of(text).split(maxsplit=1)[0])
    # Text wrapped by hand is ragged: only a sentence's end makes a little room a paragraph's end.
    return needed > (width if ENDS_SENTENCE.search(before.of(text)) else 0.8 * width)


def _roles(chunks: list[_Chunk], furniture: list[bool]) -> list[str]:
    """headline, heading, body or other for every chunk."""
    declared = any(c.role == "headline" for c in chunks)
    roles = [c.role or ("other" if f else "") for c, f in zip(chunks, furniture, strict=True)]
    first = next((i for i, role in enumerate(roles) if not role), None)
    if not declared and first is not None and _is_headline(chunks, roles, first):
        roles[first] = "headline"
    headline = next((_folded(c.text) for c, role in zip(chunks, roles, strict=True) if role == "headline"), None)
    follows = _next_open(chunks, roles)
    repeated = _pull_quotes(chunks)
    seen = listing = False
    for i, chunk in enumerate(chunks):
        listing = listing or (not chunk.role and bool(SOURCE_LIST.fullmatch(_folded(chunk.text))))
        if listing and not chunk.role:
            roles[i] = "other"
        elif roles[i] == "headline":
            if seen:
                roles[i] = "other"
            seen = True
        elif not chunk.role and _folded(chunk.text) == headline:
            roles[i] = "other"
        elif not roles[i]:
            roles[i] = "other" if i in repeated else _guess(chunk, follows[i])
    return _without_trailing_headings(roles)


def _next_open(chunks: list[_Chunk], roles: list[str]) -> list[_Chunk | None]:
    """For every chunk the next one whose role is still open."""
    found, following = [None] * len(chunks), None
    for i in range(len(chunks) - 1, -1, -1):
        found[i] = following
        following = following if roles[i] else chunks[i]
    return found


def _pull_quotes(chunks: list[_Chunk]) -> set[int]:
    """The places of quoted lines that stand in the body a second time."""
    quoted = [i for i, c in enumerate(chunks) if c.words > 3 and c.text[0] in QUOTED]
    if not quoted or len(quoted) > PULL_QUOTES:
        return set()
    text = " ".join(_folded(c.text) for c in chunks)
    return {i for i in quoted if text.count(_folded(chunks[i].text).strip("\"“”' ")) > 1}


def _guess(chunk: _Chunk, follows: _Chunk | None) -> str:
    """The role of a line by its form: a heading is short, ends like no sentence (or is asked), and text follows."""
    if chunk.words > HEADING_WORDS or chunk.text[0] in QUOTED or re.match(r"(?:[-•*·]|\d+[.)])\s", chunk.text):
        return "body"
    question = re.search(r"(?:[?!]|…|\.\.\.)$", chunk.text)
    if chunk.text.endswith(",") or (ENDS_SENTENCE.search(chunk.text) and not question):
        return "body"
    if _is_caption(chunk):
        return "other"
    if follows is not None and (not question or follows.words > 2 * chunk.words):
        return "heading"
    return "body" if question and chunk.words > 3 else "other"


def _is_furniture(chunk: _Chunk) -> bool:
    """Byline, dateline, keywords, credits, "Comments" and the like."""
    text = chunk.text.strip()
    if not any(c.isalpha() for c in text):
        return not re.search(r"[\U0001F300-\U0001FAFF\u2600-\u27BF]", text)
    if CAPTION_CREDIT.search(text[-120:]):
        return True
    if chunk.words > 25:
        return False
    return bool(
        DATELINE.fullmatch(text.rstrip(" .|"))
        or AGE.fullmatch(text)
        or CREDIT.search(text)
        or ADDRESS.fullmatch(text)
        or (chunk.words <= 14 and (BYLINE.fullmatch(text) or AUTHOR.fullmatch(text)))
        or _is_listed_furniture(text.lower().replace("’", "'"))
        or _is_keywords(text)
    )


@cache
def _furniture() -> tuple[re.Pattern, re.Pattern]:
    """Lines that are furniture as a whole, and those that begin like it."""
    whole, begins, sentences = [], [], []
    for entry in lexicon.words("furniture"):
        kind = sentences if entry.endswith("….") else begins if entry.endswith("…") else whole
        kind.append(re.escape(entry.rstrip("….")))
    return (
        re.compile(rf"(?:\d+\s+)?(?:{'|'.join(whole)})\s*(?:\(?\d+\)?)?\s*[:.>»→]*"),
        re.compile(rf"(?:{'|'.join(begins)})(?!\w).*(?<![.!?])|(?:{'|'.join(sentences)})(?!\w).*"),
    )


def _is_listed_furniture(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in _furniture())


def _is_keywords(text: str) -> bool:
    """A list of short items between commas, without a verb or a full stop at its end."""
    items = re.split(r"\s*[,;|·]\s*", text)
    return (
        len(items) >= 4 and not ENDS_SENTENCE.search(text) and all(0 < len(i.split()) <= 4 for i in items) and " and " not in text.lower()
    )


def _is_caption(chunk: _Chunk) -> bool:
    """ "Nathan Law of Demosisto": names under a picture, no sentence, in no heading's style; or a line in parentheses."""
    if re.fullmatch(r"[(\[].*[)\]]", chunk.text):
        return True
    if chunk.words > CAPTION_WORDS or FINITE.search(chunk.text):
        return False
    return bool(CAPTION.fullmatch(chunk.text))


def _is_headline(chunks: list[_Chunk], roles: list[str], first: int) -> bool:
    """The first line is the headline when it is short, ends like no sentence (or is asked), and text follows."""
    chunk = chunks[first]
    follows = next((c for c, role in zip(chunks[first + 1 :], roles[first + 1 :], strict=True) if not role), None)
    if follows is None or chunk.words > HEADLINE_WORDS:
        return False
    return not re.search(r"[.;:,][\"”’)]*$", chunk.text) or chunk.text.endswith("U.S.") or _folded(follows.text) == _folded(chunk.text)


def _without_trailing_headings(roles: list[str]) -> list[str]:
    """A heading with no body below it heads nothing."""
    last = max((i for i, role in enumerate(roles) if role == "body"), default=-1)
    return [("other" if role == "heading" and i > last >= 0 else role) for i, role in enumerate(roles)]


def _folded(text: str) -> str:
    return " ".join(text.lower().split())
