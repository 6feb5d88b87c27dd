"""The API as a process of its own, over a real PostgreSQL."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tune_contract.names import RESULTS_CHANNEL
from tune_contract.tunejob.job import TuneJob

SCHEMA = "chosen"
NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
LONGEST = 20.0  # seconds that anything here may take on a busy machine


@dataclass(frozen=True)
class Api:
    """A running API that knows one job, default/plays."""

    process: subprocess.Popen[str]
    client: httpx.Client

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def table(self, path: str) -> httpx.Response:
        return self.client.get(f"/api/v1/jobs/default/plays/tables/{path}")


@pytest.fixture
def api(tmp_path, empty_database) -> Iterator[Api]:
    write_job(tmp_path / "jobs")
    (tmp_path / "uri").write_text(empty_database.uri)
    options = ["--jobs-dir", str(tmp_path / "jobs"), "--database-uri-file", str(tmp_path / "uri")]
    process = subprocess.Popen(
        [sys.executable, "-m", "tune_api", "--port", "0", "--exit-with-parent", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    address = re.fullmatch(r"tune-api: (http://\S+)\n", process.stdout.readline())
    with httpx.Client(base_url=address[1], timeout=LONGEST) as client:
        yield Api(process, client)
    process.stdin.close()
    try:
        process.wait(LONGEST)
    finally:
        process.kill()


def write_job(folder) -> None:
    file = folder / "default" / "plays" / "tunejob.json"
    file.parent.mkdir(parents=True)
    spec = {
        "pipeline": "genre-counts",
        "kafka": {"topics": {"plays": {"name": "music-plays"}}},
        "sinks": [{"postgres": {"secretRef": {"name": "results-db"}, "schema": SCHEMA}}],
    }
    job = TuneJob.model_validate({"metadata": {"name": "plays"}, "spec": spec})
    file.write_text(job.model_dump_json())


class Writer:
    """Writes as the sink does: one transaction with a notification in it."""

    def __init__(self, uri: str, schema: str) -> None:
        self.uri = uri
        self.schema = schema
        self._run(
            "CREATE SCHEMA {schema}",
            "CREATE TABLE {schema}.genre_counts (window_start timestamptz, window_end timestamptz,"
            " genre text, count bigint, PRIMARY KEY (window_start, genre))",
            'CREATE TABLE {schema}.dead_letters (topic text, partition integer, "offset" bigint,'
            " record_time timestamptz, reason text, payload_size bigint, payload bytea,"
            ' PRIMARY KEY (topic, partition, "offset"))',
        )

    def count(self, *rows: tuple[int, str, int]) -> None:
        """Commit (minute, genre, count), each replacing its like."""
        with psycopg.connect(self.uri) as connection:
            for minute, genre, count in rows:
                start = NOON + timedelta(minutes=minute)
                connection.execute(
                    self._sql(
                        "INSERT INTO {schema}.genre_counts VALUES (%s, %s, %s, %s)"
                        " ON CONFLICT (window_start, genre) DO UPDATE SET count = excluded.count"
                    ),
                    [start, start + timedelta(minutes=1), genre, count],
                )
            payload = {"schema": self.schema, "table": "genre_counts", "batchId": 1}
            connection.execute("SELECT pg_notify(%s, %s)", [RESULTS_CHANNEL, json.dumps(payload)])

    def dead_letter(self, *values: object) -> None:
        """Commit a dead letter, without a notification."""
        with psycopg.connect(self.uri) as connection:
            statement = "INSERT INTO {schema}.dead_letters VALUES (%s, %s, %s, %s, %s, %s, %s)"
            connection.execute(self._sql(statement), values)

    def rename_count(self) -> None:
        """Make the table differ from its declaration."""
        self._run("ALTER TABLE {schema}.genre_counts RENAME COLUMN count TO plays")

    def _sql(self, text: str) -> sql.Composed:
        return sql.SQL(text).format(schema=sql.Identifier(self.schema))

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self.uri) as connection:
            for statement in statements:
                connection.execute(self._sql(statement))


@pytest.fixture
def writer(empty_database) -> Writer:
    return Writer(empty_database.uri, SCHEMA)


@pytest.fixture
def admin(database) -> Iterator[psycopg.Connection]:
    """A connection beside the API's database."""
    with psycopg.connect(database.uri, autocommit=True) as connection:
        yield connection


class Events:
    """Reads a stream of server-sent events."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.iter_lines()
        self.last_id = ""

    def next(self) -> tuple[str, dict]:
        """The next event and its data; comments are passed over."""
        kind = ""
        for line in self._lines:
            field, _, value = line.partition(": ")
            if field == "event":
                kind = value
            elif field == "id":
                self.last_id = value
            elif field == "data":
                return kind, json.loads(value)
        raise AssertionError("the stream has ended")

    def counts(self) -> tuple[str, list[tuple[str, int]]]:
        kind, data = self.next()
        return kind, [(row["genre"], row["count"]) for row in data["rows"]]


@contextmanager
def follow(
    api: Api, path: str = "/default/plays/tables/genre_counts/stream", last_id: str = ""
) -> Iterator[Events]:
    headers = {"Last-Event-ID": last_id} if last_id else {}
    with api.client.stream("GET", f"/api/v1/jobs{path}", headers=headers) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        yield Events(response)


def name_of(writer: Writer) -> str:
    return conninfo_to_dict(writer.uri)["dbname"]


def end_connections(admin: psycopg.Connection, writer: Writer) -> None:
    """End all connections to the writer's database."""
    admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
        [name_of(writer)],
    )


def until(question: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not question():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_every_type_comes_as_it_was_written(api, writer):
    time_in_kafka = NOON.replace(microsecond=1)
    writer.dead_letter("plays", 2, 2**62, time_in_kafka, 'no "JSON"', 3, b"\xff\0a")
    writer.dead_letter("plays", 0, 7, NOON, "null", 0, None)
    first = {
        "topic": "plays",
        "partition": 2,
        "offset": 2**62,
        "record_time": "2026-01-31T12:00:00.000001Z",
        "reason": 'no "JSON"',
        "payload_size": 3,
        "payload": "/wBh",
    }
    rows = api.table("dead_letters/rows").json()["rows"]
    assert rows[0] == first
    assert [row["payload"] for row in rows] == ["/wBh", None]
    for asked in (
        "offset=4611686018427387904",
        "payload=/wBh",
        "partition.gt=1",
        "record_time=2026-01-31T12:00:00.000001Z",
        "reason=no+%22JSON%22",
    ):
        assert api.table(f"dead_letters/rows?{asked}").json()["rows"] == [first], asked


def test_pages_are_whole_while_rows_are_added(api, writer):
    writer.count(*((minute, genre, minute) for minute in range(60) for genre in ("pop", "rock")))
    found, cursor = [], ""
    while cursor is not None:
        page = api.table(f"genre_counts/rows?limit=50&cursor={cursor}").json()
        found += [(row["count"], row["genre"]) for row in page["rows"]]
        cursor = page["nextCursor"]
        writer.count((100 + len(found), "new", 1))
    assert found == [(minute, genre) for minute in range(59, -1, -1) for genre in ("rock", "pop")]


def test_totals_are_exact_beyond_what_a_bigint_holds(api, writer):
    writer.count((0, "rock", 2**63 - 1), (1, "rock", 2**63 - 1), (1, "pop", 3))
    answer = api.table("genre_counts/totals?by=genre&of=count").json()
    assert answer["totals"] == [
        {"value": "rock", "total": 2**64 - 2},
        {"value": "pop", "total": 3},
    ]


def test_tables_not_made_yet_are_empty(api):
    assert api.table("genre_counts/rows").json() == {"rows": [], "nextCursor": None}
    assert api.table("genre_counts/totals?by=genre&of=count").json()["totals"] == []
    with follow(api) as events:
        assert events.counts() == ("snapshot", [])


def test_an_answer_that_has_not_changed_is_not_sent_again(api, writer):
    writer.count((0, "rock", 1))
    path = "/api/v1/jobs/default/plays/tables/genre_counts/rows"
    tag = {"If-None-Match": api.get(path).headers["etag"]}
    assert api.client.get(path, headers=tag).status_code == 304
    writer.count((0, "rock", 2))
    assert api.client.get(path, headers=tag).status_code == 200


def test_a_series_holds_every_count_in_few_points(api, writer):
    genres = [f"genre-{number:02}" for number in range(25)]
    rows = ((minute, genre, 1 + (genre == "genre-07")) for minute in range(90) for genre in genres)
    writer.count(*rows)
    asked = "series?time=window_start&of=count&by=genre&points=50"
    series = api.table(f"genre_counts/{asked}").json()
    assert (series["step"], len(series["times"]), series["times"][0]) == (
        120,
        45,
        "2026-01-31T12:00:00Z",
    )
    lines = series["series"]
    assert [(line["value"], line["rest"], sum(line["points"])) for line in lines] == [
        ("genre-07", False, 180),
        *((genre, False, 90) for genre in genres[:20] if genre != "genre-07"),
        ("other", True, 5 * 90),
    ]
    assert api.table(f"genre_counts/{asked}&genre=none").json()["series"] == []


def test_an_export_is_whole_and_of_one_instant(api, writer):
    with psycopg.connect(writer.uri) as connection:
        connection.execute(
            "INSERT INTO chosen.genre_counts SELECT %s + n * interval '1 minute',"
            " %s + (n + 1) * interval '1 minute', '=rock', n FROM generate_series(0, 49999) AS n",
            [NOON, NOON],
        )
    path = "/api/v1/jobs/default/plays/tables/genre_counts/export?order=count&format="
    with api.client.stream("GET", f"{path}ndjson") as answer:
        lines = answer.iter_lines()
        counts = [json.loads(next(lines))["count"]]
        writer.count((100_000, "new", 100_000))
        counts += [json.loads(line)["count"] for line in lines]
    assert counts == list(range(50_000))
    assert [row["count"] for row in api.get(f"{path}json").json()] == [*range(50_000), 100_000]
    first = api.get(f"{path}csv&count=7").text.splitlines()[1]
    assert first == "2026-01-31T12:07:00Z,2026-01-31T12:08:00Z,'=rock,7"


def test_exports_are_bounded_and_a_slow_one_holds_up_nobody_else(api, writer):
    writer.count((0, "rock", 1))
    with psycopg.connect(writer.uri) as connection:
        connection.execute(
            "INSERT INTO chosen.genre_counts SELECT %s + n * interval '1 minute',"
            " %s, repeat('x', 500), n FROM generate_series(1, 100000) AS n",
            [NOON, NOON],
        )
    path = "/api/v1/jobs/default/plays/tables/genre_counts/export"
    with api.client.stream("GET", path), api.client.stream("GET", path):
        third = api.get(path)
        assert (third.status_code, third.headers["retry-after"]) == (503, "10")
        assert api.table("genre_counts/rows?limit=1").status_code == 200
    until(lambda: api.get(f"{path}?count=1").status_code == 200)


def test_a_table_of_another_version_is_a_conflict(api, writer):
    writer.rename_count()
    answer = api.table("genre_counts/rows")
    assert answer.status_code == 409
    assert answer.json()["hint"] == "the job and the API must come from the same release"


def test_the_stream_tells_each_change(api, writer):
    writer.count((0, "rock", 1), (0, "pop", 2))
    with follow(api) as events:
        assert events.counts() == ("snapshot", [("rock", 1), ("pop", 2)])
        writer.count((0, "rock", 5), (1, "jazz", 9))
        kind, data = events.next()
        assert (kind, [(row["genre"], row["count"]) for row in data["rows"]]) == (
            "changes",
            [("jazz", 9), ("rock", 5)],
        )
        assert {each["value"]: each["total"] for each in data["totals"]} == {
            "jazz": 9,
            "rock": 5,
            "pop": 2,
        }


def test_a_client_that_comes_back_gets_only_what_changed(api, writer):
    writer.count((0, "rock", 1), (0, "pop", 2))
    with follow(api) as events:
        assert events.counts() == ("snapshot", [("rock", 1), ("pop", 2)])
    writer.count((0, "rock", 5))
    with follow(api, last_id=events.last_id) as again:
        assert again.counts() == ("changes", [("rock", 5)])
    with follow(api, last_id="5f2c-1.7") as unknown:
        assert unknown.counts() == ("snapshot", [("rock", 5), ("pop", 2)])


def test_jobs_are_told_as_they_change(api, tmp_path):
    file = tmp_path / "jobs" / "default" / "plays" / "tunejob.json"
    with follow(api, "/stream") as events:
        kind, data = events.next()
        assert (kind, [job["phase"] for job in data["jobs"]]) == ("jobs", ["Pending"])
        assert data == api.get("/api/v1/jobs").json()
        job = json.loads(file.read_text())
        job["status"] |= {"phase": "Running", "attempt": {"number": 1}, "progress": {"lag": 7}}
        file.write_text(json.dumps(job))
        assert [job["phase"] for job in events.next()[1]["jobs"]] == ["Running"]
        history = events.next()[1]["jobs"][0]["history"]  # five seconds later at most
        assert history == {"every": 5, "inputRowsPerSecond": [0.0], "lag": [7]}
    with follow(api, "/stream", events.last_id) as again:
        assert again.next()[1]["jobs"][0]["history"]["lag"][0] == 7


def test_many_clients_need_one_listening_connection(api, writer, admin):
    writer.count((0, "rock", 1))
    with follow(api) as one, follow(api) as two, follow(api) as three:
        for events in (one, two, three):
            assert events.counts() == ("snapshot", [("rock", 1)])
        assert "tune_api_sse_clients 3.0" in api.get("/metrics").text
        writer.count((0, "rock", 2))
        for events in (one, two, three):
            assert events.counts() == ("changes", [("rock", 2)])
        listening = admin.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = 'tune-api-listen' AND datname = %s",
            [name_of(writer)],
        ).fetchone()
        assert listening == (1,)
    until(lambda: "tune_api_sse_clients 0.0" in api.get("/metrics").text)


def test_a_lost_connection_loses_no_change(api, writer, admin):
    writer.count((0, "rock", 1))
    with follow(api) as events:
        assert events.counts() == ("snapshot", [("rock", 1)])
        end_connections(admin, writer)
        writer.count((0, "rock", 2))
        assert events.counts() == ("changes", [("rock", 2)])
    assert api.get("/readyz").status_code == 200


def test_a_database_away_is_503_and_stale_and_mends_itself(api, writer, admin):
    writer.count((0, "rock", 1))
    with follow(api) as events:
        assert events.counts() == ("snapshot", [("rock", 1)])
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        name = sql.Identifier(name_of(writer))
        admin.execute(allow.format(name, sql.SQL("false")))
        end_connections(admin, writer)
        away = api.table("genre_counts/rows")
        assert (away.status_code, away.headers["retry-after"]) == (503, "2")
        assert away.json()["detail"] == "PostgreSQL does not answer"
        assert api.get("/livez").text == "ok"
        kind, data = events.next()
        assert (kind, data["rows"], data["totals"]) == (
            "changes",
            [],
            [{"value": "rock", "total": 1}],
        )
        assert datetime.fromisoformat(data["staleSince"]) > NOON
        admin.execute(allow.format(name, sql.SQL("true")))
        writer.count((0, "rock", 2))
        assert api.table("genre_counts/rows").status_code == 200
        kind, data = events.next()
        assert (kind, data["staleSince"]) == ("changes", None)
        assert [row["count"] for row in data["rows"]] == [2]


def test_it_ends_with_its_parent_though_somebody_looks(api):
    with follow(api) as events:
        events.next()
        api.process.stdin.close()
        assert api.process.wait(LONGEST) == 0


def test_it_ends_when_asked_to(api):
    with follow(api) as events:
        events.next()
        api.process.terminate()
        assert api.process.wait(LONGEST) == -signal.SIGTERM
