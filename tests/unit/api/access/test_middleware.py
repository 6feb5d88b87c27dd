"""Walks over every route there is: what is added later is guarded too, or named here as open."""

import asyncio
import hashlib
import re
from dataclasses import replace

import pytest
from starlette.routing import BaseRoute, Mount, Route

from tune_api.access.gate import Gate
from tune_api.access.keys import KeyRing
from tune_api.access.scope import Scope
from tune_api.app import make_app

OPEN = {
    "/",
    "/api/v1/session",
    "/jobs/{namespace}/{name}",
    "/livez",
    "/metrics",
    "/openapi.json",
    "/page",
    "/readyz",
}
KEYS = {"wall": "read", "ops": "write", "phones": "ingest"}


@pytest.fixture
def app(ingest_services, tmp_path):
    lines = [
        f"{name}:{scopes}:{hashlib.sha256(name.encode()).hexdigest()}"
        for name, scopes in KEYS.items()
    ]
    (tmp_path / "keys").write_text("\n".join(lines))
    gate = Gate((KeyRing(tmp_path / "keys"),))
    return make_app(replace(ingest_services, gate=gate))


@pytest.fixture
def ask(app, client):
    def ask(method, path, **headers):
        return asyncio.run(type(client)(app).ask(method, path, headers=headers))

    return ask


def flat(routes: list[BaseRoute]) -> list[Route | Mount]:
    found = []
    for route in routes:
        inner = getattr(route, "original_router", None)
        found += flat(inner.routes) if inner is not None else [route]
    return found


def operations(app) -> list[tuple[str, str]]:
    return [
        (method, route.path)
        for route in flat(app.routes)
        for method in sorted(getattr(route, "methods", None) or {"GET"})
    ]


def filled(path: str) -> str:
    values = {"namespace": "default", "name": "genre-counts", "table": "genre_counts"}
    return re.sub(r"{(\w+)[^}]*}", lambda found: values.get(found[1], "plays"), path)


def test_all_routes_are_found(app):
    found = {path for _, path in operations(app)}
    assert found >= OPEN
    assert set(app.openapi()["paths"]) <= found


def needed(method: str, path: str) -> Scope:
    if method == "GET":
        return Scope.READ
    return Scope.INGEST if path.endswith("/events") else Scope.WRITE


def test_every_route_but_the_open_ones_is_refused_without_the_right(app, ask):
    guarded = [(method, path) for method, path in operations(app) if path not in OPEN]
    assert ("GET", "/api/v1/jobs") in guarded
    for method, path in guarded:
        assert path.startswith("/api/v1/"), path
        assert ask(method, filled(path)).status_code == 401, path
        assert ask(method, filled(path), authorization="Bearer x").status_code == 403, path
        for name, scopes in KEYS.items():
            if scopes != needed(method, path):
                answer = ask(method, filled(path), **{"x-api-key": name})
                assert answer.status_code == 403, (path, name)
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.json()["detail"].startswith(f"the key {name} may not")


def test_what_is_not_there_is_refused_too(ask):
    assert ask("GET", "/api/v1/nothing").status_code == 401
    assert ask("GET", "/api/v1/nothing", authorization="Bearer wall").status_code == 404
    assert ask("DELETE", "/api/v1/jobs", authorization="Bearer wall").status_code == 403


def test_the_right_key_gets_in(ask, play):
    assert ask("GET", "/api/v1/jobs", authorization="Bearer wall").status_code == 200
    assert ask("GET", "/api/v1/jobs", cookie="tune_session=wall").status_code == 200


@pytest.mark.parametrize("path", sorted(OPEN - {"/page"}))
def test_the_open_ones_answer(ask, path):
    assert ask("GET", filled(path)).status_code == 200


@pytest.mark.parametrize(
    ("origin", "detail"),
    [
        (None, "the session is for the page of this API"),
        ("http://evil.example", "a page of another site may not send anything here"),
        ("null", "a page of another site may not send anything here"),
        ("http://localhost", "there is no topic"),
    ],
)
def test_a_cookie_writes_only_for_our_own_page(ask, origin, detail):
    headers = {"cookie": "tune_session=phones"} | ({"origin": origin} if origin else {})
    answer = ask("POST", "/api/v1/topics/none/events", **headers)
    if origin == "http://localhost":
        assert answer.status_code == 404
    else:
        assert (answer.status_code, answer.json()["detail"]) == (403, detail)


def test_too_many_requests_are_429(ingest_services, client):
    gate = replace(ingest_services.gate, rate=2.0)
    app = make_app(replace(ingest_services, gate=gate))

    async def run():
        one = type(client)(app)
        return [await one.ask("GET", "/api/v1/session") for _ in range(6)]

    answers = asyncio.run(run())
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert answers[-1].headers["retry-after"] == "1"
    assert answers[-1].json()["detail"] == "more than 2 requests a second"
    assert type(client)(app).get("/livez").status_code == 200


def test_wrong_keys_count_against_the_address_and_right_ones_by_themselves(app, client):
    gate = replace(app.state.services.gate, rate=1.0)
    limited = make_app(replace(app.state.services, gate=gate))

    async def run(keys):
        one = type(client)(limited)
        return [
            (await one.ask("GET", "/api/v1/jobs", headers={"x-api-key": key})).status_code
            for key in keys
        ]

    keys = ["x", "y", "z", "wall", "wall", "wall"]
    assert asyncio.run(run(keys)) == [403, 403, 429, 200, 200, 429]


def test_the_documentation_names_the_ways(app):
    paths = app.openapi()["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            secured = path not in OPEN
            assert bool(operation.get("security")) == secured, path
            assert ({"401", "403"} <= set(operation["responses"])) >= secured, path
