"""The one document that `python -m tune_producer.invention` starts from. It holds no secret."""

from pydantic import Field

from tune_contract.invention.request import InventionRequest
from tune_contract.model import Model


class InventionConfig(Model):
    """All that an invention needs to know, but for the model, which the environment names."""

    request: InventionRequest = InventionRequest()
    """What is to be invented."""
    out: str
    """The file to write."""
    again: bool = False
    """Whether to invent it again when the file has it already."""
    timeout: float = Field(120, gt=0)
    """Seconds for everything, waits and repeats included."""
    termination_file: str = ""
    """Where it says why it ended (a Termination)."""
