import pytest

from tune_cli.commands.stream import stream_job
from tune_contract.errors import InvalidInput
from tune_contract.tunejob.problems import InvalidDocument

TARGET = {"topic": "clicks", "path": "/out", "format": "csv", "checkpoint": "/state"}
PARAMETERS = {"window": "1 minute", "watermark": "10 seconds"}


def test_the_same_target_is_the_same_job() -> None:
    job = stream_job(TARGET, PARAMETERS, available_now=True)
    again = stream_job(dict(reversed(TARGET.items())), {"window": "5m"}, available_now=False)
    assert job.metadata == again.metadata
    assert job.spec.sinks[0].csv is not None
    assert job.spec.sinks[0].csv.path == "/out"
    assert job.spec.checkpoint.location == "/state"
    assert job.spec.bounded()
    assert not again.spec.bounded()


@pytest.mark.parametrize("key", ["topic", "path", "checkpoint"])
def test_another_target_is_another_job(key: str) -> None:
    job = stream_job(TARGET, PARAMETERS, available_now=True)
    other = stream_job(TARGET | {key: "other"}, PARAMETERS, available_now=True)
    assert job.metadata.name != other.metadata.name
    assert job.metadata.uid != other.metadata.uid


def test_wrong_values_are_told() -> None:
    with pytest.raises(InvalidDocument, match=r"spec\.parameters\.window: 'soon': not a duration"):
        stream_job(TARGET, PARAMETERS | {"window": "soon"}, available_now=True)
    with pytest.raises(InvalidInput, match="as Kafka topics do"):
        stream_job(TARGET | {"topic": "a b"}, PARAMETERS, available_now=True)
