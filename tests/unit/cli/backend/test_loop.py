from collections.abc import Callable
from datetime import UTC, datetime

from tune_cli.backend.loop import Loop
from tune_contract.runtime.job_events import JobEvents
from tune_contract.tunejob import TuneJob
from tune_operator.core.actions import Action, StartDriver

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_the_intent_is_written_before_it_is_done(
    make_world: Callable, make_job: Callable[..., TuneJob]
) -> None:
    world = make_world(make_job())
    job = world.store.begin(make_job(), NOON)
    found: list[tuple[Action, int]] = []

    class Recorder:
        observer = world.machine.observer

        class applier:  # noqa: N801 - stands for an attribute
            @staticmethod
            def apply(job: TuneJob, action: Action) -> None:
                assert job.status == world.store.find("genres").status
                found.append((action, world.store.find("genres").status.attempt.number))

    latest = Loop(world.store, Recorder(), lambda: NOON).run_pass(job)  # type: ignore[arg-type]
    assert found == [(StartDriver(1), 1)]
    assert latest.job == world.store.find("genres")
    told = JobEvents.model_validate_json(world.store.folder_of(job).events.read_bytes())
    assert [(each.time, each.reason, each.message) for each in told.events] == [
        (NOON, "StartDriver", latest.decision.reason)
    ]
