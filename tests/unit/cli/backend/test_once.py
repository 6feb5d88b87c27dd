from collections.abc import Callable

from tune_cli.backend.once import at_once
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.compute import TriggerSpec

MakeJob = Callable[..., TuneJob]


def test_a_scheduled_job_runs_once_and_now(make_job: MakeJob) -> None:
    job = make_job(trigger={"schedule": "0 7 * * MON", "timeZone": "Europe/Oslo"}, image="jobs:2")
    found = at_once(job)
    assert found.spec.trigger == TriggerSpec(available_now=True)
    assert (found.spec.image, found.metadata) == ("jobs:2", job.metadata)


def test_any_other_job_is_left_as_it_is(make_job: MakeJob) -> None:
    job = make_job(trigger={"interval": "2s"})
    assert at_once(job) is job
