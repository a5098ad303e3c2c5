"""Where are headline, headings, paragraphs, sentences? Loses no character."""

import re
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

from analysis import lexicon
from analysis.schema import Article, Block, Document, Paragraph, Sentence, Span

LONGEST_SENTENCE = 2_000  # characters; what is longer is cut at a space, so that nothing later is quadratic in it
HEADING_WORDS = 14  # a heading has at most so many words
HEADLINE_WORDS = 30
CAPTION_WORDS = 12
WRAP = (50, 100)  # lines of hard-wrapped text are about so long
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DATE = rf"(?:{WEEKDAY},?\s+)?(?:{MONTH}\s+\d\d?|\d\d?\s+{MONTH}),?\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{{4}}"
DATELINE = re.compile(rf"(?:{DATE})(?:[\s,|·–—-]*(?:at\s+)?\d\d?[:.]\d\d\s*(?:[ap]\.?m\.?)?[\s\w.]{{0,12}})?", re.IGNORECASE)
BYLINE = re.compile(r"(?i:by|reported by|written by|story by)[: ]\s*(?:[A-Z][\w.’'-]+[, ]*(?:and\s+)?){1,8}(?:[|,–—-].{0,60})?")
CREDIT = re.compile(
    r"from file|file photo|(?:photo|image|picture|credit|illustration)s?\s*[:/]|getty images|/\s?(?:ap|afp|reuters)\b", re.IGNORECASE
)
SOURCE_LIST = re.compile(
    r"(?:sources|references|external links|related news|related articles|see also|further reading|notes):?"
)  # and all below
ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|should|must|do|does|did|\w+ed|says?|said|goes|went|gets?|got"
    r"|makes?|made|takes?|took|wins?|won|calls?|leads?|led|faces?|meets?|met|becomes?|became|comes?|came|gives?|gave|hits?|sets?|puts?|seeks?"
    r"|\w+(?:ts|es|ks|ns|ps|ls|rs|ds|gs))\b",
    re.IGNORECASE,
)


def segment(article: Article) -> Document:
    """Cut an article up: blocks that tile its text, and paragraphs with their sentences.

    Roles that the file declares are kept; the others are guessed from a line's form and place.
    """
    chunks = [_Chunk(b.span, b.span.of(article.text), b.role) for b in article.blocks] or _chunks(article.text)
    roles = _roles(chunks)
    blocks, paragraphs, at, section = [], [], 0, ""
    for chunk, role in zip(chunks, roles, strict=True):
        if chunk.span.start > at:
            blocks.append(Block(Span(at, chunk.span.start), "space"))
        blocks.append(Block(chunk.span, role))
        at = chunk.span.end
        if role == "heading":
            section = " ".join(chunk.text.split())
        elif role in ("headline", "body"):
            number = 0 if role == "headline" else 1 + sum(p.number > 0 for p in paragraphs)
            paragraphs.append(_paragraph(article.text, number, section, chunk.span))
    if at < len(article.text):
        blocks.append(Block(Span(at, len(article.text)), "space"))
    return Document(article, tuple(blocks), tuple(paragraphs))


def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences of a text, without the white space around them, in their order."""
    spans = []
    for boundary in get_sentence_boundaries("en", text):
        start, end = boundary["start_index"], boundary["end_index"]
        while end - start > LONGEST_SENTENCE:
            space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
            cut = space if space > start else start + LONGEST_SENTENCE
            spans.append(trimmed(text, Span(start, cut)))
            start = cut
        spans.append(trimmed(text, Span(start, end)))
    return tuple(span for span in spans if len(span))


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


def _paragraph(text: str, number: int, section: str, span: Span) -> Paragraph:
    found = sentence_spans(span.of(text)) if number else (Span(0, len(span)),)
    sentences = (Sentence(number, i, Span(span.start + s.start, span.start + s.end)) for i, s in enumerate(found, 1))
    return Paragraph(number, section, span, tuple(sentences))


def _chunks(text: str) -> list[_Chunk]:
    """The lines of a plain text; lines of hard-wrapped text are joined to the paragraph they belong to."""
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+", text)]
    lines = [line for s in lines if len(line := trimmed(text, s))]
    lengths = sorted(len(line) for line in lines)
    wrapped = len(lines) > 5 and WRAP[0] <= lengths[int(len(lengths) * 0.6)] and lengths[-1] <= WRAP[1]
    if not wrapped:
        return [_Chunk(line, line.of(text)) for line in lines]
    joined = []
    for line in lines:
        blank = joined and text.count("\n", joined[-1].end, line.start) > 1
        if joined and not blank and not (ENDS_SENTENCE.search(joined[-1].of(text)) and len(_last_line(joined[-1].of(text))) < WRAP[0]):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return [_Chunk(span, span.of(text)) for span in joined]


def _last_line(text: str) -> str:
    return text.splitlines()[-1]


def _roles(chunks: list[_Chunk]) -> list[str]:
    """headline, heading, body or other for every chunk."""
    declared = any(c.role == "headline" for c in chunks)
    roles = [c.role or ("other" if _is_furniture(c) else "") for c in chunks]
    first = next((i for i, role in enumerate(roles) if not role), None)
    if not declared and first is not None and _is_headline(chunks, roles, first):
        roles[first] = "headline"
    headline = next((_folded(c.text) for c, role in zip(chunks, roles, strict=True) if role == "headline"), None)
    body_text = " ".join(_folded(c.text) for c in chunks)
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
            roles[i] = _guess(chunk, chunks[i + 1 :], roles[i + 1 :], body_text)
    return _without_trailing_headings(roles)


def _guess(chunk: _Chunk, after: list[_Chunk], roles_after: list[str], body: str) -> str:
    ends = ENDS_SENTENCE.search(chunk.text)
    quoted = chunk.text[0] in "\"“‘«'"
    if quoted and chunk.words > 3 and body.count(_folded(chunk.text).strip("\"“”' ")) > 1:
        return "other"  # a pull quote repeats the body
    if chunk.words <= HEADING_WORDS and not quoted and not re.match(r"[-•*·]\s", chunk.text):
        question = re.search(r"[?!]$", chunk.text)
        if not ends or question or (chunk.text.endswith(":") and chunk.words <= 6):
            follows = next((c for c, role in zip(after, roles_after, strict=True) if not role), None)
            if _is_caption(chunk, follows):
                return "other"
            if follows is not None and (not question or follows.words > 2 * chunk.words):
                return "heading"
            return "body" if question and chunk.words > 3 else "other"
    return "body"


def _is_furniture(chunk: _Chunk) -> bool:
    """Byline, dateline, keywords, credits, "Comments" and the like."""
    text = chunk.text.strip()
    low = text.lower()
    if not any(c.isalpha() for c in text):
        return not re.search(r"[\U0001F300-\U0001FAFF\u2600-\u27BF]", text)
    if chunk.words <= 25 and (DATELINE.fullmatch(text.rstrip(" .|")) or (chunk.words <= 14 and BYLINE.fullmatch(text))):
        return True
    if chunk.words <= 20 and not re.search(r"[.!?][\"”’]?$", text) and _starts_like_furniture(low):
        return True
    return (
        bool(CREDIT.search(text) and chunk.words <= 25)
        or _is_keywords(text)
        or bool(re.fullmatch(r"https?://\S+|www\.\S+|[\w.]+@[\w.]+", text))
    )


def _starts_like_furniture(text: str) -> bool:
    return any(
        text.startswith(start) and not (text[len(start) :][:1].isalnum() and start[-1].isalnum()) for start in lexicon.words("furniture")
    )


def _is_keywords(text: str) -> bool:
    """A list of short items between commas, without a verb or a full stop at its end."""
    items = re.split(r"\s*[,;|·]\s*", text)
    return (
        len(items) >= 4 and not ENDS_SENTENCE.search(text) and all(0 < len(i.split()) <= 4 for i in items) and " and " not in text.lower()
    )


def _is_caption(chunk: _Chunk, follows: _Chunk | None) -> bool:
    """ "Nathan Law of Demosisto": names under a picture, no sentence, in no heading's style; or a line in parentheses."""
    if re.fullmatch(r"[(\[].*[)\]]", chunk.text):
        return True
    words = re.findall(r"[\w’'-]+", chunk.text)
    if chunk.words > CAPTION_WORDS or FINITE.search(chunk.text):
        return False
    return (
        bool(re.fullmatch(r"(?:[A-Z][\w’'.-]+\s+){1,4}(?:of|from|in|at|with|speaking)\s+(?:the\s+)?(?:[A-Z][\w’'.-]+\s*){1,4}", chunk.text))
        and len(words) < 9
    )


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
