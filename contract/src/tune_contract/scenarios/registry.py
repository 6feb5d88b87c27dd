"""Which scenarios exist. The producer brings them all: no image adds one."""

from tune_contract.scenarios.declaration import Scenario
from tune_contract.scenarios.regions import REGIONS
from tune_contract.scenarios.steady import STEADY
from tune_contract.scenarios.waves import WAVES

BUILT_IN = (STEADY, WAVES, REGIONS)


def find_scenario(name: str) -> Scenario | None:
    """The scenario of that name, if there is one."""
    return next((scenario for scenario in BUILT_IN if scenario.name == name), None)


def scenario_names() -> tuple[str, ...]:
    """All names, in the order of the reference."""
    return tuple(scenario.name for scenario in BUILT_IN)
