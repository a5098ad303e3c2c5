"""Files of every kind become an article; what is none is refused in a sentence with what to do."""

import io
import time
import zipfile

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from analysis.reading import LONGEST_TEXT, article_from_bytes, article_from_text, read_article, slug
from analysis.schema import AnalysisError
from analysis.segment import segment

BODY = (
    "The council of the harbor town met on Monday and talked about the levy for hours.",
    "“We cannot go on like this,” said Ada Brook, who leads the fishermen of the naïve little café.",
)


def roles(article) -> list[str]:
    return [b.role for b in segment(article).blocks if b.role != "space"]


def word_file() -> bytes:
    file, document = io.BytesIO(), WordDocument()
    document.add_heading("Harbor Council Votes", 0)
    document.add_paragraph(BODY[0])
    document.add_heading("A long night", 1)
    document.add_paragraph(BODY[1])
    document.save(file)
    return file.getvalue()


def pdf_file(lines=("Harbor Council Votes", "", *BODY), stream: str = "") -> bytes:
    """The smallest PDF that holds some lines, or a page's own drawing orders."""
    plain = [line.replace("“", '"').replace("”", '"').replace("ï", "i").replace("é", "e") for line in lines]
    shown = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in plain)
    stream = (stream or f"BT /F1 11 Tf 14 TL 40 780 Td {shown} ET").encode("latin1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for i, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    table = b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)


HTML = f"""<!doctype html><html><head><title>Harbor Council Votes</title><meta charset="utf-8"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Harbor Council Votes</h1><p>{BODY[0]} {BODY[0]}</p><h2>A long night</h2><p>{BODY[1]} {BODY[0]}</p>
<p>Advertisement</p><p>In the end the levy was lost by one vote, and the fishermen went home in the rain.</p></article>
<footer>Copyright 2026</footer></body></html>"""
MARKDOWN = (
    f"# Harbor Council Votes\n\n{BODY[0]}\n\n## A long night\n\n**Ada Brook** wrote [a letter](http://example.org) to the *council*.\n"
)


def test_plain_text():
    article = article_from_bytes("\n\n".join(("Harbor Council Votes", *BODY)).encode(), "levy.txt")
    assert roles(article) == ["headline", "body", "body"]
    assert article.id == "levy" and article.source == "levy.txt" and article.notes == ()


def test_markdown_keeps_headings_and_loses_marks():
    article = article_from_bytes(MARKDOWN.encode(), "levy.md")
    assert roles(article) == ["headline", "body", "heading", "body"]
    assert "Ada Brook wrote a letter to the council." in article.text


def test_web_page():
    article = article_from_bytes(HTML.encode(), "levy.html")
    document = segment(article)
    assert document.headline == "Harbor Council Votes"
    assert len(document.body) == 3 and {p.section for p in document.body} == {"", "A long night"}
    assert "Sport" not in article.text and "Copyright" not in article.text


def test_the_name_of_the_site_is_no_part_of_the_headline():
    page = HTML.replace(
        "<title>Harbor Council Votes", '<meta property="og:site_name" content="Lund Press"><title>Harbor Council Votes | Lund Press'
    )
    page = page.replace("<h1>Harbor Council Votes</h1>", "")
    assert segment(article_from_bytes(page.encode(), "levy.html")).headline == "Harbor Council Votes"


def test_word_file():
    article = article_from_bytes(word_file(), "levy.docx")
    assert roles(article) == ["headline", "body", "heading", "body"]
    assert BODY[1] in article.text


def test_pdf_file():
    text = article_from_bytes(pdf_file(), "levy.pdf").text
    assert "talked about the levy for hours" in text and "Harbor Council Votes" in text


def test_type_and_distance_part_a_pdf_into_headings_and_paragraphs():
    body = ["The council of the harbor town met on Monday and talked.", "Nobody in the hall went home before the vote was taken."]
    stream = "BT 40 780 Td /F1 22 Tf 26 TL (Harbor Council Votes) Tj T* (on the Levy) Tj /F1 11 Tf 14 TL 0 -40 Td "
    stream += "".join(f"({line}) Tj T* ({line}) Tj 0 -30 Td " for line in body)
    document = segment(article_from_bytes(pdf_file(stream=stream + "ET"), "levy.pdf"))
    assert document.headline == "Harbor Council Votes on the Levy"
    assert [p.span.of(document.text) for p in document.body] == [f"{line} {line}" for line in body]


def test_a_locked_pdf_says_so():
    file, writer = io.BytesIO(), PdfWriter(io.BytesIO(pdf_file()))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)
    with pytest.raises(AnalysisError, match="password"):
        article_from_bytes(file.getvalue(), "locked.pdf")


def test_words_in_tables_of_a_word_file_are_kept():
    file, document = io.BytesIO(), WordDocument()
    document.add_paragraph(BODY[0])
    document.add_table(1, 1).cell(0, 0).text = BODY[1]
    document.save(file)
    assert BODY[1] in article_from_bytes(file.getvalue(), "levy.docx").text


def test_a_word_file_that_unpacks_without_end_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 20_000_000)
    with pytest.raises(AnalysisError, match="100 times"):
        article_from_bytes(file.getvalue(), "bomb.docx")


def test_markdown_leaves_out_code_and_pictures_and_knows_its_front():
    text = f'---\ntitle: "Levy lost"\nauthor: Ada Brook\n---\n![boat](boat.png)\n\n{BODY[0]}\n\n```\ncode()\n```\n\n- One [boat][1]\n- Two\n\n[1]: /b\n'
    article = article_from_bytes(text.encode(), "levy.md")
    assert article.text.split("\n\n") == ["Levy lost", BODY[0], "One boat", "Two"]
    assert article.author == "Ada Brook"


def test_a_page_in_which_no_article_is_found_gives_its_paragraphs():
    page = f"<html><body>{'<div>' * 400}<p>{BODY[0]}</p><p>{BODY[1]}</p>{'</div>' * 400}</body></html>"
    text = article_from_bytes(page.encode(), "deep.html").text
    assert all(paragraph in text for paragraph in BODY)


def test_a_title_stands_above_lines_that_are_paragraphs():
    document = segment(article_from_text("\n".join((*BODY, "levy, harbor, council, taxes")), "The levy is lost."))
    assert document.headline == "The levy is lost." and len(document.body) == 2


@pytest.mark.parametrize("words", ["BMW and MZ build a boat together.", "RIFF is a song, GIF89a a picture.", "ID3 comes to the harbor."])
def test_text_that_begins_like_a_picture_is_text(words):
    assert article_from_bytes(words.encode(), "boat.txt").text == words


def test_one_damaged_byte_does_not_spoil_the_others():
    article = article_from_bytes("\n\n".join(BODY).encode() + b"\xff", "levy.txt")
    assert BODY[1] in article.text and "damaged" in article.notes[0]


def test_a_page_in_its_declared_charset():
    page = HTML.replace("utf-8", "iso-8859-2").replace("Ada Brook", "Ada Břook").replace("“", '"').replace("”", '"')
    page = page.replace("naïve", "simple")
    assert "Ada Břook" in article_from_bytes(page.encode("iso-8859-2"), "levy.html").text


def test_a_title_becomes_the_headline_once():
    assert segment(article_from_text("\n\n".join(BODY), "Levy lost")).headline == "Levy lost"
    assert article_from_text("Levy lost\n\n" + BODY[0], "Levy lost").text.count("Levy lost") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding):
    article = article_from_bytes("\n\n".join(BODY).encode(encoding), "levy.txt")
    assert BODY[1] in article.text
    assert bool(article.notes) == (encoding == "cp1252")


@pytest.mark.parametrize(
    "damaged", [lambda t: t.encode("utf8").decode("latin-1"), lambda t: t.replace("’", "â€™")], ids=["all", "apostrophes"]
)
def test_letters_read_in_the_wrong_encoding_are_mended(damaged):
    right = "The council’s “quiet” café — closed since May — opens again, and nobody knows for how long it will stay."
    article = article_from_text(damaged(right))
    assert article.text == right and len(article.notes) == 1


@pytest.mark.parametrize("ends", ["\r\n\r\n", "\r\r", "\u2028\u2028", "\n"])
def test_line_ends(ends):
    assert len(segment(article_from_text(ends.join(BODY))).body) == 2


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.txt"),
        (b" \n\t\r\n", "blank.txt"),
        (b"\xef\xbb\xbf", "mark.txt"),
        (b"\x00" * 50, "nul.txt"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture.txt"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "photo.jpg"),
        (bytes(range(256)) * 20, "noise.bin"),
        ("😀😀😀".encode(), "emoji.txt"),
        (b"12 34 56", "numbers.txt"),
        (b"%PDF-1.4 broken", "broken.pdf"),
        (pdf_file(()), "scan.pdf"),
        (b"PK\x03\x04broken", "broken.docx"),
        (b"no word file", "fake.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old.doc"),
        (b"{\\rtf1\\ansi The council met.}", "levy.rtf"),
        (b"<html><body><script>x()</script></body></html>", "empty.html"),
        (("a" * 10 + " ").encode() * (LONGEST_TEXT // 11 + 10), "long.txt"),
        (b"x" * 20_000_001, "huge.txt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_article_is_refused_in_words(data, name):
    with pytest.raises(AnalysisError) as caught:
        article_from_bytes(data, name)
    assert name in caught.value.problem and len(caught.value.remedy) > 10


@pytest.mark.parametrize(
    "text",
    [
        "word",
        "One Heading\n\nAnother Heading\n\nA Third One",
        "“An open mark and no end, said Ada Brook. She left the hall.",
        "Il consiglio del porto si è riunito lunedì e ha parlato per ore della tassa che i pescatori avevano chiesto in primavera alla città.",
        "Ada\x00 Brook\x07 left the hall.",
        "\u202eAda Brook\u202c left the hall.",
        "Ada \ud800 Brook left the hall.",
        "Oh no" + "!" * 5_000,
    ],
)
def test_odd_text_is_read(text):
    article = article_from_text(text)
    article.text.encode("utf8")
    assert not set("\x00\x07\u202e") & set(article.text)
    segment(article)


def test_another_language_is_read_with_a_warning():
    article = article_from_text(
        "Il consiglio del porto si è riunito lunedì e ha parlato per ore della tassa che i pescatori avevano chiesto alla città."
    )
    assert article.language == "it" and "not to be trusted" in article.notes[0]


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(AnalysisError, match="cannot be opened"):
        read_article(tmp_path / "nothing.txt")


def test_a_file_is_read(tmp_path):
    path = tmp_path / "Häfen und Levy.txt"
    path.write_text("\n\n".join(BODY), encoding="utf8")
    assert read_article(path).id == "hafen-und-levy"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".txt", ".md", ".html", ".pdf", ".docx", ""]))
def test_any_bytes_give_an_article_or_a_sentence(data, ending):
    try:
        article = article_from_bytes(data, f"file{ending}")
    except AnalysisError:
        return
    article.text.encode("utf8")
    segment(article)


@given(st.text(max_size=80))
def test_a_slug_is_a_slug(words):
    assert slug(words) and set(slug(words)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and len(slug(words)) <= 60


@pytest.mark.parametrize(
    "piece",
    ["word and another one, ", "“word and ", "Short line of words\n", '"We go," said Ada.\n', "\n", "a", "(", ", "],
)
def test_reading_grows_no_faster_than_the_text(piece):
    def seconds(characters: int) -> float:
        text = "Ada Brook met Otto Lind. " + piece * (characters // len(piece))
        began = time.perf_counter()
        segment(article_from_text(text))
        return time.perf_counter() - began

    seconds(1_000)
    assert seconds(200_000) < 20 * max(seconds(40_000), 0.02)


@pytest.mark.parametrize(("piece", "name"), [("<p>", "p.html"), ("<br>", "br.html"), ("[", "a.md"), ("**a ", "b.md"), ("# a #", "c.md")])
def test_odd_markup_is_read_in_time(piece, name):
    began = time.perf_counter()
    text = article_from_bytes(("<html><body><p>" if name.endswith("html") else "").encode() + (piece * 5_000 + BODY[0]).encode(), name).text
    assert "harbor town" in text
    assert time.perf_counter() - began < 10
