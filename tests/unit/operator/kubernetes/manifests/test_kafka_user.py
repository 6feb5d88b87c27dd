from dataclasses import replace

from tune_operator.kubernetes.kafka_access import UserKind
from tune_operator.kubernetes.manifests.kafka_user import kafka_user


def rights(user: dict) -> dict[tuple[str, str, str], list[str]]:
    return {
        tuple(rule["resource"][key] for key in ("type", "name", "patternType")): rule["operations"]
        for rule in user["spec"]["authorization"]["acls"]
    }


READING = {
    ("topic", "music-plays", "literal"): ["Read", "Describe"],
    ("group", "spark-kafka-source", "prefix"): ["Read"],
    ("group", "spark-kafka-relation", "prefix"): ["Read"],
}


def test_the_user_is_of_the_kafka(make_plan):
    user = kafka_user(make_plan())
    assert user["metadata"]["name"] == "genres-kafka"
    assert user["metadata"]["labels"]["strimzi.io/cluster"] == "tune"
    assert user["metadata"]["ownerReferences"][0]["uid"] == "uid-1"
    assert user["spec"]["authentication"] == {"type": "scram-sha-512"}


def test_a_certificate(make_plan, tls):
    assert kafka_user(make_plan(kafka_access=tls))["spec"] == {"authentication": {"type": "tls"}}


def test_without_a_producer_it_only_reads(make_plan):
    assert rights(kafka_user(make_plan())) == READING


def test_a_producer_writes_and_reads_back(make_plan):
    assert rights(kafka_user(make_plan(producer={}))) == READING | {
        ("topic", "music-plays", "literal"): ["Read", "Describe", "Write"],
        ("group", "tune-producer", "literal"): ["Read"],
    }


def test_a_kafka_sink_writes(make_plan):
    sinks = [{"kafka": {"topic": "results"}}]
    assert rights(kafka_user(make_plan(sinks=sinks))) == READING | {
        ("topic", "results", "literal"): ["Describe", "Write"]
    }


def test_there_is_no_user_where_nobody_asks(make_plan, plain, scram):
    nobody = replace(scram, user_kind=UserKind.NONE)
    outside = replace(scram, cluster="")
    for access in (plain, nobody, outside):
        assert kafka_user(make_plan(kafka_access=access)) is None
