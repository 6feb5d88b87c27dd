from prometheus_client import CollectorRegistry, generate_latest

from tune_api.ingest.intake import Written
from tune_api.ingest.metrics import IngestMetrics
from tune_contract.runtime.receipt import RecordError


def test_all_is_zero_from_the_start_and_counted(intake, publisher, plays_topic):
    registry = CollectorRegistry()
    metrics = IngestMetrics(registry, intake)

    def events() -> list[float | None]:
        return [
            registry.get_sample_value(
                "tunejob_api_ingest_events_total", {"topic": "plays", "outcome": outcome}
            )
            for outcome in ("accepted", "duplicate", "invalid", "failed")
        ]

    assert events() == [0, 0, 0, 0]
    text = generate_latest(registry).decode()
    assert 'tunejob_api_ingest_bytes_total{topic="plays"} 0.0' in text
    assert 'tunejob_api_ingest_seconds_count{topic="plays"} 0.0' in text
    assert "tunejob_api_ingest_kafka_reachable 1.0" in text
    metrics.count("plays", Written(5, 4, [RecordError(index=0, reason="x")] * 2), invalid=3)
    metrics.measure("plays", 100, 0.5)
    assert events() == [5, 4, 3, 2]
    publisher.outstanding, publisher.reachable = 7, False
    plays_topic.memory.add(["a", "b"])
    text = generate_latest(registry).decode()
    assert "tunejob_api_ingest_outstanding 7.0" in text
    assert "tunejob_api_ingest_kafka_reachable 0.0" in text
    assert 'tunejob_api_ingest_remembered{topic="plays"} 2.0' in text
    assert 'tunejob_api_ingest_seconds_sum{topic="plays"} 0.5' in text
