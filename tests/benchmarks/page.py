"""How soon the overview is seen with many jobs, and how many bytes the page is.

A real API over a folder of jobs, a real Chromium with an empty cache each time. Needs a Chromium
(TUNE_CHROMIUM=/path/to/chromium when it is not on PATH).
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from common import options, spread
from playwright.sync_api import Browser, sync_playwright

from tune_contract.tunejob.job import TuneJob

CHROMIUM = os.environ.get("TUNE_CHROMIUM", "chromium")
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"  # the overview reads no results
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
LOADED = """
    performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
        .map(each => [new URL(each.name).pathname, each.encodedBodySize])
"""


def write_jobs(folder: Path, count: int) -> None:
    """Jobs that run, each with a status like a real one."""
    now = datetime.now(UTC).isoformat()
    conditions = [
        {"type": kind, "status": "True", "reason": kind, "lastTransitionTime": now}
        for kind in ("Ready", "Accepted", "KafkaReady", "StreamRunning", "ProgressAdvancing")
    ]
    spec = {
        "pipeline": "genre-counts",
        "kafka": {"topics": {"plays": {"name": "music-plays"}}},
        "sinks": [{"postgres": {"secretRef": {"name": "results-db"}}}],
    }
    for number in range(count):
        progress = {"batchId": 7, "lastCommitTime": now, "inputRowsPerSecond": 200.0, "lag": number}
        status = {"phase": "Running", "conditions": conditions, "progress": progress}
        metadata = {"name": f"job-{number:03}"}
        job = TuneJob.model_validate({"metadata": metadata, "spec": spec, "status": status})
        file = folder / "jobs" / "default" / metadata["name"] / "tunejob.json"
        file.parent.mkdir(parents=True)
        file.write_text(job.model_dump_json(), encoding="utf-8")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The API over that folder; its address."""
    (folder / "uri").write_text(NOWHERE, encoding="utf-8")
    command = [sys.executable, "-m", "tune_api", "--port", "0", "--exit-with-parent",
               "--jobs-dir", str(folder / "jobs"), "--database-uri-file", str(folder / "uri")]  # fmt: skip
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield re.search(r"http://\S+", process.stdout.readline())[0]
    finally:
        process.stdin.close()
        process.wait(20)


def look(browser: Browser, url: str, jobs: int) -> tuple[float, float, dict[str, int]]:
    """Seconds to the first paint and to the last job, and bytes by path."""
    # To be asked from outside while it draws, which its own policy forbids.
    context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(url)
    last = page.wait_for_function(
        f"document.querySelectorAll('.job').length === {jobs} && performance.now()"
    ).json_value()
    page.wait_for_function(PAINTED)
    painted, loaded = page.evaluate(PAINTED), dict(page.evaluate(LOADED))
    context.close()
    return painted / 1000, last / 1000, loaded


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        write_jobs(Path(name), asked.jobs)
        browser = playwright.chromium.launch(
            executable_path=shutil.which(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        with serving(Path(name)) as url:
            look(browser, url, asked.jobs)  # the API reads the jobs' files once
            runs = [look(browser, url, asked.jobs) for _ in range(asked.runs)]
        browser.close()
    loaded = runs[-1][2]
    data = sum(size for path, size in loaded.items() if path.startswith("/api/"))
    page = sum(loaded.values()) - data
    print(f"overview of {asked.jobs} jobs, {asked.runs} times with an empty cache")
    print(f"first paint      {spread([run[0] for run in runs])}")
    print(f"last job drawn   {spread([run[1] for run in runs])}")
    print(f"page             {page / 1000:.1f} kB in {len(loaded)} answers")
    print(f"list of the jobs {data / 1000:.1f} kB")


if __name__ == "__main__":
    main()
