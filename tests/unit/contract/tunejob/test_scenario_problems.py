"""Each mistake is a line with its path, its value and what is allowed."""

from typing import Any

import pytest

from tune_contract.tunejob.producer import ProducerSpec
from tune_contract.tunejob.scenario_problems import scenario_problems


def problems(**fields: Any) -> list[str]:
    return [str(each) for each in scenario_problems(ProducerSpec.model_validate(fields), "at.")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"scenario": "regions", "parameters": {"span": "2d"}, "total": 5}, []),
        (
            {"scenario": "wave"},
            ["at.scenario: 'wave': no such scenario; there are: steady, waves, regions"],
        ),
        (
            {"parameters": {"users": 5}},
            ["at.parameters.users: unknown field; steady has no parameters"],
        ),
        (
            {"scenario": "waves", "parameters": {"waves": [{"name": "a", "size": 0}]}},
            ["at.parameters.waves[0].size: 0: input should be greater than or equal to 1"],
        ),
        (
            {"scenario": "waves", "parameters": {"wave": 1}},
            ["at.parameters.wave: unknown field; did you mean waves?"],
        ),
        (
            {"scenario": "regions", "parameters": {"regions": [{"name": False, "weight": 1}]}},
            [
                "at.parameters.regions[0].name: False: put it in quotes, as in 'NO': "
                "YAML takes it for true or false"
            ],
        ),
        (
            {"scenario": "regions", "parameters": {"span": "2d"}},
            ["at.parameters.span: needs total: give the number of events"],
        ),
        (
            {
                "scenario": "waves",
                "parameters": {"waves": [{"name": "a", "size": 3}]},
                "replicas": 4,
            },
            ["at.replicas: replicas must not be more than total: each makes at least one event"],
        ),
    ],
)
def test_problems(fields: dict[str, Any], expected: list[str]) -> None:
    assert problems(**fields) == expected
