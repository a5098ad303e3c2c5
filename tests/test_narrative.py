"""Do the sentences say what the tables bear, and no more?"""

import pytest
from test_charts import rows

from analysis import narrative


def paragraphs(*values: tuple) -> dict:
    """Tables of an article whose paragraphs have these (label, tone, confidence), and nothing else in it."""
    full = [
        (i, "", "Words.", 0, 6, 1, 1, tone, tone - 0.1, tone + 0.1, label, confidence, 3, 0.0, 0.0)
        for i, (label, tone, confidence) in enumerate(values, 1)
    ]
    return {"paragraphs": rows("paragraphs", *full)} | {n: rows(n) for n in ("actors", "issues", "shifts", "positions", "quotes")}


SURE = ("negative", -0.5, 0.9)
UNSURE = ("negative", -0.3, 0.4)
CALM = ("neutral", 0.0, 0.9)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([SURE], "The one paragraph sounds negative."),
        ([SURE, SURE], "All 2 paragraphs sound negative."),
        ([UNSURE], "The tone of the one paragraph is too faint to call."),
        ([UNSURE, UNSURE], "The tone is too faint to call in every paragraph."),
        ([SURE, SURE, CALM, UNSURE], "No sure change of tone: of 4 paragraphs, 2 sound negative, 1 neutral and 1 unclear."),
    ],
)
def test_unclear_labels_are_counted_apart(values, sentence):
    assert narrative.tone_sentence(paragraphs(*values)) == sentence


@pytest.mark.parametrize("verdict", ["could be noise", "too short to tell"])
def test_only_a_real_shift_is_told(verdict):
    tables = paragraphs(SURE, SURE, CALM)
    shift = ("tone", 3, -0.5, 0.4, 0.9, 0.01)
    assert "from paragraph 3 on" in narrative.tone_sentence(tables | {"shifts": rows("shifts", (*shift, "real shift"))})
    assert "turns" not in narrative.tone_sentence(tables | {"shifts": rows("shifts", (*shift, verdict))})


def test_a_lead_names_only_clear_positions_of_named_holders():
    people = [
        (slug, name, "person", "[]", 1, 1, 1.0, None, None, None, "", None, None, 0) for slug, name in (("ada", "Ada"), ("otto", "Otto"))
    ]
    tables = paragraphs(SURE) | {"actors": rows("actors", *people)}
    clear = ("otto", "ada", "actor", 0, 3, 0, "against", -0.9, 0.95, 1)
    unnamed, unsure = ("unknown", *clear[1:]), (*clear[:8], 0.6, 1)
    assert narrative.stance_sentence(tables | {"positions": rows("positions", clear)}) == "Otto speaks or acts against Ada (3 sentences)."
    assert narrative.stance_sentence(tables | {"positions": rows("positions", unnamed, unsure)}) == ""


@pytest.mark.parametrize(("value", "shown"), [(-0.314, "−0.31"), (0.2, "+0.20"), (-0.001, "0.00"), (0, "0.00"), (1, "+1.00")])
def test_a_score_has_its_sign_and_zero_none(value, shown):
    assert narrative.signed(value) == shown


def test_nothing_is_certain_and_the_unclear_gets_no_label():
    assert "10 times" not in narrative.likelihood(0.999)
    assert narrative.judged("negative", -0.3, 0.4) == "−0.30, but too close to call"
    assert narrative.judged("negative", -0.9, 0.9) == "negative −0.90, very likely (right about 9 times in 10)"


def test_a_portrait_says_what_the_author_says_apart_from_the_others():
    actor = ("ada", "Ada Brook", "person", "[]", 3, 1, 1.0, -0.1, -0.5, 0.3, "neutral", 0.6, -0.7, 1)
    lind = ("otto", "Otto Lind", "person", "[]", 1, 1, 1.0, None, None, None, "", None, None, 0)
    cells = rows("actor_paragraphs", (1, "ada", "otto", 1, -0.7, -1.0, -0.4, "negative", 0.9))
    tables = paragraphs(SURE) | {"actors": rows("actors", actor, lind), "actor_paragraphs": cells}
    portrait = narrative.portrait(tables, "ada")
    assert portrait.startswith("Ada Brook is spoken of 3 times and quoted once.")
    assert "author’s own words the treatment is positive on balance (+0.60)" in portrait
    assert "Otto Lind the treatment is negative on balance (−0.70)" in portrait
    assert "No passage" in narrative.portrait(tables, "otto")
    assert narrative.strip_sentence(tables) == "Treated clearly: Ada Brook badly in 1 paragraph."
    assert narrative.why(tables, 1) == [
        "Wording: negative −0.50, very likely (right about 9 times in 10).",
        "Otto Lind, about Ada Brook: negative −0.70, very likely (right about 9 times in 10).",
    ]
