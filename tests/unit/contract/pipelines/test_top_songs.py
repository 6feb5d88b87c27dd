from tune_contract.pipelines.top_songs import TOP_SONGS
from tune_contract.pipelines.top_songs_backfill import TOP_SONGS_BACKFILL


def test_only_the_lake_has_a_row_for_each_play() -> None:
    assert [table.name for table in TOP_SONGS.lakes()] == ["plays"]
    assert [table.name for table in TOP_SONGS.written()] == ["song_hours"]
    assert [table.name for table in TOP_SONGS.shown()] == [
        "top_songs_hourly",
        "top_songs_daily",
        "song_hours",
    ]


def test_the_lake_shows_fields_that_a_good_play_has() -> None:
    (lake,) = TOP_SONGS.lakes()
    made = {"time", "date", "hour", "partition", "offset"}
    assert set(lake.column_names()) - made <= set(TOP_SONGS.inputs["plays"].fields)


def test_the_backfill_writes_the_same_tables() -> None:
    assert TOP_SONGS_BACKFILL.tables == TOP_SONGS.shown()
    assert TOP_SONGS_BACKFILL.recomputes == TOP_SONGS.name
    assert (TOP_SONGS_BACKFILL.batch, TOP_SONGS_BACKFILL.inputs) == (True, {})
