"""What batch pipelines that count a lake anew have in common: which lake, and which hours."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field, WithJsonSchema, model_validator

from tune_contract.duration import Duration, PositiveDuration
from tune_contract.model import Model
from tune_contract.moment import EPOCH

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

Moment = Annotated[AwareDatetime, WithJsonSchema({"type": "string", "format": "date-time"})]


@dataclass(frozen=True)
class Span:
    """Full hours in UTC, from `start` (included) to `end` (excluded)."""

    start: datetime
    end: datetime

    def days(self) -> "list[Span]":
        """The span, cut at the days' ends."""
        cuts, day = [self.start], _floor(self.start, DAY) + DAY
        while day < self.end:
            cuts.append(day)
            day += DAY
        ends = [*cuts[1:], self.end]
        return [Span(start, end) for start, end in zip(cuts, ends, strict=True) if start < end]


class BackfillParameters(Model):
    """The parameters of batch pipelines that count a lake anew."""

    lake: str = Field(min_length=1, max_length=1024)
    """The `path` of the delta sink that holds the lake: a folder (under `tune run` relative to the
    TuneJob file) or a URI."""
    from_: Moment | None = Field(None, alias="from")
    """The first hour, in quotes, as in `'2026-01-31T00:00:00Z'`."""
    to: Moment | None = None
    """The hour to stop before."""
    last: PositiveDuration | None = None
    """Instead of `from` and `to`: so many full hours, or full days in UTC, before the time that the
    run is for, as in `1 hour` or `1 day`. A run that makes up for missed ones covers them too."""
    watermark: Duration = HOUR
    """The watermark of the job whose tables are repaired. Hours that are not over by so long, by
    the newest play of the lake, are left to it; in tables of its own all hours are counted."""
    deduplicate: bool = False
    """Count plays with one event id once; as the job has it."""

    @model_validator(mode="after")
    def _one_range(self) -> "BackfillParameters":
        given = self.from_ is not None and self.to is not None
        some = self.from_ is not None or self.to is not None
        if (self.last is not None) == given or (some and not given):
            raise ValueError("give `from` and `to`, or `last`")
        if self.last is not None and self.last % HOUR:
            raise ValueError("last: give full hours or days, as in 1 hour or 1 day")
        return self

    @model_validator(mode="after")
    def _hours_in_order(self) -> "BackfillParameters":
        for name, moment in (("from", self.from_), ("to", self.to)):
            if moment is not None and (moment - EPOCH) % HOUR:
                raise ValueError(f"{name}: {moment.isoformat()} is not on a full hour in UTC")
        if self.from_ is not None and self.to is not None and self.from_ >= self.to:
            raise ValueError("from must be before to")
        return self

    def span(self, due: datetime, began: datetime) -> Span:
        """Which hours to count.

        Args:
            due: the time that the run is for; the first one when it makes up for several.
            began: when the run began.
        """
        if self.from_ is not None and self.to is not None:
            return Span(self.from_.astimezone(UTC), self.to.astimezone(UTC))
        length = self.last or HOUR
        unit = HOUR if length % DAY else DAY
        return Span(_floor(due, unit) - length, max(_floor(due, unit), _floor(began, unit)))


def _floor(moment: datetime, unit: timedelta) -> datetime:
    since = moment.astimezone(UTC) - EPOCH
    return EPOCH + since // unit * unit
