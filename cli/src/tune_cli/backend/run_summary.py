"""What a run came to: the document of `--json`, and what the last lines on screen are made of."""

from pydantic import BaseModel

from tune_cli.backend.comparison import Comparison
from tune_cli.backend.first_result import FirstResult
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import FailureStatus, ProgressStatus


class RunSummary(BaseModel, frozen=True):
    """How a run ended."""

    job: str
    namespace: str
    phase: Phase
    seconds: float
    """From the command's start."""
    restarts: int
    progress: ProgressStatus
    acknowledged: int
    """Events of the job's own producers that Kafka has acknowledged, in all runs."""
    failure: FailureStatus | None
    """The last one, whether the job survived it or not."""
    first_result: FirstResult | None
    comparison: Comparison | None
    """None when there is nothing to compare, or not all that was produced is read."""
    sent: bool = False
    """Events have come by the API, of which the producers know nothing: nothing is compared."""
