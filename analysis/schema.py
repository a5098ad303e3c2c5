"""Which frozen records do all steps share?

Every step of the pipeline takes records from here and returns new ones. Records refer to each other by id
(`actor`, `quote`) or by number (`paragraph`, `sentence`), never by object, and to the text by `Span`.
"""

from dataclasses import dataclass, field

AUTHOR = "author"  # voice: the writer's own words
UNKNOWN = "unknown"  # voice: quoted or reported, but by nobody we can name

NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"
LABELS = (NEGATIVE, NEUTRAL, POSITIVE)
FAVOR, AGAINST, NONE = "favor", "against", "none"
ACTOR, ISSUE = "actor", "issue"


class AnalysisError(Exception):
    """What is wrong with an input, and what to do about it; shown to the user as it stands.

    Args:
        problem: one sentence, "The file is empty."
        remedy: one sentence, "Choose a file with at least one paragraph of text."
    """

    def __init__(self, problem: str, remedy: str):
        super().__init__(f"{problem} {remedy}")
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character offsets into `Article.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the span: the only way from offsets to text."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text and its role: `headline`, `heading`, `body`, `other` (byline, keywords, "Comments"…) or `space`.

    In `Article.blocks` also `emphasis`: wholly in bold or italics, and ""; `segment` tells what they are.
    """

    span: Span
    role: str


@dataclass(frozen=True, slots=True)
class Article:
    """A text as read, before any judgement on it.

    Attributes:
        id: slug, unique among the articles scored together.
        text: the words; all spans count in it. The headline, where known, is part of it.
        blocks: the roles that the file itself declares (HTML, DOCX, Markdown); empty for plain text.
        author, published, source: as stated by the file, "" where it does not say; `source` is the file's name.
        sha256: of the text in UTF-8.
        notes: plain sentences for the reader about what was lost or guessed while reading.
    """

    id: str
    text: str
    sha256: str
    blocks: tuple[Block, ...] = ()
    author: str = ""
    published: str = ""
    source: str = ""
    language: str = "en"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `number` counts from 1 in each paragraph."""

    paragraph: int
    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A body paragraph (numbered from 1) or the headline (0). `section` is the heading above it, or ""."""

    number: int
    section: str
    span: Span
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of an interview or transcript: all words of `span` are the speaker's.

    Attributes:
        speaker: the label as printed ("LIND", "Q"), "" where only typography tells.
        role: `question`, `answer`, or `speech` where names are the labels.
        span: begins behind the label and runs over all paragraphs of the turn.
        label: where the label stands, or None; a turn that goes on below a picture or advertisement has none of its own.
    """

    speaker: str
    role: str
    span: Span
    label: Span | None


@dataclass(frozen=True, slots=True)
class Document:
    """An article cut up. `blocks` tile the text; `paragraphs` starts with the headline, number 0, where there is one.

    `turns` are those of an interview or transcript, in their order; an ordinary article has none.
    """

    article: Article
    blocks: tuple[Block, ...]
    paragraphs: tuple[Paragraph, ...]
    turns: tuple[Turn, ...] = ()

    @property
    def text(self) -> str:
        return self.article.text

    @property
    def headline(self) -> str:
        """The headline's words, or "" where the article has none."""
        first = self.paragraphs[0] if self.paragraphs else None
        return first.span.of(self.text) if first and first.number == 0 else ""

    @property
    def body(self) -> tuple[Paragraph, ...]:
        """The paragraphs without the headline."""
        return tuple(p for p in self.paragraphs if p.number > 0)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in reading order, the headline's first."""
        return tuple(s for p in self.paragraphs for s in p.sentences)


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who can hold or receive a stance. `kind`: person, organization, group or place; `salience` 0 … 1, share of mentions."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    salience: float


@dataclass(frozen=True, slots=True)
class Issue:
    """What a stance can be about when it is no actor: a bill, a policy, a claim."""

    id: str
    name: str
    aliases: tuple[str, ...]
    salience: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that refers to an actor or issue (`entity` is its id). `form`: name, nominal or pronoun."""

    entity: str
    paragraph: int
    sentence: int
    span: Span
    form: str


@dataclass(frozen=True, slots=True)
class Entities:
    """Who and what is in an article, and every place where it is mentioned."""

    actors: tuple[Actor, ...] = ()
    issues: tuple[Issue, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted or reported content and who is behind it.

    Attributes:
        id: counts from 1 in the article.
        span: from the first to the last character of the content, without the quotation marks around it.
        parts: the pieces of a content that a cue interrupts; one piece otherwise.
        kind: direct, indirect or mixed.
        holders: actor ids, or `unknown`; never empty. Joint speakers stand side by side.
        parent: id of the quote that contains this one, or None.
        source: the words that name the speaker ("the mayor", "she"), or None.
        cue: the reporting words ("said"), or None.
        confidence: 0 … 1, that content and holders are right.
    """

    id: int
    paragraph: int
    span: Span
    parts: tuple[Span, ...]
    kind: str
    holders: tuple[str, ...]
    parent: int | None = None
    source: Span | None = None
    cue: Span | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that a score rests on; the weight has the score's sign and unit."""

    span: Span
    weight: float


@dataclass(frozen=True, slots=True)
class SentenceTone:
    """How one sentence sounds: `tone` and `vader` −1 … +1, `confidence` 0 … 1 that the label is right."""

    paragraph: int
    sentence: int
    tone: float
    label: str
    confidence: float
    vader: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ParagraphTone:
    """Tone of a paragraph: the mean of its sentences, each weighing its words, between `low` and `high` (90 %).

    `cues` counts the words that carry tone; `vader` is the same mean of VADER's sentence scores.
    """

    paragraph: int
    tone: float
    low: float
    high: float
    label: str
    confidence: float
    cues: int
    vader: float


@dataclass(frozen=True, slots=True)
class Sentiment:
    """How one voice treats one actor in one sentence.

    `span` is the clearest of the `mentions` mentions, `quote` the id of the quote whose holder speaks, or None;
    `probabilities` are (negative, neutral, positive), None under VADER; `sentiment` −1 … +1.
    """

    paragraph: int
    sentence: int
    actor: str
    voice: str
    quote: int | None
    span: Span
    probabilities: tuple[float, float, float] | None
    sentiment: float
    label: str
    confidence: float
    evidence: tuple[Evidence, ...]
    mentions: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraph × actor × voice: the record that charts, tables and exports are views of."""

    paragraph: int
    actor: str
    voice: str
    mentions: int
    sentiment: float
    low: float
    high: float
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ActorSentiment:
    """An actor over the whole article; `author` and `quoted` are None where that voice never speaks of him."""

    actor: str
    sentiment: float
    low: float
    high: float
    label: str
    author: float | None
    quoted: float | None


@dataclass(frozen=True, slots=True)
class Stance:
    """One holder's stance toward one target in one sentence; `polarity` −1 … +1."""

    paragraph: int
    sentence: int
    holder: str
    target: str
    target_kind: str
    stance: str
    polarity: float
    confidence: float
    quote: int | None
    span: Span
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """A holder's stances toward one target over the whole article; `favor`, `against`, `none` count sentences."""

    holder: str
    target: str
    target_kind: str
    favor: int
    against: int
    none: int
    stance: str
    polarity: float
    confidence: float
    first_paragraph: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A place where a series may change. `subject` is `tone` or an actor id, `paragraph` the first one after the change.

    `verdict`: real shift, could be noise, too short to tell.
    """

    subject: str
    paragraph: int
    before: float
    after: float
    change: float
    p_value: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything found in one article."""

    document: Document
    scorer: str
    model: str
    edits: str = "{}"
    actors: tuple[Actor, ...] = ()
    issues: tuple[Issue, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sentence_tones: tuple[SentenceTone, ...] = ()
    paragraph_tones: tuple[ParagraphTone, ...] = ()
    sentiments: tuple[Sentiment, ...] = ()
    cells: tuple[Cell, ...] = ()
    actor_sentiments: tuple[ActorSentiment, ...] = ()
    stances: tuple[Stance, ...] = ()
    positions: tuple[Position, ...] = ()
    shifts: tuple[Shift, ...] = ()
    notes: tuple[str, ...] = field(default=())
