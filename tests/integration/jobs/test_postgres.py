"""The sink against a real PostgreSQL."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import sql

from tune_contract.errors import Conflict, InvalidInput
from tune_contract.names import RESULTS_CHANNEL
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.declaration import Column, ColumnType
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.sink import Batch, TableRows

TABLES = (GENRE_COUNTS_TABLE, DEAD_LETTERS)
JOB = JobIdentity(namespace="default", name="genre-counts", uid="uid-1")
DEAD = ("plays", 0, 7, datetime(2026, 1, 31, tzinfo=UTC), "empty", 2, b"\0\xff")


@pytest.fixture
def make_sink(uri_file, schema_name):
    """make_sink(job, tables) -> a sink of the test's schema; closed after it."""
    made = []

    def make(job=JOB, tables=TABLES) -> PostgresSink:
        made.append(PostgresSink(str(uri_file), schema_name, Claim(job), tables))
        return made[-1]

    yield make
    for sink in made:
        sink.close()


@pytest.fixture
def sink(make_sink) -> PostgresSink:
    made = make_sink()
    made.prepare()
    return made


@pytest.fixture
def query(database, schema_name):
    """query(statement) -> its rows; {} stands for the test's schema."""

    def query(statement: str):
        text = sql.SQL(statement).format(sql.Identifier(schema_name))
        with psycopg.connect(database.uri, autocommit=True) as connection:
            cursor = connection.execute(text)
            return cursor.fetchall() if cursor.description else []

    return query


@pytest.fixture
def counts(query):
    return lambda: query("SELECT * FROM {}.genre_counts ORDER BY window_start, genre")


def test_rows_are_merged_by_key(sink, counts, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5), make_row(0, "pop", 2)))
    sink.write(make_batch(1, make_row(0, "rock", 9), make_row(1, "rock", 1)))
    assert counts() == [make_row(0, "pop", 2), make_row(0, "rock", 9), make_row(1, "rock", 1)]


def test_batch_that_comes_again_changes_nothing(sink, counts, query, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    sink.write(make_batch(0, make_row(0, "rock", 6), make_row(0, "pop", 1)))
    assert counts() == [make_row(0, "rock", 5)]
    assert query("SELECT job_uid, query, batch_id FROM {}.batch_ledger") == [
        ("uid-1", "query-1", 0)
    ]


def test_batch_of_another_query_has_numbers_of_its_own(sink, counts, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    sink.write(replace(make_batch(0, make_row(0, "rock", 7)), query="query-2"))
    assert counts() == [make_row(0, "rock", 7)]


def test_batch_that_fails_leaves_nothing(sink, counts, query, make_batch, make_row):
    rows = TableRows(GENRE_COUNTS_TABLE, [make_row(0, "rock", 5)])
    twice = TableRows(GENRE_COUNTS_TABLE, [make_row(1, "pop", 1), make_row(1, "pop", 2)])
    with pytest.raises(InvalidInput, match=r"^PostgreSQL refuses: ON CONFLICT DO UPDATE"):
        sink.write(Batch("query-1", 0, (rows, twice)))
    assert counts() == query("SELECT * FROM {}.batch_ledger") == []
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    assert counts() == [make_row(0, "rock", 5)]


def test_dead_letters_are_kept_byte_by_byte(sink, query):
    nothing = (*DEAD[:2], 8, *DEAD[3:6], None)
    sink.write(Batch("query-1", 0, (TableRows(DEAD_LETTERS, [DEAD, nothing]),)))
    sink.write(Batch("query-1", 1, (TableRows(DEAD_LETTERS, [DEAD]),)))
    assert query('SELECT * FROM {}.dead_letters ORDER BY "offset"') == [DEAD, nothing]


def test_listeners_hear_of_the_tables_that_changed(
    sink, database, schema_name, make_batch, make_row
):
    with psycopg.connect(database.uri, autocommit=True) as listener:
        listener.execute(sql.SQL("LISTEN {}").format(sql.Identifier(RESULTS_CHANNEL)))
        sink.write(make_batch(0))
        sink.write(make_batch(1, make_row(0, "rock", 5)))
        sink.write(make_batch(1, make_row(0, "rock", 5)))
        payloads = [each.payload for each in listener.notifies(timeout=0.5)]
    assert [each for each in payloads if schema_name in each] == [
        f'{{"schema": "{schema_name}", "table": "genre_counts", "batchId": 1}}'
    ]


def test_what_results_are_read_by_has_an_index(sink, make_sink, query, schema_name):
    make_sink().prepare()  # once more changes nothing
    found = query("SELECT schemaname, indexname FROM pg_indexes ORDER BY indexname")
    mine = [index for schema, index in found if schema == schema_name]
    assert mine == [
        "batch_ledger_pkey",
        "dead_letters_pkey",
        "genre_counts_pkey",
        "newest_dead_letters",
        "series_genre_counts",
        "tune_job_pkey",
    ]


def test_two_drivers_may_start_at_once(make_sink, query):
    sinks = [make_sink() for _ in range(4)]
    errors = []

    def prepare(sink):
        try:
            sink.prepare()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=prepare, args=[sink]) for sink in sinks]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert errors == []
    assert query("SELECT namespace, name, uid FROM {}.tune_job") == [
        ("default", "genre-counts", "uid-1")
    ]


def test_schema_of_another_job_is_refused(sink, make_sink, schema_name):
    other = make_sink(JobIdentity(namespace="default", name="other", uid="uid-2"))
    with pytest.raises(Conflict) as raised:
        other.prepare()
    assert str(raised.value) == (
        f"the schema {schema_name} holds the results of default/genre-counts "
        "(give the postgres sink another `schema`)"
    )


def test_job_made_again_under_its_name_takes_its_tables(sink, make_sink, query):
    make_sink(JOB.model_copy(update={"uid": "uid-2"})).prepare()
    assert query("SELECT count(*) FROM {}.tune_job") == [(1,)]


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        (GENRE_COUNTS_TABLE.columns[:3], "count of type bigint"),
        (
            (*GENRE_COUNTS_TABLE.columns[:3], Column("count", ColumnType.INTEGER, "plays")),
            "count of type bigint",
        ),
    ],
    ids=["one less", "another type"],
)
def test_table_with_other_columns_is_named(make_sink, schema_name, columns, missing):
    make_sink(tables=[replace(GENRE_COUNTS_TABLE, columns=columns)]).prepare()
    with pytest.raises(InvalidInput) as raised:
        make_sink().prepare()
    assert raised.value.message == f"{schema_name}.genre_counts has no column {missing}"


def test_user_without_rights_is_told(database, schema_name, tmp_path):
    user = f"{schema_name}_user"
    with psycopg.connect(database.uri, autocommit=True) as connection:
        name = sql.Identifier(user)
        connection.execute(sql.SQL("CREATE USER {} PASSWORD 'secret'").format(name))
        try:
            info = psycopg.conninfo.conninfo_to_dict(database.uri)
            uri = psycopg.conninfo.make_conninfo(**info | {"user": user, "password": "secret"})
            (tmp_path / "limited").write_text(uri)
            sink = PostgresSink(str(tmp_path / "limited"), schema_name, Claim(JOB), TABLES)
            with pytest.raises(InvalidInput) as raised:
                sink.prepare()
            sink.close()
        finally:
            connection.execute(sql.SQL("DROP OWNED BY {0}; DROP USER {0}").format(name))
    assert raised.value.message.startswith("PostgreSQL refuses: permission denied for database ")


def test_connection_that_is_cut_is_made_anew(sink, counts, query, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    pid = sink._connection.info.backend_pid
    assert query(f"SELECT pg_terminate_backend({pid})") == [(True,)]
    sink.write(make_batch(1, make_row(0, "rock", 6)))
    assert counts() == [make_row(0, "rock", 6)]


def test_transaction_of_a_driver_that_vanished_is_ended(sink):
    (held,) = sink._connection.execute("SHOW idle_in_transaction_session_timeout").fetchone()
    assert held == "30s"
