"""Who listens, on what and how long: what scenarios with a catalogue of their own can be told."""

from typing import Annotated

from pydantic import Field, StringConstraints

from tune_contract.text import Text

PLATFORMS = {"ios": 34.0, "android": 38.0, "web": 14.0, "desktop": 10.0, "tv": 4.0}

Weight = Annotated[float, Field(gt=0, le=1_000_000)]
"""How often something is chosen, against the others; cut to 1/65,536 of all."""
RegionCode = Annotated[str, Text("[A-Z]{2}", 2, "use two capital letters, as in NO (ISO 3166)")]
PlatformName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Platforms = Annotated[dict[PlatformName, Weight], Field(min_length=1, max_length=16)]
