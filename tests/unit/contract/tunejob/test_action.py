from tune_contract.tunejob.action import JobAction
from tune_contract.tunejob.spec import TuneJobSpec

SPEC = TuneJobSpec.model_validate({"pipeline": "genre-counts", "sinks": [{"csv": {"path": "x"}}]})


def test_each_changes_the_spec_and_nothing_else():
    suspended = JobAction.SUSPEND.changed(SPEC)
    assert suspended == SPEC.model_copy(update={"suspend": True})
    assert JobAction.SUSPEND.changed(suspended) == suspended
    assert JobAction.RESUME.changed(suspended) == SPEC
    again = JobAction.RESTART.changed(JobAction.RESTART.changed(suspended))
    assert (again.restart_nonce, again.suspend) == (2, True)


def test_each_says_what_is_done():
    assert all(action.sentence.endswith(".") for action in JobAction)
