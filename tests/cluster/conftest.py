"""A real Kubernetes, by KUBECONFIG and nothing else.

api          an API client
namespace    the name of a namespace of the test's own, with the restricted Pod Security Standard
crd          the CustomResourceDefinition as the API server has it; applied from the chart's file
start_airflow  start_airflow(TUNEJOB_NAMESPACE=...) -> a real Airflow that runs examples/airflow once
"""

import os
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes import client, config

ROOT = Path(__file__).parents[2]
CRD_FILE = ROOT / "charts" / "tunejob" / "files" / "tunejobs.tunejob.io.yaml"
AIRFLOW = ROOT / ".cache" / "airflow" / "bin" / "airflow"
AIRFLOW_SECONDS = 120
CRD_DEADLINE = 30.0  # seconds


@pytest.fixture(scope="session")
def api() -> Iterator[client.ApiClient]:
    file = os.environ.get("KUBECONFIG", "")
    if not Path(file).is_file():
        pytest.fail(
            f"no Kubernetes to test on: KUBECONFIG is {file!r} and has to name a kubeconfig file",
            pytrace=False,
        )
    with config.new_client_from_config(file) as made:
        yield made


@pytest.fixture
def namespace(api: client.ApiClient) -> Iterator[str]:
    core, name = client.CoreV1Api(api), f"test-{uuid.uuid4().hex[:10]}"
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    core.create_namespace({"metadata": {"name": name, "labels": labels}})
    yield name
    core.delete_namespace(name)


@pytest.fixture(scope="session")
def crd(api: client.ApiClient) -> Iterator[dict[str, Any]]:
    """Removed again if it was not there before: others may hold it, as the chart does."""
    extensions, document = client.ApiextensionsV1Api(api), yaml.safe_load(CRD_FILE.read_text())
    name = document["metadata"]["name"]
    known = extensions.list_custom_resource_definition(field_selector=f"metadata.name={name}")
    extensions.patch_custom_resource_definition(
        name,
        document,
        field_manager="tests",
        force=True,
        field_validation="Strict",
        _content_type="application/apply-patch+yaml",
    )
    yield established(api, name)
    if not known.items:
        extensions.delete_custom_resource_definition(name)


def established(api: client.ApiClient, name: str) -> dict[str, Any]:
    """Wait until the API server serves it."""
    deadline = time.monotonic() + CRD_DEADLINE
    while time.monotonic() < deadline:
        found = client.ApiextensionsV1Api(api).read_custom_resource_definition(name)
        document = api.sanitize_for_serialization(found)
        conditions = document.get("status", {}).get("conditions", [])
        if any(each["type"] == "Established" and each["status"] == "True" for each in conditions):
            return document
        time.sleep(0.2)
    pytest.fail(f"{name} is not served after {CRD_DEADLINE:.0f} s")


@dataclass(frozen=True)
class AirflowRun:
    """One run of the example's DAG."""

    process: "subprocess.Popen[bytes]"
    log: Path


@pytest.fixture
def start_airflow(tmp_path: Path) -> Iterator[Callable[..., AirflowRun]]:
    if not AIRFLOW.exists():
        pytest.skip("no Airflow: `make airflow` installs one into .cache/airflow")
    folder, started = ROOT / "examples" / "airflow", list[AirflowRun]()
    environment = os.environ | {
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(folder / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "TUNEJOB_POKE_SECONDS": "1",
    }
    migrate = [str(AIRFLOW), "db", "migrate"]
    subprocess.run(
        migrate, env=environment, check=True, capture_output=True, timeout=AIRFLOW_SECONDS
    )

    def start(**more: str) -> AirflowRun:
        log = tmp_path / f"airflow-{len(started)}.log"
        with log.open("wb") as output:  # a pipe would fill up, and Airflow wait for its reader
            process = subprocess.Popen(
                [str(AIRFLOW), "dags", "test", "tunejob_plays"],
                env=environment | more,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        started.append(AirflowRun(process, log))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
