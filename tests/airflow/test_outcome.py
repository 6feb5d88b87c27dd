import pytest
from tunejob_airflow.outcome import Outcome, State, Wanted, outcome

FAILURE = {"class": "Kafka", "message": "no topic plays (create it)"}


def job(generation=2, deleted=False, **status):
    metadata = {"generation": generation} | ({"deletionTimestamp": "now"} if deleted else {})
    return {"metadata": metadata, "status": {"observedGeneration": 2, **status}}


def condition(kind, status="True", message=""):
    return {"type": kind, "status": status, "reason": "X", "message": message}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"metadata": {"generation": 1}}, "The operator has not seen this spec yet."),
        (job(generation=3, phase="Succeeded"), "The operator has not seen this spec yet."),
        (job(), "Pending"),
        (job(phase="Starting", conditions=[condition("Ready", "False", "x")]), "Starting"),
        (job(phase="Running", conditions=[condition("Ready")]), "Running"),
        (
            job(phase="Pending", conditions=[condition("Reconciling", "True", "waits for Kafka")]),
            "waits for Kafka",
        ),
    ],
)
def test_what_is_waited_for(document, expected):
    assert outcome(document, Wanted.SUCCEEDED) == Outcome(State.WAITING, expected)


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (job(phase="Succeeded"), Wanted.SUCCEEDED),
        (job(phase="Succeeded"), Wanted.READY),
        (job(phase="Running", conditions=[condition("Ready")]), Wanted.READY),
    ],
)
def test_what_is_enough(document, wanted):
    assert outcome(document, wanted).state is State.DONE


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (job(deleted=True, phase="Succeeded"), "It is being deleted."),
        (job(phase="Suspended"), "It was suspended by somebody else."),
        (job(phase="Failed"), "It failed; see its events."),
        (job(phase="Failed", lastFailure=FAILURE), "Kafka: no topic plays (create it)"),
        (
            job(phase="Running", conditions=[condition("Stalled", "True", "another window")]),
            "another window",
        ),
    ],
)
def test_what_fails_says_why(document, message):
    assert outcome(document, Wanted.SUCCEEDED) == Outcome(State.FAILED, message)
