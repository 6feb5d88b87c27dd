import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tune_operator.kubernetes.manifests.kafka_topic import kafka_topic, kafka_topic_name

TOPICS = st.from_regex(r"[a-zA-Z0-9._-]{1,249}", fullmatch=True)
NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


def topic(make_plan, **fields: object) -> dict:
    spec = {"cluster": "tune", "topics": {"plays": {"name": "music-plays", **fields}}}
    plan = make_plan(kafka=spec)
    return kafka_topic(plan, plan.spec.kafka.topics["plays"])


def test_the_topic(make_plan):
    found = topic(make_plan, partitions=6, replicas=2, retention="1h")
    assert found["metadata"]["name"] == "music-plays"
    assert found["metadata"]["labels"]["strimzi.io/cluster"] == "tune"
    assert found["spec"] == {
        "topicName": "music-plays",
        "partitions": 6,
        "replicas": 2,
        "config": {"retention.ms": 3_600_000},
    }


def test_what_is_left_out_is_the_clusters(make_plan):
    assert topic(make_plan)["spec"] == {"topicName": "music-plays", "partitions": 3}


def test_a_topic_of_results_is_compacted(make_plan):
    plan = make_plan(sinks=[{"kafka": {"topic": "genre-counts"}}])
    (results,) = plan.spec.result_topics()
    assert kafka_topic(plan, results)["spec"] == {
        "topicName": "genre-counts",
        "partitions": 3,
        "config": {"cleanup.policy": "compact"},
    }


def test_it_stays_when_the_job_goes(make_plan):
    assert "ownerReferences" not in topic(make_plan)["metadata"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("music-plays", "music-plays"),
        ("music.plays", "music.plays"),
        ("Music_Plays", "music-plays-2dbd8554"),
        ("music-plays-", "music-plays-fc483ad5"),
        ("___", "bda25155"),
    ],
)
def test_a_name_that_kubernetes_refuses_is_made_another(name, expected):
    assert kafka_topic_name(name) == expected


@given(TOPICS)
def test_every_topic_has_a_name(name):
    made = kafka_topic_name(name)
    assert NAME.fullmatch(made)
    assert len(made) <= 253


@given(TOPICS, TOPICS)
def test_two_topics_have_two_names(one, other):
    assert (kafka_topic_name(one) == kafka_topic_name(other)) == (one == other)
