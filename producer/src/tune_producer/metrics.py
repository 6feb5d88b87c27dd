"""The progress as Prometheus metrics, read off the board when scraped."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tune_producer.board import Board


class _Progress(Collector):
    def __init__(self, board: Board) -> None:
        self._board = board

    def collect(self) -> Iterator[Metric]:
        progress = self._board.progress
        yield CounterMetricFamily(
            "tune_producer_events_acknowledged",
            "Events Kafka has acknowledged, earlier runs on the same ledger included.",
            progress.acknowledged,
        )
        yield CounterMetricFamily(
            "tune_producer_events_failed", "Events Kafka refused.", progress.failed
        )
        yield GaugeMetricFamily(
            "tune_producer_target_rate",
            "Events per second asked for; 0 = as fast as Kafka takes them.",
            progress.target_rate,
        )
        yield GaugeMetricFamily(
            "tune_producer_rate", "Events acknowledged per second.", progress.rate
        )
        yield GaugeMetricFamily(
            "tune_producer_behind", "1 while it cannot hold the target rate.", progress.behind
        )
        yield GaugeMetricFamily(
            "tune_producer_finished", "1 once all events are acknowledged.", progress.finished
        )


def metrics_text(board: Board) -> bytes:
    """All metrics in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Progress(board))
    return generate_latest(registry)
