"""How a job lives: checkpoints, restarts, health and upgrades."""

from datetime import timedelta
from enum import StrEnum

from pydantic import Field, model_validator

from tune_contract.duration import Duration, PositiveDuration
from tune_contract.model import Model
from tune_contract.rule import ruled
from tune_contract.tunejob.compute import Quantity
from tune_contract.tunejob.rules import ORDERED_BACKOFF


class OnDelete(StrEnum):
    """What becomes of a checkpoint or a topic when the job is deleted."""

    RETAIN = "Retain"
    DELETE = "Delete"


class RestartType(StrEnum):
    """When a driver that ended is started again."""

    ALWAYS = "Always"
    ON_FAILURE = "OnFailure"
    NEVER = "Never"


class ProgressAction(StrEnum):
    """What to do about a stream that stands still while events wait."""

    RESTART = "Restart"
    REPORT = "Report"


class UpgradeMode(StrEnum):
    """What a changed stream starts from."""

    LAST_STATE = "last-state"
    STATELESS = "stateless"


class CheckpointStorage(Model):
    """The volume for checkpoints."""

    size: Quantity = "1Gi"
    """The claim's size."""


class CheckpointSpec(Model):
    """Where the stream's position and state are kept."""

    storage: CheckpointStorage = CheckpointStorage()
    """The volume, when `location` names none."""
    location: str = Field("", max_length=1024)
    """A folder, or a URI such as `s3a://lake/x`; the product's own choice when empty. On a cluster
    a folder is on the job's volume, which keeps executors on the driver's node."""
    reset_nonce: int = Field(0, ge=0)
    """Change it to start over from an empty checkpoint."""
    on_delete: OnDelete = OnDelete.RETAIN
    """`Retain` or `Delete`."""


class BackoffSpec(Model):
    """The wait before the n-th restart: initial x factor^(n-1), at most `max`, with jitter."""

    model_config = ruled(ORDERED_BACKOFF)

    initial: PositiveDuration = timedelta(seconds=10)
    """The first wait."""
    factor: float = Field(2, ge=1, le=10)
    """How much longer each next wait is."""
    max: PositiveDuration = timedelta(minutes=5)
    """The longest wait."""

    @model_validator(mode="after")
    def _ordered(self) -> "BackoffSpec":
        if self.initial > self.max:
            raise ValueError(ORDERED_BACKOFF.message)
        return self


class RestartPolicySpec(Model):
    """What happens when a driver ends by itself."""

    type: RestartType = RestartType.ON_FAILURE
    """`Always`, `OnFailure` or `Never`."""
    max_restarts: int = Field(10, ge=0, le=1_000_000)
    """Failures in a row before the job is Failed."""
    backoff: BackoffSpec = BackoffSpec()
    """The waits between restarts."""
    reset_after: PositiveDuration = timedelta(minutes=10)
    """A run this long without a failure clears the count of failures in a row."""


class ProgressHealth(Model):
    """How long a stream may stand still while events wait."""

    window: PositiveDuration = timedelta(minutes=5)
    """No new batch for this long, with lag above 0, is a hang."""
    action: ProgressAction = ProgressAction.RESTART
    """`Restart` or `Report`."""


class HealthSpec(Model):
    """What counts as healthy."""

    progress: ProgressHealth = ProgressHealth()
    """The progress watch."""
    max_lag: int = Field(100_000, ge=0)
    """Events behind above which LagWithinTarget is false; nothing is restarted for it."""


class UpgradeSpec(Model):
    """How a changed job replaces the running one."""

    mode: UpgradeMode = UpgradeMode.LAST_STATE
    """`last-state` keeps the checkpoint, `stateless` starts over."""
    drain_timeout: Duration = timedelta(seconds=60)
    """How long a driver may finish its batch before it is ended."""
    rollback: bool = True
    """Go back to the last version that was ready when the new one does not become ready."""
    ready_timeout: PositiveDuration = timedelta(minutes=5)
    """How long a new version may take to commit its first batch, or to find nothing to read."""
