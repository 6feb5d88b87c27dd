import json

import pytest

from tune_api.ingest.content import Form
from tune_api.ingest.records import RecordReader
from tune_api.refusal import Refusal
from tune_contract.errors import InvalidInput
from tune_contract.events import ChatMessage, Play

READER = RecordReader(Play)


def test_lines_are_kept_byte_for_byte(play):
    spaced = b'{"note": 1.0,  ' + play("a")[1:]
    batch = READER.read(b"\r\n" + spaced + b"\r\n\n" + play("b"), Form.LINES)
    assert batch.values == [spaced, play("b")]
    assert batch.indexes == [1, 3]  # lines as an editor counts them, from 0


def test_json_is_written_compact_with_all_its_fields(play):
    event = json.loads(play("a")) | {"later": {"deep": [1, None, "é"]}}
    one = READER.read(json.dumps(event, indent=2).encode(), Form.JSON)
    several = READER.read(json.dumps([event, {}, event]).encode(), Form.JSON)
    compact = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
    assert one.values == [compact]
    assert several.values == [compact, compact]
    assert (several.indexes, [each.index for each in several.errors]) == ([0, 2], [1])


def test_the_model_decides(play):
    (error,) = RecordReader(ChatMessage).read(play("a"), Form.LINES).errors
    assert str(error) == "channel: is missing (also wrong: text)"


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("value", ["1.0", '"7"', "true", "null"])
def test_both_forms_are_equally_strict(play, form, value):
    body = play("a").replace(b"183000", value.encode())
    (error,) = READER.read(body, form).errors
    assert error.path == "duration_ms"


@pytest.mark.parametrize("body", [b"", b" \n\r\n"])
def test_a_body_without_events_is_refused(body):
    with pytest.raises(InvalidInput, match="the body has no event"):
        READER.read(body, Form.LINES)
    with pytest.raises(InvalidInput, match="the body is not JSON"):
        READER.read(body, Form.JSON)
    with pytest.raises(InvalidInput, match="the body has no event"):
        READER.read(b"[]", Form.JSON)


@pytest.mark.parametrize("body", [b"[", b'{"a": NaN}', b'"\xff"', b"[" * 1000, b'{"a": "\\ud800"}'])
def test_a_body_that_is_not_json_is_refused(body):
    with pytest.raises(InvalidInput) as raised:
        READER.read(body, Form.JSON)
    assert raised.value.hint == "one event a line is Content-Type: application/x-ndjson"


def test_a_broken_line_is_refused_alone(play):
    batch = READER.read(b'{"a": \n' + play("b") + b"\n\xff", Form.LINES)
    assert batch.ids == ["b"]
    assert [each.index for each in batch.errors] == [0, 2]


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"{}\n" * 10_001, Form.LINES),
        (b"[" + b"{}," * 10_000 + b"{}]", Form.JSON),
        (b"[" + b"[]," * 100_000 + b"[]]", Form.JSON),
    ],
)
def test_too_many_records_are_refused_as_a_whole(body, form):
    with pytest.raises(Refusal) as raised:
        READER.read(body, form)
    assert (raised.value.status, raised.value.hint) == (413, "send at most 10,000 events a request")


def test_ten_thousand_are_not_too_many(play):
    assert len(READER.read(play("a") + b"\n" + b"{}\n" * 9_999, Form.LINES).errors) == 9_999
