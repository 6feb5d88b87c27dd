import pytest

from tune_contract.tunejob.spec import TuneJobSpec
from tune_contract.tunejob.status import AppliedStatus
from tune_operator.core.fingerprint import FieldClass, applied_by, changes, request, version

PRODUCER = {"scenario": "steady", "rate": 200}
TOPIC = {"name": "plays"}


def difference(make_job, before, after):
    one, two = (applied_by(make_job(**spec).spec) for spec in (before, after))
    return set(changes(one, two))


@pytest.mark.parametrize(
    "change",
    [
        {"ttlSecondsAfterFinished": 60},
        {"health": {"maxLag": 7}},
        {"restartPolicy": {"maxRestarts": 1}},
        {"upgrade": {"drainTimeout": "5s"}},
        {"checkpoint": {"onDelete": "Delete"}},
        {"checkpoint": {"storage": {"size": "2Gi"}}},
        {"suspend": True},
        {"kafka": {"topics": {"plays": {**TOPIC, "partitions": 9, "retention": "1d"}}}},
        {"kafka": {"topics": {"plays": {**TOPIC, "onDelete": "Delete"}}}},
        {"trigger": {"interval": "1s"}},
    ],
)
def test_changes_that_stop_nothing(make_job, change):
    assert difference(make_job, {}, change) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"parameters": {"window": "5 minutes"}},
        {"sinks": [{"csv": {"path": "elsewhere"}}]},
        {"trigger": {"interval": "2s"}},
        {"trigger": {"availableNow": True}},
        {"driver": {"memory": "2g"}},
        {"executor": {"instances": 3}},
        {"image": "jobs:2"},
        {"sparkConf": {"spark.speculation": "true"}},
        {"restartNonce": 1},
        {"checkpoint": {"resetNonce": 1}},
        {"kafka": {"topics": {"plays": TOPIC}, "bootstrapServers": "kafka:9092"}},
        {"kafka": {"topics": {"plays": {**TOPIC, "startingOffsets": "latest"}}}},
    ],
)
def test_changes_of_the_stream(make_job, change):
    assert difference(make_job, {}, change) == {FieldClass.STREAM}


@pytest.mark.parametrize(
    "schedule", [{"availableNow": True}, {"schedule": "0 9 * * *", "timeZone": "Europe/Oslo"}]
)
def test_a_driver_does_not_see_when_it_is_started(make_job, schedule):
    before = {"trigger": {"schedule": "0 7 * * *"}}
    assert difference(make_job, before, {"trigger": schedule}) == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"producer": PRODUCER}),
        ({"producer": PRODUCER}, {}),
        ({"producer": PRODUCER}, {"producer": {**PRODUCER, "rate": 7}}),
    ],
)
def test_changes_of_the_producer(make_job, before, after):
    assert difference(make_job, before, after) == {FieldClass.PRODUCER}


def test_defaults_spelt_out_are_no_change(make_job):
    assert difference(make_job, {"producer": {}}, {"producer": PRODUCER}) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"checkpoint": {"location": "/elsewhere"}},
        {"kafka": {"topics": {"plays": {"name": "others"}}}},
        {"checkpoint": {"location": "/elsewhere"}, "image": "jobs:2", "producer": PRODUCER},
    ],
)
def test_what_the_checkpoint_belongs_to_does_not_change_alone(make_job, change):
    assert difference(make_job, {}, change) == {FieldClass.REFUSED}


def test_a_reset_allows_another_location(make_job):
    moved = {"checkpoint": {"location": "/elsewhere", "resetNonce": 1}}
    assert difference(make_job, {}, moved) == {FieldClass.STREAM}


def test_a_reset_allows_another_topic_which_the_producer_fills_as_well(make_job):
    other = {"kafka": {"topics": {"plays": {"name": "others"}}}, "checkpoint": {"resetNonce": 1}}
    both = {FieldClass.STREAM, FieldClass.PRODUCER}
    assert difference(make_job, {"producer": PRODUCER}, {"producer": PRODUCER, **other}) == both


def test_a_job_that_never_started_has_no_changes(make_job):
    assert changes(AppliedStatus(), applied_by(make_job().spec)) == frozenset()


def test_a_job_without_producer_has_no_fingerprint_of_one(make_job):
    assert applied_by(make_job().spec).producer == ""


def test_the_checkpoint_is_no_change_by_itself(make_job):
    asked = applied_by(make_job().spec)
    known = {"checkpoint_epoch": 2, "topic_ids": {"plays": "a"}, "replaced_topics": ["plays"]}
    assert changes(asked.model_copy(update=known), asked) == frozenset()


def test_a_version_is_not_its_restarts(make_job):
    one, two = (applied_by(make_job(restartNonce=nonce).spec) for nonce in (0, 1))
    assert version(one) == version(two)
    assert request(one) != request(two)


def test_fingerprints_do_not_change_between_versions(make_job):
    """Other fingerprints would restart every job when the operator is replaced."""
    assert applied_by(make_job(producer=PRODUCER).spec) == AppliedStatus(
        stream="245359989fea0d32", producer="8e501045aed12d44", identity="54b8195722923505"
    )


def test_every_field_of_the_spec_is_of_a_class_the_tests_know():
    """A new field belongs to the stream unless fingerprint.py says otherwise: say which here."""
    assert set(TuneJobSpec.model_fields) == {
        *("pipeline", "parameters", "sinks", "trigger", "driver", "executor", "image"),
        *("spark_conf", "restart_nonce", "kafka", "checkpoint"),
        *("suspend", "restart_policy", "health", "upgrade", "ttl_seconds_after_finished"),
        "producer",
    }


def test_each_class_says_what_is_done():
    assert all(each.sentence.endswith(".") for each in FieldClass)


def changed(sample):
    one, two = (applied_by(TuneJobSpec.model_validate(each["spec"])) for each in sample.documents)
    return changes(one, two)


def test_what_a_cluster_refuses_is_refused_here(bad_change):
    assert changed(bad_change) == {FieldClass.REFUSED}


def test_what_a_cluster_takes_is_taken_here(good_change):
    assert FieldClass.REFUSED not in changed(good_change)
