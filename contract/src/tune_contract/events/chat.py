"""A message in the chat of a stream."""

from pydantic import Field

from tune_contract.events.event import Event


class ChatMessage(Event):
    """A user wrote into a stream's chat."""

    user_id: str = Field(min_length=1, max_length=128)
    """Who wrote."""
    channel: str = Field(min_length=1, max_length=128)
    """In which stream."""
    text: str = Field(max_length=4096)
    """What they wrote."""
