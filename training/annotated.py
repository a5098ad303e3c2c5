"""Annotated articles: who is mentioned, whose words are whose, who judges whom, sentence by sentence.

The form is that of `annotated/GUIDELINES.md` beside the data: one text file per article, marks within the sentences, judgements below
each. Offsets are into `AnnotatedArticle.text`, which is the article without its marks: paragraphs parted by an empty line, sentences by a space.
"""

import re
from dataclasses import dataclass
from pathlib import Path

OPENING = re.compile(r"<(?P<entities>[a-z0-9&_-]+):|\{(?P<holders>\??[a-z0-9&/_-]+\+?):\s?|(?P<close>[>}])")
SENTENCE = re.compile(r"(H|\d+\.\d+)\| ?(.*?)\s*")
JUDGEMENT = re.compile(r"J\s+(\S+)\s*>\s*(\S+)\s+(\+-|[-+])\s?(\??)\s*(?:\|\s*(.*))?")
POSITION = re.compile(r"=\s+(\S+)\s*>\s*(\S+)\s+(favor|against)\s*(\??)")
SIGNS = {"-": ("negative",), "+": ("positive",), "+-": ("negative", "positive")}
TONES = {"-": "negative", "0": "neutral", "+": "positive", "x": "no body", "h": "heading"}


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor (kind person, organization, group, place) or an issue (kind issue); `passing`: a reader would not miss it."""

    id: str
    name: str
    kind: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class MarkedMention:
    """A span that refers to one entity, or jointly to several."""

    entities: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Somebody's words or thoughts, within one sentence.

    Attributes:
        holders: ids of actors, or `unknown`; joint, or, where `either`, any of them is right.
        doubtful: a second reader could see it otherwise.
        goes_on: continues the holder's passage before.
        parent: number of the passage it lies in, or None.
    """

    holders: tuple[str, ...]
    start: int
    end: int
    either: bool
    doubtful: bool
    goes_on: bool
    parent: int | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """In sentence number `sentence`: how `voice` treats `target`; `labels` of negative, positive; `doubtful`: neutral would do as well."""

    sentence: int
    voice: str
    target: str
    labels: tuple[str, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence; paragraph 0 is the headline."""

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    """How a paragraph's wording sounds: negative, neutral, positive, or that it is `no body` or a `heading`; numbers count from 1."""

    tone: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article and everything that its readers marked in it. `positions` are (holder, target, favor or against, doubtful)."""

    id: str
    text: str
    entities: dict[str, Entity]
    sentences: tuple[MarkedSentence, ...]
    paragraphs: tuple[MarkedParagraph, ...]
    mentions: tuple[MarkedMention, ...]
    passages: tuple[Passage, ...]
    judgements: tuple[Judgement, ...]
    positions: tuple[tuple[str, str, str, bool], ...]


def annotated(folder: Path, split: str) -> list[AnnotatedArticle]:
    """The articles of a split, train or tune, in the order of their file names.

    Args:
        folder: `annotated` beside the data.

    Raises:
        ValueError: if a line is of no known form.
    """
    return [parse(path.read_text(encoding="utf8")) for path in sorted((folder / split).glob("*.txt"))]


def parse(marked: str) -> AnnotatedArticle:
    """Read one article from its marked-up text.

    Raises:
        ValueError: if a line is of no known form, or a mark is not closed.
    """
    name, text, first = "", "", True
    entities, sentences, paragraphs, mentions, passages, judgements, positions = {}, [], [], [], [], [], []
    for line in filter(str.strip, marked.splitlines()):
        if line.startswith("# "):
            name = line[5:].strip() if line.startswith("# id ") else name
        elif line.startswith(("@ ", "! ")):
            id_, called, *rest = (part.strip() for part in line[2:].split("|"))
            kind, passing = ("issue", False) if line[0] == "!" else (rest[0], "passing" in rest[1:])
            entities[id_] = Entity(id_, called, kind, passing)
        elif match := re.fullmatch(r"P ([-+0xh])\s?(\??)\s*", line):
            paragraphs.append(MarkedParagraph(TONES[match[1]], bool(match[2])))
            first = True
        elif match := SENTENCE.fullmatch(line):
            number = 0 if match[1] == "H" else len(paragraphs)
            if sentences:
                text += "\n\n" if first or sentences[-1].paragraph != number else " "
            plain = _sentence(match[2], len(text), mentions, passages)
            sentences.append(MarkedSentence(len(text), len(text) + len(plain), number))
            text, first = text + plain, False
        elif match := JUDGEMENT.fullmatch(line.rstrip()):
            judgements.append(Judgement(len(sentences) - 1, match[1], match[2], SIGNS[match[3]], bool(match[4])))
        elif match := POSITION.fullmatch(line.rstrip()):
            positions.append((match[1], match[2], match[3], bool(match[4])))
        else:
            raise ValueError(f"{name}: a line of no known form: {line!r}")
    lists = (sentences, paragraphs, sorted(mentions, key=lambda m: (m.start, -m.end)), passages, judgements, positions)
    return AnnotatedArticle(name, text, entities, *map(tuple, lists))


def _sentence(line: str, base: int, mentions: list[MarkedMention], passages: list[Passage]) -> str:
    """The sentence without its marks; what they mark is added to the two lists, passages in the order in which they open."""
    plain, open_, at = "", [], 0
    for match in OPENING.finditer(line):
        plain += line[at : match.start()]
        at = match.end()
        if not match["close"]:
            open_.append((">" if match["entities"] else "}", match["entities"] or match["holders"], base + len(plain), len(passages)))
            if match["holders"]:
                passages.append(None)  # its place: the order of passages is that of their beginnings
        elif open_ and open_[-1][0] == match["close"]:
            _, who, start, place = open_.pop()
            if match["close"] == ">":
                mentions.append(MarkedMention(tuple(who.split("&")), start, base + len(plain)))
            else:
                parent = next((p for close, _, _, p in reversed(open_) if close == "}"), None)
                holders = tuple(re.split("[&/]", who.strip("?+")))
                passages[place] = Passage(holders, start, base + len(plain), "/" in who, who[0] == "?", who[-1] == "+", parent)
        else:
            plain += match["close"]
    if open_:
        raise ValueError(f"a mark is not closed: {line!r}")
    return plain + line[at:]
