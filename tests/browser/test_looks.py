"""Every view in three widths and both themes: fits, is accessible, and can be looked at."""

import math
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .prepared import failed, plays, put_leaderboard, put_top_songs, running

ARTIFACTS = Path(__file__).parents[2] / "artifacts"  # git passes it over
SIZES = {"desktop": (1440, 1000), "tablet": (834, 1112), "phone": (390, 844)}
TABLES = {
    "series": "/jobs/default/genre-counts",
    "ranking": "/jobs/default/leaderboard",
    "ranking-in-time": "/jobs/default/leaderboard?table=leaderboard_windows",
    "bars": "/jobs/default/leaderboard?table=tracks",
    "heat": "/jobs/default/leaderboard?table=track_breakdown",
    "many-series": "/jobs/default/leaderboard?table=track_windows",
    "regions-by-hour": "/jobs/default/top-songs",
    "regions-by-day": "/jobs/default/top-songs?table=top_songs_daily",
    "rows": "/jobs/default/genre-counts?table=dead_letters",
}

pytestmark = pytest.mark.browser


@pytest.fixture(params=["light", "dark"])
def theme(request) -> str:
    return request.param


@pytest.fixture(params=list(SIZES))
def width(request) -> str:
    return request.param


@pytest.fixture
def jobs(results, write_job, front) -> None:
    results.put(*plays(90))
    put_leaderboard(results)
    put_top_songs(results)
    dead = ("music-plays", 0, 5, "2026-01-31T12:00:00Z", "genre: missing", 11, b'{"genre": 7}')
    results.write("genre-counts", "dead_letters", [dead])
    write_job("genre-counts", **running())
    write_job("leaderboard", "leaderboard", **running(restarts={"count": 0}))
    write_job("top-songs", "top-songs", **running())
    write_job("night-shift", **failed())
    write_job("nightly-repair", "top-songs-backfill", phase="Succeeded")
    write_job("chat-counts", phase="Starting")
    wave = [round(180 + 60 * math.sin(at / 9) + 25 * math.sin(at), 1) for at in range(120)]
    lag = [max(0, round(900 + 800 * math.sin(at / 14))) for at in range(120)]
    for name in ("genre-counts", "leaderboard", "top-songs"):
        front.history[name] = {"every": 5, "inputRowsPerSecond": wave, "lag": lag}
        wave, lag = wave[20:] + wave[:20], lag[35:] + lag[:35]
    add_details(front)


def add_details(front) -> None:
    job = "/api/v1/jobs/default/genre-counts"
    front.answers["/api/v1/session"] = {"name": "", "scopes": [], "keysNeeded": False}
    front.answers[f"{job}/logs"] = "\n".join(
        f"2026-01-31T12:{at:02}:00Z INFO batch {at} committed: 198 rows in 0.4 s"
        for at in range(60)
    )
    front.answers[f"{job}/timeline"] = {
        "attempts": [
            {"number": 3, "startTime": "2026-01-31T12:00:00Z", "endTime": None, "class": None, "exitCode": None, "message": ""},
            {"number": 2, "startTime": "2026-01-31T11:00:00Z", "endTime": "2026-01-31T11:59:40Z", "class": "OutOfMemory", "exitCode": 137, "message": "It was out of memory; raise driver.memory."},
        ],
        "events": [
            {"time": "2026-01-31T12:00:00Z", "type": "Normal", "reason": "AttemptStarted", "message": "Attempt 3 begins from the checkpoint.", "count": 1},
            {"time": "2026-01-31T11:59:50Z", "type": "Warning", "reason": "DriverFailed", "message": "It starts again in 10 s.", "count": 2},
        ],
    }  # fmt: skip


def save(page: Page, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)


def check(page: Page, width: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == SIZES[width][0]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def see(page: Page, view: str) -> None:
    """Wait until the view is drawn."""
    expect(page.locator("[data-table]")).to_have_attribute("data-state", "live", timeout=15_000)
    if view in {"series", "many-series"}:
        expect(page.locator(".plot canvas")).to_be_visible()
    page.wait_for_timeout(300)


def test_it_fits_and_is_accessible(jobs, front, open_page, width, theme):
    page = open_page("/", *SIZES[width], color_scheme=theme)
    expect(page.locator(".job")).to_have_count(6)
    save(page, f"overview-{width}-{theme}")
    check(page, width)
    for view, path in TABLES.items():
        page.goto(front.url + path)
        see(page, view)
        save(page, f"{view}-{width}-{theme}")
        check(page, width)


def test_trouble_and_a_deep_dive(jobs, open_page, width, theme):
    page = open_page("/jobs/default/night-shift", *SIZES[width], color_scheme=theme)
    expect(page.locator("[data-story=failure]")).to_be_visible()
    expect(page.locator("[data-table] .state")).to_have_text("No results.")
    page.wait_for_timeout(300)
    save(page, f"trouble-{width}-{theme}")
    check(page, width)
    page.goto(page.url.replace("night-shift", "leaderboard"))
    page.get_by_role("button", name="Blue Hour").click()
    expect(page.locator("dialog .plot canvas")).to_be_visible(timeout=10_000)
    page.wait_for_timeout(400)
    page.screenshot(path=ARTIFACTS / f"dive-{width}-{theme}.png")
    check(page, width)
