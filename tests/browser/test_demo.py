"""The whole: `tune demo` runs, the page shows live counts, and they end at the ledger's sums."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / "artifacts"
HOME = Path(os.environ.get("TUNE_TEST_HOME", ROOT / ".cache" / "test-home"))
TIMEOUT = 300.0  # seconds: a cold start on a small, busy machine has been seen to take 120

pytestmark = pytest.mark.browser


class Demo:
    """`tune demo` with its page on a free port; its report is one JSON document."""

    def __init__(self) -> None:
        options = ["--duration", "15s", "--port", "0", "--json", "--home", str(HOME)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tune_cli.main", "demo", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def page(self) -> str:
        """The page's address, once it is served."""
        return self._wait_for(r"page\s+(http://\S+)")

    def running(self) -> bool:
        return self._process.poll() is None

    def report(self) -> dict:
        return json.loads(self._process.stdout.read())

    def end(self) -> int:
        self._process.terminate()
        return self._process.wait(TIMEOUT)

    def _read(self) -> None:
        self.lines.extend(self._process.stderr)

    def _wait_for(self, pattern: str) -> str:
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline and self.running():
            for line in self.lines:
                if found := re.search(pattern, line):
                    return found[1]
            time.sleep(0.1)
        raise AssertionError(f"no line like {pattern} in: {''.join(self.lines)}")


def test_the_page_ends_at_the_sums_of_the_ledger(browser: Browser) -> None:
    demo = Demo()
    try:
        page = browser.new_page(viewport={"width": 1440, "height": 1100})
        page.goto(demo.page())
        seen: list[dict[str, int]] = []
        while demo.running():
            try:
                totals = page.eval_on_selector_all(
                    "td[data-total-genre]",
                    "cells => cells.map(each => [each.dataset.totalGenre, each.dataset.value])",
                )
            except Error:  # the page is being drawn anew
                continue
            now = {genre: int(value) for genre, value in totals if value}
            if now and (not seen or now != seen[-1]):
                seen.append(now)
                ARTIFACTS.mkdir(exist_ok=True)
                page.screenshot(path=ARTIFACTS / "demo.png", full_page=True)
            page.wait_for_timeout(100)
        report = demo.report()
    finally:
        code = demo.end()
    assert code == 0, "".join(demo.lines)
    assert report["comparison"]["differing"] == {}
    assert report["comparison"]["acknowledged"] == report["comparison"]["counted"] > 0
    assert len(seen) > 1, "the page did not change while the demo ran"
    assert sum(seen[-1].values()) == report["comparison"]["counted"]
