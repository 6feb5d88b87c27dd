"""The sinks as the driver reads them, every reference resolved to a file or folder in its pod."""

import re
from pathlib import PurePosixPath

from tune_contract.errors import InvalidInput
from tune_contract.runtime.job_config import SinkConfig
from tune_contract.tunejob import TuneJobSpec
from tune_contract.tunejob.compute import PodTemplate
from tune_operator.kubernetes.manifests.executor_template import EXECUTOR_PLACE
from tune_operator.kubernetes.manifests.names import DRIVER_CONTAINER
from tune_operator.kubernetes.manifests.plan import Plan
from tune_operator.kubernetes.manifests.template_rules import Place
from tune_operator.kubernetes.manifests.user_template import own_container
from tune_operator.kubernetes.manifests.volumes import URI_KEY, sink_folder, sink_secret

DRIVER_PLACE = Place(
    "spec.driver.template", DRIVER_CONTAINER, {"resources": "spec.driver.resources sets them"}
)
_FILE = "file://"
_URI = re.compile(rf"^(?!{_FILE})[a-zA-Z][a-zA-Z0-9+.-]+:/")


def sink_configs(plan: Plan) -> list[SinkConfig]:
    """The sinks, in their order.

    Raises:
        InvalidInput: one is to write into a folder that goes with the pod.
    """
    return [_sink(plan, number) for number in range(len(plan.spec.sinks))]


def _sink(plan: Plan, number: int) -> SinkConfig:
    sink, uri_file = plan.spec.sinks[number], f"{sink_folder(number)}/{URI_KEY}"
    kind = sink.kind()
    if sink.postgres is not None:
        schema = sink.postgres.schema_of(plan.name)
        return SinkConfig(kind=kind, uri_file=uri_file, db_schema=schema)
    if sink.redis is not None:
        prefix = sink.redis.prefix_of(plan.name)
        return SinkConfig(kind=kind, uri_file=uri_file, key_prefix=prefix)
    if sink.kafka is not None:
        return SinkConfig(kind=kind, topic=sink.kafka.topic)
    folder = sink.delta or sink.parquet or sink.csv
    path = folder.path if folder is not None else ""
    if not _URI.match(path):
        _check_folder(plan.spec, number, PurePosixPath(path.removeprefix(_FILE)))
    secret = sink_folder(number) if sink_secret(sink) else ""
    return SinkConfig(kind=kind, path=path, s3_folder=secret)


def _check_folder(spec: TuneJobSpec, number: int, folder: PurePosixPath) -> None:
    """A folder must be on a volume, in every pod that writes there: Delta's executors do."""
    places = [(DRIVER_PLACE, spec.driver.template)]
    if spec.sinks[number].delta is not None and spec.executor.instances:
        places.append((EXECUTOR_PLACE, spec.executor.template))
    for place, template in places:
        if not folder.is_absolute() or not _on_volume(template, place, folder):
            raise InvalidInput(
                f"spec.sinks[{number}]: {folder} is a folder inside a pod, which goes with the pod",
                f"mount a volume there in {place.path} (container {place.container}), or give a "
                "URI such as s3a://bucket/path to a delta sink",
            )


def _on_volume(template: PodTemplate, place: Place, folder: PurePosixPath) -> bool:
    return own_container(template, place).has_volume_for(folder)
