"""Which pipelines exist: the built-in ones and those an installed package brings."""

from collections.abc import Iterable
from importlib.metadata import entry_points

from tune_contract.errors import Conflict, InvalidInput
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.leaderboard import LEADERBOARD
from tune_contract.pipelines.top_songs import TOP_SONGS
from tune_contract.pipelines.top_songs_backfill import TOP_SONGS_BACKFILL

ENTRY_POINTS = "tune.pipelines"
BUILT_IN = (GENRE_COUNTS, LEADERBOARD, TOP_SONGS, TOP_SONGS_BACKFILL)


class PipelineRegistry:
    """Pipelines by name."""

    def __init__(self, pipelines: Iterable[Pipeline]) -> None:
        """Collect them.

        Raises:
            Conflict: two pipelines have one name.
        """
        self._pipelines: dict[str, Pipeline] = {}
        for pipeline in pipelines:
            if pipeline.name in self._pipelines:
                raise Conflict(
                    f"two pipelines are named {pipeline.name}",
                    "uninstall or rename one of the packages that bring them",
                )
            self._pipelines[pipeline.name] = pipeline

    def get(self, name: str) -> Pipeline | None:
        """The pipeline of that name, if there is one."""
        return self._pipelines.get(name)

    def names(self) -> tuple[str, ...]:
        """All names, sorted."""
        return tuple(sorted(self._pipelines))


def installed_pipelines() -> PipelineRegistry:
    """The built-in pipelines and those of installed packages (entry points `tune.pipelines`).

    Raises:
        InvalidInput: an entry point is not a Pipeline.
        Conflict: two pipelines have one name.
    """
    return PipelineRegistry(
        (*BUILT_IN, *(_load(point) for point in entry_points(group=ENTRY_POINTS)))
    )


def _load(point: object) -> Pipeline:
    loaded = point.load()  # type: ignore[attr-defined]
    if not isinstance(loaded, Pipeline):
        raise InvalidInput(f"entry point {point} is not a Pipeline", "point it at a declaration")
    return loaded
