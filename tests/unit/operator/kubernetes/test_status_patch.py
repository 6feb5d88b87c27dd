from datetime import UTC, datetime

from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import ProducerStatus, ProgressStatus, TuneJobStatus
from tune_operator.kubernetes.status_patch import only_numbers, status_patch

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_whole_status_is_replaced():
    status = TuneJobStatus(phase=Phase.RUNNING, progress=ProgressStatus(batch_id=3))
    (operation,) = status_patch(status)
    assert (operation["op"], operation["path"]) == ("add", "/status")
    assert operation["value"]["phase"] == "Running"
    assert operation["value"]["progress"]["batchId"] == 3
    assert "lastFailure" not in operation["value"]  # the schema knows no null


def test_it_reads_back_as_it_was():
    status = TuneJobStatus(finish_time=NOW, producer=ProducerStatus(acknowledged=7))
    assert TuneJobStatus.model_validate(status_patch(status)[0]["value"]) == status


def test_measurements_are_only_numbers():
    before = TuneJobStatus(progress=ProgressStatus(batch_id=1))
    after = TuneJobStatus(
        progress=ProgressStatus(batch_id=2, lag=5), producer=ProducerStatus(acknowledged=9, rate=3)
    )
    assert only_numbers(before, after)


def test_everything_else_is_of_substance():
    before = TuneJobStatus()
    assert not only_numbers(before, TuneJobStatus(phase=Phase.RUNNING))
    assert not only_numbers(before, TuneJobStatus(producer=ProducerStatus(finished=True)))
    assert not only_numbers(before, TuneJobStatus(finish_time=NOW))
