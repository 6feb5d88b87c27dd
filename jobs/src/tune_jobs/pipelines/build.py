"""Which function builds which pipeline."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel
from pyspark.sql import DataFrame

from tune_contract.errors import NotFound
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.leaderboard import LEADERBOARD
from tune_contract.pipelines.top_songs import TOP_SONGS
from tune_contract.pipelines.top_songs_backfill import TOP_SONGS_BACKFILL
from tune_jobs.pipelines.genre_counts import genre_counts
from tune_jobs.pipelines.leaderboard import leaderboard
from tune_jobs.pipelines.top_songs import top_songs
from tune_jobs.pipelines.top_songs_backfill import top_songs_backfill

Build = Callable[[DataFrame, BaseModel], DataFrame]

# Each takes parameters of its own declaration's type, which `build` makes sure of.
_BUILDS: dict[str, Callable[[DataFrame, Any], DataFrame]] = {
    GENRE_COUNTS.name: genre_counts,
    LEADERBOARD.name: leaderboard,
    TOP_SONGS.name: top_songs,
    TOP_SONGS_BACKFILL.name: top_songs_backfill,
}


def build(pipeline: Pipeline) -> Build:
    """The function that builds a pipeline's one stateful query from its parsed events.

    Raises:
        NotFound: the pipeline is declared, but no code for it is here.
    """
    function = _BUILDS.get(pipeline.name)
    if function is None:
        known = ", ".join(_BUILDS)
        raise NotFound(f"no code for the pipeline {pipeline.name}", f"there is code for: {known}")

    def built(events: DataFrame, parameters: BaseModel) -> DataFrame:
        if not isinstance(parameters, pipeline.parameters):
            raise TypeError(f"{pipeline.name} got {type(parameters).__name__}")
        return function(events, parameters)

    return built
