"""Applies the core's actions, one by one."""

from dataclasses import dataclass
from typing import assert_never

from tune_contract.errors import Unreachable
from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.kafka import TopicSpec
from tune_operator.core.actions import (
    Action,
    DeleteCheckpoint,
    DeleteJob,
    DeleteTopics,
    DrainDriver,
    EnsureTopics,
    KillDriver,
    RemoveDriver,
    StartDriver,
    StartProducer,
    StopProducer,
)
from tune_operator.kubernetes.apply.driver import DriverHand
from tune_operator.kubernetes.apply.objects import create_once
from tune_operator.kubernetes.apply.producer import ProducerHand
from tune_operator.kubernetes.cluster.api import Api
from tune_operator.kubernetes.cluster.kinds import CLAIM, KAFKA_TOPIC, TUNEJOB
from tune_operator.kubernetes.kafka.looks import KafkaLooks
from tune_operator.kubernetes.kafka_access import KafkaAccess
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.manifests.names import checkpoint_claim
from tune_operator.kubernetes.manifests.objects import kafka_topics
from tune_operator.kubernetes.manifests.plan import DriverPlan, Plan, ProducerPlan
from tune_operator.kubernetes.memory import Memory
from tune_operator.kubernetes.observe.observer import Picture
from tune_operator.kubernetes.observe.strimzi import Strimzi
from tune_operator.kubernetes.settings import Settings


@dataclass(frozen=True)
class Applier:
    """Applies the actions of every job."""

    api: Api
    settings: Settings
    driver: DriverHand
    producer: ProducerHand
    strimzi: Strimzi
    looks: KafkaLooks

    def apply(self, job: TuneJob, action: Action, picture: Picture, memory: Memory) -> None:
        """Do one action, without waiting for what follows from it.

        Args:
            job: the decision's own, which is the job as it is to run.
            action: what was decided.
            picture: what it was decided from.
            memory: what is remembered of the job.

        Raises:
            TuneError: the API server did not do its part; the pass is tried again.
        """
        match action:
            case StartDriver() | DrainDriver() | KillDriver() | RemoveDriver():
                self._apply_to_driver(job, action, picture, memory)
            case StartProducer() | StopProducer():
                self._apply_to_producer(job, action, picture)
            case EnsureTopics():
                self._make_topics(job, action.topics, picture)
            case DeleteTopics():
                self._delete_topics(job, action.topics)
            case DeleteCheckpoint():
                claim = checkpoint_claim(job.metadata.name)
                self.api.delete(CLAIM, job.metadata.namespace, claim)
            case DeleteJob():
                meta = job.metadata
                self.api.delete(TUNEJOB, meta.namespace, meta.name, uid=memory.uid)
            case _:
                assert_never(action)

    def _apply_to_driver(
        self,
        job: TuneJob,
        action: StartDriver | DrainDriver | KillDriver | RemoveDriver,
        picture: Picture,
        memory: Memory,
    ) -> None:
        match action:
            case StartDriver():
                self.driver.start(self._driver_plan(job, action, picture), memory)
            case DrainDriver():
                self.driver.drain(picture.driver_pod)
            case KillDriver():
                self.driver.kill(picture.driver_pod, memory)
            case RemoveDriver():
                self.driver.remove(picture.driver_pod)

    def _apply_to_producer(
        self, job: TuneJob, action: StartProducer | StopProducer, picture: Picture
    ) -> None:
        if isinstance(action, StopProducer):
            self.producer.stop(job.metadata.namespace, job.metadata.name)
            return
        access = _access(picture)
        plan = ProducerPlan(job, job.spec, access, self.settings, action.fingerprint)
        self.producer.start(plan)

    def _driver_plan(self, job: TuneJob, action: StartDriver, picture: Picture) -> DriverPlan:
        epoch = job.status.applied.checkpoint_epoch
        return DriverPlan(
            job, job.spec, _access(picture), self.settings, action.attempt, checkpoint_epoch=epoch
        )

    def _make_topics(self, job: TuneJob, topics: tuple[TopicSpec, ...], picture: Picture) -> None:
        cluster = job.spec.kafka.cluster
        if cluster is None:
            self.looks.create(JobKey(job.metadata.namespace, job.metadata.name), topics)
            return
        plan = Plan(job, job.spec, _access(picture), self.settings)
        for manifest in kafka_topics(plan, topics):
            create_once(self.api, manifest)
        self.strimzi.forget(job.metadata.namespace, cluster)

    def _delete_topics(self, job: TuneJob, topics: tuple[TopicSpec, ...]) -> None:
        cluster = job.spec.kafka.cluster
        if cluster is None:
            key = JobKey(job.metadata.namespace, job.metadata.name)
            self.looks.delete(key, [topic.name for topic in topics])
            return
        known = self.strimzi.topics(job.metadata.namespace, cluster)
        for topic in topics:
            if topic.name in known:
                name = known[topic.name]["metadata"]["name"]
                self.api.delete(KAFKA_TOPIC, job.metadata.namespace, name)


def _access(picture: Picture) -> KafkaAccess:
    if picture.access is None:
        raise Unreachable(
            "it cannot be told yet how to reach Kafka", picture.observed.kafka.message
        )
    return picture.access
