import pytest

from tune_contract.events import Play
from tune_contract.scenarios.declaration import Scenario
from tune_contract.scenarios.registry import BUILT_IN, find_scenario, scenario_names


def test_a_scenario_is_found_by_its_name() -> None:
    assert scenario_names() == ("steady", "waves", "regions")
    assert [find_scenario(name) for name in scenario_names()] == list(BUILT_IN)
    assert find_scenario("other") is None


@pytest.mark.parametrize("scenario", BUILT_IN, ids=lambda it: it.name)
def test_declarations_hold_together(scenario: Scenario) -> None:
    parameters = scenario.parameters()
    assert type(parameters).model_validate(parameters.model_dump(mode="json")) == parameters
    assert set(scenario.counted_by) <= set(Play.model_fields)
    assert scenario.summary.endswith(".")
    assert parameters.needs_total() == ""
