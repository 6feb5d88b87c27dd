"""The operator's own Spark settings: how a driver in a pod makes its executors."""

from collections.abc import Mapping

from tune_contract.names import driver_name
from tune_operator.kubernetes.manifests import names
from tune_operator.kubernetes.manifests.driver_resources import cpu_request
from tune_operator.kubernetes.manifests.executor_template import EXECUTOR_PATH, executor_cpu
from tune_operator.kubernetes.manifests.plan import DriverPlan

MASTER = "k8s://https://kubernetes.default.svc"
_FAILURES_EACH = 20
"""Of executors, in _FAILURES_WITHIN, before the driver gives up: Spark counts for ever, and only to
three, which a stream of weeks reaches on a healthy cluster."""
_FAILURES_WITHIN = "10m"


def executor_conf(plan: DriverPlan) -> dict[str, str]:
    """What a driver with executors is told; nothing for one without.

    The names are those of Spark 4.2, "Running Spark on Kubernetes".
    """
    executor = plan.spec.executor
    if executor.instances == 0:
        return {}
    cpu = executor_cpu(plan.spec)
    limit = {"spark.kubernetes.executor.limit.cores": cpu.limit} if cpu.limit else {}
    return {
        "spark.executor.instances": str(executor.instances),
        "spark.executor.cores": str(executor.cores),
        "spark.executor.memory": executor.memory,
        "spark.executor.extraClassPath": f"{names.JARS_FOLDER}/*",
        "spark.executor.maxNumFailures": str(_FAILURES_EACH * executor.instances + _FAILURES_EACH),
        "spark.executor.failuresValidityInterval": _FAILURES_WITHIN,
        "spark.kubernetes.executor.request.cores": cpu.request or cpu_request(executor.cores),
        **limit,
        **_driver_address(plan),
        **_pods(plan),
        **_NO_OTHER_OBJECTS,
    }


def _driver_address(plan: DriverPlan) -> Mapping[str, str]:
    """Where executors find the driver."""
    return {
        "spark.driver.host": f"{names.driver_group(plan.name)}.{plan.namespace}.svc",
        "spark.driver.bindAddress": "0.0.0.0",  # noqa: S104 - a pod's address is known to it only
        "spark.driver.port": str(names.DRIVER_PORT),
        "spark.driver.blockManager.port": str(names.BLOCK_PORT),
        "spark.blockManager.port": str(names.BLOCK_PORT),
        # In the place where they are to be: another port would be closed by the network policy.
        "spark.port.maxRetries": "0",
        "spark.authenticate": "true",  # with a secret that Spark makes for each application
    }


def _pods(plan: DriverPlan) -> Mapping[str, str]:
    """What executors are made of, and whose they are: with the driver's pod they go."""
    name, settings = driver_name(plan.name, plan.attempt), plan.settings
    secrets = ",".join(settings.image_pull_secrets)
    return {
        "spark.kubernetes.namespace": plan.namespace,
        "spark.kubernetes.driver.pod.name": name,
        "spark.kubernetes.executor.podNamePrefix": name,
        "spark.kubernetes.executor.podTemplateFile": EXECUTOR_PATH,
        "spark.kubernetes.executor.podTemplateContainerName": names.EXECUTOR_CONTAINER,
        "spark.kubernetes.container.image": plan.spec.image or settings.jobs_image,
        "spark.kubernetes.container.image.pullPolicy": settings.image_pull_policy.value,
        **({"spark.kubernetes.container.image.pullSecrets": secrets} if secrets else {}),
    }


# The driver may make pods and nothing else: all that Spark would make or look for beside them.
_NO_OTHER_OBJECTS = {
    "spark.kubernetes.executor.disableConfigMap": "true",
    "spark.kubernetes.driver.ownPersistentVolumeClaim": "false",
    "spark.kubernetes.driver.reusePersistentVolumeClaim": "false",
    "spark.kubernetes.driver.service.deleteOnTermination": "false",
}
