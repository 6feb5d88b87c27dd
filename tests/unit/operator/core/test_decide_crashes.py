"""The backend dies at every call of a life, and the end is the same."""

import pytest

from tune_contract.tunejob.phase import Phase
from tune_operator.core.observed import ProcessState


def bounded(made):
    made.run(20)


def failing(made):
    made.run(6)
    if made.driver.state is ProcessState.RUNNING:
        made.fail_driver()
    made.run(12)


def suspended(made):
    made.run(6)
    made.change(suspend=True)
    made.run(8)


def resumed(made):
    suspended(made)
    made.change(suspend=False)
    made.run(8)


def changed(made):
    made.run(6)
    made.change(image="jobs:2", producer={"rate": 20})
    made.run(12)


def hanging(made):
    made.run(6)
    made.hung = True
    made.run(12)
    made.hung = False
    made.run(14)


def hanging_child(made):
    made.kills_leave_remains = True
    hanging(made)


def deleted(made):
    made.run(6)
    made.desired = False
    made.run(8)


def reopened(made):
    made.run(6)
    made.fail_driver()
    made.run(12)
    made.change(restartNonce=1)
    made.run(8)


def rolled_back(made):
    made.run(6)
    made.change(image="crashes")
    made.run(20)


def timed_out(made):
    made.run(6)
    made.change(image="no-such-image")
    made.run(40)


def stateless(made):
    made.run(6)
    made.change(image="jobs:2")
    made.run(12)


def replaced(made):
    made.run(6)
    made.replace_topic()
    made.run(6)
    made.change(checkpoint={"resetNonce": 1})
    made.run(8)


def scheduled(made):
    made.produced = 9
    made.run(85)


QUICK = {"backoff": {"initial": "3s"}}
WATCHED = {"progress": {"window": "8s"}}
LIVES = {
    bounded: {"producer": {"total": 35}},
    failing: {"producer": {"rate": 10}, "restartPolicy": QUICK},
    suspended: {"producer": {"rate": 10}},
    resumed: {"producer": {"rate": 10}},
    changed: {"producer": {"rate": 10}},
    hanging: {"producer": {"rate": 10}, "health": WATCHED, "restartPolicy": QUICK},
    hanging_child: {"producer": {"rate": 10}, "health": WATCHED, "restartPolicy": QUICK},
    deleted: {"producer": {"rate": 10}, "checkpoint": {"onDelete": "Delete"}},
    reopened: {"producer": {"rate": 10}, "restartPolicy": {"type": "Never"}},
    rolled_back: {"producer": {"rate": 10}},
    timed_out: {"producer": {"rate": 10}, "upgrade": {"readyTimeout": "20s"}},
    stateless: {"producer": {"rate": 10}, "upgrade": {"mode": "stateless"}},
    replaced: {},
    scheduled: {"trigger": {"schedule": "* * * * *"}},
}


def end_of(made):
    """What must not depend on where the backend died."""
    return (
        made.status.phase,
        made.status.attempt.number,
        made.status.attempt.end_time is None,
        made.status.restarts.count,
        made.status.restarts.consecutive_failures,
        made.status.producer.restarts,
        made.status.applied,
        made.status.last_good,
        made.status.rollback and made.status.rollback.refused,
        made.checkpoint,
        made.driver.state,
        made.driver.attempt,
        made.producer.state,
        made.producer.fingerprint,
        made.starts,
        made.gone,
        made.checkpoint_deleted,
        made.produced == made.committed,
    )


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_dying_before_any_call_leads_to_the_same_end(life, world):
    whole = world(**LIVES[life])
    life(whole)
    for call in range(1, whole.calls + 1):
        cut = world(**LIVES[life])
        cut.crash_before = call
        life(cut)
        assert end_of(cut) == end_of(whole), f"died before call {call}"


@pytest.mark.parametrize(
    ("life", "phase", "starts"),
    [
        (bounded, Phase.SUCCEEDED, [1]),
        (failing, Phase.RUNNING, [1, 2]),
        (suspended, Phase.SUSPENDED, [1]),
        (resumed, Phase.RUNNING, [1, 2]),
        (changed, Phase.RUNNING, [1, 2]),
        (hanging, Phase.RUNNING, [1, 2]),
        (hanging_child, Phase.RUNNING, [1, 2]),
        (deleted, Phase.DELETING, [1]),
        (reopened, Phase.RUNNING, [1, 2]),
        (rolled_back, Phase.RUNNING, [1, 2, 3]),
        (timed_out, Phase.RUNNING, [1, 2, 3]),
        (stateless, Phase.RUNNING, [1, 2]),
        (replaced, Phase.RUNNING, [1, 2]),
        (scheduled, Phase.SUCCEEDED, [1]),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_lives_end_as_they_should(life, phase, starts, world):
    made = world(**LIVES[life])
    life(made)
    assert (made.status.phase, made.starts) == (phase, starts)


def test_a_lost_status_adopts_the_driver_and_replaces_it_in_order(running_world, world):
    made = running_world(events=10)
    made.status = world().status
    made.run(10)
    assert (made.status.phase, made.status.attempt.number) == (Phase.RUNNING, 2)
    assert made.starts == [1, 2]
