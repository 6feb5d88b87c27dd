from datetime import UTC, datetime

import httpx
import pytest

from tune_cli.calling.answer import Call, answer_to, content_of
from tune_contract.errors import Conflict, Unreachable


def client(answer) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(answer), base_url="http://api")


def test_names_and_values_get_through_whatever_is_in_them() -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=b"yes")

    params = {"a": "x y", "b": None, "c": True, "d": datetime(2026, 1, 31, tzinfo=UTC)}
    call = Call("GET", ("/jobs/{}/{}", "a/b", "c?d"), params)
    assert content_of(client(answer), call) == b"yes"
    (request,) = asked
    assert request.url.raw_path == (
        b"/jobs/a%2Fb/c%3Fd?a=x+y&c=true&d=2026-01-31T00%3A00%3A00%2B00%3A00"
    )
    assert "content-type" not in request.headers


def test_a_body_has_its_type() -> None:
    call = Call("POST", ("/x",), content=b"{}", content_type="application/x-ndjson")
    echo = lambda request: httpx.Response(  # noqa: E731
        500, content=request.headers["content-type"].encode() + request.content
    )
    assert answer_to(client(echo), call).content == b"application/x-ndjson{}"


def test_what_the_api_says_against_it() -> None:
    problem = {"detail": "nobody runs b", "hint": "run it"}
    with pytest.raises(Conflict, match="nobody runs b"):
        content_of(client(lambda _: httpx.Response(409, json=problem)), Call("POST", ("/x",)))


def test_an_api_that_is_away() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(Unreachable, match="http://api does not answer: refused"):
        content_of(client(answer), Call("GET", ("/x",)))
