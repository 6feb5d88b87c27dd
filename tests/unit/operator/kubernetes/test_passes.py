import json
from dataclasses import replace

from tune_contract.tunejob.phase import ConditionType, Phase
from tune_operator.kubernetes.cluster.kinds import (
    CLAIM,
    CONFIG_MAP,
    JOB,
    KAFKA_TOPIC,
    KAFKA_USER,
    POD,
    SECRET,
    TUNEJOB,
)
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.passes import FINALIZER

KEY = JobKey("music", "counts")


def test_a_new_job_gets_all_it_needs(api, operator):
    api.add_job()
    operator.look(2)
    assert {
        ("KafkaTopic", "plays"),
        ("KafkaUser", "counts-kafka"),
        ("Job", "counts-producer"),
        ("PersistentVolumeClaim", "counts-checkpoint"),
        ("ConfigMap", "counts-driver-1"),
        ("Pod", "counts-driver-1"),
        ("NetworkPolicy", "counts"),
    } <= api.made()
    assert api.get(TUNEJOB, *KEY)["metadata"]["finalizers"] == [FINALIZER]
    assert api.status()["attempt"]["driver"] == "counts-driver-1"


def test_the_intent_is_written_before_anything_is_made(api, operator):
    api.add_job()
    operator.look()
    written = api.changes.index(("patch", "TuneJob", "counts/status"))
    assert written < api.changes.index(("create", "Pod", "counts-driver-1"))
    assert written < api.changes.index(("create", "Job", "counts-producer"))


def test_nothing_is_written_when_nothing_changes(api, operator):
    api.add_job()
    operator.look(2)
    api.topics_ready()
    operator.look(4)
    before = len(api.changes)
    operator.look(5)
    assert api.changes[before:] == []


def test_another_operator_goes_on_where_the_last_one_was(api, operator, new_operator):
    api.add_job()
    operator.look(2)
    api.topics_ready()
    new_operator().look(3)
    before = len(api.changes)
    new_operator().look(3)
    assert api.changes[before:] == []


def test_a_job_is_known_before_any_pass_has_come_to_it(api, operator, new_operator):
    """After a start of the operator as before: the one that writes a topic keeps it."""
    api.add_job("older")
    operator.look(2, JobKey("music", "older"))
    api.add_job("younger")
    for each in (operator, new_operator()):
        each.look(1, JobKey("music", "younger"))
        assert api.condition(ConditionType.ACCEPTED, "younger")["reason"] == "Conflict"
    assert ("Job", "younger-producer") not in api.made()


def test_a_failed_driver_is_removed_and_started_again_after_a_wait(api, operator):
    api.add_job()
    operator.look(2)
    api.topics_ready()
    said = json.dumps({"exitCode": 1, "class": "Application", "message": "boom"})
    ended = {"terminated": {"exitCode": 1, "message": said}}
    api.pod_phase("counts-driver-1", "Failed", containerStatuses=[{"state": ended}])
    operator.look(3)
    assert ("Pod", "counts-driver-1") not in api.made()
    assert ("ConfigMap", "counts-driver-1") not in api.made()
    assert api.status()["lastFailure"] == {
        "time": api.status()["lastFailure"]["time"],
        "class": "Application",
        "exitCode": 1,
        "message": "boom",
        "logTail": "the last line",
    }
    operator.look(15)
    assert ("Pod", "counts-driver-2") in api.made()
    assert api.status()["restarts"]["count"] == 1


def test_what_the_api_server_refuses_is_said_in_its_own_words(api, operator):
    api.refuses[POD] = "exceeded quota: tight"
    api.add_job()
    operator.look(3)
    found = api.condition(ConditionType.STREAM_RUNNING)
    assert (found["reason"], found["message"]) == ("Scheduling", "exceeded quota: tight")
    assert api.status()["attempt"]["number"] == 1
    before = len(api.changes)
    operator.look(3)
    assert len(api.changes) == before  # it does not try again at once


def test_what_was_refused_is_tried_again_as_the_same_attempt(api, operator):
    api.refuses[POD] = "exceeded quota: tight"
    api.add_job()
    operator.look(3)
    api.refuses.clear()
    memory = operator.passes.memories[KEY]
    memory.setback = replace(memory.setback, until=0.0)
    operator.look(2)
    assert ("Pod", "counts-driver-1") in api.made()
    assert api.status()["restarts"]["count"] == 0
    assert "lastFailure" not in api.status()


def test_a_pod_of_somebody_else_is_left_alone(api, operator):
    foreign = {"apiVersion": "v1", "kind": "Pod", "metadata": {
        "name": "counts-driver-1", "namespace": "music", "ownerReferences": [{"uid": "other"}]}}  # fmt: skip
    api.create(foreign)
    api.add_job()
    operator.look(3)
    found = api.condition(ConditionType.STREAM_RUNNING)
    assert "there is a pod counts-driver-1 of somebody else" in found["message"]
    assert api.get(POD, "music", "counts-driver-1")["metadata"]["ownerReferences"] == [
        {"uid": "other"}
    ]


def test_no_driver_starts_while_one_of_another_attempt_is_there(api, operator):
    api.add_job()
    operator.look(2)
    api.topics_ready()
    # The watch missed it, the status lost it, and yet it runs.
    pod = api.objects.pop((POD, "music", "counts-driver-1"))
    operator.look(1)
    pod["metadata"]["name"] = "counts-driver-7"
    pod["metadata"]["labels"]["tunejob.io/attempt"] = "7"
    api.objects[POD, "music", "counts-driver-7"] = pod
    api.pod_phase("counts-driver-7", "Running")
    operator.look(20)
    drivers = [name for kind, name in api.made() if kind == "Pod"]
    assert len(drivers) <= 1


def test_a_missing_secret_waits_and_says_so(api, operator):
    del api.objects[SECRET, "music", "db"]
    api.add_job()
    wait = operator.look(2)
    assert api.status()["phase"] == "Pending"
    assert "The secret db" in api.condition(ConditionType.READY)["message"]
    assert ("Pod", "counts-driver-1") not in api.made()
    assert wait is not None


def test_a_spec_that_is_not_accepted_leaves_what_runs(api, operator):
    api.add_job()
    operator.look(2)
    api.topics_ready()
    operator.look()
    job = api.objects[TUNEJOB, "music", "counts"]
    job["spec"]["parameters"] = {"windw": "1m"}
    job["metadata"]["generation"] = 2
    operator.look(2)
    assert "windw" in api.condition(ConditionType.ACCEPTED)["message"]
    assert api.condition(ConditionType.STALLED)["status"] == "True"
    assert ("Pod", "counts-driver-1") in api.made()
    assert api.status()["observedGeneration"] == 2


def test_deletion_takes_everything_down_and_keeps_what_was_asked(api, operator):
    api.add_job()
    operator.look(2)
    api.topics_ready()
    operator.look()
    api.delete(TUNEJOB, *KEY)
    operator.look(6)
    assert api.get(TUNEJOB, *KEY) is None
    left = api.made()
    assert ("Pod", "counts-driver-1") not in left
    assert ("Job", "counts-producer") not in left
    assert (CLAIM.name, "counts-checkpoint") in left
    assert (KAFKA_TOPIC.name, "plays") in left


def test_the_checkpoint_goes_when_asked(api, operator):
    api.add_job(checkpoint={"onDelete": "Delete"})
    operator.look(2)
    api.delete(TUNEJOB, *KEY)
    operator.look(6)
    assert (CLAIM.name, "counts-checkpoint") not in api.made()


def test_a_topic_of_results_is_made_beside_the_others_and_stays(api, operator, new_operator):
    api.add_job(sinks=[{"kafka": {"topic": "genre-counts"}}])
    operator.look(2)
    made = {topic["spec"]["topicName"]: topic["spec"] for topic in api.list(KAFKA_TOPIC, "music")}
    assert made.keys() == {"plays", "genre-counts"}
    assert made["genre-counts"]["config"] == {"cleanup.policy": "compact"}
    assert api.condition(ConditionType.KAFKA_READY)["status"] == "False"
    api.topics_ready()
    later = new_operator()
    later.look(2)
    assert api.condition(ConditionType.KAFKA_READY)["status"] == "True"
    assert api.status()["applied"]["topicIds"] == {"plays": "id-1"}  # only offsets bind a job
    api.delete(TUNEJOB, *KEY)
    later.look(6)
    assert {(KAFKA_TOPIC.name, "plays"), (KAFKA_TOPIC.name, "genre-counts")} <= api.made()


def test_suspended_from_the_start_makes_nothing(api, operator):
    api.add_job(suspend=True)
    operator.look(3)
    assert api.status()["phase"] == Phase.SUSPENDED.value
    kinds = {kind for kind, _ in api.made()}
    assert not kinds & {POD.name, JOB.name, CONFIG_MAP.name, KAFKA_USER.name}


def test_the_older_job_keeps_its_topic(api, operator):
    api.add_job()
    api.add_job("younger")
    younger = api.objects[TUNEJOB, "music", "younger"]
    younger["metadata"]["creationTimestamp"] = "2026-02-01T00:00:00Z"
    key = KEY._replace(name="younger")
    operator.look(2)
    operator.look(2, key)
    accepted = api.condition(ConditionType.ACCEPTED, "younger")
    assert "The older TuneJob music/counts" in accepted["message"]
    assert ("Pod", "younger-driver-1") not in api.made()


def test_a_pipeline_that_only_the_jobs_image_has_is_run_and_told_once(api, operator):
    api.add_job(pipeline="brought", image="mine:1")
    operator.look(3)
    assert ("KafkaTopic", "plays") in api.made()
    told = [each.keywords for each in operator.passes.world.events._waiting]
    unknown = [each for each in told if each["reason"] == "PipelineUnknown"]
    assert [each["type"] for each in unknown] == ["Warning"]
    assert unknown[0]["message"] == (
        "The operator has no pipeline brought: the image mine:1 has to bring it. Its parameters "
        "are checked only by the driver, and its tables are not shown. Install its package in the "
        "images of the operator and the API, too (docs/custom-pipelines.md)."
    )
    assert api.status()["results"]["tables"] == ["dead_letters"]


def test_a_pipeline_that_nobody_brings_is_refused_with_what_to_do(api, operator):
    api.add_job(pipeline="brought")
    operator.look(2)
    message = api.condition(ConditionType.ACCEPTED)["message"]
    assert "spec.pipeline: 'brought': no such pipeline here; there are: genre-counts" in message
    assert "install the package of another one here, too (docs/custom-pipelines.md)" in message
