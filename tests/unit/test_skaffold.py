"""skaffold.yaml and kind.yaml: what they name is there."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(os.environ.get("TUNE_SCHEMAS", ROOT.parent / "shared" / "schemas"))
SKAFFOLD: dict[str, Any] = yaml.safe_load((ROOT / "skaffold.yaml").read_text(encoding="utf-8"))
KIND: dict[str, Any] = yaml.safe_load((ROOT / "kind.yaml").read_text(encoding="utf-8"))
ARTIFACTS: list[dict[str, Any]] = SKAFFOLD["build"]["artifacts"]
RELEASES: list[dict[str, Any]] = SKAFFOLD["deploy"]["helm"]["releases"]


def value_at(values: Any, path: str) -> Any:
    for part in path.split("."):
        values = values[part]
    return values


def test_skaffold_knows_it() -> None:
    file = SCHEMAS / f"{SKAFFOLD['apiVersion'].replace('/', '-')}.json"
    if not file.exists():
        pytest.skip(f"{file} is not here: name the folder of Skaffold's schemas in TUNE_SCHEMAS")
    schema = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(SKAFFOLD, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**SKAFFOLD, "bild": {}}, schema)


def test_the_images_are_the_project_s() -> None:
    assert {each["image"]: each["docker"]["dockerfile"] for each in ARTIFACTS} == {
        f"tunejob/{name}": f"{name}/Dockerfile" for name in ("operator", "api", "jobs", "producer")
    }
    assert {each["context"] for each in ARTIFACTS} == {"."}


@pytest.mark.parametrize("release", RELEASES, ids=lambda each: each["name"])
def test_the_charts_have_the_values_that_are_set(release) -> None:
    values = yaml.safe_load(
        (ROOT / release["chartPath"] / "values.yaml").read_text(encoding="utf-8")
    )
    for path, given in {
        **release.get("setValues", {}),
        **release.get("setValueTemplates", {}),
    }.items():
        assert isinstance(value_at(values, path), type(given)), path


def test_every_image_that_is_built_is_installed() -> None:
    (release,) = (each for each in RELEASES if each["name"] == "tunejob")
    built = {f"IMAGE_FULLY_QUALIFIED_{each['image'].replace('/', '_')}" for each in ARTIFACTS}
    assert {each.strip("{}.") for each in release["setValueTemplates"].values()} == built


@pytest.mark.parametrize(
    "rule",
    [rule for each in ARTIFACTS for rule in each.get("sync", {}).get("manual", [])],
    ids=lambda rule: rule["src"],
)
def test_changed_files_are_found_and_go_where_the_chart_looks(rule) -> None:
    found = [file for file in ROOT.glob(rule["src"]) if file.is_file()]
    assert found
    assert all(str(file.relative_to(ROOT)).startswith(rule["strip"]) for file in found)
    helpers = (ROOT / "charts" / "tunejob" / "templates" / "_dev.tpl").read_text(encoding="utf-8")
    assert f'"tunejob.syncFolder" -}}}}{rule["dest"]}{{{{- end' in helpers


def test_page_and_python_of_the_api_are_copied() -> None:
    (api,) = (each for each in ARTIFACTS if each["image"] == "tunejob/api")
    copied = {file for rule in api["sync"]["manual"] for file in ROOT.glob(rule["src"])}
    assert {ROOT / "api/src/tune_api/page/main.js", ROOT / "api/src/tune_api/app.py"} <= copied


def test_all_goes_to_one_namespace() -> None:
    assert {each["namespace"] for each in [*RELEASES, *SKAFFOLD["portForward"]]} == {"music"}


def test_the_kind_profile_is_for_the_cluster_of_make_kind() -> None:
    (profile,) = SKAFFOLD["profiles"]
    context = f"kind-{KIND['name']}"
    assert profile["activation"] == [{"kubeContext": context}]
    patches = {each["path"]: each["value"] for each in profile["patches"]}
    assert patches["/deploy/kubeContext"] == context
    assert ARTIFACTS[2]["image"] == "tunejob/jobs"  # whose build arguments are patched
    assert patches["/build/artifacts/2/docker/buildArgs"] == {"AOT": "false"}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"grep -qx {KIND['name']} " in makefile
