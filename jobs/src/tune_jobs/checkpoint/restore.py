"""Cuts a checkpoint back to a batch; what is cut off stays in a folder beside it.

The batches after it come again with other records in them, and sinks pass over numbers that they
have. So what is restored is another query to them: it gets a new id. Rows are whole counts and
replace each other by key, so that counting again from the older state ends at the same sums.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from tune_contract.errors import InvalidInput, NotFound
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.runtime.job_config import JobConfig
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.checkpoint.files import LocalFiles
from tune_jobs.checkpoint.inspection import Inspection
from tune_jobs.checkpoint.logs import Logs
from tune_jobs.checkpoint.mark import MARK, CheckpointMark, read_mark
from tune_jobs.checkpoint.partition import version_of
from tune_jobs.checkpoint.stores import Stores
from tune_jobs.checkpoint.verify import is_good, last_good

_LOGS = ("offsets", "commits")
_APPENDED = {SinkKind.DELTA, SinkKind.CSV, SinkKind.PARQUET}


@dataclass(frozen=True)
class Restoration:
    """What a restore does."""

    folder: Path
    batch: int
    stamp: str
    """Tells it from others: part of the name of what is put aside."""
    query: str
    """The new id."""

    @property
    def aside(self) -> Path:
        """Where all that was there stays."""
        return self.folder.with_name(f"{self.folder.name}.bak-{self.stamp}")

    def check(self) -> None:
        """See that the batch can be gone back to.

        Raises:
            CheckpointMismatch: the mark cannot be read.
            InvalidInput: it cannot; the hint names the last good one.
            NotFound: there is no mark: no TuneJob made it.
        """
        if not (self.folder / MARK).is_file():
            raise NotFound(f"there is no {MARK} in {self.folder}", "put the job's own back first")
        self._mark()
        inspection = Inspection(LocalFiles(self.folder))
        logs, stores = Logs(inspection), Stores(inspection)
        if self.batch in logs.commits and is_good(self.batch, logs, stores):
            return
        good = last_good(logs, stores)
        hint = f"the last good one is {good}" if good is not None else "no batch of it is whole"
        raise InvalidInput(f"cannot go back to batch {self.batch} of {self.folder}", hint)

    def files(self) -> list[Path]:
        """What stays, below the folder: logs to the batch, state to its version."""
        found = (each.relative_to(self.folder) for each in self.folder.rglob("*") if each.is_file())
        return sorted(file for file in found if self._stays(file))

    def apply(self) -> None:
        """Build the restored checkpoint beside, then change places."""
        beside = self.folder.with_name(f"{self.folder.name}.new-{self.stamp}")
        for file in self.files():
            (beside / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self.folder / file, beside / file)
        (beside / "metadata").write_text(json.dumps({"id": self.query}))
        renamed = self._mark().model_copy(update={"query": self.query})
        (beside / MARK).write_text(renamed.model_dump_json(indent=2))
        self.folder.rename(self.aside)
        beside.rename(self.folder)

    def _mark(self) -> CheckpointMark:
        return read_mark(str(self.folder), (self.folder / MARK).read_text(errors="replace"))

    def _stays(self, file: Path) -> bool:
        name = file.name.removeprefix(".").removesuffix(".crc")
        if file.name.endswith(".tmp") or (name in {"metadata", MARK} and len(file.parts) == 1):
            return False  # the latter are written anew
        if file.parts[0] in _LOGS:
            return name.isdigit() and int(name) <= self.batch
        version = version_of(name) if file.parts[0] == "state" else None
        return version is None or version <= self.batch + 1


def refuse_lake(config: JobConfig, pipeline: Pipeline) -> None:
    """See that no sink has a row for each event: it would get those of the batches anew.

    Raises:
        InvalidInput: one has.
    """
    if pipeline.lakes() and any(sink.kind is SinkKind.DELTA for sink in config.sinks):
        raise InvalidInput(
            f"{config.job.name} fills a lake, which would have each event after that batch twice",
            "change checkpoint.resetNonce and give the delta sink another path; or repair the lake",
        )


def remark(config: JobConfig) -> str:
    """What a restore leaves in the sinks beside what would be there without; empty = nothing."""
    kinds = sorted({sink.kind.value for sink in config.sinks if sink.kind in _APPENDED})
    if not kinds:
        return ""
    return (
        f"Dead letters after that batch may be in {', '.join(kinds)} twice, with the same topic, "
        "partition and offset."
    )
