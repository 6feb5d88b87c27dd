"""What may be invented: narrower than what a scenario takes, as nobody has read it before."""

from typing import Annotated

from pydantic import Field, JsonValue, StringConstraints, field_validator

from tune_contract.invention.clean import Line, ShortText
from tune_contract.invention.request import MOST_PERSONAS, MOST_TRACKS
from tune_contract.model import LenientModel
from tune_contract.scenarios.audience import RegionCode, Weight
from tune_contract.text import Text

_Id = Annotated[
    str, Text("[A-Za-z0-9][A-Za-z0-9_-]*", 32, "use letters, digits, '-' and '_', at most 32")
]
_Platform = Annotated[
    str,
    StringConstraints(to_lower=True),
    Text("[a-z][a-z0-9-]*", 32, "use a short word, as in ios"),
]


class InventedTrack(LenientModel):
    """A track."""

    track_id: _Id
    title: Line
    artist: Line
    genre: ShortText
    seconds: int = Field(ge=30, le=1_200)
    popularity: Weight


class InventedPersona(LenientModel):
    """A group of listeners."""

    name: ShortText
    weight: Weight
    region: RegionCode
    platform: _Platform
    completed: float = Field(ge=0, le=1)


class Invention(LenientModel):
    """A catalogue and its listeners."""

    tracks: list[InventedTrack] = Field(min_length=1, max_length=MOST_TRACKS)
    personas: list[InventedPersona] = Field(min_length=1, max_length=MOST_PERSONAS)

    @field_validator("tracks")
    @classmethod
    def _no_track_twice(cls, tracks: list[InventedTrack]) -> list[InventedTrack]:
        if len({track.track_id for track in tracks}) != len(tracks):
            raise ValueError("two tracks have the same trackId")
        if len({(it.title.casefold(), it.artist.casefold()) for it in tracks}) != len(tracks):
            raise ValueError("two tracks have the same title and artist")
        return tracks

    @field_validator("personas")
    @classmethod
    def _no_persona_twice(cls, personas: list[InventedPersona]) -> list[InventedPersona]:
        if len({persona.name.casefold() for persona in personas}) != len(personas):
            raise ValueError("two personas have the same name")
        return personas

    def parameters(self) -> dict[str, JsonValue]:
        """The parameters of the scenario `waves` that it stands for."""
        parameters: dict[str, JsonValue] = self.model_dump(mode="json")
        return parameters
