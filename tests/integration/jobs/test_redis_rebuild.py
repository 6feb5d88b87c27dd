"""The rebuild of a Redis from a real PostgreSQL."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.leaderboard import LEADERBOARD, TRACK_BREAKDOWN, TRACK_WINDOWS, TRACKS
from tune_jobs.rebuild.main import rebuild_all
from tune_jobs.sinks.make import make_sinks
from tune_jobs.sinks.redis_layout import KEPT_WINDOWS
from tune_jobs.sinks.sink import Batch, TableRows

TABLES = (*LEADERBOARD.tables, DEAD_LETTERS)
NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NAMES = ("t1", "a:b%", "", "æ", "t10")


def batch(number: int, names=NAMES) -> Batch:
    """Every track has one play more than in the batch before; each batch has a window of its own."""
    at, streams = NOON + number * MINUTE, number + 1
    dead = ("plays", 0, number, NOON, "empty", 2, b"\0\xff")
    return Batch(
        "query-1",
        number,
        (
            TableRows(TRACKS, [(name, "T", "A", streams, 1, 1, at) for name in names]),
            TableRows(TRACK_WINDOWS, [(at, at + MINUTE, name, 1, 1, 1, b"s") for name in names]),
            TableRows(TRACK_BREAKDOWN, [(name, "region", "N:O", streams) for name in names]),
            TableRows(DEAD_LETTERS, [dead]),
        ),
    )


@pytest.fixture
def config(make_config, uri_file, schema_name, redis_server, tmp_path):
    (tmp_path / "redis-uri").write_text(redis_server.uri)
    return make_config(
        job={"namespace": "default", "name": "board", "uid": "uid-1"},
        pipeline="leaderboard",
        parameters={},
        sinks=[
            {"kind": "redis", "uriFile": str(tmp_path / "redis-uri"), "keyPrefix": "board:"},
            {"kind": "postgres", "uriFile": str(uri_file), "schema": schema_name},
        ],
    )


@pytest.fixture
def write(config):
    """write(batch) -> it is in both sinks."""
    sinks = make_sinks(None, config, TABLES)
    for sink in sinks:
        sink.prepare()

    def write(batch: Batch) -> None:
        for sink in sinks:
            sink.write(batch)

    yield write
    for sink in sinks:
        sink.close()


@pytest.fixture
def execute(database, schema_name):
    def execute(statement: str) -> None:
        with psycopg.connect(database.uri, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(schema_name)))

    return execute


def test_what_was_lost_is_there_again(config, write, redis_server, capsys):
    for number in range(KEPT_WINDOWS + 3):
        write(batch(number))
    before = redis_server.contents()
    assert before["board:rank:tracks"] == [
        (name, -63) for name in ("", "a%3Ab%25", "t1", "t10", "æ")
    ]
    assert before["board:count:dead_letters"] == "63"
    redis_server.client.flushall()
    rebuild_all(config)
    assert redis_server.contents() == before
    assert capsys.readouterr().out.startswith(
        "board: 310 rows written below board:, 0 leftovers removed, "
    )
    rebuild_all(config)
    assert redis_server.contents() == before


def test_what_is_wrong_or_left_over_is_mended(config, write, redis_server, execute):
    for number in range(3):
        write(batch(number))
    right = redis_server.contents()
    write(batch(3, names=("t1", "new")))
    client = redis_server.client
    client.hset("board:tracks:t10", "streams", "999")
    client.delete("board:tracks:æ", "board:rank:track_windows:2026-01-31T12:01:00Z")
    client.set("other:tracks:t1", "not ours")
    execute(
        "DELETE FROM {0}.tracks WHERE track_id = 'new'; UPDATE {0}.tracks SET streams = 3, "
        "last_played = '2026-01-31 12:02:00Z' WHERE track_id = 't1';"
        "DELETE FROM {0}.track_windows WHERE window_start = '2026-01-31 12:03:00Z';"
        "DELETE FROM {0}.track_breakdown WHERE track_id = 'new';"
        "UPDATE {0}.track_breakdown SET streams = 3 WHERE track_id = 't1';"
        'DELETE FROM {0}.dead_letters WHERE "offset" = 3;'
        "DELETE FROM {0}.batch_ledger WHERE batch_id = 3"
    )
    rebuild_all(config)
    assert redis_server.contents() == right | {"other:tracks:t1": "not ours"}


def test_windows_of_another_database_do_not_take_the_places(config, write, redis_server, execute):
    write(batch(0))
    right = redis_server.contents()
    for number in range(1, KEPT_WINDOWS + 2):
        write(batch(number))
    assert "board:keys:track_windows:2026-01-31T12:00:00Z" not in redis_server.contents()
    execute("DELETE FROM {0}.batch_ledger WHERE batch_id > 0")
    execute("DELETE FROM {0}.track_windows WHERE window_start > '2026-01-31 12:00:00Z'")
    rebuild_all(config)
    found = redis_server.contents()
    windows = {key for key in found if "track_windows" in key}
    assert windows == {key for key in right if "track_windows" in key}
    assert {key: found[key] for key in windows} == {key: right[key] for key in windows}
    assert found["board:batch"] == {"query-1": "0"}


def test_rebuilds_while_the_job_runs(config, write, redis_server):
    """A reader never misses a row, nor sees it go back; in the end all is right."""
    write(batch(0))
    done, seen, errors = threading.Event(), [], []

    def read() -> None:
        while not done.is_set():
            seen.append(redis_server.client.hget("board:tracks:t1", "streams"))

    def run() -> None:
        try:
            while not done.is_set():
                rebuild_all(config)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=each) for each in (read, run, run)]
    for each in threads:
        each.start()
    for number in range(1, 200):
        write(batch(number))
    done.set()
    for each in threads:
        each.join(60)
    assert errors == []
    assert None not in seen
    assert [int(each) for each in seen] == sorted(int(each) for each in seen)
    found = redis_server.contents()
    assert found["board:tracks:t1"]["streams"] == "200"
    redis_server.client.flushall()
    rebuild_all(config)
    assert redis_server.contents() == found


def test_server_that_is_emptied_while_the_job_runs(config, write, redis_server):
    for number in range(3):
        write(batch(number))
    redis_server.client.flushall()
    write(batch(3))
    rebuild_all(config)
    write(batch(3))  # once more, as after a crash
    found = redis_server.contents()
    assert found["board:count:dead_letters"] == "4"
    assert found["board:batch"] == {"query-1": "3"}
    assert len(found["board:windows:track_windows"]) == 4


def run(config, tmp_path) -> "subprocess.CompletedProcess[str]":
    path = tmp_path / "job.json"
    path.write_text(config.model_dump_json())
    return subprocess.run(
        [sys.executable, "-P", "-m", "tune_jobs.rebuild", "--config", str(path)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_command(config, write, tmp_path):
    write(batch(0))
    done = run(config, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("board: 15 rows written below board:, 0 leftovers removed, ")


def test_a_job_that_never_wrote(config, tmp_path):
    done = run(config, tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "error: the job has no results yet\nhint: run it first\n"


def test_keys_of_another_job(config, write, tmp_path):
    write(batch(0))
    other = config.job.model_copy(update={"name": "other"})
    done = run(config.model_copy(update={"job": other}), tmp_path)
    assert done.returncode == 4
    assert "the keys board: hold the results of default/board" in done.stderr


@pytest.mark.parametrize("kind", ["redis", "postgres"])
def test_a_job_without_both_sinks(config, tmp_path, kind):
    sinks = [sink for sink in config.sinks if sink.kind.value != kind]
    done = run(config.model_copy(update={"sinks": sinks}), tmp_path)
    assert done.returncode == 2
    assert f"error: board has no {kind} sink: " in done.stderr
