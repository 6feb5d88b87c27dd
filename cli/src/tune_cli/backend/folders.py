"""Where the files of one job are below the home folder."""

from dataclasses import dataclass
from pathlib import Path

from tune_cli.settings import Home
from tune_contract.names import driver_name, producer_name
from tune_contract.runtime.job_events import EVENTS_FILE
from tune_contract.runtime.request import LOCK, REQUESTS


@dataclass(frozen=True)
class RunFolder:
    """The files of one child process."""

    path: Path
    program: str
    """What runs: driver, producer or page."""

    @property
    def config(self) -> Path:
        """The document it was started with."""
        return self.path / "config.json"

    @property
    def termination(self) -> Path:
        """Where it says why it ended."""
        return self.path / "termination.json"

    @property
    def log(self) -> Path:
        """What it printed."""
        return self.path / f"{self.program}.log"


@dataclass(frozen=True)
class JobFolder:
    """The files of one job."""

    home: Home
    namespace: str
    name: str

    @property
    def path(self) -> Path:
        """The job's own folder."""
        return self.home.jobs / self.namespace / self.name

    @property
    def document(self) -> Path:
        """The TuneJob with its status."""
        return self.path / "tunejob.json"

    @property
    def events(self) -> Path:
        """What was done for the job lately."""
        return self.path / EVENTS_FILE

    @property
    def lock(self) -> Path:
        """Held by the process that runs the job."""
        return self.path / LOCK

    @property
    def requests(self) -> Path:
        """What is asked of the process that runs the job."""
        return self.path / REQUESTS

    def ledgers(self, topic: str) -> Path:
        """The ledgers of what the job's producers have had acknowledged in a topic."""
        return self.path / "ledgers" / topic

    @property
    def sent(self) -> Path:
        """Is there once events came by the API or a replay: no producer's ledger knows these."""
        return self.path / "sent"

    @property
    def database_uri(self) -> Path:
        """The connection string of the job's database."""
        return self.path / "database-uri"

    @property
    def bootstrap_servers(self) -> Path:
        """The address of a Kafka of the user's own; it is not there when the job uses ours."""
        return self.path / "bootstrap-servers"

    @property
    def redis_uri(self) -> Path:
        """The connection string of the Redis that the command line named; else it is not there."""
        return self.path / "redis-uri"

    @property
    def object_store(self) -> Path:
        """Access to the object store, one file for each `StoreKey`; empty when nothing runs."""
        return self.path / "object-store"

    @property
    def checkpoints(self) -> Path:
        """Where checkpoints are that the spec gives no place."""
        return self.home.checkpoints

    def secret_uri(self, secret: str) -> Path:
        """What stands for the `uri` of one of the cluster's secrets."""
        return self.home.root / "secrets" / self.namespace / secret / "uri"

    @property
    def runs(self) -> Path:
        """One folder for each child process."""
        return self.home.runs / self.namespace / self.name

    def driver_run(self, attempt: int) -> RunFolder:
        """The files of one attempt's driver."""
        return RunFolder(self.runs / driver_name(self.name, attempt), "driver")

    def producer_run(self) -> RunFolder:
        """The files of the producer."""
        return RunFolder(self.runs / producer_name(self.name), "producer")

    def rebuild_run(self) -> RunFolder:
        """The files of the rebuild of a Redis."""
        return RunFolder(self.runs / "rebuild", "rebuild")

    def replay_run(self) -> RunFolder:
        """The files of the replay of dead letters."""
        return RunFolder(self.runs / "replay", "replay")

    def page_run(self) -> RunFolder:
        """The files of the page."""
        return RunFolder(self.runs / "page", "page")
