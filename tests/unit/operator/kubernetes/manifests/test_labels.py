from tune_operator.kubernetes.manifests.labels import labels, selector
from tune_operator.kubernetes.manifests.names import Component


def test_every_object_says_whose_it_is():
    assert labels("genres", Component.KAFKA) == {
        "app.kubernetes.io/name": "tunejob",
        "app.kubernetes.io/instance": "genres",
        "app.kubernetes.io/component": "kafka",
        "app.kubernetes.io/managed-by": "tune-operator",
        "app.kubernetes.io/part-of": "tunejob",
        "tunejob.io/job": "genres",
    }


def test_an_attempt_has_its_number():
    assert labels("genres", Component.DRIVER, 12)["tunejob.io/attempt"] == "12"


def test_pods_are_found_by_their_labels():
    found = labels("genres", Component.EXECUTOR, 1)
    assert selector("genres", Component.EXECUTOR).items() <= found.items()
