"""The events a job makes for itself, to try a pipeline or to load a cluster."""

from pydantic import Field, JsonValue, model_validator

from tune_contract.model import Model
from tune_contract.names import ScenarioName
from tune_contract.rule import ruled
from tune_contract.scenarios.registry import find_scenario
from tune_contract.tunejob.disorder import DisorderSpec
from tune_contract.tunejob.rules import SHARED_TOTAL


class ProducerSpec(Model):
    """A seeded producer. Leave it out when something else fills the topics."""

    model_config = ruled(SHARED_TOTAL)

    scenario: ScenarioName = "steady"
    """Which events and in what rhythm: `steady`, `waves` or `regions` (see Scenarios)."""
    parameters: dict[str, JsonValue] = Field(default_factory=dict, max_length=64)
    """The scenario's own parameters; its model checks them."""
    rate: float = Field(200, ge=0, le=10_000_000)
    """Events per second, over all replicas; 0 = as fast as Kafka takes them. Where the scenario has
    a rhythm of its own, it is the average."""
    total: int = Field(0, ge=0, le=10**12)
    """How many events in all; 0 = as many as the scenario makes by itself: `waves` all its waves,
    the others without end. The job is bounded when there is an end."""
    seed: int = Field(7, ge=0, le=2**32 - 1)
    """The same seed gives the same events."""
    replicas: int = Field(1, ge=1, le=100)
    """How many producers share the rate and the total."""
    disorder: DisorderSpec = DisorderSpec()
    """What is wrong with some of the events; nothing when left out."""

    @model_validator(mode="after")
    def _something_for_each(self) -> "ProducerSpec":
        if 0 < self.total < self.replicas:
            raise ValueError(SHARED_TOTAL.message)
        return self

    def events(self) -> int:
        """How many events there will be in all; 0 = without end.

        Raises:
            ValidationError: the parameters were never checked, and are wrong.
        """
        scenario = find_scenario(self.scenario)
        if self.total or scenario is None:
            return self.total
        return scenario.parameters.model_validate(self.parameters).own_total()

    def bounded(self) -> bool:
        """Whether it ends by itself."""
        return self.events() > 0
