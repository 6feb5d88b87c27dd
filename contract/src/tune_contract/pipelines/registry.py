"""Which pipelines exist: the built-in ones and those an installed package brings."""

from collections.abc import Iterable

from tune_contract.errors import Conflict
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.leaderboard import LEADERBOARD
from tune_contract.pipelines.packages import BroughtPipeline, PackageName, brought_pipelines
from tune_contract.pipelines.top_songs import TOP_SONGS
from tune_contract.pipelines.top_songs_backfill import TOP_SONGS_BACKFILL

BUILT_IN = (GENRE_COUNTS, LEADERBOARD, TOP_SONGS, TOP_SONGS_BACKFILL)


class PipelineRegistry:
    """Pipelines by name."""

    def __init__(
        self, pipelines: Iterable[Pipeline], brought: Iterable[BroughtPipeline] = ()
    ) -> None:
        """Collect them.

        Args:
            pipelines: those that are there by themselves.
            brought: those that packages bring.

        Raises:
            Conflict: two pipelines have one name.
        """
        self._pipelines: dict[str, Pipeline] = {}
        self._packages: dict[str, PackageName] = {}
        for pipeline in pipelines:
            self._add(pipeline, None)
        for each in brought:
            self._add(each.pipeline, each.package)

    def get(self, name: str) -> Pipeline | None:
        """The pipeline of that name, if there is one."""
        return self._pipelines.get(name)

    def package(self, name: str) -> PackageName | None:
        """The package that brings it; None for a built-in one."""
        return self._packages.get(name)

    def names(self) -> tuple[str, ...]:
        """All names, sorted."""
        return tuple(sorted(self._pipelines))

    def _add(self, pipeline: Pipeline, package: PackageName | None) -> None:
        name = pipeline.name
        if name in self._pipelines:
            raise _two_of_one_name(name, self._packages.get(name), package)
        self._pipelines[name] = pipeline
        if package is not None:
            self._packages[name] = package


def installed_pipelines() -> PipelineRegistry:
    """The built-in pipelines and those of installed packages.

    Raises:
        InvalidInput: a package's entry point or declaration is not right.
        Conflict: two pipelines have one name.
    """
    return PipelineRegistry(BUILT_IN, brought_pipelines())


def _two_of_one_name(name: str, first: PackageName | None, second: PackageName | None) -> Conflict:
    whose = " and ".join(
        f"that of the package {package}" if package else "a built-in one"
        for package in (first, second)
    )
    last = second or first
    advice = f", or remove that package: pip uninstall {last.name}" if last else ""
    return Conflict(f"two pipelines are named {name}: {whose}", f"rename one{advice}")
