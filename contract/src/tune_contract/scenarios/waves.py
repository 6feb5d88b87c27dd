"""waves: bursts of plays of one artist's tracks, each with a size and a shape."""

from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from tune_contract.model import Model
from tune_contract.scenarios.audience import PLATFORMS, Persona, Platforms, RegionCode, Weight
from tune_contract.scenarios.declaration import Scenario, ScenarioParameters


class Shape(StrEnum):
    """How fast events come within a wave; the rate is its average."""

    SPIKE = "spike"
    SURGE = "surge"
    STEADY = "steady"


class Wave(Model):
    """One wave."""

    name: str = Field(min_length=1, max_length=63)
    """What it is called."""
    size: int = Field(ge=1, le=10**9)
    """How many events it has."""
    shape: Shape = Shape.STEADY
    """`spike`: a fast rise and a slow decay; `surge`: a bell; `steady`: even."""


class WaveTrack(Model):
    """One track of the catalogue."""

    track_id: str = Field(min_length=1, max_length=128)
    """Its id, by which the ledger counts."""
    title: str = Field(min_length=1, max_length=512)
    """Its title."""
    popularity: Weight
    """How often it is played, against the other tracks."""
    seconds: int = Field(200, ge=12, le=36_000)
    """Its length."""
    artist: str = Field("", max_length=512)
    """Whose it is; `artist` of all tracks when left out."""
    genre: str = Field("", max_length=128)
    """Its genre; `genre` of all tracks when left out."""


class WavesParameters(ScenarioParameters):
    """The parameters of waves."""

    waves: list[Wave] = Field(
        [
            Wave(name="new-release", size=1_200, shape=Shape.SPIKE),
            Wave(name="weekend", size=2_500, shape=Shape.SURGE),
            Wave(name="baseline", size=800, shape=Shape.STEADY),
        ],
        min_length=1,
        max_length=100,
    )
    """The waves, in order. They are the total when none is given; a total cuts them off, or repeats
    them."""
    artist: str = Field("Paper Lanterns", min_length=1, max_length=512)
    """Whose tracks they are."""
    genre: str = Field("pop", min_length=1, max_length=128)
    """The tracks' genre."""
    tracks: list[WaveTrack] = Field(
        [
            WaveTrack(track_id="w01", title="Northern Lights", popularity=28, seconds=214),
            WaveTrack(track_id="w02", title="Harbour Song", popularity=18, seconds=198),
            WaveTrack(track_id="w03", title="Slow Train Home", popularity=13, seconds=243),
            WaveTrack(track_id="w04", title="Glass Garden", popularity=10, seconds=187),
            WaveTrack(track_id="w05", title="Second Summer", popularity=8, seconds=205),
            WaveTrack(track_id="w06", title="Café at Midnight", popularity=7, seconds=226),
            WaveTrack(track_id="w07", title="Borrowed Years", popularity=6, seconds=231),
            WaveTrack(track_id="w08", title="Satellites", popularity=4, seconds=176),
            WaveTrack(track_id="w09", title="Low Tide", popularity=3, seconds=252),
            WaveTrack(track_id="w10", title="Outro (Live)", popularity=3, seconds=318),
        ],
        min_length=1,
        max_length=500,
    )
    """The catalogue."""
    users: int = Field(2_000, ge=1, le=60_000)
    """How many listeners there are; few of them make most plays."""
    completed: float = Field(0.7, ge=0, le=1)
    """The share of plays that are listened to the end."""
    platforms: Platforms = Field(PLATFORMS)
    """Platform -> weight."""
    regions: dict[RegionCode, Weight] = Field(
        {"US": 30.0, "GB": 20.0, "NO": 20.0, "DE": 15.0, "BR": 15.0}, min_length=1, max_length=60
    )
    """Region -> weight, of the listeners' homes. Write them in quotes: YAML takes NO for false."""
    personas: list[Persona] = Field([], max_length=20)
    """Groups of listeners, in place of `completed`, `platforms` and `regions`: each listener is of
    one group, and listens as it does."""

    @field_validator("tracks")
    @classmethod
    def _no_track_twice(cls, tracks: list[WaveTrack]) -> list[WaveTrack]:
        if len({track.track_id for track in tracks}) != len(tracks):
            raise ValueError("two tracks have the same trackId; give each its own")
        return tracks

    @field_validator("personas")
    @classmethod
    def _no_persona_twice(cls, personas: list[Persona]) -> list[Persona]:
        if len({persona.name for persona in personas}) != len(personas):
            raise ValueError("two personas have the same name; give each its own")
        return personas

    @model_validator(mode="after")
    def _one_audience(self) -> "WavesParameters":
        given = sorted(self.model_fields_set & {"completed", "platforms", "regions"})
        if self.personas and given:
            raise ValueError(f"personas stand in for {', '.join(given)}; leave one of them out")
        return self

    def own_total(self) -> int:
        """All waves once."""
        return sum(wave.size for wave in self.waves)


WAVES = Scenario(
    name="waves",
    summary="Plays of one artist's tracks in waves that rise and fall, then it ends. "
    "The ledger counts by track.",
    parameters=WavesParameters,
    counted_by=("track_id",),
)
