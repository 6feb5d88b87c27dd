from typing import Any

import pytest
from pydantic import ValidationError

from tune_contract.tunejob.producer import ProducerSpec


def spec(**fields: Any) -> ProducerSpec:
    return ProducerSpec.model_validate(fields)


@pytest.mark.parametrize(
    ("fields", "events"),
    [
        ({}, 0),
        ({"total": 5}, 5),
        ({"scenario": "waves"}, 4_500),
        ({"scenario": "waves", "total": 5}, 5),
        ({"scenario": "waves", "parameters": {"waves": [{"name": "a", "size": 7}]}}, 7),
        ({"scenario": "regions"}, 0),
        ({"scenario": "unknown"}, 0),
    ],
)
def test_it_ends_with_its_total_or_with_its_scenario(fields: dict[str, Any], events: int) -> None:
    assert (spec(**fields).events(), spec(**fields).bounded()) == (events, events > 0)


def test_parameters_that_were_never_checked() -> None:
    with pytest.raises(ValidationError):
        spec(scenario="waves", parameters={"waves": "all"}).events()
