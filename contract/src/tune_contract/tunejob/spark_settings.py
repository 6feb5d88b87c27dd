"""The Spark settings that a job may change.

All else is the product's to set: a job that could set, say, spark.master or spark.kubernetes.*
could leave its namespace, or break what the sinks promise.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from tune_contract.rule import Rule, validations

SETTINGS = (
    "spark.cleaner.*",
    "spark.default.parallelism",
    "spark.hadoop.fs.s3a.*",
    "spark.io.compression.*",
    "spark.kryoserializer.*",
    "spark.locality.wait",
    "spark.log.level",
    "spark.memory.fraction",
    "spark.memory.storageFraction",
    "spark.network.timeout",
    "spark.rpc.askTimeout",
    "spark.serializer",
    "spark.shuffle.compress",
    "spark.shuffle.spill.compress",
    "spark.speculation",
    "spark.sql.adaptive.*",
    "spark.sql.autoBroadcastJoinThreshold",
    "spark.sql.session.timeZone",
    "spark.sql.shuffle.partitions",
    "spark.sql.streaming.minBatchesToRetain",
    "spark.sql.streaming.noDataMicroBatches.enabled",
    "spark.sql.streaming.stateStore.*",
    "spark.task.maxFailures",
)
"""Names; one that ends with `*` stands for all that begin so."""

MAX_SETTINGS = 64
_LONGEST_VALUE = 1024  # characters
_ALLOWED = "|".join(
    name.replace(".", r"\.").replace("*", "[a-zA-Z0-9._-]+") for name in SETTINGS
)  # not re.escape: what it writes differs between the versions of Python
_PATTERN = f"^({_ALLOWED})$"
_SECRET = "(secret|password|access[.]key|session[.]token|credential)"  # noqa: S105 - no secret itself


def _every_key(message: str, cel: str) -> Rule:
    culprit = f"self.filter(key, !({cel}))[0]"  # all of them would be over the cost limit
    return Rule(message, f"self.all(key, {cel})", f'{culprit} + ": {message}"')


NO_SECRETS = _every_key(
    "secrets do not belong in sparkConf: give a secretRef on the sink",
    f"!key.lowerAscii().matches('{_SECRET}')",
)
ALLOWED = _every_key(
    "not a setting that a job may change: it is the product's to set, or it could break "
    "the sinks' promises (the reference lists the allowed ones)",
    f"key.matches(r'{_PATTERN}')",
)


def _spark_key(value: str) -> str:
    if re.search(_SECRET, value, re.IGNORECASE | re.ASCII):
        raise ValueError(NO_SECRETS.message)
    if not re.fullmatch(_PATTERN, value):
        raise ValueError(ALLOWED.message)
    return value


SparkKey = Annotated[str, AfterValidator(_spark_key)]
SparkValue = Annotated[str, StringConstraints(max_length=_LONGEST_VALUE)]
SPARK_RULES = validations(ALLOWED, NO_SECRETS)
