"""A job's whole life on a real cluster."""

from datetime import datetime

import pytest

BOUNDED = {"scenario": "steady", "rate": 500, "total": 5000, "seed": 7}
ENDLESS = {"scenario": "steady", "rate": 100, "total": 0, "seed": 7}


def test_bounded_job_counts_what_the_producer_was_acknowledged(make_job):
    job = make_job("bounded", producer=BOUNDED)
    job.ended_exactly(5000)
    status = job.status()
    assert status["observedGeneration"] == job.get()["metadata"]["generation"]
    assert job.condition("Ready")["status"] == "True"
    assert status["producer"]["acknowledged"] == 5000
    assert status["attempt"]["number"] == 1
    assert status["restarts"]["count"] == 0


def test_with_executors_as_pods(make_job):
    executor = {"instances": 1, "cores": 1, "memory": "512m"}
    job = make_job("spread", producer=BOUNDED, executor=executor)
    job.until("an executor", lambda _: job.executors())
    job.ended_exactly(5000)
    job.cluster.until("the executors to go with their driver", lambda: not job.executors())


def test_columns_and_story(make_job, music):
    job = make_job("told", producer=ENDLESS)
    job.until_counting()
    head, row = music.kubectl("get", "tunejob", "told").splitlines()
    assert head.split()[:4] == ["NAME", "PIPELINE", "PHASE", "READY"]
    assert row.split()[:4] == ["told", "genre-counts", "Running", "True"]
    music.kubectl("wait", "--for=condition=Ready", "tunejob/told", "--timeout=60s")
    told = " ".join(each["message"] for each in music.events("told"))
    assert "The producer starts." in told
    assert "The driver of attempt 1 starts." in told


def test_killed_driver_is_replaced_and_the_sums_are_exact(make_job, music):
    job = make_job("killed", producer=BOUNDED | {"total": 20000})
    job.until_counting()
    first = job.driver()
    music.delete("pod", first["metadata"]["name"], "--grace-period=0", "--force")
    job.until("another attempt", lambda status: status["attempt"]["number"] > 1)
    job.ended_exactly(20000)
    assert job.status()["restarts"]["count"] == 1


def test_suspend_and_resume(make_job, music):
    job = make_job("paused", producer=ENDLESS)
    job.until_counting()
    job.spec(suspend=True)
    job.until_phase("Suspended")
    job.cluster.until("its driver to go", lambda: job.driver() is None, 30)
    counted = sum(job.counts().values())
    job.spec(suspend=False)
    job.until_phase("Running")
    job.until_next_batch()
    job.until("more rows", lambda _: sum(job.counts().values()) > counted)
    assert job.status()["restarts"]["count"] == 0


@pytest.mark.nightly
def test_another_rate_restarts_only_the_producer(make_job, music):
    job = make_job("faster", producer=ENDLESS)
    job.until_counting()
    driver = job.driver()["metadata"]["uid"]
    job.spec(producer=ENDLESS | {"rate": 300})
    job.until("the new rate", lambda status: status["producer"]["rate"] > 200)
    assert job.driver()["metadata"]["uid"] == driver


def test_broken_image_is_rolled_back_and_the_job_keeps_counting(make_job):
    job = make_job(
        "broken", producer=ENDLESS, upgrade={"readyTimeout": "20s", "drainTimeout": "20s"}
    )
    job.until_counting()
    job.spec(image="localhost/no/such:image")
    job.until("the refusal", lambda _: job.condition("Accepted")["reason"] == "RolledBack")
    job.until_next_batch()
    assert job.condition("StreamRunning")["status"] == "True"
    assert job.condition("Stalled")["status"] == "True"
    counted = sum(job.counts().values())
    job.until("more rows", lambda _: sum(job.counts().values()) > counted)


@pytest.mark.nightly
def test_other_windows_are_refused_with_the_choices_and_the_job_keeps_counting(make_job):
    job = make_job("windows", producer=ENDLESS, upgrade={"readyTimeout": "60s"})
    job.until_counting()
    job.spec(parameters={"window": "2 minutes"})
    job.until("the refusal", lambda _: "window 2m" in job.condition("Accepted")["message"])
    assert job.condition("Stalled")["status"] == "True"
    assert "checkpoint.resetNonce" in job.condition("Stalled")["message"]
    job.until_next_batch()


@pytest.mark.nightly
def test_scaling_the_executors_keeps_the_sums(make_job):
    job = make_job("scaled", producer=BOUNDED | {"total": 30000})
    job.until_counting()
    job.spec(executor={"instances": 1, "cores": 1, "memory": "512m"})
    job.until("an executor", lambda _: job.executors())
    job.ended_exactly(30000)


def test_deleted_job_leaves_its_checkpoint_and_nothing_else(make_job, music):
    job = make_job("gone", producer=ENDLESS, checkpoint={"onDelete": "Retain"})
    job.until_counting()
    music.delete("tunejob", "gone", "--timeout=120s")
    music.until("its objects to go", lambda: not [
        each for kind in ("pods", "configmaps", "services", "jobs", "deployments", "networkpolicies", "kafkausers")
        for each in music.items(kind, "tunejob.io/job=gone")
    ], 60)  # fmt: skip
    assert music.find("pvc", "gone-checkpoint") is not None
    assert music.find("kafkatopic", "gone-plays") is not None
    music.delete("pvc", "gone-checkpoint", "--wait=false")


@pytest.mark.nightly
def test_new_job_of_the_same_name_counts_what_the_topic_kept(make_job, music):
    job = make_job("anew", producer=BOUNDED, checkpoint={"onDelete": "Retain"})
    ledger = job.ended_exactly(5000)
    music.delete("tunejob", "anew", "--timeout=120s")
    job = make_job("anew", producer=None, trigger={"availableNow": True})
    job.until_phase("Succeeded")
    assert job.counts() == ledger
    music.delete("tunejob", "anew", "--timeout=120s")
    music.until("its claim to go", lambda: not music.find("pvc", "anew-checkpoint"), 60)


def test_kafka_that_knows_its_users_by_certificates(make_job, concerts):
    job = make_job("signed", cluster=concerts, producer=BOUNDED)
    user = concerts.until("a user", lambda: concerts.find("kafkauser", "signed-kafka"))
    assert user["spec"]["authentication"] == {"type": "tls"}
    job.ended_exactly(5000)


@pytest.mark.nightly
def test_operator_is_quiet_when_nothing_changes(make_job, music):
    job = make_job("quiet", producer=BOUNDED | {"total": 1000})
    job.until_phase("Succeeded")
    before = job.get()["metadata"]["resourceVersion"]
    finished = datetime.fromisoformat(job.status()["finishTime"])
    music.until(
        "half a minute", lambda: (datetime.now(finished.tzinfo) - finished).total_seconds() > 40
    )
    assert job.get()["metadata"]["resourceVersion"] == before


def test_leaderboard_of_the_waves_is_the_ledgers(make_job, music):
    waves = {"scenario": "waves", "rate": 150, "seed": 7, "disorder": {"duplicated": 0.1}}
    job = make_job("waves-again", pipeline="leaderboard", producer=waves)
    job.until("the producer's ledger", lambda _: sum(job.ledger().values()) == 4500)
    streams = job.ledger()  # its pods go with the job's end
    job.until_phase("Succeeded")
    ranked = sorted(streams, key=lambda track: (-streams[track], track))
    rows = music.ask("/api/v1/jobs/music/waves-again/tables/leaderboard/rows?limit=100")["rows"]
    found = sorted((row["rank"], row["track_id"], row["streams"]) for row in rows)
    assert found == [(rank, track, streams[track]) for rank, track in enumerate(ranked, 1)]
