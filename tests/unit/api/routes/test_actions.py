import pytest

from tune_contract.errors import Conflict, Unreachable

JOB = "/api/v1/jobs/default/genre-counts"


@pytest.mark.parametrize("action", ["suspend", "resume", "restart"])
def test_it_is_asked_for(client, services, action):
    answer = client.post(f"{JOB}/{action}", b"")
    assert answer.status_code == 202
    document = answer.json()
    assert document.pop("meaning").endswith(".")
    assert document == {"namespace": "default", "name": "genre-counts", "action": action}
    assert services.actions.asked == [("genre-counts", action)]


@pytest.mark.parametrize(
    ("error", "status"), [(Conflict("nobody runs it", "run it"), 409), (Unreachable("away"), 503)]
)
def test_it_cannot_be_done(client, services, error, status):
    services.actions.error = error
    answer = client.post(f"{JOB}/suspend", b"")
    assert (answer.status_code, answer.json()["detail"]) == (status, error.message)


def test_an_unknown_job_or_action(client, services):
    assert client.post("/api/v1/jobs/default/none/suspend", b"").status_code == 404
    assert client.post(f"{JOB}/explode", b"").status_code == 404
    assert client.get(f"{JOB}/suspend").status_code == 405
    assert services.actions.asked == []
