import pytest

from tune_api.ingest.content import Form, form_of
from tune_api.refusal import Refusal


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ("application/json", Form.JSON),
        ("Application/JSON; charset=UTF-8", Form.JSON),
        ("application/x-ndjson", Form.LINES),
        ("application/ndjson", Form.LINES),
        ('application/jsonl; charset="utf-8"', Form.LINES),
    ],
)
def test_what_is_taken(given, form):
    assert form_of({"content-type": given}) is form


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "Content-Type is missing, which is not taken"),
        ({"content-type": "text/plain"}, "Content-Type text/plain is not taken"),
        (
            {"content-type": "application/json", "content-encoding": "gzip"},
            "Content-Encoding gzip is not taken",
        ),
        ({"content-type": "application/json; charset=latin1"}, "charset latin1 is not taken"),
    ],
)
def test_what_is_not(headers, message):
    with pytest.raises(Refusal) as raised:
        form_of(headers)
    assert (raised.value.status, raised.value.message) == (415, message)
    assert raised.value.hint == (
        "send application/json or application/x-ndjson, in UTF-8, not compressed"
    )
