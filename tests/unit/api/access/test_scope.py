import pytest

from tune_api.access.scope import Scope, scope_needed


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", "/api/v1/jobs", Scope.READ),
        ("HEAD", "/api/v1/jobs/a/b", Scope.READ),
        ("OPTIONS", "/api/v1", Scope.READ),
        ("GET", "/api/v1/topics/plays/events", Scope.READ),
        ("POST", "/api/v1/topics/plays/events", Scope.INGEST),
        ("POST", "/api/v1/jobs/a/b/suspend", Scope.WRITE),
        ("DELETE", "/api/v1/anything", Scope.WRITE),
        ("PATCH", "/api/v1/sessions", Scope.WRITE),
        ("POST", "/api/v1/session", None),
        ("GET", "/livez", None),
        ("GET", "/api/v10", None),
    ],
)
def test_what_a_request_needs(method, path, needed):
    assert scope_needed(method, path) is needed
