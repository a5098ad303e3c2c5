"""The voice rule, exactly; what the model thinks is a fake of two words."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import FakeModel, golden, marked
from hypothesis import given
from hypothesis import strategies as st

from analysis.edges import find_edges
from analysis.quotes import find_quotes
from analysis.schema import Actor, Quote, Sentiment, Span
from analysis.sentiment import innermost, roll_up, score_sentiments, summarize


class Judge(FakeModel):
    """Judges a target only where an act or a quote can be about it: every sentence with "bad" is negative."""

    def target_sentiment(self, targets):
        return np.array([[0.7, 0.2, 0.1] if "bad" in t or "criticized" in t else [0.1, 0.8, 0.1] for t, _ in targets])


def scored(text: str, model=None):
    document, mentions = marked(text)
    actors = tuple(Actor(i, i, "person", (i,), 0.5) for i in dict.fromkeys(m.entity for m in mentions))
    quotes = find_quotes(document, mentions, actors, [[] for _ in document.sentences])
    texts = tuple(s.span.of(document.text) for s in document.sentences)
    return score_sentiments(document, mentions, frozenset(), quotes, find_edges(document, mentions), model, texts)


@pytest.mark.parametrize("case", golden("sentiment", "voices"))
def test_golden_voices(case):
    assert sorted([r.actor, r.voice, r.label] for r in scored(case["text"], Judge())) == sorted(case["expect"])


def test_vader_reads_only_the_words_of_the_voice():
    (row,) = scored("“This plan is a terrible disaster,” said [Ada Brook].")
    assert (row.voice, row.label, row.sentiment, row.probabilities) == ("author", "neutral", 0, None)


class Harsh(FakeModel):
    def target_sentiment(self, targets):
        return np.array([[0.95, 0.03, 0.02]] * len(targets))


def test_the_author_who_tells_of_a_quarrel_takes_no_side():
    labels = lambda text: {r.label for r in scored(text, Harsh())}
    assert labels("[Ada Brook] and [Otto Lind] are engaged in a bitter feud.") == {"neutral"}
    assert labels("[Ada Brook] is in a bitter feud.") == {"negative"}
    assert labels("[Ada Brook] and [Otto Lind] are in a bitter mood.") == {"negative"}


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
    document, mentions = marked("[Ada Brook] was called a bad mayor by both of them.")
    quote = Quote(1, 1, document.body[0].span, (document.body[0].span,), "indirect", ("x", "y"))
    rows = score_sentiments(document, mentions, frozenset(), (quote,), (), Judge(), (document.text,))
    assert [r.voice for r in rows] == ["x", "y"] and {r.quote for r in rows} == {1}


def test_removing_a_quote_removes_exactly_its_voice():
    text = "[Otto Lind] said: “[Ada Brook] is a bad mayor for this town.”"
    document, mentions = marked(text)
    whole = scored(text, Judge())
    bare = score_sentiments(document, mentions, frozenset(), (), (), Judge(), (document.text,))
    assert {(r.actor, r.voice) for r in whole} - {(r.actor, r.voice) for r in bare} == {("Ada Brook", "Otto Lind")}


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
