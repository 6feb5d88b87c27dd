from dataclasses import dataclass, replace

import pytest

from tune_contract.errors import Conflict, InvalidInput, NotFound
from tune_contract.model import Model
from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GenreCountsParameters
from tune_contract.pipelines.registry import BUILT_IN
from tune_jobs.pipelines.build import build

from ....packages import Package  # noqa: TID252

SUMS = replace(GENRE_COUNTS, name="sums")


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
        "top-songs, top-songs-backfill; a package names its own in the entry points "
        "tune.pipeline_builds)"
    )


def test_parameters_of_another_pipeline_are_refused():
    with pytest.raises(TypeError, match="genre-counts got OtherParameters"):
        build(GENRE_COUNTS)(None, OtherParameters())


@dataclass(frozen=True)
class Results:
    """As much of a DataFrame as the check of its columns asks for."""

    dtypes: tuple[tuple[str, str], ...] = (
        ("window_start", "timestamp"),
        ("window_end", "timestamp"),
        ("genre", "string"),
        ("count", "bigint"),
    )


def test_a_package_brings_the_code(install):
    install(Package())
    results = Results()
    assert build(SUMS)(results, GenreCountsParameters()) is results


@pytest.mark.parametrize(
    ("code", "value", "problem", "advice"),
    [
        (
            "import nowhere_to_be_found", "tune_sums_build:build",
            "tune_sums_build:build cannot be imported: ModuleNotFoundError: "
            "No module named 'nowhere_to_be_found'", "mend the package and install it again",
        ),
        (
            "build = 5", "tune_sums_build:build", "tune_sums_build:build is of type int, not a function",
            "point it at a function of events and parameters",
        ),
    ],
)  # fmt: skip
def test_code_that_cannot_be_used(install, code, value, problem, advice):
    install(Package(build=code, points={"tune.pipeline_builds": {"sums": value}}))
    with pytest.raises(InvalidInput) as raised:
        build(SUMS)
    assert str(raised.value) == (
        f"the package tune-sums 1.2 brings the pipeline sums: {problem} "
        f"({advice}; or remove it: pip uninstall tune-sums)"
    )


def test_two_packages_with_code_for_one(install):
    install(Package())
    install(Package("tune-more"))
    with pytest.raises(Conflict, match="both build the pipeline sums"):
        build(SUMS)
