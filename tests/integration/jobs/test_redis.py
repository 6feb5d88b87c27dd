"""The sink against a real Valkey."""

import logging
import re
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tune_contract.errors import Conflict, InvalidInput, Unreachable
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.pipelines.leaderboard import TRACK_BREAKDOWN, TRACK_WINDOWS, TRACKS
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.redis import RedisSink
from tune_jobs.sinks.redis_layout import KEPT_WINDOWS
from tune_jobs.sinks.sink import Batch, TableRows

TABLES = (GENRE_COUNTS_TABLE, TRACKS, TRACK_WINDOWS, DEAD_LETTERS)
JOB = JobIdentity(namespace="default", name="genres", uid="uid-1")
NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
DEAD = ("plays", 0, 7, NOON, "empty", 2, b"\0\xff")
AT_NOON = "g:genre_counts:2026-01-31T12:00:00Z"


@pytest.fixture
def make_sink(redis_server, tmp_path):
    """make_sink(uri) -> a sink of the test's server, or of another; closed after it."""
    made = []

    def make(uri="", job=JOB, patience=timedelta(minutes=1)) -> RedisSink:
        path = tmp_path / f"redis-uri-{len(made)}"
        path.write_text(uri or redis_server.uri)
        made.append(RedisSink(str(path), "g:", job, TABLES, patience))
        return made[-1]

    yield make
    for sink in made:
        sink.close()


@pytest.fixture
def sink(make_sink) -> RedisSink:
    made = make_sink()
    made.prepare()
    return made


def tracks(number: int, **streams: int) -> Batch:
    rows = [(name, "T", "A", count, count, 1, NOON) for name, count in streams.items()]
    return Batch("query-1", number, (TableRows(TRACKS, rows),))


def test_rows_index_ranking_windows_and_number(sink, redis_server, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5), make_row(0, "pop", 2), make_row(0, "80s", 5)))
    window = {"window_start": "2026-01-31T12:00:00Z", "window_end": "2026-01-31T12:01:00Z"}
    assert redis_server.contents() == {
        "g:job": "default/genres",
        "g:batch": {"query-1": "0"},
        f"{AT_NOON}:rock": {**window, "genre": "rock", "count": "5"},
        f"{AT_NOON}:pop": {**window, "genre": "pop", "count": "2"},
        f"{AT_NOON}:80s": {**window, "genre": "80s", "count": "5"},
        "g:keys:genre_counts:2026-01-31T12:00:00Z": {"rock", "pop", "80s"},
        "g:rank:genre_counts:2026-01-31T12:00:00Z": [("80s", -5), ("rock", -5), ("pop", -2)],
        "g:windows:genre_counts": [("2026-01-31T12:00:00Z", NOON.timestamp() * 1000)],
        "g:newest:genre_counts": "2026-01-31T12:00:00Z",
    }


def test_rank_follows_the_numbers_and_equals_stand_by_name(sink, redis_server):
    sink.write(tracks(0, t1=5, t2=9, t10=5))
    sink.write(tracks(1, t1=9, t3=1))
    assert redis_server.client.zrange("g:rank:tracks", 0, -1) == ["t1", "t2", "t10", "t3"]
    assert redis_server.client.hgetall("g:tracks:t1")["streams"] == "9"


def test_bytes_stay_out(sink, redis_server):
    row = (NOON, NOON + timedelta(minutes=1), "t1", 5, 4, 3, b"sketch")
    sink.write(Batch("query-1", 0, (TableRows(TRACK_WINDOWS, [row]),)))
    held = redis_server.client.hgetall("g:track_windows:2026-01-31T12:00:00Z:t1")
    assert sorted(held) == [
        "completed", "listeners", "streams", "track_id", "window_end", "window_start",
    ]  # fmt: skip


def test_batch_that_comes_again_changes_nothing(sink, redis_server, make_batch, make_row):
    counted = make_batch(0, make_row(0, "rock", 5))
    batch = replace(counted, tables=(*counted.tables, TableRows(DEAD_LETTERS, [DEAD, DEAD])))
    sink.write(batch)
    once = redis_server.contents()
    assert once["g:count:dead_letters"] == "2"
    sink.write(batch)
    assert redis_server.contents() == once


def test_older_batch_is_passed_over(sink, redis_server, make_batch, make_row, caplog):
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    sink.write(make_batch(1, make_row(0, "rock", 9)))
    newer = redis_server.contents()
    sink.write(make_batch(0, make_row(0, "rock", 5), make_row(0, "pop", 1)))
    assert redis_server.contents() == newer
    assert "batch 0 is older than 1; passed over" in caplog.text


def test_batch_of_another_query_has_numbers_of_its_own(sink, redis_server, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    sink.write(make_batch(1))
    sink.write(replace(make_batch(0, make_row(0, "rock", 7)), query="query-2"))
    assert redis_server.client.hget(f"{AT_NOON}:rock", "count") == "7"
    assert redis_server.client.hgetall("g:batch") == {"query-1": "1", "query-2": "0"}


def test_only_the_newest_windows_stay(sink, redis_server, make_batch, make_row):
    minutes = range(KEPT_WINDOWS + 5)
    sink.write(make_batch(0, *(make_row(minute, "rock", 1) for minute in minutes)))
    assert redis_server.client.zcard("g:windows:genre_counts") == KEPT_WINDOWS
    before = redis_server.contents()
    sink.write(make_batch(1, make_row(0, "rock", 9)))  # of a window that went
    assert redis_server.contents() == before | {"g:batch": {"query-1": "1"}}
    sink.write(make_batch(2, make_row(KEPT_WINDOWS + 5, "pop", 1)))
    after = redis_server.contents()
    assert len(after) == len(before)
    assert set(before) - set(after) == {
        f"g:{part}genre_counts:2026-01-31T12:05:00Z{end}"
        for part, end in (("", ":rock"), ("keys:", ""), ("rank:", ""))
    }
    assert after["g:newest:genre_counts"] == "2026-01-31T13:05:00Z"


def test_two_who_write_at_once(make_sink, redis_server, make_batch, make_row):
    """Each batch waits for its turn: what is left is the newest, whoever wrote it."""
    sinks, errors = [make_sink() for _ in range(4)], []

    def write(sink):
        try:
            sink.prepare()
            for number in range(50):
                sink.write(make_batch(number, make_row(0, "rock", number)))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=[sink]) for sink in sinks]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert errors == []
    assert redis_server.client.hget(f"{AT_NOON}:rock", "count") == "49"
    assert redis_server.client.hgetall("g:batch") == {"query-1": "49"}


def test_server_that_restarts_empty_is_waited_for_and_told(
    sink, redis_server, make_batch, make_row, caplog
):
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    redis_server.kill()
    later = threading.Timer(1, redis_server.start)
    later.start()
    sink.write(make_batch(1, make_row(0, "pop", 1)))
    later.join()
    assert redis_server.client.smembers("g:keys:genre_counts:2026-01-31T12:00:00Z") == {"pop"}
    assert "trying again" in caplog.text
    assert "Redis holds none of this query's batches, and this is batch 1" in caplog.text
    assert "`tune redis rebuild genres`" in caplog.text


def test_server_that_lost_some_batches_is_told(sink, redis_server, make_batch, caplog):
    caplog.set_level(logging.WARNING)
    sink.write(make_batch(0))
    sink.write(make_batch(1))
    assert caplog.text == ""
    sink.write(make_batch(4))
    assert "Redis holds nothing after batch 1, and this is batch 4" in caplog.text


def test_numbers_that_are_times_have_no_gaps(sink, make_batch, caplog):
    for number in (1_769_860_800_000, 1_769_860_805_000):
        sink.write(replace(make_batch(number), in_turn=False))
    assert caplog.messages == []


def test_server_that_stays_away(make_sink, redis_server, make_batch):
    sink = make_sink(patience=timedelta(seconds=1))
    sink.prepare()
    redis_server.kill()
    began = time.monotonic()
    with pytest.raises(Unreachable, match=r"^Redis does not take the results: .*refused"):
        sink.write(make_batch(0))
    assert 1 < time.monotonic() - began < 5


def test_keys_of_another_job_are_refused(sink, make_sink):
    other = make_sink(job=JobIdentity(namespace="default", name="other", uid="uid-2"))
    with pytest.raises(Conflict) as raised:
        other.prepare()
    assert str(raised.value) == (
        "the keys g: hold the results of default/genres (give the redis sink another `keyPrefix`)"
    )


@pytest.mark.parametrize(
    ("user", "message"),
    [
        (":wrong@", "Redis refuses: the user or the password is wrong (invalid username-password"),
        ("", "Redis refuses: the user or the password is wrong (Authentication required"),
        ("reader:pw@", "Redis refuses: the user has no right to do that ("),
        ("other:pw@", "Redis refuses: the user has no right to do that ("),
    ],
)
def test_user_who_may_not(make_sink, redis_server, user, message):
    client = redis_server.client
    client.execute_command("ACL", "SETUSER", "reader", "on", ">pw", "~*", "+@read", "+@transaction")
    client.execute_command("ACL", "SETUSER", "other", "on", ">pw", "~x:*", "+@all")
    client.config_set("requirepass", "right")
    with pytest.raises(InvalidInput) as raised:
        make_sink(f"redis://{user}127.0.0.1:{redis_server.port}").prepare()
    assert raised.value.message.startswith(message)
    assert "pw" not in str(raised.value)


def test_user_with_the_rights_that_the_hint_names(make_sink, redis_server, make_batch, make_row):
    rights = ["~g:*", "+@read", "+@write", "+@transaction"]
    redis_server.client.execute_command("ACL", "SETUSER", "tune", "on", ">pw", *rights)
    sink = make_sink(f"redis://tune:pw@127.0.0.1:{redis_server.port}")
    sink.prepare()
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    assert redis_server.client.hget(f"{AT_NOON}:rock", "count") == "5"


def test_full_memory_leaves_nothing_of_the_batch(sink, redis_server, make_batch, make_row):
    before = redis_server.contents()
    redis_server.client.config_set("maxmemory", "1")
    with pytest.raises(InvalidInput) as raised:
        sink.write(make_batch(0, make_row(0, "rock", 5)))
    assert raised.value.message.startswith("Redis refuses: its memory is full (")
    assert "rock" not in str(raised.value)
    redis_server.client.config_set("maxmemory", "0")
    assert redis_server.contents() == before


def test_replica_is_refused(make_sink, redis_server):
    redis_server.client.replicaof("127.0.0.1", 1)
    with pytest.raises(InvalidInput) as raised:
        make_sink().prepare()
    assert raised.value.message.startswith("Redis refuses: it is a read-only replica (")


def test_cluster_is_refused(make_sink, redis_server, tmp_path):
    redis_server.kill()
    redis_server.start("--dir", str(tmp_path), "--cluster-enabled", "yes")
    with pytest.raises(InvalidInput, match="this Redis is a cluster"):
        make_sink().prepare()


@pytest.mark.parametrize("uri", ["not a uri", "http://127.0.0.1"])
def test_wrong_connection_string(make_sink, uri):
    with pytest.raises(InvalidInput, match=r"^the connection string of Redis is wrong"):
        make_sink(uri).prepare()


def test_missing_file(tmp_path):
    sink = RedisSink(str(tmp_path / "nothing"), "g:", JOB, TABLES)
    with pytest.raises(InvalidInput, match="nothing: No such file or directory"):
        sink.prepare()


def test_the_commands_of_the_page_find_what_it_says(redis_server, tmp_path):
    page = (Path(__file__).parents[3] / "docs" / "redis.md").read_text()
    (block,) = re.findall(r"^## Read it\n\n((?:    .*\n)+)", page, re.M)
    commands = [line.split() for line in block.splitlines() if not line.strip().startswith("#")]
    (tmp_path / "uri").write_text(redis_server.uri)
    tables = (TRACKS, TRACK_WINDOWS, TRACK_BREAKDOWN)
    sink = RedisSink(str(tmp_path / "uri"), "board:", JOB, tables)
    ends = NOON + timedelta(minutes=1)
    rows = (
        TableRows(TRACKS, [(name, "T", "A", 5, 4, 3, NOON) for name in ("t7", "t2")]),
        TableRows(TRACK_WINDOWS, [(NOON, ends, "t7", 5, 4, 3, b"s")]),
        TableRows(TRACK_BREAKDOWN, [("t7", "region", "NO", 5)]),
    )
    sink.write(Batch("query-1", 0, rows))
    sink.close()
    found = [redis_server.client.execute_command(*command) for command in commands]
    assert found[0] == ["t2", "t7"]
    assert found[1]["streams"] == "5"
    assert found[2:] == [
        1,
        "2026-01-31T12:00:00Z",
        ["t7", "-5"],
        ["2026-01-31T12:00:00Z"],
        {"t2", "t7"},
        "5",
    ]
