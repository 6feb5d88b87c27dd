"""What is found in a checkpoint, in words and as JSON."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from tune_contract.model import Model


class Verdict(StrEnum):
    """What a file of a checkpoint, or all of it, is found to be; the worst come last."""

    OK = "ok"
    UNFINISHED = "unfinished"
    TORN = "torn"
    MISSING = "missing"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"

    @property
    def sentence(self) -> str:
        """What it means."""
        return _SENTENCES[self]

    def usable(self) -> bool:
        """Whether a driver goes on from it."""
        return self in {Verdict.OK, Verdict.UNFINISHED}


_SENTENCES = {
    Verdict.OK: "All files are there and whole.",
    Verdict.UNFINISHED: "A batch was begun and not committed: the next driver does it again.",
    Verdict.TORN: "A file is cut, empty or changed.",
    Verdict.MISSING: "A file is not there.",
    Verdict.FOREIGN: "It is not this job's, or no TuneJob made it.",
    Verdict.UNREADABLE: "It cannot be read: look at the rights and the disk.",
}


class Finding(Model):
    """What is wrong with one file."""

    verdict: Verdict
    file: str
    """Below the checkpoint's location."""
    message: str


class StateReport(Model):
    """What is kept of the state."""

    format: str = ""
    """Spark's class for it."""
    partitions: int = 0
    """Over all operators."""
    size: int = 0
    """Bytes."""


class CheckpointReport(Model):
    """What is found in one checkpoint."""

    location: str
    verdict: Verdict = Verdict.OK
    findings: list[Finding] = Field(default_factory=list)
    job: str = ""
    """Whose it is: namespace/name."""
    query: str = ""
    """Spark's id of the query, under which sinks know its batches."""
    first_batch: int | None = None
    """The first and the last batch that are kept, begun ones included."""
    last_batch: int | None = None
    last_committed: int | None = None
    last_committed_time: datetime | None = None
    """When that batch began."""
    last_good_batch: int | None = None
    """The newest batch with offsets, commit and every part of the state."""
    state: StateReport = StateReport()
    size: int = 0
    """Bytes."""

    @property
    def reset_nonce(self) -> str:
        """The checkpoint.resetNonce that made it: its folder is named for it."""
        folder = self.location.rstrip("/").rpartition("/")[2]
        return folder.partition(".")[0].partition("-")[0]  # `0`, `0-EPOCH`, `0.bak-TIME`

    def advice(self, job: str) -> str:
        """What to do about it.

        Args:
            job: the name that `tune` knows it by.
        """
        if self.verdict.usable():
            return "Nothing is to be done."
        if self.verdict in {Verdict.FOREIGN, Verdict.UNREADABLE}:
            return f"{self.verdict.sentence} {_OVER}"
        if self.last_good_batch is None:
            return f"No batch of it is whole. {_OVER}"
        if self.query and self.last_good_batch == self.last_committed == self.last_batch:
            return f"The newest batch, {self.last_batch}, is whole: a driver goes on from it."
        restore = f"`tune checkpoint restore {job} --to-batch {self.last_good_batch}`"
        return (
            f"Go back to the last good batch with {restore}; what came after is counted again "
            f"from Kafka. {_OVER}"
        )


_OVER = "Or change checkpoint.resetNonce to start over from an empty checkpoint."
