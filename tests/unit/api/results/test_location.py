import pytest

from tune_api.results.location import TableLocation, locate, schema_of, tables_of
from tune_contract.errors import NotFound
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GENRE_COUNTS_TABLE
from tune_contract.pipelines.registry import PipelineRegistry

PIPELINES = PipelineRegistry([GENRE_COUNTS])


@pytest.mark.parametrize(
    ("given", "schema"),
    [
        ({}, "my_job"),
        ({"schema": "chosen"}, "chosen"),
        ({"schema": "chosen", "status": {"results": {"schema": "actual"}}}, "actual"),
    ],
)
def test_the_schema(make_job, given, schema):
    assert schema_of(make_job("my-job", **given)) == schema


def test_the_dead_letters_come_last(make_job):
    assert tables_of(make_job(), PIPELINES) == (GENRE_COUNTS_TABLE, DEAD_LETTERS)


def test_a_job_of_an_unknown_pipeline_still_has_dead_letters(make_job):
    assert tables_of(make_job(pipeline="other"), PIPELINES) == (DEAD_LETTERS,)


def test_locate(make_job):
    found = locate(make_job(), "genre_counts", PIPELINES)
    assert found == TableLocation("genre_counts", GENRE_COUNTS_TABLE)


def test_an_unknown_table(make_job):
    with pytest.raises(NotFound) as raised:
        locate(make_job(), "pg_user", PIPELINES)
    assert str(raised.value) == (
        "genre-counts has no table pg_user (it has: genre_counts, dead_letters)"
    )


def test_a_table_of_a_pipeline_that_is_not_installed_here(make_job):
    with pytest.raises(NotFound) as raised:
        locate(make_job("one", pipeline="brought"), "sums", PIPELINES)
    assert str(raised.value) == (
        "the pipeline brought of one is not installed here: of its tables only dead_letters can be "
        "read (install its package where the API runs (docs/custom-pipelines.md))"
    )
