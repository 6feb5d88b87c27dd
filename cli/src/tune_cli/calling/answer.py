"""One call of the API, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

import httpx

from tune_cli.calling.problem import error_of
from tune_contract.errors import Unreachable

Value = str | int | float | bool | datetime | None


@dataclass(frozen=True)
class Call:
    """What is asked."""

    method: str
    where: tuple[str, ...]
    """The path with `{}` for each of the names behind it."""
    params: Mapping[str, Value] = field(default_factory=dict)
    """Of the query; those that are None are left out."""
    content: bytes = b""
    content_type: str = ""

    @property
    def path(self) -> str:
        """The path with its names, whatever is in them."""
        pattern, *names = self.where
        return pattern.format(*(quote(name, safe="") for name in names))


def answer_to(client: httpx.Client, call: Call) -> httpx.Response:
    """The answer, whatever it says.

    Raises:
        TransportError: there is none.
    """
    params = {name: _text(value) for name, value in call.params.items() if value is not None}
    headers = {"Content-Type": call.content_type} if call.content_type else {}
    return client.request(
        call.method, call.path, params=params, content=call.content, headers=headers
    )


def content_of(client: httpx.Client, call: Call) -> bytes:
    """What the API answers.

    Raises:
        Unreachable: it does not answer.
        TuneError: it refuses.
    """
    try:
        answer = answer_to(client, call)
    except httpx.TransportError as error:
        raise Unreachable(
            f"{client.base_url} does not answer: {error}", "say where the API is with --url"
        ) from None
    if not answer.is_success:
        raise error_of(answer)
    return answer.content


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime) else str(value)
