"""Observes a job's Kafka: whether its topics can be used, their ids, and the lag."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tune_contract.errors import TuneError
from tune_contract.runtime.reports import DriverProgress
from tune_contract.tunejob.job import TuneJob
from tune_operator.core.lag import lag
from tune_operator.core.observed import KafkaObserved, KafkaState
from tune_operator.kubernetes.cluster.api import Api, Document
from tune_operator.kubernetes.cluster.kinds import SECRET
from tune_operator.kubernetes.kafka.login import read_login
from tune_operator.kubernetes.kafka.looks import KafkaLooks, Look
from tune_operator.kubernetes.kafka_access import KafkaAccess, external_access, strimzi_access
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.manifests.names import kafka_user
from tune_operator.kubernetes.memory import Memory
from tune_operator.kubernetes.observe.strimzi import Strimzi, ready, said


@dataclass(frozen=True)
class KafkaSeen:
    """One look at a job's Kafka."""

    observed: KafkaObserved
    access: KafkaAccess | None = None
    """How to reach it; None while that cannot be told."""
    lag: int | None = None
    missing: tuple[str, ...] = ()
    """What the spec names and the namespace has not, in sentences."""


@dataclass(frozen=True)
class KafkaView:
    """Looks at Kafkas."""

    api: Api
    strimzi: Strimzi
    looks: KafkaLooks

    def look(
        self, key: JobKey, job: TuneJob, memory: Memory, progress: DriverProgress | None
    ) -> KafkaSeen:
        """What the core decides from.

        Args:
            key: the job's.
            job: what it asks for.
            memory: when its producer was first seen to have finished: lag from before is no lag.
            progress: what the driver has committed; None when there is no driver.
        """
        topics = [each.name for each in job.spec.topics()]
        if not topics:  # a batch pipeline that reads none needs no Kafka
            return KafkaSeen(KafkaObserved(KafkaState.READY), KafkaAccess(bootstrap_servers=""))
        cluster = job.spec.kafka.cluster
        seen = self._strimzi(key, job, cluster) if cluster else self._external(key, job)
        if seen.access is None:
            return seen
        access = seen.access
        read = [each.name for each in job.spec.kafka.topics.values()]
        if cluster and (progress is None or not read):
            self.looks.forget(key)
            return seen
        asked = read if cluster else topics
        look = self.looks.newest(key, lambda: read_login(self.api, key.namespace, access), asked)
        judged = seen if cluster else replace(seen, observed=_judge(look, topics))
        return replace(judged, lag=self._lag(key, _only(look, read), memory, progress))

    def _strimzi(self, key: JobKey, job: TuneJob, cluster: str) -> KafkaSeen:
        kafka = self.strimzi.kafka(key.namespace, cluster)
        if kafka is None:
            missing = (
                f"There is no Kafka {cluster} in the namespace {key.namespace}: create it with "
                "Strimzi, or name another in spec.kafka.cluster."
            )
            return KafkaSeen(KafkaObserved(KafkaState.UNREACHABLE, missing), missing=(missing,))
        try:
            access = strimzi_access(kafka, kafka_user(key.name))
        except TuneError as error:
            return KafkaSeen(KafkaObserved(KafkaState.STARTING, str(error)))
        if not ready(kafka):
            return KafkaSeen(KafkaObserved(KafkaState.STARTING, said(kafka)), access)
        known = self.strimzi.topics(key.namespace, cluster)
        wanted = [each.name for each in job.spec.topics()]
        return KafkaSeen(_topics(known, wanted), access)

    def _external(self, key: JobKey, job: TuneJob) -> KafkaSeen:
        reference, secret = job.spec.kafka.user_secret, None
        if reference is not None:
            secret = self.api.get(SECRET, key.namespace, reference.name)
        try:
            access = external_access(job.spec.kafka, secret)
        except TuneError as error:
            observed = KafkaObserved(KafkaState.UNREACHABLE, str(error))
            return KafkaSeen(observed, missing=(str(error),))
        observed = KafkaObserved(KafkaState.STARTING, "Kafka is being asked for the topics.")
        return KafkaSeen(observed, access)

    def _lag(
        self, key: JobKey, look: Look | None, memory: Memory, progress: DriverProgress | None
    ) -> int | None:
        if look is None or progress is None or look.problem:
            return None
        finished = memory.producer_finished_at
        if finished is not None and look.began < finished:
            self.looks.again(key)
            return None
        return lag(progress.offsets, look.found.ends)


def _topics(known: Mapping[str, Document], wanted: list[str]) -> KafkaObserved:
    """What Strimzi says of the topics."""
    missing = _missing(known, wanted)
    if missing is not None:
        return missing
    unready = [known[name] for name in wanted if not ready(known[name])]
    if unready:
        return KafkaObserved(KafkaState.STARTING, " ".join(map(said, unready)))
    ids = {name: (known[name].get("status") or {}).get("topicId", "") for name in wanted}
    return KafkaObserved(
        KafkaState.READY, topic_ids={name: found for name, found in ids.items() if found}
    )


def _judge(look: Look | None, wanted: list[str]) -> KafkaObserved:
    """What Kafka itself says of the topics."""
    if look is None:
        return KafkaObserved(KafkaState.STARTING, "Kafka is being asked for the topics.")
    if look.problem:
        return KafkaObserved(KafkaState.UNREACHABLE, look.problem)
    missing = _missing(look.found.ends, wanted)
    return missing or KafkaObserved(KafkaState.READY, topic_ids=look.found.ids)


def _only(look: Look | None, topics: list[str]) -> Look | None:
    """Without the ends of other topics: what is written to is no lag."""
    if look is None:
        return None
    ends = {name: ends for name, ends in look.found.ends.items() if name in topics}
    return replace(look, found=replace(look.found, ends=ends))


def _missing(known: Mapping[str, object], wanted: list[str]) -> KafkaObserved | None:
    absent = sorted(set(wanted) - known.keys())
    if not absent:
        return None
    return KafkaObserved(KafkaState.TOPICS_MISSING, f"Topics to be made: {', '.join(absent)}.")
