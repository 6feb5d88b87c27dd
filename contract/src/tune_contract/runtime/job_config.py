"""The one document a driver starts from; rendered and parsed by this model only."""

from datetime import timedelta

from pydantic import AwareDatetime, Field, JsonValue, model_validator

from tune_contract.duration import PositiveDuration
from tune_contract.model import Model
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.tunejob.job import ObjectMeta
from tune_contract.tunejob.kafka import OnDataLoss, StartingOffsets
from tune_contract.tunejob.sinks import SinkKind
from tune_contract.tunejob.spec import TuneJobSpec
from tune_contract.tunejob.status import ScheduleStatus


class JobIdentity(Model):
    """Which job, and which attempt at it."""

    namespace: str
    name: str
    uid: str
    generation: int = 1
    attempt: int = 1

    @classmethod
    def of(cls, job: ObjectMeta, attempt: int) -> "JobIdentity":
        """One attempt at a job."""
        return cls(
            namespace=job.namespace,
            name=job.name,
            uid=job.uid,
            generation=job.generation,
            attempt=attempt,
        )


class InputTopic(Model):
    """A topic behind one of the pipeline's inputs."""

    name: str
    starting_offsets: StartingOffsets = StartingOffsets.EARLIEST
    on_data_loss: OnDataLoss = OnDataLoss.FAIL

    @classmethod
    def all_of(cls, spec: TuneJobSpec) -> "dict[str, InputTopic]":
        """The topics of a spec by the pipeline's names for them."""
        return {
            key: cls(
                name=topic.name,
                starting_offsets=topic.starting_offsets,
                on_data_loss=topic.on_data_loss,
            )
            for key, topic in spec.kafka.topics.items()
        }


class SinkConfig(Model):
    """A sink with every reference resolved."""

    kind: SinkKind
    uri_file: str = ""
    """postgres, redis: a file that holds the connection string."""
    db_schema: str = Field("", alias="schema")
    """postgres: the schema of the job's tables."""
    path: str = ""
    """delta, parquet, csv: an absolute folder or a URI."""
    s3_folder: str = ""
    """delta: a folder with one file for each of the `StoreKey`s of an `s3a://` path; empty when the
    process has rights of its own."""
    topic: str = ""
    """kafka: where results go."""
    key_prefix: str = ""
    """redis: what every key starts with."""


class TriggerConfig(Model):
    """When batches run: exactly one of the two."""

    interval: PositiveDuration | None = None
    available_now: bool = False

    @classmethod
    def of(cls, spec: TuneJobSpec) -> "TriggerConfig":
        """When the batches of a run come: a scheduled run reads what is there, as one at once."""
        if spec.trigger.once():
            return cls(available_now=True)
        return cls(interval=spec.interval())

    @model_validator(mode="after")
    def _one(self) -> "TriggerConfig":
        if self.available_now == (self.interval is not None):
            raise ValueError("give exactly one of interval and availableNow")
        return self


class CheckpointConfig(Model):
    """Where the position and state are, and what they must belong to."""

    location: str
    """An absolute folder or a URI; made when missing."""
    reset_nonce: int = 0


class SparkSettings(Model):
    """How Spark runs."""

    master: str = "local[2]"
    """`local[n]`, or `k8s://...` with executors."""
    driver_memory: str = "1g"
    shuffle_partitions: int = Field(2, ge=1)
    """As many as cores."""
    conf: dict[str, str] = Field(default_factory=dict)
    """The job's allowed settings, and the operator's own."""
    local_dir: str = ""
    """Scratch space for shuffles; Spark's own choice when empty."""


class EndpointConfig(Model):
    """Where the process serves /metrics, /progress, /livez and /drain."""

    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65535)


class ScheduledRun(Model):
    """Which run of a job with a schedule it is."""

    due: AwareDatetime
    """The scheduled time it is for: the first one when it makes up for several."""
    began: AwareDatetime
    """When it began; a new attempt at it began no later."""

    @classmethod
    def of(cls, schedule: ScheduleStatus | None) -> "ScheduledRun | None":
        """The run that is under way; None without a schedule."""
        if schedule is None or schedule.last_run_time is None:
            return None
        due = schedule.due_time or schedule.last_run_time
        return cls(due=due, began=schedule.last_run_time)


class JobConfig(Model):
    """All that a driver needs to know."""

    job: JobIdentity
    pipeline: str
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    kafka: KafkaConnection
    inputs: dict[str, InputTopic]
    """By the pipeline's names for them."""
    topic_wait: PositiveDuration = timedelta(minutes=2)
    """How long to wait for Kafka to answer and the topics to exist: the operator of a cluster may
    take a minute to make one."""
    sinks: list[SinkConfig]
    trigger: TriggerConfig
    scheduled_run: ScheduledRun | None = None
    checkpoint: CheckpointConfig
    spark: SparkSettings = SparkSettings()
    endpoint: EndpointConfig
    termination_file: str = ""
    """Where the driver says why it ended (a Termination); nowhere when empty."""
    exit_with_parent: bool = False
    """Drain when standard input is closed: the process that started it is gone."""

    def topics(self) -> tuple[str, ...]:
        """The topics that must exist: those that are read, then those that sinks write to."""
        read = tuple(topic.name for topic in self.inputs.values())
        return read + tuple(sink.topic for sink in self.sinks if sink.topic)
