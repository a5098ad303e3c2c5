"""Articles side by side: who is the same, what differs, and what is only noise."""

import io
import re
from dataclasses import replace

import pandas as pd
import pytest
from conftest import FakeModel, marked
from hypothesis import given
from hypothesis import strategies as st

from analysis.charts import compared_actors, compared_arcs, compared_headlines
from analysis.compare import compare, words
from analysis.compare.difference import NOISE, READERS, REAL, SHORT, Estimate, difference, tone_of, treatment_of
from analysis.compare.same import DESCRIBED, TWO, Who, match
from analysis.pipeline import ScoredArticle
from analysis.report import comparison_report
from analysis.schema import Actor, AnalysisError, Quote, Sentiment
from analysis.sentiment import roll_up, summarize
from analysis.tables import COMPARISON, to_excel
from analysis.tone import SCALES, score_paragraphs, score_sentences

HARSH, WARM = (0.96, 0.03, 0.01), (0.01, 0.03, 0.96)


def article(name, text, chances=(0.1, 0.8, 0.1), kinds=None, described=(), voices=None, quotes=()):
    """A scored article from a text with its actors in brackets; each is treated with the same `chances` in every sentence, by the author or by `voices`."""
    document, mentions = marked(text)
    document = replace(document, article=replace(document.article, id=name))
    mentions = tuple(replace(m, form="nominal" if m.entity in described else "name") for m in mentions)
    names = list(dict.fromkeys(m.entity for m in mentions))
    actors = tuple(Actor(n, n, (kinds or {}).get(n, "person"), (n,), 1 / len(names)) for n in names)
    label = ("negative", "neutral", "positive")[chances.index(max(chances))]
    rows = tuple(
        Sentiment(
            m.paragraph,
            m.sentence,
            m.entity,
            (voices or {}).get(m.entity, "author"),
            None,
            m.span,
            chances,
            chances[2] - chances[0],
            label,
            max(chances),
            (),
        )
        for m in mentions
    )
    tones = score_sentences(document, FakeModel().read(document.text, [(s.span.start, s.span.end) for s in document.sentences]))
    return ScoredArticle(
        document,
        "news",
        "fake",
        actors=actors,
        mentions=mentions,
        quotes=tuple(Quote(i, 1, mentions[0].span, (mentions[0].span,), "direct", (who,)) for i, who in enumerate(quotes, 1)),
        sentence_tones=tones,
        paragraph_tones=score_paragraphs(document, tones, "news"),
        sentiments=rows,
        cells=roll_up(rows),
        actor_sentiments=summarize(actors, rows),
    )


def story(name, *actors, **more):
    """An article with a headline in which every actor stands in each of five paragraphs."""
    listed = " and ".join(f"[{a}]" for a in actors)
    return article(name, "News of the town\n\n" + "\n\n".join(f"In round {i} {listed} met again in the hall." for i in range(1, 6)), **more)


def together(*scored, same=()):
    """The groups of two actors or more, as sets of "article:actor"."""
    return {frozenset(f"{w.article}:{w.actor}" for w in group) for group in match(scored, same).groups if len(group) > 1}


def test_a_full_name_is_the_same_everywhere():
    assert together(story("a", "Ada Brook"), story("b", "Ada Brook", "Otto Lind")) == {frozenset({"a:Ada Brook", "b:Ada Brook"})}


@pytest.mark.parametrize(
    "first, second, kind",
    [
        ("Ada Brook", "Brook", "person"),
        ("Ada Brook", "Ada Jane Brook", "person"),
        ("A. Brook", "Ada Brook", "person"),
        ("Harbor Trade Union", "HTU", "organization"),
        ("Quillmart", "Quillmart", "organization"),
        ("Brook", "Brook", "person"),
    ],
)
def test_a_shorter_name_goes_to_the_only_one_that_it_fits(first, second, kind):
    kinds = {first: kind, second: kind}
    assert len(together(story("a", first, kinds=kinds), story("b", second, kinds=kinds))) == 1


@pytest.mark.parametrize("first, second", [("Ada Brook", "Otto Brook"), ("Ada Brook", "Brook Lane Trust"), ("Ada Brook", "Ada Lind")])
def test_other_names_are_others(first, second):
    assert not together(story("a", first), story("b", second, kinds={"Brook Lane Trust": "organization"}))


def test_a_surname_that_could_be_two_people_is_left_apart_until_the_reader_merges_it():
    scored = story("a", "Ada Brook", "Otto Brook"), story("b", "Brook")
    found = match(scored)
    assert not together(*scored)
    assert {(u.who, u.other, u.why) for u in found.unsure} == {(Who("b", "Brook"), Who("a", n), TWO) for n in ("Ada Brook", "Otto Brook")}
    same = [(("b", "Brook"), ("a", "Otto Brook"))]
    assert together(*scored, same=same) == {frozenset({"b:Brook", "a:Otto Brook"})}
    assert {u.other.actor: u.merged for u in match(scored, same).unsure} == {"Ada Brook": False, "Otto Brook": True}


def test_the_two_people_may_stand_in_different_articles():
    scored = story("a", "Ada Brook"), story("b", "Otto Brook"), story("c", "Brook")
    assert not together(*scored) and len(match(scored).unsure) == 2


def test_a_description_is_no_name():
    groups = {"critics": "group", "Republican senators": "group", "spokeswoman": "person"}
    one, two = (story(n, *groups, kinds=groups, described=tuple(groups)) for n in "ab")
    assert together(one, two) == {frozenset({"a:Republican senators", "b:Republican senators"})}
    assert {(u.who.actor, u.why) for u in match((one, two)).unsure} == {("critics", DESCRIBED), ("spokeswoman", DESCRIBED)}


def test_two_actors_of_one_article_are_never_made_one():
    scored = story("a", "Ada Brook", "Otto Lind"), story("b", "Ada Brook")
    found = match(scored, [(("b", "Ada Brook"), ("a", "Otto Lind"))])
    assert len(found.notes) == 1 and "two actors of one article" in found.notes[0]
    assert together(*scored, same=[(("b", "Ada Brook"), ("a", "nobody"))]) == together(*scored)


@given(
    st.lists(
        st.sets(st.sampled_from(["Ada Brook", "Otto Brook", "Brook", "Ada", "A. Brook", "Otto Lind", "Lind"]), min_size=1),
        min_size=2,
        max_size=4,
    )
)
def test_every_actor_is_in_exactly_one_group_and_none_has_two_of_an_article(casts):
    scored = [story(f"x{i}", *sorted(cast)) for i, cast in enumerate(casts)]
    groups = match(scored).groups
    assert sorted((w.article, w.actor) for g in groups for w in g) == sorted((f"x{i}", a) for i, cast in enumerate(casts) for a in cast)
    assert all(len({w.article for w in g}) == len(g) for g in groups)


def test_tone_weighs_words_and_carries_the_measured_error():
    estimate = tone_of([(30, -0.5), (10, 0.5)], 4, "news")
    assert estimate.value == pytest.approx(-0.25) and estimate.error == pytest.approx(SCALES["news"].error(4))


def test_treatment_is_the_published_score_with_the_scatter_of_readers():
    scored = story("a", "Ada Brook", chances=HARSH)
    estimate = treatment_of(list(scored.sentiments))
    doubt = (0.97 - 0.95**2) / 5
    assert estimate.value == pytest.approx(scored.actor_sentiments[0].sentiment)
    assert estimate.error**2 == pytest.approx(doubt + READERS) and estimate.enough
    assert not treatment_of(list(scored.sentiments)[:3]).enough


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.01, 1), st.floats(0.01, 1), st.integers(1, 200), st.booleans())
def test_only_an_interval_without_zero_is_a_real_difference(a, b, error, other_error, looked_at, enough):
    gap = difference(Estimate(a, error), Estimate(b, other_error, enough), looked_at)
    back = difference(Estimate(b, other_error, enough), Estimate(a, error), looked_at)
    assert gap.low <= gap.value <= gap.high and back.value == pytest.approx(-gap.value) and back.verdict == gap.verdict
    assert (gap.verdict == SHORT) == (not enough)
    assert (gap.verdict == REAL) == (enough and not gap.low <= 0 <= gap.high)


def test_more_comparisons_make_wider_intervals():
    widths = [difference(Estimate(0, 0.1), Estimate(0, 0.1), n).high for n in (1, 3, 30)]
    assert widths == sorted(widths) and widths[0] == pytest.approx(1.645 * 0.1 * 2**0.5, abs=1e-3)


def test_the_tables_have_their_columns_and_types_with_and_without_rows():
    full = compare([story("a", "Ada Brook", quotes=["Ada Brook"]), story("b", "Ada Brook", "Otto Lind")]).tables
    bare = compare([article("a", "It rained for nine days."), article("b", "Then it stopped in the night.")]).tables
    for tables in (full, bare):
        assert list(tables) == list(COMPARISON)
        assert all(tables[n].dtypes.astype(str).to_dict() == COMPARISON[n].dtypes for n in tables)
    assert bare["shared_actors"].empty and bare["compared_articles"]["headline_tone"].isna().all() and len(full["shared_actors"]) == 6


def test_arcs_run_from_0_to_100_percent_by_words():
    tables = compare([article("a", "One two three.\n\nFour."), story("b", "Ada Brook")]).tables
    arc = tables["compared_paragraphs"]
    assert arc.loc[arc["article"] == "a", ["from_percent", "to_percent"]].values.tolist() == [[0, 75], [75, 100]]
    assert arc.groupby("article")["to_percent"].max().tolist() == [100, 100]


def test_the_authors_words_stand_apart_from_the_quoted_ones():
    own, said = story("a", "Ada Brook", chances=HARSH), story("b", "Ada Brook", chances=WARM, voices={"Ada Brook": "unknown"})
    rows = compare([own, said]).tables["shared_actors"].set_index(["article", "voices"])["sentiment"]
    assert rows["a", "author"] < -0.9 and rows.isna()["a", "quoted"] and rows["b", "quoted"] > 0.9 and rows.isna()["b", "author"]


def test_a_large_difference_is_claimed_and_a_small_one_is_not():
    harsh, warm = story("a", "Ada Brook", chances=HARSH), story("b", "Ada Brook", chances=WARM)
    told = words.actor_sentence(compare([harsh, warm]).tables)
    assert "B treats Ada Brook better than A does" in told and "could be noise" not in told
    told = words.actor_sentence(compare([harsh, story("b", "Ada Brook")]).tables)
    assert "no difference in treatment is sure" in told and "could be noise" in told and "treats" not in told


def test_few_passages_bear_no_claim():
    harsh, short = story("a", "Ada Brook", chances=HARSH), article("b", "[Ada Brook] met the mayor of the town.", chances=WARM)
    tables = compare([harsh, short]).tables
    assert set(tables["differences"].query("subject != 'tone'")["verdict"]) == {SHORT}
    assert "too little" in words.actor_sentence(tables)


def test_tone_is_claimed_only_where_it_is_sure():
    bad, good, calm = (article(n, f"Story\n\n{f'It was a {w} day. ' * 5}") for n, w in (("a", "bad"), ("b", "good"), ("c", "long")))
    assert words.tone_sentence(compare([bad, good]).tables).startswith("B sounds warmer than A (+1.00 against −1.00; difference +2.00")
    told = words.tone_sentence(compare([calm, replace_id(calm, "d")]).tables)
    assert re.fullmatch(
        r"In tone A and B cannot be told apart: the difference \(0\.00, interval −(0\.[1-9]\d) to \+\1\) could be noise\.", told
    )


def replace_id(scored, name):
    return replace(scored, document=replace(scored.document, article=replace(scored.document.article, id=name)))


def test_a_headline_apart_from_its_body_is_said():
    loud = article("a", "A bad, bad night\n\nThe hall was good.\n\nThe food was good, too, and so was the music.")
    tables = compare([loud, article("b", "The night at the hall\n\nThe hall was large and the music played until one.")]).tables
    assert tables["compared_articles"]["headline_verdict"].tolist() == [REAL, NOISE]
    assert words.headline_sentence(tables).startswith("The headline of A sounds harsher than its body (−1.00 against +1.00")


def test_what_only_one_article_has():
    one = story("a", "Ada Brook", "Otto Lind", quotes=["Ada Brook", "Otto Lind"])
    rows = compare([one, story("b", "Ada Brook")]).tables["only_in_one"]
    assert rows[["article", "what", "actor"]].values.tolist() == [
        ["a", "actor", "Otto Lind"],
        ["a", "speaker", "Ada Brook"],
        ["a", "speaker", "Otto Lind"],
    ]


def test_who_may_be_in_another_article_is_not_said_to_be_in_one_only():
    assert compare([story("a", "Ada Brook", "Otto Brook"), story("b", "Brook")]).tables["only_in_one"].empty


def test_the_same_text_twice_is_noted():
    one = story("a", "Ada Brook")
    found = compare([one, replace_id(one, "b")])
    assert found.notes == ("A and B have the same text, word for word.",)
    assert (found.tables["differences"]["difference"] == 0).all() and set(found.tables["differences"]["verdict"]) == {NOISE}


@pytest.mark.parametrize(
    "scored",
    [
        [],
        [story("a", "Ada Brook")],
        [story("a", "Ada Brook")] * 2,
        [story("a", "Ada Brook"), replace(story("b", "Ada Brook"), scorer="vader")],
    ],
)
def test_what_cannot_be_compared_is_refused(scored):
    with pytest.raises(AnalysisError):
        compare(scored)


def test_figures_and_report_show_every_article_and_hold_no_markup_of_theirs():
    names = ["a", "b", "c"]
    scored = [story(n, "Ada Brook", "<img src=x> $x$ Lind") for n in names]
    tables = compare(scored).tables
    arcs, headlines, actors = compared_arcs(tables), compared_headlines(tables), compared_actors(tables)
    assert [len(bars.y) for bars in arcs.data] == [5, 5, 5] and len(headlines.layout.yaxis.ticktext) == 6
    assert actors.layout.yaxis.ticktext[0] == "<b>Ada Brook</b>" and "<img" not in actors.to_json()
    page = comparison_report(compare(scored))
    assert page.count("<svg") == 3 and "<script" not in page and "<img" not in page and 'src="' not in page
    assert words.lead(tables).split(":")[0] in page


def test_a_comparison_with_nothing_in_common_still_has_its_figures_and_report():
    bare = compare([article("a", "It rained for nine days."), article("b", "Then it stopped in the night.")])
    assert compared_actors(bare.tables).layout.yaxis.ticktext == () and "no actor in common" in words.lead(bare.tables)
    assert "No actor stands in more than one" in comparison_report(bare) and "Without a headline: A and B." in words.headline_sentence(
        bare.tables
    )


def test_the_tables_go_into_one_workbook():
    tables = compare([story("a", "Ada Brook"), story("b", "Ada Brook")]).tables
    sheets = pd.read_excel(io.BytesIO(to_excel(tables, COMPARISON)), sheet_name=None)
    assert list(sheets) == list(COMPARISON) and len(sheets["shared_actors"]) == 6
