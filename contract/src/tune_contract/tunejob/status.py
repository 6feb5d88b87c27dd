"""The `status` of a TuneJob: what is going on, in the object itself. Times are UTC."""

from datetime import datetime

from pydantic import Field, JsonValue

from tune_contract.model import LenientModel
from tune_contract.tunejob.phase import (
    ConditionStatus,
    ConditionType,
    DrainReason,
    FailureClass,
    Phase,
)

LIST_OF_TYPES: dict[str, JsonValue] = {
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["type"],
}
"""Each type stands once: several writers can each keep their own conditions."""


class Condition(LenientModel):
    """One Kubernetes condition."""

    type: ConditionType
    """What it is about."""
    status: ConditionStatus
    """Whether it is so."""
    reason: str
    """Why, in one word for programs."""
    message: str = ""
    """Why and what to do, for people."""
    last_transition_time: datetime
    """When `status` last changed."""
    observed_generation: int = 0
    """The generation of the spec that it is about."""


class AttemptStatus(LenientModel):
    """The driver that runs, or ran last."""

    number: int = 0
    """1 for the first driver of the job; 0 before it."""
    driver: str = ""
    """The driver's pod."""
    start_time: datetime | None = None
    """When it was begun."""
    drain_requested_time: datetime | None = None
    """Set while the driver is asked to finish; it is ended after upgrade.drainTimeout."""
    drain_reason: DrainReason | None = None
    """What it is asked to finish for."""
    seen: bool = False
    """Whether the driver was there once. One that was not has yet to be started."""
    end_time: datetime | None = None
    """When the attempt's end was noted; until then it runs, or is still to be started."""

    def open(self) -> bool:
        """Whether it was begun and its end is not noted yet."""
        return self.number > 0 and self.end_time is None


class EndedAttempt(LenientModel):
    """A driver that has ended."""

    number: int
    start_time: datetime | None = None
    """When it was begun."""
    end_time: datetime
    """When its end was noted."""
    failure_class: FailureClass | None = Field(None, alias="class")
    """Who or what made it fail; not set when it ended well, or as it was asked to."""
    exit_code: int | None = None
    """The process's; not set when there was none."""
    message: str = ""
    """How it ended."""


class RestartStatus(LenientModel):
    """How often it was started again, and when next."""

    count: int = 0
    """Restarts in all."""
    consecutive_failures: int = 0
    """Failures in a row; restartPolicy.maxRestarts is about these."""
    next_restart_time: datetime | None = None
    """Set while a restart waits for its backoff."""


class FailureStatus(LenientModel):
    """Why the last driver ended."""

    time: datetime
    """When it was noted."""
    failure_class: FailureClass = Field(alias="class")
    """Who or what made it fail."""
    exit_code: int | None = None
    """The process's; not set when there was none."""
    message: str = ""
    """What happened and what to do."""
    log_tail: str = ""
    """The last lines of its log."""


class ProgressStatus(LenientModel):
    """What the stream has done. Rates are events per second; lag and counts are events."""

    batch_id: int | None = None
    """The last batch that was committed."""
    last_commit_time: datetime | None = None
    """When that was."""
    batch_seconds: float = 0.0
    """How long it took."""
    last_advance_time: datetime | None = None
    """When the batch id last changed, or lag was last 0: what the progress watch measures from."""
    input_rows_per_second: float = 0.0
    """How fast events came."""
    processed_rows_per_second: float = 0.0
    """How fast they were worked off."""
    lag: int | None = None
    """Events in the topics that no batch has read yet."""
    watermark: datetime | None = None
    """Events older than this are too late to be counted."""
    dead_letters: int = 0
    """Over all attempts; a batch that is read again counts again."""
    late_rows: int = 0
    """Over all attempts."""
    counted_dead_letters: int = 0
    """How many of the running driver's own are in the total."""
    counted_late_rows: int = 0
    """How many of the running driver's own are in the total."""


class ProducerStatus(LenientModel):
    """What the producer has done. Counts are events, rates events per second."""

    acknowledged: int = 0
    """Events that Kafka has."""
    rate: float = 0.0
    """Just now."""
    restarts: int = 0
    """How often it was started again."""
    finished: bool = False
    """Whether its total is made."""
    start_time: datetime | None = None
    consecutive_failures: int = 0
    next_restart_time: datetime | None = None
    last_failure: FailureStatus | None = None


class ResultsStatus(LenientModel):
    """Where the results are."""

    tables: list[str] = Field(default_factory=list)
    """Their names."""
    db_schema: str = Field("", alias="schema")
    """The PostgreSQL schema they are in."""
    url: str = ""
    """The results API's page of the job."""


class AppliedStatus(LenientModel):
    """What runs now: fingerprints, to see what a changed spec touches, and its checkpoint."""

    stream: str = ""
    producer: str = ""
    identity: str = ""
    """Checkpoint location and topic names: what the checkpoint belongs to."""
    restart_nonce: int = 0
    reset_nonce: int = 0
    checkpoint_epoch: int = 0
    """Which checkpoint of the resetNonce: the generation that began it; 0 = the job's first."""
    topic_ids: dict[str, str] = Field(default_factory=dict)
    """Topic name -> Kafka's id of the topic that the checkpoint's offsets are of."""
    replaced_topics: list[str] = Field(default_factory=list)
    """Topics that were deleted and made anew since: the checkpoint's offsets do not fit them."""


class LastGoodStatus(LenientModel):
    """The last version of the stream that became ready: what a rollback goes back to."""

    generation: int = 0
    applied: AppliedStatus = AppliedStatus()
    spec: dict[str, JsonValue] = Field(default_factory=dict)
    """Without defaults; empty when it is too large to be kept: then there is no rollback."""


class RollbackStatus(LenientModel):
    """A version that was given up for the last good one; it is not tried again as it is."""

    refused: AppliedStatus
    """Its fingerprints."""
    generation: int
    time: datetime
    message: str
    """What failed, and what to do."""


class ScheduleStatus(LenientModel):
    """The runs of a job with trigger.schedule."""

    line: str = ""
    """The schedule and time zone that the next time was found from."""
    problem: str = ""
    """Why there is no next time, when the schedule cannot be followed."""
    last_run_time: datetime | None = None
    """When the last run began."""
    due_time: datetime | None = None
    """The scheduled time that the last run is for: the first one when it made up for several."""
    next_run_time: datetime | None = None
    """When the next one begins; not set while the job is suspended."""


class TuneJobStatus(LenientModel):
    """What is going on."""

    observed_generation: int = 0
    """The generation of the spec that the rest is about."""
    phase: Phase = Phase.PENDING
    conditions: list[Condition] = Field(default_factory=list, json_schema_extra=LIST_OF_TYPES)
    attempt: AttemptStatus = AttemptStatus()
    attempts: list[EndedAttempt] = Field(default_factory=list)
    """The last ten drivers that have ended, newest first."""
    executors: int = 0
    """Executors that run now: what `kubectl scale` and autoscalers read."""
    restarts: RestartStatus = RestartStatus()
    last_failure: FailureStatus | None = None
    progress: ProgressStatus = ProgressStatus()
    producer: ProducerStatus = ProducerStatus()
    results: ResultsStatus = ResultsStatus()
    applied: AppliedStatus = AppliedStatus()
    last_good: LastGoodStatus | None = None
    trial_since: datetime | None = None
    """Since when a new version that has yet to become ready has had all that it needs."""
    rollback: RollbackStatus | None = None
    schedule: ScheduleStatus | None = None
    finish_time: datetime | None = None

    def condition(self, kind: ConditionType) -> Condition | None:
        """The condition of that type, if it was ever set."""
        return next((each for each in self.conditions if each.type is kind), None)
