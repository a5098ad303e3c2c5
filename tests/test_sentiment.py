"""The voice rule, exactly; what the model thinks is a fake of two words."""

import re
from dataclasses import replace

import numpy as np
from conftest import FakeModel, marked
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import Answer
from analysis.schema import Actor, Quote, Sentiment, Span
from analysis.sentiment import innermost, roll_up, score_sentiments, summarize

FAKE = FakeModel()


def scored(text: str, quotes=(), model=FAKE):
    """Rows of a text whose mentions stand in brackets."""
    document, mentions = marked(text)
    reading = FakeModel().read(document.text, [(s.span.start, s.span.end) for s in document.sentences])
    return score_sentiments(document, mentions, frozenset(), quotes, reading, model)


def quoted(text: str, words: str, *holders: str) -> Quote:
    """A quote of these words in a text whose mentions stand in brackets."""
    plain = re.sub(r"[\[\]]", "", text)
    span = Span(plain.index(words), plain.index(words) + len(words))
    return Quote(1, 1, span, (span,), "direct", holders)


class Quarrel(FakeModel):
    """Everybody judges everybody where a word is bad."""

    def judge(self, reading, first, behind, asked):
        chances = np.array([0.1, 0.8, 0.1] if reading.tone[first:behind].sum() < 0 else [0.9, 0.05, 0.05])
        return [Answer(chances, reading.tone[first:behind]) for _ in asked]


def test_every_voice_that_judges_has_a_row_and_the_one_around_a_target_in_any_case():
    text = "[Ada Brook] met [Otto Lind] at noon."
    assert {(r.actor, r.voice, r.label) for r in scored(text)} == {("Ada Brook", "author", "neutral"), ("Otto Lind", "author", "neutral")}
    voices = {(r.actor, r.voice) for r in scored(text.replace("noon", "a bad noon"), model=Quarrel())}
    assert voices == {(a, v) for a in ("Ada Brook", "Otto Lind") for v in ("author", "unknown", "Ada Brook", "Otto Lind") if a != v}


def test_the_neutral_row_is_the_holders_of_the_quote_around():
    text = "“[Ada Brook] left at noon,” said [Otto Lind]."
    rows = scored(text, (quoted(text, "Ada Brook left at noon", "Otto Lind"),))
    assert {(r.actor, r.voice, r.quote) for r in rows} == {("Ada Brook", "Otto Lind", 1), ("Otto Lind", "author", None)}


def test_vader_reads_only_the_words_of_the_voice():
    (row,) = scored(
        "“This plan is a terrible disaster,” said [Ada Brook].",
        (quoted("“This plan is a terrible disaster,” said", "This plan is a terrible disaster", "unknown"),),
        None,
    )
    assert (row.voice, row.label, row.sentiment, row.probabilities) == ("author", "neutral", 0, None)


def test_the_innermost_quote_decides():
    outer = Quote(1, 1, Span(0, 50), (Span(0, 50),), "direct", ("a",))
    inner = Quote(2, 1, Span(10, 30), (Span(10, 30),), "direct", ("b",), parent=1)
    assert innermost((outer, inner), Span(12, 15)) == inner
    assert innermost((outer, inner), Span(35, 40)) == outer
    assert innermost((outer, inner), Span(60, 65)) is None


def row(actor="a", voice="author", paragraph=1, probabilities=(0.1, 0.8, 0.1)):
    negative, _, positive = probabilities
    label = ("negative", "neutral", "positive")[int(np.argmax(probabilities))]
    return Sentiment(paragraph, 1, actor, voice, None, Span(0, 1), probabilities, positive - negative, label, max(probabilities), ())


def test_joint_speakers_have_a_row_each():
    text = "[Ada Brook] left at noon, both of them said."
    rows = scored(text, (quoted(text, "Ada Brook left at noon", "x", "y"),))
    assert [r.voice for r in rows] == ["x", "y"] and {r.quote for r in rows} == {1}


def test_merging_two_actors_merges_their_cells():
    rows = (row("a"), row("b", probabilities=(0.8, 0.1, 0.1)))
    merged = roll_up(tuple(replace(r, actor="a") for r in rows))
    assert [c.actor for c in merged] == ["a"] and merged[0].mentions == 2
    assert len(roll_up(rows)) == 2


def test_a_sentence_without_a_side_hardly_weighs():
    (cell,) = roll_up((row(probabilities=(0.9, 0.05, 0.05)), row(), row()))
    assert cell.label == "negative" and cell.low <= cell.sentiment <= cell.high


def test_the_author_and_the_others_stand_apart():
    actors = (Actor("a", "A", "person", ("A",), 1.0), Actor("b", "B", "person", ("B",), 0.0))
    (summary,) = summarize(actors, (row(), row(voice="b", probabilities=(0.9, 0.05, 0.05)), row(voice="a")))
    assert summary.author == 0 and summary.quoted < -0.8


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.01, 1)), min_size=1, max_size=6))
def test_any_cell_lies_in_its_interval(chances):
    rows = tuple(row(probabilities=tuple(c / sum(chance) for c in chance)) for chance in chances)
    (cell,) = roll_up(rows)
    assert -1 <= cell.low <= cell.sentiment <= cell.high <= 1 and 0 < cell.confidence <= 1
