"""Pipelines that installed packages bring, by entry points.

A package names its declaration in the group `tune.pipelines`, which every part loads, and in
`tune.pipeline_builds` the function that makes the query, which only a driver loads: it needs Spark.
Both are called as the pipeline is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.problems import declaration_problems

DECLARATIONS = "tune.pipelines"
BUILDS = "tune.pipeline_builds"
GUIDE = "docs/custom-pipelines.md"
_OF_DRIVERS = {"pyspark", "tune_jobs"}


@dataclass(frozen=True)
class PackageName:
    """Which package, and which version of it."""

    name: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


@dataclass(frozen=True)
class BroughtPipeline:
    """A pipeline that a package brings."""

    package: PackageName
    pipeline: Pipeline


def brought_pipelines() -> Iterator[BroughtPipeline]:
    """Load the declarations of all installed packages.

    Raises:
        InvalidInput: one cannot be imported, or is not right.
    """
    for point in entry_points(group=DECLARATIONS):
        yield _load(point)


def package_of(point: EntryPoint) -> PackageName:
    """The package whose entry point it is."""
    if point.dist is None:
        return PackageName("(unknown)")
    return PackageName(point.dist.name, point.dist.version)


def load(point: EntryPoint) -> object:
    """What an entry point names.

    Raises:
        InvalidInput: it cannot be imported.
    """
    try:
        return point.load()
    except Exception as error:
        raise wrong(
            point,
            f"{point.value} cannot be imported: {type(error).__name__}: {error}",
            _import_advice(point, error),
        ) from error


def wrong(point: EntryPoint, problem: str, advice: str) -> InvalidInput:
    """The error of an entry point: whose it is, what is wrong, what to do."""
    package = package_of(point)
    return InvalidInput(
        f"the package {package} brings the pipeline {point.name}: {problem}",
        f"{advice}; or remove it: pip uninstall {package.name}",
    )


def _load(point: EntryPoint) -> BroughtPipeline:
    loaded = load(point)
    if not isinstance(loaded, Pipeline):
        kind = type(loaded).__name__
        problem = f"{point.value} is of type {kind}, not Pipeline"
        raise wrong(point, problem, "point it at a declaration")
    if loaded.name != point.name:
        raise wrong(point, f"its declaration says {loaded.name}", "give both one name")
    if not _names_build(point):
        raise wrong(
            point,
            "no function that builds it is named",
            f"name one as {point.name} in the package's entry points {BUILDS} ({GUIDE})",
        )
    problems = declaration_problems(loaded)
    if problems:
        raise wrong(point, "; ".join(problems), f"mend {point.value} and install it again")
    return BroughtPipeline(package_of(point), loaded)


def _names_build(point: EntryPoint) -> bool:
    beside = point.dist.entry_points if point.dist else ()
    return any(each.group == BUILDS and each.name == point.name for each in beside)


def _import_advice(point: EntryPoint, error: Exception) -> str:
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    if point.group == DECLARATIONS and missing and missing.split(".")[0] in _OF_DRIVERS:
        return (
            f"the operator and the API have no {missing}: "
            f"use it only in the module that {BUILDS} names"
        )
    return "mend the package and install it again"
