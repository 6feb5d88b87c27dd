"""What the page shows is what the database holds: at once, live, and through outages."""

import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from .prepared import plays, running

ARTIFACTS = Path(__file__).parents[2] / "artifacts"  # git passes it over

pytestmark = pytest.mark.browser

JOB = "/jobs/default/genre-counts"


def shown_counts(page: Page) -> dict[tuple[str, str], int]:
    """(window, genre) -> the count in the table."""
    found = page.eval_on_selector_all(
        "td[data-genre][data-column=count][data-value]",
        "cells => cells.map(each => [each.dataset.window, each.dataset.genre, each.dataset.value])",
    )
    return {(window, genre): int(value) for window, genre, value in found}


def shown_totals(page: Page) -> dict[str, int]:
    found = page.eval_on_selector_all(
        "td[data-total-genre]",
        "cells => cells.map(each => [each.dataset.totalGenre, each.dataset.value])",
    )
    return {genre: int(value) for genre, value in found}


def state(page: Page):
    return page.locator("[data-table=genre_counts]")


def wait_live(page: Page) -> None:
    expect(state(page)).to_have_attribute("data-state", "live", timeout=15_000)


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 1100), (390, 844)], ids=["desktop", "phone"])
def test_every_number_is_the_databases(open_page, results, write_job, size, color_scheme):
    results.put(*plays(60))
    write_job("genre-counts", **running())
    write_job("night-shift", phase="Failed")
    page = open_page(JOB, *size, color_scheme=color_scheme)
    wait_live(page)
    assert shown_counts(page) == results.rows()
    assert shown_totals(page) == results.totals()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_totals_are_of_all_rows_though_only_the_newest_are_shown(open_page, results, write_job):
    results.put(*plays(300))
    write_job("genre-counts")
    page = open_page(JOB)
    wait_live(page)
    newest = sorted({window for window, _ in results.rows()})[-120:]
    wanted = {key: count for key, count in results.rows().items() if key[0] in newest}
    assert shown_counts(page) == wanted
    assert shown_totals(page) == results.totals()


def test_a_commit_is_seen_at_once(open_page, results, write_job):
    results.put((0, "rock", 1), (0, "pop", 2))
    write_job("genre-counts")
    page = open_page(JOB)
    wait_live(page)
    results.put((0, "rock", 1234567), (1, "jazz", 9))
    total = page.locator('td[data-total-genre="rock"]')
    expect(total).to_have_text("1,234,567", timeout=2_000)
    assert shown_counts(page) == results.rows()
    assert shown_totals(page) == results.totals()


def test_a_job_without_results_says_so_until_the_first_come(open_page, results, write_job):
    write_job("genre-counts", phase="Starting")
    page = open_page(JOB)
    expect(state(page)).to_have_attribute("data-state", "empty")
    expect(state(page)).to_contain_text("No results yet.")
    page.screenshot(path=ARTIFACTS / "page-empty.png")
    results.put((0, "rock", 1))
    wait_live(page)
    assert shown_counts(page) == results.rows()


def test_numbers_stay_while_the_database_is_away(open_page, results, write_job):
    results.put(*plays(30))
    write_job("genre-counts", **running())
    page = open_page(JOB)
    wait_live(page)
    before = results.rows()
    results.allow(False)
    expect(state(page)).to_have_attribute("data-state", "stale", timeout=15_000)
    expect(state(page)).to_contain_text("The database does not answer.")
    assert shown_counts(page) == before
    page.screenshot(path=ARTIFACTS / "page-stale.png")
    results.allow(True)
    results.put((30, "rock", 5))
    wait_live(page)
    expect(page.locator('td[data-window="2026-01-31T12:30:00Z"][data-genre="rock"]')).to_have_text(
        "5"
    )
    assert shown_counts(page) == results.rows()


@pytest.mark.nightly
def test_a_minute_without_postgresql(open_page, api, postgres, results, write_job):
    results.put(*plays(30))
    write_job("genre-counts", **running())
    page = open_page(JOB)
    wait_live(page)
    before, answers = results.rows(), []
    page.on("response", lambda answer: answers.append(answer.status))
    postgres.stop()
    ends = time.monotonic() + 60
    expect(state(page)).to_have_attribute("data-state", "stale", timeout=15_000)
    late = open_page(JOB)  # it has never seen a number
    expect(state(late)).to_contain_text("The database does not answer.")
    late.on("response", lambda answer: answers.append(answer.status))
    while time.monotonic() < ends:
        refused = httpx.get(f"{api.url}/api/v1{JOB}/tables/genre_counts/rows")
        assert (refused.status_code, "hint" in refused.json()) == (503, True)
        expect(page.locator("#connection")).to_have_text("Live")
        page.wait_for_timeout(2_000)
    assert shown_counts(page) == before
    assert state(page).get_attribute("data-state") == "stale"
    postgres.start()
    wait_live(page)
    wait_live(late)
    results.put((30, "rock", 5))
    for each in (page, late):
        expect(
            each.locator('td[data-window="2026-01-31T12:30:00Z"][data-genre="rock"]')
        ).to_have_text("5")
        assert shown_counts(each) == results.rows()
    assert set(answers) <= {200, 304, 503}


def test_it_says_when_the_api_is_gone(open_page, api, results, write_job):
    results.put((0, "rock", 1))
    write_job("genre-counts")
    page = open_page(JOB)
    wait_live(page)
    expect(page.locator("#connection")).to_have_text("Live")
    api.stop()
    expect(page.locator("#connection")).to_have_text("Reconnecting", timeout=10_000)
    assert shown_counts(page) == {("2026-01-31T12:00:00Z", "rock"): 1}


def test_it_goes_on_when_the_api_is_back(open_page, api, results, write_job):
    results.put((0, "rock", 1))
    write_job("genre-counts")
    page = open_page(JOB)
    wait_live(page)
    api.stop()
    expect(page.locator("#connection")).to_have_text("Reconnecting", timeout=10_000)
    results.put((0, "rock", 8), (1, "jazz", 3))
    api.start()
    expect(page.locator("#connection")).to_have_text("Live", timeout=20_000)
    expect(page.locator('td[data-total-genre="rock"]')).to_have_text("8", timeout=20_000)
    assert shown_counts(page) == results.rows()
    assert shown_totals(page) == results.totals()


def test_no_jobs_and_an_unknown_job(open_page, write_job):
    page = open_page("/")
    expect(page.locator("#notice")).to_contain_text("Nothing runs yet.")
    write_job("genre-counts")
    expect(page.locator("[data-job='default/genre-counts']")).to_be_visible()
    page = open_page("/jobs/default/nope")
    expect(page.locator("#notice")).to_contain_text("There is no job default/nope.")


@pytest.mark.parametrize("path", ["/?job=default/other", "/jobs/default/other", "/#/jobs/other"])
def test_the_address_chooses_the_job(open_page, write_job, path):
    write_job("genre-counts")
    write_job("other", phase="Suspended")
    page = open_page(path)
    expect(page.locator("#job-title")).to_have_text("other")
    expect(page.locator("#job-phase")).to_have_text("Suspended")
    page.get_by_role("link", name="Jobs", exact=True).click()
    page.get_by_role("link", name="genre-counts").click()
    expect(page.locator("#job-title")).to_have_text("genre-counts")
    page.go_back()
    page.go_back()
    expect(page.locator("#job-title")).to_have_text("other")


def test_progress_is_shown_as_the_status_says(open_page, write_job):
    write_job("genre-counts", **running())
    page = open_page(JOB)
    shown = {
        name: page.locator(f"[data-stat={name}] dd").first
        for name in ("rate", "lag", "restarts", "dead-letters")
    }
    expect(shown["rate"]).to_have_text("198")
    expect(shown["lag"]).to_have_text("1,212")
    expect(shown["restarts"]).to_have_text("2")
    expect(shown["dead-letters"]).to_have_text("3")
    expect(page.locator("[data-stat=commit]")).to_contain_text("batch 812 in 420 ms")


def test_times_are_in_the_viewers_zone(open_page, results, write_job):
    results.put((0, "rock", 1))
    write_job("genre-counts")
    page = open_page(JOB, timezone_id="Asia/Tokyo")
    wait_live(page)
    expect(page.locator("time[datetime='2026-01-31T12:00:00Z']")).to_have_text("21:00")
    expect(page.locator("#zone")).to_have_text("Asia/Tokyo")


def test_a_name_is_never_markup(open_page, results, write_job):
    name = "<img src=x onerror=alert(1)>"
    results.put((0, name, 4))
    write_job("genre-counts")
    page = open_page(JOB)
    wait_live(page)
    expect(page.get_by_role("columnheader", name=name)).to_have_text(name)
    assert shown_totals(page) == {name: 4}


def test_the_chart_is_read_with_the_keyboard(open_page, results, write_job):
    results.put((0, "rock", 5), (0, "pop", 2), (1, "rock", 7))
    write_job("genre-counts")
    page = open_page(JOB, timezone_id="UTC")
    wait_live(page)
    page.locator(".chart").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tip")).to_have_text("12:01 · still countingrock7All7")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".tip")).to_have_text("12:00rock5pop2All7")
    page.keyboard.press("Escape")
    expect(page.locator(".tip")).to_be_hidden()


def test_lines_and_dead_letters_on_request(open_page, results, write_job):
    results.put(*plays(45))
    write_job("genre-counts", **running())
    page = open_page(JOB)
    wait_live(page)
    page.get_by_text("Lines").click()
    expect(page.locator(".chart")).to_have_attribute("data-style", "lines")
    page.get_by_role("tab", name="Dead letters").click()
    expect(page.locator("[data-table=dead_letters]")).to_contain_text("No rows.")
