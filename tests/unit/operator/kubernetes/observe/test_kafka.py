import time
from datetime import UTC, datetime

import pytest

from tune_contract.runtime.reports import DriverProgress
from tune_contract.tunejob import TuneJob, TuneJobStatus
from tune_operator.core.observed import KafkaState
from tune_operator.kubernetes.kafka.looks import Look
from tune_operator.kubernetes.kafka.topics import TopicsFound
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.memory import Memory
from tune_operator.kubernetes.observe.kafka import KafkaView
from tune_operator.kubernetes.observe.strimzi import Strimzi

KEY = JobKey("music", "counts")
PROGRESS = DriverProgress(offsets={"plays": {0: 10}})


class FakeLooks:
    """One look at a Kafka that has these topics."""

    def __init__(self, ends) -> None:
        self.ends, self.asked = ends, []

    def newest(self, _key, _login, topics):
        self.asked = sorted(topics)
        return Look(time.monotonic(), TopicsFound(self.ends, dict.fromkeys(self.ends, "id-1")))


@pytest.fixture
def look(api):
    """look(ends, **spec) -> what is seen of a job on an external Kafka that has these ends."""

    def look(looks: FakeLooks, **spec):
        document = {
            "pipeline": "genre-counts",
            "kafka": {"bootstrapServers": "kafka:9092", "topics": {"plays": {"name": "plays"}}},
            "sinks": [{"kafka": {"topic": "genre-counts"}}],
            **spec,
        }
        job = TuneJob.model_validate({"metadata": {"name": "counts"}, "spec": document})
        noon = datetime(2026, 1, 31, 12, tzinfo=UTC)
        memory = Memory("uid-1", TuneJobStatus(), TuneJobStatus(), noon)
        return KafkaView(api, Strimzi(api), looks).look(KEY, job, memory, PROGRESS)

    return look


def test_what_is_written_is_no_lag(look):
    looks = FakeLooks({"plays": {0: 15}, "genre-counts": {0: 700}})
    seen = look(looks)
    assert (seen.observed.state, seen.lag) == (KafkaState.READY, 5)
    assert looks.asked == ["genre-counts", "plays"]


def test_a_missing_topic_of_results_is_to_be_made(look):
    observed = look(FakeLooks({"plays": {0: 15}})).observed
    assert observed.state is KafkaState.TOPICS_MISSING
    assert observed.message == "Topics to be made: genre-counts."


def test_a_batch_pipeline_that_writes_to_kafka_needs_its_topic_alone(look):
    looks = FakeLooks({"genre-counts": {0: 700}})
    seen = look(looks, kafka={"bootstrapServers": "kafka:9092"})
    assert (seen.observed.state, seen.lag, looks.asked) == (
        KafkaState.READY,
        None,
        ["genre-counts"],
    )
