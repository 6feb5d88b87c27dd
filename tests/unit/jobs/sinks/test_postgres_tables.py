"""The statements; tests/integration/jobs/test_postgres.py runs them."""

from dataclasses import replace

from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_jobs.sinks.postgres_tables import _create, _create_staging


def test_table_is_made_once_with_its_key():
    assert _create("counts", GENRE_COUNTS_TABLE).as_string() == (
        'CREATE TABLE IF NOT EXISTS "counts"."genre_counts" ('
        '"window_start" timestamptz NOT NULL, "window_end" timestamptz NOT NULL, '
        '"genre" text NOT NULL, "count" bigint NOT NULL, '
        'PRIMARY KEY ("window_start", "genre"))'
    )


def test_column_that_may_be_empty():
    assert _create("counts", DEAD_LETTERS).as_string() == (
        'CREATE TABLE IF NOT EXISTS "counts"."dead_letters" ('
        '"topic" text NOT NULL, "partition" integer NOT NULL, "offset" bigint NOT NULL, '
        '"record_time" timestamptz NOT NULL, "reason" text NOT NULL, '
        '"payload_size" bigint NOT NULL, "payload" bytea, '
        'PRIMARY KEY ("topic", "partition", "offset"))'
    )


def test_names_are_quoted():
    hostile = replace(GENRE_COUNTS_TABLE, name='x"; DROP TABLE y; --')
    assert _create("s", hostile).as_string().startswith(
        'CREATE TABLE IF NOT EXISTS "s"."x""; DROP TABLE y; --" ('
    )  # fmt: skip


def test_staging_table_is_emptied_by_every_commit():
    assert _create_staging(GENRE_COUNTS_TABLE).as_string() == (
        'CREATE TEMPORARY TABLE "staging_genre_counts" ('
        '"window_start" timestamptz NOT NULL, "window_end" timestamptz NOT NULL, '
        '"genre" text NOT NULL, "count" bigint NOT NULL) ON COMMIT DELETE ROWS'
    )
