from datetime import timedelta, timezone

from tune_cli.report.snapshot import LeaderboardReport, RankedTrack
from tune_contract.pipelines.leaderboard import LEADERBOARD_TABLE


def test_a_row_of_the_board_is_a_row_of_the_table() -> None:
    assert tuple(RankedTrack.model_fields) == LEADERBOARD_TABLE.column_names()


def test_times_are_in_utc(empty: LeaderboardReport) -> None:
    oslo = empty.time.astimezone(timezone(timedelta(hours=1)))
    found = LeaderboardReport.model_validate(empty.model_dump() | {"time": oslo})
    assert found.time.isoformat() == "2026-01-31T12:05:00+00:00"


def test_it_is_read_as_it_was_written(empty: LeaderboardReport) -> None:
    assert LeaderboardReport.model_validate_json(empty.model_dump_json()) == empty
