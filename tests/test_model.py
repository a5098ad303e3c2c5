"""The model that ships: shapes, errors, and scores that depend on nothing but the sentence."""

import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model import load_model, news
from analysis.model.questions import OWN, TARGET, Question, of_anybody
from analysis.schema import AUTHOR, AnalysisError

TEXTS = ["Ada Brook praised Otto Lind.", "The hall burned down.", "", "😀", "word " * 1_500]
PAIR = ("Ada Brook praised Otto Lind.", (0, 9), (18, 27))


def test_shapes():
    model = load_model()
    assert model.tone(TEXTS).shape == (5,) and (np.abs(model.tone(TEXTS)) <= 1).all()
    assert model.target_sentiment([("Ada Brook left.", (0, 9))] * 2).shape == (2, 3)
    assert model.target_sentiment([]).shape == (0, 3) and model.directed_sentiment([]).shape == (0, 5)
    assert model.directed_sentiment([PAIR]).shape == (1, 5)
    assert len(model.mentions(TEXTS)) == len(model.attributions(TEXTS)) == 5
    assert model.id.startswith("news-")


def test_alone_and_together_give_the_same():
    model = load_model()
    assert [model.tone([t])[0] for t in TEXTS] == model.tone(TEXTS).tolist()
    assert (model.target_sentiment([(PAIR[0], PAIR[1])] * 3) == model.target_sentiment([(PAIR[0], PAIR[1])])).all()


def test_probabilities_add_up():
    model = load_model()
    assert model.target_sentiment([(PAIR[0], PAIR[1])]).sum() == pytest.approx(1)
    assert model.directed_sentiment([PAIR]).sum() == pytest.approx(1)


def test_exchanged_arguments_exchange_the_columns():
    model, (text, p, q) = load_model(), PAIR
    there, back = model.directed_sentiment([(text, p, q)])[0], model.directed_sentiment([(text, q, p)])[0]
    assert there == pytest.approx(back[[0, 2, 1, 4, 3]])


def read(text: str):
    """The model's reading of a text of one sentence, and a question about its first word."""
    reading = load_model().read(text, [(0, len(text))])
    marks = np.zeros(len(reading.words), dtype=np.uint8)
    marks[0] = TARGET
    return reading, of_anybody(Question("t", AUTHOR, marks))


def test_the_words_parts_add_up_to_the_judgement():
    model = load_model()
    reading, question = read("Brook's reckless plan was a disaster for the town.")
    (answer,) = model.judge(reading, 0, len(reading.words), [question])
    fitted = model.settings["calibration"]["anybody"]
    odds = np.log(answer.chances[2] / answer.chances[1])
    assert answer.parts.sum() * fitted["scale"] + fitted["bias"][2] - fitted["bias"][1] == pytest.approx(odds, abs=1e-4)


def test_a_question_gets_the_same_answer_alone_and_among_others():
    model = load_model()
    reading, question = read("Brook praised Lind for a brilliant rescue.")
    other = Question("t", AUTHOR, question.marks | OWN)
    together, alone = (
        model.judge(reading, 0, len(reading.words), [other, question, other]),
        model.judge(reading, 0, len(reading.words), [question]),
    )
    assert together[1].chances == pytest.approx(alone[0].chances, abs=1e-5)


def test_it_hears_praise_and_blame():
    model = load_model()
    good, bad = "Ada Brook was praised for a brilliant rescue.", "Ada Brook was convicted of a shameful fraud."
    assert model.tone([good])[0] > 0 > model.tone([bad])[0]
    assert model.target_sentiment([(good, (0, 9)), (bad, (0, 9))]).argmax(1).tolist() == [2, 0]


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (0, 99), (5, 2)])
def test_a_span_outside_the_text_is_a_clear_error(span):
    with pytest.raises(ValueError, match="does not lie in a text of 15 characters"):
        load_model().target_sentiment([("Ada Brook left.", span)])


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_finite_score(text):
    model = load_model()
    assert np.isfinite(model.tone([text])).all()
    for start, end, *_ in model.mentions([text])[0]:
        assert 0 <= start < end <= len(text)
    for attribution in model.attributions([text])[0]:
        assert all(0 <= s < e <= len(text) for spans in attribution.values() for s, e in spans)


@pytest.mark.parametrize("name", ["reader.onnx", "judge.onnx", "embeddings.npz", "tokenizer.json", "model.json"])
@pytest.mark.parametrize("how", ["missing", "altered"])
def test_a_missing_or_altered_file_says_how_to_restore_it(name, how, tmp_path, monkeypatch):
    folder = tmp_path / "model"
    shutil.copytree(news.FOLDER, folder)
    if how == "missing":
        (folder / name).unlink()
    else:
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 0xFF
        (folder / name).write_bytes(bytes(data))
    monkeypatch.setattr(news, "FOLDER", folder)
    with pytest.raises(AnalysisError) as caught:
        load_model.__wrapped__()
    assert "git checkout" in caught.value.remedy
