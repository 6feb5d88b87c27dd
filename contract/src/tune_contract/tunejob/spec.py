"""The `spec` of a TuneJob: all that a user asks for."""

from datetime import timedelta

from pydantic import Field, JsonValue, model_validator

from tune_contract.duration import Duration
from tune_contract.model import Model
from tune_contract.names import PipelineName
from tune_contract.rule import ruled
from tune_contract.tunejob.compute import (
    DriverSpec,
    ExecutorSpec,
    TriggerSpec,
)
from tune_contract.tunejob.kafka import KafkaSpec, ResultTopic, TopicSpec
from tune_contract.tunejob.lifecycle import (
    CheckpointSpec,
    HealthSpec,
    RestartPolicySpec,
    UpgradeSpec,
)
from tune_contract.tunejob.producer import ProducerSpec
from tune_contract.tunejob.rules import (
    LOCATION_STAYS,
    PRODUCED_TOPIC,
    RESULTS_TOPIC,
    SINK_OF_KAFKA,
    SINKS_DIFFER,
    TOPICS_STAY,
)
from tune_contract.tunejob.sinks import SinkSpec
from tune_contract.tunejob.spark_settings import (
    MAX_SETTINGS,
    SPARK_RULES,
    SparkKey,
    SparkValue,
)

DEFAULT_INTERVAL = timedelta(seconds=1)


class TuneJobSpec(Model):
    """What the user asks for."""

    model_config = ruled(
        SINKS_DIFFER, RESULTS_TOPIC, SINK_OF_KAFKA, PRODUCED_TOPIC, TOPICS_STAY, LOCATION_STAYS
    )

    pipeline: PipelineName
    """A built-in pipeline (`tune pipelines`), or one that the image brings."""
    parameters: dict[str, JsonValue] = Field(default_factory=dict, max_length=64)
    """The pipeline's own parameters; its model checks them."""
    suspend: bool = False
    """true: drain and stop; checkpoint and results stay."""
    restart_nonce: int = Field(0, ge=0)
    """Change it to restart with the same spec."""
    kafka: KafkaSpec = KafkaSpec()
    """Where the events are; left out by batch pipelines that read no topic."""
    producer: ProducerSpec | None = None
    """Events made by the job itself."""
    sinks: list[SinkSpec] = Field(min_length=1, max_length=8)
    """Where results go; each gets every batch."""
    trigger: TriggerSpec = TriggerSpec()
    """When batches run."""
    driver: DriverSpec = DriverSpec()
    """The Spark driver."""
    executor: ExecutorSpec = ExecutorSpec()
    """The Spark executors."""
    image: str = Field("", max_length=512)
    """The image of driver and executors; the operator's matching one when empty."""
    spark_conf: dict[SparkKey, SparkValue] = Field(
        default_factory=dict, max_length=MAX_SETTINGS, json_schema_extra=SPARK_RULES
    )
    """Spark settings from an allow-list."""
    checkpoint: CheckpointSpec = CheckpointSpec()
    """Where the stream's position and state are kept."""
    restart_policy: RestartPolicySpec = RestartPolicySpec()
    """What happens when a driver ends by itself."""
    health: HealthSpec = HealthSpec()
    """What counts as healthy."""
    upgrade: UpgradeSpec = UpgradeSpec()
    """How a changed job replaces the running one."""
    ttl_seconds_after_finished: int | None = Field(None, ge=0)
    """Delete a finished job after so many seconds; never when left out."""

    @model_validator(mode="after")
    def _no_sink_twice(self) -> "TuneJobSpec":
        targets = [sink.model_dump_json(exclude_none=True) for sink in self.sinks]
        if len(set(targets)) != len(targets):
            raise ValueError(f"sinks: {SINKS_DIFFER.message}")
        return self

    @model_validator(mode="after")
    def _results_are_not_read(self) -> "TuneJobSpec":
        read = {topic.name for topic in self.kafka.topics.values()}
        if any(topic.name in read for topic in self.result_topics()):
            raise ValueError(f"sinks: {RESULTS_TOPIC.message}")
        return self

    @model_validator(mode="after")
    def _topic_to_produce_to(self) -> "TuneJobSpec":
        if self.producer is not None and not self.kafka.topics:
            raise ValueError(f"producer: {PRODUCED_TOPIC.message}")
        return self

    def bounded(self) -> bool:
        """Whether a run ends by itself: it reads what is there, or its producer has a total."""
        produced = self.producer is not None and self.producer.bounded()
        return self.trigger.once() or produced

    def produced_topic(self) -> str:
        """The topic that the job's own producer fills: its first input; empty when it has none."""
        return next((topic.name for topic in self.kafka.topics.values()), "")

    def result_topics(self) -> tuple[TopicSpec, ...]:
        """The topics that sinks write to."""
        return tuple(ResultTopic(name=sink.kafka.topic) for sink in self.sinks if sink.kafka)

    def topics(self) -> tuple[TopicSpec, ...]:
        """All topics of the job, to be made when they are missing."""
        return (*self.kafka.topics.values(), *self.result_topics())

    def results_schema(self, job: str) -> str:
        """The schema of the job's tables in PostgreSQL; empty when it has no such sink."""
        postgres = next((sink.postgres for sink in self.sinks if sink.postgres), None)
        return postgres.schema_of(job) if postgres else ""

    def interval(self) -> Duration:
        """The shortest time between two batches."""
        return self.trigger.interval or DEFAULT_INTERVAL
