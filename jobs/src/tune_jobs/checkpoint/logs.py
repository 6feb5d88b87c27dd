"""The logs of a checkpoint: `offsets/N` is written before batch N, `commits/N` after it.

What Spark makes of holes in them is not always an error: with commits and no offsets it begins
again at batch 0, with an entry of offsets missing at the end it gives a number out twice. Sinks
pass over numbers that they have, so that records would be lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from tune_contract.moment import EPOCH
from tune_jobs.checkpoint.content import (
    log_problem,
    metadata_problem,
    parsed_log,
    query_id,
    source_problem,
)
from tune_jobs.checkpoint.inspection import Inspection
from tune_jobs.checkpoint.report import Verdict

_SOURCE = "sources/0/0"
_PROVIDER = "spark.sql.streaming.stateStore.providerClass"


@dataclass(frozen=True)
class Logs:
    """The entries of both logs, and the query that they are of."""

    inspection: Inspection

    @cached_property
    def offsets(self) -> list[int]:
        """The batches that were begun."""
        return self.inspection.numbers("offsets")

    @cached_property
    def commits(self) -> list[int]:
        """The batches that were done."""
        return self.inspection.numbers("commits")

    def query(self, noted: str) -> str:
        """The query's id; empty when there is none.

        Args:
            noted: the id in the job's mark; empty when it has none.
        """
        data = self.inspection.content("metadata", metadata_problem)
        if data is None:
            if noted or self.offsets or self.commits:
                message = "without it the query starts over under another id"
                self.inspection.find(Verdict.MISSING, "metadata", message)
            return ""
        found = query_id(data)
        if noted not in ("", found):
            message = f"it is of query {found}, the job's is {noted}"
            self.inspection.find(Verdict.FOREIGN, "metadata", message)
        return found

    def check(self) -> None:
        """Look at every entry."""
        for folder, numbers in (("offsets", self.offsets), ("commits", self.commits)):
            for number in range(numbers[0], numbers[-1] + 1) if numbers else ():
                self._check(f"{folder}/{number}", there=number in numbers)
        if self.offsets and not self.inspection.whole(_SOURCE, source_problem):
            self.inspection.find(Verdict.MISSING, _SOURCE, "it says where batch 0 began")
        self.compare()

    def compare(self) -> None:
        """Hold the ends of both logs against each other."""
        begun = self.offsets[-1] if self.offsets else -1
        done = self.commits[-1] if self.commits else -1
        if done > begun:
            message = f"batch {done} is committed, and its number would be given out again"
            self.inspection.find(Verdict.MISSING, f"offsets/{done}", message)
        for number in range(done + 1, begun):
            message = f"batch {begun} was begun after it"
            self.inspection.find(Verdict.MISSING, f"commits/{number}", message)
        if begun > done:
            message = "begun and not committed"
            self.inspection.find(Verdict.UNFINISHED, f"offsets/{begun}", message)

    def check_end(self) -> None:
        """Look at the entries that Spark reads when it starts: the last two, and no more."""
        for number in self.offsets[-2:]:
            self._check(f"offsets/{number}", there=True)
        if self.offsets and self.offsets[-1] > 0 and self.offsets[-1] - 1 not in self.offsets:
            self._check(f"offsets/{self.offsets[-1] - 1}", there=False)
        if self.commits:
            self._check(f"commits/{self.commits[-1]}", there=True)
        self.compare()

    def whole(self, batch: int) -> bool:
        """Whether a batch's entries are there and whole, and the one before it that Spark reads."""
        before = [batch - 1] if batch else []
        entries = [f"offsets/{number}" for number in (*before, batch)] + [f"commits/{batch}"]
        return all(self.inspection.whole(path, log_problem) for path in entries)

    def began(self, batch: int) -> datetime | None:
        """When a batch began."""
        moment = self._said("offsets", [batch]).get("batchTimestampMs")
        return EPOCH + timedelta(milliseconds=moment) if isinstance(moment, int) else None

    def has_watermark(self) -> bool:
        """Whether the query keeps a state: it then has a watermark to let go of it by."""
        return bool(self._said("commits", self.commits).get("nextBatchWatermarkMs"))

    def state_format(self) -> str:
        """Spark's class for the state."""
        conf = self._said("offsets", self.offsets).get("conf")
        provider = str(conf.get(_PROVIDER, "")) if isinstance(conf, dict) else ""
        return provider.rpartition(".")[2]

    def _check(self, path: str, *, there: bool) -> None:
        if not there:
            self.inspection.find(Verdict.MISSING, path, "entries around it are there")
        else:
            self.inspection.whole(path, log_problem)

    def _said(self, log: str, numbers: list[int]) -> dict[str, object]:
        """What the newest whole entry of some batches says."""
        for number in reversed(numbers):
            data = self.inspection.content(f"{log}/{number}", log_problem)
            values = parsed_log(data) if data else []
            if values and isinstance(values[0], dict):
                return dict(values[0])
        return {}
