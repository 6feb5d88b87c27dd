"""The TuneJobs of examples/airflow are good ones. The DAG itself is tried by `make airflow`."""

from pathlib import Path

import pytest
import yaml

from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.tunejob.parse import parse_tunejob

FOLDER = Path(__file__).parents[2] / "examples" / "airflow" / "tunejobs"
STEPS = ["aggregate", "enrich", "load"]


def test_each_step_has_its_file():
    assert sorted(each.stem for each in FOLDER.iterdir()) == STEPS


@pytest.mark.parametrize("step", STEPS)
def test_it_is_taken_and_ends_by_itself(step):
    document = yaml.safe_load((FOLDER / f"{step}.yaml").read_text())
    job = parse_tunejob(document, installed_pipelines())
    assert job.spec.trigger.once()
    assert job.spec.kafka.named()
