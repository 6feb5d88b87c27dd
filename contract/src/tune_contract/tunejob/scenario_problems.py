"""Checks a producer against the scenario it names."""

from pydantic import ValidationError

from tune_contract.scenarios.declaration import Scenario, ScenarioParameters
from tune_contract.scenarios.registry import find_scenario, scenario_names
from tune_contract.tunejob.problems import Problem, problems_of
from tune_contract.tunejob.producer import ProducerSpec
from tune_contract.tunejob.rules import SHARED_TOTAL


def scenario_problems(producer: ProducerSpec, path: str = "") -> list[Problem]:
    """What is wrong between a producer and its scenario.

    Args:
        producer: with parameters that nobody has checked yet.
        path: where it stands in its document, as in `spec.producer.`, with the dot.
    """
    scenario = find_scenario(producer.scenario)
    if scenario is None:
        known = ", ".join(scenario_names())
        message = f"{producer.scenario!r}: no such scenario; there are: {known}"
        return [Problem(f"{path}scenario", message)]
    model = scenario.parameters
    try:
        parameters = model.model_validate(producer.parameters)
    except ValidationError as error:
        return [_known(each, scenario) for each in problems_of(error, model, f"{path}parameters")]
    return _total_problems(producer, parameters, path)


def _known(problem: Problem, scenario: Scenario) -> Problem:
    """Say of a scenario without parameters that it has none: nothing could be listed."""
    if scenario.parameters.model_fields:
        return problem
    return Problem(problem.path, f"unknown field; {scenario.name} has no parameters")


def _total_problems(
    producer: ProducerSpec, parameters: ScenarioParameters, path: str
) -> list[Problem]:
    needs = parameters.needs_total()
    if needs and not producer.total:
        message = "needs total: give the number of events"
        return [Problem(f"{path}parameters.{needs}", message)]
    if 0 < producer.events() < producer.replicas:
        return [Problem(f"{path}replicas", SHARED_TOTAL.message)]
    return []
