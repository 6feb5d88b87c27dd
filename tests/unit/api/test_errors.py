import asyncio
from http import HTTPStatus

import pytest

from tune_api.errors import status_of
from tune_contract.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    PermanentError,
    TemporaryError,
    TuneError,
    Unreachable,
)
from tune_contract.tunejob.problems import InvalidDocument


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidInput("x"), 400),
        (InvalidDocument("x", []), 400),
        (PermanentError("x"), 400),
        (NotFound("x"), 404),
        (Conflict("x"), 409),
        (TemporaryError("x"), 503),
        (Unreachable("x"), 503),
        (TuneError("x"), 500),
    ],
)
def test_every_error_has_a_status(error, status):
    assert status_of(error) == status


def problem(response):
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == response.status_code
    assert document["type"] == "about:blank"
    return document["title"], document["detail"], document["hint"]


def test_an_unreachable_database_says_when_to_come_back(client, results):
    results.down = True
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "2"
    assert problem(response) == (
        "Service Unavailable",
        "PostgreSQL does not answer",
        "it is tried again by itself",
    )


def test_an_unknown_path(client):
    response = client.get("/nope")
    assert response.status_code == 404
    assert problem(response) == (
        "Not Found",
        "GET /nope: Not Found",
        "/openapi.json lists what there is",
    )


def test_a_parameter_of_the_wrong_form(client):
    response = client.get("/api/v1/jobs/default/genre-counts/tables/genre_counts/rows?limit=1001")
    assert response.status_code == 422
    assert problem(response) == (
        HTTPStatus.UNPROCESSABLE_ENTITY.phrase,
        "limit: Input should be less than or equal to 1000",
        "/openapi.json says what is allowed",
    )


def test_an_unforeseen_error_shows_nothing_of_the_inside(client):
    @client.app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("secret")

    response = client.get("/broken")
    assert response.status_code == 500
    assert problem(response) == (
        "Internal Server Error",
        "an error that nobody foresaw",
        "the API's log has the details",
    )


def test_a_wrong_method_is_told_all_that_are_right(client):
    for path, allowed in (
        ("/api/v1/session", "GET, POST, DELETE"),
        ("/api/v1/jobs", "GET"),
        ("/api/v1/jobs/default/genre-counts/suspend", "POST"),
    ):
        answer = asyncio.run(client.ask("PATCH", path))
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
