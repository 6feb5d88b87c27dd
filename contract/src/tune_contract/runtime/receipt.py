"""What a request with events is answered: how the API says it and `tune send` reads it."""

from pydantic import Field

from tune_contract.model import LenientModel


class RecordError(LenientModel):
    """One record that was not taken, and why."""

    index: int
    """Which record, from 0; of NDJSON which line, blank lines counted."""
    path: str = ""
    """The field that is to blame; empty = the record as a whole."""
    reason: str
    """What is wrong with it, and what to do."""
    retry: bool = False
    """Nothing is wrong with it: send it again as it is."""

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason


class Receipt(LenientModel):
    """How many events Kafka has acknowledged; those it has not are in `errors`."""

    accepted: int = 0
    """Events written by this request."""
    duplicates: int = 0
    """Events that were written before, by the same event_id, and were not written again."""
    errors: list[RecordError] = Field(default_factory=list)
    """Events that are not written; empty when all are."""
