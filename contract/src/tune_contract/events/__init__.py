"""The events on the topics, one model each: producers write them, pipelines read them."""

from tune_contract.events.chat import ChatMessage
from tune_contract.events.event import Event
from tune_contract.events.play import Play

__all__ = ["ChatMessage", "Event", "Play"]
