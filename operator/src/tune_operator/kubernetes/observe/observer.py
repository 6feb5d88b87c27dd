"""Draws the whole picture that the core decides from."""

import time
from dataclasses import dataclass

from tune_contract.tunejob.job import TuneJob
from tune_operator.core.observed import Observed, ProcessState, ProducerObserved
from tune_operator.kubernetes.cluster.api import Document
from tune_operator.kubernetes.kafka_access import KafkaAccess
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.memory import Memory
from tune_operator.kubernetes.observe.claims import Claims
from tune_operator.kubernetes.observe.driver import DriverView
from tune_operator.kubernetes.observe.kafka import KafkaView
from tune_operator.kubernetes.observe.producer import ProducerView
from tune_operator.kubernetes.observe.references import ReferenceView


@dataclass(frozen=True)
class Picture:
    """What was observed, and what applying the decision needs of it."""

    observed: Observed
    access: KafkaAccess | None
    driver_pod: Document | None
    executors: int
    """Of the job, that run."""


@dataclass(frozen=True)
class Observer:
    """Looks at everything of one job."""

    driver: DriverView
    producer: ProducerView
    kafka: KafkaView
    references: ReferenceView
    claims: Claims

    def observe(self, key: JobKey, job: TuneJob, memory: Memory) -> Picture:
        """One look. The topics' ends are measured last: after what producer and driver say."""
        producer = self.producer.look(key, memory)
        _note_finish(producer, memory)
        driver, pod = self.driver.look(key, memory)
        seen = self.kafka.look(key, job, memory, driver.progress)
        at_rest = job.spec.suspend or memory.status.phase.finished()
        starts = not driver.state.alive() and not at_rest
        observed = Observed(
            kafka=seen.observed,
            driver=driver,
            producer=producer,
            lag=seen.lag,
            missing=seen.missing + (self.references.missing(job) if starts else ()),
            conflicts=self.claims.conflicts(key),
        )
        return Picture(observed, seen.access, pod, self.driver.executors(key))


def _note_finish(producer: ProducerObserved, memory: Memory) -> None:
    over = producer.state is ProcessState.EXITED or (
        producer.progress is not None and producer.progress.finished
    )
    if producer.state.alive() and not over:
        memory.producer_finished_at = None
    elif over and memory.producer_finished_at is None:
        memory.producer_finished_at = time.monotonic()
