"""From what the network says to actors, mentions and quotes: exactly, with answers made by hand."""

import numpy as np
import pytest
from conftest import FakeModel
from hypothesis import given
from hypothesis import strategies as st

from analysis.annotate.entities import find_mentions, grouped, kind_of, name_of, slug_ids
from analysis.annotate.passages import find_passages, find_quotes, holders_of
from analysis.model import Candidate, Links, Pointer, Reading
from analysis.model.windows import Window
from analysis.reading import article_from_text
from analysis.schema import Actor, Entities, Mention, Span
from analysis.segment import segment

PERSON, GROUP, ISSUE = (0.9, 0, 0, 0, 0), (0, 0, 0.8, 0, 0), (0, 0, 0, 0, 0.7)
PLAIN = {"outside": 0.0, "begin": 0.0}


def reading_of(text: str, candidates=(), tags=None) -> Reading:
    """The fake's reading of a text with these candidates, (words, chances) each, and tags by layer and word."""
    document = segment(article_from_text(text))
    plain = FakeModel().read(text, [(s.span.start, s.span.end) for s in document.sentences])
    within = lambda words: plain.words.within(text.index(words), text.index(words) + len(words))
    found = tuple(Candidate(*within(words), chances) for words, chances in candidates)
    layers = {layer: logits.copy() for layer, logits in plain.tags.items()}
    for layer, by_word in (tags or {}).items():
        for word, tag in by_word.items():
            layers[layer][word, tag] = 5.0
    for layer in ("passage", "nested"):
        layers[layer][:, 0] += 1.0
    return Reading(plain.words, (Window(np.arange(len(plain.words)), 0),), plain.vectors, layers, plain.tone, found)


def mentions_of(text: str, candidates, tags=None) -> list[tuple[str, str]]:
    return [(f.span.of(text), f.form) for f in find_mentions(text, reading_of(text, candidates, tags))]


def test_of_two_spans_that_cross_the_likelier_stays_and_nested_ones_both():
    text = "An aide to Ada Brook left."
    assert mentions_of(text, [("An aide to Ada", GROUP), ("Ada Brook", PERSON)]) == [("Ada Brook", "nominal")]
    both = mentions_of(text, [("Ada Brook", PERSON), ("An aide to Ada Brook", GROUP)], {"name": {4: 2}})
    assert both == [("An aide to Ada Brook", "nominal"), ("Ada Brook", "name")]


def test_what_is_hardly_likely_is_no_mention_and_pronouns_are_told():
    text = "She left the hall."
    assert mentions_of(text, [("She", PERSON), ("the hall", (0.1, 0, 0, 0.2, 0))]) == [("She", "pronoun")]


def linked(*rows: tuple[float, ...]) -> list[Links]:
    """Links of as many mentions: the chance of each earlier one, the rest for being new."""
    return [Links(np.arange(len(row)), np.array(row), 1 - sum(row)) for row in rows]


def groups_of(text: str, words: list[str], links, tags=None) -> list[list[str]]:
    found = find_mentions(text, reading_of(text, [(w, PERSON) for w in words], tags))
    return [[f.span.of(text) for f in group] for group in grouped(found, links, text)]


def test_a_mention_joins_the_group_that_its_links_go_to_most():
    """Two weak links to one person outweigh a stronger one to another, and all of them the chance of being new."""
    text = "Ada Brook met Otto. Brook left. Mayor waved."
    words = ["Ada Brook", "Otto", "Brook left", "Mayor"]
    links = linked((), (0.1,), (0.8, 0.0), (0.25, 0.35, 0.25))
    assert groups_of(text, words, links) == [["Ada Brook", "Brook left", "Mayor"], ["Otto"]]
    assert groups_of(text, words, linked((), (0.1,), (0.8, 0.0), (0.2, 0.1, 0.2))) == [["Ada Brook", "Brook left"], ["Otto"], ["Mayor"]]


def test_the_same_full_name_is_the_same_person_without_a_link():
    text = "Ada Brook left. Later ada brook and Ada Brook came."
    found = find_mentions(text, reading_of(text, [("Ada Brook", PERSON)], {"name": {1: 2}}))
    again = find_mentions("Ada Brook left.", reading_of("Ada Brook left.", [("Ada Brook", PERSON)], {"name": {1: 2}}))
    assert len(grouped([*found, *again], linked((), (0.0,)), text)) == 1


def test_an_entity_goes_by_its_first_full_name_else_by_its_description():
    text = "The mayor spoke. Brook said no. Ada Brook left. Ada Brook Jr came."
    found = find_mentions(
        text, reading_of(text, [("The mayor", PERSON), ("Brook", PERSON), ("Ada Brook", PERSON)], {"name": {4: 1, 8: 2, 9: 2}})
    )
    assert name_of(text, found) == "Ada Brook"
    assert name_of(text, found[:1]) == "mayor"
    long = "The one two three four five six seven eight nine ten eleven"
    assert (
        name_of(f"{long} left.", find_mentions(f"{long} left.", reading_of(f"{long} left.", [(long, PERSON)])))
        == "one two three four five six seven eight nine ten…"
    )


def test_the_kind_is_that_of_most_mentions_and_pronouns_do_not_count():
    text = "Critics spoke. It was seen. Critics left."
    found = find_mentions(text, reading_of(text, [("Critics", GROUP), ("It", ISSUE)]))
    assert kind_of(found) == "group"


def test_ids_are_never_those_of_the_two_voices():
    assert slug_ids(["Author", "Unknown", "Ada", "Ada"]) == ["author-2", "unknown-2", "ada", "ada-2"]


def holder(chances: dict[int, float], nobody: float, mentions) -> tuple[tuple[str, ...], float, Span | None]:
    words = np.arange(10)
    pointer = Pointer(words, np.array([chances.get(i, 0.0) for i in words]), nobody)
    return holders_of(pointer, mentions)


AIDE, LIND, BROOK = (0, 4, "aide", Span(0, 15)), (3, 4, "lind", Span(11, 15)), (6, 7, "brook", Span(20, 25))


def test_the_holder_is_whose_words_are_pointed_at():
    assert holder({0: 0.5, 1: 0.2}, 0.3, [AIDE, LIND, BROOK]) == (("aide",), 0.7, Span(0, 15))
    assert holder({3: 0.6}, 0.4, [AIDE, LIND, BROOK]) == (("lind",), 0.6, Span(11, 15)), "the name within the description is meant"


def test_two_who_are_both_pointed_at_speak_together():
    assert holder({6: 0.5, 3: 0.4}, 0.1, [LIND, BROOK])[0] == ("brook", "lind")
    assert holder({6: 0.7, 3: 0.2}, 0.1, [LIND, BROOK])[0] == ("brook",)


@pytest.mark.parametrize(("chances", "nobody"), [({6: 0.3}, 0.7), ({6: 0.3, 8: 0.6}, 0.1)], ids=["nobody", "somebody who is no actor"])
def test_a_passage_of_somebody_unknown_is_nobodys(chances, nobody):
    assert holder(chances, nobody, [LIND, BROOK])[0] == ("unknown",)


class Pointing(FakeModel):
    """Points at the first word of the text, whatever the passage."""

    def holders(self, reading, passages):
        chances = np.zeros(len(reading.words))
        chances[0] = 1.0
        return [Pointer(np.arange(len(reading.words)), chances, 0.0) for _ in passages]


def quotes_in(text: str, tags):
    document = segment(article_from_text(text))
    entities = Entities((Actor("lind", "Lind", "person", ("Lind",), 1.0),), (), (Mention("lind", 1, 1, Span(0, 4), "name"),))
    return find_quotes(document, reading_of(text, (), tags), Pointing(), entities)


def test_a_passage_that_goes_on_is_one_quote_in_parts():
    """Words: Lind said the plan failed . He added that it stank ."""
    text = "Lind said the plan failed. He added that it stank."
    (quote,) = quotes_in(text, {"passage": {2: 1, 3: 2, 4: 2, 9: 3, 10: 2}})
    assert [p.of(text) for p in quote.parts] == ["the plan failed", "it stank"]
    assert (quote.holders, quote.kind, quote.source) == (("lind",), "indirect", Span(0, 4))
    assert len(quotes_in(text, {"passage": {2: 1, 3: 2, 4: 2, 9: 1, 10: 2}})) == 2


def test_quotation_marks_tell_the_kind_and_stand_outside():
    text = "Lind said “the plan failed” and “it stank”."
    first, second = quotes_in(text, {"passage": {2: 1, **dict.fromkeys(range(3, 7), 2), 8: 1, **dict.fromkeys(range(9, 12), 2)}})
    assert (first.span.of(text), first.kind, second.span.of(text)) == ("the plan failed", "direct", "it stank")


def test_a_nested_passage_has_its_parent_and_none_stands_alone():
    text = "Lind said that Brook thinks it failed. It rained."
    outer = {3: 1, **dict.fromkeys(range(4, 7), 2)}
    whole, inner = quotes_in(text, {"passage": outer, "nested": {5: 1, 6: 2}})
    assert inner.parent == whole.id and inner.span.of(text) == "it failed"
    assert len(quotes_in(text, {"passage": outer, "nested": {8: 1, 9: 2}})) == 1


@given(st.lists(st.integers(0, 3), min_size=8, max_size=8), st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_passages_never_cross_and_stay_in_their_sentence(outer, inner):
    """Words: four and four in two sentences."""
    reading = reading_of("One two three. Four five six.", (), {"passage": dict(enumerate(outer)), "nested": dict(enumerate(inner))})
    found = find_passages(reading, dict.fromkeys(("passage", "nested"), PLAIN))
    sentences = reading.words.sentences
    assert all(p.first < p.behind and sentences[p.first] == sentences[p.behind - 1] for p in found)
    for a in found:
        for b in found:
            assert a is b or a.behind <= b.first or b.behind <= a.first or (a.level, b.level) in ((0, 1), (1, 0))


def interview(text: str, holders=()) -> list[tuple[tuple[str, ...], str]]:
    """Whose words are whose in a text of which the network finds one person, the first two words, and no passage."""
    document = segment(article_from_text(text))
    first = Span(0, len(" ".join(text.split()[:2])))
    entities = Entities((Actor("vera-holm", "Vera Holm", "person", ("Vera Holm",), 1.0),), (), (Mention("vera-holm", 0, 1, first, "name"),))
    return [(q.holders, q.span.of(text)) for q in find_quotes(document, reading_of(text), Pointing(), entities)]


def test_an_answer_is_the_words_of_who_is_asked_and_a_question_nobodys():
    text = "Vera Holm on the harbor\n\nQ: Did you sell it?\n\nA: I did, and I am sorry.\n\nQ: Why?\n\nA: We were broke."
    assert interview(text) == [
        (("unknown",), "Did you sell it?"),
        (("vera-holm",), "I did, and I am sorry."),
        (("unknown",), "Why?"),
        (("vera-holm",), "We were broke."),
    ]


def test_a_label_names_its_speaker():
    text = "Vera Holm on the harbor\n\nTIMES: Did you sell it?\n\nHOLM: I did, and I am sorry.\n\nTIMES: Why?\n\nHOLM: We were broke."
    assert [holders for holders, _ in interview(text)] == [("unknown",), ("vera-holm",)] * 2
