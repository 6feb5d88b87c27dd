from dataclasses import replace

import pytest

from tune_contract.errors import NotFound
from tune_contract.model import Model
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.registry import BUILT_IN
from tune_jobs.pipelines.build import build


class OtherParameters(Model):
    """Of another pipeline."""


@pytest.mark.parametrize("pipeline", BUILT_IN, ids=lambda pipeline: pipeline.name)
def test_every_built_in_pipeline_has_code(pipeline):
    assert callable(build(pipeline))


def test_pipeline_without_code_is_named():
    with pytest.raises(NotFound) as raised:
        build(replace(GENRE_COUNTS, name="declared-only"))
    assert str(raised.value) == (
        "no code for the pipeline declared-only (there is code for: genre-counts, leaderboard, "
        "top-songs, top-songs-backfill)"
    )


def test_parameters_of_another_pipeline_are_refused():
    with pytest.raises(TypeError, match="genre-counts got OtherParameters"):
        build(GENRE_COUNTS)(None, OtherParameters())
