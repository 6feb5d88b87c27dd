from dataclasses import replace

from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.declaration import Drawing
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.pipelines.leaderboard import TRACK_BREAKDOWN, TRACKS
from tune_jobs.sinks.postgres_indexes import Index, create_index, indexes_of


def test_the_key_serves_the_newest_rows_when_the_time_leads_it():
    assert indexes_of(GENRE_COUNTS_TABLE) == (Index("series", ("genre", "window_start")),)


def test_rows_that_are_only_added_have_one_for_the_newest():
    newest = ("record_time", "topic", "partition", "offset")
    assert indexes_of(DEAD_LETTERS) == (Index("newest", newest),)


def test_no_index_of_what_each_batch_replaces():
    assert TRACKS.newest() == ("last_played", "track_id")
    assert indexes_of(TRACKS) == ()


def test_a_time_in_the_middle_of_the_key():
    table = replace(GENRE_COUNTS_TABLE, key=("genre", "window_start"), drawing=Drawing())
    assert indexes_of(table) == (Index("newest", ("window_start", "genre")),)


def test_a_table_without_a_time():
    assert indexes_of(TRACK_BREAKDOWN) == ()


def test_the_statement():
    text = create_index("s", DEAD_LETTERS, indexes_of(DEAD_LETTERS)[0]).as_string()
    assert text == (
        'CREATE INDEX IF NOT EXISTS "newest_dead_letters" ON "s"."dead_letters"'
        ' ("record_time", "topic", "partition", "offset")'
    )
