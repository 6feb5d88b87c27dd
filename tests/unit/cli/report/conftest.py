"""Reports to show: of two tracks in two windows, and what a test changes of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tune_cli.report.snapshot import (
    DeepDive,
    LeaderboardReport,
    RankedTrack,
    Share,
    Statistics,
    StreamState,
    WindowRate,
)
from tune_contract.tunejob.phase import Phase

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MakeReport = Callable[..., LeaderboardReport]


def build_track(**fields: object) -> RankedTrack:
    first = {
        "rank": 1,
        "track_id": "t1",
        "title": "One",
        "artist": "Nova",
        "streams": 1200,
        "completion_rate": 2 / 3,
        "listeners": 800,
        "top_platform": "ios",
    }
    return RankedTrack.model_validate(first | fields)


def build_report(**fields: object) -> LeaderboardReport:
    first = build_track()
    second = build_track(rank=2, track_id="t2", title="Two", streams=300, completion_rate=1.0)
    report = LeaderboardReport(
        job="board",
        namespace="default",
        time=NOON + 5 * MINUTE,
        board=[first, second],
        windows=[
            WindowRate(
                window_start=NOON + MINUTE, window_end=NOON + 2 * MINUTE, streams=300,
                per_second=5.0, full=False,
            ),
            WindowRate(
                window_start=NOON, window_end=NOON + MINUTE, streams=1200, per_second=20.0,
                full=True,
            ),
        ],
        statistics=Statistics(
            plays=1500, completed=1100, tracks=2, first_window=NOON, windows=2,
            last_played=NOON + MINUTE, plays_per_second=20.0, dead_letters=3, batches=7,
        ),
        stream=StreamState(
            phase=Phase.RUNNING, attempt=2, restarts=1, last_batch=6, lag=0, late_rows=4,
            processed_rows_per_second=123.4, watermark=NOON,
        ),
        deep_dive=DeepDive(
            track=first,
            platforms=[
                Share(value="ios", streams=900, share=0.75),
                Share(value="web", streams=300, share=0.25),
            ],
            regions=[Share(value="NO", streams=1200, share=1.0)],
            hours=[Share(value="12", streams=1200, share=1.0)],
            completion=[
                Share(value="true", streams=800, share=2 / 3),
                Share(value="false", streams=400, share=1 / 3),
            ],
        ),
    )  # fmt: skip
    return report.model_copy(update=fields)


@pytest.fixture
def make_report() -> MakeReport:
    """make_report(board=[...], ...) -> a report of two tracks, with other fields."""
    return build_report


@pytest.fixture
def make_track() -> Callable[..., RankedTrack]:
    """make_track(title="Two", ...) -> a row of the board."""
    return build_track


@pytest.fixture
def empty(make_report: MakeReport) -> LeaderboardReport:
    """Of a job whose tables are made, and that has counted nothing."""
    nothing = Statistics(plays=0, completed=0, tracks=0, windows=0, dead_letters=0, batches=0)
    stream = StreamState(
        phase=Phase.STARTING, attempt=1, restarts=0, processed_rows_per_second=0, late_rows=0
    )
    return make_report(board=[], windows=[], statistics=nothing, stream=stream, deep_dive=None)
