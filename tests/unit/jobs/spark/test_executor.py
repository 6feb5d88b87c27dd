from pathlib import Path

import pytest

from tune_contract.errors import InvalidInput
from tune_jobs.settings import DriverSettings
from tune_jobs.spark.executor import executor_command
from tune_jobs.spark.gateway import java_command

ENVIRONMENT = {
    "SPARK_DRIVER_URL": "spark://CoarseGrainedScheduler@count-driver.music.svc:7078",
    "SPARK_EXECUTOR_ID": "1",
    "SPARK_EXECUTOR_CORES": "2",
    "SPARK_EXECUTOR_MEMORY": "1408m",
    "SPARK_APPLICATION_ID": "spark-4f",
    "SPARK_EXECUTOR_POD_IP": "10.0.0.7",
    "SPARK_RESOURCE_PROFILE_ID": "0",
    "SPARK_EXECUTOR_POD_NAME": "count-driver-1-exec-1",
    "HOME": "/tmp",
}


@pytest.fixture
def settings(tmp_path: Path) -> DriverSettings:
    (tmp_path / "pyspark" / "jars").mkdir(parents=True)
    (tmp_path / "pyspark" / "jars" / "spark.jar").touch()
    return DriverSettings(
        java=tmp_path / "java", jars=tmp_path / "jars", aot_cache=tmp_path / "driver.aot"
    )


def test_arguments_are_what_spark_said(settings, tmp_path):
    command = executor_command(settings, tmp_path / "pyspark", ENVIRONMENT)
    backend = command.index("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend")
    flags, values = command[backend + 1 :: 2], command[backend + 2 :: 2]
    assert dict(zip(flags, values, strict=True)) == {
        "--driver-url": "spark://CoarseGrainedScheduler@count-driver.music.svc:7078",
        "--executor-id": "1",
        "--cores": "2",
        "--app-id": "spark-4f",
        "--hostname": "10.0.0.7",
        "--resourceProfileId": "0",
        "--podName": "count-driver-1-exec-1",
    }


def test_java_is_started_as_in_the_driver(settings, tmp_path):
    executor = executor_command(settings, tmp_path / "pyspark", ENVIRONMENT)
    driver = java_command(settings, tmp_path / "pyspark", "1408m")
    same = len(driver) - 1
    assert executor[:same] == driver[:same]
    assert f"-XX:AOTCache={tmp_path}/driver.aot" in executor


def test_sparks_java_options_come_in_order_and_without_modules(settings, tmp_path):
    given = [f"-Dspark.option{number}=a b" for number in range(12)]
    given[3] = "--add-modules=jdk.incubator.vector"
    given[4] = "--add-opens=java.base/java.lang=ALL-UNNAMED"
    environment = ENVIRONMENT | {f"SPARK_JAVA_OPT_{n}": each for n, each in enumerate(given)}
    command = executor_command(settings, tmp_path / "pyspark", environment)
    backend = command.index("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend")
    assert command[backend - 10 : backend] == [*given[:3], *given[5:]]
    assert "--add-modules=jdk.incubator.vector" not in command


@pytest.mark.parametrize("name", [name for name in ENVIRONMENT if name.startswith("SPARK_")])
def test_a_missing_variable_is_named(settings, tmp_path, name):
    environment = {key: value for key, value in ENVIRONMENT.items() if key != name}
    with pytest.raises(InvalidInput, match=name):
        executor_command(settings, tmp_path / "pyspark", environment)
