"""steady: plays at the same odds at all times."""

from tune_contract.scenarios.declaration import Scenario, ScenarioParameters


class SteadyParameters(ScenarioParameters):
    """steady has no parameters."""


STEADY = Scenario(
    name="steady",
    summary="Plays of 1,000 tracks by 150 artists in 10 genres, with the same odds at all times. "
    "The ledger counts by genre.",
    parameters=SteadyParameters,
)
