"""What the state in a checkpoint depends on, and which of it may change.

Spark takes most of these settings from the checkpoint itself and passes over what the session says:
a changed one would be neither done nor told. Others it takes from the session and reads the state
wrongly. So each is noted when the checkpoint is made, and held against what the driver would run.
"""

import hashlib
import json
from dataclasses import dataclass

import pyspark
from pydantic import JsonValue

from tune_contract.pipelines.declaration import Pipeline
from tune_contract.runtime.job_config import JobConfig
from tune_jobs.spark.session import spark_conf
from tune_jobs.spark.state import STATE_SETTINGS

Basis = dict[str, JsonValue]
"""Names as the user knows them -> values."""

PARTITIONS = "spark.sql.shuffle.partitions"
_TIME_ZONE = "spark.sql.session.timeZone"
SPARK = "spark"
STATE_VERSION = "state version"
PARAMETER = "parameters."


@dataclass(frozen=True)
class Change:
    """A name whose value is another now."""

    name: str
    was: JsonValue
    now: JsonValue


def basis_of(config: JobConfig, pipeline: Pipeline) -> Basis:
    """What the state would depend on if the checkpoint were made now."""
    parameters = pipeline.parameters.model_validate(config.parameters).model_dump(
        mode="json", by_alias=False
    )
    conf = spark_conf(config)
    return {
        STATE_VERSION: pipeline.state_version,
        SPARK: ".".join(pyspark.__version__.split(".")[:2]),
        PARTITIONS: conf[PARTITIONS],
        _TIME_ZONE: conf[_TIME_ZONE],  # a pipeline may group by days or hours of it
        **{name: conf[name] for name in STATE_SETTINGS},
        **{f"{PARAMETER}{name}": parameters[name] for name in pipeline.state_parameters},
    }


def hash_of(basis: Basis) -> str:
    """SHA-256 over the basis, whatever the order of its names."""
    text = json.dumps(basis, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def changes(was: Basis, now: Basis) -> list[Change]:
    """What differs; what one of them does not know is not held against the other."""
    return [
        Change(name, value, now[name])
        for name, value in was.items()
        if name in now and now[name] != value
    ]


def fits(change: Change) -> bool:
    """Whether the state can be used with that change.

    The partitions stay as they were, whatever is asked for: a machine may have other cores. A later
    Spark reads what an earlier one of its major version wrote; an earlier one may not.
    """
    if change.name == PARTITIONS:
        return True
    if change.name == SPARK:
        was, now = _version(change.was), _version(change.now)
        return was[0] == now[0] and was <= now
    return False


def merged(was: Basis, now: Basis) -> Basis:
    """What to note of a checkpoint that is taken again: all that is known of it."""
    kept = {PARTITIONS: was[PARTITIONS]} if PARTITIONS in was else {}
    return {**was, **now, **kept}


def _version(text: JsonValue) -> list[int]:
    return [int(part) for part in str(text).split(".")]
