import pytest

from tune_contract.errors import InvalidInput
from tune_contract.scenarios.declaration import Scenario as Declaration
from tune_contract.scenarios.registry import BUILT_IN
from tune_producer.scenarios.registry import make_scenario


@pytest.mark.parametrize("declared", BUILT_IN, ids=lambda it: it.name)
def test_every_declared_scenario_is_made(declared: Declaration, config, ids):
    made = make_scenario(config.model_copy(update={"scenario": declared.name}), ids)
    assert type(made).__name__.lower() == declared.name
    assert len(set(made.keys)) == len(made.keys)


@pytest.mark.parametrize(
    ("update", "message"),
    [
        (
            {"scenario": "tides"},
            r"there is no scenario 'tides' \(use steady, waves, regions\)",
        ),
        (
            {"scenario": "waves", "parameters": {"waves": 3}},
            "the scenario waves is not valid: parameters.waves: 3: input should be a valid list",
        ),
        (
            {"scenario": "regions", "parameters": {"span": "1d"}},
            "span needs a total",
        ),
    ],
)
def test_what_cannot_be_made_is_refused(config, ids, update, message):
    with pytest.raises(InvalidInput, match=message):
        make_scenario(config.model_copy(update=update), ids)
