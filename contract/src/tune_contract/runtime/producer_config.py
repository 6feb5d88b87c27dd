"""The one document a producer starts from."""

from pydantic import Field

from tune_contract.model import Model
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import EndpointConfig


class ProducerConfig(Model):
    """All that a producer needs to know."""

    kafka: KafkaConnection
    topic: str
    scenario: str = "steady"
    rate: float = Field(200, ge=0)
    """Events per second; 0 = as fast as Kafka takes them."""
    total: int = Field(0, ge=0)
    """Events in all; 0 = without end."""
    seed: int = 7
    endpoint: EndpointConfig | None = None
    """Where it serves /metrics, /progress and /livez; nowhere when left out."""
    ledger_file: str = ""
    """Where the ledger is kept, so that a restart goes on from it; nowhere when empty."""
    termination_file: str = ""
    """Where it says why it ended (a Termination)."""
    exit_with_parent: bool = False
    """Stop gracefully when standard input is closed."""
