"""genre-counts: plays per genre in tumbling windows."""

from datetime import timedelta

from tune_contract.duration import Duration, PositiveDuration
from tune_contract.events.play import Play
from tune_contract.model import Model
from tune_contract.pipelines.columns import WINDOW_END, WINDOW_START
from tune_contract.pipelines.declaration import (
    Column,
    ColumnType,
    Drawing,
    Input,
    Pipeline,
    ResultTable,
    View,
)


class GenreCountsParameters(Model):
    """The parameters of genre-counts."""

    window: PositiveDuration = timedelta(minutes=1)
    """The length of the tumbling windows."""
    watermark: Duration = timedelta(seconds=10)
    """How late a play may come, behind the newest one, and still be counted."""


GENRE_COUNTS_TABLE = ResultTable(
    name="genre_counts",
    columns=(
        WINDOW_START,
        WINDOW_END,
        Column("genre", ColumnType.TEXT, "the genre as the plays name it"),
        Column("count", ColumnType.BIGINT, "plays in the window"),
    ),
    key=("window_start", "genre"),
    partition_by="window_start",
    drawing=Drawing(View.TIME_SERIES, x="window_start", y="count", series="genre"),
)

GENRE_COUNTS = Pipeline(
    name="genre-counts",
    summary="Counts plays per genre in tumbling windows.",
    inputs={"plays": Input(Play, fields=("genre", "timestamp"))},
    parameters=GenreCountsParameters,
    tables=(GENRE_COUNTS_TABLE,),
    state_parameters=("window",),
)
