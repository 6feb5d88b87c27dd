from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_jobs.checkpoint.basis import hash_of
from tune_jobs.checkpoint.wanted import basis_of, mark_of
from tune_jobs.spark.state import STATE_SETTINGS

BASIS = {
    "state version": 1,
    "spark": "4.2",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
    "parameters.window": "1m",
} | STATE_SETTINGS


def test_the_basis_is_all_that_the_state_depends_on(make_config):
    assert basis_of(make_config(), GENRE_COUNTS) == BASIS


def test_the_mark_is_the_jobs_with_the_hash_of_its_basis(make_config):
    mark = mark_of(make_config(), GENRE_COUNTS)
    assert mark.owner() == (
        "uid-1",
        "default",
        "genre-counts",
        "genre-counts",
        {"plays": "music-plays"},
    )
    assert (mark.basis, mark.hash, mark.state, mark.query) == (
        BASIS,
        hash_of(BASIS),
        {"window": "1m"},
        "",
    )
