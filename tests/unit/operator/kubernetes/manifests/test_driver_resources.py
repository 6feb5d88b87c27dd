import pytest

from tune_contract.errors import InvalidInput
from tune_contract.tunejob.compute import DriverSpec
from tune_operator.kubernetes.manifests.driver_resources import driver_resources, pod_memory_mib


def resources(executors: bool = False, **driver: object) -> dict:
    return driver_resources(DriverSpec.model_validate(driver), executors=executors)


@pytest.mark.parametrize(
    ("heap", "mib"),
    [("1g", 1818), ("512m", 1101), ("2G", 3252), ("1048576k", 1818), ("1t", 1468391)],
)
def test_memory_is_the_heap_and_what_is_beside_it(heap, mib):
    assert pod_memory_mib(heap) == mib


def test_defaults():
    assert resources(cores=4) == {
        "requests": {"memory": "1818Mi", "cpu": "1000m"},
        "limits": {"memory": "1818Mi"},
    }


def test_with_executors_the_driver_only_plans():
    assert resources(executors=True, cores=4)["requests"]["cpu"] == "250m"


def test_what_is_given_counts():
    given = {
        "requests": {"cpu": "2", "memory": "3Gi", "ephemeral-storage": "1Gi"},
        "limits": {"memory": "4Gi"},
    }
    assert resources(resources=given) == given


@pytest.mark.parametrize("part", ["requests", "limits"])
def test_one_memory_gives_the_other(part):
    found = resources(resources={part: {"memory": "3Gi"}})
    assert found["requests"]["memory"] == found["limits"]["memory"] == "3Gi"


def test_a_cpu_limit_is_the_request_too():
    assert resources(resources={"limits": {"cpu": "1"}}) == {
        "requests": {"memory": "1818Mi"},
        "limits": {"cpu": "1", "memory": "1818Mi"},
    }


@pytest.mark.parametrize("limit", ["1023Mi", "1G", "1000000000", "0.5Gi"])
def test_a_limit_below_the_heap_is_refused(limit):
    with pytest.raises(InvalidInput, match=f"limit of {limit} is less than the heap.*gives 1818Mi"):
        resources(resources={"limits": {"memory": limit}})


def test_a_limit_of_the_heap_is_the_users_risk():
    assert resources(resources={"limits": {"memory": "1Gi"}})["limits"]["memory"] == "1Gi"
