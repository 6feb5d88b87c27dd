import asyncio

import pytest

from tune_api.app import make_app
from tune_api.guard import HEADERS


@pytest.fixture
def ask(client, ingest_services, play):
    """ask(path, method, Host=..., Origin=...) -> the answer of an API known as tunes.example.com."""
    app = make_app(ingest_services, hosts=("tunes.example.com",))

    def ask(path="/api/v1/jobs", method="GET", **headers):
        json = {"Content-Type": "application/json"} if method == "POST" else {}
        content = play() if method == "POST" else None
        asked = type(client)(app).ask(method, path, content=content, headers=headers | json)
        return asyncio.run(asked)

    return ask


@pytest.mark.parametrize("host", ["127.0.0.1:8088", "localhost", "10.0.0.7", "tunes.example.com"])
def test_it_answers_to_addresses_and_its_names(ask, host):
    assert ask(Host=host).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/jobs", "/livez", "/metrics", "/page/page.js"])
def test_a_name_that_is_rebound_to_it_learns_nothing(ask, path):
    answer = ask(path, Host="evil.example:8088")
    assert answer.status_code == 421
    assert answer.json() == {
        "type": "about:blank",
        "title": "Misdirected Request",
        "status": 421,
        "detail": "this API is not known as 'evil.example:8088'",
        "hint": "use its address, or have it started with --allowed-hosts NAME",
    }


def test_a_page_of_another_site_sends_no_events(ask, publisher):
    answer = ask("/api/v1/topics/plays/events", "POST", Origin="http://evil.example")
    assert answer.status_code == 403
    assert answer.json()["detail"] == "a page of another site may not send anything here"
    assert publisher.records == []


@pytest.mark.parametrize("origin", [{}, {"Origin": "http://localhost"}])
def test_programs_and_its_own_page_do(ask, publisher, origin):
    assert ask("/api/v1/topics/plays/events", "POST", **origin).status_code == 202
    assert len(publisher.records) == 1


def test_who_reads_may_come_from_anywhere(ask):
    """A browser shows the answer to our own page alone: no header of CORS is ever given."""
    answer = ask(Origin="http://evil.example")
    assert answer.status_code == 200
    assert [name for name in answer.headers if name.startswith("access-control")] == []


@pytest.mark.parametrize("path", ["/api/v1/jobs", "/api/v1/jobs/a/b", "/nothing", "/livez"])
def test_every_answer_has_the_headers(ask, path):
    found = ask(path).headers
    assert {name: found.get(name) for name in HEADERS} == HEADERS
