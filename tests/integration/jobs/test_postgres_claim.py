"""Who may write into a schema."""

import psycopg
import pytest
from psycopg import sql

from tune_contract.errors import Conflict
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.postgres_claim import Claim, make_claim


def claim(name: str, pipeline: str, recomputes: str = "", namespace: str = "default") -> Claim:
    return Claim(JobIdentity(namespace=namespace, name=name, uid="u"), pipeline, recomputes)


SONGS = claim("songs", "top-songs")
REPAIR = claim("songs-backfill", "top-songs-backfill", "top-songs")


@pytest.fixture
def ask(database, schema_name):
    """ask(claim) -> whether it is a repair."""
    with psycopg.connect(database.uri, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema_name)))
        yield lambda claim: make_claim(connection, schema_name, claim)


def test_a_schema_is_its_first_jobs(ask):
    assert not ask(SONGS)
    assert not ask(SONGS)
    with pytest.raises(Conflict, match="holds the results of default/songs"):
        ask(claim("others", "top-songs"))


def test_a_repair_of_the_same_namespace_may_write_there(ask):
    ask(SONGS)
    assert ask(REPAIR)
    assert not ask(SONGS)
    for other in (
        claim("songs-backfill", "top-songs-backfill", "top-songs", namespace="elsewhere"),
        claim("genres-backfill", "genres-backfill", "genre-counts"),
    ):
        with pytest.raises(Conflict):
            ask(other)


def test_the_job_takes_over_from_a_repair_that_came_first(ask):
    assert not ask(REPAIR)
    assert not ask(SONGS)
    assert ask(REPAIR)


def test_a_schema_of_an_older_version_becomes_known_by_its_job(ask, database, schema_name):
    with psycopg.connect(database.uri, autocommit=True) as connection:
        statement = sql.SQL(
            "CREATE TABLE {0} (namespace text, name text, uid text, one boolean PRIMARY KEY "
            "DEFAULT true CHECK (one)); INSERT INTO {0} VALUES ('default', 'songs', 'u')"
        )
        connection.execute(statement.format(sql.Identifier(schema_name, "tune_job")))
    with pytest.raises(Conflict):
        ask(REPAIR)
    assert not ask(SONGS)
    assert ask(REPAIR)
