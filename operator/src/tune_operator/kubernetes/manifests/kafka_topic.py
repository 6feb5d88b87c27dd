"""The job's topics as Strimzi's KafkaTopics."""

import hashlib
import re

from pydantic import TypeAdapter, ValidationError

from tune_contract.names import ResourceName
from tune_contract.tunejob.kafka import TopicSpec
from tune_operator.kubernetes.manifests.metadata import kept_metadata, strimzi_labels
from tune_operator.kubernetes.manifests.names import Component
from tune_operator.kubernetes.manifests.plan import Manifest, Plan

_RESOURCE_NAME = TypeAdapter(ResourceName)
_HASH_LENGTH = 8
_LONGEST = 200  # characters of the topic's name in the object's: with the hash below 253


def kafka_topic(plan: Plan, topic: TopicSpec) -> Manifest:
    """The topic. It has no owner: it stays when the job goes, as others may read it."""
    described = kept_metadata(plan, kafka_topic_name(topic.name), Component.KAFKA)
    spec: Manifest = {"topicName": topic.name, "partitions": topic.partitions}
    if topic.replicas is not None:
        spec["replicas"] = topic.replicas
    if topic.config():
        spec["config"] = {**topic.config()}
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaTopic",
        "metadata": {**described, "labels": strimzi_labels(plan)},
        "spec": spec,
    }


def kafka_topic_name(topic: str) -> str:
    """The object's name: the topic's own where Kubernetes allows it, else one made of it."""
    try:
        return _RESOURCE_NAME.validate_python(topic)
    except ValidationError:
        readable = re.sub(r"[^a-z0-9]+", "-", topic.lower()).strip("-")[:_LONGEST]
        digits = hashlib.sha256(topic.encode()).hexdigest()[:_HASH_LENGTH]
        return f"{readable}-{digits}".lstrip("-")
