from dataclasses import replace

from tune_contract.runtime.job_events import EventType
from tune_contract.tunejob.phase import Phase
from tune_operator.core.story import Story, story_of


def test_what_is_done_is_told_and_nothing_else(world):
    decision = world().step()
    story = story_of(decision)
    assert story == Story(EventType.NORMAL, type(decision.actions[0]).__name__, decision.reason)
    assert story_of(replace(decision, actions=())) is None


def test_a_failure_is_a_warning(running_world):
    made = running_world()
    made.fail_driver()
    assert story_of(made.step()).type is EventType.WARNING


def test_so_is_a_way_back(world):
    decision = world().step()
    status = decision.status.model_copy(update={"phase": Phase.ROLLING_BACK})
    assert story_of(replace(decision, status=status)).type is EventType.WARNING
