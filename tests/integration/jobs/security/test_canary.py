"""Every secret of a job is a text that is nowhere else, and is then looked for everywhere.

what is looked at      files of a driver (log, JobConfig, checkpoint, results, termination, all of
                       Spark's configuration and plans), its answers over HTTP, its processes'
                       command lines and environments; of a whole `tune run` also what the
                       commands print, the files of job and runs, and the API's answers
what is not            the files that hold the secrets, the servers' own files, memory
"""

import base64
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
import redis
import yaml
from psycopg import sql

from tune_cli.backend.store import JobStore
from tune_jobs.sinks.postgres_connection import connect

TUNE = str(Path(sys.executable).parent / "tune")
PATIENCE = 200.0
EVERYTHING_IN_ONE_FILE = {
    "spark.eventLog.enabled": "true",
    "spark.eventLog.compress": "false",
    "spark.eventLog.rolling.enabled": "false",
}
"""Spark's event log: its settings, those of the JVM, and each query's plan with its options."""


def disguises(secret: str) -> list[bytes]:
    """A secret as it is, and as a part of something in base64."""
    found = [secret.encode()]
    for before in range(3):
        text = base64.b64encode(b"x" * before + secret.encode())
        found.append(text[4 if before else 0 : -4])
    return found


@dataclass(frozen=True)
class Hunt:
    """Looks for some secrets."""

    secrets: tuple[str, ...]

    def found_in(self, content: bytes) -> bool:
        return any(each in content for secret in self.secrets for each in disguises(secret))

    def files(self, folder: Path) -> list[str]:
        """The files below that hold one; those of mounted secrets aside."""
        files = [each for each in folder.rglob("*") if each.is_file()]
        assert files
        return [str(each) for each in files if self.found_in(each.read_bytes())]

    def processes(self, *pids: int) -> list[str]:
        """What others can see of processes, and holds one."""
        paths = [f"/proc/{pid}/{what}" for pid in pids for what in ("cmdline", "environ")]
        return [path for path in paths if self.found_in(Path(path).read_bytes())]

    def answers(self, url: str, *paths: str) -> list[str]:
        found = []
        for path in paths:
            with urllib.request.urlopen(url + path, timeout=10) as answer:
                content = answer.read() + str(answer.headers).encode()
            assert content
            if self.found_in(content):
                found.append(path)
        return found


@pytest.fixture
def secrets(tmp_path_factory) -> Path:
    """Where the mounted secrets are: not below the folder that is searched."""
    return tmp_path_factory.mktemp("secrets")


@pytest.fixture
def role(database, schema_name, canary) -> Iterator[str]:
    """A user of PostgreSQL that is named as the schema and has a canary for its password."""
    name, password = sql.Identifier(schema_name), sql.Literal(f"pg-{canary}")
    with psycopg.connect(database.uri, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, password))
        connection.execute(sql.SQL("GRANT CREATE ON DATABASE tune TO {}").format(name))
        yield schema_name
        connection.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(name))
        connection.execute(sql.SQL("DROP ROLE {}").format(name))


@pytest.fixture
def redis_uri(redis_server, canary) -> str:
    redis_server.client.config_set("requirepass", f"redis-{canary}")
    return f"redis://:redis-{canary}@127.0.0.1:{redis_server.port}/0"


@pytest.fixture
def postgres_sink(secrets, role, tls_database, certificates, canary) -> dict[str, str]:
    folder = secrets / "postgres"
    folder.mkdir()
    address = f"{role}:pg-{canary}@localhost:{tls_database.port}/tune"
    (folder / "uri").write_text(f"postgresql://{address}")
    (folder / "ca.crt").write_bytes(certificates.ca.read_bytes())
    return {"kind": "postgres", "uriFile": str(folder / "uri"), "schema": role}


@pytest.fixture
def redis_sink(secrets, redis_uri) -> dict[str, str]:
    folder = secrets / "redis"
    folder.mkdir()
    (folder / "uri").write_text(redis_uri)
    return {"kind": "redis", "uriFile": str(folder / "uri"), "keyPrefix": "canary:"}


@pytest.fixture
def delta_sink(request, secrets, tmp_path) -> dict[str, str]:
    """In a bucket with keys of its own; in a folder where there is no MinIO."""
    try:
        minio = request.getfixturevalue("minio")
    except pytest.skip.Exception:
        return {"kind": "delta", "path": str(tmp_path / "delta")}
    bucket = request.getfixturevalue("topic_name")("canary")
    minio.make_bucket(bucket)
    folder = secrets / "s3"
    folder.mkdir()
    for name, value in minio.keys.items():
        (folder / name).write_text(value)
    return {"kind": "delta", "path": f"s3a://{bucket}/x", "s3Folder": str(folder)}


@pytest.fixture
def sinks(postgres_sink, redis_sink, delta_sink) -> list[dict[str, str]]:
    return [postgres_sink, redis_sink, delta_sink]


@pytest.fixture
def feed(plays, tls_kafka) -> str:
    """A topic of the broker with TLS: 500 plays and one record that is none."""
    topic = tls_kafka.make_topic(partitions=2)
    written = type(plays)(tls_kafka.plain, topic)
    written.write(500)
    written.write_raw(b"not json")
    written.flush()
    return topic


@pytest.fixture
def start(start_driver, feed, uri_file) -> Callable[..., object]:
    """start("parquet", kafka=..., ...) -> a driver that counts `feed` and writes down all Spark knows."""
    events = uri_file.parent / "events"
    events.mkdir()
    uri_file.unlink()

    def start(*kinds: str, kafka, **fields: object):
        return start_driver(
            *kinds,
            kafka=kafka.model_dump(mode="json", by_alias=True),
            inputs={"plays": {"name": feed}},
            spark={
                "driverMemory": "700m",
                "localDir": str(events.parent / "scratch"),
                "conf": EVERYTHING_IN_ONE_FILE | {"spark.eventLog.dir": str(events)},
            },
            **fields,
        )

    return start


@pytest.fixture
def hunt(canary, certificates) -> Hunt:
    return Hunt((canary, certificates.client.key_body(), "not-so-secret-1f9d"))


def test_a_hunt_finds_what_is_there(hunt, canary, tmp_path):
    for number, text in enumerate(
        (canary, f'{{"a":"{canary}"}}', f"user:{canary}", f"ab{canary}!")
    ):
        for name, content in (
            ("plain", text.encode()),
            ("base64", base64.b64encode(text.encode())),
        ):
            (tmp_path / f"{name}-{number}").write_bytes(b"\0some " + content + b"\n")
    (tmp_path / "else").write_bytes(b"nothing")
    assert len(hunt.files(tmp_path)) == 8


def test_no_secret_of_a_driver_is_shown(start, tls_kafka, sinks, hunt, tmp_path):
    """By password and TLS to Kafka and PostgreSQL, by password to Redis, by keys to a bucket."""
    driver = start(kafka=tls_kafka.by_password, sinks=sinks, trigger={"interval": "200ms"})
    driver.until(lambda report: report.input_rows == 501)
    url = f"http://127.0.0.1:{driver.config.endpoint.port}"
    assert hunt.answers(url, "/progress", "/metrics", "/livez") == []
    assert hunt.processes(driver.process.pid, driver.java()) == []
    driver.ask_to_drain()
    assert driver.end().drained

    postgres, cache, _ = sinks
    counted = sql.SQL("SELECT sum(count)::int FROM {}").format(
        sql.Identifier(postgres["schema"], "genre_counts")
    )
    with connect(Path(postgres["uriFile"])) as connection:
        assert connection.execute(counted).fetchone() == (500,)
    assert redis.Redis.from_url(Path(cache["uriFile"]).read_text()).exists("canary:batch")
    (log,) = [each for each in (tmp_path / "events").iterdir() if not each.name.startswith(".")]
    assert b"SparkListenerEnvironmentUpdate" in log.read_bytes()  # else it would prove nothing
    assert hunt.files(tmp_path) == []


def test_the_key_of_a_client_certificate_is_not_shown(start, tls_kafka, hunt, tmp_path):
    driver = start("parquet", kafka=tls_kafka.by_certificate)
    assert driver.end().exit_code == 0, driver.log.read_text()
    assert list((tmp_path / "parquet" / "genre_counts").glob("*.parquet"))
    assert hunt.files(tmp_path) == []


@dataclass
class Run:
    """A `tune run` with everything."""

    process: "subprocess.Popen[str]"
    folder: Path
    out: Path
    command: Callable[..., "subprocess.CompletedProcess[str]"]

    def url(self) -> str:
        """Where its page is, once it says so."""
        deadline = time.monotonic() + PATIENCE
        while "page     http://" not in self.out.read_text():
            assert self.process.poll() is None, self.out.read_text()
            assert time.monotonic() < deadline, self.out.read_text()
            time.sleep(0.1)
        shown = self.out.read_text().partition("page     http://")[2]
        return f"http://{shown.partition('/')[0]}"


@pytest.fixture
def job_file(stack, role, topic_name, tmp_path) -> Path:
    spec = {
        "pipeline": "genre-counts",
        "kafka": {"cluster": "tune", "topics": {"plays": {"name": topic_name("plays")}}},
        "producer": {"scenario": "steady", "rate": 200, "disorder": {"malformed": 0.05}},
        "sinks": [
            {"postgres": {"secretRef": {"name": "db"}, "schema": role}},
            {"redis": {"secretRef": {"name": "cache"}}},
        ],
        "trigger": {"interval": "300ms"},
    }
    head = {"apiVersion": "tunejob.io/v1alpha1", "kind": "TuneJob"}
    metadata = {"name": role.replace("_", "-")}
    file = tmp_path / "job.yaml"
    file.write_text(yaml.safe_dump({**head, "metadata": metadata, "spec": spec}))
    return file


@pytest.fixture
def environment(settings, role, redis_uri, database, canary) -> dict[str, str]:
    """It names PostgreSQL and Redis, with their passwords."""
    given = urlsplit(database.uri)
    address = f"{role}:pg-{canary}@{given.hostname}:{given.port}{given.path}"
    return os.environ | {
        "TUNE_HOME": str(settings.home.root),
        "TUNE_DATABASE_URL": f"postgresql://{address}",
        "TUNE_REDIS_URL": redis_uri,
    }


@pytest.fixture
def run(settings, environment, role, job_file, tmp_path) -> Iterator[Run]:
    job = role.replace("_", "-")
    out = tmp_path / "out.txt"

    def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [TUNE, *arguments], capture_output=True, text=True, cwd=tmp_path, env=environment,
            timeout=PATIENCE, check=False,
        )  # fmt: skip

    with out.open("w") as printed:
        process = subprocess.Popen(
            [TUNE, "run", "job.yaml", "--port", "0"], stdin=subprocess.DEVNULL, stdout=printed,
            stderr=printed, cwd=tmp_path, env=environment, text=True,
        )  # fmt: skip
    yield Run(process, JobStore(settings.home).folder("default", job).path, out, command)
    process.terminate()
    process.wait(PATIENCE)


@pytest.mark.nightly
def test_no_secret_of_a_run_is_shown(run, settings, role, canary, tmp_path):
    hunt = Hunt((f"pg-{canary}", f"redis-{canary}"))
    url, job = run.url(), role.replace("_", "-")
    table = f"/api/v1/jobs/default/{job}/tables/genre_counts/rows"
    deadline = time.monotonic() + PATIENCE
    while not json.loads(urllib.request.urlopen(url + table, timeout=10).read())["rows"]:
        assert time.monotonic() < deadline, run.out.read_text()
        time.sleep(0.2)
    one = f"/api/v1/jobs/default/{job}"
    asked = ("/", "/api/v1/jobs", one, f"{one}/tables", table, f"{one}/tables/dead_letters/rows")
    assert hunt.answers(url, *asked, "/metrics", "/readyz", "/openapi.json") == []

    children = psutil.Process(run.process.pid).children(recursive=True)
    programs = {word for each in children for word in each.cmdline() if word.startswith("tune_")}
    assert programs == {"tune_jobs", "tune_producer", "tune_api"}
    assert hunt.processes(*(each.pid for each in children)) == []
    commands = [("status",), ("status", job, "--json"), ("results", job, "--json"),
                ("redis", "rebuild", job), ("doctor",)]  # fmt: skip
    for arguments in commands:
        done = run.command(*arguments)
        assert not hunt.found_in((done.stdout + done.stderr).encode()), arguments

    run.process.terminate()
    assert run.process.wait(PATIENCE) == 0, run.out.read_text()
    assert hunt.files(tmp_path) == []
    kept = [str(run.folder / name) for name in ("database-uri", "redis-uri")]
    assert sorted(hunt.files(run.folder)) == kept
    assert [Path(each).stat().st_mode & 0o777 for each in kept] == [0o600, 0o600]
    assert hunt.files(settings.home.runs / "default" / job) == []
    document = yaml.safe_load((run.folder / "tunejob.json").read_text())
    checkpoint = settings.home.checkpoints / document["metadata"]["uid"]
    assert hunt.files(checkpoint) == []
