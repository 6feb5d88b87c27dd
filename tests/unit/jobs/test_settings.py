from pathlib import Path

import pytest

from tune_contract.errors import InvalidInput
from tune_jobs.settings import DriverSettings, read_settings


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment that is complete."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / "kafka.jar").touch()
    return {"JAVA_HOME": str(tmp_path), "TUNE_JARS": str(tmp_path / "jars")}


def test_java_and_jars_are_all_that_is_needed(home, tmp_path):
    assert read_settings(home) == DriverSettings(
        java=tmp_path / "bin" / "java", jars=tmp_path / "jars", aot_cache=None, aot_output=None
    )


def test_cache_is_used_when_it_is_there(home, tmp_path):
    cache = tmp_path / "cache.aot"
    cache.touch()
    assert read_settings(home | {"TUNE_AOT_CACHE": str(cache)}).aot_cache == cache


def test_cache_that_is_not_there_is_passed_over(home, tmp_path):
    assert read_settings(home | {"TUNE_AOT_CACHE": str(tmp_path / "none.aot")}).aot_cache is None


def test_cache_to_write_need_not_be_there(home, tmp_path):
    output = tmp_path / "new.aot"
    assert read_settings(home | {"TUNE_AOT_OUTPUT": str(output)}).aot_output == output


def test_no_driver_looks_for_faults_unless_it_is_told_where(home, tmp_path):
    assert read_settings(home | {"TUNE_FAULT_FILE": ""}).fault_file is None
    asked = {"TUNE_FAULT_FILE": str(tmp_path / "fault")}
    assert read_settings(home | asked).fault_file == tmp_path / "fault"


@pytest.mark.parametrize("name", ["JAVA_HOME", "TUNE_JARS"])
@pytest.mark.parametrize("value", [None, ""])
def test_missing_variable_is_named(home, name, value):
    environment = {key: each for key, each in home.items() if key != name}
    with pytest.raises(InvalidInput, match=f"^{name} is not set"):
        read_settings(environment if value is None else environment | {name: value})


def test_folder_without_java_is_refused(home, tmp_path):
    with pytest.raises(InvalidInput) as raised:
        read_settings(home | {"JAVA_HOME": str(tmp_path / "jars")})
    assert raised.value.message == f"no Java at {tmp_path}/jars/bin/java"


def test_folder_without_jars_is_refused(home, tmp_path):
    with pytest.raises(InvalidInput) as raised:
        read_settings(home | {"TUNE_JARS": str(tmp_path / "bin")})
    assert raised.value.message == f"no jars in {tmp_path}/bin"
