import pytest
from pydantic import TypeAdapter, ValidationError

from tune_contract.tunejob.spark_settings import SETTINGS, SparkKey

KEY = TypeAdapter(SparkKey)


@pytest.mark.parametrize("name", SETTINGS)
def test_what_is_listed_is_allowed(name: str) -> None:
    KEY.validate_python(name.replace("*", "any.thing-1"))


@pytest.mark.parametrize(
    "key",
    [
        *["spark.master", "spark.serializerx", "xspark.serializer", "sparkXserializer", ""],
        *["spark.cleaner.", "spark.cleaner.a b", "spark.serializer\n", "spark.kubernetes.x"],
    ],
)
def test_what_is_not_listed_is_refused(key: str) -> None:
    with pytest.raises(ValidationError, match="not a setting that a job may change"):
        KEY.validate_python(key)


@pytest.mark.parametrize("part", ["secret.key", "access.key", "Session.Token", "my-PASSWORD"])
def test_secrets_are_refused(part: str) -> None:
    with pytest.raises(ValidationError, match="secrets do not belong in sparkConf"):
        KEY.validate_python(f"spark.hadoop.fs.s3a.{part}")
