from tune_contract.pipelines.registry import BUILT_IN, PipelineRegistry
from tune_contract.tunejob.job import TuneJob
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.observe.claims import Claims, targets


def job(name, **spec):
    document = {
        "metadata": {"name": name, "namespace": "music"},
        "spec": {
            "pipeline": "genre-counts",
            "kafka": {"cluster": "tune", "topics": {"plays": {"name": "plays"}}},
            "sinks": [{"postgres": {"secretRef": {"name": "db"}}}],
            **spec,
        },
    }
    return TuneJob.model_validate(document)


def claim(claims, which, created, attempt=0):
    body = {"metadata": {"creationTimestamp": created}, "status": {"attempt": {"number": attempt}}}
    key = JobKey("music", which.metadata.name)
    claims.claim(key, body, which)
    return key


def test_two_producers_of_one_topic():
    claims = Claims(PipelineRegistry(BUILT_IN))
    producing = {"producer": {"rate": 1}}
    older = claim(claims, job("b", **producing), "2026-01-01T00:00:00Z")
    younger = claim(claims, job("a", **producing), "2026-01-01T00:00:01Z")
    assert claims.conflicts(older) == ()
    (sentence,) = claims.conflicts(younger)
    assert "The older TuneJob music/b writes the topic plays of the Kafka tune" in sentence


def test_readers_of_one_topic_are_fine():
    claims = Claims(PipelineRegistry(BUILT_IN))
    claim(claims, job("a"), "2026-01-01T00:00:00Z")
    assert claims.conflicts(claim(claims, job("b"), "2026-01-01T00:00:01Z")) == ()


def test_one_schema_of_two_jobs():
    claims = Claims(PipelineRegistry(BUILT_IN))
    sinks = [{"postgres": {"secretRef": {"name": "db"}, "schema": "shared"}}]
    claim(claims, job("a", sinks=sinks), "2026-01-01T00:00:00Z")
    younger = claim(claims, job("b", sinks=sinks), "2026-01-01T00:00:01Z")
    assert "the schema shared" in claims.conflicts(younger)[0]


def test_a_repair_of_a_schema_is_fine_beside_its_job_and_not_beside_another_repair():
    claims = Claims(PipelineRegistry(BUILT_IN))
    sinks = [{"postgres": {"secretRef": {"name": "db"}, "schema": "shared"}}]
    repair = {"pipeline": "top-songs-backfill", "kafka": {}, "sinks": sinks}
    claim(claims, job("a", pipeline="top-songs", sinks=sinks), "2026-01-01T00:00:00Z")
    first = claim(claims, job("b", **repair), "2026-01-01T00:00:01Z")
    second = claim(claims, job("c", **repair), "2026-01-01T00:00:02Z")
    assert claims.conflicts(first) == ()
    assert "in the namespace music as a repair" in claims.conflicts(second)[0]


def test_the_first_seen_has_it_within_a_second():
    claims = Claims(PipelineRegistry(BUILT_IN))
    producing = {"producer": {"rate": 1}}
    first = claim(claims, job("b", **producing), "2026-01-01T00:00:00Z")
    second = claim(claims, job("a", **producing), "2026-01-01T00:00:00Z")
    claim(claims, job("b", **producing), "2026-01-01T00:00:00Z")
    assert claims.conflicts(first) == ()
    assert claims.conflicts(second) != ()


def test_the_one_that_has_begun_has_it_within_a_second():
    claims = Claims(PipelineRegistry(BUILT_IN))
    producing = {"producer": {"rate": 1}}
    waits = claim(claims, job("a", **producing), "2026-01-01T00:00:00Z")
    begun = claim(claims, job("b", **producing), "2026-01-01T00:00:00Z", attempt=1)
    assert claims.conflicts(waits) != ()
    assert claims.conflicts(begun) == ()


def test_a_claim_that_is_given_up_is_free():
    claims = Claims(PipelineRegistry(BUILT_IN))
    producing = {"producer": {"rate": 1}}
    older = claim(claims, job("a", **producing), "2026-01-01T00:00:00Z")
    younger = claim(claims, job("b", **producing), "2026-01-01T00:00:01Z")
    claim(claims, job("a"), "2026-01-01T00:00:00Z")
    assert claims.conflicts(younger) == ()
    claim(claims, job("a", **producing), "2026-01-01T00:00:00Z")
    assert claims.conflicts(younger) != ()
    claims.forget(older)
    assert claims.conflicts(younger) == ()


def test_folders_inside_the_pod_are_nobody_elses():
    local = job("a", sinks=[{"delta": {"path": "out"}}])
    shared = job("a", sinks=[{"delta": {"path": "s3a://lake/x"}}])
    assert list(targets(local, PipelineRegistry(BUILT_IN))) == []
    assert list(targets(shared, PipelineRegistry(BUILT_IN))) == ["the folder s3a://lake/x"]
