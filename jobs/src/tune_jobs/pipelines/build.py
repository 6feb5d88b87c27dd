"""Which function builds which pipeline: one of ours, or the one that the package names."""

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

from pydantic import BaseModel
from pyspark.sql import DataFrame

from tune_contract.errors import Conflict, NotFound
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.leaderboard import LEADERBOARD
from tune_contract.pipelines.packages import BUILDS, load, package_of, wrong
from tune_contract.pipelines.top_songs import TOP_SONGS
from tune_contract.pipelines.top_songs_backfill import TOP_SONGS_BACKFILL
from tune_jobs.pipelines.genre_counts import genre_counts
from tune_jobs.pipelines.leaderboard import leaderboard
from tune_jobs.pipelines.results import check_results
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

    What it makes is held against the declared tables before it runs.

    Raises:
        NotFound: the pipeline is declared, but no code for it is here.
        InvalidInput: the code that its package names cannot be used.
        Conflict: two packages name some.
    """
    function = _BUILDS.get(pipeline.name) or _brought(pipeline.name)

    def built(events: DataFrame, parameters: BaseModel) -> DataFrame:
        if not isinstance(parameters, pipeline.parameters):
            raise TypeError(f"{pipeline.name} got {type(parameters).__name__}")
        return check_results(pipeline, function(events, parameters))

    return built


def _brought(name: str) -> Callable[[DataFrame, Any], DataFrame]:
    found = list(entry_points(group=BUILDS, name=name))
    if not found:
        known = ", ".join(_BUILDS)
        raise NotFound(
            f"no code for the pipeline {name}",
            f"there is code for: {known}; a package names its own in the entry points {BUILDS}",
        )
    if len(found) > 1:
        packages = " and ".join(str(package_of(point)) for point in found)
        raise Conflict(f"{packages} both build the pipeline {name}", "remove one of the packages")
    function = load(found[0])
    if not callable(function):
        kind = type(function).__name__
        problem = f"{found[0].value} is of type {kind}, not a function"
        raise wrong(found[0], problem, "point it at a function of events and parameters")
    return function
