from tune_contract.events import ChatMessage, Event, Play
from tune_contract.events.names import event_name


def test_each_kind_has_a_name() -> None:
    assert event_name(Play) == "play"
    assert event_name(ChatMessage) == "chat-message"


def test_one_that_a_package_brings_has_none() -> None:
    class Own(Event):
        """Somebody's."""

    assert event_name(Own) is None
