"""What is asked of a job while it runs; `tune_contract.runtime.request` says how."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tune_contract.runtime.request import JobRequest
from tune_contract.tunejob.action import JobAction


@dataclass(frozen=True)
class Requests:
    """The requests to one job."""

    folder: Path

    def take(self) -> list[JobAction]:
        """What was asked since the last time, the oldest first; each is taken once.

        One that this version does not understand is passed over.
        """
        taken = []
        for file in sorted(self.folder.glob("*.json")):
            text = file.read_bytes()
            file.unlink()
            try:
                taken.append(JobRequest.model_validate_json(text).action)
            except ValidationError:
                continue
        return taken

    def forget(self) -> None:
        """Drop what was asked of an earlier run, and not done."""
        for file in self.folder.glob("*"):
            file.unlink()
