"""Prometheus metrics: of the operator itself, and of every job as its status has it."""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tune_contract.tunejob.phase import ConditionStatus, ConditionType, Phase
from tune_contract.tunejob.status import TuneJobStatus
from tune_operator.kubernetes.key import JobKey

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LABELS = ["namespace", "name"]
_Statuses = Callable[[], Iterable[tuple[JobKey, TuneJobStatus]]]

_GAUGES: tuple[tuple[str, str, Callable[[TuneJobStatus], float]], ...] = (
    ("lag", "Events that wait in the topics.", lambda s: s.progress.lag or 0),
    ("batch_id", "The last committed batch.", lambda s: s.progress.batch_id or 0),
    ("input_rows_per_second", "Events read per second.",
     lambda s: s.progress.input_rows_per_second),
    ("processed_rows_per_second", "Events the stream could process per second.",
     lambda s: s.progress.processed_rows_per_second),
    ("last_commit_timestamp_seconds", "When the last batch was committed.",
     lambda s: s.progress.last_commit_time.timestamp() if s.progress.last_commit_time else 0),
    ("watermark_timestamp_seconds", "The watermark.",
     lambda s: s.progress.watermark.timestamp() if s.progress.watermark else 0),
    ("consecutive_failures", "Failures in a row.", lambda s: s.restarts.consecutive_failures),
    ("producer_rate", "Events produced per second.", lambda s: s.producer.rate),
)  # fmt: skip
_COUNTERS: tuple[tuple[str, str, Callable[[TuneJobStatus], float]], ...] = (
    ("attempts", "Drivers started.", lambda s: s.attempt.number),
    ("restarts", "Restarts after an end nobody asked for.", lambda s: s.restarts.count),
    ("dead_letters", "Records that could not be counted.", lambda s: s.progress.dead_letters),
    ("late_rows", "Rows dropped behind the watermark.", lambda s: s.progress.late_rows),
    ("produced_events", "Events Kafka acknowledged.", lambda s: s.producer.acknowledged),
)


class OperatorMetrics:
    """How the operator itself does; every series is there from the start."""

    def __init__(self, registry: CollectorRegistry, waiting: Callable[[], int]) -> None:
        self._passes = Counter(
            "tune_operator_passes", "Passes over jobs.", ["result"], registry=registry
        )
        self._seconds = Histogram(
            "tune_operator_pass_seconds", "How long a pass takes.", buckets=_SECONDS,
            registry=registry,
        )  # fmt: skip
        depth = Gauge("tune_operator_queue_depth", "Jobs that wait for a pass.", registry=registry)
        depth.set_function(waiting)
        for result in ("ok", "failed"):
            self._passes.labels(result)

    def passed(self, seconds: float, *, failed: bool) -> None:
        """A pass has ended."""
        self._passes.labels("failed" if failed else "ok").inc()
        self._seconds.observe(seconds)


class JobCollector(Collector):
    """`tunejob_*`: every job's series are there, at 0, from the first pass over it."""

    def __init__(self, statuses: _Statuses) -> None:
        self._statuses = statuses

    def collect(self) -> Iterator[Metric]:
        """One sample of each metric and job."""
        known = list(self._statuses())
        for name, meaning, value in _GAUGES:
            gauge = GaugeMetricFamily(f"tunejob_{name}", meaning, labels=_LABELS)
            for key, status in known:
                gauge.add_metric(list(key), value(status))
            yield gauge
        for name, meaning, value in _COUNTERS:
            counter = CounterMetricFamily(f"tunejob_{name}", meaning, labels=_LABELS)
            for key, status in known:
                counter.add_metric(list(key), value(status))
            yield counter
        yield _phases(known)
        yield _conditions(known)


def _phases(known: list[tuple[JobKey, TuneJobStatus]]) -> Metric:
    family = GaugeMetricFamily(
        "tunejob_phase", "1 for the phase a job is in.", labels=[*_LABELS, "phase"]
    )
    for key, status in known:
        for phase in Phase:
            family.add_metric([*key, phase.value], float(status.phase is phase))
    return family


def _conditions(known: list[tuple[JobKey, TuneJobStatus]]) -> Metric:
    family = GaugeMetricFamily(
        "tunejob_condition", "1 for a condition that is True.", labels=[*_LABELS, "type"]
    )
    for key, status in known:
        for kind in ConditionType:
            found = status.condition(kind)
            holds = found is not None and found.status is ConditionStatus.TRUE
            family.add_metric([*key, kind.value], float(holds))
    return family
