import json

import pytest

from tune_contract.errors import InvalidInput
from tune_jobs.config import read_config


def test_config_is_read_back_as_it_was_rendered(tmp_path, make_config):
    config = make_config(parameters={"window": "5m"}, topicWait="2s")
    path = tmp_path / "job.json"
    path.write_text(config.model_dump_json())
    assert read_config(path) == config


def test_missing_config_is_an_error_of_one_line(tmp_path):
    with pytest.raises(InvalidInput) as raised:
        read_config(tmp_path / "none.json")
    assert str(raised.value) == (
        f"cannot read {tmp_path}/none.json: No such file or directory (check --config)"
    )


def test_wrong_config_is_an_error_of_one_line_that_names_every_field(tmp_path, make_config):
    document = make_config().model_dump(mode="json")
    del document["pipeline"]
    document["spark"]["shufflePartitions"] = 0
    path = tmp_path / "job.json"
    path.write_text(json.dumps(document))
    with pytest.raises(InvalidInput) as raised:
        read_config(path)
    assert raised.value.message == (
        f"{path} is not a JobConfig: pipeline: is missing; "
        "spark.shufflePartitions: 0: input should be greater than or equal to 1"
    )


def test_text_that_is_no_json_is_refused(tmp_path):
    path = tmp_path / "job.json"
    path.write_text("pipeline: genre-counts")
    with pytest.raises(InvalidInput, match="is not a JobConfig"):
        read_config(path)
