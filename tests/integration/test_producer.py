"""The producer as a process, against a real Kafka: what the ledger says is what the topic holds."""

import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Message, TopicPartition

from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.producer_config import ProducerConfig
from tune_contract.runtime.reports import DisorderCounts, Ledger, Termination
from tune_contract.tunejob.disorder import DisorderSpec

PARTITIONS = 3
MINUTE = 60_000
HOUR = 60 * MINUTE


class Producing:
    """One producer's files, and the processes started on them."""

    def __init__(self, folder: Path, bootstrap_servers: str, topic: str) -> None:
        self.folder = folder
        self.bootstrap_servers = bootstrap_servers
        self.topic = topic
        self.processes: list[subprocess.Popen] = []

    def start(self, **settings: object) -> subprocess.Popen:
        config = ProducerConfig(
            kafka=KafkaConnection(bootstrap_servers=self.bootstrap_servers),
            topic=self.topic,
            ledger_file=str(self.folder / "ledger.json"),
            termination_file=str(self.folder / "end.json"),
            **settings,
        )
        path = self.folder / "config.json"
        path.write_text(config.model_dump_json())
        command = [sys.executable, "-m", "tune_producer", "--config", str(path)]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def run(self, **settings: object) -> int:
        return self.start(**settings).wait(60)

    @property
    def ledger(self) -> Ledger:
        return Ledger.model_validate_json((self.folder / "ledger.json").read_bytes())

    @property
    def end(self) -> Termination:
        return Termination.model_validate_json((self.folder / "end.json").read_bytes())

    def wait_for_events(self, count: int) -> None:
        """Until there is a ledger, and it counts that many."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if (self.folder / "ledger.json").exists() and self.ledger.acknowledged >= count:
                return
            time.sleep(0.05)
        pytest.fail(f"no {count} events after 30 s")

    def events(self) -> list[dict]:
        """All that is in the topic."""
        return [json.loads(record.value()) for record in self.records()]

    def records(self) -> list[Message]:
        """All records of the topic, read without the product; those of a partition in order."""
        consumer = Consumer({"bootstrap.servers": self.bootstrap_servers, "group.id": "test"})
        places = [TopicPartition(self.topic, number, 0) for number in range(PARTITIONS)]
        left = sum(consumer.get_watermark_offsets(place)[1] for place in places)
        consumer.assign(places)
        records = []
        while left > len(records):
            message = consumer.poll(10)
            assert message is not None, f"{left - len(records)} records are missing"
            records.append(message)
        consumer.close()
        return records


@pytest.fixture
def producing(tmp_path, kafka, make_topic):
    made = Producing(tmp_path, kafka.bootstrap_servers, make_topic("plays", partitions=PARTITIONS))
    yield made
    for process in made.processes:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def assert_ledger_is_true(ledger: Ledger, events: list[dict]) -> None:
    minutes = Counter((event["timestamp"] // MINUTE * MINUTE, event["genre"]) for event in events)
    assert {(entry.minute, entry.key): entry.count for entry in ledger.entries} == minutes
    assert ledger.by_key == Counter(event["genre"] for event in events)
    assert ledger.acknowledged == len(events)


def assert_numbered_once(events: list[dict]) -> None:
    numbers = sorted(int(event["event_id"].rpartition("-")[2]) for event in events)
    assert numbers == list(range(len(events)))
    assert len({event["event_id"].rpartition("-")[0] for event in events}) == 1


def test_total_is_exact(producing):
    assert producing.run(rate=0, total=123_457) == 0
    events = producing.events()
    assert len(events) == 123_457
    assert_numbered_once(events)
    assert_ledger_is_true(producing.ledger, events)
    assert producing.ledger.complete
    assert producing.end == Termination(exit_code=0)


def test_reached_total_sends_nothing_more(producing):
    assert producing.run(rate=0, total=1000) == 0
    assert producing.run(rate=0, total=1000) == 0
    assert len(producing.events()) == 1000


def test_pace_is_held(producing):
    assert producing.run(rate=1000, total=2500) == 0
    times = sorted(event["timestamp"] for event in producing.events())
    assert 2498 <= times[-1] - times[0] <= 2500


@pytest.mark.parametrize(
    ("rate", "total", "seconds"), [(0, 500_000, 0.2), (20_000, 100_000, 0.7), (20_000, 100_000, 3)]
)
def test_kill_loses_and_doubles_nothing(producing, rate, total, seconds):
    first = producing.start(rate=rate, total=total)
    producing.wait_for_events(0)
    time.sleep(seconds)
    first.kill()
    assert first.wait() == -signal.SIGKILL
    sent = len(producing.events())
    assert producing.ledger.acknowledged < sent < total
    assert producing.run(rate=0, total=total) == 0
    events = producing.events()
    assert len(events) == total
    assert_numbered_once(events)
    assert_ledger_is_true(producing.ledger, events)


@pytest.mark.parametrize("begun", [False, True])
def test_kill_and_a_lost_ledger_lose_and_double_nothing(producing, begun):
    assert producing.run(rate=0, total=1000, run="an.other") == 0
    time.sleep(0.1)
    since = datetime.now(UTC) if begun else None
    (producing.folder / "ledger.json").unlink()
    settings = {"total": 300_000, "run": "ab12", "run_since": since}
    first = producing.start(rate=50_000, **settings)
    producing.wait_for_events(20_000)
    first.kill()
    assert first.wait() == -signal.SIGKILL
    (producing.folder / "ledger.json").unlink()
    assert producing.run(rate=0, **settings) == 0
    events = [event for event in producing.events() if "-ab12-" in event["event_id"]]
    assert len(events) == 300_000
    assert_numbered_once(events)
    assert_ledger_is_true(producing.ledger, events)
    assert producing.ledger.expired == 0


def test_run_of_another_time_is_not_read_back(producing):
    assert producing.run(rate=0, total=1000, run="ab12") == 0
    time.sleep(0.1)
    (producing.folder / "ledger.json").unlink()
    assert producing.run(rate=0, total=10, run="ab12", run_since=datetime.now(UTC)) == 0
    assert len(producing.events()) == 1010


def test_replicas_share_a_total_exactly(producing, monkeypatch):
    settings = {"rate": 0, "total": 10_001, "replicas": 3, "run": "ab12", "print_ledger": True}
    ledgers = []
    for index in range(3):
        monkeypatch.setenv("JOB_COMPLETION_INDEX", str(index))
        output, _ = producing.start(**settings).communicate(timeout=60)
        ledgers.append(Ledger.model_validate_json(output))
    events = producing.events()
    assert [ledger.acknowledged for ledger in ledgers] == [3334, 3334, 3333]
    assert len({event["event_id"] for event in events}) == 10_001
    for index, ledger in enumerate(ledgers):
        own = [event for event in events if f"-ab12.{index}-" in event["event_id"]]
        assert_ledger_is_true(ledger, own)
        assert_numbered_once(own)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_gracefully(producing, number):
    process = producing.start(rate=5000)
    producing.wait_for_events(1)
    process.send_signal(number)
    assert process.wait(10) == 0
    assert producing.end == Termination(exit_code=0, message=number.name, drained=True)
    assert_ledger_is_true(producing.ledger, producing.events())


def test_closed_standard_input_stops_gracefully(producing):
    process = producing.start(rate=5000, exit_with_parent=True)
    producing.wait_for_events(1)
    process.stdin.close()
    assert process.wait(10) == 0
    assert producing.end.drained
    assert_ledger_is_true(producing.ledger, producing.events())


def test_restart_goes_on_after_a_stop(producing):
    process = producing.start(rate=5000)
    producing.wait_for_events(1)
    process.terminate()
    assert process.wait(10) == 0
    total = producing.ledger.acknowledged + 1000
    assert producing.run(rate=0, total=total) == 0
    events = producing.events()
    assert_numbered_once(events)
    assert len(events) == total


def test_other_ledger_is_refused(producing):
    assert producing.run(rate=0, total=10, seed=1) == 0
    process = producing.start(rate=0, total=10, seed=2)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "is of seed 1, not 2" in errors
    assert len(errors.splitlines()) == 1


def test_waves_are_exact_by_track(producing):
    assert producing.run(scenario="waves", rate=0) == 0
    events, ledger = producing.events(), producing.ledger
    assert len(events) == ledger.acknowledged == 4_500
    assert_numbered_once(events)
    assert ledger.by_key == Counter(event["track_id"] for event in events)
    assert len(ledger.by_key) == 10
    minutes = Counter(
        (event["timestamp"] // MINUTE * MINUTE, event["track_id"]) for event in events
    )
    assert {(entry.minute, entry.key): entry.count for entry in ledger.entries} == minutes
    assert ledger.complete


def test_a_spike_comes_fast_and_fades(producing):
    wave = {"name": "release", "size": 3_000, "shape": "spike"}
    assert producing.run(scenario="waves", rate=1000, parameters={"waves": [wave]}) == 0
    times = sorted(event["timestamp"] for event in producing.events())
    assert len(times) == 3_000
    begun = sum(time - times[0] < 1000 for time in times)
    assert begun == pytest.approx(2_750, abs=60)  # of 1,000 in an even second


def test_two_days_are_filled_in_seconds(producing):
    parameters = {"span": "2d"}
    assert producing.run(scenario="regions", rate=0, total=100_000, parameters=parameters) == 0
    events, ledger = producing.events(), producing.ledger
    times = [event["timestamp"] for event in events]
    assert max(times) - min(times) == pytest.approx(2 * 24 * 60 * MINUTE, abs=MINUTE)
    assert abs(max(times) - time.time() * 1000) < MINUTE
    hours = Counter(
        (event["timestamp"] // HOUR * HOUR, f"{event['region']}/{event['track_id']}")
        for event in events
    )
    assert {(entry.minute, entry.key): entry.count for entry in ledger.entries} == hours
    assert ledger.acknowledged == len(events) == 100_000


class Recount:
    """What the records of a topic are, by their looks and by Kafka's own clock."""

    def __init__(self, records: list[Message]) -> None:
        self.numbers: set[int] = set()
        self.by_genre: Counter[str] = Counter()
        self.minutes: Counter[tuple[int, str]] = Counter()
        self.disorder: Counter[str] = Counter()
        for record in records:
            self._take(record)

    def _take(self, record: Message) -> None:
        number = int(re.search(rb"7-[0-9a-f]{10}-([0-9]{15})", record.value())[1])
        if number in self.numbers:
            self.disorder["duplicated"] += 1
            return
        self.numbers.add(number)
        try:
            event = json.loads(record.value())
        except json.JSONDecodeError:
            event = None
        if not isinstance(event, dict) or not isinstance(event["timestamp"], int):
            self.disorder["malformed"] += 1
            return
        ahead = event["timestamp"] - record.timestamp()[1]
        if abs(ahead) > 5 * MINUTE:
            self.disorder["future" if ahead > 0 else "late"] += 1
            return
        self.by_genre[event["genre"]] += 1
        self.minutes[event["timestamp"] // MINUTE * MINUTE, event["genre"]] += 1

    def agrees_with(self, ledger: Ledger, total: int) -> None:
        assert self.numbers == set(range(total))
        assert ledger.by_key == self.by_genre
        assert ledger.acknowledged == self.by_genre.total()
        assert {(entry.minute, entry.key): entry.count for entry in ledger.entries} == self.minutes
        assert ledger.disorder == DisorderCounts(**self.disorder)
        assert ledger.next_sequence == total
        assert ledger.complete


MIXED = DisorderSpec(late=0.05, out_of_order=0.1, duplicated=0.05, malformed=0.02, future=0.02)


def test_disorder_is_exact(producing):
    assert producing.run(rate=0, total=50_000, disorder=MIXED) == 0
    found = Recount(producing.records())
    found.agrees_with(producing.ledger, 50_000)
    shares = {name: count / 50_000 for name, count in found.disorder.items()}
    expected = {"late": 0.05, "duplicated": 0.05, "malformed": 0.02, "future": 0.02}
    assert shares == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(("rate", "total", "seconds"), [(0, 500_000, 0.2), (20_000, 100_000, 3)])
def test_disorder_is_exact_after_a_kill(producing, rate, total, seconds):
    first = producing.start(rate=rate, total=total, disorder=MIXED)
    producing.wait_for_events(0)
    time.sleep(seconds)
    first.kill()
    assert first.wait() == -signal.SIGKILL
    sent = len(Recount(producing.records()).numbers)
    assert producing.ledger.next_sequence < sent < total
    assert producing.run(rate=0, total=total, disorder=MIXED) == 0
    Recount(producing.records()).agrees_with(producing.ledger, total)


def test_other_disorder_is_refused(producing):
    assert producing.run(rate=0, total=10, disorder=MIXED) == 0
    process = producing.start(rate=0, total=10)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "is of other parameters or another disorder" in errors
