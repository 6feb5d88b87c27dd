"""What settings call the kinds of events, as in `music-plays=play`."""

from tune_contract.events.chat import ChatMessage
from tune_contract.events.event import Event
from tune_contract.events.play import Play

EVENT_MODELS: dict[str, type[Event]] = {"play": Play, "chat-message": ChatMessage}


def event_name(model: type[Event]) -> str | None:
    """The name of a kind of event; None for one that an installed package brings."""
    return next((name for name, known in EVENT_MODELS.items() if known is model), None)
