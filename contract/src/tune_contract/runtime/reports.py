"""What processes report: progress over HTTP, the ledger and the reason of an end in files."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from tune_contract.model import LenientModel
from tune_contract.tunejob.phase import FailureClass


class DriverState(StrEnum):
    """Where a driver is in its life."""

    STARTING = "Starting"
    RUNNING = "Running"
    DRAINING = "Draining"
    FINISHED = "Finished"


class StartupTimes(LenientModel):
    """Seconds from the driver's own start; 0 where it is not there yet."""

    jvm: float = 0.0
    session: float = 0.0
    query: float = 0.0
    first_batch: float = 0.0
    """The first batch with rows is committed."""


class DriverProgress(LenientModel):
    """What a driver has done so far: the body of GET /progress."""

    state: DriverState = DriverState.STARTING
    attempt: int = 1
    batch_id: int | None = None
    last_commit_time: datetime | None = None
    input_rows_per_second: float = 0.0
    processed_rows_per_second: float = 0.0
    input_rows: int = 0
    """Records read since this driver started."""
    batch_seconds: float = 0.0
    """How long the last batch took."""
    idle: bool = False
    """The last look found nothing to read: everything up to the topics' ends is committed."""
    watermark: datetime | None = None
    offsets: dict[str, dict[int, int]] = Field(default_factory=dict)
    """topic -> partition -> the next offset to read, as of the last committed batch."""
    dead_letters: int = 0
    """Dead letters since this driver started."""
    late_rows: int = 0
    """Rows dropped behind the watermark since this driver started."""
    catalogue_problem: str = ""
    """Why the catalogue's newest version was not taken; empty when it was, or there is none."""
    startup: StartupTimes = StartupTimes()


class ProducerProgress(LenientModel):
    """What a producer has done so far: the body of GET /progress."""

    acknowledged: int = 0
    """Events Kafka has acknowledged, earlier runs on the same ledger included."""
    failed: int = 0
    """Events Kafka refused."""
    target_rate: float = 0.0
    rate: float = 0.0
    """Events acknowledged per second, over the last seconds."""
    behind: bool = False
    """It cannot hold the target rate."""
    finished: bool = False


class LedgerEntry(LenientModel):
    """How many events of one key fell into one minute, or the longer time of the ledger's grain."""

    minute: int
    """Its first instant: epoch milliseconds."""
    key: str
    count: int


class DisorderCounts(LenientModel):
    """Records that Kafka has acknowledged, and that no result has to count."""

    late: int = 0
    """Events dated back; a pipeline that still takes them is not wrong."""
    duplicated: int = 0
    """Records beyond the first of an event id."""
    malformed: int = 0
    future: int = 0

    def events(self) -> int:
        """How many events they are: an extra copy is none."""
        return self.late + self.malformed + self.future

    def plus(self, other: "DisorderCounts") -> "DisorderCounts":
        """Both together."""
        return DisorderCounts(
            late=self.late + other.late,
            duplicated=self.duplicated + other.duplicated,
            malformed=self.malformed + other.malformed,
            future=self.future + other.future,
        )


class Ledger(LenientModel):
    """What Kafka has acknowledged: the truth that results are held against."""

    topic: str
    scenario: str
    seed: int
    run: str = ""
    """The mark in the run's event ids; a restart on this ledger keeps it."""
    variant: str = ""
    """A hash of the scenario's parameters and the disorder; empty when all are the defaults."""
    counted_by: tuple[str, ...] = ("genre",)
    """The fields of an event that make its key, joined by `/`."""
    grain: int = 60_000
    """How long the time of an entry is: milliseconds."""
    acknowledged: int = 0
    """Events that are well-formed and on time, each once."""
    expired: int = 0
    """Of the acknowledged, those that Kafka had deleted when a lost ledger was made again from the
    topic: nobody knows their keys any more."""
    failed: int = 0
    next_sequence: int = 0
    """The first event not yet produced: where a restart goes on. It is what is acknowledged and the
    events of `disorder`."""
    offsets: dict[int, int] = Field(default_factory=dict)
    """partition -> the topic's end when this ledger was written."""
    by_key: dict[str, int] = Field(default_factory=dict)
    """key -> acknowledged events"""
    entries: list[LedgerEntry] = Field(default_factory=list)
    """The acknowledged events by time and key."""
    disorder: DisorderCounts = DisorderCounts()
    """What was acknowledged beside them."""
    complete: bool = False
    """Whether the total was reached."""

    def progress(self) -> ProducerProgress:
        """The last word of a producer that has ended."""
        return ProducerProgress(
            acknowledged=self.acknowledged, failed=self.failed, finished=self.complete
        )


class Termination(LenientModel):
    """Why a process ended, in a file beside it (Kubernetes: the termination message)."""

    exit_code: int
    failure_class: FailureClass | None = Field(None, alias="class")
    """None when it ended well."""
    message: str = ""
    drained: bool = False
    """It was asked to stop and finished its batch first."""
