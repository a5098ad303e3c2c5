"""Why: a figure's parts add up to it, and leaving a sentence out is the same as never having had it."""

import pytest

from analysis import analyze, article_from_text
from analysis.narrative import names, reason, shift_sentence
from analysis.sentiment import treatment
from analysis.why import position_reasons, tone_reasons, treatment_reasons, word_shift

TEXT = (
    "Mayor Ada Brook praised Captain Otto Lind for a brave rescue. Ada Brook lied to the council, and critics called Brook a disgrace.\n\n"
    "Lind said Brook had wasted millions. “Brook is a shameless liar,” Lind said. “The plan is a disaster.” Brook is a liar, a thief and a disgrace.\n\n"
    "The harbor opens on Monday. The workers like the new cranes."
)


@pytest.fixture(scope="module")
def scored():
    return analyze(article_from_text(TEXT))


def test_the_parts_of_a_tone_add_up(scored):
    for paragraph in (1, 2, 3):
        reasons = tone_reasons(scored, [paragraph])
        assert len(reasons) == len([t for t in scored.sentence_tones if t.paragraph == paragraph]) > 1
        figure = next(t.tone for t in scored.paragraph_tones if t.paragraph == paragraph)
        assert sum(r.share * r.score for r in reasons) == pytest.approx(figure) and sum(r.share for r in reasons) == pytest.approx(1)


def test_without_a_sentence_is_the_tone_of_the_others(scored):
    for reason_ in tone_reasons(scored, [2]):
        others = [r for r in tone_reasons(scored, [2]) if r.sentence != reason_.sentence]
        total = sum(r.share for r in others)
        assert reason_.without == pytest.approx(sum(r.share * r.score for r in others) / total)


def test_a_quoted_sentence_is_its_speakers(scored):
    voices = {r.text: r.voice for r in tone_reasons(scored, [2])}
    lind = next(a.id for a in scored.actors if a.name == "Otto Lind")
    assert voices["“Brook is a shameless liar,” Lind said."] == lind and voices["“The plan is a disaster.”"] == lind
    assert {r.voice for r in tone_reasons(scored, [3])} == {"author"}


def test_a_cell_is_made_of_its_rows(scored):
    cells = [c for c in scored.cells if c.voice != "author"]
    assert cells
    for cell in cells:
        reasons = treatment_reasons(scored, cell.actor, cell.paragraph, cell.voice)
        rows = [r for r in scored.sentiments if (r.actor, r.paragraph, r.voice) == (cell.actor, cell.paragraph, cell.voice)]
        assert len(reasons) == len(rows) and sum(r.share * r.score for r in reasons) == pytest.approx(cell.sentiment)
        for i, one in enumerate(reasons):
            rest = rows[:i] + rows[i + 1 :]
            assert one.without == (pytest.approx(treatment(rest).value) if rest else None)
            assert sum(one.probabilities) == pytest.approx(1)


def test_an_actor_over_the_article_leaves_his_own_words_out(scored):
    summary = scored.actor_sentiments[0]
    reasons = treatment_reasons(scored, summary.actor)
    assert summary.actor not in {r.voice for r in reasons}
    assert sum(r.share * r.score for r in reasons) == pytest.approx(summary.sentiment)


def test_a_position_rests_on_its_stances(scored):
    position = next(p for p in scored.positions if p.stance == "against")
    reasons = position_reasons(scored, position.holder, position.target)
    assert len(reasons) == position.favor + position.against + position.none
    assert position.against == sum(r.label == "against" for r in reasons)


def test_the_words_add_up_to_the_difference(scored):
    whole = {t.paragraph for t in scored.sentence_tones if abs(t.tone) == 1}
    assert whole == {2}  # a tone that is cut off at −1 is no sum of words
    tones = {t.paragraph: t.tone for t in scored.paragraph_tones}
    assert sum(s.change for s in word_shift((scored, [3]), (scored, [1]))) == pytest.approx(tones[1] - tones[3])
    shifts = word_shift((scored, [3]), (scored, [2]))
    assert shifts[-1].word == "" and [abs(s.change) for s in shifts[:-1]] == sorted((abs(s.change) for s in shifts[:-1]), reverse=True)
    assert any(s.word == "liar" and s.change < 0 and (s.first, s.second) == (0, 2) for s in shifts)
    back = {s.word: s.change for s in word_shift((scored, [2]), (scored, [3]))}
    assert all(back[s.word] == pytest.approx(-s.change) for s in shifts)


def test_a_part_against_itself_differs_by_no_word(scored):
    shifts = word_shift((scored, [1]), (scored, [1]))
    assert shifts and all(s.change == 0 for s in shifts)
    assert shift_sentence(shifts, "paragraph 1", "paragraph 1").startswith("No word tells")


def test_in_words(scored):
    called = names(scored.tables())
    (first, *_) = tone_reasons(scored, [2])
    told = reason(first, -0.5, called)
    assert told.startswith("¶ 2: ") and "weighs" in told and "without it" in told and "instead of −0.50" in told
    assert "harsher" in shift_sentence(word_shift((scored, [3]), (scored, [2])), "paragraph 3", "paragraph 2")


def test_words_that_weigh_are_words(scored):
    for paragraph in (1, 2, 3):
        for one in tone_reasons(scored, [paragraph]):
            assert all(word[0].isalnum() for word, _ in one.words) and one.text == one.text.strip()
