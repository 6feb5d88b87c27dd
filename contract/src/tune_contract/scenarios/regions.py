"""regions: plays all over the world, where each region has its own day, taste and stars."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, field_validator

from tune_contract.duration import PositiveDuration
from tune_contract.model import Model
from tune_contract.scenarios.audience import PLATFORMS, Platforms, RegionCode, Weight
from tune_contract.scenarios.declaration import Scenario, ScenarioParameters

LONGEST_SPAN = timedelta(days=31)  # the ledger has an entry for each hour, region and song


class RegionSpec(Model):
    """One region."""

    name: RegionCode
    """Two capital letters in quotes, as in `'NO'`."""
    weight: Weight
    """How much is played there, against the other regions."""
    utc_offset: Annotated[float, Field(ge=-12, le=14)] = 0
    """Hours that its clocks are ahead of UTC."""


def _region(name: str, weight: float, utc_offset: float) -> RegionSpec:
    return RegionSpec(name=name, weight=weight, utc_offset=utc_offset)


class RegionsParameters(ScenarioParameters):
    """The parameters of regions."""

    span: PositiveDuration | None = None
    """Date the events evenly over so long a time, which ends now: `2d` are filled in a minute.
    It needs `total`. Left out, events are dated when they are sent."""
    regions: list[RegionSpec] = Field(
        [
            _region("US", 24, -6),
            _region("BR", 12, -3),
            _region("IN", 12, 5.5),
            _region("GB", 9, 0),
            _region("DE", 8, 1),
            _region("JP", 8, 9),
            _region("MX", 7, -6),
            _region("FR", 6, 1),
            _region("NG", 5, 1),
            _region("KR", 4, 9),
            _region("AU", 3, 10),
            _region("NO", 2, 1),
        ],
        min_length=1,
        max_length=30,
    )
    """The regions."""
    artists: int = Field(40, ge=10, le=500)
    """How many artists there are; each is a star at home."""
    songs: int = Field(120, ge=1, le=500)
    """How many songs they have."""
    users: int = Field(2_000, ge=1, le=60_000)
    """How many listeners each region has."""
    completed: float = Field(0.7, ge=0, le=1)
    """The share of plays that are listened to the end."""
    platforms: Platforms = Field(PLATFORMS)
    """Platform -> weight."""
    peak: float = Field(20, ge=0, lt=24)
    """The local hour when most is played; least is played twelve hours from it."""
    night: float = Field(0.15, gt=0, le=1)
    """How much is played in the quietest hour, against the busiest; 1 = always the same."""

    @field_validator("regions")
    @classmethod
    def _no_region_twice(cls, regions: list[RegionSpec]) -> list[RegionSpec]:
        if len({region.name for region in regions}) != len(regions):
            raise ValueError("two regions have the same name; give each its own")
        return regions

    @field_validator("span")
    @classmethod
    def _not_too_long(cls, span: timedelta | None) -> timedelta | None:
        if span is not None and span > LONGEST_SPAN:
            raise ValueError(f"longer than {LONGEST_SPAN.days}d, the most that is allowed")
        return span

    def needs_total(self) -> str:
        """The span: what is to be spread over it must be known."""
        return "span" if self.span is not None else ""


REGIONS = Scenario(
    name="regions",
    summary="Plays in many regions, each with the rhythm of its day, its own taste and stars. "
    "The ledger counts by region and track, as in `NO/t0001`, in each hour.",
    parameters=RegionsParameters,
    counted_by=("region", "track_id"),
    grain=timedelta(hours=1),
)
