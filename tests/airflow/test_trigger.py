import asyncio
import time

import pytest
from tunejob_airflow.manifest import JobKey
from tunejob_airflow.outcome import State, Wanted
from tunejob_airflow.sensor import TuneJobSensor
from tunejob_airflow.trigger import TuneJobTrigger, look

KEY = JobKey("music", "plays")
JOB = {"metadata": {"name": "plays"}, "spec": {}}


def trigger(seconds=60.0, wanted="Succeeded"):
    return TuneJobTrigger(
        namespace="music", name="plays", wanted=wanted, poke_interval=0.05,
        deadline=time.time() + seconds,
    )  # fmt: skip


def event(made):
    async def first():
        return [each.payload async for each in made.run()]

    (payload,) = asyncio.run(first())
    return payload


def test_it_looks_until_the_job_has_succeeded(api):
    api.apply("plays", JOB)
    assert event(trigger()) == {"state": "done", "message": "Succeeded"}
    assert api.jobs["plays"]["looks"] == 2


def test_it_ends_when_the_job_failed(api):
    api.answers = [{"phase": "Failed", "lastFailure": {"class": "Image", "message": "no image"}}]
    api.apply("plays", JOB)
    assert event(trigger()) == {"state": "failed", "message": "Image: no image"}


def test_it_ends_when_the_job_is_gone(api):
    assert event(trigger()) == {"state": "failed", "message": "It is gone."}


def test_it_ends_when_the_time_is_over(api):
    api.answers = [{"phase": "Running"}]
    api.apply("plays", JOB)
    message = "The time is over. Last seen: Running"
    assert event(trigger(seconds=0.2)) == {"state": "failed", "message": message}


@pytest.mark.parametrize(
    ("code", "state"), [(500, State.WAITING), (429, State.WAITING), (403, State.FAILED)]
)
def test_an_api_server_in_trouble_is_asked_again_but_not_one_that_forbids(api, code, state):
    api.refusal = code
    found = look(KEY, Wanted.SUCCEEDED)
    assert found.state is state
    assert found.message == f'the API server answered {code}: {{"message": "no"}}'


def test_it_ends_when_there_is_no_cluster_to_ask(monkeypatch):
    monkeypatch.setenv("KUBECONFIG", "/nowhere")
    found = look(KEY, Wanted.SUCCEEDED)
    assert found.state is State.FAILED
    assert found.message.startswith("Airflow knows no cluster: Invalid kube-config file.")


def test_another_triggerer_goes_on_with_the_same(api):
    made = trigger(wanted="Ready")
    path, arguments = made.serialize()
    assert path == "tunejob_airflow.trigger.TuneJobTrigger"
    assert TuneJobTrigger(**arguments).serialize() == made.serialize()


def test_a_task_that_is_ended_by_hand_suspends_the_job(api):
    asyncio.run(trigger().on_kill())
    assert api.merged == [{"spec": {"suspend": True}}]


@pytest.mark.parametrize("seconds", [0, 0.5, 301])
def test_looks_are_neither_too_many_nor_too_few(seconds):
    with pytest.raises(ValueError, match="poke_interval is"):
        TuneJobSensor(task_id="x", namespace="music", name="plays", poke_interval=seconds)
