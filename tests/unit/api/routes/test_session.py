import asyncio
import hashlib
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest

from tune_api.access.gate import Gate
from tune_api.access.keys import KeyRing
from tune_api.app import make_app

PATH = "/api/v1/session"


@pytest.fixture
def ask(services, client, tmp_path):
    hashed = hashlib.sha256(b"right").hexdigest()
    (tmp_path / "keys").write_text(f"wall:write+read:{hashed}")
    app = make_app(replace(services, gate=Gate((KeyRing(tmp_path / "keys"),))))
    return lambda method, path=PATH, **more: asyncio.run(
        type(client)(app).ask(method, path, **more)
    )


def cookie_of(answer):
    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    return cookie


def test_a_key_becomes_a_cookie_that_no_script_reads(ask):
    answer = ask("POST", json={"key": "right"})
    assert (answer.status_code, answer.content) == (204, b"")
    cookie = cookie_of(answer)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (
        True,
        "strict",
        "/api/v1",
        "",
    )
    assert cookie["max-age"] == "43200"
    kept = {"cookie": f"{cookie.key}={cookie.value}"}
    assert ask("GET", "/api/v1/jobs", headers=kept).status_code == 200
    assert ask("GET", headers=kept).json() == {
        "name": "wall",
        "scopes": ["read", "write"],
        "keysNeeded": True,
    }


def test_behind_tls_the_cookie_goes_only_there(ask):
    headers = {"origin": "https://localhost"}
    answer = ask("POST", json={"key": "right"}, headers=headers)
    assert cookie_of(answer)["secure"] is True


def test_it_ends(ask):
    answer = ask("DELETE")
    assert answer.status_code == 204
    assert (cookie_of(answer).value, cookie_of(answer)["max-age"]) == ("", "0")


def test_nobody_in_particular(ask, client):
    nobody = {"name": "", "scopes": [], "keysNeeded": True}
    assert ask("GET").json() == nobody
    assert ask("GET", headers={"cookie": "tune_session=old"}).json() == nobody
    assert client.get(PATH).json() == {
        "name": "",
        "scopes": ["ingest", "read", "write"],
        "keysNeeded": False,
    }


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"json": {"key": "wrong"}}, 403),
        ({"json": {"key": ""}}, 400),
        ({"json": {"key": "a\nb"}}, 400),
        ({"json": {}}, 400),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 400),
        ({"content": b'{"key": "right"}'}, 415),
        ({"json": {"key": "x" * 20_000}}, 413),
        ({"json": {"key": "right"}, "headers": {"origin": "http://evil.example"}}, 403),
    ],
)
def test_what_begins_no_session(ask, more, status):
    answer = ask("POST", **more)
    assert answer.status_code == status
    assert answer.json()["hint"]
    assert "set-cookie" not in answer.headers
    assert "right" not in answer.text


def test_a_key_that_is_taken_away_ends_its_session(ask, tmp_path):
    (tmp_path / "keys").write_text(f"other:read:{hashlib.sha256(b'other').hexdigest()}")
    answer = ask("GET", "/api/v1/jobs", headers={"cookie": "tune_session=right"})
    assert answer.status_code == 403
