"""What `tune report` tells, as one document: all figures are of one moment of the database.

Its JSON Schema is docs/reference/leaderboard-report.schema.json.
"""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    ConfigDict,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveInt,
)

from tune_contract.model import Model
from tune_contract.pipelines.leaderboard import LISTENERS_ERROR
from tune_contract.tunejob.phase import Phase


def _in_utc(time: datetime) -> datetime:
    return time.astimezone(UTC)


Time = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""In UTC: the database answers in its own time zone."""
Fraction = Annotated[float, Field(ge=0, le=1)]


class _Part(Model):
    """A part of the report. Its fields are always there, null where nothing is known."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class RankedTrack(_Part):
    """A row of the board. The fields are columns of the table `leaderboard`."""

    rank: int = Field(ge=1)
    """1 = most plays; of equals the smaller track id first."""
    track_id: str
    title: str
    """As the newest play has it."""
    artist: str
    """As the newest play has it."""
    streams: PositiveInt
    """Plays."""
    completion_rate: Fraction
    """The share of plays to the end, 0 to 1."""
    listeners: NonNegativeInt
    """Different users, by HyperLogLog; `listenersStandardError` says how exactly."""
    top_platform: str
    """The platform with most of its plays."""
    in_catalogue: bool | None = None
    """Whether the catalogue has it; null when the job has no catalogue."""


class WindowRate(_Part):
    """The plays of one window."""

    window_start: Time
    """The window's first instant."""
    window_end: Time
    """The first instant after the window."""
    streams: PositiveInt
    """Plays in the window."""
    per_second: NonNegativeFloat
    """Plays a second, over the whole window."""
    full: bool
    """Whether a play has happened since it ended: if not, more of it may be still to come."""


class Statistics(_Part):
    """What the tables hold, over all tracks."""

    plays: NonNegativeInt
    """Plays that were counted."""
    completed: NonNegativeInt
    """Plays to the end."""
    tracks: NonNegativeInt
    """Different tracks."""
    unknown_tracks: NonNegativeInt | None = None
    """Those of them that the catalogue does not have; null when the job has none."""
    first_window: Time | None = None
    """The start of the first window: the first play is in it."""
    last_played: Time | None = None
    """When the newest play happened."""
    windows: NonNegativeInt
    """Windows with a play."""
    plays_per_second: NonNegativeFloat | None = None
    """Over the newest full window; null before there is one."""
    dead_letters: NonNegativeInt
    """Records that could not be counted."""
    batches: NonNegativeInt
    """Batches that the tables have taken in."""


class StreamState(_Part):
    """What the job's status says: it is written now and then, so it may be some seconds older."""

    phase: Phase
    attempt: NonNegativeInt
    """The number of the driver that runs or ran last."""
    restarts: NonNegativeInt
    """How often a driver was started again."""
    last_batch: int | None = None
    """The last batch that was committed."""
    processed_rows_per_second: NonNegativeFloat
    """How fast events were worked off, just then."""
    lag: NonNegativeInt | None = None
    """Events in the topics that no batch has read yet."""
    watermark: Time | None = None
    """Plays older than this are too late to be counted."""
    late_rows: NonNegativeInt
    """Events that came too late, over all attempts."""


class Share(_Part):
    """A part of a track's plays."""

    value: str
    """Which platform, region, ..."""
    streams: PositiveInt
    """Plays with that value."""
    share: Fraction
    """Of the track's plays, 0 to 1."""


class DeepDive(_Part):
    """One track, its plays told apart; most plays first, hours in their order."""

    track: RankedTrack
    platforms: list[Share]
    regions: list[Share]
    hours: list[Share]
    """Of the day, UTC: 00 to 23, those with a play."""
    completion: list[Share]
    """true: plays to the end."""


class LeaderboardReport(_Part):
    """How the tracks of a leaderboard do, and the pipeline that counts them."""

    job: str
    namespace: str
    time: Time
    """When the figures were read."""
    listeners_standard_error: Fraction = LISTENERS_ERROR
    """Relative, of all numbers of listeners: two of three are no further off."""
    board: list[RankedTrack]
    """The first tracks, as many as were asked for."""
    windows: list[WindowRate]
    """The newest windows, the newest first."""
    statistics: Statistics
    stream: StreamState
    deep_dive: DeepDive | None = None
    """Null when no play is counted yet."""
