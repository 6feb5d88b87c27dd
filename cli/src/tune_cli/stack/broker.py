"""Kafka: one broker that is its own controller, its topics kept between runs."""

import base64
import shutil
import signal
import subprocess
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tune_cli.stack.aot import AotCache, JvmKind, aot_cache
from tune_cli.stack.java import Java
from tune_cli.stack.kafka_probe import kafka_answers
from tune_cli.stack.ports import LOOPBACK, choose_port
from tune_contract.errors import TemporaryError

# The serial collector: the AOT cache holds heap objects ready for it, so start-up is a third
# shorter than with G1, and with half a gigabyte its pauses are a few milliseconds.
BROKER_FLAGS = ("-Xms128m", "-Xmx768m", "-XX:+UseSerialGC")
_LOG_FLAGS = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)
_PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "listener.security.protocol.map": "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "inter.broker.listener.name": "CLIENT",
    "controller.listener.names": "CONTROLLER",
    # One broker holds every copy, and few partitions of the internal topics start faster.
    "default.replication.factor": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(11 * 1024**2),  # a record of 10 MB has to fit, with its batch
    "log.retention.hours": "72",
    "log.retention.bytes": str(8 * 1024**3),  # a partition: a laptop's disk must not fill up
    "log.segment.bytes": str(256 * 1024**2),
    # Threads and buffers for one machine.
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "num.recovery.threads.per.data.dir": "2",
    "log.cleaner.dedupe.buffer.size": str(8 * 1024**2),
    "group.initial.rebalance.delay.ms": "0",
    # The controller lets a broker come back once the old session is over. A clean stop ends the
    # session (without it every start took 9 s longer); after a crash it runs out.
    "controlled.shutdown.enable": "true",
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
}


@dataclass(frozen=True)
class Broker:
    """A broker, and where its files are."""

    folder: Path
    java: Java
    class_path: Sequence[Path]
    port: int
    flags: tuple[str, ...] = ()
    """Java flags beside BROKER_FLAGS: those of the AOT cache."""

    stop_signal = signal.SIGTERM

    @property
    def data(self) -> Path:
        """Topics and metadata."""
        return self.folder / "data"

    @property
    def properties(self) -> Path:
        """The configuration, written anew at each start."""
        return self.folder / "server.properties"

    def prepare(self) -> None:
        """Write the configuration; the first time, format the storage (1.5 s)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write_properties(self.data)
        if not (self.data / "meta.properties").exists():
            self._format()

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Start it; its output goes to `log`."""
        command = self._java(*BROKER_FLAGS, *self.flags, main="kafka.Kafka")
        with log.open("ab") as output:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                cwd=self.folder, start_new_session=True,
            )  # fmt: skip

    def is_ready(self, _pid: int, /) -> bool:
        """Whether it answers a request of a client."""
        return kafka_answers(LOOPBACK, self.port, patience=1.0)

    def _format(self) -> None:
        """In a folder beside, so that a half formatted one is never started from."""
        beside = self.folder / "data.new"
        shutil.rmtree(beside, ignore_errors=True)
        self._write_properties(beside)
        format_flags = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        command = self._java(
            *format_flags,
            main="kafka.tools.StorageTool",
            arguments=("format", "-t", new_cluster_id(), "-c"),
        )
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise TemporaryError("Kafka cannot format its storage", done.stderr.strip()[-500:])
        self._write_properties(self.data)
        beside.rename(self.data)

    def _java(self, *flags: str, main: str, arguments: Sequence[str] = ()) -> list[str]:
        class_path = ":".join(map(str, self.class_path))
        java = str(self.java.executable)
        return [
            java,
            *flags,
            *_LOG_FLAGS,
            "-cp",
            class_path,
            main,
            *arguments,
            str(self.properties),
        ]

    def _write_properties(self, data: Path) -> None:
        # The controller is asked only by the broker beside it: any free port will do, and the
        # broker's own still is free.
        while (controller_port := choose_port(None)) == self.port:
            pass
        self.properties.write_text(server_properties(data, self.port, controller_port))


def broker_cache(folder: Path, java: Java, class_path: Sequence[Path]) -> AotCache:
    """The AOT cache that fits a broker; `folder` is where caches are."""
    return aot_cache(folder, JvmKind.BROKER, java, class_path, BROKER_FLAGS)


def new_cluster_id() -> str:
    """A random UUID as Kafka writes it; with a dash in front Kafka would take it for an option."""
    while (found := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()).startswith("-"):
        pass
    return found.rstrip("=")


def server_properties(data: Path, port: int, controller_port: int) -> str:
    """The broker's configuration.

    Args:
        data: where topics are kept.
        port: where clients connect.
        controller_port: where the broker finds itself as the controller.
    """
    address = f"{LOOPBACK}:{controller_port}"
    properties = {
        **_PROPERTIES,
        "controller.quorum.voters": f"1@{address}",
        "listeners": f"CLIENT://{LOOPBACK}:{port},CONTROLLER://{address}",
        "advertised.listeners": f"CLIENT://{LOOPBACK}:{port}",
        "log.dirs": str(data),
    }
    return "".join(f"{key}={value}\n" for key, value in properties.items())
