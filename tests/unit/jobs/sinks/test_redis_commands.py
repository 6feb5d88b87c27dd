from datetime import UTC, datetime, timedelta

from tune_contract.pipelines.leaderboard import TRACK_WINDOWS
from tune_jobs.sinks.redis_commands import (
    point_at_windows,
    remove_members,
    remove_window,
    write_entries,
)
from tune_jobs.sinks.redis_layout import Entry, Group, TableLayout, Window

GROUP = Group("p:", "tracks")
TABLE = TableLayout("p:", TRACK_WINDOWS)
NOON = Window(datetime(2026, 1, 31, 12, 0, tzinfo=UTC))
LATER = Window(NOON.start + timedelta(minutes=1))


def test_rows_are_written_with_index_and_ranking():
    entries = [
        Entry("t1", {"streams": "5", "title": "T"}, (), -5),
        Entry("t2", {"title": "T"}, ("streams",), None),
    ]
    assert list(write_entries(GROUP, entries)) == [
        ("HSET", "p:tracks:t1", "streams", "5", "title", "T"),
        ("HSET", "p:tracks:t2", "title", "T"),
        ("HDEL", "p:tracks:t2", "streams"),
        ("SADD", "p:keys:tracks", "t1", "t2"),
        ("ZADD", "p:rank:tracks", -5, "t1"),
        ("ZREM", "p:rank:tracks", "t2"),
    ]


def test_no_command_names_more_than_a_thousand():
    entries = [Entry(f"t{number}", {}, (), -1) for number in range(2001)]
    lengths = [(command[0], len(command)) for command in write_entries(GROUP, entries)]
    assert lengths == [
        ("SADD", 1002), ("SADD", 1002), ("SADD", 3), ("ZADD", 2002), ("ZADD", 2002), ("ZADD", 4),
    ]  # fmt: skip


def test_rows_are_taken_out():
    assert list(remove_members(GROUP, ["t1", "t2"])) == [
        ("UNLINK", "p:tracks:t1", "p:tracks:t2"),
        ("SREM", "p:keys:tracks", "t1", "t2"),
        ("ZREM", "p:rank:tracks", "t1", "t2"),
    ]


def test_nothing_is_no_command():
    assert [*write_entries(GROUP, []), *remove_members(GROUP, [])] == []


def test_a_window_is_taken_out_whole():
    at = "track_windows:2026-01-31T12:00:00Z"
    assert list(remove_window(TABLE, NOON, ["t1"])) == [
        ("UNLINK", f"p:{at}:t1", f"p:keys:{at}", f"p:rank:{at}"),
        ("ZREM", "p:windows:track_windows", "2026-01-31T12:00:00Z"),
    ]


def test_windows_are_pointed_at():
    assert list(point_at_windows(TABLE, [LATER, NOON])) == [
        (
            "ZADD", "p:windows:track_windows",
            LATER.milliseconds, "2026-01-31T12:01:00Z", NOON.milliseconds, "2026-01-31T12:00:00Z",
        ),
        ("SET", "p:newest:track_windows", "2026-01-31T12:01:00Z"),
    ]  # fmt: skip
    assert list(point_at_windows(TABLE, [])) == [("UNLINK", "p:newest:track_windows")]
