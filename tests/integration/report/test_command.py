"""`tune report`: exact figures, as a document, as text and as a page."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tune_contract.pipelines.catalogue import CATALOGUE, CATALOGUE_QUERY
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.sink import Batch, TableRows

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
VALIDATOR = Draft202012Validator(
    json.loads((REFERENCE / "leaderboard-report.schema.json").read_text())
)


def test_every_figure(
    written: None, report: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    before = datetime.now(UTC)
    assert report("--json", "--top", "2") == 0
    found = json.loads(capsys.readouterr().out)
    VALIDATOR.validate(found)
    assert before <= datetime.fromisoformat(found.pop("time")) <= datetime.now(UTC)
    first = {
        "rank": 1, "trackId": "t1", "title": "<b>One</b> [red]", "artist": "Nova", "streams": 3,
        "completionRate": pytest.approx(2 / 3), "listeners": 2, "topPlatform": "ios",
        "inCatalogue": None,
    }  # fmt: skip
    second = {
        "rank": 2, "trackId": "t2", "title": "Two", "artist": "Nova", "streams": 1,
        "completionRate": 1.0, "listeners": 1, "topPlatform": "web",
        "inCatalogue": None,
    }  # fmt: skip
    assert found == {
        "job": "board",
        "namespace": "default",
        "listenersStandardError": 0.013,
        "board": [first, second],
        "windows": [
            {
                "windowStart": "2026-01-31T12:01:00Z", "windowEnd": "2026-01-31T12:02:00Z",
                "streams": 1, "perSecond": pytest.approx(1 / 60), "full": False,
            },
            {
                "windowStart": "2026-01-31T12:00:00Z", "windowEnd": "2026-01-31T12:01:00Z",
                "streams": 4, "perSecond": pytest.approx(4 / 60), "full": True,
            },
        ],
        "statistics": {
            "plays": 5, "completed": 3, "tracks": 3, "unknownTracks": None, "windows": 2,
            "firstWindow": "2026-01-31T12:00:00Z", "lastPlayed": "2026-01-31T12:01:00Z",
            "playsPerSecond": pytest.approx(4 / 60), "deadLetters": 2, "batches": 4,
        },
        "stream": {
            "phase": "Running", "attempt": 2, "restarts": 1, "lastBatch": 1, "lag": 5,
            "processedRowsPerSecond": 12.5, "watermark": "2026-01-31T12:00:00Z", "lateRows": 4,
        },
        "deepDive": {
            "track": first,
            "platforms": shares(ios=2, web=1),
            "regions": shares(NO=2, SE=1),
            "hours": shares(**{"09": 1, "23": 2}),
            "completion": shares(true=2, false=1),
        },
    }  # fmt: skip


def shares(**parts: int) -> list[dict[str, object]]:
    total = sum(parts.values())
    return [
        {"value": value, "streams": streams, "share": pytest.approx(streams / total)}
        for value, streams in parts.items()
    ]


def test_text_and_page_of_another_track(
    written: None,
    report: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    assert report("--track", "t2") == 0
    said = capsys.readouterr().out
    for beginning in (
        r"1 <b>One</b> \[red\] · Nova ",
        "Deep dive: #2 Two by Nova ─",
        r"\(none\) +1 ",
    ):
        assert re.search(f"^{beginning}", said, re.MULTILINE), beginning
    file = tmp_path / "pages" / "report.html"
    assert report("--html", str(file)) == 0
    assert capsys.readouterr() == ("", f"The page is in {file}\n")
    page = file.read_text()
    assert page.startswith("<!doctype html>")
    assert "&lt;b&gt;One&lt;/b&gt; [red]" in page
    assert "<b>" not in page


def test_tracks_that_the_catalogue_does_not_have_are_told(
    written: None,
    sink: PostgresSink,
    report: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    listed = TableRows(CATALOGUE, [("t1", "One, mastered", "Nova & Co", datetime.now(UTC))])
    sink.write(Batch(CATALOGUE_QUERY, 1_769_860_800_000, (listed,), in_turn=False))
    sink.close()
    assert report("--json", "--top", "2") == 0
    found = json.loads(capsys.readouterr().out)
    named = [(each["title"], each["artist"], each["inCatalogue"]) for each in found["board"]]
    assert named == [("One, mastered", "Nova & Co", True), ("Two", "Nova", False)]
    assert (found["statistics"]["unknownTracks"], found["statistics"]["batches"]) == (2, 4)
    page = tmp_path / "report.html"
    assert report("--html", str(page)) == report() == 0
    assert "Two · Nova (not in catalogue)" in capsys.readouterr().out
    assert "Nova (not in catalogue)" in page.read_text()


def test_nothing_written_yet(
    report: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert report() == 3
    assert capsys.readouterr().err.startswith("error: the job has no results yet\nhint: ")


def test_nothing_counted_yet(
    empty: None, report: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert report("--json") == 0
    found = json.loads(capsys.readouterr().out)
    VALIDATOR.validate(found)
    assert (found["board"], found["windows"], found["deepDive"]) == ([], [], None)
    assert found["statistics"] == {
        "plays": 0, "completed": 0, "tracks": 0, "unknownTracks": None, "windows": 0, "firstWindow": None,
        "lastPlayed": None, "playsPerSecond": None, "deadLetters": 0, "batches": 0,
    }  # fmt: skip
    assert report() == 0
    assert "No play is counted yet." in capsys.readouterr().out


def test_an_unknown_track(
    written: None, report: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert report("--track", "t9") == 3
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "error: board has no track t9",
        "hint: `tune results board tracks --limit 0` lists all",
    ]
