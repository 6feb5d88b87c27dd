"""What ingest tells Prometheus about itself."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from tune_api.ingest.intake import Intake, Written

_OUTCOMES = ("accepted", "duplicate", "invalid", "failed")


class IngestMetrics:
    """The counters, at zero for each topic from the start: a rate needs a first value."""

    def __init__(self, registry: CollectorRegistry, intake: Intake) -> None:
        self._events = Counter(
            "tunejob_api_ingest_events",
            "Events sent here: accepted, duplicate, invalid, or failed at Kafka.",
            ["topic", "outcome"],
            registry=registry,
        )
        self._bytes = Counter(
            "tunejob_api_ingest_bytes", "Bytes of the bodies read.", ["topic"], registry=registry
        )
        self._seconds = Histogram(
            "tunejob_api_ingest_seconds",
            "Seconds from a body's end to Kafka's word on its events.",
            ["topic"],
            registry=registry,
        )
        for topic in intake.topics:
            for outcome in _OUTCOMES:
                self._events.labels(topic.name, outcome)
            self._bytes.labels(topic.name)
            self._seconds.labels(topic.name)
        _gauges(registry, intake)

    def count(self, topic: str, written: Written, invalid: int) -> None:
        """Count the events of a request."""
        counts = (written.accepted, written.duplicates, invalid, len(written.failed))
        for outcome, count in zip(_OUTCOMES, counts, strict=True):
            self._events.labels(topic, outcome).inc(count)

    def measure(self, topic: str, size: int, seconds: float) -> None:
        """Note how much a request was and how long it took."""
        self._bytes.labels(topic).inc(size)
        self._seconds.labels(topic).observe(seconds)


def _gauges(registry: CollectorRegistry, intake: Intake) -> None:
    """Read when scraped."""
    outstanding = Gauge(
        "tunejob_api_ingest_outstanding", "Events not acknowledged yet.", registry=registry
    )
    outstanding.set_function(lambda: intake.publisher.outstanding)
    reachable = Gauge(
        "tunejob_api_ingest_kafka_reachable", "1 while Kafka answers.", registry=registry
    )
    reachable.set_function(lambda: intake.publisher.reachable)
    remembered = Gauge(
        "tunejob_api_ingest_remembered",
        "Event ids known to be acknowledged.",
        ["topic"],
        registry=registry,
    )
    for topic in intake.topics:
        remembered.labels(topic.name).set_function(topic.memory.__len__)
