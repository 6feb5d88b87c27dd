"""What the charts make is what Kubernetes takes: helm lint, then kubeconform, strictly.

TUNE_STRIMZI_CRDS names a folder with Strimzi's CustomResourceDefinitions (v1): with it, Strimzi's
objects are checked as well.
"""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from .rendered import CHARTS, ROOT
from .schemas import CUSTOM_PATTERN, KUBERNETES_PATTERN, versions, write_custom, write_kubernetes
from .sets import SETS

pytestmark = pytest.mark.charts
LOWEST = "1.30.0"
CHECKED = [LOWEST, versions()[-1]]
CRD = CHARTS / "tunejob" / "files" / "tunejobs.tunejob.io.yaml"
PROMETHEUS = ["monitoring.coreos.com/v1/ServiceMonitor", "monitoring.coreos.com/v1/PodMonitor"]
STRIMZI = [f"kafka.strimzi.io/v1/{kind}" for kind in ("Kafka", "KafkaNodePool", "KafkaUser")]


@pytest.fixture(scope="session")
def schemas(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("schemas")
    for version in CHECKED:
        write_kubernetes(version, folder)
    write_custom(CRD, folder)
    return folder


@pytest.fixture(scope="session")
def conform(kubeconform, schemas):
    def run(text: str, version: str, skip: list[str]) -> subprocess.CompletedProcess[str]:
        patterns = (KUBERNETES_PATTERN, CUSTOM_PATTERN)
        locations = [f"-schema-location={schemas}/{pattern}" for pattern in patterns]
        options = [
            "-strict",
            "-summary",
            f"-kubernetes-version={version}",
            f"-skip={','.join(skip)}",
        ]
        command = [kubeconform, *options, *locations, "-"]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize("chart", ["tunejob", "tunejob-kafka"])
def test_helm_lints_it(helm, chart) -> None:
    done = subprocess.run(
        [helm, "lint", "--strict", str(CHARTS / chart)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("version", CHECKED)
@pytest.mark.parametrize("name", SETS)
def test_kubernetes_knows_it(template, conform, name, version) -> None:
    made = template(*SETS[name]).stdout
    done = conform(made, version, [*PROMETHEUS, *STRIMZI])
    assert done.returncode == 0, done.stdout
    assert "Valid: 0," not in done.stdout


def test_the_check_can_fail(template, conform) -> None:
    made = template("tunejob", {}).stdout.replace("strategy: {type: Recreate}", "stratagem: {}")
    done = conform(made, LOWEST, [])
    assert done.returncode == 1
    assert "'stratagem' not allowed" in done.stdout


@pytest.mark.skipif(
    "TUNE_STRIMZI_CRDS" not in os.environ,
    reason="TUNE_STRIMZI_CRDS names no folder with Strimzi's CRDs",
)
@pytest.mark.parametrize(
    "name", [name for name in SETS if name.startswith("kafka") or "ingest" in name]
)
def test_strimzi_knows_it(template, conform, schemas, name) -> None:
    known = [
        kind
        for file in Path(os.environ["TUNE_STRIMZI_CRDS"]).glob("*.yaml")
        for kind in write_custom(file, schemas)
    ]
    assert set(STRIMZI) <= set(known)
    made = template(*SETS[name]).stdout
    done = conform(made, LOWEST, [])
    assert done.returncode == 0, done.stdout
    assert "Skipped: 0" in done.stdout


@pytest.mark.parametrize(
    "example", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda file: file.name
)
def test_the_kind_takes_each_example(conform, example) -> None:
    text = example.read_text(encoding="utf-8")
    done = conform(text, LOWEST, [])
    assert done.returncode == 0, done.stdout
    assert f"Valid: {len(list(yaml.safe_load_all(text)))}," in done.stdout
