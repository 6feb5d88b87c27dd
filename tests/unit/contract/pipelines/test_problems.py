from dataclasses import replace

import pytest
from pydantic import Field

from tune_contract.events.event import Event
from tune_contract.model import Model
from tune_contract.pipelines.declaration import (
    Column,
    ColumnType,
    Drawing,
    Input,
    ResultTable,
    View,
)
from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GENRE_COUNTS_TABLE
from tune_contract.pipelines.problems import declaration_problems
from tune_contract.pipelines.registry import BUILT_IN
from tune_contract.pipelines.top_songs_backfill import TOP_SONGS_BACKFILL

COLUMNS = "there are: window_start, window_end, genre, count"
IDENTIFIER = "use at most 63 lower-case letters, digits and '_', starting with a letter and not pg_"


class Odd(Event):
    """An event with a field that no driver can read."""

    tags: list[str] = Field(default_factory=list)
    """Some."""


class Parameters(Model):
    """Spelled one way in Python and another in YAML."""

    track_file: str = ""
    """A file."""


@pytest.mark.parametrize("pipeline", BUILT_IN, ids=lambda pipeline: pipeline.name)
def test_the_built_in_ones_are_right(pipeline):
    assert declaration_problems(pipeline) == []


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        (
            {"name": "Plays"},
            ["the name: 'Plays': use lower-case letters, digits and '-', as pipelines' names do"],
        ),
        ({"inputs": {}}, ["a streaming pipeline has one input, this one has 0"]),
        ({"batch": True}, ["a batch pipeline has a lake and no inputs"]),
        (
            {"inputs": {"odd": Input(Odd, ("tags", "genre"))}},
            [
                "input odd: tags is not of the type str, int, bool or float",
                "input odd: Odd has no field genre; it has: event_id, timestamp, schema_version, tags",
            ],
        ),
        (
            {"parameters": dict},
            ["parameters is not a model: declare a class of tune_contract.model.Model"],
        ),
        (
            {"state_parameters": ("windw",)},
            [
                "state_parameters names windw, and there is no such parameter; there are: "
                "watermark, window"
            ],
        ),
        (
            {"parameters": Parameters, "state_parameters": ("track_file",), "paths": ("trackFile",)},
            [],
        ),
        (
            {"parameters": Parameters, "state_parameters": (), "paths": ("track_file",)},
            ["paths names track_file, and there is no such parameter; there are: trackFile"],
        ),
        ({"tables": ()}, ["it has no table that batches write"]),
        (
            {"tables": (GENRE_COUNTS_TABLE, GENRE_COUNTS_TABLE)},
            ["two tables are named genre_counts"],
        ),
    ],
)  # fmt: skip
def test_a_pipeline(fields, problems):
    assert declaration_problems(replace(GENRE_COUNTS, **fields)) == problems


def test_a_batch_pipeline_without_a_lake():
    found = declaration_problems(replace(TOP_SONGS_BACKFILL, lake=None))
    assert found == ["a batch pipeline has a lake and no inputs"]


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        ({"name": "Counts"}, [f"table Counts: 'Counts': {IDENTIFIER}"]),
        (
            {"name": "dead_letters"},
            ["table dead_letters: every job has a table of that name of its own; choose another"],
        ),
        ({"key": ()}, ["table genre_counts: it has no key"]),
        (
            {"key": ("genra",)},
            [f"table genre_counts: key names genra, and there is no such column; {COLUMNS}"],
        ),
        (
            {"partition_by": "hour"},
            [
                f"table genre_counts: partition_by names hour, and there is no such column; {COLUMNS}"
            ],
        ),
        (
            {"drawing": Drawing(View.HEAT_MAP, x="genre", y="plays")},
            [
                f"table genre_counts: drawing.y names plays, and there is no such column; {COLUMNS}",
                "table genre_counts: drawing.series is empty, and the view heat-map needs it",
            ],
        ),
        (
            {"drawing": Drawing(View.TIME_SERIES, x="genre", y="window_end")},
            [
                "table genre_counts: drawing.x names genre, a text; a time series has a timestamp "
                "there",
                "table genre_counts: drawing.y names window_end, a timestamp; draw a number",
            ],
        ),
        ({"drawing": Drawing()}, []),
    ],
)
def test_a_table(fields, problems):
    table = replace(GENRE_COUNTS_TABLE, **fields)
    assert declaration_problems(replace(GENRE_COUNTS, tables=(table,))) == problems


def test_columns():
    columns = (
        Column("table", ColumnType.TEXT, "a name that is taken"),
        Column("Plays", ColumnType.BIGINT, "a name that cannot be"),
        Column("genre", ColumnType.TEXT, "may be null", nullable=True),
        Column("genre", ColumnType.TEXT, "once more"),
    )
    table = ResultTable("counts", columns, key=("genre",))
    assert declaration_problems(replace(GENRE_COUNTS, tables=(table,))) == [
        "table counts: two columns are named genre",
        f"table counts: column Plays: 'Plays': {IDENTIFIER}",
        "table counts: a column cannot be named table; choose another",
        "table counts: the key's column genre is nullable",
    ]
