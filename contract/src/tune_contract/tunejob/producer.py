"""The events a job makes for itself, to try a pipeline or to load a cluster."""

from pydantic import Field, model_validator

from tune_contract.model import Model
from tune_contract.names import ScenarioName
from tune_contract.rule import ruled
from tune_contract.tunejob.rules import SHARED_TOTAL


class ProducerSpec(Model):
    """A seeded producer. Leave it out when something else fills the topics."""

    model_config = ruled(SHARED_TOTAL)

    scenario: ScenarioName = "steady"
    """Which events and in what rhythm: `steady`."""
    rate: float = Field(200, ge=0, le=10_000_000)
    """Events per second, over all replicas; 0 = as fast as Kafka takes them."""
    total: int = Field(0, ge=0, le=10**12)
    """How many events in all; 0 = without end. The job is bounded when this is set."""
    seed: int = Field(7, ge=0, le=2**32 - 1)
    """The same seed gives the same events."""
    replicas: int = Field(1, ge=1, le=100)
    """How many producers share the rate and the total."""

    @model_validator(mode="after")
    def _something_for_each(self) -> "ProducerSpec":
        if 0 < self.total < self.replicas:
            raise ValueError(SHARED_TOTAL.message)
        return self

    def bounded(self) -> bool:
        """Whether it ends by itself."""
        return self.total > 0
