"""Which columns does every table have, of which type, and what do they mean?

Types are pandas dtypes: `string`, `int64` and `float64` where a value always stands, `Int64` and `Float64` where it may be missing
(`<NA>`). A missing string is "".
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its pandas dtype and, in one sentence, what it says."""

    name: str
    dtype: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """What one row of a table is, and its columns in their order."""

    meaning: str
    columns: tuple[Column, ...]

    @property
    def dtypes(self) -> dict[str, str]:
        """Column name → pandas dtype."""
        return {c.name: c.dtype for c in self.columns}


ARTICLE = Column("article", "string", "Short name of the article, the same in every table.")
PARAGRAPH = Column("paragraph", "int64", "Number of the body paragraph, from 1; 0 is the headline.")
FIRST_PARAGRAPH = Column("first_paragraph", "int64", "Paragraph of the first of these sentences; 0 is the headline.")
FIRST_MENTION = Column("first_paragraph", "Int64", "Paragraph of its first mention; 0 is the headline, empty where none is left.")
SENTENCE = Column("sentence", "int64", "Number of the sentence in its paragraph, from 1.")
SECTION = Column("section", "string", "Heading above it; empty before the first one.")
TEXT = Column("text", "string", "The words themselves.")
START = Column("start", "int64", "Offset of its first character in the article's text, from 0.")
END = Column("end", "int64", "Offset just behind its last character.")
WORDS = Column("words", "int64", "Number of words, counted between spaces.")
TONE = Column("tone", "float64", "How the wording sounds, whoever speaks: −1 as harsh, +1 as warm as it gets in editorials.")
TONE_LABEL = Column("label", "string", "The tone in a word: negative, neutral or positive.")
CONFIDENCE = Column("confidence", "float64", "Probability from 0 to 1 that the label is right.")
VADER = Column("vader", "float64", "The same by VADER's word list, −1 to +1, for comparison.")
QUOTED_SHARE = Column("quoted_share", "float64", "Share of its words, 0 to 1, that somebody else is quoted or reported as saying.")
EVIDENCE = Column("evidence", "string", "Words that weigh in the score, as a JSON list of [start, end, weight].")
NAME = Column("name", "string", "The fullest name in the article.")
ALIASES = Column("aliases", "string", "Other words for it in the article, as a JSON list.")
MENTIONS = Column("mentions", "int64", "How often it is mentioned by name, description or pronoun.")
SALIENCE = Column("salience", "float64", "Its share of all mentions in the article, 0 to 1.")
ACTOR = Column("actor", "string", "Who is treated so; an id of the table actors.")
VOICE = Column("voice", "string", "Whose words treat the actor so: author, an actor, or unknown (quoted, but by nobody named).")
SENTIMENT = Column("sentiment", "float64", "How the actor is treated: −1 badly, 0 neutrally, +1 well.")
SENTIMENT_LABEL = Column("label", "string", "The sentiment in a word: negative, neutral or positive.")
QUOTE = Column("quote", "Int64", "The quote that says it; empty where it stands outside all quotes.")
HOLDER = Column("holder", "string", "Who takes the stance: an actor, or unknown.")
TARGET = Column("target", "string", "Toward whom or what: an id of the table actors or issues.")
TARGET_KIND = Column("target_kind", "string", "Which of the two the target is: actor or issue.")
STANCE = Column("stance", "string", "Where the holder stands: favor, against or none.")


def low_high(name: str, missing: bool = False) -> tuple[Column, Column]:
    """The two ends of a 90 % interval: of the tone about human ratings, of the sentiment by the model's own doubt."""
    ratings, doubt = (
        "the rating that people would give lies 9 times in 10",
        "the model's own doubt leaves 9 times in 10; readers differ by more",
    )
    meaning = f"Lower end of the range {'in which ' + ratings if name == 'tone' else 'that ' + doubt}."
    dtype = "Float64" if missing else "float64"
    return (
        Column(f"{name}_low", dtype, meaning),
        Column(f"{name}_high", dtype, "Upper end of that range."),
    )


TABLES: dict[str, Table] = {
    "articles": Table(
        "One row: the article, and how it was scored.",
        (
            ARTICLE,
            Column("headline", "string", "The headline; empty where the article has none."),
            Column("author", "string", "Who wrote it, as far as the file says."),
            Column("published", "string", "When it was published, as far as the file says."),
            Column("source", "string", "Name of the file it was read from."),
            Column("language", "string", "Language of the text, by its two-letter code."),
            Column("words", "int64", "Words in the body paragraphs."),
            Column("paragraphs", "int64", "Number of body paragraphs."),
            Column("sha256", "string", "Fingerprint of the text: two articles with the same one have the same text."),
            Column("scorer", "string", "What scored tone and sentiment: news (the news model) or vader (the word list)."),
            Column("model", "string", "Which version of the news model took part."),
            Column("edits", "string", "The reader's corrections, as JSON; {} where there are none."),
            Column("notes", "string", "What was lost or guessed on the way, as a JSON list of sentences."),
        ),
    ),
    "paragraphs": Table(
        "One row per body paragraph: how it sounds.",
        (
            ARTICLE,
            PARAGRAPH,
            SECTION,
            TEXT,
            START,
            END,
            WORDS,
            Column("sentences", "int64", "Number of sentences."),
            TONE,
            *low_high("tone"),
            TONE_LABEL,
            CONFIDENCE,
            Column("cues", "int64", "Words that carry tone; with few of them the score says little."),
            VADER,
            QUOTED_SHARE,
        ),
    ),
    "sentences": Table(
        "One row per sentence, the headline's among them: how it sounds.",
        (ARTICLE, PARAGRAPH, SENTENCE, SECTION, TEXT, START, END, TONE, TONE_LABEL, CONFIDENCE, VADER, QUOTED_SHARE, EVIDENCE),
    ),
    "actors": Table(
        "One row per person, organization, group or government: how the whole article treats it.",
        (
            ARTICLE,
            Column("actor", "string", "Short name of the actor, the same in every table."),
            NAME,
            Column("kind", "string", "What it is: person, organization, group or place (a government)."),
            ALIASES,
            MENTIONS,
            FIRST_MENTION,
            SALIENCE,
            Column("sentiment", "Float64", "How all voices but its own treat the actor, −1 to +1; empty where none does."),
            *low_high("sentiment", missing=True),
            SENTIMENT_LABEL,
            Column("author_sentiment", "Float64", "How the writer's own words treat the actor, −1 to +1; empty where they do not."),
            Column("quoted_sentiment", "Float64", "How all other voices treat the actor, −1 to +1; empty where none does."),
            Column("quotes", "int64", "How many quotes are the actor's."),
        ),
    ),
    "issues": Table(
        "One row per bill, policy or claim that is in dispute.",
        (
            ARTICLE,
            Column("issue", "string", "Short name of the issue, the same in every table."),
            NAME,
            ALIASES,
            MENTIONS,
            FIRST_MENTION,
            SALIENCE,
        ),
    ),
    "mentions": Table(
        "One row per place where an actor or issue is mentioned.",
        (
            ARTICLE,
            Column("entity", "string", "Who or what is meant: an id of the table actors or issues."),
            PARAGRAPH,
            SENTENCE,
            START,
            END,
            TEXT,
            Column("form", "string", "How it is mentioned: name, nominal (a description) or pronoun."),
        ),
    ),
    "quotes": Table(
        "One row per quote and speaker; joint speakers of one quote have a row each.",
        (
            ARTICLE,
            Column("quote", "int64", "Number of the quote in the article, from 1."),
            PARAGRAPH,
            START,
            END,
            Column("parts", "string", "The pieces of a quote that its cue interrupts, as a JSON list of [start, end]."),
            TEXT,
            Column("kind", "string", "How it is quoted: direct, indirect or mixed."),
            Column("holder", "string", "Who says it: an actor, or unknown."),
            Column("parent", "Int64", "Number of the quote that this one stands in; empty where there is none."),
            Column("source_start", "Int64", "Offset of the words that name the speaker; empty where none do."),
            Column("source_end", "Int64", "Offset just behind these words."),
            Column("cue", "string", "The reporting word, such as “said”; empty where there is none."),
            Column("cue_start", "Int64", "Offset of the reporting word."),
            Column("cue_end", "Int64", "Offset just behind it."),
            Column("confidence", "float64", "Probability from 0 to 1 that words and speaker are right."),
        ),
    ),
    "sentiments": Table(
        "One row per sentence, actor and voice: how this voice treats the actor there.",
        (
            ARTICLE,
            PARAGRAPH,
            SENTENCE,
            ACTOR,
            VOICE,
            QUOTE,
            START,
            END,
            Column("negative", "Float64", "Probability of bad treatment, 0 to 1; empty under VADER."),
            Column("neutral", "Float64", "Probability of neutral treatment, 0 to 1; empty under VADER."),
            Column("positive", "Float64", "Probability of good treatment, 0 to 1; empty under VADER."),
            SENTIMENT,
            SENTIMENT_LABEL,
            CONFIDENCE,
            EVIDENCE,
        ),
    ),
    "actor_paragraphs": Table(
        "One row per paragraph, actor and voice: how this voice treats the actor in the paragraph.",
        (ARTICLE, PARAGRAPH, ACTOR, VOICE, MENTIONS, SENTIMENT, *low_high("sentiment"), SENTIMENT_LABEL, CONFIDENCE),
    ),
    "stances": Table(
        "One row per sentence in which somebody takes a side toward an actor or issue.",
        (
            ARTICLE,
            PARAGRAPH,
            SENTENCE,
            HOLDER,
            TARGET,
            TARGET_KIND,
            STANCE,
            Column("polarity", "float64", "How strongly: −1 fully against, +1 fully in favor."),
            CONFIDENCE,
            QUOTE,
            START,
            END,
            EVIDENCE,
        ),
    ),
    "positions": Table(
        "One row per holder and target: the stances of the whole article taken together.",
        (
            ARTICLE,
            HOLDER,
            TARGET,
            TARGET_KIND,
            Column("favor", "int64", "Sentences in favor."),
            Column("against", "int64", "Sentences against."),
            Column("none", "int64", "Sentences that take no side."),
            STANCE,
            Column("polarity", "float64", "How strongly, on average: −1 fully against, +1 fully in favor."),
            CONFIDENCE,
            FIRST_PARAGRAPH,
        ),
    ),
    "shifts": Table(
        "One row per series: the place where the tone, or the treatment of an actor, changes most.",
        (
            ARTICLE,
            Column("subject", "string", "What changes: tone, or the treatment of this actor."),
            Column("paragraph", "int64", "First paragraph after the change."),
            Column("before", "float64", "Mean before the change, −1 to +1."),
            Column("after", "float64", "Mean after the change, −1 to +1."),
            Column("change", "float64", "After minus before."),
            Column("p_value", "float64", "How often sentences in shuffled order show a change as large, 0 to 1."),
            Column("verdict", "string", "What to make of it: real shift, could be noise, or too short to tell."),
        ),
    ),
}
