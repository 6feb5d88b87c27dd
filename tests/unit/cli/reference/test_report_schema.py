"""The schema that users get takes what `tune report --json` prints, and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tune_cli.report.snapshot import LeaderboardReport, Statistics, StreamState
from tune_contract.tunejob.phase import Phase

FILE = Path(__file__).parents[4] / "docs" / "reference" / "leaderboard-report.schema.json"
SCHEMA = json.loads(FILE.read_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def document() -> dict:
    """The smallest report: nothing is counted."""
    nothing = Statistics(plays=0, completed=0, tracks=0, windows=0, dead_letters=0, batches=0)
    stream = StreamState(
        phase=Phase.PENDING, attempt=0, restarts=0, processed_rows_per_second=0, late_rows=0
    )
    report = LeaderboardReport(
        job="board",
        namespace="default",
        time="2026-01-31T13:00:00+01:00",  # type: ignore[arg-type]
        board=[],
        windows=[],
        statistics=nothing,
        stream=stream,
    )
    return json.loads(report.model_dump_json())


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_an_empty_report_fits_and_says_all() -> None:
    found = document()
    VALIDATOR.validate(found)
    assert set(found) == set(SCHEMA["required"]) == set(SCHEMA["properties"])
    assert found["time"] == "2026-01-31T12:00:00Z"
    assert found["listenersStandardError"] == 0.013
    assert (found["deepDive"], found["stream"]["lag"]) == (None, None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda report: report.pop("deepDive"),
        lambda report: report.update(more=1),
        lambda report: report.update(job=1),
        lambda report: report["statistics"].update(plays=-1),
        lambda report: report["statistics"].pop("playsPerSecond"),
        lambda report: report["stream"].update(phase="Resting"),
        lambda report: report.update(listenersStandardError=1.3),
    ],
)
def test_something_else_does_not_fit(spoil: Callable[[dict], object]) -> None:
    report = document()
    spoil(report)
    assert not VALIDATOR.is_valid(report)
