import httpx
import pytest

from tune_cli.calling.actions import ask
from tune_contract.errors import Conflict, Unreachable
from tune_contract.tunejob.action import JobAction


def client(answer) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(answer), base_url="http://api")


def test_it_is_asked_for() -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path))
        document = {"namespace": "a", "name": "b", "action": "resume", "meaning": "It goes on."}
        return httpx.Response(202, json=document)

    assert ask(client(answer), "a/b", JobAction.RESUME) == "It goes on."
    assert asked == [("POST", "/api/v1/jobs/a/b/resume")]


def test_what_the_api_says_against_it() -> None:
    problem = {"detail": "nobody runs b", "hint": "run it"}
    with pytest.raises(Conflict, match="nobody runs b"):
        ask(client(lambda _: httpx.Response(409, json=problem)), "a/b", JobAction.SUSPEND)


def test_an_api_that_is_away() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(Unreachable, match="http://api does not answer: refused"):
        ask(client(answer), "a/b", JobAction.SUSPEND)
