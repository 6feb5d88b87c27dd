import httpx
import pytest

from tune_cli.calling.problem import error_of
from tune_contract.errors import Conflict, InvalidInput, NotFound, Unreachable


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, InvalidInput),
        (403, InvalidInput),
        (404, NotFound),
        (409, Conflict),
        (429, Unreachable),
        (503, Unreachable),
    ],
)
def test_it_is_an_error_of_ours(status, kind) -> None:
    error = error_of(httpx.Response(status, json={"detail": "no", "hint": "ask"}))
    assert (type(error), error.message, error.hint) == (kind, "no", "ask")


@pytest.mark.parametrize("content", [b"<html>", b"[]", b"{}"])
def test_what_stands_between_may_say_nothing(content) -> None:
    request = httpx.Request("GET", "http://api/x")
    error = error_of(httpx.Response(404, content=content, request=request))
    assert str(error) == "http://api/x answers 404 Not Found (check --url)"
