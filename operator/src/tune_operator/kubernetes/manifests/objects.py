"""All objects of a part of a job, in the order they are made in."""

from collections.abc import Iterable

from tune_contract.tunejob.kafka import TopicSpec
from tune_operator.kubernetes.manifests.checkpoint_claim import checkpoint_claim_manifest
from tune_operator.kubernetes.manifests.disruption_budget import disruption_budget
from tune_operator.kubernetes.manifests.driver_config import driver_config_map
from tune_operator.kubernetes.manifests.driver_pod import driver_pod
from tune_operator.kubernetes.manifests.driver_rights import (
    driver_role,
    driver_role_binding,
    driver_service_account,
)
from tune_operator.kubernetes.manifests.driver_service import driver_service
from tune_operator.kubernetes.manifests.kafka_topic import kafka_topic
from tune_operator.kubernetes.manifests.kafka_user import kafka_user
from tune_operator.kubernetes.manifests.network_policy import network_policy
from tune_operator.kubernetes.manifests.plan import DriverPlan, Manifest, Plan, ProducerPlan
from tune_operator.kubernetes.manifests.producer import producer
from tune_operator.kubernetes.manifests.producer_config import producer_config_map


def kafka_topics(plan: Plan, topics: Iterable[TopicSpec]) -> list[Manifest]:
    """The topics, when Strimzi runs the Kafka. One that exists is to be left as it is."""
    if not plan.kafka.cluster:
        return []
    return [kafka_topic(plan, topic) for topic in topics]


def shared_objects(plan: Plan) -> list[Manifest]:
    """What driver and producer need both: the Kafka user, and who may call them."""
    return _given(kafka_user(plan), network_policy(plan))


def driver_objects(plan: DriverPlan) -> list[Manifest]:
    """What an attempt needs beside the shared objects; the pod comes last.

    Raises:
        InvalidInput: the spec asks for what cannot be had in a pod; nothing is to be made then.
    """
    rights = [
        driver_service_account(plan),
        driver_role(plan),
        driver_role_binding(plan),
        driver_service(plan),
    ]
    return _given(
        checkpoint_claim_manifest(plan),
        *(rights if plan.spec.executor.instances else []),
        disruption_budget(plan),
        driver_config_map(plan),
        driver_pod(plan),
    )


def producer_objects(plan: ProducerPlan) -> list[Manifest]:
    """What a producer needs beside the shared objects; the workload comes last.

    Raises:
        NotFound: the spec has no producer.
    """
    return [producer_config_map(plan), producer(plan)]


def _given(*manifests: Manifest | None) -> list[Manifest]:
    return [each for each in manifests if each is not None]
