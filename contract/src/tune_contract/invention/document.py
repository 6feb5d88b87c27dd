"""The file that an invention is kept in: who made it of what, and what it is."""

from pydantic import AwareDatetime, Field, ValidationError

from tune_contract.errors import InvalidInput
from tune_contract.invention.invention import Invention
from tune_contract.invention.request import InventionRequest
from tune_contract.model import LenientModel, Model
from tune_contract.tunejob.problems import InvalidDocument, problems_of

MOST_BYTES = 1_048_576
"""Ten times what the most tracks and personas need."""
BUILT_IN = "built-in"


class Origin(Model):
    """Who made it."""

    by: str = Field(max_length=200)
    """The model's name, or `built-in`."""
    prompt_hash: str = ""
    """SHA-256 of what the model was asked; empty for the built-in."""

    def built_in(self) -> bool:
        """Whether no model was asked."""
        return self.by == BUILT_IN


class InventionDocument(LenientModel):
    """The file."""

    origin: Origin
    made_at: AwareDatetime
    request: InventionRequest
    invention: Invention


def parse_invention(data: bytes, name: str) -> InventionDocument:
    """Read a file's content.

    Args:
        data: the content.
        name: the file's, for errors.

    Raises:
        InvalidInput: it is too large, or no invention.
    """
    hint = "`tune invent --out FILE` writes one"
    if len(data) > MOST_BYTES:
        raise InvalidInput(f"{name} is larger than 1 MiB, so it is no invention", hint)
    try:
        return InventionDocument.model_validate_json(data)
    except ValidationError as error:
        raise InvalidDocument(name, problems_of(error, InventionDocument), hint) from None
