import pytest
from pydantic import ValidationError

from tune_contract.tunejob.kafka import ResultTopic
from tune_contract.tunejob.spec import TuneJobSpec


def spec(*sinks: object) -> TuneJobSpec:
    document = {
        "pipeline": "genre-counts",
        "kafka": {"cluster": "tune", "topics": {"plays": {"name": "music-plays"}}},
        "sinks": sinks,
    }
    return TuneJobSpec.model_validate(document)


def test_the_topics_that_are_written_are_made_too() -> None:
    found = spec({"csv": {"path": "out"}}, {"kafka": {"topic": "genre-counts"}})
    assert found.result_topics() == (ResultTopic(name="genre-counts"),)
    assert found.topics() == (found.kafka.topics["plays"], ResultTopic(name="genre-counts"))


def test_a_job_does_not_read_its_own_results() -> None:
    with pytest.raises(ValidationError, match="give the sink another topic"):
        spec({"kafka": {"topic": "music-plays"}})
