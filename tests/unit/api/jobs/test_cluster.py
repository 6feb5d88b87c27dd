import asyncio

import pytest

from tune_api.jobs.cluster import ClusterJobs
from tune_contract.errors import NotFound, Unreachable


def job(name, version="1", **spec):
    wanted = {
        "pipeline": "genre-counts",
        "kafka": {"cluster": "tune", "topics": {"plays": {"name": "plays"}}},
        "sinks": [{"csv": {"path": "x"}}],
        **spec,
    }
    meta = {"name": name, "namespace": "music", "uid": name, "resourceVersion": version}
    return {"metadata": meta, "spec": wanted, "status": {"phase": "Running"}}


@pytest.fixture
def listed(serve, refused):
    """listed(music=[...]) -> a server with these jobs in these namespaces."""

    def start(**namespaces):
        def answer(request):
            found = namespaces.get(request.path.split("/")[5])
            return refused if found is None else (200, {"items": found})

        return serve(answer)

    return start


def test_the_jobs_of_all_namespaces_in_order(listed):
    server = listed(music=[job("b"), job("a")], chat=[])
    jobs = asyncio.run(ClusterJobs(server.client(), ["music", "chat"]).list())
    assert [each.metadata.name for each in jobs] == ["a", "b"]
    assert jobs[0].status.phase.value == "Running"


def test_one_list_serves_all_who_ask(listed):
    server = listed(music=[job("a")])
    source = ClusterJobs(server.client(), ["music"])

    async def ask():
        await asyncio.gather(*(source.list() for _ in range(50)))

    asyncio.run(ask())
    assert len(server.asked) == 1


def test_one_job(listed):
    server = listed(music=[job("a")])
    source = ClusterJobs(server.client(), ["music"])
    assert asyncio.run(source.get("music", "a")).metadata.name == "a"


def test_a_job_that_is_not_there(listed):
    server = listed(music=[])
    with pytest.raises(NotFound, match="there is no TuneJob music/a"):
        asyncio.run(ClusterJobs(server.client(), ["music"]).get("music", "a"))


def test_an_object_of_a_newer_version_is_passed_over(listed):
    server = listed(music=[job("a"), job("b", novelty=1)])
    jobs = asyncio.run(ClusterJobs(server.client(), ["music"]).list())
    assert [each.metadata.name for each in jobs] == ["a"]


def test_a_missing_right_is_told_in_the_servers_words(listed):
    server = listed()
    with pytest.raises(Unreachable, match="TuneJobs cannot be listed in music: not allowed"):
        asyncio.run(ClusterJobs(server.client(), ["music"]).list())


def test_an_api_server_that_is_away(listed):
    server = listed()
    server.stop()
    with pytest.raises(Unreachable, match="does not answer"):
        asyncio.run(ClusterJobs(server.client(), ["music"]).list())
