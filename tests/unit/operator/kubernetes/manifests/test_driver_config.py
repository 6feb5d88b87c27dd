import json

import pytest

from tune_contract.runtime.job_config import JobConfig
from tune_operator.kubernetes.manifests.driver_config import driver_config, driver_config_map
from tune_operator.kubernetes.manifests.executor_template import executor_template


def test_the_map_holds_what_the_driver_reads(make_plan):
    plan = make_plan()
    rendered = driver_config_map(plan)
    assert rendered["metadata"]["name"] == "genres-driver-2"
    assert rendered["metadata"]["labels"]["tunejob.io/attempt"] == "2"
    assert rendered["immutable"] is True
    assert rendered["data"].keys() == {"job.json"}
    assert JobConfig.model_validate_json(rendered["data"]["job.json"]) == driver_config(plan)


def test_with_executors_it_holds_their_template(make_plan):
    plan = make_plan(executor={"instances": 1})
    assert json.loads(driver_config_map(plan)["data"]["executor.yaml"]) == executor_template(plan)


def test_who_it_is(make_plan):
    job = driver_config(make_plan()).job
    assert (job.namespace, job.name, job.uid) == ("music", "genres", "uid-1")
    assert (job.generation, job.attempt) == (3, 2)


def test_a_driver_alone(make_plan):
    spark = driver_config(make_plan(driver={"cores": 4, "memory": "2g"})).spark
    assert spark.master == "local[4]"
    assert (spark.shuffle_partitions, spark.driver_memory) == (4, "2g")
    assert (spark.conf, spark.local_dir) == ({}, "/var/lib/tunejob/scratch")


def test_a_driver_with_executors(make_plan):
    spark = driver_config(make_plan(executor={"instances": 3, "cores": 2})).spark
    assert spark.master == "k8s://https://kubernetes.default.svc"
    assert spark.shuffle_partitions == 6


def test_the_jobs_settings_are_kept(make_plan):
    own = {"spark.sql.shuffle.partitions": "7"}
    conf = driver_config(make_plan(sparkConf=own, executor={"instances": 1})).spark.conf
    assert own.items() <= conf.items()
    assert conf["spark.executor.instances"] == "1"


def test_what_it_reads_and_where_it_answers(make_plan):
    topics = {"plays": {"name": "Plays", "startingOffsets": "latest", "onDataLoss": "Fail"}}
    config = driver_config(make_plan(kafka={"cluster": "tune", "topics": topics}))
    assert config.inputs["plays"].model_dump() == {
        "name": "Plays",
        "startingOffsets": "latest",
        "onDataLoss": "Fail",
    }
    assert (config.endpoint.host, config.endpoint.port) == ("0.0.0.0", 8080)
    assert config.termination_file == "/dev/termination-log"
    assert config.exit_with_parent is False


@pytest.mark.parametrize(
    ("trigger", "seconds", "once"),
    [
        ({}, 1, False),
        ({"interval": "5s"}, 5, False),
        ({"availableNow": True}, None, True),
        ({"schedule": "0 7 * * MON"}, None, True),
    ],
)
def test_when_batches_run(make_plan, trigger, seconds, once):
    found = driver_config(make_plan(trigger=trigger)).trigger
    assert found.available_now is once
    assert (found.interval and found.interval.total_seconds()) == seconds


def test_an_older_spec_can_be_rendered(make_plan):
    plan = make_plan(parameters={"window": "1 hour"})
    older = make_plan(parameters={"window": "1 minute"}).spec
    assert driver_config(type(plan)(**{**vars(plan), "spec": older})).parameters == {
        "window": "1 minute"
    }
