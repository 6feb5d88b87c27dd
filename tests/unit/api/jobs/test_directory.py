import asyncio

import pytest

from tune_api.jobs.directory import DirectoryJobs
from tune_contract.errors import NotFound


@pytest.fixture
def write(tmp_path):
    def write(namespace, name, text):
        file = tmp_path / namespace / name / "tunejob.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    return write


def names(source):
    return [f"{job.metadata.namespace}/{job.metadata.name}" for job in asyncio.run(source.list())]


def test_jobs_are_ordered_by_namespace_and_name(tmp_path, write, make_job):
    for namespace, name in [("b", "one"), ("a", "two"), ("a", "one")]:
        write(namespace, name, make_job(name, namespace).model_dump_json())
    assert names(DirectoryJobs(tmp_path)) == ["a/one", "a/two", "b/one"]


def test_an_empty_folder_has_no_jobs(tmp_path):
    assert names(DirectoryJobs(tmp_path)) == []


def test_a_broken_file_is_passed_over(tmp_path, write, make_job):
    write("default", "good", make_job("good").model_dump_json())
    write("default", "bad", '{"metadata": {"na')
    assert names(DirectoryJobs(tmp_path)) == ["default/good"]


def test_a_file_that_breaks_counts_as_it_last_was(tmp_path, write, make_job):
    source = DirectoryJobs(tmp_path)
    write("default", "one", make_job("one", status={"phase": "Running"}).model_dump_json())
    before = asyncio.run(source.list())
    write("default", "one", "")
    assert asyncio.run(source.list()) == before
    write("default", "one", make_job("one", status={"phase": "Failed"}).model_dump_json())
    assert [job.status.phase for job in asyncio.run(source.list())] == ["Failed"]


def test_a_removed_job_is_gone(tmp_path, write, make_job):
    source = DirectoryJobs(tmp_path)
    write("default", "one", make_job("one").model_dump_json())
    assert names(source) == ["default/one"]
    (tmp_path / "default/one/tunejob.json").unlink()
    assert names(source) == []


def test_get_one(tmp_path, write, make_job):
    write("default", "one", make_job("one").model_dump_json())
    source = DirectoryJobs(tmp_path)
    assert asyncio.run(source.get("default", "one")) == make_job("one")
    with pytest.raises(NotFound) as raised:
        asyncio.run(source.get("..", "one"))
    assert str(raised.value) == "there is no TuneJob ../one (/api/v1/jobs lists them all)"
