"""Which function builds which pipeline."""

from collections.abc import Callable

from pydantic import BaseModel
from pyspark.sql import DataFrame

from tune_contract.errors import NotFound
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GenreCountsParameters
from tune_jobs.pipelines.genre_counts import genre_counts

Build = Callable[[DataFrame, BaseModel], DataFrame]


def _genre_counts(plays: DataFrame, parameters: BaseModel) -> DataFrame:
    if not isinstance(parameters, GenreCountsParameters):
        raise TypeError(f"genre-counts got {type(parameters).__name__}")
    return genre_counts(plays, parameters)


_BUILDS: dict[str, Build] = {GENRE_COUNTS.name: _genre_counts}


def build(pipeline: Pipeline) -> Build:
    """The function that builds a pipeline's one stateful query from its parsed events.

    Raises:
        NotFound: the pipeline is declared, but no code for it is here.
    """
    found = _BUILDS.get(pipeline.name)
    if found is None:
        known = ", ".join(_BUILDS)
        raise NotFound(f"no code for the pipeline {pipeline.name}", f"there is code for: {known}")
    return found
