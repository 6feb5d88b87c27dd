from datetime import UTC, datetime, timedelta

from tune_contract.tunejob.phase import ConditionStatus, ConditionType, Phase
from tune_contract.tunejob.problems import InvalidDocument, Problem
from tune_contract.tunejob.status import TuneJobStatus
from tune_operator.kubernetes.refusal import refused

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PROBLEMS = InvalidDocument("TuneJob x", [Problem("spec.pipeline", "'y': no such pipeline")], "")


def test_the_problems_stand_in_the_conditions():
    status = refused(TuneJobStatus(), PROBLEMS, 4, NOW)
    accepted = status.condition(ConditionType.ACCEPTED)
    assert accepted is not None
    assert (accepted.status, accepted.reason) == (ConditionStatus.FALSE, "Invalid")
    assert "spec.pipeline" in accepted.message
    assert status.observed_generation == accepted.observed_generation == 4


def test_helm_ends_its_wait():
    status = refused(TuneJobStatus(), PROBLEMS, 4, NOW)
    values = {each.type: each.status for each in status.conditions}
    assert values[ConditionType.READY] is ConditionStatus.FALSE
    assert values[ConditionType.STALLED] is ConditionStatus.TRUE
    assert values[ConditionType.RECONCILING] is ConditionStatus.FALSE


def test_what_runs_is_left_as_it_is():
    status = refused(TuneJobStatus(phase=Phase.RUNNING), PROBLEMS, 4, NOW)
    assert status.phase is Phase.RUNNING


def test_a_repeated_refusal_keeps_its_time():
    first = refused(TuneJobStatus(), PROBLEMS, 4, NOW)
    assert refused(first, PROBLEMS, 4, NOW + timedelta(minutes=1)) == first
