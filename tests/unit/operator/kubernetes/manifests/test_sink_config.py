import pytest

from tune_contract.errors import InvalidInput
from tune_contract.runtime.job_config import SinkConfig
from tune_contract.tunejob.sinks import SinkKind
from tune_operator.kubernetes.manifests.sink_config import sink_configs


def on_volume(container: str, folder: str) -> dict:
    mounts = [{"name": "lake", "mountPath": folder}]
    return {"template": {"spec": {"containers": [{"name": container, "volumeMounts": mounts}]}}}


def test_every_kind(make_plan):
    sinks = [
        {"postgres": {"secretRef": {"name": "db"}}},
        {"postgres": {"secretRef": {"name": "db"}, "schema": "mine"}},
        {"redis": {"secretRef": {"name": "cache"}}},
        {"redis": {"secretRef": {"name": "cache"}, "keyPrefix": "p:"}},
        {"kafka": {"topic": "results"}},
        {"delta": {"path": "s3a://lake/x"}},
        {"delta": {"path": "s3a://lake/y", "secretRef": {"name": "lake"}}},
    ]
    assert sink_configs(make_plan(sinks=sinks)) == [
        SinkConfig(kind=SinkKind.POSTGRES, uri_file="/etc/tunejob/sinks/0/uri", db_schema="genres"),
        SinkConfig(kind=SinkKind.POSTGRES, uri_file="/etc/tunejob/sinks/1/uri", db_schema="mine"),
        SinkConfig(kind=SinkKind.REDIS, uri_file="/etc/tunejob/sinks/2/uri", key_prefix="genres:"),
        SinkConfig(kind=SinkKind.REDIS, uri_file="/etc/tunejob/sinks/3/uri", key_prefix="p:"),
        SinkConfig(kind=SinkKind.KAFKA, topic="results"),
        SinkConfig(kind=SinkKind.DELTA, path="s3a://lake/x"),
        SinkConfig(kind=SinkKind.DELTA, path="s3a://lake/y", s3_folder="/etc/tunejob/sinks/6"),
    ]


@pytest.mark.parametrize("path", ["/lake/csv", "/lake", "file:///lake/csv"])
def test_a_folder_on_a_volume(make_plan, path):
    plan = make_plan(sinks=[{"csv": {"path": path}}], driver=on_volume("driver", "/lake"))
    assert sink_configs(plan) == [SinkConfig(kind=SinkKind.CSV, path=path)]


@pytest.mark.parametrize("path", ["out", "./out", "/lakeside", "/", "file:///out"])
def test_a_folder_that_goes_with_the_pod_is_refused(make_plan, path):
    plan = make_plan(sinks=[{"csv": {"path": path}}], driver=on_volume("driver", "/lake"))
    with pytest.raises(InvalidInput, match=r"spec.sinks\[0\].*goes with the pod .mount a volume"):
        sink_configs(plan)


def test_executors_write_delta_so_they_need_the_volume_too(make_plan):
    driver, executor = on_volume("driver", "/lake"), on_volume("executor", "/lake")
    sinks = [{"delta": {"path": "/lake/x"}}]
    assert sink_configs(make_plan(sinks=sinks, driver=driver))
    both = make_plan(sinks=sinks, driver=driver, executor={"instances": 1, **executor})
    assert sink_configs(both)
    with pytest.raises(InvalidInput, match=r"in spec.executor.template .container executor"):
        sink_configs(make_plan(sinks=sinks, driver=driver, executor={"instances": 1}))


def test_executors_do_not_write_csv(make_plan):
    sinks = [{"csv": {"path": "/lake/x"}}]
    driver = on_volume("driver", "/lake")
    assert sink_configs(make_plan(sinks=sinks, driver=driver, executor={"instances": 1}))
