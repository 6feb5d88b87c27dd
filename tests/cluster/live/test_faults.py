"""What is killed comes back, and the sums are exact."""

BOUNDED = {"scenario": "steady", "rate": 500, "total": 20000, "seed": 7}


def ended_exactly(job):
    job.until("the producer's ledger", lambda _: sum(job.ledger().values()) == BOUNDED["total"])
    ledger = job.ledger()
    job.until_phase("Succeeded")
    assert job.counts() == ledger


def test_killed_executor(make_job, music):
    executor = {"instances": 1, "cores": 1, "memory": "512m"}
    job = make_job("lame", producer=BOUNDED, executor=executor)
    job.until_counting()
    (first,) = job.executors()
    music.delete("pod", first["metadata"]["name"], "--grace-period=0", "--force")
    music.until("another executor", lambda: [
        each for each in job.executors() if each["metadata"]["uid"] != first["metadata"]["uid"]
    ])  # fmt: skip
    ended_exactly(job)
    assert job.status()["attempt"]["number"] == 1


def test_killed_operator(make_job, music):
    job = make_job("orphan", producer=BOUNDED)
    job.until("a driver", lambda _: job.driver())
    driver = job.driver()["metadata"]["uid"]
    operators = "app.kubernetes.io/component=operator"
    music.kubectl("delete", "pod", "-l", operators, "--grace-period=0", "--force")
    job.until_phase("Running")
    assert job.driver()["metadata"]["uid"] == driver
    ended_exactly(job)
    assert job.status()["restarts"]["count"] == 0


def test_deleted_child_is_made_again(make_job, music):
    job = make_job("robbed", producer=BOUNDED)
    job.until_counting()
    music.delete("networkpolicy", "robbed")
    music.delete("job", "robbed-producer")
    music.until("the producer", lambda: music.find("job", "robbed-producer"))
    ended_exactly(job)
