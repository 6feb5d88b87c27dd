"""The embedded stack with real processes: who starts it, who stops it, what survives."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil
import psycopg
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

from tune_cli.settings import Home, Settings, make_home
from tune_cli.stack.broker import broker_cache
from tune_cli.stack.database_files import current_account, find_database_files
from tune_cli.stack.events import NoEvents
from tune_cli.stack.external import ExternalServices
from tune_cli.stack.jars import find_jars
from tune_cli.stack.java import find_java
from tune_cli.stack.stack import Stack, attach
from tune_cli.stack.state import ServiceName, ServicePhase, StackState, read_state
from tune_cli.stack.training import train_broker
from tune_contract.errors import Unreachable

USER = """
import os, sys
from pathlib import Path
from tune_cli.settings import read_settings
from tune_cli.stack.events import NoEvents
from tune_cli.stack.java import find_java
from tune_cli.stack.stack import attach

with attach(read_settings(os.environ, Path(sys.argv[1])), NoEvents()) as stack:
    stack.wait_ready()
    print(stack.bootstrap_servers, stack.database_uri, flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class User:
    """A command that uses the stack until its standard input is closed."""

    process: "subprocess.Popen[str]"
    bootstrap_servers: str
    database_uri: str

    def leave(self) -> None:
        self.process.communicate(timeout=10)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def own(settings: Settings, stack: Stack) -> Iterator[Settings]:
    """A home of this module's own, with the shared jars (`stack` has downloaded them)."""
    home = Home(settings.home.root.with_name(f"stack-home-{os.getpid()}"))
    make_home(home)
    find_jars(home).folder.symlink_to(find_jars(settings.home).folder.resolve())
    yield Settings(home, settings.java_home, settings.ca_file)
    until(lambda: read_state(home.state).supervisor is None)
    shutil.rmtree(find_database_files(home.postgres, current_account()).data)
    shutil.rmtree(home.root)


@pytest.fixture
def user(own: Settings) -> Iterator[Callable[[], User]]:
    users: list[User] = []

    def start() -> User:
        process = subprocess.Popen(
            [sys.executable, "-c", USER, str(own.home.root)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        bootstrap_servers, database_uri = process.stdout.readline().split()
        users.append(User(process, bootstrap_servers, database_uri))
        return users[-1]

    yield start
    for each in users:
        each.kill()
    until(lambda: state(own).supervisor is None)


def state(settings: Settings) -> StackState:
    return read_state(settings.home.state)


def pids(settings: Settings) -> dict[str, int]:
    found = state(settings)
    services = {name.value: status.process.pid for name, status in found.services.items()}
    return {"supervisor": found.supervisor.pid, **services}


def until(condition: Callable[[], bool], patience: float = 20.0) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def write_both(user: User, topic: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=user.bootstrap_servers)
    admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    admin.close()
    producer = Producer(
        {"bootstrap.servers": user.bootstrap_servers, "message.max.bytes": 10_500_000}
    )
    errors = []
    producer.produce(topic, b"x" * 10_000_000, on_delivery=lambda error, _: errors.append(error))
    producer.flush(20)
    assert errors == [None]
    with psycopg.connect(user.database_uri) as connection:
        connection.execute(f'CREATE TABLE "{topic}" AS SELECT 42 AS answer')


def read_both(user: User, topic: str) -> tuple[int, int]:
    """The length of the one record, and the one row's value."""
    consumer = Consumer(
        {
            "bootstrap.servers": user.bootstrap_servers,
            "group.id": "reader",
            "fetch.message.max.bytes": 11_000_000,
        }
    )
    consumer.assign([TopicPartition(topic, 0, 0)])
    message = consumer.poll(20)
    consumer.close()
    with psycopg.connect(user.database_uri) as connection:
        (answer,) = connection.execute(f'SELECT answer FROM "{topic}"').fetchone()
    return len(message.value()), answer


def test_second_user_shares_the_services_and_the_last_one_stops_them(own, user):
    first = user()
    running = pids(own)
    second = user()
    assert pids(own) == running
    assert second.bootstrap_servers == first.bootstrap_servers

    first.leave()
    time.sleep(3)  # longer than the services linger
    assert {status.phase for status in state(own).services.values()} == {ServicePhase.READY}

    second.leave()
    until(lambda: all(gone(pid) for pid in running.values()))
    assert state(own).supervisor is None


def test_recorded_cache_is_used_by_the_next_broker(own, user):
    java, jars = find_java(own.java_home), find_jars(own.home)
    assert train_broker(own.home, java, jars)
    cache = broker_cache(own.home.aot, java, jars.kafka)
    assert [path.name for path in own.home.aot.iterdir()] == [cache.file.name]

    user()
    command = psutil.Process(pids(own)["kafka"]).cmdline()
    assert f"-XX:AOTCache={cache.file}" in command
    mapped = {each.path for each in psutil.Process(pids(own)["kafka"]).memory_maps()}
    assert str(cache.file) in mapped  # Java has not passed over it


def test_killed_user_leaves_nothing_running(own, user):
    killed = user()
    running = pids(own)
    killed.kill()
    until(lambda: all(gone(pid) for pid in running.values()))


def test_data_and_addresses_stay_from_run_to_run(own, user):
    first = user()
    write_both(first, "kept")
    first.leave()
    until(lambda: state(own).supervisor is None)

    again = user()
    assert again.bootstrap_servers == first.bootstrap_servers
    assert again.database_uri == first.database_uri
    assert read_both(again, "kept") == (10_000_000, 42)


def test_killed_supervisor_is_replaced_and_data_kept(own, user):
    first = user()
    write_both(first, "recovered")
    before = pids(own)
    os.kill(before["supervisor"], signal.SIGKILL)

    second = user()
    after = pids(own)
    assert set(after.values()).isdisjoint(before.values())
    assert all(gone(pid) for pid in before.values())
    assert read_both(second, "recovered") == (10_000_000, 42)
    assert read_both(first, "recovered") == (10_000_000, 42)


def test_everything_killed_at_once_is_recovered(own, user):
    first = user()
    write_both(first, "crashed")
    for pid in pids(own).values():
        os.kill(pid, signal.SIGKILL)
    first.kill()

    assert read_both(user(), "crashed") == (10_000_000, 42)


@pytest.mark.parametrize("name", list(ServiceName))
def test_service_that_dies_is_started_again(own, user, name):
    using = user()
    before = pids(own)[name]
    os.kill(before, signal.SIGKILL)
    until(
        lambda: state(own).services[name].phase is ServicePhase.READY and pids(own)[name] != before
    )
    if name is ServiceName.POSTGRES:
        assert psycopg.connect(using.database_uri).execute("SELECT 1").fetchone() == (1,)


def test_terminated_supervisor_stops_the_services(own, user):
    user()
    running = pids(own)
    os.kill(running["supervisor"], signal.SIGTERM)
    until(lambda: all(gone(pid) for pid in running.values()))


def test_taken_ports_are_passed_over(own, user):
    user().leave()
    until(lambda: state(own).supervisor is None)
    taken = {name: status.port for name, status in state(own).services.items()}
    sockets = [socket.create_server(("127.0.0.1", port)) for port in taken.values()]
    try:
        again = user()
        ports = {name: status.port for name, status in state(own).services.items()}
        assert set(ports.values()).isdisjoint(taken.values())
        assert again.bootstrap_servers == f"127.0.0.1:{ports[ServiceName.KAFKA]}"
    finally:
        for each in sockets:
            each.close()


def test_external_kafka_is_used_and_only_the_database_started(own, stack):
    external = ExternalServices(bootstrap_servers=stack.bootstrap_servers)
    with attach(own, NoEvents(), external) as mixed:
        mixed.wait_ready()
        assert mixed.bootstrap_servers == stack.bootstrap_servers
        phases = {name: status.phase for name, status in state(own).services.items()}
        assert phases == {
            ServiceName.KAFKA: ServicePhase.STOPPED,
            ServiceName.POSTGRES: ServicePhase.READY,
        }


def test_both_external_starts_nothing(own, stack):
    until(lambda: state(own).supervisor is None)
    external = ExternalServices(stack.bootstrap_servers, stack.database_uri)
    with attach(own, NoEvents(), external) as outside:
        outside.wait_ready()
        assert outside.database_uri == stack.database_uri
    assert state(own).supervisor is None


@pytest.mark.parametrize(
    ("external", "message"),
    [
        (ExternalServices("127.0.0.1:1"), "no Kafka answers at 127.0.0.1:1"),
        (ExternalServices(database_uri="postgresql://x@127.0.0.1:1/x"), "the database does not"),
    ],
)
def test_external_service_that_is_away_is_told_soon(own, external, message):
    began = time.monotonic()
    with pytest.raises(Unreachable, match=message), attach(own, NoEvents(), external):
        pass
    assert time.monotonic() - began < 5


def test_service_that_cannot_start_says_why(own, user):
    data = find_database_files(own.home.postgres, current_account()).data
    user().leave()
    until(lambda: state(own).supervisor is None)
    version = data / "PG_VERSION"
    version.write_text("9\n")
    try:
        with attach(own, NoEvents()) as broken, pytest.raises(Unreachable) as caught:
            broken.wait_ready()
    finally:
        version.write_text("18\n")
    assert "PostgreSQL does not start" in caught.value.message
    assert "version 9" in caught.value.message
    assert caught.value.hint == f"see {own.home.logs / 'postgres.log'}"


def test_state_holds_no_password(own, user):
    using = user()
    password = using.database_uri.split(":")[2].split("@")[0]
    assert password not in json.dumps(json.loads(own.home.state.read_text()))
    assert (own.home.postgres / "password").stat().st_mode & 0o777 == 0o600
