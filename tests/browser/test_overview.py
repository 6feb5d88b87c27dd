"""All jobs at a glance: what wants somebody stands first, and numbers are those of the status."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from .prepared import failed, running

pytestmark = pytest.mark.browser


def names(page: Page) -> list[str]:
    return page.locator(".job:visible .name").all_inner_texts()


@pytest.fixture
def some_jobs(write_job) -> None:
    write_job("afternoon", phase="Succeeded")
    write_job("beat", **running())
    write_job("charts", phase="Starting")
    write_job("dusk", **failed())


def test_what_wants_somebody_stands_first(some_jobs, open_page):
    page = open_page()
    expect(page.locator(".job")).to_have_count(4)
    assert names(page) == ["dusk", "charts", "beat", "afternoon"]
    levels = [each.get_attribute("data-level") for each in page.locator(".job").all()]
    assert levels == ["bad", "busy", "good", "off"]
    expect(page.locator("#tally")).to_have_text(
        "4 jobs: 1 healthy, 1 needs attention, 1 in motion, 1 at rest. 198 events/s, 1.2k behind."
    )
    expect(page.locator("[data-job='default/dusk'] .why")).to_have_text(
        "Ten failures in a row. Raise executor.memory, or lower the load."
    )


def test_a_change_is_seen(some_jobs, open_page, write_job):
    page = open_page()
    row = page.locator("[data-job='default/charts']")
    expect(row.locator(".phase")).to_have_text("Starting")
    status = running()
    status["progress"] |= {"inputRowsPerSecond": 77.0, "lag": 5}
    write_job("charts", **status)
    expect(row.locator(".phase")).to_have_text("Running", timeout=5_000)
    expect(page.locator(".job")).to_have_count(4)
    expect(row.locator(".figure b").first).to_have_text("77")
    expect(row.locator(".figure b").last).to_have_text("5")


def test_samples_are_drawn(open_page, write_job, front):
    write_job("beat", **running())
    front.history["beat"] = {
        "every": 5,
        "inputRowsPerSecond": [0, 10, None, 20],
        "lag": [4, 2, 0, 0],
    }
    page = open_page()
    strokes = page.locator(".spark .stroke")
    expect(strokes.first).to_have_attribute("d", "M104.3,26.5L109.6,14.5M120.0,2.5")
    expect(strokes.last).to_have_attribute("d", "M104.3,2.5L109.6,14.5L114.8,26.5L120.0,26.5")


def test_an_api_without_samples_is_watched(open_page, write_job):
    write_job("beat", **running())
    page = open_page()
    expect(page.locator(".spark .stroke").first).to_have_attribute(
        "d", re.compile(r"M.*L"), timeout=15_000
    )


def test_a_filter_and_a_search_leave_what_fits(open_page, write_job):
    for number in range(9):
        write_job(f"job-{number}", phase="Failed" if number % 4 == 0 else "Running")
    page = open_page()
    expect(page.locator(".job")).to_have_count(9)
    page.get_by_text("Attention", exact=True).click()
    assert names(page) == ["job-0", "job-4", "job-8"]
    page.get_by_text("All", exact=True).click()
    page.get_by_label("Find a job").fill("job-7")
    assert names(page) == ["job-7"]
    page.get_by_label("Find a job").fill("nothing like it")
    expect(page.get_by_text("No job is like that.")).to_be_visible()


def test_by_keyboard_from_the_overview_to_a_number(open_page, results, write_job):
    results.put((0, "rock", 5), (1, "rock", 7))
    write_job("genre-counts", **running())
    page = open_page(timezone_id="UTC")
    expect(page.locator(".job")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="genre-counts")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page.locator("[data-table]")).to_have_attribute("data-state", "live")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "chart":
            break
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tip")).to_contain_text("12:01")


def test_the_theme_is_chosen_and_kept(open_page, write_job):
    write_job("beat")
    page = open_page(color_scheme="light")
    page.locator("#theme").click()
    page.locator("#theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 17, 22)"


def test_jobs_whose_source_is_away_are_marked(open_page, write_job, front):
    write_job("beat", **running())
    front.answers["/api/v1/jobs/stream"] = 404  # it is asked every few seconds instead
    page = open_page()
    expect(page.locator(".job")).to_have_count(1)
    known = httpx.get(f"{front.url}/api/v1/jobs").json()
    front.answers["/api/v1/jobs"] = {**known, "staleSince": "2026-01-31T12:00:00Z"}
    expect(page.locator("#notice")).to_contain_text("their source does not answer", timeout=5_000)
    expect(page.locator(".job")).to_have_count(1)
