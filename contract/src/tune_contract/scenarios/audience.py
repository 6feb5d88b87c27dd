"""Who listens, on what and how long: what scenarios with a catalogue of their own can be told."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from tune_contract.model import Model
from tune_contract.text import Text

PLATFORMS = {"ios": 34.0, "android": 38.0, "web": 14.0, "desktop": 10.0, "tv": 4.0}

Weight = Annotated[float, Field(gt=0, le=1_000_000)]
"""How often something is chosen, against the others; cut to 1/65,536 of all."""


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("put it in quotes, as in 'NO': YAML takes it for true or false")  # noqa: TRY004 - pydantic's
    return value


RegionCode = Annotated[
    str,
    Text("[A-Z]{2}", 2, "use two capital letters, as in 'NO' (ISO 3166)"),
    BeforeValidator(_no_boolean),
]
PlatformName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Platforms = Annotated[dict[PlatformName, Weight], Field(min_length=1, max_length=16)]


class Persona(Model):
    """A group of listeners who are alike."""

    name: str = Field(min_length=1, max_length=64)
    """What it is called."""
    weight: Weight
    """How many of the listeners are like that, against the other groups."""
    region: RegionCode
    """Where they are at home: two capital letters in quotes, as in `'NO'`."""
    platform: PlatformName
    """What they listen on."""
    completed: float = Field(0.7, ge=0, le=1)
    """The share of their plays that they listen to the end."""
