"""The API as a process of its own writes events to a real Kafka: each acknowledged one is there once."""

import hashlib
import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest
from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from tune_cli.stack.broker import Broker
from tune_cli.stack.ports import choose_port

NDJSON = {"Content-Type": "application/x-ndjson"}
JSON = {"Content-Type": "application/json"}
LONGEST = 60.0  # seconds that anything here may take on a busy machine
MIB = 1024**2
PARTITIONS = 3


@dataclass(frozen=True)
class Api:
    """A running API that takes plays for one topic."""

    process: subprocess.Popen[str]
    client: httpx.Client
    topic: str

    @property
    def url(self) -> str:
        return str(self.client.base_url)

    def send(self, *events: bytes, **headers: str) -> httpx.Response:
        return self.post(b"\n".join(events), {**NDJSON, **headers})

    def post(self, content, headers: dict[str, str]) -> httpx.Response:
        path = f"/api/v1/topics/{self.topic}/events"
        return self.client.post(path, content=content, headers=headers)

    def metric(self, line: str) -> float:
        (found,) = re.findall(rf"^{re.escape(line)} (\S+)$", self.client.get("/metrics").text, re.M)
        return float(found)


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., Api]]:
    """start(servers, topic, *options) -> an API. It has no database: ingest needs none."""
    started: list[Api] = []

    def run(servers: str, topic: str, *options: str) -> Api:
        (tmp_path / "uri").write_text("postgresql://nobody@127.0.0.1:1/none")
        where = ["--jobs-dir", str(tmp_path), "--database-uri-file", str(tmp_path / "uri")]
        ingest = ["--ingest-topics", f"{topic}=play", "--kafka-bootstrap-servers", servers]
        process = subprocess.Popen(
            [sys.executable, "-m", "tune_api", "--port", "0", *where, *ingest, *options],
            stdout=subprocess.PIPE,
            text=True,
        )
        address = re.fullmatch(r"tune-api: (http://\S+)\n", process.stdout.readline())
        started.append(Api(process, httpx.Client(base_url=address[1], timeout=LONGEST), topic))
        return started[-1]

    yield run
    for each in started:
        each.client.close()
        each.process.terminate()
        each.process.wait(LONGEST)
        each.process.stdout.close()


@pytest.fixture
def topic(make_topic) -> str:
    return make_topic("plays", partitions=PARTITIONS)


@pytest.fixture
def api(start, kafka, topic) -> Api:
    return start(kafka.bootstrap_servers, topic)


@pytest.fixture
def records(kafka, topic) -> Callable[[], list[bytes]]:
    return lambda: all_records(kafka.bootstrap_servers, topic)


def end_of(consumer: Consumer, place: TopicPartition) -> int:
    """The partition's end; a broker that has stood still may not know its partitions at once."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return consumer.get_watermark_offsets(place, timeout=20)[1]
        except KafkaException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def all_records(servers: str, topic: str) -> list[bytes]:
    """All that is in the topic, read without the product."""
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "test"})
    places = [TopicPartition(topic, number, 0) for number in range(PARTITIONS)]
    left = sum(end_of(consumer, place) for place in places)
    consumer.assign(places)
    found = []
    while left > len(found):
        message = consumer.poll(10)
        assert message is not None, f"{left - len(found)} records are missing"
        assert (message.error(), message.key(), message.headers()) == (None, None, None)
        found.append(message.value())
    consumer.close()
    return found


def play(event_id: str, **changed: object) -> bytes:
    fields = {
        "event_id": event_id,
        "timestamp": 1769860800000,
        "user_id": "u1",
        "track_id": "t1",
        "title": "Blue Hour",
        "artist": "The Fjords",
        "genre": "indie",
        "region": "NO",
        "platform": "ios",
        "duration_ms": 183000,
        "completed": True,
    }
    return json.dumps({**fields, **changed}).encode()


def plays(mark: str, count: int) -> list[bytes]:
    return [play(f"{mark}-{number}") for number in range(count)]


def ids(found: list[bytes]) -> Counter[str]:
    return Counter(json.loads(value)["event_id"] for value in found)


def until(question: Callable[[], bool], patience: float = LONGEST) -> None:
    deadline = time.monotonic() + patience
    while not question():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)


def test_every_form_arrives(api, records):
    spaced = play("line").replace(b'{"', b'{  "')
    assert api.post(play("one"), JSON).json() == {"accepted": 1, "duplicates": 0, "errors": []}
    assert api.post(b"[" + play("two") + b"," + play("three") + b"]", JSON).status_code == 202
    assert api.send(spaced, play("last", later={"deep": 1})).json()["accepted"] == 2
    found = records()
    assert ids(found) == dict.fromkeys(["one", "two", "three", "line", "last"], 1)
    assert spaced in found  # a line is kept byte for byte
    assert play("one").replace(b": ", b":").replace(b", ", b",") in found
    assert play("last", later={"deep": 1}) in found


def test_a_bad_record_is_told_and_its_neighbours_arrive(api, records):
    answer = api.send(
        play("a"), play("b", timestamp=1699999999), b"no", play("c", duration_ms=-1), play("d")
    )
    assert answer.status_code == 202
    receipt = answer.json()
    assert receipt["accepted"] == 2
    assert [(each["index"], each["path"]) for each in receipt["errors"]] == [
        (1, "timestamp"),
        (2, ""),
        (3, "duration_ms"),
    ]
    assert ids(records()) == {"a": 1, "d": 1}
    assert api.send(b"{}").status_code == 422


def test_an_event_sent_again_is_there_once(api, records):
    many = plays("x", 2_000)
    assert api.send(*many, *many).json() == {"accepted": 2000, "duplicates": 2000, "errors": []}
    threads = [threading.Thread(target=api.send, args=plays("y", 500)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert api.send(*many).json()["duplicates"] == 2000
    assert ids(records()) == dict.fromkeys(
        [f"x-{n}" for n in range(2000)] + [f"y-{n}" for n in range(500)], 1
    )
    label = f'tunejob_api_ingest_events_total{{outcome="accepted",topic="{api.topic}"}}'
    assert api.metric(label) == 2500


def test_without_the_right_key_nothing_is_written(start, kafka, topic, records, tmp_path):
    (tmp_path / "keys").write_text(f"phones:{hashlib.sha256(b'right').hexdigest()}\n")
    api = start(kafka.bootstrap_servers, topic, "--ingest-keys-file", str(tmp_path / "keys"))
    assert api.send(play("a")).status_code == 401
    assert api.send(play("a"), Authorization="Bearer wrong").status_code == 403
    assert records() == []
    assert api.send(play("a"), Authorization="Bearer right").status_code == 202
    assert api.client.get("/api/v1/jobs").status_code == 200  # only sending needs a key
    assert ids(records()) == {"a": 1}


def test_ten_megabytes_arrive_and_more_are_refused_without_being_held(api, records):
    events = [play(f"{number}", note="x" * 780) for number in range(10_000)]
    body = b"\n".join(events)
    assert 9.9e6 < len(body) < 10 * MIB
    assert api.post(body, NDJSON).json()["accepted"] == 10_000
    before = psutil.Process(api.process.pid).memory_info().rss

    def endless() -> Iterator[bytes]:
        for _ in range(10_000):
            yield b"x" * MIB

    refused = api.post(endless(), NDJSON)
    assert (refused.status_code, refused.headers["connection"]) == (413, "close")
    assert refused.json()["detail"] == "the body has more than 10 MiB"
    assert api.post(b"x" * (10 * MIB + 1), NDJSON).status_code == 413
    assert psutil.Process(api.process.pid).memory_info().rss - before < 50 * MIB
    assert api.send(play("after")).status_code == 202
    assert len(records()) == 10_001


def test_a_topic_that_is_not_there_is_told(start, kafka, topic_name):
    api = start(kafka.bootstrap_servers, topic_name("none"))
    answer = api.send(play("a"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    (error,) = answer.json()["errors"]
    assert "Unknown topic" in error["reason"]
    assert error["retry"]


@dataclass
class OwnKafka:
    """A broker of the test's own, that it can stop and start."""

    broker: Broker
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def servers(self) -> str:
        return f"127.0.0.1:{self.broker.port}"

    def start(self) -> None:
        self.process = self.broker.start(self.log)
        until(lambda: self.broker.is_ready(0))

    def stop(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        self.process.wait(LONGEST)


@pytest.fixture
def own_kafka(stack, tmp_path) -> Iterator[OwnKafka]:
    broker = Broker(tmp_path / "kafka", stack.java, stack.jars.kafka, choose_port(None))
    broker.prepare()
    kafka = OwnKafka(broker, tmp_path / "kafka.log")
    kafka.start()
    admin = AdminClient({"bootstrap.servers": kafka.servers})
    admin.create_topics([NewTopic("plays", num_partitions=PARTITIONS)])["plays"].result(30)
    yield kafka
    kafka.stop(signal.SIGKILL)


class Sending(threading.Thread):
    """Sends batches until it is stopped, each again and again until all of it is acknowledged."""

    def __init__(self, api: Api, mark: str) -> None:
        super().__init__()
        self.api, self.mark = api, mark
        self.acknowledged: list[str] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.stopped.is_set():
            self.until_acknowledged([play(f"{self.mark}-{number}-{n}") for n in range(200)])
            number += 1

    def until_acknowledged(self, batch: list[bytes]) -> None:
        while True:
            answer = self.api.send(*batch)
            if answer.status_code == 202 and not answer.json()["errors"]:
                self.acknowledged += ids(batch)
                return
            assert answer.status_code in {202, 429, 503}, answer.text
            time.sleep(0.2)


def test_a_broker_that_goes_and_comes_loses_and_doubles_nothing(own_kafka, start):
    api = start(own_kafka.servers, "plays")
    senders = [Sending(api, f"s{number}") for number in range(3)]
    for each in senders:
        each.start()
    for number in (signal.SIGTERM, signal.SIGKILL):
        time.sleep(2)
        own_kafka.stop(number)
        until(lambda: api.metric("tunejob_api_ingest_kafka_reachable") == 0)
        away = api.send(play("away"))
        assert (away.status_code, away.headers["retry-after"]) == (503, "2")
        time.sleep(3)
        own_kafka.start()
    time.sleep(2)
    for each in senders:
        each.stopped.set()
    for each in senders:
        each.join(LONGEST)
        assert not each.is_alive()
    acknowledged = [event_id for each in senders for event_id in each.acknowledged]
    found = ids(all_records(own_kafka.servers, "plays"))
    assert len(acknowledged) > 5_000
    assert found == dict.fromkeys(acknowledged, 1)


def test_what_is_under_way_when_the_broker_goes_is_answered_when_it_is_back(own_kafka, start):
    api = start(own_kafka.servers, "plays")
    assert api.send(play("first")).status_code == 202
    own_kafka.process.send_signal(signal.SIGSTOP)  # it is there and says nothing
    answers: list[httpx.Response] = []
    waiting = threading.Thread(target=lambda: answers.append(api.send(play("second"))))
    waiting.start()
    time.sleep(2)
    assert answers == []
    own_kafka.process.send_signal(signal.SIGCONT)
    waiting.join(LONGEST)
    assert answers[0].json() == {"accepted": 1, "duplicates": 0, "errors": []}
    assert ids(all_records(own_kafka.servers, "plays")) == {"first": 1, "second": 1}


def test_what_was_not_acknowledged_in_time_and_is_sent_again_is_there_once(own_kafka, start):
    api = start(own_kafka.servers, "plays")
    assert api.send(play("first")).status_code == 202
    own_kafka.process.send_signal(signal.SIGSTOP)
    late = api.send(play("second"))
    own_kafka.process.send_signal(signal.SIGCONT)
    assert (late.status_code, late.headers["retry-after"]) == (503, "2")
    (error,) = late.json()["errors"]
    assert error["reason"] == "not acknowledged by Kafka within 20 s; send it again"
    assert api.send(play("second")).json() == {"accepted": 0, "duplicates": 1, "errors": []}
    assert ids(all_records(own_kafka.servers, "plays")) == {"first": 1, "second": 1}


def tune_send(api: Api, *options: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tune_cli.main", "send", "--topic", api.topic]
    return subprocess.run(
        [*command, "--url", api.url, *options],
        input=stdin,
        capture_output=True,
        timeout=LONGEST,
        check=False,
    )


def test_tune_send(api, records, tmp_path):
    file = tmp_path / "plays.ndjson"
    lines = plays("sent", 2_500)
    lines[1_700] = play("bad", genre="")
    file.write_bytes(b"\n".join(lines))
    done = tune_send(api, str(file))
    assert (done.returncode, done.stdout) == (1, b"accepted 2,499, duplicates 0, refused 1\n")
    assert b"line 1701: genre: '': string should have at least 1 character\n" in done.stderr
    lines[1_700] = play("mended")
    done = tune_send(api, "-", stdin=b"[" + b",".join(lines) + b"]")
    assert (done.returncode, done.stdout) == (0, b"accepted 1, duplicates 2,499, refused 0\n")
    assert sum(ids(records()).values()) == len(ids(records())) == 2_500


def test_tune_send_waits_for_a_broker_that_comes_back(own_kafka, start, tmp_path):
    api = start(own_kafka.servers, "plays")
    own_kafka.stop(signal.SIGTERM)
    again = threading.Timer(3, own_kafka.start)
    again.start()
    done = tune_send(api, "-", stdin=b"\n".join(plays("late", 10)))
    again.join()
    assert (done.returncode, done.stdout) == (0, b"accepted 10, duplicates 0, refused 0\n")
    assert len(all_records(own_kafka.servers, "plays")) == 10


@pytest.mark.nightly
def test_each_acknowledged_event_is_in_the_results_once(
    own_kafka, start, settings, database, tmp_path
):
    """A job counts while its broker, and with it the API's, is stopped, killed and started."""
    job = tmp_path / "ingested.yaml"
    job.write_text(JOB)
    running = subprocess.Popen(
        [
            *(sys.executable, "-m", "tune_cli.main", "run", str(job), "--no-page"),
            *("--home", str(settings.home.root), "--bootstrap-servers", own_kafka.servers),
        ],
        stdout=(tmp_path / "run.log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    try:
        api = start(own_kafka.servers, "plays")
        sending = Sending(api, "s")
        sending.start()
        until(lambda: counted(database.uri) > 0, patience=120)
        for number in (signal.SIGTERM, signal.SIGKILL):
            own_kafka.stop(number)
            time.sleep(3)
            own_kafka.start()
            time.sleep(3)
        sending.stopped.set()
        sending.join(LONGEST)
        assert not sending.is_alive()
        acknowledged = len(sending.acknowledged)
        until(lambda: counted(database.uri) >= acknowledged, patience=120)
        running.send_signal(signal.SIGINT)  # drain: what is under way is written
        assert running.wait(LONGEST) == 0, (tmp_path / "run.log").read_text()
        assert counted(database.uri) == acknowledged > 1_000
    finally:
        running.kill()


JOB = """
apiVersion: tunejob.io/v1alpha1
kind: TuneJob
metadata: {name: ingested}
spec:
  pipeline: genre-counts
  kafka: {topics: {plays: {name: plays, partitions: 3}}}
  sinks: [{postgres: {secretRef: {name: results-db}}}]
  restartPolicy: {backoff: {initial: 1s}}
"""


def counted(uri: str) -> int:
    """The plays in the job's results."""
    statement = "SELECT coalesce(sum(count), 0) FROM ingested.genre_counts"
    try:
        with psycopg.connect(uri) as connection:
            return int((connection.execute(statement).fetchone() or (0,))[0])
    except psycopg.errors.UndefinedTable:
        return 0
