"""The scenarios by name."""

from collections.abc import Callable

from tune_contract.errors import InvalidInput
from tune_producer.event_id import EventIds
from tune_producer.scenarios.scenario import Scenario
from tune_producer.scenarios.steady import Steady

SCENARIOS: dict[str, Callable[[EventIds], Scenario]] = {"steady": Steady}


def make_scenario(name: str, ids: EventIds) -> Scenario:
    """The scenario of that name.

    Raises:
        InvalidInput: there is none.
    """
    if name not in SCENARIOS:
        raise InvalidInput(f"there is no scenario {name!r}", f"use {', '.join(SCENARIOS)}")
    return SCENARIOS[name](ids)
