"""The one document a producer starts from."""

from pydantic import AwareDatetime, Field, JsonValue

from tune_contract.model import Model
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import EndpointConfig
from tune_contract.tunejob.disorder import DisorderSpec


class ProducerConfig(Model):
    """All that a producer needs to know."""

    kafka: KafkaConnection
    topic: str
    scenario: str = "steady"
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    """The scenario's own; its model checks them."""
    disorder: DisorderSpec = DisorderSpec()
    """What is wrong with some of the events."""
    rate: float = Field(200, ge=0)
    """Events per second; 0 = as fast as Kafka takes them."""
    total: int = Field(0, ge=0)
    """Events in all; 0 = as many as the scenario makes by itself, or without end."""
    seed: int = 7
    replicas: int = Field(1, ge=1)
    """How many producers share rate and total."""
    replica: int | None = Field(None, ge=0)
    """Which of them it is, from 0. In a pod of an indexed Job the pod's own index counts instead;
    without either the producer has its share of the rate and a run of its own."""
    run: str = Field("", pattern=r"^[0-9A-Za-z.]{0,64}$")
    """The mark in the event ids; a random one when empty. A producer that has lost its ledger finds
    by it in the topic what was produced before."""
    run_since: AwareDatetime | None = None
    """No event of the run is older: from where the topic is read when the ledger is lost."""
    endpoint: EndpointConfig | None = None
    """Where it serves /metrics, /progress and /livez; nowhere when left out."""
    ledger_file: str = ""
    """Where the ledger is kept, so that a restart goes on from it; nowhere when empty."""
    print_ledger: bool = False
    """Whether the final ledger is written to standard output, as one line of JSON."""
    termination_file: str = ""
    """Where it says why it ended (a Termination)."""
    exit_with_parent: bool = False
    """Stop gracefully when standard input is closed."""
