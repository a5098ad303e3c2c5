"""The turns of interviews and transcripts are found in every usual layout, and in nothing else."""

import io
from itertools import pairwise

import pytest
from docx import Document as WordDocument
from docx.oxml import OxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading import article_from_blocks, article_from_bytes, article_from_text
from analysis.schema import Document
from analysis.segment import segment
from analysis.turns import speakers

HEADLINE = "A talk about the pier"
INTRO = "Mira Holm has run the pier of Varnby since 2019, and she spoke with The Gazette on Friday about the storm and what it cost."


def told(document: Document) -> list[tuple[str, str, str]]:
    return [(t.speaker, t.role, t.span.of(document.text)) for t in document.turns]


def from_text(*paragraphs: str) -> Document:
    return segment(article_from_text("\n\n".join((HEADLINE, INTRO, *paragraphs))))


def from_html(body: str) -> Document:
    page = f"<!DOCTYPE html><html lang='en'><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1><p>{INTRO}</p>{body}</article></body></html>"
    return segment(article_from_bytes(page.encode(), "talk.html"))


ASKED = "Did the council know about the rotten poles?"
KNEW = "Yes. They had my letter in June, and nobody answered it before the storm."
AND = "And the divers?"
DIVERS = "The divers did splendid work, and I would take them on again."


@pytest.mark.parametrize(
    ("q", "a"), [("Q: ", "A: "), ("Q. ", "A. "), ("QUESTION: ", "ANSWER: "), ("Question 1: ", "Answer: "), ("Q — ", "A — ")]
)
def test_questions_and_answers_have_letters(q, a):
    document = from_text(q + ASKED, a + KNEW, "It was my third letter.", q.replace("1", "2") + AND, a + DIVERS)
    q, a = q.split()[0].strip(".:"), a.split()[0].strip(".:")
    assert told(document) == [
        (q, "question", ASKED),
        (a, "answer", f"{KNEW}\n\nIt was my third letter."),
        (q, "question", AND),
        (a, "answer", DIVERS),
    ]
    assert speakers(document.turns, document.text) == {q: "", a: ""}


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (("THE GAZETTE", "HOLM"), ("THE GAZETTE", "Mira Holm")),
        (("The Gazette", "Prof. Holm"), ("The Gazette", "Mira Holm")),
        (("Tove Quist", "Mira Holm"), ("Tove Quist", "Mira Holm")),
        (("TQ", "MH"), ("TQ", "Mira Holm")),
        (("Moderator", "Holm"), ("Moderator", "Mira Holm")),
        (("Speaker 1", "Speaker 2"), ("Speaker 1", "Speaker 2")),
        (("CHAIRMAN", "M.H."), ("CHAIRMAN", "Mira Holm")),
        (("ÅSA ÖBERG", "Head of the Pier"), ("ÅSA ÖBERG", "Head of the Pier")),
        (("A", "B"), ("A", "B")),
        (("Moderator", "Ms Holm"), ("Moderator", "Mira Holm")),
    ],
)
def test_speakers_have_their_names_as_labels(labels, names):
    one, two = labels
    document = from_text(f"{one}: {ASKED}", f"{two}: {KNEW}", f"{one}: {AND}", f"{two}: {DIVERS}")
    assert told(document) == [(one, "speech", ASKED), (two, "speech", KNEW), (one, "speech", AND), (two, "speech", DIVERS)]
    assert [t.label.of(document.text) for t in document.turns] == [one, two, one, two]
    assert speakers(document.turns, document.text) == dict(zip(labels, names, strict=True))


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("ELIN STRAND", "ES"),
        ("Elin Strand", "S"),
        ("Elin Strand", "E"),
        ("STRAND", "S"),
        ("Sen. Elin Strand", "STRAND"),
        ("Elin Strand", "Sen. Strand"),
        ("Elin Maja Strand", "Elin Maja"),
        ("Elin Strand", "Elin"),
    ],
)
def test_a_name_stands_once_and_is_short_afterwards(full, short):
    document = from_text(f"TOVE QUIST: {ASKED}", f"{full} (Varnby Party): {KNEW}", f"QUIST: {AND}", f"{short}: {DIVERS}")
    assert told(document) == [("TOVE QUIST", "speech", ASKED), (full, "speech", KNEW), ("QUIST", "speech", AND), (short, "speech", DIVERS)]
    assert speakers(document.turns, document.text) == {"TOVE QUIST": "TOVE QUIST", "QUIST": "TOVE QUIST", full: full, short: full}


def test_of_three_labels_the_longest_is_the_name():
    document = from_text(f"ELIN STRAND: {ASKED}", f"HOLM: {KNEW}", f"STRAND: {AND}", f"HOLM: {DIVERS}", "S: You did?", "HOLM: I did.")
    assert speakers(document.turns, document.text)["S"] == "ELIN STRAND"


@pytest.mark.parametrize(
    ("told", "label", "name"),
    [
        ("While Quist asked, the divers waited.", "QUIST", "QUIST"),
        ("While Tove Quist asked, Harbor Chief Otto Lind waited. Otto Lind is old.", "LIND", "Otto Lind"),
        ("Harbor Chief Otto Lind waited.", "LIND", "Otto Lind"),
        ("Ida Lind is not Otto Lind. Otto Lind is old.", "LIND", "Otto Lind"),
        ("Lars Ibsen was there.", "Li", "Li"),
        ("Otto Lind was there.", "L", "Otto Lind"),
        ("Otto Lind was there, and so was Ida Lohr.", "L", "L"),
    ],
)
def test_a_name_that_only_the_text_has(told, label, name):
    document = from_text(told, f"{label}: {ASKED}", f"HOLM: {KNEW}", f"{label}: {AND}", f"HOLM: {DIVERS}")
    assert speakers(document.turns, document.text) == {label: name, "HOLM": "Mira Holm"}


def test_a_short_label_that_could_be_two_people_stands_for_itself():
    document = from_text(
        f"Ada Holm: {ASKED}", f"Otto Holm: {KNEW}", f"Ada Holm: {AND}", f"Otto Holm: {DIVERS}", "HOLM: I agree.", "HOLM: You do?"
    )
    assert speakers(document.turns, document.text)["HOLM"] == "HOLM"


def test_an_initial_before_another_name_is_nobody_elses():
    document = from_text(f"A QUIST: {ASKED}", f"ADA HOLM: {KNEW}", f"A QUIST: {AND}", f"ADA HOLM: {DIVERS}")
    assert speakers(document.turns, document.text) == {"A QUIST": "A QUIST", "ADA HOLM": "ADA HOLM"}


def test_letters_and_names_mix():
    document = from_text(f"Q: {ASKED}", f"A: {KNEW}", f"GAZETTE: {AND}", f"HOLM: {DIVERS}")
    assert [(t.speaker, t.role) for t in document.turns] == [("Q", "question"), ("A", "answer"), ("GAZETTE", "speech"), ("HOLM", "speech")]


@pytest.mark.parametrize(
    "form",
    [
        ">> {}: {}",
        "[00:12:07] {}: {}",
        "{} (00:12): {}",
        "{}: (00:12) {}",
        "– {}: {}",
        "[{}]: {}",
        "{}, Varnby: {}",
        "{}:\n\n{}",
        "{}\n\n{}",
    ],
)
def test_labels_have_marks_and_times_around_them(form):
    lines = [("TOVE QUIST", ASKED), ("MIRA HOLM", KNEW), ("TOVE QUIST", AND), ("MIRA HOLM", DIVERS)]
    document = from_text(*(form.format(*line) for line in lines))
    assert told(document) == [(label, "speech", words) for label, words in lines]
    assert [p.span.of(document.text) for p in document.body if p.span.of(document.text).strip(":").isupper()] == []


def test_a_briefing():
    document = from_text(f"Q  {ASKED}", f"THE MAYOR: {KNEW}", f"Q  {AND}", f"THE MAYOR: {DIVERS}")
    assert [(t.speaker, t.role) for t in document.turns] == [("Q", "question"), ("THE MAYOR", "speech")] * 2


def test_a_hearing():
    lines = [("The CHAIRMAN", ASKED), ("Ms. HOLM of Varnby", KNEW), ("The CHAIRMAN", AND), ("Ms. HOLM of Varnby", DIVERS)]
    assert told(from_text(*(f"{label}. {words}" for label, words in lines))) == [(label, "speech", words) for label, words in lines]


def test_wrapped_lines():
    text = (
        f"{HEADLINE}\n\n{INTRO[:62]}\n{INTRO[63:]}\n\n"
        "Q: Did the council of Varnby know about the rotten poles of\nthe old pier, as the divers of the harbor office know it to?\n"
        "A: They had my letter in June, and nobody answered it before\nthe storm came, which is a shame for a town that lives of its\npier as ours does."
    )
    assert [t.speaker for t in segment(article_from_text(text)).turns] == ["Q", "A"]


def test_two_turns_are_enough_where_one_asks_and_the_other_answers():
    assert len(from_text(f"TOVE QUIST: {ASKED}", f"MIRA HOLM: {KNEW}").turns) == 2


def test_questions_alone_have_a_label():
    words = "Look: they had my letter in June."
    assert told(from_text(f"Q: {ASKED}", words, f"Q: {AND}", "Q: Were they paid?", DIVERS)) == [
        ("Q", "question", ASKED),
        ("", "answer", words),
        ("Q", "question", AND),
        ("Q", "question", "Were they paid?"),
        ("", "answer", DIVERS),
    ]


def test_answers_may_report_where_somebody_says_i():
    document = from_text(f"Q: {ASKED}", f"A: {KNEW}", "“We sleep,” said a clerk.", "OTTO LIND: I know.", f"Q: {AND}", f"A: {DIVERS}")
    assert [t.speaker for t in document.turns] == ["Q", "A", "OTTO LIND", "Q", "A"]


def test_furniture_between_turns_does_not_part_them():
    document = from_text(*(line for turn in CONVERSATION for line in (turn, "Advertisement")))
    assert [t.speaker for t in document.turns] == ["GAZETTE", "HOLM"] * 2


def test_one_question_and_one_answer():
    assert [t.role for t in from_text(f"Question: {ASKED}", f"Answer: {KNEW}").turns] == ["question", "answer"]


def test_some_turns_say_neither_i_nor_you():
    document = from_text(f"GAZETTE: {ASKED}", "HOLM: The council slept", f"GAZETTE: {AND}", f"HOLM: {DIVERS}")
    assert [words for _, _, words in told(document)] == [ASKED, "The council slept", AND, DIVERS]


def test_long_turns_and_few_changes():
    cont = ("The poles were of oak, and older than the town.", "The storm took two of them.")
    document = from_text(
        f"HOLM: {KNEW}", *cont, "LIND: The poles were sound.", *cont, f"HOLM: {DIVERS}", *cont, f"LIND: {ASKED}", "HOLM: Never."
    )
    assert [t.speaker for t in document.turns] == ["HOLM", "LIND", "HOLM", "LIND", "HOLM"]


CONVERSATION = [f"GAZETTE: {ASKED}", f"HOLM: {KNEW}", f"GAZETTE: {AND}", f"HOLM: {DIVERS}"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["HOLM: Rotten poles, a letter and the storm", "She is not alone."], []),
        (["WASHINGTON: I was there, said nobody.", "The pier is old."], []),
        ([], ["LOOK: The pier at noon"]),
        ([], ["The pier is closed.", "LOOK: You can see the pier."]),
        ([], ["Look: it is noon."]),
        ([], ["A. Lind paid for the pier. A. Lind is old.", "A. Lind is my friend."]),
        ([], ["Correction: I wrote that letter in June.", "Correction: You saw it."]),
    ],
)
def test_lines_around_a_transcript_that_look_like_turns(before, after):
    assert [t.speaker for t in from_text(*before, *CONVERSATION, *after).turns] == ["GAZETTE", "HOLM"] * 2


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [
        (["ADA BERG: Welcome, all of you.", "OTTO LIND: Thank you."], [], []),
        ([], [], ["Otto Lind: I can bear that out.", "ADA BERG: Thank you."]),
        ([], ["It was my letter.", "Otto Lind: I can bear that out.", "It came in June."], []),
        ([], [], ["Quist: I can bear that out, and so can Quist."]),
    ],
)
def test_who_speaks_only_once(before, between, after):
    names = [line.split(":")[0] for lines in (before, between, after) for line in lines if ":" in line]
    found = [t.speaker for t in from_text(*before, *CONVERSATION[:2], *between, *CONVERSATION[2:], *after).turns]
    assert [name for name in found if name not in ("GAZETTE", "HOLM")] == names and len(found) == 4 + len(names)


BOLD = [
    f"<p><strong>{ASKED}</strong></p><p>{KNEW}</p>",
    f"<p><b>{AND}</b></p><p>{DIVERS}</p>",
    "<p><strong>Some say that you slept.</strong></p><p>Never.</p>",
]
MARKED = [("", "question", ASKED), ("", "answer", KNEW), ("", "question", AND), ("", "answer", DIVERS)]


def test_bold_questions_are_body_and_so_are_short_answers():
    document = from_html("".join(BOLD))
    assert told(document) == [*MARKED, ("", "question", "Some say that you slept."), ("", "answer", "Never.")]
    assert {p.span.of(document.text) for p in document.body} >= {ASKED, AND, "Never."}
    assert all(t.label is None for t in document.turns) and speakers(document.turns, document.text) == {}


@pytest.mark.parametrize(
    "form",
    [
        "<p><em>{}</em></p><p>{}</p>",
        "<p><span><b>{}</b></span></p><p>{}</p>",
        "<p><strong>{}</strong><br>{}</p>",
        "<h3>{}</h3><p>{}</p>",
        "<div><b>{}</b></div><div>{}</div>",
        "<p><strong>Q: {}</strong></p><p>{}</p>",
        "<p><b>{}</b></p><p>{}<p>",
        "<p><strong>Well. {}</strong> </p><p>{}</p>",
        "<h4>Tove Quist</h4><p>{}</p><h4>Mira Holm</h4><p>{}</p>",
        "<p><b>Tove Quist:</b><br>{}</p><p><b>Mira Holm:</b><br>{}</p>",
        "<p><strong>The Gazette:</strong> {}</p><p><strong>Mira Holm:</strong> {}</p>",
        "<p>Q: {}<br>A: {}</p>",
        "<p><strong>{}</strong></p><p>Holm: {}</p>",
    ],
)
def test_layouts_of_pages(form):
    document = from_html(form.format(ASKED, KNEW) + form.format(AND, DIVERS))
    assert [words.removeprefix("Well. ") for _, _, words in told(document)] == [ASKED, KNEW, AND, DIVERS]
    assert len(document.body) == 5


def test_marks_beside_the_bold_letters_and_italics_within_them_change_nothing():
    document = from_html(f"<p><b>Did <i>they</i> know</b>?</p><p>{KNEW}</p><p>“<b>And you</b>?”</p><p>{DIVERS}</p>")
    assert [t.role for t in document.turns] == ["question", "answer"] * 2


def test_lines_of_one_paragraph_stay_together():
    document = from_html(f"<p>Q: {ASKED}</p><p>A: Yes.<br>They had my letter.</p><p>Q: {AND}</p><p>A: Splendid.<br>I mean it.</p>")
    assert [p.span.of(document.text) for p in document.body][2::2] == ["A: Yes.\nThey had my letter.", "A: Splendid.\nI mean it."]


def test_questions_and_answers_of_two_paragraphs():
    document = from_html(
        f"<p><b>{ASKED}</b></p><p>{KNEW}</p><p>It was a long night.</p><p>“We sleep,” said a clerk.</p>"
        f"<p><b>{AND}</b></p><p><b>Were they paid?</b></p><p>{DIVERS}</p>"
    )
    assert told(document) == [
        ("", "question", ASKED),
        ("", "answer", f"{KNEW}\n\nIt was a long night.\n\n“We sleep,” said a clerk."),
        ("", "question", f"{AND}\n\nWere they paid?"),
        ("", "answer", DIVERS),
    ]


def test_a_label_belongs_to_its_first_sentence():
    document = from_text("Q. Who knew? And when?", "A. I did. In June.", "Q. Who else?", "A. Nobody that I know of.")
    sentences = [s.span.of(document.text) for s in document.sentences if s.paragraph > 1]
    assert sentences == ["Q. Who knew?", "And when?", "A. I did.", "In June.", "Q. Who else?", "A. Nobody that I know of."]


def test_an_advertisement_is_in_no_turn():
    document = from_text(f"Q: {ASKED}", f"A: {KNEW}", "Advertisement", "It was my third letter.", f"Q: {AND}", f"A: {DIVERS}")
    assert told(document)[1:3] == [("A", "answer", KNEW), ("A", "answer", "It was my third letter.")]
    assert document.turns[1].label and document.turns[2].label is None


def test_a_line_in_capitals_within_a_turn_is_no_turn():
    lines = ("It was my letter.", "LOOK: The pier at noon", "It came in June.")
    assert [t.speaker for t in from_text(*CONVERSATION[:2], *lines, *CONVERSATION[2:]).turns if t.label] == ["GAZETTE", "HOLM"] * 2


def test_a_heading_ends_a_turn():
    document = from_text(
        f"Q: {ASKED}", f"A: {KNEW}", "The Broken Pier", "The poles were of oak, and older than the town.", f"Q: {AND}", f"A: {DIVERS}"
    )
    assert [words for _, _, words in told(document)] == [ASKED, KNEW, AND, DIVERS]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Holm then laughed, and poured more coffee for everybody in the hut.",
        "At the end of the hour the editor wanted to hear one thing more:",
    ],
)
def test_the_author_speaks_between_turns(paragraph):
    document = from_text(f"GAZETTE: {ASKED}", f"HOLM: {KNEW}", paragraph, f"GAZETTE: {AND}", f"HOLM: {DIVERS}")
    assert [words for _, _, words in told(document)] == [ASKED, KNEW, AND, DIVERS]


def test_below_the_author_nothing_is_the_speakers():
    document = from_text(
        f"GAZETTE: {ASKED}", f"HOLM: {KNEW}", "Holm then laughed.", "The coffee was cold by then.", f"GAZETTE: {AND}", f"HOLM: {DIVERS}"
    )
    assert [words for _, _, words in told(document)] == [ASKED, KNEW, AND, DIVERS]


def test_who_says_his_own_name():
    document = from_text(
        "GAZETTE:", "Who are you?", "HOLM:", "Holm is my name, and I run the pier.", "GAZETTE:", "Since when?", "HOLM:", "Since 2019."
    )
    assert document.turns[1].span.of(document.text) == "Holm is my name, and I run the pier."


@pytest.mark.parametrize(
    ("paragraphs", "hers"),
    [
        (["I would sign that letter again today."], 1),
        (["The letter is in the archive of the town.", "I would sign it again.", "It is a long letter."], 2),
        (["“Sign it,” said a clerk, and I did."], 1),
        (["“The letter is lost,” said a clerk of the council.", "You may ask us for it."], 0),
        (["Holm told us so in her hut."], 0),
    ],
)
def test_the_last_turn_goes_on_as_far_as_somebody_says_i(paragraphs, hers):
    document = from_text(f"GAZETTE: {ASKED}", f"HOLM: {KNEW}", "It was my third letter.", f"GAZETTE: {AND}", f"HOLM: {DIVERS}", *paragraphs)
    assert document.turns[-1].span.of(document.text) == "\n\n".join([DIVERS, *paragraphs[:hers]])


def test_where_all_turns_are_of_one_paragraph_so_is_the_last():
    document = from_text(f"GAZETTE: {ASKED}", f"HOLM: {KNEW}", f"GAZETTE: {AND}", f"HOLM: {DIVERS}", "I left the hut at noon.")
    assert document.turns[-1].span.of(document.text) == DIVERS
    document = from_text(f"Q: {ASKED}", f"A: {KNEW}", f"Q: {AND}", f"A: {DIVERS}", "I left the hut at noon.")
    assert document.turns[-1].span.of(document.text) == f"{DIVERS}\n\nI left the hut at noon."


def test_a_line_that_only_looks_like_a_label_is_in_the_answer():
    lines = ("Look: it was my third letter.", "A.I. wrote it.", "Q was my name in it.")
    document = from_text(f"Q: {ASKED}", f"A: {KNEW}", *lines, f"Q: {AND}", f"A: {DIVERS}")
    assert [t.speaker for t in document.turns] == ["Q", "A", "Q", "A"]


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [
        ("<p><em>Mira Holm is sixty and lives at the pier.</em></p><p>She met us in her hut.</p>", "", ""),
        ("", "<p><b>“Nobody answered it before the storm.”</b></p><p>It was a long night.</p>", ""),
        ("", "<p><b>After the storm</b></p><p>It was a long night.</p>", ""),
        ("", "<h3>The storm came.</h3><p>It was a long night.</p>", ""),
        ("", "", "<p><em>We thank you for reading.</em></p>"),
    ],
)
def test_bold_and_italic_lines_around_questions_that_are_none(before, between, after):
    assert [
        t.span.of(d.text) for d in [from_html(before + BOLD[0] + between + BOLD[1] + after)] for t in d.turns if t.role == "question"
    ] == [ASKED, AND]


def test_between_bold_questions_a_bold_sentence_is_one():
    document = from_html(BOLD[0] + "<p><b>Let us come to the money.</b></p><p>There is none.</p>" + BOLD[1])
    assert told(document) == [*MARKED[:2], ("", "question", "Let us come to the money."), ("", "answer", "There is none."), *MARKED[2:]]


@pytest.mark.parametrize(
    "own",
    ["I slept.", "They told me.", "Let me sleep.", "We slept.", "They told us.", "Our letter.", "It was ours.", "My letter.", "By myself."],
)
def test_answers_say_i_or_we(own):
    document = from_html(f"<p><b>Did you sleep?</b></p><p>{own}</p><p>It was night.</p><p><b>{AND}</b></p><p>Never.</p>")
    assert len(document.turns) == 4


def test_a_bold_heading_in_markdown_stays_a_heading():
    document = segment(article_from_bytes(f"# {HEADLINE}\n\n{INTRO}\n\n## **After the storm**\n\n{KNEW}\n".encode(), "talk.md"))
    assert [b.role for b in document.article.blocks] == ["headline", "", "heading", ""]


def test_bold_lines_without_questions_stay_headings():
    document = from_html(f"<p><b>After the storm</b></p><p>{KNEW}</p><p><b>Before the storm</b></p><p>{DIVERS}</p>")
    assert document.turns == () and [p.section for p in document.body] == ["", "After the storm", "Before the storm"]


def test_other_formats_know_bold_questions():
    for mark in ("**", "*"):
        markdown = f"# {HEADLINE}\n\n{INTRO}\n\n{mark}{ASKED}{mark}\n\n{KNEW}\n\n{mark}{AND}{mark}\n{DIVERS}\n"
        assert told(segment(article_from_bytes(markdown.encode(), "talk.md"))) == MARKED
    file, word = io.BytesIO(), WordDocument()
    word.add_heading(HEADLINE, 0)
    word.add_paragraph(INTRO)
    for question, answer in ((ASKED, KNEW), (AND, DIVERS)):
        asked = word.add_paragraph(" ")
        asked.add_run(question).bold = True
        word.add_paragraph(answer).add_run(" ").bold = True
    word.add_paragraph("It was ").add_run("very").italic = True
    word.add_paragraph().add_run("It was late.").italic = True
    linked, link = word.add_paragraph(), OxmlElement("w:hyperlink")
    link.append(linked.add_run("The letter")._r)
    linked._p.append(link)
    word.save(file)
    article = article_from_bytes(file.getvalue(), "talk.docx")
    assert told(segment(article)) == MARKED
    assert [b.role for b in article.blocks] == ["headline", "", "emphasis", "", "emphasis", "", "", "emphasis", ""]


@pytest.mark.parametrize(
    "paragraphs",
    [
        [ASKED, KNEW, AND, DIVERS],  # questions that nothing marks
        ["WASHINGTON: The pier is closed, and I know why.", KNEW],
        ["Note: We spoke in June.", KNEW, DIVERS],
        ["Note: We spoke in June.", "Update: You can read the letter in the archive, and so can we."],
        ["BREAKING: The pier of Varnby is closed.", "UPDATE: The pier of Varnby is open again."],
        ["CLAIM: The poles were sound.", "FACT: They were rotten.", "CLAIM: Nobody knew.", "FACT: The council knew."],
        ["Needs: A strong night.", "Avoid: A slip on the pier.", "Needs: More letters.", "Avoid: The storm."],
        ["A. Holm and Sons built the pier, and you can see it.", "A. Lind paid for it, and we do not know why."],
        ["Q: Who pays?", KNEW],
        ["Photo: My pier.", KNEW, DIVERS, "Photo: Your pier?", KNEW, DIVERS, "Video: The pier and me.", DIVERS],
        ["Who: You.", "What: Your pier.", "When: When do you come?", "Where: Ask me."],
        ["EDITOR: We spoke in June.", "UPDATE: The pier of Varnby is open again."],
        ["Diary: My pier.", "Letter: Your pier?", KNEW, "Diary: My hut.", KNEW, "Letter: My storm.", KNEW, "Diary: Your hut."],
        ["Lind: “You knew of it.”", "Holm: “I did, and I wrote to you.”", "Lind: “You did?”", "Holm: “I did.”"],
        ["Q: Who pays for the pier?", "A: The town.", "“We have no money,” grumbled a clerk.", "Q: Since when?", "A: Since June."],
        ["Urgent:", "Do you like the pier?", "Vote Now:", "Do you like the storm?", "Urgent:", "Do you like the divers?"],
        ["Storm Watch", KNEW, "Storm Watch", DIVERS],
    ],
)
def test_no_turns_in_text(paragraphs):
    assert from_text(*paragraphs).turns == ()


@pytest.mark.parametrize(
    "body",
    [
        "<h3>What happened to the pier?</h3><p>It broke in the storm.</p><h3>What happens next?</h3><p>The council meets on Monday, and “we will pay,” said a clerk.</p>",
        "<p><b>Can you still walk on the pier?</b></p><p>No. It is closed.</p><p><b>Who pays?</b></p><p>The town does.</p>",
        "<p><b>Who pays?</b></p><p>The town does, I think.</p><p><b>And who else?</b></p><p>Nobody.</p><p><b>When?</b></p><p>Never.</p>",
        f"<p><b>{ASKED}</b></p><p>{KNEW}</p><p>{DIVERS}</p>",
        f"<p><b>{ASKED}</b></p><p>{KNEW}</p><p><b>You are here.</b></p><p>{DIVERS}</p>",
        f"<p><b>{ASKED}</b></p><p><b>{AND}</b></p><p>{KNEW}</p>",
        "<p><b>Can you pay?</b></p><p>You can ask us.</p><p>“It is dear,” said a clerk.</p><p><b>Who pays?</b></p><p>The town.</p>",
        f"<p><b>{INTRO}</b></p><p>{KNEW}</p><p><b>You are here.</b></p><p>{DIVERS}</p>",
        f"<p>{ASKED}</p><p>{KNEW}</p><p>{AND}</p><p>{DIVERS}</p>",
        f"<p><b>Well.</b> {ASKED}</p><p>{KNEW}</p><p><b>So.</b> {AND}</p><p>{DIVERS}</p>",
    ],
)
def test_no_turns_on_pages(body):
    assert from_html(body).turns == ()


def test_a_list_of_very_many_labels_is_no_transcript():
    assert from_text(*(f"SPEAKER {i}: I ask you." for _ in "ab" for i in range(100))).turns
    assert from_text(*(f"SPEAKER {i}: I ask you." for _ in "ab" for i in range(101))).turns == ()


PIECES = st.sampled_from(
    [
        f"Q: {ASKED}",
        f"A: {KNEW}",
        f"HOLM: {DIVERS}",
        "HOLM:",
        f"ADA LIND: {AND}",
        "Never.",
        KNEW,
        "Advertisement",
        "A long night",
        "",
        "LIND: ",
        "Q",
    ]
)
ROLES = st.sampled_from(["", "emphasis", "heading", "body", "other"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ROLES, PIECES), min_size=1, max_size=14))
def test_turns_are_in_order_and_cover_whole_paragraphs_but_for_the_label(blocks):
    document = segment(article_from_blocks([("headline", HEADLINE), *blocks], "talk"))
    spans = [t.span for t in document.turns]
    assert all(a.end <= b.start for a, b in pairwise(spans)) and all(span.of(document.text).strip() for span in spans)
    for turn in document.turns:
        assert turn.label is None or (turn.label.end <= turn.span.start and turn.label.of(document.text) == turn.speaker)
        assert all(b.role in ("body", "space") for b in document.blocks if b.span.overlaps(turn.span))
    for paragraph in document.body:
        inside = [t for t in document.turns if t.span.overlaps(paragraph.span)]
        assert len(inside) <= 1 and all(t.span.end >= paragraph.span.end for t in inside)
        for turn in inside:
            start = turn.label.start if turn.label and paragraph.span.contains(turn.label) else turn.span.start
            assert start <= paragraph.span.start
