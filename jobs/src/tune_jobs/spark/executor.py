"""An executor: `python -m tune_jobs.spark.executor` becomes the Java that Spark wants there.

On Kubernetes Spark starts a container with the argument `executor` and says the rest in variables.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tune_contract.errors import InvalidInput, TuneError
from tune_jobs.settings import DriverSettings, read_settings
from tune_jobs.spark.gateway import find_spark_home, spark_java

_BACKEND = "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend"
_ARGUMENTS = {
    "--driver-url": "SPARK_DRIVER_URL",
    "--executor-id": "SPARK_EXECUTOR_ID",
    "--cores": "SPARK_EXECUTOR_CORES",
    "--app-id": "SPARK_APPLICATION_ID",
    "--hostname": "SPARK_EXECUTOR_POD_IP",
    "--resourceProfileId": "SPARK_RESOURCE_PROFILE_ID",
    "--podName": "SPARK_EXECUTOR_POD_NAME",
}
_MEMORY = "SPARK_EXECUTOR_MEMORY"
_JAVA_OPTION = "SPARK_JAVA_OPT_"
_USAGE = 2


def main() -> int:
    """Become the executor; returns an exit code only when it cannot."""
    try:
        settings = read_settings(os.environ)
        command = executor_command(settings, find_spark_home(), os.environ)
        os.execv(command[0], command)  # noqa: S606 - no shell, and the process stays the same
    except TuneError as error:
        print(f"tune_jobs executor: {error}", file=sys.stderr)
    return _USAGE


def executor_command(
    settings: DriverSettings, spark_home: Path, environment: Mapping[str, str]
) -> list[str]:
    """The executor's command line, with the driver's class path and Java flags.

    Raises:
        InvalidInput: a variable is missing.
    """
    missing = [name for name in (*_ARGUMENTS.values(), _MEMORY) if not environment.get(name)]
    if missing:
        raise InvalidInput(
            f"{', '.join(missing)} not set", "only Spark's driver starts executors, as pods"
        )
    return [
        *spark_java(settings, spark_home, environment[_MEMORY]),
        *_java_options(environment),
        _BACKEND,
        *(part for flag, name in _ARGUMENTS.items() for part in (flag, environment[name])),
    ]


def _java_options(environment: Mapping[str, str]) -> list[str]:
    """Spark's own options for Java, in order.

    Without those on modules: `spark_java` has them, and jdk.incubator.vector, which Spark asks for,
    is not in a Java made small.
    """
    names = [name for name in environment if name.startswith(_JAVA_OPTION)]
    names.sort(key=lambda name: int(name.removeprefix(_JAVA_OPTION)))
    options = [environment[name] for name in names]
    return [option for option in options if not option.startswith("--")]


if __name__ == "__main__":
    sys.exit(main())
