from tune_operator.kubernetes.manifests.driver_pod import driver_pod
from tune_operator.kubernetes.manifests.driver_service import driver_service
from tune_operator.kubernetes.manifests.spark_conf import executor_conf


def test_it_finds_the_driver_at_once(make_plan):
    plan = make_plan(executor={"instances": 1})
    service, pod = driver_service(plan), driver_pod(plan)
    assert service["spec"]["clusterIP"] == "None"
    assert service["spec"]["publishNotReadyAddresses"] is True
    assert service["spec"]["selector"].items() <= pod["metadata"]["labels"].items()


def test_it_is_the_name_that_executors_are_told(make_plan):
    plan = make_plan(executor={"instances": 1})
    meta, conf = driver_service(plan)["metadata"], executor_conf(plan)
    assert conf["spark.driver.host"] == f"{meta['name']}.{meta['namespace']}.svc"


def test_its_ports_are_the_pods(make_plan):
    plan = make_plan(executor={"instances": 1})
    own = {each["name"]: each["port"] for each in driver_service(plan)["spec"]["ports"]}
    (container,) = driver_pod(plan)["spec"]["containers"]
    assert own == {each["name"]: each["containerPort"] for each in container["ports"]}
