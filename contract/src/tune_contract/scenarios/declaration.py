"""What a scenario is, to everybody but the producer: parameters, and what its ledger counts by."""

from dataclasses import dataclass
from datetime import timedelta

from tune_contract.model import Model


class ScenarioParameters(Model):
    """What the parameters of every scenario can tell."""

    def own_total(self) -> int:
        """How many events it makes when nobody gives a total; 0 = without end."""
        return 0

    def needs_total(self) -> str:
        """The parameter that makes no sense without a total; empty when there is none."""
        return ""


@dataclass(frozen=True)
class Scenario:
    """A scenario's declaration."""

    name: str
    summary: str
    parameters: type[ScenarioParameters]
    counted_by: tuple[str, ...] = ("genre",)
    """The fields of a play that the ledger counts by."""
    grain: timedelta = timedelta(minutes=1)
    """How long a time one entry of the ledger is about: many keys want few entries of each."""
