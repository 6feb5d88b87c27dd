import json
from http import HTTPStatus

from tune_api.problem import problem_response, problems


def test_a_problem_is_rfc_9457():
    response = problem_response(
        HTTPStatus.CONFLICT, "two of them", "drop one", {"Retry-After": "3"}
    )
    assert response.media_type == "application/problem+json"
    assert response.headers["retry-after"] == "3"
    assert json.loads(response.body) == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "two of them",
        "hint": "drop one",
    }


def test_routes_declare_their_problems():
    declared = problems(404, 503)
    assert {status: each["description"] for status, each in declared.items()} == {
        404: "Not Found",
        503: "Service Unavailable",
    }
    assert list(declared[404]["content"]) == ["application/problem+json"]
