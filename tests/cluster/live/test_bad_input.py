"""What is wrong is said in the conditions, with what to do; nothing crashes and nothing spins."""

import pytest

ENDLESS = {"scenario": "steady", "rate": 50, "total": 0, "seed": 7}


def said(job, kind, text, seconds=90):
    job.until(f"{kind}: {text}", lambda _: text in job.condition(kind)["message"], seconds)


def test_missing_kafka(make_job):
    job = make_job("no-kafka", kafka={"cluster": "nowhere", "topics": {"plays": {"name": "x"}}})
    said(job, "Ready", "There is no Kafka nowhere in the namespace music")
    assert job.status()["phase"] == "Pending"


def test_missing_secret(make_job):
    job = make_job("no-secret", sinks=[{"postgres": {"secretRef": {"name": "nowhere"}}}])
    said(job, "Ready", "The secret nowhere")


def test_image_that_does_not_exist(make_job):
    job = make_job("no-image", image="localhost/no/such:image", producer=None)
    said(job, "StreamRunning", "no/such:image")


def test_impossible_memory(make_job):
    job = make_job("too-big", driver={"memory": "500g"}, producer=None)
    said(job, "StreamRunning", "Insufficient memory")
    assert job.condition("StreamRunning")["reason"] == "Scheduling"


def test_quota(make_job, music):
    quota = {
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "tight"},
        "spec": {"hard": {"requests.memory": "1Mi"}},
    }  # fmt: skip
    music.apply(quota)
    try:
        job = make_job("no-room", producer=None)
        said(job, "StreamRunning", "exceeded quota")
    finally:
        music.delete("resourcequota", "tight")
    job.until_phase("Running")


def test_two_jobs_on_one_topic(make_job):
    older = make_job("older", producer=ENDLESS)
    older.until("accepted", lambda status: status.get("phase"))
    kafka = {"cluster": "tune", "topics": {"plays": {"name": "older-plays"}}}
    younger = make_job("younger", producer=ENDLESS, kafka=kafka)
    said(younger, "Accepted", "The older TuneJob music/older writes the topic older-plays")
    assert younger.driver() is None
    assert older.condition("Accepted")["status"] == "True"


def test_unknown_parameter(make_job):
    job = make_job("wrong", parameters={"windw": "1 minute"}, producer=None)
    said(job, "Accepted", "windw")
    assert job.condition("Stalled")["status"] == "True"


def huge(letter):
    """A pod template of a megabyte, nearly all that an object may have."""
    filler = [{"name": f"FILLER_{number}", "value": letter * 100_000} for number in range(10)]
    return {
        "memory": "512m",
        "template": {"spec": {"containers": [{"name": "driver", "env": filler}]}},
    }


@pytest.mark.nightly
def test_spec_of_a_megabyte(make_job, music):
    job = make_job("huge", producer=None, driver=huge("x"))
    job.until_phase("Running")
    music.apply(job.document | {"spec": job.document["spec"] | {"driver": huge("y")}})
    job.until("the change", lambda status: status["attempt"]["number"] == 2)
    job.until_phase("Running")
    (operator,) = music.items("pods", "app.kubernetes.io/component=operator")
    assert operator["status"]["containerStatuses"][0]["restartCount"] == 0
