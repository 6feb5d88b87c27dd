import re
from pathlib import Path

from tune_contract.runtime.job_config import JobConfig
from tune_jobs.settings import read_settings

README = (Path(__file__).parents[3] / "jobs" / "README.md").read_text()


def test_the_config_in_the_readme_is_one():
    (document,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    assert JobConfig.model_validate_json(document).pipeline == "genre-counts"


def test_every_variable_is_in_the_readme():
    variables = re.findall(r"[A-Z_]{5,}", read_settings.__doc__)
    assert variables == [
        "JAVA_HOME", "TUNE_JARS", "TUNE_AOT_CACHE", "TUNE_AOT_OUTPUT", "TUNE_FAULT_FILE",
    ]  # fmt: skip
    assert [name for name in variables if f"| `{name}` |" not in README] == []
