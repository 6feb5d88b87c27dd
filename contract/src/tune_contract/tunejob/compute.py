"""What the job runs on: trigger, driver and executors."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue, WithJsonSchema, model_validator

from tune_contract.duration import PositiveDuration
from tune_contract.model import Model

_QUANTITY = r"^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$"
_MEMORY = r"^\d+[kmgtKMGT]$"

# Settings a job may change. All else is the product's to set: a job that could set, say,
# spark.master or spark.kubernetes.* could leave its namespace, or break what the sinks promise.
SPARK_CONF_ALLOWED = re.compile(
    r"^spark\.("
    r"sql\.(shuffle\.partitions|adaptive\..+|autoBroadcastJoinThreshold|session\.timeZone"
    r"|streaming\.(minBatchesToRetain|noDataMicroBatches\.enabled|stateStore\..+))"
    r"|serializer|kryoserializer\..+|memory\.(fraction|storageFraction)|default\.parallelism"
    r"|task\.maxFailures|speculation|locality\.wait|network\.timeout|rpc\.askTimeout"
    r"|io\.compression\..+|shuffle\.(compress|spill\.compress)|cleaner\..+|log\.level"
    r"|hadoop\.fs\.s3a\..+)$"
)
_SECRETS = re.compile(r"(secret|password|access\.key|session\.token|credential)", re.IGNORECASE)


def _quantity(value: str) -> str:
    if not re.match(_QUANTITY, value):
        raise ValueError("not a quantity: write it as Kubernetes does, as in 500m, 1, 512Mi or 2Gi")
    return value


def _memory(value: str) -> str:
    if not re.match(_MEMORY, value):
        raise ValueError("not a memory size: write it as Spark does, as in 512m or 2g")
    return value


def _spark_key(value: str) -> str:
    if _SECRETS.search(value):
        raise ValueError("secrets do not belong in sparkConf: give a secretRef on the sink")
    if not SPARK_CONF_ALLOWED.match(value):
        raise ValueError(
            "not a setting that a job may change: it is the product's to set, or it could break "
            "the sinks' promises (the reference lists the allowed ones)"
        )
    return value


Quantity = Annotated[
    str, AfterValidator(_quantity), WithJsonSchema({"type": "string", "pattern": _QUANTITY})
]
Memory = Annotated[
    str, AfterValidator(_memory), WithJsonSchema({"type": "string", "pattern": _MEMORY})
]
SparkConf = dict[
    Annotated[str, AfterValidator(_spark_key), WithJsonSchema({"type": "string"})], str
]
PodTemplate = dict[str, JsonValue]
"""A Kubernetes pod template, merged over the product's own."""


class TriggerSpec(Model):
    """When batches run: every `interval`, once over what is there, or by a schedule."""

    interval: PositiveDuration | None = None
    """A batch at most this often; 1s when nothing is given."""
    available_now: bool = False
    """Read what is there when the job starts, then succeed."""
    schedule: str | None = Field(None, pattern=r"^(\S+\s+){4}\S+$")
    """Batch pipelines only: a cron line of five fields; `tune run` runs once and at once."""
    time_zone: str | None = Field(None, pattern=r"^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$")
    """The schedule's time zone, as in `Europe/Oslo`; UTC when left out."""

    @model_validator(mode="after")
    def _one_trigger(self) -> "TriggerSpec":
        given = [bool(self.interval), self.available_now, bool(self.schedule)]
        if sum(given) > 1:
            raise ValueError("give one of interval, availableNow and schedule")
        if self.time_zone and not self.schedule:
            raise ValueError("timeZone belongs to schedule")
        return self

    def once(self) -> bool:
        """Whether a driver reads what is there and ends, rather than running without end."""
        return self.available_now or bool(self.schedule)


class ResourceSpec(Model):
    """Kubernetes requests and limits."""

    requests: dict[str, Quantity] = Field(default_factory=dict)
    """What is reserved: `cpu`, `memory`, `ephemeral-storage`."""
    limits: dict[str, Quantity] = Field(default_factory=dict)
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
