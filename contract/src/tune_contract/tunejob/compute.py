"""What the job runs on: trigger, driver and executors."""

from typing import Annotated

from pydantic import Field, JsonValue, model_validator

from tune_contract.duration import PositiveDuration
from tune_contract.model import Model
from tune_contract.rule import ruled
from tune_contract.text import NumberOrText, Text
from tune_contract.tunejob.rules import ONE_TRIGGER, ZONE_OF_SCHEDULE

Quantity = Annotated[
    str,
    NumberOrText(
        r"[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?",
        32,
        "not a quantity: write it as Kubernetes does, as in 500m, 1, 512Mi or 2Gi",
    ),
]
Memory = Annotated[
    str,
    Text("[0-9]+[kmgtKMGT]", 16, "not a memory size: write it as Spark does, as in 512m or 2g"),
]
CronLine = Annotated[
    str,
    Text(
        "[!-~]+( +[!-~]+){4}",
        256,
        "not a schedule: write the five fields of a cron line, as in 0 7 * * MON",
    ),
]
TimeZone = Annotated[
    str,
    Text(
        "[A-Za-z_]+(/[A-Za-z0-9_+-]+)*",
        64,
        "not a time zone: write it as in Europe/Oslo or UTC",
    ),
]
PodTemplate = dict[str, JsonValue]
"""A Kubernetes pod template, merged over the product's own."""
Resources = Annotated[dict[str, Quantity], Field(max_length=16)]


class TriggerSpec(Model):
    """When batches run: every `interval`, once over what is there, or by a schedule."""

    model_config = ruled(ONE_TRIGGER, ZONE_OF_SCHEDULE)

    interval: PositiveDuration | None = None
    """A batch at most this often; 1s when nothing is given."""
    available_now: bool = False
    """Read what is there when the job starts, then succeed."""
    schedule: CronLine | None = None
    """Batch pipelines only: a cron line of five fields; `tune run` runs once and at once."""
    time_zone: TimeZone | None = None
    """The schedule's time zone, as in `Europe/Oslo`; UTC when left out."""

    @model_validator(mode="after")
    def _one_trigger(self) -> "TriggerSpec":
        given = [bool(self.interval), self.available_now, bool(self.schedule)]
        if sum(given) > 1:
            raise ValueError(ONE_TRIGGER.message)
        if self.time_zone and not self.schedule:
            raise ValueError(ZONE_OF_SCHEDULE.message)
        return self

    def once(self) -> bool:
        """Whether a driver reads what is there and ends, rather than running without end."""
        return self.available_now or bool(self.schedule)


class ResourceSpec(Model):
    """Kubernetes requests and limits."""

    requests: Resources = Field(default_factory=dict)
    """What is reserved: `cpu`, `memory`, `ephemeral-storage`."""
    limits: Resources = Field(default_factory=dict)
    """What must not be passed."""


class DriverSpec(Model):
    """The Spark driver."""

    memory: Memory = "1g"
    """The driver's Java heap."""
    cores: int = Field(2, ge=1, le=64)
    """How many tasks run at once in the driver when there are no executors."""
    resources: ResourceSpec = ResourceSpec()
    """The pod's requests and limits; unused by `tune run`."""
    template: PodTemplate = Field(default_factory=dict)
    """A pod template; unused by `tune run`."""


class ExecutorSpec(Model):
    """The Spark executors."""

    instances: int = Field(1, ge=0, le=1000)
    """How many executors; 0 = Spark runs inside the driver. `tune run` always does that."""
    cores: int = Field(1, ge=1, le=64)
    """Tasks at once in each executor."""
    memory: Memory = "1g"
    """Each executor's Java heap."""
    template: PodTemplate = Field(default_factory=dict)
    """A pod template; unused by `tune run`."""
