"""The whole on one machine: `tune` as a user types it, and every event counted once in every sink."""

import csv
import json
import re
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import psycopg
import pyarrow.parquet as pq
import pytest
import yaml
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import TopicAlreadyExistsError
from psycopg import sql

from tune_cli.backend.store import JobStore
from tune_cli.settings import Settings
from tune_cli.stack.ports import choose_port, port_answers
from tune_cli.stack.stack import Stack
from tune_contract.runtime.reports import Ledger
from tune_contract.tunejob.phase import Phase

TUNE = Path(sys.executable).parent / "tune"
PATIENCE = 300.0  # seconds: a run takes 15 on a machine that does nothing else
MakeTopic = Callable[..., str]
Running = Callable[[], subprocess.Popen[str]]


@dataclass(frozen=True)
class Tune:
    """The command with a home of its own choice, in a folder."""

    home: Path
    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(arguments),
            capture_output=True,
            text=True,
            cwd=self.folder,
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
        )

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        command, *rest = arguments
        return [str(TUNE), command, "--home", str(self.home), *rest]


@dataclass(frozen=True)
class SameCounts:
    """A job that writes the same counts into some sinks."""

    name: str
    schema: str
    topic: str
    folder: Path
    settings: Settings
    sinks: Sequence[str] = ("postgres", "csv", "parquet")
    """Delta is left out: on a cold JVM it is three times as slow as these together."""

    def write(self, **producer: object) -> str:
        """Write the TuneJob file; its name."""
        document = {
            "apiVersion": "tunejob.io/v1alpha1",
            "kind": "TuneJob",
            "metadata": {"name": self.name},
            "spec": {
                "pipeline": "genre-counts",
                "kafka": {"cluster": "tune", "topics": {"plays": {"name": self.topic}}},
                "producer": {"scenario": "steady", **producer},
                "sinks": [{kind: self.sink(kind)} for kind in self.sinks],
                "restartPolicy": {"backoff": {"initial": "1s"}},
            },
        }
        (self.folder / "job.yaml").write_text(yaml.safe_dump(document))
        return "job.yaml"

    def sink(self, kind: str) -> dict[str, object]:
        """Its part of the TuneJob."""
        if kind == "postgres":
            return {"secretRef": {"name": "db"}, "schema": self.schema}
        return {"path": f"out/{kind}"}

    def acknowledged(self) -> Counter[str]:
        """What Kafka has acknowledged, by genre."""
        return sum((Counter(ledger.by_key) for ledger in self.ledgers()), Counter())

    def ledgers(self) -> list[Ledger]:
        """Those of the job's producers."""
        folder = JobStore(self.settings.home).folder("default", self.name).ledgers(self.topic)
        return [Ledger.model_validate_json(file.read_bytes()) for file in folder.iterdir()]

    def counted(self, uri: str) -> dict[str, Counter[str]]:
        """What each sink says, by genre."""
        return {kind: self.counts_of(kind, uri) for kind in self.sinks}

    def counts_of(self, kind: str, uri: str) -> Counter[str]:
        table = self.folder / "out" / kind / "genre_counts"
        match kind:
            case "postgres":
                return postgres_counts(uri, self.schema)
            case "csv":
                return csv_counts(table)
            case "parquet":
                return parquet_counts(sorted(table.glob("*.parquet")))
            case _:
                return parquet_counts(delta_files(table))


def postgres_counts(uri: str, schema: str) -> Counter[str]:
    statement = sql.SQL("SELECT genre, sum(count)::bigint FROM {} GROUP BY genre").format(
        sql.Identifier(schema, "genre_counts")
    )
    with psycopg.connect(uri) as connection:
        return Counter(dict(connection.execute(statement).fetchall()))


def csv_counts(folder: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in folder.glob("*.csv"):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                counts[row["genre"]] += int(row["count"])
    return counts


def parquet_counts(files: list[Path]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in files:
        for row in pq.read_table(path, partitioning=None).to_pylist():
            counts[row["genre"]] += row["count"]
    return counts


def delta_files(table: Path) -> list[Path]:
    """The files of the newest version: added and not removed again."""
    live: set[str] = set()
    for commit in sorted((table / "_delta_log").glob("*.json")):
        for line in commit.read_text().splitlines():
            action = json.loads(line)
            if "remove" in action:
                live.discard(action["remove"]["path"])
            if "add" in action:
                assert "deletionVector" not in action["add"]
                live.add(action["add"]["path"])
    return [table / name for name in sorted(live)]


@pytest.fixture
def tune(settings: Settings, stack: Stack, tmp_path: Path) -> Tune:
    return Tune(settings.home.root, tmp_path)


@pytest.fixture
def job(
    settings: Settings, topic_name: Callable[[str], str], schema_name: str, tmp_path: Path
) -> SameCounts:
    topic = topic_name("plays")
    return SameCounts(topic.replace("plays", "run"), schema_name, topic, tmp_path, settings)


def until(process: subprocess.Popen[str], ready: Callable[[], bool]) -> None:
    """Wait for something that the process brings about."""
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)


def committed(job: SameCounts, attempt: int) -> bool:
    """Whether that attempt's driver has committed a batch."""
    path = JobStore(job.settings.home).folder("default", job.name).document
    if not path.exists():
        return False
    status = JobStore(job.settings.home).find(job.name).status
    return status.attempt.number == attempt and status.phase is Phase.RUNNING


def processes_of(job: SameCounts) -> list[psutil.Process]:
    """Every process that works for the job, whoever started it."""
    mark = str(JobStore(job.settings.home).folder("default", job.name).runs)
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TUNE_RUN_FOLDER", "").startswith(mark):
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def running(tune: Tune, job: SameCounts) -> Iterator[Running]:
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        started.append(tune.start("run", "job.yaml", "--no-page", "--json"))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
    for process in processes_of(job):
        process.kill()


def test_a_second_run_goes_on_where_the_first_ended(
    tune: Tune, job: SameCounts, stack: Stack
) -> None:
    job = replace(job, sinks=(*job.sinks, "delta"))
    for total in (3_000, 5_000):
        done = tune.run("run", job.write(rate=0, total=total), "--no-page", "--json")
        assert done.returncode == 0, done.stderr
        summary = json.loads(done.stdout)
        assert summary["phase"] == "Succeeded"
        assert summary["comparison"] == {
            "acknowledged": total,
            "counted": total,
            "spare": 0,
            "differing": {},
        }
        assert summary["first_result"]["total"] > summary["first_result"]["driver_started"]
        truth = job.acknowledged()
        assert truth.total() == total
        assert job.counted(stack.database_uri) == dict.fromkeys(job.sinks, truth)
    assert processes_of(job) == []


def test_a_topic_made_anew_is_told_and_nothing_of_it_is_skipped(
    tune: Tune, job: SameCounts, stack: Stack, kafka_admin: KafkaAdminClient
) -> None:
    file = job.write(rate=0, total=1_000)
    assert tune.run("run", file, "--no-page", "--json").returncode == 0
    counted = job.counted(stack.database_uri)
    kafka_admin.delete_topics([job.topic])
    make_again(kafka_admin, job.topic)
    more = ("--rate", "0", "--total", "3000", "--json")  # the old offsets are all there again
    assert tune.run("produce", "--topic", job.topic, *more).returncode == 0

    again = tune.run("run", file, "--no-page", "--json")
    summary = json.loads(again.stdout)
    assert (again.returncode, summary["phase"]) == (1, "Failed")
    assert summary["failure"]["class"] == "Checkpoint"
    assert summary["failure"]["message"].startswith(f"Topic {job.topic} is another one now.")
    assert "checkpoint.resetNonce" in summary["failure"]["message"]
    assert job.counted(stack.database_uri) == counted


def make_again(kafka_admin: KafkaAdminClient, topic: str) -> None:
    """Make a topic that is still being deleted, once it is gone."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            kafka_admin.create_topics([NewTopic(topic, num_partitions=3, replication_factor=1)])
        except TopicAlreadyExistsError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def test_what_must_not_be_counted_is_a_dead_letter(
    tune: Tune, job: SameCounts, stack: Stack
) -> None:
    disorder = {"late": 0.1, "duplicated": 0.1, "malformed": 0.1, "future": 0.1}
    file = job.write(scenario="waves", rate=0, disorder=disorder)
    done = tune.run("run", file, "--no-page", "--json")
    assert done.returncode == 0, done.stderr
    (ledger,) = job.ledgers()
    found = json.loads(done.stdout)["comparison"]
    assert found["acknowledged"] == ledger.acknowledged == 4_500 - ledger.disorder.events()
    assert found["spare"] == ledger.disorder.late + ledger.disorder.duplicated
    assert found["differing"] == {}
    reasons = dead_letters(stack.database_uri, job.schema)
    ahead = sum(count for reason, count in reasons.items() if "in the future" in reason)
    assert ahead == ledger.disorder.future > 300
    assert reasons.total() - ahead == ledger.disorder.malformed > 300
    assert len(reasons) > 2


def dead_letters(uri: str, schema: str) -> Counter[str]:
    statement = sql.SQL("SELECT reason, count(*) FROM {} GROUP BY reason").format(
        sql.Identifier(schema, "dead_letters")
    )
    with psycopg.connect(uri) as connection:
        return Counter(dict(connection.execute(statement).fetchall()))


def finish(job: SameCounts, stack: Stack, running: Running, more: int = 1_000) -> None:
    """Let the job produce a little more, to its end: every sink must say what Kafka has."""
    total = job.acknowledged().total() + more
    job.write(rate=0, total=total)
    process = running()
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert json.loads(out)["phase"] == "Succeeded"
    truth = job.acknowledged()
    assert truth.total() >= total
    assert job.counted(stack.database_uri) == dict.fromkeys(job.sinks, truth)
    assert processes_of(job) == []


@pytest.mark.nightly
def test_nothing_is_lost_or_doubled_when_the_driver_is_killed(
    job: SameCounts, stack: Stack, running: Running
) -> None:
    job.write(rate=200)
    process = running()
    until(process, lambda: committed(job, 1))
    for each in processes_of(job):
        if "tune_jobs" in each.cmdline():
            each.kill()
    until(process, lambda: committed(job, 2))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert json.loads(out)["restarts"] == 1
    assert json.loads(out)["failure"]["class"] == "Infrastructure"
    finish(job, stack, running)


def test_nothing_is_lost_or_doubled_when_the_whole_run_is_killed(
    job: SameCounts, stack: Stack, running: Running
) -> None:
    job.write(rate=200)
    process = running()
    until(process, lambda: committed(job, 1))
    process.kill()
    process.communicate()
    finish(job, stack, running)


def test_ctrl_c_stops_in_order_and_a_second_run_of_the_name_is_refused(
    tune: Tune, job: SameCounts, stack: Stack, running: Running
) -> None:
    job.write(rate=200)
    process = running()
    until(process, lambda: committed(job, 1))
    other = tune.run("run", "job.yaml")
    assert other.returncode == 4
    assert other.stderr.splitlines() == [
        f"error: {job.name} is already run by process {process.pid}",
        f"hint: stop that one with Ctrl-C or `kill {process.pid}`, "
        "or give this job another metadata.name",
    ]
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    summary = json.loads(out)
    assert summary["phase"] == "Suspended"
    assert processes_of(job) == []
    shown = tune.run("results", job.name, "--json", "--limit", "0")
    rows = json.loads(shown.stdout)
    assert sum(row["count"] for row in rows) == job.counted(stack.database_uri)["postgres"].total()
    finish(job, stack, running)


PLAY = {
    "user_id": "u",
    "track_id": "t",
    "title": "T",
    "artist": "A",
    "region": "NO",
    "platform": "ios",
    "duration_ms": 1000,
    "completed": True,
}


def send(stack: Stack, topic: str, genres: list[str]) -> None:
    """Send plays with Kafka's own console producer: a line is a record."""
    now = int(time.time() * 1000)
    lines = [
        json.dumps(PLAY | {"event_id": uuid.uuid4().hex, "timestamp": now, "genre": genre})
        for genre in genres
    ]
    done = subprocess.run(
        [
            str(stack.java.executable),
            *("-cp", ":".join(map(str, stack.jars.kafka))),
            "org.apache.kafka.tools.ConsoleProducer",
            *("--bootstrap-server", stack.bootstrap_servers, "--topic", topic, "--sync"),
        ],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert "ERROR" not in done.stderr, done.stderr  # it ends with 0 after one, too


def test_events_sent_to_a_running_job_are_counted_and_its_sums_not_compared(
    tune: Tune, job: SameCounts, stack: Stack
) -> None:
    job.write(rate=50)
    port = choose_port(None)
    process = tune.start("run", "job.yaml", "--port", str(port), "--json")
    until(process, lambda: committed(job, 1) and port_answers(port))
    now = int(time.time() * 1000)
    lines = [
        json.dumps(PLAY | {"event_id": f"mine-{number}", "timestamp": now, "genre": "mine"})
        for number in range(3)
    ]
    (tune.folder / "plays.ndjson").write_text("\n".join([*lines, lines[0], "{}"]))
    url = f"http://127.0.0.1:{port}"
    sent = subprocess.run(
        [str(TUNE), "send", "plays.ndjson", "--topic", job.topic, "--url", url],
        cwd=tune.folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (sent.returncode, sent.stdout) == (1, "accepted 3, duplicates 1, refused 1\n")
    assert sent.stderr.startswith("line 5: event_id: is missing")
    until(process, lambda: postgres_counts(stack.database_uri, job.schema)["mine"] == 3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert (json.loads(out)["sent"], json.loads(out)["comparison"]) == (True, None)
    assert processes_of(job) == []


@pytest.mark.parametrize(
    "kind",
    ["csv", *(pytest.param(each, marks=pytest.mark.nightly) for each in ("delta", "parquet"))],
)
def test_stream_counts_somebodys_topic_into_files(
    tune: Tune, stack: Stack, make_topic: MakeTopic, kind: str
) -> None:
    topic = make_topic("clicks", partitions=2)
    options = (
        *("--bootstrap-servers", stack.bootstrap_servers, "--input-topic", topic),
        *("--output-path", "out", "--output-format", kind, "--available-now"),
        *("--checkpoint-location", "state"),
    )
    table = tune.folder / "out/genre_counts"
    read = {
        "csv": lambda: csv_counts(table),
        "delta": lambda: parquet_counts(delta_files(table)),
        "parquet": lambda: parquet_counts(sorted(table.glob("*.parquet"))),
    }[kind]
    send(stack, topic, ["jazz", "rock", "jazz"])
    done = tune.run("stream", *options)
    assert done.returncode == 0, done.stderr
    assert read() == {"jazz": 2, "rock": 1}
    send(stack, topic, ["jazz", "not-late"])
    assert tune.run("stream", *options).returncode == 0
    assert read() == {"jazz": 3, "rock": 1, "not-late": 1}
    assert {each.name for each in tune.folder.iterdir()} == {"out", "state"}


@pytest.mark.nightly
def test_stream_refuses_a_checkpoint_of_another_job(
    tune: Tune, stack: Stack, make_topic: MakeTopic
) -> None:
    options = ("--output-path", "out", "--available-now", "--checkpoint-location", "state")
    first, second = make_topic("first"), make_topic("second")
    send(stack, first, ["jazz"])
    assert tune.run("stream", "--input-topic", first, *options).returncode == 0
    refused = tune.run("stream", "--input-topic", second, *options)
    assert refused.returncode == 1
    error = [line for line in refused.stderr.splitlines() if line.startswith("error: ")]
    assert len(error) == 1
    assert re.search(
        r"failed \(Checkpoint\): the checkpoint .*/state/0 is of another job", error[0]
    )
    assert csv_counts(tune.folder / "out/genre_counts") == {"jazz": 1}


def test_stream_makes_nothing_for_a_topic_that_is_not_there(tune: Tune, stack: Stack) -> None:
    done = tune.run("stream", "--input-topic", "nobody-made-me", "--output-path", "out")
    assert done.returncode == 3
    assert done.stderr.startswith("error: there is no topic nobody-made-me at ")
    assert list(tune.folder.iterdir()) == []
    assert (
        tune.run("stream", "--input-topic", "nobody-made-me", "--output-path", "o").returncode == 3
    )


def test_produce_says_what_kafka_has_acknowledged(tune: Tune, make_topic: MakeTopic) -> None:
    topic = make_topic("made", partitions=3)
    done = tune.run("produce", "--topic", topic, "--rate", "0", "--total", "2500", "--json")
    assert done.returncode == 0, done.stderr
    ledger = Ledger.model_validate_json(done.stdout)
    assert (ledger.acknowledged, ledger.failed, ledger.complete) == (2_500, 0, True)
    assert sum(ledger.offsets.values()) == 2_500


def test_produce_makes_waves_with_disorder(tune: Tune, make_topic: MakeTopic) -> None:
    waves = "waves=[{name: one, size: 1000, shape: surge}, {name: two, size: 500}]"
    asked = ("--scenario", "waves", "--parameter", waves, "--late", "0.1", "--duplicated", "0.1")
    topic = make_topic("made", partitions=3)
    done = tune.run("produce", "--topic", topic, "--rate", "0", *asked, "--json")
    assert done.returncode == 0, done.stderr
    ledger = Ledger.model_validate_json(done.stdout)
    assert (ledger.acknowledged + ledger.disorder.late, ledger.complete) == (1_500, True)
    assert sum(ledger.offsets.values()) == 1_500 + ledger.disorder.duplicated
    assert min(ledger.disorder.late, ledger.disorder.duplicated) > 100


def test_what_was_invented_is_played(
    tune: Tune, make_topic: MakeTopic, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_API_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    invent = [str(TUNE), "invent", "--out", "x.json", "--tracks", "3", "--personas", "2"]
    subprocess.run(invent, check=True, capture_output=True, cwd=tune.folder)
    topic = make_topic("made", partitions=3)
    asked = ("--scenario", "waves", "--invention", "x.json", "--rate", "0", "--json")
    done = tune.run("produce", "--topic", topic, *asked)
    assert done.returncode == 0, done.stderr
    ledger = Ledger.model_validate_json(done.stdout)
    assert (ledger.acknowledged, ledger.complete) == (4_500, True)
    assert set(ledger.by_key) == {"t0000", "t0001", "t0002"}


GOOD = """\
metadata: {name: bad}
spec:
  pipeline: genre-counts
  kafka: {topics: {plays: {name: plays}}}
  sinks: [{csv: {path: out}}]
"""


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (None, 3, "error: job.yaml: no such file"),
        ("a: [", 2, "error: job.yaml is not YAML: line 1: "),
        (GOOD.replace("genre-counts", "nope"), 2, "'nope': no such pipeline here; there are: "),
        (GOOD.replace("csv:", "cvs:"), 2, "spec.sinks[0].cvs: unknown field; did you mean csv?"),
        (GOOD + "  kafka: {}\n", 2, "the key 'kafka' stands twice"),
        (
            GOOD.replace("csv: {path: out}", "redis: {secretRef: {name: cache}}"),
            2,
            "error: spec.sinks: there is no secret cache on this machine",
        ),
        (
            GOOD.replace("topics", "bootstrapServers: '127.0.0.1:1', topics"),
            5,
            "error: no Kafka answers at 127.0.0.1:1",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_line_and_nothing_is_started(
    tune: Tune, content: str | None, code: int, message: str
) -> None:
    if content is not None:
        (tune.folder / "job.yaml").write_text(content)
    done = tune.run("run", "job.yaml", "--no-page")
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tune.folder / "out").exists()
