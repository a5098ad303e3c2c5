"""Which columns do the tables of a comparison have? Types and missing values are as in `columns`."""

from analysis.tables.columns import (
    ACTOR,
    ARTICLE,
    CONFIDENCE,
    MENTIONS,
    PARAGRAPH,
    TABLES,
    TEXT,
    TONE,
    TONE_LABEL,
    WORDS,
    Column,
    Table,
    low_high,
)

LETTER = Column("letter", "string", "What the article is called in figures and sentences: A, B, C …")
NAME = Column("name", "string", "The fullest name in any of the articles.")
KIND = Column("kind", "string", "What it is: person, organization, group or place (a government).")
QUOTES = Column("quotes", "int64", "How many quotes in the article are the actor's.")
VOICES = Column("voices", "string", "Whose words are counted: author, quoted (all other voices but the actor's own), or all of both.")
VERDICT = "What to make of it: real difference, could be noise (the interval includes 0), or too little to tell (under four paragraphs)."


def _interval(name: str, meaning: str, missing: bool) -> tuple[Column, Column]:
    dtype = "Float64" if missing else "float64"
    return (
        Column(f"{name}_low", dtype, f"Lower end of {meaning}."),
        Column(f"{name}_high", dtype, "Upper end of that interval."),
    )


COMPARISON: dict[str, Table] = {
    "compared_articles": Table(
        "One row per article: its tone, its headline against its body, and how much of it is quoted.",
        (
            ARTICLE,
            LETTER,
            Column("headline", "string", "The headline; empty where the article has none."),
            Column("source", "string", "Name of the file it was read from."),
            Column("published", "string", "When it was published, as far as the file says."),
            Column("words", "int64", "Words in the body paragraphs."),
            Column("paragraphs", "int64", "Number of body paragraphs."),
            Column("tone", "float64", "Tone of the body, −1 to +1: the mean of its paragraphs, each weighing its words."),
            *low_high("tone"),
            Column("headline_tone", "Float64", "Tone of the headline; empty where there is none."),
            *_interval("headline_tone", "the 90 % interval in which people's rating of the headline lies", True),
            Column("headline_difference", "Float64", "Tone of the headline minus tone of the body; above 0 the headline is warmer."),
            *_interval("headline_difference", "the 90 % interval of this difference, widened for the number of articles", True),
            Column("headline_verdict", "string", VERDICT),
            Column(
                "quoted_share", "float64", "Share of the body's words, 0 to 1, that are quoted or reported, as far as quotes were found."
            ),
            Column("actors", "int64", "Number of actors in the article."),
            *(column for column in TABLES["articles"].columns if column.name in ("sha256", "scorer", "model", "edits")),
        ),
    ),
    "compared_paragraphs": Table(
        "One row per body paragraph: where in the article it stands, and how it sounds.",
        (
            ARTICLE,
            LETTER,
            PARAGRAPH,
            Column("from_percent", "float64", "Where it begins: share of the body's words before it, 0 to 100."),
            Column("to_percent", "float64", "Where it ends, in the same measure."),
            WORDS,
            TONE,
            *low_high("tone"),
            TONE_LABEL,
            CONFIDENCE,
            Column("cues", "int64", "Words that carry tone; with few of them the score says little."),
            TEXT,
        ),
    ),
    "shared_actors": Table(
        "One row per actor of two or more articles, article, and whose words are counted: how the article treats the actor.",
        (
            ARTICLE,
            LETTER,
            Column("shared", "string", "Short name of the actor, the same for all articles."),
            Column("actor", "string", "The actor's short name in this article's own tables."),
            NAME,
            KIND,
            VOICES,
            MENTIONS,
            QUOTES,
            Column("sentences", "int64", "Sentences in which these voices speak of the actor."),
            Column("spread_over", "int64", "Paragraphs that these sentences stand in; the headline counts as one."),
            Column("sentiment", "Float64", "How these voices treat the actor, −1 to +1; empty where they do not."),
            *low_high("sentiment", missing=True),
            Column("label", "string", "The sentiment in a word: negative, neutral or positive; empty where there is none."),
        ),
    ),
    "differences": Table(
        "One row per two articles and what is compared: the tone, or the treatment of a shared actor.",
        (
            ARTICLE,
            Column("other", "string", "The other article."),
            Column("letters", "string", "The two articles in letters, such as A–B."),
            Column("subject", "string", "What is compared: tone, or the shared actor."),
            Column("name", "string", "The actor's name; empty for the tone."),
            Column("voices", "string", "Whose words are counted: author, quoted, or all; all for the tone."),
            Column("value", "float64", "Score in the article, −1 to +1."),
            Column("other_value", "float64", "Score in the other article, −1 to +1."),
            Column("difference", "float64", "Other minus article: above 0 the other is warmer, or treats the actor better."),
            *_interval(
                "difference", "the 90 % interval of what readers would find, widened so that all such intervals hold together", False
            ),
            Column("verdict", "string", VERDICT),
        ),
    ),
    "only_in_one": Table(
        "One row per actor that a single article has, and per speaker whom a single article quotes.",
        (
            ARTICLE,
            LETTER,
            Column(
                "what", "string", "What only this article has: actor, or speaker (he may be mentioned in the others, but is not quoted)."
            ),
            ACTOR,
            NAME,
            KIND,
            MENTIONS,
            QUOTES,
        ),
    ),
    "unsure_matches": Table(
        "One row per two actors of different articles that may or may not be the same.",
        (
            ARTICLE,
            LETTER,
            Column("actor", "string", "The actor that is left apart; an id of this article's table actors."),
            Column("name", "string", "The actor's name in this article."),
            Column("other", "string", "The article of the other actor."),
            Column("other_letter", "string", "This article's letter."),
            Column("other_actor", "string", "The other actor; an id of that article's table actors."),
            Column("other_name", "string", "The other actor's name."),
            Column("why", "string", "Why the two are left apart."),
            Column("merged", "boolean", "Whether the reader says that they are the same."),
        ),
    ),
}
