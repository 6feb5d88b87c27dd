import pytest
from pydantic import TypeAdapter, ValidationError

from tune_contract.names import (
    Identifier,
    JobName,
    ResourceName,
    TopicName,
    checkpoint_folder,
    driver_name,
    schema_name,
)


@pytest.mark.parametrize("name", ["a", "genre-counts", "a" * 40, "x1"])
def test_job_names(name: str) -> None:
    assert TypeAdapter(JobName).validate_python(name) == name


@pytest.mark.parametrize("name", ["", "A", "1a", "a-", "-a", "a_b", "a.b", "a" * 41, "ä", "a\n"])
def test_refused_job_names(name: str) -> None:
    with pytest.raises(ValidationError, match="at most 40 lower-case letters"):
        TypeAdapter(JobName).validate_python(name)


@pytest.mark.parametrize("name", ["", ".", "..", "a b", "a/b", "x" * 250])
def test_refused_topics(name: str) -> None:
    with pytest.raises(ValidationError, match="as Kafka topics do"):
        TypeAdapter(TopicName).validate_python(name)


@pytest.mark.parametrize("name", ["Users", "pg_catalog", "a-b", 'a"b', "1a", "a" * 64])
def test_refused_identifiers(name: str) -> None:
    with pytest.raises(ValidationError, match="starting with a letter and not pg_"):
        TypeAdapter(Identifier).validate_python(name)


def test_refused_resource_name() -> None:
    with pytest.raises(ValidationError, match="as Kubernetes names do"):
        TypeAdapter(ResourceName).validate_python("other/namespace")


def test_longest_job_name_leaves_room_for_the_executors_of_many_attempts() -> None:
    executor = f"{driver_name('a' * 40, 99_999)}-exec-999"
    assert len(executor) <= 63


def test_each_checkpoint_has_a_folder_of_its_own() -> None:
    asked = [(0, 0), (0, 3), (1, 0), (1, 3), (13, 0)]
    found = [checkpoint_folder(*each) for each in asked]
    assert found == ["0", "0-3", "1", "1-3", "13"]


def test_schema_of_a_job() -> None:
    assert schema_name("genre-counts") == "genre_counts"
