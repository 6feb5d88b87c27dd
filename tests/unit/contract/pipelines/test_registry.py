import pytest

from tune_contract.errors import Conflict
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.packages import BroughtPipeline, PackageName
from tune_contract.pipelines.registry import BUILT_IN, PipelineRegistry, installed_pipelines

PACKAGE = PackageName("tune-mine", "2.0")


def test_built_in_pipelines() -> None:
    registry = PipelineRegistry(BUILT_IN)
    assert registry.names() == ("genre-counts", "leaderboard", "top-songs", "top-songs-backfill")
    assert registry.get("genre-counts") is GENRE_COUNTS
    assert registry.get("other") is None
    assert set(registry.names()) <= set(installed_pipelines().names())


def test_whose_they_are() -> None:
    registry = PipelineRegistry([], [BroughtPipeline(PACKAGE, GENRE_COUNTS)])
    assert registry.get("genre-counts") is GENRE_COUNTS
    assert registry.package("genre-counts") == PACKAGE
    assert registry.package("other") is None


def test_two_pipelines_of_one_name() -> None:
    with pytest.raises(Conflict, match="two pipelines are named genre-counts"):
        PipelineRegistry([GENRE_COUNTS, GENRE_COUNTS])
