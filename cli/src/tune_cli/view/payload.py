"""The values of dead records for people and for programs: most are text, some are anything."""

import base64
from typing import NamedTuple

_SHOWN = 60  # characters
_TOLD = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escaped(value: bytes | None) -> str:
    """All of a value in one line; what is no text, or not to be printed, by its number."""
    if value is None:
        return ""
    text = value.decode("utf-8", "backslashreplace")
    return "".join(each if each.isprintable() else _escape(each) for each in text)


def shortened(value: bytes | None) -> str:
    """The same for a column on the screen."""
    text = escaped(None if value is None else value[: 4 * (_SHOWN + 1)])
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class PlainPayload(NamedTuple):
    """A value in JSON: one of the two is null, both of a tombstone's."""

    text: str | None
    base64: str | None
    """Of what is not UTF-8."""


def plain(value: bytes | None) -> PlainPayload:
    """A value without any loss."""
    if value is None:
        return PlainPayload(None, None)
    try:
        return PlainPayload(value.decode("utf-8"), None)
    except UnicodeDecodeError:
        return PlainPayload(None, base64.b64encode(value).decode())


def _escape(character: str) -> str:
    known = _TOLD.get(character)
    if known:
        return known
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004 - a byte's end
