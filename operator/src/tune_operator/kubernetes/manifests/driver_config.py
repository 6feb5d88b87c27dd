"""The JobConfig of a driver in a pod, and the config map it is mounted from."""

import json

from tune_contract.names import driver_name
from tune_contract.runtime.job_config import (
    CheckpointConfig,
    EndpointConfig,
    InputTopic,
    JobConfig,
    JobIdentity,
    ScheduledRun,
    SparkSettings,
    TriggerConfig,
)
from tune_operator.kubernetes.manifests import names
from tune_operator.kubernetes.manifests.checkpoint import checkpoint_location
from tune_operator.kubernetes.manifests.executor_template import executor_template
from tune_operator.kubernetes.manifests.kafka_connection import kafka_connection
from tune_operator.kubernetes.manifests.metadata import attempt_metadata
from tune_operator.kubernetes.manifests.plan import DriverPlan, Manifest
from tune_operator.kubernetes.manifests.sink_config import sink_configs
from tune_operator.kubernetes.manifests.spark_conf import MASTER, executor_conf

_ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - a network policy says who reaches it


def driver_config_map(plan: DriverPlan) -> Manifest:
    """What the driver of this attempt starts from. It never changes: the next attempt has its own.

    Raises:
        InvalidInput: the spec asks for what cannot be had in a pod.
    """
    files = {names.JOB_FILE: driver_config(plan).model_dump_json(indent=2)}
    if plan.spec.executor.instances:
        # JSON is YAML.
        files[names.EXECUTOR_FILE] = json.dumps(executor_template(plan), indent=2)
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": attempt_metadata(plan, driver_name(plan.name, plan.attempt)),
        "immutable": True,
        "data": files,
    }


def driver_config(plan: DriverPlan) -> JobConfig:
    """The driver's document.

    Raises:
        InvalidInput: a sink is to write into a folder that goes with the pod.
    """
    spec = plan.spec
    return JobConfig(
        job=JobIdentity.of(plan.job.metadata, plan.attempt),
        pipeline=spec.pipeline,
        parameters=spec.parameters,
        kafka=kafka_connection(plan.kafka),
        inputs=InputTopic.all_of(spec),
        sinks=sink_configs(plan),
        trigger=TriggerConfig.of(spec),
        scheduled_run=ScheduledRun.of(plan.job.status.schedule),
        checkpoint=CheckpointConfig(
            location=checkpoint_location(plan), reset_nonce=spec.checkpoint.reset_nonce
        ),
        spark=_spark(plan),
        endpoint=EndpointConfig(host=_ANY_ADDRESS, port=names.HTTP_PORT),
        termination_file=names.TERMINATION_FILE,
    )


def _spark(plan: DriverPlan) -> SparkSettings:
    driver, executor = plan.spec.driver, plan.spec.executor
    alone = executor.instances == 0
    return SparkSettings(
        master=f"local[{driver.cores}]" if alone else MASTER,
        driver_memory=driver.memory,
        shuffle_partitions=driver.cores if alone else executor.instances * executor.cores,
        conf={**plan.spec.spark_conf, **executor_conf(plan)},
        local_dir=names.SCRATCH_FOLDER,
    )
