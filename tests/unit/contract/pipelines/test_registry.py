import pytest

from tune_contract.errors import Conflict
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.registry import PipelineRegistry, installed_pipelines


def test_built_in_pipelines() -> None:
    registry = installed_pipelines()
    assert registry.names() == ("genre-counts", "leaderboard", "top-songs", "top-songs-backfill")
    assert registry.get("genre-counts") is GENRE_COUNTS
    assert registry.get("other") is None


def test_two_pipelines_of_one_name() -> None:
    with pytest.raises(Conflict, match="two pipelines are named genre-counts"):
        PipelineRegistry([GENRE_COUNTS, GENRE_COUNTS])


@pytest.mark.parametrize("name", installed_pipelines().names())
def test_declarations_hold_together(name: str) -> None:
    pipeline = installed_pipelines().get(name)
    assert pipeline is not None
    for table in pipeline.tables:
        columns = set(table.column_names())
        drawn = {table.drawing.x, table.drawing.y, table.drawing.series} - {""}
        assert set(table.key) | drawn | ({table.partition_by} - {""}) <= columns
        assert not any(table.column(part).nullable for part in table.key)
    for source in pipeline.inputs.values():
        assert set(source.fields) <= set(source.event.model_fields)
