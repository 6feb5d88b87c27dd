"""The charts fit the rest of the project."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
REGISTRY = re.compile(
    r"\b[a-z0-9-]+(\.[a-z0-9-]+)*\.(io|com|dev|org)/[a-z0-9._/-]+:[a-z0-9]", re.IGNORECASE
)


def load(path: str) -> dict:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_the_version_is_the_project_s(chart) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    given = yaml.safe_load((chart / "Chart.yaml").read_text(encoding="utf-8"))
    assert given["name"] == chart.name
    assert given["version"] == given["appVersion"] == project["version"]


def test_no_image_names_a_registry(chart) -> None:
    for file in chart.rglob("*.yaml"):
        assert not REGISTRY.search(file.read_text(encoding="utf-8")), file


def test_the_defaults_fit_the_example() -> None:
    """`kubectl apply -f examples/genre-counts.yaml` works with both charts as they come."""
    (job,) = yaml.safe_load_all(
        (ROOT / "examples" / "genre-counts.yaml").read_text(encoding="utf-8")
    )
    ours, beside = load("charts/tunejob/values.yaml"), load("charts/tunejob-kafka/values.yaml")
    assert job["spec"]["kafka"]["cluster"] == beside["kafka"]["name"]
    (sink,) = job["spec"]["sinks"]
    reference = sink["postgres"]["secretRef"]
    assert (
        reference["name"]
        == beside["postgresql"]["secretName"]
        == ours["api"]["database"]["secretName"]
    )
    assert reference.get("key", "uri") == ours["api"]["database"]["key"]


@pytest.mark.parametrize(
    "path", ["charts/README.md", "charts/tunejob/README.md", "charts/tunejob-kafka/README.md"]
)
def test_links_lead_somewhere(path) -> None:
    file = ROOT / path
    for link in re.findall(r"\]\(([^)#]+)\)", file.read_text(encoding="utf-8")):
        assert (file.parent / link).exists(), link
