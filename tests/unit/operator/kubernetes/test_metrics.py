from prometheus_client import CollectorRegistry

from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import ProgressStatus, TuneJobStatus
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.metrics import JobCollector, OperatorMetrics

LABELS = {"namespace": "music", "name": "counts"}


def test_every_series_is_there_from_the_start():
    registry = CollectorRegistry()
    registry.register(JobCollector(lambda: [(JobKey("music", "counts"), TuneJobStatus())]))
    for name in ("tunejob_lag", "tunejob_restarts_total", "tunejob_dead_letters_total",
                 "tunejob_late_rows_total", "tunejob_processed_rows_per_second"):  # fmt: skip
        assert registry.get_sample_value(name, LABELS) == 0.0
    for phase in Phase:
        expected = float(phase is Phase.PENDING)
        sample = registry.get_sample_value("tunejob_phase", {**LABELS, "phase": phase.value})
        assert sample == expected


def test_they_follow_the_status():
    registry = CollectorRegistry()
    status = TuneJobStatus(phase=Phase.RUNNING, progress=ProgressStatus(lag=17, dead_letters=2))
    registry.register(JobCollector(lambda: [(JobKey("music", "counts"), status)]))
    assert registry.get_sample_value("tunejob_lag", LABELS) == 17
    assert registry.get_sample_value("tunejob_dead_letters_total", LABELS) == 2
    assert registry.get_sample_value("tunejob_phase", {**LABELS, "phase": "Running"}) == 1


def test_the_operators_own():
    registry = CollectorRegistry()
    metrics = OperatorMetrics(registry, waiting=lambda: 3)
    assert registry.get_sample_value("tune_operator_passes_total", {"result": "failed"}) == 0
    metrics.passed(0.2, failed=True)
    metrics.passed(0.2, failed=False)
    assert registry.get_sample_value("tune_operator_passes_total", {"result": "failed"}) == 1
    assert registry.get_sample_value("tune_operator_queue_depth") == 3
    assert registry.get_sample_value("tune_operator_pass_seconds_count") == 2
