"""Journeys through the dashboard in a real Chromium, under its content-security policy."""

import io
import re
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlparse
from xml.etree import ElementTree

import pandas as pd
import pytest
from pypdf import PdfReader

from analysis import analyze, read_article
from analysis.report import article_report

ROOT = Path(__file__).parent.parent.parent
SCREENSHOTS = Path(__file__).parent / "screenshots"
SIZES = {"wide": (1366, 768), "phone": (390, 844)}
WAIT = 60_000  # milliseconds: the first page scores the sample


def click(page, mark) -> None:
    """Plotly hears a click only after the mouse has come to rest on the mark."""
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    page.wait_for_timeout(400)
    page.mouse.down()
    page.mouse.up()


def test_the_answer_bears_the_policy(address):
    headers = urllib.request.urlopen(address, timeout=10).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_click_on_a_bar_moves_all_views(page):
    assert page.get_by_text(re.compile(r"Paragraph 1 of \d+")).is_visible()
    click(page, page.locator(".barlayer .point").nth(3))
    page.get_by_text(re.compile(r"Paragraph 4 of \d+")).wait_for(timeout=WAIT)
    page.wait_for_selector('.p.on[data-n="4"]', timeout=WAIT)
    assert "p=4" in page.url
    page.locator('.p[data-n="6"]').click()
    page.get_by_text(re.compile(r"Paragraph 6 of \d+")).wait_for(timeout=WAIT)
    page.keyboard.press("ArrowRight")
    page.get_by_text(re.compile(r"Paragraph 7 of \d+")).wait_for(timeout=WAIT)


def test_four_files_one_broken(page):
    body = "The mayor praised the workers.\n\nAda Brook said the plan was “a disaster for the town.” Otto Lind disagreed with her."
    files = [{"name": f"story-{i}.txt", "mimeType": "text/plain", "buffer": f"Story {i}\n\n{body}".encode()} for i in range(3)]
    broken = {"name": "photo.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(range(256))}
    page.set_input_files("input[type=file]", [*files, broken])
    page.get_by_text("not read").wait_for(timeout=WAIT)
    assert page.locator("strong", has_text=re.compile("story-[0-2].txt")).count() == 3
    assert page.get_by_text("this is no text").is_visible()
    page.wait_for_selector(".barlayer .point", timeout=WAIT)


def test_a_table_is_downloaded_and_read_back(page):
    page.get_by_role("tab", name="Tables and downloads").click()
    with page.expect_download(timeout=WAIT) as excel:
        page.locator(".st-key-all-xlsx button").click()
    sheets = pd.read_excel(io.BytesIO(Path(excel.value.path()).read_bytes()), sheet_name=None)
    assert len(sheets) == 12 and len(sheets["paragraphs"]) > 8
    assert sheets["paragraphs"]["tone"].between(-1, 1).all()
    with page.expect_download(timeout=WAIT) as csv:
        page.locator(".st-key-one-csv button").click()
    table = pd.read_csv(io.BytesIO(Path(csv.value.path()).read_bytes()))
    assert len(table) > 0 and table.columns[0] == "article"


def test_the_report_and_a_drawing_are_taken_away(page):
    page.get_by_role("tab", name="Tables and downloads").click()
    with page.expect_download(timeout=WAIT) as report:
        page.locator(".st-key-report-html button").click()
    assert report.value.suggested_filename == "trump-musk-tech-feud.html"
    assert Path(report.value.path()).read_text(encoding="utf8").startswith("<!DOCTYPE html>")
    with page.expect_download(timeout=WAIT) as drawing:
        page.locator('[class*="st-key-picture-tone"] button').click()
    assert drawing.value.suggested_filename == "trump-musk-tech-feud.tone.svg"
    assert ElementTree.parse(drawing.value.path()).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_the_camera_over_a_chart_gives_a_picture_named_after_the_article(page):
    page.locator('[class*="st-key-arc-"] .js-plotly-plot').hover()
    with page.expect_download(timeout=WAIT) as picture:
        page.locator('.modebar-btn[data-title*="PNG"]').first.click()
    assert picture.value.suggested_filename == "trump-musk-tech-feud-tone.png"
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")


def test_the_link_of_a_sample_opens_the_same_view(page, address):
    page.locator(".st-key-on button").click()
    page.get_by_text(re.compile(r"Paragraph 2 of \d+")).wait_for(timeout=WAIT)
    page.get_by_role("tab", name="Shifts").click()
    page.get_by_text("The likeliest change of each series").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied.").wait_for(timeout=WAIT)
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(address) and parse_qs(urlparse(link).query) == {"art": ["trump-musk-tech-feud"], "p": ["2"], "tab": ["Shifts"]}
    page.goto("about:blank")
    page.goto(link)
    page.get_by_text("The likeliest change of each series").wait_for(timeout=WAIT)
    page.get_by_text(re.compile(r"Paragraph 2 of \d+")).wait_for(timeout=WAIT)


def test_the_link_says_nothing_of_an_article_of_ones_own(page):
    secret = {
        "name": "secret-memo.txt",
        "mimeType": "text/plain",
        "buffer": b"Secret memo\n\nAda Brook praised the workers.\n\nAll was well.",
    }
    page.set_input_files("input[type=file]", [secret])
    page.get_by_role("heading", name="Secret memo").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Share").click()
    page.get_by_text("never leaves this machine").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied.").wait_for(timeout=WAIT)
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith("http://127.0.0.1") and "secret" not in link and "p=" not in link


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    """A report of a sample, on disk."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(article_report(analyze(read_article(ROOT / "data" / "articles" / "velmora-coal-summit.txt"))), encoding="utf8")
    return path


@pytest.mark.parametrize("size", SIZES)
def test_a_report_opens_from_disk_without_a_network(browser, report, size):
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    opened, told, asked = context.new_page(), [], []
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(report.as_uri())
    assert told == [] and asked == [report.as_uri()]
    assert opened.get_by_role("heading", level=2).count() == 9
    assert opened.get_by_role("img", name=re.compile(r"Tone of \d+ paragraphs: harshest in")).is_visible()
    assert opened.evaluate("document.documentElement.scrollWidth") <= width + 1
    opened.get_by_role("link", name="Who is quoted").click()
    assert opened.get_by_role("heading", name="Who is quoted").evaluate("e => Math.abs(e.getBoundingClientRect().top) < innerHeight")
    assert asked == [report.as_uri()]
    context.close()


def test_a_report_runs_nothing_even_if_markup_slips_in(browser, report):
    """The page's own policy is the second wall: it stands where escaping would fail."""
    hostile = "<img src=\"http://127.0.0.1:9/x.png\" onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    path = report.with_name("hostile.html")
    path.write_text(report.read_text(encoding="utf8").replace("</main>", f"{hostile}</main>"), encoding="utf8")
    context = browser.new_context()
    opened, refused = context.new_page(), []
    opened.on("console", lambda message: refused.append(message.text))
    opened.goto(path.as_uri())
    assert "owned" not in opened.title()
    assert sum("Content Security Policy" in text for text in refused) >= 2
    context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_report_prints_with_every_table_whole(browser, report, paper):
    """Nothing is cut at the side of the paper, and every row of every table is printed, under a head on each page."""
    opened = browser.new_page()
    opened.goto(report.as_uri())
    rows = opened.locator("tbody tr").evaluate_all("rows => rows.map(r => r.lastElementChild.innerText)")
    opened.emulate_media(media="print")
    opened.set_viewport_size({"width": {"A4": 680, "Letter": 702}[paper], "height": 900})  # the paper without its margins, at 96 a inch
    wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1).length"
    assert opened.locator(".wide, table, figure, .paragraph").evaluate_all(wide) == 0
    pages = PdfReader(io.BytesIO(opened.pdf(format=paper))).pages
    printed = re.sub(r"\s", "", "".join(p.extract_text() for p in pages))
    assert len(pages) > 3 and len(rows) > 50
    assert [row for row in rows if re.sub(r"\s", "", row) not in printed] == []
    opened.close()


def test_a_cell_of_the_matrix_opens_its_paragraph(page):
    page.get_by_role("tab", name="Who stands where").click()
    signs = page.locator('[class*="st-key-matrix"] .scatterlayer .textpoint').filter(has_text="▼")
    signs.first.wait_for(timeout=WAIT)
    page.wait_for_timeout(800)
    signs.first.scroll_into_view_if_needed()
    click(page, signs.first)
    page.wait_for_url(re.compile(r"[?&]p=(?!1\b)\d+"), timeout=WAIT)


def test_the_keyboard_reads_the_text(page):
    page.locator('.p[data-n="1"]').focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector('.p.on[data-n="2"]', timeout=WAIT)
    assert page.evaluate("document.activeElement.shadowRoot?.activeElement?.dataset.n ?? document.activeElement.dataset.n") == "2"


def test_markup_in_a_text_runs_nothing(page):
    page.get_by_text("Paste a text").click()
    attack = "Ada Brook read <img src=x onerror=\"document.title='owned'\"> and ![x](http://127.0.0.1:9/x.png) aloud to the council."
    page.get_by_label("Text", exact=True).fill(
        f"<script>document.title='owned'</script> ![x](http://127.0.0.1:9/y.png) News\n\n{attack}\n\nOtto Lind praised {attack}"
    )
    page.get_by_role("button", name="Score this text").click()
    page.get_by_text(re.compile("words in")).wait_for(timeout=WAIT)
    page.wait_for_selector(".barlayer .point", timeout=WAIT)
    assert "owned" not in page.title()
    assert page.locator("img[src*='127.0.0.1:9']").count() == 0


def test_two_articles_are_compared_and_a_name_in_doubt_is_merged(page):
    stories = (
        "Harbor Plan Divides the Town\n\nMayor Ada Brook praised the workers.\n\nCaptain Otto Brook called the plan “a disaster.”",
        "Harbor Plan Stalls\n\nBrook praised the workers on Monday.\n\nThe plan was late, and Brook said so.",
    )
    files = [{"name": f"harbor-{i}.txt", "mimeType": "text/plain", "buffer": text.encode()} for i, text in enumerate(stories)]
    page.set_input_files("input[type=file]", files)
    page.get_by_role("link", name="Compare your articles").click()
    page.get_by_text("no actor in common").wait_for(timeout=WAIT)
    page.wait_for_selector('[class*="st-key-compared-arcs"] .barlayer .point', timeout=WAIT)
    assert page.locator('[class*="st-key-compared-arcs"] .barlayer .point').count() == 4
    page.get_by_role("tab", name="Perhaps the same").click()
    page.get_by_role("button", name="The same").first.click()
    page.get_by_text("1 actor in common").wait_for(timeout=WAIT)
    page.get_by_role("tab", name="Tables and downloads").click()
    with page.expect_download(timeout=WAIT) as excel:
        page.locator(".st-key-all-xlsx button").click()
    sheets = pd.read_excel(io.BytesIO(Path(excel.value.path()).read_bytes()), sheet_name=None)
    assert len(sheets) == 6 and sheets["shared_actors"]["shared"].nunique() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_page_fits_every_screen(browser, address, size, scheme):
    """Nothing sticks out at the side; the picture is kept for looking at."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    opened = context.new_page()
    opened.goto(address)
    opened.wait_for_selector(".barlayer .point", timeout=WAIT)
    opened.wait_for_timeout(1000)
    SCREENSHOTS.mkdir(exist_ok=True)
    opened.screenshot(path=SCREENSHOTS / f"{size}-{scheme}.png")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width + 1
    context.close()


def test_a_correction_from_the_text_is_made_and_taken_back(page):
    page.get_by_role("tab", name="Corrections").click()  # the same forms are there, too
    page.get_by_text("Your corrections: 0").wait_for(timeout=WAIT)
    page.get_by_text("Correct", exact=True).first.click()
    page.locator(".correcting [data-mention].stop").filter(has_text="Elon Musk").first.click()
    form = page.get_by_role("dialog")
    form.get_by_text("The actor as a whole").click()
    assert page.get_by_label("Call it").count() == 2
    form.get_by_label("Call it").fill("Mr X")
    form.get_by_label("Call it").press("Enter")
    form.get_by_role("button", name="Rename").click()
    page.get_by_text("against Mr X").first.wait_for(timeout=WAIT)  # in the lead
    page.get_by_role("button", name="Undo last of 1").click()
    page.get_by_text("against Elon Musk").first.wait_for(timeout=WAIT)
    page.wait_for_function("!document.body.innerText.includes('Mr X')", timeout=WAIT)


def test_a_speaker_is_corrected_by_the_keyboard(page):
    page.get_by_text("Correct", exact=True).first.click()
    speaker = page.locator(".correcting .speaker.stop").first
    speaker.focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    form.get_by_text("Who says this?").wait_for(timeout=WAIT)
    page.keyboard.press("Escape")
    form.wait_for(state="detached", timeout=WAIT)
    page.get_by_role("tab", name="Corrections").click()
    page.get_by_text("Your corrections: 0").wait_for(timeout=WAIT)


def test_the_scorer_is_switched_and_the_arc_follows(page):
    bars = lambda: page.locator(".barlayer .point path").evaluate_all("all => all.map(p => p.getAttribute('d')).join()")
    before = bars()
    page.get_by_text("VADER", exact=True).first.click()
    page.wait_for_url(re.compile("by=VADER"), timeout=WAIT)
    page.wait_for_function(
        "before => [...document.querySelectorAll('.barlayer .point path')].map(p => p.getAttribute('d')).join() !== before", arg=before
    )


def test_why_takes_a_paragraph_apart(page):
    page.get_by_text("Why?", exact=True).first.click()
    page.get_by_text(re.compile("weighs: .*without it|it alone makes the figure")).first.wait_for(timeout=WAIT)


def test_a_coding_sheet_goes_there_and_comes_back(page):
    page.get_by_role("link", name="Check").click()
    with page.expect_download(timeout=WAIT) as sheet:
        page.locator(".st-key-sheet-xlsx button").click()
    table = pd.read_excel(io.BytesIO(Path(sheet.value.path()).read_bytes()))
    assert len(table) > 20 and "tool" not in table and table["label"].isna().all()
    table["label"] = ["negative", "neutral", "positive", *["neutral"] * (len(table) - 3)]
    buffer = io.BytesIO()
    table.to_excel(buffer, index=False)
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").last.set_input_files([{"name": "mine.xlsx", "mimeType": mime, "buffer": buffer.getvalue()}])
    page.get_by_text(re.compile("Krippendorff’s alpha = ")).wait_for(timeout=WAIT)


def test_a_shared_link_opens_on_a_phone(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    opened = context.new_page()
    opened.goto(f"{address}/?art=trump-musk-tech-feud&p=5&tab=Quotes")
    opened.get_by_text(re.compile(r"Paragraph 5 of \d+")).wait_for(timeout=WAIT)
    opened.wait_for_selector('.p.on[data-n="5"]', timeout=WAIT)
    assert opened.get_by_role("tab", name="Quotes").get_attribute("aria-selected") == "true"
    assert opened.evaluate("document.documentElement.scrollWidth") <= 391
    context.close()
