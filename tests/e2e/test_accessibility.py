"""No page has a serious violation of the accessibility rules that axe-core knows (WCAG 2, A and AA, and best practice)."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

WAIT = 60_000
# Of Streamlit's own making, which no setting mends: rule → what of it is let pass.
STREAMLITS_OWN = {}
PAGES = {
    "article": re.compile(r"Paragraph 1 of"),
    "compare": "Compare articles",
    "check": "1. Take the sheet",
    "method": "How scores are made",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("name", PAGES)
def test_no_serious_violation(browser, address, name, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True
    )  # axe is put into the page
    page = context.new_page()
    page.goto(address if name == "article" else f"{address}/{name}")
    page.get_by_text(PAGES[name]).last.wait_for(timeout=WAIT)
    page.wait_for_timeout(1500)
    found = Axe().run(page).response["violations"]
    context.close()
    serious = {
        f"{v['id']}: {node['html'][:150]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
        if not any(part in node["html"] for part in STREAMLITS_OWN.get(v["id"], ()))
    }
    assert not serious, "\n".join(sorted(serious))
