"""What a viewer may do, and what an API of another version adds: hidden where it is missing."""

import json

import pytest
from playwright.sync_api import expect

from .prepared import failed, running

pytestmark = pytest.mark.browser

JOB = "/jobs/default/genre-counts"
API = f"/api/v1{JOB}"
OPEN = {"name": "", "scopes": [], "keysNeeded": False}


@pytest.fixture
def job(write_job, results):
    results.put((0, "rock", 1))
    write_job("genre-counts", **running())


def test_an_api_without_sessions_has_no_buttons(job, front, open_page):
    front.answers |= dict.fromkeys(("/api/v1/session", f"{API}/timeline", f"{API}/logs"), 404)
    page = open_page(JOB)
    expect(page.locator("#spec")).to_be_visible()
    expect(page.locator(".actions button:visible")).to_have_count(0)
    for name in ("#timeline", "#log", "#session"):
        expect(page.locator(name)).to_be_hidden()


def test_suspend_after_a_question(job, front, open_page):
    front.answers["/api/v1/session"] = OPEN
    front.answers[f"POST {API}/suspend"] = 202
    page = open_page(JOB)
    page.locator("[data-action=suspend]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Suspend genre-counts?")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert front.asked == []
    page.locator("[data-action=suspend]").click()
    page.locator("[data-yes]").click()
    expect(page.locator("#action-answer")).to_have_text("It is asked to finish.")
    assert front.asked == [("POST", f"{API}/suspend", "")]


def test_a_refusal_says_what_to_do(job, front, open_page):
    front.answers["/api/v1/session"] = OPEN
    front.answers[f"POST {API}/restart"] = {
        "status": 409,
        "detail": "nobody runs genre-counts",
        "hint": "start it: tune run tunejob.yaml",
    }
    page = open_page(JOB)
    page.locator("[data-action=restart]").click()
    page.locator("[data-yes]").click()
    expect(page.locator("#action-answer")).to_have_text(
        "Nobody runs genre-counts. Start it: tune run tunejob.yaml."
    )


@pytest.mark.parametrize(("scopes", "buttons"), [(["read"], 0), (["read", "write"], 2)])
def test_who_has_a_key_signs_in(job, front, open_page, scopes, buttons):
    refusal = {"status": 401, "detail": "a key is needed", "hint": "sign in"}
    closed = {"/api/v1/jobs": dict(refusal), "/api/v1/jobs/stream": dict(refusal)}
    front.answers |= closed
    front.answers["/api/v1/session"] = {"name": "", "scopes": [], "keysNeeded": True}

    def sign_in(body: str):
        if json.loads(body)["key"] != "right":
            return {"status": 401, "detail": "this key is not known", "hint": "ask for another"}
        front.answers.pop("/api/v1/jobs", None)
        front.answers["/api/v1/session"] = {"name": "ada", "scopes": scopes, "keysNeeded": True}
        return 204

    front.answers["POST /api/v1/session"] = sign_in
    page = open_page(JOB)
    expect(page.get_by_label("Key")).to_be_focused()
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#key-trouble")).to_have_text("This key is not known. Ask for another.")
    page.keyboard.type("right")
    page.keyboard.press("Enter")
    expect(page.locator("#job-title")).to_have_text("genre-counts")
    expect(page.locator("#spec")).to_be_visible()
    expect(page.locator(".actions button:visible")).to_have_count(buttons)
    expect(page.locator("#session")).to_have_text("Sign out ada")


def test_the_story_of_a_job_in_trouble(write_job, open_page):
    write_job("genre-counts", **failed())
    page = open_page(JOB)
    expect(page.locator("[data-story=failure]")).to_contain_text(
        "Out of memory, exit code 137, 4 min ago. It was out of memory; raise executor.memory."
    )
    expect(page.locator("[data-story=rollback]")).to_contain_text("Version 4 was given up 9 min")
    expect(page.locator("[data-story=schedule]")).to_contain_text("in 6 hr")
    page.get_by_text("Its last lines").click()
    expect(page.locator("[data-story=failure] pre")).to_contain_text("ERROR Executor: exiting")
    stalled = page.locator("[data-condition=Stalled]")
    expect(stalled).to_have_attribute("data-kind", "bad")
    expect(stalled).to_contain_text("Ten failures in a row.")


def test_the_configuration_reads_as_its_file(job, open_page):
    page = open_page(JOB)
    page.get_by_text("Configuration").click()
    text = page.locator("#spec pre").inner_text()
    assert "pipeline: genre-counts\n" in text
    assert "sinks:\n  - postgres:\n      secretRef:\n        name: results-db\n" in text
    assert "null" not in text


def test_log_and_timeline_where_the_api_has_them(job, front, open_page):
    front.answers[f"{API}/logs"] = "first line\nlast line\n"
    front.answers[f"{API}/timeline"] = {
        "attempts": [
            {
                "number": 2,
                "startTime": "2026-01-31T11:00:00Z",
                "endTime": "2026-01-31T11:59:40Z",
                "class": "OutOfMemory",
                "exitCode": 137,
                "message": "Raise driver.memory.",
            }
        ],
        "events": [
            {
                "time": "2026-01-31T11:59:50Z",
                "type": "Warning",
                "reason": "DriverFailed",
                "message": "It starts again in 10 s.",
                "count": 2,
            }
        ],
    }
    page = open_page(JOB)
    lines = page.locator("#timeline li")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("Driver failed")
    expect(lines.nth(0)).to_contain_text("It starts again in 10 s. (2 times)")
    expect(lines.nth(1)).to_contain_text(
        "ran 59 min 40 s · Out of memory, exit code 137 · Raise driver.memory."
    )
    page.get_by_text("Log", exact=True).click()
    expect(page.locator("#log pre")).to_contain_text("last line")
