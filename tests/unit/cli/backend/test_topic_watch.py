import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

import pytest

from tune_cli.backend.topic_watch import FoundTopic, TopicsSeen, TopicWatch
from tune_contract.errors import Unreachable
from tune_contract.tunejob.kafka import TopicSpec
from tune_operator.core.lag import Offsets
from tune_operator.core.observed import KafkaState


@dataclass
class FakeTopics:
    """Topics in memory."""

    known: dict[str, list[int]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    away: bool = False
    made: list[str] = field(default_factory=list)

    def find(self, names: Collection[str]) -> dict[str, FoundTopic]:
        if self.away:
            raise Unreachable("Kafka does not answer")
        return {
            name: FoundTopic(self.ids.get(name, ""), self.known[name])
            for name in names
            if name in self.known
        }

    def ends(self, partitions: dict[str, list[int]]) -> Offsets:
        return {topic: dict.fromkeys(numbers, 5) for topic, numbers in partitions.items()}

    def create(self, topic: TopicSpec) -> None:
        self.made.append(topic.name)
        self.known[topic.name] = list(range(topic.partitions))

    def close(self) -> None:
        pass


SPECS = (TopicSpec(name="plays", partitions=2), TopicSpec(name="chat", partitions=1))


@pytest.fixture
def topics() -> FakeTopics:
    return FakeTopics()


@pytest.fixture
def watch(topics: FakeTopics) -> Iterator[TopicWatch]:
    watch = TopicWatch(lambda: topics, SPECS)
    yield watch
    watch.stop()


def until(watch: TopicWatch, right: Callable[[TopicsSeen], bool]) -> TopicsSeen:
    deadline = time.monotonic() + 5
    while not right(watch.seen()):
        assert time.monotonic() < deadline, watch.seen()
        time.sleep(0.01)
    return watch.seen()


def test_kafka_is_starting_until_the_watch_is_started(watch: TopicWatch) -> None:
    assert watch.seen().kafka.state is KafkaState.STARTING
    assert watch.seen().ends == {}


def test_makes_what_is_missing_only_when_told(watch: TopicWatch, topics: FakeTopics) -> None:
    topics.known = {"chat": [0]}
    watch.start()
    seen = until(watch, lambda seen: seen.kafka.state is KafkaState.TOPICS_MISSING)
    assert seen.kafka.message == "Topics to be made: plays."
    assert topics.made == []
    watch.make_missing()
    seen = until(watch, lambda seen: seen.kafka.state is KafkaState.READY)
    assert topics.made == ["plays"]
    assert seen.ends == {"plays": {0: 5, 1: 5}, "chat": {0: 5}}


def test_a_topic_that_is_only_written_is_made_and_has_no_lag(topics: FakeTopics) -> None:
    watch = TopicWatch(lambda: topics, SPECS[:1], SPECS[1:])
    watch.start()
    watch.make_missing()
    seen = until(watch, lambda seen: seen.kafka.state is KafkaState.READY)
    assert sorted(topics.made) == ["chat", "plays"]
    assert seen.ends == {"plays": {0: 5, 1: 5}}
    watch.stop()


def test_a_job_that_reads_no_topic_asks_for_no_ends(topics: FakeTopics) -> None:
    watch = TopicWatch(lambda: topics, (), SPECS[1:])
    topics.ends = None  # whoever calls it fails
    watch.start()
    watch.make_missing()
    assert until(watch, lambda seen: seen.kafka.state is KafkaState.READY).ends == {}
    watch.stop()


def test_tells_the_ids_of_the_topics_that_are_there(watch: TopicWatch, topics: FakeTopics) -> None:
    topics.known, topics.ids = {"chat": [0]}, {"chat": "id 1"}
    watch.start()
    seen = until(watch, lambda seen: seen.kafka.state is KafkaState.TOPICS_MISSING)
    assert seen.kafka.topic_ids == {"chat": "id 1"}
    topics.known, topics.ids = {"chat": [0], "plays": [0, 1]}, {"chat": "id 2"}
    seen = until(watch, lambda seen: seen.kafka.state is KafkaState.READY)
    assert seen.kafka.topic_ids == {"chat": "id 2"}  # a broker without ids tells none


def test_says_when_kafka_is_away_and_when_it_is_back(watch: TopicWatch, topics: FakeTopics) -> None:
    topics.away = True
    watch.start()
    seen = until(watch, lambda seen: seen.kafka.state is KafkaState.UNREACHABLE)
    assert seen.kafka.message == "Kafka does not answer"
    topics.away = False
    watch.make_missing()
    back = until(watch, lambda seen: seen.kafka.state is KafkaState.READY)
    assert back.at > seen.at


def test_a_job_without_topics_asks_no_kafka() -> None:
    def connect() -> FakeTopics:
        raise AssertionError("nobody is to be asked")

    watch = TopicWatch(connect, ())
    watch.start()
    assert watch.seen().kafka.state is KafkaState.READY
    watch.stop()
