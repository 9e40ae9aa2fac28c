"""The report pages in Chromium, as a reader uses them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select

from conftest import Outcome

pytestmark = pytest.mark.browser
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
EN = [
    "The bridge is 148 metres long.",
    "It links two quarters of the old town.",
    "It cost 7 million euros in all.",
    "It opened in 2024.",
]
NL = [
    "De brug is 184 meter lang.",
    "Hij verbindt twee wijken van de oude stad.",
    "Hij ging in 2024 open.",
]
AR = [
    "يبلغ طول الجسر 148 مترا.",
    "ويربط بين حيين في المدينة القديمة.",
    "وبلغت تكلفته 9 ملايين يورو.",
    "وافتتح عام 2024.",
]


@pytest.fixture
def opened(
    browser: webdriver.Chrome,
    transcheck: Callable[..., Outcome],
    story: Callable[..., Path],
    tmp_path: Path,
) -> webdriver.Chrome:
    texts = {"en": [*EN, HOSTILE], "nl": [*NL, HOSTILE], "ar": AR}
    folder = story(
        {f"{lang}.txt": "\n\n".join(blocks) + "\n" for lang, blocks in texts.items()}, "bridge"
    )
    reports = tmp_path / "reports"
    done = transcheck(
        "check", folder, "--source", "en", "--reports", reports, "--report-format", "html"
    )
    assert done.status == 1, done.err
    browser.get((reports / "index.html").as_uri())
    browser.find_element(By.LINK_TEXT, "bridge").click()
    return browser


def cards(browser: webdriver.Chrome) -> list[WebElement]:
    return [card for card in browser.find_elements(By.CSS_SELECTOR, ".card") if card.is_displayed()]


def body(browser: webdriver.Chrome) -> WebElement:
    return browser.find_element(By.TAG_NAME, "body")


def current(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.CSS_SELECTOR, ".card.current").get_attribute("id") or ""


def test_an_article_cannot_run_script(opened: webdriver.Chrome) -> None:
    assert opened.title == "The bridge is 148 metres long. – transcheck"
    assert HOSTILE in (body(opened).get_attribute("textContent") or "")
    assert not opened.find_elements(By.TAG_NAME, "img")
    assert [entry for entry in opened.get_log("browser") if entry["level"] == "SEVERE"] == []
    # not even script that got into the page would run: its policy allows only the page's own
    opened.execute_script(
        "const s = document.createElement('script'); s.text = 'document.title = 1'; "
        "document.body.append(s)"
    )
    assert opened.title == "The bridge is 148 metres long. – transcheck"


def test_filters(opened: webdriver.Chrome) -> None:
    everything = len(cards(opened))
    assert everything >= 3
    Select(opened.find_element(By.NAME, "family")).select_by_visible_text("PAR")
    assert {card.get_attribute("data-family") for card in cards(opened)} == {"PAR"}
    Select(opened.find_element(By.NAME, "family")).select_by_visible_text("all")
    Select(opened.find_element(By.NAME, "lang")).select_by_value("ar")
    assert {card.get_attribute("data-lang") for card in cards(opened)} == {"ar"}
    Select(opened.find_element(By.NAME, "lang")).select_by_value("")
    opened.find_element(By.CSS_SELECTOR, '[name="severity"][value="error"]').click()
    assert "error" not in {card.get_attribute("data-severity") for card in cards(opened)}
    opened.find_element(By.CSS_SELECTOR, '[name="severity"][value="error"]').click()
    assert len(cards(opened)) == everything


def test_a_filter_folds_every_row_whose_findings_it_hides(opened: webdriver.Chrome) -> None:
    wrong = opened.find_element(By.XPATH, "//td[contains(., '184 meter')]")
    assert wrong.is_displayed()
    Select(opened.find_element(By.NAME, "family")).select_by_visible_text("PAR")
    assert not wrong.is_displayed()
    Select(opened.find_element(By.NAME, "family")).select_by_visible_text("all")
    assert wrong.is_displayed()


def test_the_list_of_findings_leads_to_each(opened: webdriver.Chrome) -> None:
    lines = opened.find_elements(By.CSS_SELECTOR, ".contents li a")
    assert len(lines) == len(cards(opened))
    lines[-1].click()
    assert current(opened) == f"f{lines[-1].find_element(By.XPATH, '..').get_attribute('value')}"


def test_keys_go_from_finding_to_finding(opened: webdriver.Chrome) -> None:
    seen = []
    for _ in range(len(cards(opened)) + 1):
        body(opened).send_keys("j")
        seen.append(current(opened))
        assert opened.switch_to.active_element.get_attribute("id") == seen[-1]
    assert seen[-1] == seen[0]
    assert len(set(seen)) == len(cards(opened))
    body(opened).send_keys("k")
    assert current(opened) == seen[-2]


def test_a_span_leads_to_its_finding_and_its_counterpart(opened: webdriver.Chrome) -> None:
    wrong = next(
        mark
        for mark in opened.find_elements(By.CSS_SELECTOR, "mark:not(.related)")
        if "184" in mark.text
    )
    wrong.click()
    card = opened.find_element(By.CSS_SELECTOR, ".card.current")
    assert "148" in card.text
    assert "184" in card.text
    linked = [mark.text for mark in opened.find_elements(By.CSS_SELECTOR, "mark.linked")]
    assert set(linked) == {"148", "184"}  # signs are no part of the text


def test_rows_without_findings_are_folded_until_asked_for(opened: webdriver.Chrome) -> None:
    hidden = opened.find_element(By.XPATH, "//td[contains(., 'links two quarters')]")
    assert not hidden.is_displayed()
    opened.find_element(By.CSS_SELECTOR, "tr.fold button").click()
    assert hidden.is_displayed()
    opened.find_element(By.NAME, "all").click()
    opened.find_element(By.NAME, "all").click()
    assert not hidden.is_displayed()


def test_columns_can_be_chosen(opened: webdriver.Chrome) -> None:
    box = opened.find_element(By.CSS_SELECTOR, '[name="column"]')
    shown = [
        head.text
        for head in opened.find_elements(By.CSS_SELECTOR, "thead th")
        if head.is_displayed()
    ]
    box.click()
    fewer = [
        head.text
        for head in opened.find_elements(By.CSS_SELECTOR, "thead th")
        if head.is_displayed()
    ]
    assert len(fewer) == len(shown) - 1
    assert fewer[0] == shown[0]


def test_a_telephone_needs_no_scrolling_sideways(opened: webdriver.Chrome) -> None:
    metrics = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        opened.refresh()
        assert opened.execute_script("return document.documentElement.scrollWidth") <= 390
    finally:
        opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_file_of_a_finding_opens_from_a_page_on_disk(
    browser: webdriver.Chrome,
    transcheck: Callable[..., Outcome],
    story: Callable[..., Path],
    tmp_path: Path,
) -> None:
    story({"de brug #1/en.txt": EN[0] + "\n", "de brug #1/nl.txt": NL[0] + "\n"})
    done = transcheck("check", "de brug #1", "--source", "en", "--report-format", "html")
    assert done.status == 1
    page = next((tmp_path / "reports/stories").rglob("*.html"))
    browser.get(page.as_uri())
    [card] = cards(browser)
    links = {
        a.text: a.get_attribute("href") for a in card.find_elements(By.CSS_SELECTOR, ".what a")
    }
    file = (tmp_path / "de brug #1/nl.txt").as_uri()
    assert links == {
        "Open the file": file,
        "Open in VS Code": f"{file.replace('file://', 'vscode://file')}:1:12",
    }
