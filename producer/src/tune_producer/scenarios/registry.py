"""Makes the scenario that a config asks for."""

from pydantic import ValidationError

from tune_contract.errors import InvalidInput
from tune_contract.runtime.producer_config import ProducerConfig
from tune_contract.scenarios.declaration import ScenarioParameters
from tune_contract.scenarios.regions import RegionsParameters
from tune_contract.scenarios.registry import find_scenario, scenario_names
from tune_contract.scenarios.steady import SteadyParameters
from tune_contract.scenarios.waves import WavesParameters
from tune_contract.tunejob.problems import InvalidDocument, problems_of
from tune_producer.event_id import EventIds
from tune_producer.scenarios.regions import Regions
from tune_producer.scenarios.scenario import Scenario
from tune_producer.scenarios.steady import Steady
from tune_producer.scenarios.waves import Waves
from tune_producer.share import Share


def make_scenario(config: ProducerConfig, ids: EventIds) -> Scenario:
    """The scenario with its parameters.

    Args:
        config: of this one producer, with its own share of the total.
        ids: the run's.

    Raises:
        InvalidInput: there is no such scenario, or it cannot have these parameters.
    """
    parameters = read_parameters(config)
    match parameters:
        case WavesParameters():
            return Waves(parameters, ids, Share(config.replicas, config.replica or 0))
        case RegionsParameters():
            return Regions(parameters, ids, config.total)
        case SteadyParameters():
            return Steady(ids)
        case _:
            raise TypeError(f"{config.scenario} is declared, and nobody makes it")


def read_parameters(config: ProducerConfig) -> ScenarioParameters:
    """The parameters as their model has them.

    Raises:
        InvalidInput: there is no such scenario, or it cannot have these parameters.
    """
    scenario = find_scenario(config.scenario)
    if scenario is None:
        known = ", ".join(scenario_names())
        raise InvalidInput(f"there is no scenario {config.scenario!r}", f"use {known}")
    model = scenario.parameters
    try:
        parameters = model.model_validate(config.parameters)
    except ValidationError as error:
        problems = problems_of(error, model, "parameters")
        raise InvalidDocument(f"the scenario {scenario.name}", problems) from None
    if parameters.needs_total() and not config.total:
        raise InvalidInput(f"{parameters.needs_total()} needs a total", "give total")
    return parameters
