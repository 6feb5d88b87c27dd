import pytest

from tune_contract.errors import InvalidInput
from tune_producer.scenarios.registry import make_scenario
from tune_producer.scenarios.steady import Steady


def test_scenario_is_made_by_name(ids):
    assert isinstance(make_scenario("steady", ids), Steady)


def test_unknown_name_is_refused(ids):
    with pytest.raises(InvalidInput, match="no scenario 'waves'") as caught:
        make_scenario("waves", ids)
    assert caught.value.hint == "use steady"
