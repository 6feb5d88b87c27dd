"""What is refused is in tests/integration/invention, with a server that sends it."""

import json

import pytest

from tune_contract.invention.request import InventionRequest
from tune_producer.invention.answer import UnusableAnswer, read_answer
from tune_producer.invention.builtin import BuiltIn

REQUEST = InventionRequest(tracks=2, personas=1)


def completion(content: str | None, finish_reason: str = "stop") -> bytes:
    message = {"role": "assistant", "content": content}
    return json.dumps({"choices": [{"finish_reason": finish_reason, "message": message}]}).encode()


def test_an_invention():
    invention = BuiltIn().invent(REQUEST)
    assert read_answer(completion(invention.model_dump_json()), REQUEST) == invention


def test_fewer_than_asked_for_will_do():
    invention = BuiltIn().invent(InventionRequest(tracks=1, personas=1))
    assert read_answer(completion(invention.model_dump_json()), REQUEST) == invention


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_an_end_that_is_none(reason):
    whole = BuiltIn().invent(REQUEST).model_dump_json()
    with pytest.raises(UnusableAnswer):
        read_answer(completion(whole, reason), REQUEST)
