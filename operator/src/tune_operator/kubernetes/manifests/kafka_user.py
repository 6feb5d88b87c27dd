"""The job's user in a Kafka that Strimzi runs, with the rights that the job needs and no more."""

from tune_operator.kubernetes.kafka_access import UserKind
from tune_operator.kubernetes.manifests import names
from tune_operator.kubernetes.manifests.metadata import metadata, strimzi_labels
from tune_operator.kubernetes.manifests.names import Component
from tune_operator.kubernetes.manifests.plan import Manifest, Plan

_SPARK_GROUPS = ("spark-kafka-source", "spark-kafka-relation")
"""What Spark's groups start with: of a stream, and of a batch that is read again."""
_PRODUCER_GROUP = "tune-producer"


def kafka_user(plan: Plan) -> Manifest | None:
    """The user; None when the Kafka is not Strimzi's, or asks nobody who he is."""
    kind = plan.kafka.user_kind
    if not plan.kafka.cluster or kind is UserKind.NONE:
        return None
    described = metadata(plan, names.kafka_user(plan.name), Component.KAFKA)
    spec: Manifest = {"authentication": {"type": kind.value}}
    if plan.kafka.acls:
        spec["authorization"] = {"type": "simple", "acls": _acls(plan)}
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaUser",
        "metadata": {**described, "labels": strimzi_labels(plan)},
        "spec": spec,
    }


def _acls(plan: Plan) -> list[Manifest]:
    """One rule for each topic and group. Write includes what an idempotent producer needs."""
    rights: dict[str, list[str]] = {
        topic.name: ["Read", "Describe"] for topic in plan.spec.kafka.topics.values()
    }
    written = [sink.kafka.topic for sink in plan.spec.sinks if sink.kafka is not None]
    if plan.spec.producer is not None:
        written.append(plan.spec.produced_topic())
    for topic in dict.fromkeys(written):
        rights.setdefault(topic, ["Describe"]).append("Write")
    groups = [_rule("group", group, "prefix", ["Read"]) for group in _SPARK_GROUPS]
    if plan.spec.producer is not None:
        groups.append(_rule("group", _PRODUCER_GROUP, "literal", ["Read"]))
    topics = [_rule("topic", name, "literal", operations) for name, operations in rights.items()]
    return [*topics, *groups]


def _rule(kind: str, name: str, pattern: str, operations: list[str]) -> Manifest:
    resource = {"type": kind, "name": name, "patternType": pattern}
    return {"resource": resource, "operations": operations}
