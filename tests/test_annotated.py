"""Annotated articles as they are read: marks, judgements, paragraphs, positions; and offsets that always fit the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.annotated import Entity, MarkedParagraph, annotated, parse

HEAD = """# id harbor-row
# source Example Times, 2020
@ brook | Ada Brook | person
@ lind | Otto Lind | person
@ guild | the Harbor Guild (dockers) | organization
@ crowd | onlookers | group | passing
! toll | the bridge toll
"""
ARTICLE = (
    HEAD
    + """H| <brook:Brook> scolds <lind:Lind> over <toll:toll>
J brook > lind - | scolds
P -?
1.1| <brook:Ada Brook> called <lind:Otto Lind> {brook: “a <lind:miser>”} and {brook: <toll:<lind:his> toll> a theft}.
J brook > lind - | a miser
J brook > toll -? | a theft
1.2| {lind: “<lind:I> have always liked <brook:Ms. Brook>,”} <lind:he> said, {lind+: “but <brook:she> errs.”}
J lind > brook +- | liked; errs
P h
2.1| What comes next
P x
3.1| Sign up for our letter
P +
4.1| {?guild&brook: <brook&guild:Both> hope that {guild/crowd: <toll:it> falls}}, {unknown:it was said}.
P 0
5.1| <crowd:Onlookers> left.
= brook > lind against
= guild > toll against ?
"""
)


def words(article, item) -> str:
    return article.text[item.start : item.end]


@pytest.fixture(scope="module")
def article():
    return parse(ARTICLE)


def test_the_text_is_the_article_without_its_marks(article):
    assert article.id == "harbor-row"
    assert article.text == (
        "Brook scolds Lind over toll\n\nAda Brook called Otto Lind “a miser” and his toll a theft. “I have always liked Ms. Brook,” he said, “but she "
        "errs.”\n\nWhat comes next\n\nSign up for our letter\n\nBoth hope that it falls, it was said.\n\nOnlookers left."
    )
    assert [s.paragraph for s in article.sentences] == [0, 1, 1, 2, 3, 4, 5]
    assert words(article, article.sentences[2]) == "“I have always liked Ms. Brook,” he said, “but she errs.”"


def test_actors_and_issues(article):
    assert list(article.entities) == ["brook", "lind", "guild", "crowd", "toll"]
    assert article.entities["guild"] == Entity("guild", "the Harbor Guild (dockers)", "organization", False)
    assert article.entities["crowd"] == Entity("crowd", "onlookers", "group", True)
    assert article.entities["toll"] == Entity("toll", "the bridge toll", "issue", False)


def test_mentions_nest_and_can_be_joint(article):
    found = [(words(article, m), m.entities) for m in article.mentions]
    assert found[:3] == [("Brook", ("brook",)), ("Lind", ("lind",)), ("toll", ("toll",))]
    outer, inner = found.index(("his toll", ("toll",))), found.index(("his", ("lind",)))
    assert inner == outer + 1  # in the order of their beginnings, the outer one first
    assert ("Both", ("brook", "guild")) in found and len(found) == 15


def test_passages_and_their_holders(article):
    miser, theft, liked, errs, hope, falls, said = article.passages
    assert [words(article, p) for p in article.passages] == [
        *(
            "“a miser”",
            "his toll a theft",
            "“I have always liked Ms. Brook,”",
            "“but she errs.”",
            "Both hope that it falls",
            "it falls",
            "it was said",
        )
    ]
    assert (liked.holders, liked.goes_on, errs.holders, errs.goes_on) == (("lind",), False, ("lind",), True)
    assert (hope.holders, hope.doubtful, hope.either) == (("guild", "brook"), True, False)
    assert (falls.holders, falls.doubtful, falls.either) == (("guild", "crowd"), False, True)
    assert said.holders == ("unknown",) and not (miser.doubtful or miser.either or theft.goes_on)
    assert [p.parent for p in article.passages] == [None, None, None, None, None, 4, None]


def test_judgements_have_signs_and_doubts(article):
    found = [(j.sentence, j.voice, j.target, j.labels, j.doubtful) for j in article.judgements]
    assert found == [
        (0, "brook", "lind", ("negative",), False),
        (1, "brook", "lind", ("negative",), False),
        (1, "brook", "toll", ("negative",), True),
        (2, "lind", "brook", ("negative", "positive"), False),
    ]
    assert parse(HEAD + "H| <lind:Lind>\nJ author > lind + ?\n").judgements[0].labels == ("positive",)


def test_paragraphs_and_positions(article):
    tones = [(p.tone, p.doubtful) for p in article.paragraphs]
    assert tones == [("negative", True), ("heading", False), ("no body", False), ("positive", False), ("neutral", False)]
    assert article.positions == (("brook", "lind", "against", False), ("guild", "toll", "against", True))


def test_an_article_without_a_headline_begins_with_its_first_paragraph():
    article = parse("# id bare\nP 0\n1.1| One.\n1.2| Two.\nP 0\n2.1| Three.\n")
    assert article.text == "One. Two.\n\nThree." and article.sentences[0].paragraph == 1
    assert article.paragraphs == (MarkedParagraph("neutral", False),) * 2


def test_signs_that_close_nothing_are_the_articles_own():
    article = parse(HEAD + "H| 3 > 2 } <lind:Lind > x>\n")
    assert article.text == "3 > 2 } Lind  x>" and [words(article, m) for m in article.mentions] == ["Lind "]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("P ?", "no known form: 'P \\?'"),
        ("J brook lind -", "no known form"),
        ("J brook > lind 0", "no known form"),
        ("= brook > lind neutral", "no known form"),
        ("A line without a number", "no known form"),
        ("1.1| <lind:Lind left.", "not closed"),
        ("1.1| {lind: Lind <brook:left}.", "not closed"),
    ],
)
def test_what_cannot_be_read_is_refused(line, problem):
    with pytest.raises(ValueError, match=problem):
        parse(f"{HEAD}P 0\n{line}\n")


def test_the_articles_of_a_split_come_in_the_order_of_their_names(tmp_path):
    for split, name in (("tune", "b"), ("tune", "a"), ("train", "c")):
        (tmp_path / split).mkdir(exist_ok=True)
        (tmp_path / split / f"{name}.txt").write_text(f"# id {name}\nP 0\n1.1| “Ü”\n", encoding="utf8")
    assert [(a.id, a.text) for a in annotated(tmp_path, "tune")] == [("a", "“Ü”"), ("b", "“Ü”")]


PIECES = st.text("abXY.,“”é’", min_size=1, max_size=4)
MARKED = st.recursive(
    PIECES,
    lambda inner: st.tuples(
        st.sampled_from(["<lind:", "<lind&brook:", "{lind: ", "{?lind:", "{lind/brook+: "]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
SENTENCES = st.lists(st.lists(MARKED, min_size=1, max_size=4), min_size=1, max_size=3)


def rendered(pieces: list) -> tuple[str, str, list[tuple[str, str]]]:
    """Marked-up text, the same without its marks, and each mark with the words in it, in the order in which they open."""
    marked, plain, marks = [], [], []
    for piece in pieces:
        if isinstance(piece, str):
            marked.append(piece)
            plain.append(piece)
        else:
            opening, inner = piece
            inside, bare, found = rendered(inner)
            marked.append(opening + inside + (">" if opening[0] == "<" else "}"))
            plain.append(bare)
            marks += [(opening, bare), *found]
    return " ".join(marked), " ".join(plain), marks


@given(st.lists(SENTENCES, min_size=1, max_size=3))
def test_taking_marks_out_gives_the_text_and_every_offset_lies_in_its_sentence(paragraphs):
    done = [[rendered(sentence) for sentence in sentences] for sentences in paragraphs]
    lines = ["P 0\n" + "\n".join(f"{i}.{j}| {marked}" for j, (marked, _, _) in enumerate(p, 1)) for i, p in enumerate(done, 1)]
    article = parse(HEAD + "\n".join(lines) + "\n")
    assert article.text == "\n\n".join(" ".join(plain for _, plain, _ in p) for p in done)
    assert [words(article, s) for s in article.sentences] == [plain for p in done for _, plain, _ in p]
    marks = [mark for p in done for _, _, found in p for mark in found]
    assert [words(article, p) for p in article.passages] == [bare for opening, bare in marks if opening[0] == "{"]
    assert sorted(words(article, m) for m in article.mentions) == sorted(bare for opening, bare in marks if opening[0] == "<")
    assert all(any(s.start <= x.start < x.end <= s.end for s in article.sentences) for x in (*article.mentions, *article.passages))
    for number, passage in enumerate(article.passages):
        around = article.passages[passage.parent] if passage.parent is not None else None
        assert around is None or (passage.parent < number and around.start <= passage.start and passage.end <= around.end)
