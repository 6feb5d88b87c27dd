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
    """How many events of one genre fell into one minute."""

    minute: int
    """The minute's first instant: epoch milliseconds."""
    key: str
    count: int


class Ledger(LenientModel):
    """What Kafka has acknowledged: the truth that results are held against."""

    topic: str
    scenario: str
    seed: int
    run: str = ""
    """The mark in the run's event ids; a restart on this ledger keeps it."""
    acknowledged: int = 0
    expired: int = 0
    """Of the acknowledged, those that Kafka had deleted when a lost ledger was made again from the
    topic: nobody knows their keys any more."""
    failed: int = 0
    next_sequence: int = 0
    """The first event not yet produced: where a restart goes on."""
    offsets: dict[int, int] = Field(default_factory=dict)
    """partition -> the topic's end when this ledger was written."""
    by_key: dict[str, int] = Field(default_factory=dict)
    """genre -> events"""
    entries: list[LedgerEntry] = Field(default_factory=list)
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
