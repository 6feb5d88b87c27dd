import asyncio
import json

import pytest

from tune_api.jobs.cluster_actions import ClusterActions, patch_for
from tune_contract.errors import Conflict, NotFound, Unreachable
from tune_contract.tunejob.action import JobAction

PATH = "/apis/tunejob.io/v1alpha1/namespaces/default/tunejobs/genre-counts"


@pytest.fixture
def server(serve):
    """Says yes, until a test gives it another `answer`."""
    return serve(lambda _: (200, {}))


@pytest.fixture
def ask(server, make_job):
    actions = ClusterActions(server.client("Bearer account"))
    return lambda action: asyncio.run(actions.ask(make_job(), action))


@pytest.mark.parametrize(
    ("action", "patch"),
    [
        (JobAction.SUSPEND, {"spec": {"suspend": True}}),
        (JobAction.RESUME, {"spec": {"suspend": False}}),
        (JobAction.RESTART, {"spec": {"restartNonce": 1}}),
    ],
)
def test_each_is_a_patch_of_one_field(ask, server, action, patch, make_job):
    assert patch_for(make_job(), action) == patch
    ask(action)
    (asked,) = server.asked
    assert (asked.path, json.loads(asked.content)) == (PATH, patch)
    assert asked.headers["Content-Type"] == "application/merge-patch+json"
    assert asked.headers["Authorization"] == "Bearer account"


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (403, Conflict, "this API may not change TuneJobs: no (install the chart with api.actions"),
        (404, NotFound, "there is no TuneJob default/genre-counts"),
        (422, Conflict, "default/genre-counts cannot be changed: no"),
        (429, Unreachable, "default/genre-counts cannot be changed now: no"),
        (500, Unreachable, "default/genre-counts cannot be changed now: no"),
    ],
)
def test_a_refusal_is_told_in_the_servers_words(ask, server, status, kind, message):
    server.answer = lambda _: (status, {"message": "no"})
    with pytest.raises(kind) as raised:
        ask(JobAction.SUSPEND)
    assert str(raised.value).startswith(message)


def test_a_refusal_without_words(ask, server):
    server.answer = lambda _: (502, "<html>")
    with pytest.raises(Unreachable, match="status 502"):
        ask(JobAction.SUSPEND)


def test_an_api_server_that_is_away(ask, server):
    server.stop()
    with pytest.raises(Unreachable, match="does not answer"):
        ask(JobAction.SUSPEND)
