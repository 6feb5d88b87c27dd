from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.declaration import Column, ColumnType, Drawing, View
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.pipelines.leaderboard import LEADERBOARD, TRACK_BREAKDOWN, TRACK_WINDOWS, TRACKS
from tune_jobs.sinks.redis_layout import (
    KEPT_WINDOWS,
    Entry,
    Layout,
    TableLayout,
    Window,
    newest_windows,
)

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("table", "window", "members", "ranked_by"),
    [
        (GENRE_COUNTS_TABLE, "window_start", ("genre",), "count"),
        (TRACKS, "", ("track_id",), "streams"),
        (TRACK_WINDOWS, "window_start", ("track_id",), "streams"),
        (TRACK_BREAKDOWN, "", ("track_id", "dimension", "value"), ""),
        (DEAD_LETTERS, "", ("topic", "partition", "offset"), ""),
        (replace(TRACKS, drawing=Drawing(View.LEADERBOARD, y="streams")), "", ("track_id",),
         "streams"),
        (replace(TRACKS, drawing=Drawing(View.LEADERBOARD, y="title")), "", ("track_id",), ""),
        (replace(GENRE_COUNTS_TABLE, key=("window_start",)), "window_start", (), ""),
        (replace(GENRE_COUNTS_TABLE, partition_by="genre"), "", ("window_start", "genre"), ""),
    ],
)  # fmt: skip
def test_windows_and_ranking_follow_the_declaration(table, window, members, ranked_by):
    layout = TableLayout("p:", table)
    assert (layout.window_column, layout.member_columns, layout.ranked_by) == (
        window, members, ranked_by,
    )  # fmt: skip


def test_keys_of_a_table():
    layout = TableLayout("p:", TRACKS)
    group = layout.group(None)
    assert [group.row("t1"), group.index, group.ranking] == [
        "p:tracks:t1", "p:keys:tracks", "p:rank:tracks",
    ]  # fmt: skip
    assert layout.count == "p:count:tracks"


def test_keys_of_a_window():
    layout = TableLayout("p:", TRACK_WINDOWS)
    group = layout.group(Window(NOON))
    at = "track_windows:2026-01-31T12:00:00Z"
    assert [group.row("t1"), group.index, group.ranking] == [
        f"p:{at}:t1", f"p:keys:{at}", f"p:rank:{at}",
    ]  # fmt: skip
    assert [layout.windows, layout.newest] == ["p:windows:track_windows", "p:newest:track_windows"]


def test_keys_of_a_job():
    layout = Layout.of("p:", (*LEADERBOARD.tables, DEAD_LETTERS))
    assert [layout.batch, layout.job] == ["p:batch", "p:job"]
    assert [each.table.name for each in layout.tables] == [
        "tracks", "track_windows", "track_breakdown",
        "catalogue", "dead_letters",
    ]  # fmt: skip
    assert layout.table("tracks").table is TRACKS


def test_a_row_becomes_an_entry_of_its_window():
    layout = TableLayout("p:", TRACK_WINDOWS)
    row = (NOON, NOON + MINUTE, "a:b", 5, 4, None, b"sketch")
    assert layout.by_window([row]) == {
        Window(NOON): [
            Entry(
                member="a%3Ab",
                fields={
                    "window_start": "2026-01-31T12:00:00Z",
                    "window_end": "2026-01-31T12:01:00Z",
                    "track_id": "a:b",
                    "streams": "5",
                    "completed": "4",
                },
                empty=("listeners",),
                score=-5,
            )
        ]
    }


def test_entries_of_a_table_without_windows_are_together():
    rows = [("t1", "web", "x", 5), ("t2", "web", "y", 3)]
    found = TableLayout("p:", TRACK_BREAKDOWN).by_window(rows)
    assert [(each.member, each.score) for each in found[None]] == [
        ("t1:web:x", None), ("t2:web:y", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("member", "key"),
    [("t1:region:N%3AO", ("t1", "region", "N:O")), ("t1:region", None), ("a:b:c:d", None)],
)
def test_the_key_of_a_member(member, key):
    assert TableLayout("p:", TRACK_BREAKDOWN).key_of(member) == key


def test_the_newest_windows_stay():
    windows = [Window(NOON + number * MINUTE) for number in range(KEPT_WINDOWS + 1)]
    assert newest_windows(windows) == windows[:0:-1]


def test_a_window_is_known_by_its_text():
    window = Window(NOON + timedelta(milliseconds=500))
    assert Window.named(window.text) == window
    assert window.milliseconds == int(NOON.timestamp()) * 1000 + 500


@pytest.mark.parametrize(
    "table",
    [
        replace(TRACKS, name="rank"),
        replace(TRACKS, columns=(Column("track_id", ColumnType.BYTES, "its id"),)),
    ],
    ids=["name", "key"],
)
def test_what_cannot_be_told_apart_is_refused(table):
    with pytest.raises(InvalidInput, match="cannot be held in Redis"):
        TableLayout("p:", table)
