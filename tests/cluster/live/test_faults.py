"""What is killed comes back, and the sums are exact."""

import os
import shlex
import subprocess
import time

import pytest

TOTAL = 20000
EVERY = 30.0  # seconds from one killed executor to the next
BOUNDED = {"scenario": "steady", "rate": 500, "total": TOTAL, "seed": 7}


def test_killed_executors(make_job, music):
    """One; with FAULT_MINUTES=10, as in `make faults`, one every half a minute for so long."""
    kills = max(1, round(float(os.environ.get("FAULT_MINUTES", "0")) * 60 / EVERY))
    total = kills * TOTAL  # more than comes between two kills: the last one has load, too
    executor = {"instances": 1, "cores": 1, "memory": "512m"}
    job = make_job("lame", producer=BOUNDED | {"total": total}, executor=executor)
    job.until_counting()
    began = time.monotonic()
    for number in range(kills):
        time.sleep(max(0, began + number * EVERY - time.monotonic()))
        before = {each["metadata"]["uid"] for each in job.executors()}
        (first, *_) = job.executors()
        music.delete("pod", first["metadata"]["name"], "--grace-period=0", "--force")
        music.until("another executor", lambda known=before: [
            each for each in job.executors() if each["metadata"]["uid"] not in known
        ])  # fmt: skip
    job.ended_exactly(total)
    assert job.status()["attempt"]["number"] == 1


def test_killed_operator(make_job, music):
    job = make_job("orphan", producer=BOUNDED)
    job.until("a driver", lambda _: job.driver())
    driver = job.driver()["metadata"]["uid"]
    operators = "app.kubernetes.io/component=operator"
    music.kubectl("delete", "pod", "-l", operators, "--grace-period=0", "--force")
    job.until_phase("Running")
    assert job.driver()["metadata"]["uid"] == driver
    job.ended_exactly(TOTAL)
    assert job.status()["restarts"]["count"] == 0


@pytest.mark.nightly
def test_deleted_child_is_made_again(make_job, music):
    job = make_job("robbed", producer=BOUNDED)
    job.until_counting()
    music.delete("networkpolicy", "robbed")
    music.delete("job", "robbed-producer")
    music.until("the producer", lambda: music.find("job", "robbed-producer"))
    job.ended_exactly(TOTAL)


def test_restarted_broker(make_job, music):
    job = make_job("rolled", producer=BOUNDED)
    job.until_counting()
    with music.strimzi_makes_pods():
        brokers = music.items("pods", "strimzi.io/cluster=tune,strimzi.io/kind=Kafka")
        first = brokers[0]["metadata"]
        music.delete("pod", first["name"], "--grace-period=0", "--force")
        music.until("another broker", lambda: (
            (found := music.find("pod", first["name"])) and found["metadata"]["uid"] != first["uid"]
            and all(each["ready"] for each in found["status"].get("containerStatuses", [{"ready": False}]))
        ))  # fmt: skip
    job.ended_exactly(TOTAL)


@pytest.mark.skipif(
    "TUNE_API_SERVER_SIGNAL" not in os.environ,
    reason="TUNE_API_SERVER_SIGNAL has to say how the API server is sent a signal",
)
def test_api_server_that_stands_still(make_job, music):
    signal = shlex.split(os.environ["TUNE_API_SERVER_SIGNAL"])
    job = make_job("cutoff", producer=BOUNDED)
    job.until_counting()
    driver = job.driver()["metadata"]["uid"]
    subprocess.run([*signal, "STOP"], check=True)
    try:
        time.sleep(30)
    finally:
        subprocess.run([*signal, "CONT"], check=True)
    job.spec(health={"maxLag": 77})
    job.until("the change", lambda status: status["observedGeneration"] == 2)
    assert job.driver()["metadata"]["uid"] == driver
    job.ended_exactly(TOTAL)
    assert job.status()["restarts"]["count"] == 0
