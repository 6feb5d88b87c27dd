"""A play: a user listened to a track."""

from pydantic import Field

from tune_contract.events.event import Event


class Play(Event):
    """A user listened to a track."""

    user_id: str = Field(min_length=1, max_length=128)
    """Who listened."""
    track_id: str = Field(min_length=1, max_length=128)
    """What was played."""
    title: str = Field(max_length=512)
    """The track's title."""
    artist: str = Field(max_length=512)
    """The track's artist."""
    genre: str = Field(min_length=1, max_length=128)
    """The track's genre."""
    region: str = Field(max_length=64)
    """Where, as in `NO`."""
    platform: str = Field(max_length=64)
    """On what, as in `ios`."""
    duration_ms: int = Field(ge=0)
    """How long they listened, in milliseconds."""
    completed: bool
    """Whether they listened to the end."""
