"""The form of a body, as its Content-Type says.

No other type is taken, also because a page of another site can make a browser send `text/plain`
here without asking, but not these.
"""

from collections.abc import Mapping
from enum import Enum
from http import HTTPStatus

from tune_api.refusal import Refusal


class Form(Enum):
    """How events are written."""

    JSON = "one event, or an array of them"
    LINES = "one event a line"


NDJSON = "application/x-ndjson"
JSON = "application/json"
_FORMS = {
    JSON: Form.JSON,
    NDJSON: Form.LINES,
    "application/ndjson": Form.LINES,
    "application/jsonl": Form.LINES,
}
_PLAIN = {"", "identity"}
_UTF_8 = {"", "utf-8", "utf8"}


def form_of(headers: Mapping[str, str]) -> Form:
    """How a body is to be read.

    Raises:
        Refusal: 415, it is in no form that is known here.
    """
    kind, _, parameters = headers.get("content-type", "").lower().partition(";")
    form = _FORMS.get(kind.strip())
    if form is None:
        raise _refusal(f"Content-Type {kind.strip() or 'is missing, which'} is not taken")
    if headers.get("content-encoding", "").lower() not in _PLAIN:
        raise _refusal(f"Content-Encoding {headers['content-encoding']} is not taken")
    if _charset(parameters) not in _UTF_8:
        raise _refusal(f"charset {_charset(parameters)} is not taken")
    return form


def _charset(parameters: str) -> str:
    for each in parameters.split(";"):
        name, _, value = each.strip().partition("=")
        if name == "charset":
            return value.strip('"')
    return ""


def _refusal(message: str) -> Refusal:
    return Refusal(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        message,
        f"send {JSON} or {NDJSON}, in UTF-8, not compressed",
    )
