import json

import pytest

from tune_contract.tunejob.phase import FailureClass
from tune_operator.core.observed import ProcessState
from tune_operator.kubernetes.observe import pod


def with_state(phase, **status):
    return {"metadata": {"name": "x"}, "status": {"phase": phase, **status}}


def container(**state):
    return {"containerStatuses": [{"name": "driver", "state": state}]}


@pytest.mark.parametrize(
    ("phase", "state"),
    [
        ("Pending", ProcessState.PENDING),
        ("Running", ProcessState.RUNNING),
        ("Unknown", ProcessState.RUNNING),
        ("Succeeded", ProcessState.EXITED),
        ("Failed", ProcessState.EXITED),
    ],
)
def test_phases(phase, state):
    assert pod.state(with_state(phase)) is state


def test_a_pod_that_is_being_deleted_lives_until_it_is_gone():
    dying = with_state("Running")
    dying["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert pod.state(dying).alive()


def test_a_new_pod_has_no_status_yet():
    assert pod.state({"metadata": {}}) is ProcessState.PENDING
    assert pod.address({"metadata": {}}) == ""


def test_the_schedulers_words():
    conditions = [
        {"type": "PodScheduled", "status": "False", "reason": "Unschedulable",
         "message": "0/1 nodes are available: 1 Insufficient memory."},
    ]  # fmt: skip
    found = pod.trouble(with_state("Pending", conditions=conditions))
    assert found == (FailureClass.SCHEDULING, "0/1 nodes are available: 1 Insufficient memory.")


@pytest.mark.parametrize("reason", ["ImagePullBackOff", "ErrImagePull", "InvalidImageName",
                                    "ErrImageNeverPull", "CreateContainerConfigError"])  # fmt: skip
def test_the_kubelets_words(reason):
    waiting = container(waiting={"reason": reason, "message": "no such image"})
    found = pod.trouble(with_state("Pending", **waiting))
    assert found == (FailureClass.IMAGE, f"{reason}: no such image")


def test_a_pod_that_is_just_on_its_way_is_in_no_trouble():
    waiting = container(waiting={"reason": "ContainerCreating"})
    assert pod.trouble(with_state("Pending", **waiting)) is None


def test_its_own_word_counts_most():
    said = {"exitCode": 1, "class": "Kafka", "message": "no topic plays", "drained": False}
    terminated = container(terminated={"exitCode": 1, "message": json.dumps(said)})
    ended = pod.ended(with_state("Failed", **terminated), "the log")
    assert (ended.exit_code, ended.failure_class, ended.message, ended.log_tail) == (
        1, FailureClass.KAFKA, "no topic plays", "the log",
    )  # fmt: skip


def test_a_drained_driver_says_so():
    said = {"exitCode": 0, "message": "", "drained": True}
    terminated = container(terminated={"exitCode": 0, "message": json.dumps(said)})
    assert pod.ended(with_state("Succeeded", **terminated), "").drained


@pytest.mark.parametrize(
    ("terminated", "failure_class"),
    [
        ({"exitCode": 137, "reason": "OOMKilled"}, FailureClass.OUT_OF_MEMORY),
        ({"exitCode": 137, "reason": "Error"}, FailureClass.INFRASTRUCTURE),
        ({"exitCode": 128, "reason": "StartError"}, FailureClass.IMAGE),
        ({"exitCode": 127, "reason": "Error"}, FailureClass.IMAGE),
        ({"exitCode": 1, "reason": "Error"}, FailureClass.APPLICATION),
    ],
)
def test_without_a_word_the_kubelets_counts(terminated, failure_class):
    ended = pod.ended(with_state("Failed", **container(terminated=terminated)), "a\nlast line\n")
    assert ended.failure_class is failure_class
    assert ended.message == f"{terminated['reason']}, exit code {terminated['exitCode']}: last line"


def test_an_evicted_pod():
    evicted = with_state("Failed", reason="Evicted", message="The node was low on memory.")
    ended = pod.ended(evicted, "")
    assert ended.exit_code is None
    assert ended.failure_class is FailureClass.INFRASTRUCTURE
    assert ended.message == "Evicted: The node was low on memory."
