"""What is wrong with real events, made to order: a share comes late, twice, or broken."""

from datetime import timedelta

from pydantic import Field, model_validator

from tune_contract.duration import PositiveDuration
from tune_contract.model import Model
from tune_contract.rule import ruled
from tune_contract.tunejob.rules import ONE_FAULT, SHARES_TOLERANCE


class DisorderSpec(Model):
    """Shares of a producer's events that have a fault, 0 to 1; an event has one at most."""

    model_config = ruled(ONE_FAULT)

    late: float = Field(0, ge=0, le=1)
    """The share that is dated back by `lateBy`."""
    late_by: PositiveDuration = timedelta(minutes=10)
    """How late the late ones are: more than the watermark, if they are to be dropped."""
    out_of_order: float = Field(0, ge=0, le=1)
    """The share that comes after younger events, by up to `outOfOrderBy`. They count as on time."""
    out_of_order_by: PositiveDuration = timedelta(seconds=2)
    """How far they are displaced at most: less than the watermark, if they are to be counted."""
    duplicated: float = Field(0, ge=0, le=1)
    """The share that is sent twice, with the same event id; the first one counts."""
    malformed: float = Field(0, ge=0, le=1)
    """The share that is no event any more: cut, no JSON, or without a proper timestamp."""
    future: float = Field(0, ge=0, le=1)
    """The share that is dated a day to a month ahead: more than the 5 minutes that are allowed."""

    @model_validator(mode="after")
    def _one_fault_each(self) -> "DisorderSpec":
        shares = (self.late, self.out_of_order, self.duplicated, self.malformed, self.future)
        if sum(shares) > SHARES_TOLERANCE:
            raise ValueError(ONE_FAULT.message)
        return self

    def asked(self) -> bool:
        """Whether there is to be any disorder."""
        return any((self.late, self.out_of_order, self.duplicated, self.malformed, self.future))
