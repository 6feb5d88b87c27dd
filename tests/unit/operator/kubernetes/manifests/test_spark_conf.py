from pathlib import Path
from zipfile import ZipFile

import pyspark
import pytest

from tune_operator.kubernetes.manifests.spark_conf import executor_conf

JARS = Path(pyspark.__file__).parent / "jars"


def test_without_executors_there_is_nothing_to_say(make_plan):
    assert executor_conf(make_plan()) == {}


def test_executors(make_plan):
    conf = executor_conf(make_plan(executor={"instances": 3, "cores": 2, "memory": "4g"}))
    assert conf["spark.executor.instances"] == "3"
    assert conf["spark.executor.cores"] == "2"
    assert conf["spark.executor.memory"] == "4g"
    assert conf["spark.executor.extraClassPath"] == "/opt/tunejob/jars/*"
    assert conf["spark.kubernetes.executor.request.cores"] == "500m"
    assert "spark.kubernetes.executor.limit.cores" not in conf


def test_pods_are_named_after_the_attempt(make_plan):
    conf = executor_conf(make_plan(executor={"instances": 1}))
    assert conf["spark.kubernetes.namespace"] == "music"
    assert conf["spark.kubernetes.driver.pod.name"] == "genres-driver-2"
    assert conf["spark.kubernetes.executor.podNamePrefix"] == "genres-driver-2"
    assert conf["spark.driver.host"] == "genres-driver.music.svc"


def test_the_image_is_the_jobs_or_the_operators(make_plan):
    image = "spark.kubernetes.container.image"
    assert executor_conf(make_plan(executor={"instances": 1}))[image] == "tunejob/jobs:1"
    assert executor_conf(make_plan(executor={"instances": 1}, image="mine:2"))[image] == "mine:2"


def test_the_operators_settings(make_plan, all_settings):
    conf = executor_conf(make_plan(settings=all_settings, executor={"instances": 1}))
    assert conf["spark.kubernetes.container.image.pullPolicy"] == "Never"
    assert conf["spark.kubernetes.container.image.pullSecrets"] == "pull-1,pull-2"


def test_cpu_comes_from_the_template(make_plan):
    resources = {"requests": {"cpu": 2}, "limits": {"cpu": "2500m"}}
    template = {"spec": {"containers": [{"name": "executor", "resources": resources}]}}
    conf = executor_conf(make_plan(executor={"instances": 1, "template": template}))
    assert conf["spark.kubernetes.executor.request.cores"] == "2"
    assert conf["spark.kubernetes.executor.limit.cores"] == "2500m"


def test_more_executors_may_fail_more_often(make_plan):
    few = executor_conf(make_plan(executor={"instances": 1}))
    many = executor_conf(make_plan(executor={"instances": 10}))
    assert int(few["spark.executor.maxNumFailures"]) == 40  # one every 30 s for 10 minutes is 20
    assert int(many["spark.executor.maxNumFailures"]) == 220


@pytest.fixture(scope="module")
def sparks_classes() -> bytes:
    """The classes in which Spark declares its settings."""
    declared = {
        "spark-core": ("org/apache/spark/internal/config/", "org/apache/spark/util/Utils"),
        "spark-kubernetes": ("org/apache/spark/deploy/k8s/Config",),
    }
    content = b""
    for jar, prefixes in declared.items():
        (path,) = JARS.glob(f"{jar}_*.jar")
        with ZipFile(path) as archive:
            content += b"".join(
                archive.read(name) for name in archive.namelist() if name.startswith(prefixes)
            )
    return content


def constant(text: str) -> bytes:
    """A text as a constant of a Java class: its length before it."""
    return b"\x01" + len(text).to_bytes(2, "big") + text.encode()


def test_spark_knows_every_setting(make_plan, all_settings, sparks_classes):
    limits = {"limits": {"cpu": "1"}}
    template = {"spec": {"containers": [{"name": "executor", "resources": limits}]}}
    executor = {"instances": 1, "template": template}
    conf = executor_conf(make_plan(settings=all_settings, executor=executor))
    assert [name for name in conf if constant(name) not in sparks_classes] == []
    assert constant("spark.kubernetes.executor") not in sparks_classes
