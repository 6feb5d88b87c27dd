"""top-songs: the ten most played songs of each region by hour and day, and a lake of the plays."""

from datetime import timedelta

from tune_contract.duration import Duration
from tune_contract.events.play import Play
from tune_contract.pipelines.catalogue import CATALOGUE, IN_CATALOGUE, CatalogueParameters
from tune_contract.pipelines.columns import (
    ARTIST,
    PLAYED_ARTIST,
    PLAYED_TITLE,
    STREAMS_IN_WINDOW,
    TITLE,
    WINDOW_END,
    WINDOW_START,
)
from tune_contract.pipelines.declaration import (
    Column,
    ColumnType,
    Drawing,
    Input,
    Pipeline,
    ResultTable,
    View,
)
from tune_contract.pipelines.lake import PLAYS
from tune_contract.pipelines.top_songs_sql import DAILY, HOURLY


class TopSongsParameters(CatalogueParameters):
    """The parameters of top-songs."""

    watermark: Duration = timedelta(hours=1)
    """How late a play may come, behind the newest one, and still be counted: an hour, for phones
    that were without a net. Later ones are in the lake, and `top-songs-backfill` counts them."""
    deduplicate: bool = False
    """Count plays with one event id once when they come within the watermark of each other. The job
    then drains a third slower; without it a play that was sent twice counts twice."""


_REGION = Column("region", ColumnType.TEXT, "the region as the plays name it")
_TRACK = Column("track_id", ColumnType.TEXT, "the song")

SONG_HOURS = ResultTable(
    name="song_hours",
    columns=(
        WINDOW_START,
        WINDOW_END,
        _REGION,
        _TRACK,
        PLAYED_TITLE,
        PLAYED_ARTIST,
        STREAMS_IN_WINDOW,
    ),
    key=("window_start", "region", "track_id"),
    partition_by="window_start",
    drawing=Drawing(View.TIME_SERIES, x="window_start", y="streams", series="region"),
)


def _top(name: str, period: str, select: str) -> ResultTable:
    return ResultTable(
        name=name,
        columns=(
            WINDOW_START,
            WINDOW_END,
            _REGION,
            Column("rank", ColumnType.BIGINT, "1 to 10; of equals the smaller track id first"),
            _TRACK,
            TITLE,
            ARTIST,
            STREAMS_IN_WINDOW,
            Column(
                "previous_rank",
                ColumnType.BIGINT,
                f"its rank among all songs of the region in the {period} before; null when it was "
                "not played then",
                nullable=True,
            ),
            Column(
                "rank_change",
                ColumnType.BIGINT,
                "ranks won since then, below 0 when lost; null when it is new",
                nullable=True,
            ),
            IN_CATALOGUE,
        ),
        key=("window_start", "region", "rank"),
        drawing=Drawing(View.LEADERBOARD, x="title", y="streams", series="region"),
        select=select,
    )


TOP_SONGS_HOURLY = _top("top_songs_hourly", "hour", HOURLY)
TOP_SONGS_DAILY = _top("top_songs_daily", "day (UTC)", DAILY)

TOP_SONGS = Pipeline(
    name="top-songs",
    summary="The ten most played songs of each region by hour and day, and a lake of all plays.",
    inputs={
        "plays": Input(
            Play,
            fields=(
                "event_id",
                "timestamp",
                "user_id",
                "track_id",
                "title",
                "artist",
                "genre",
                "region",
                "platform",
                "duration_ms",
                "completed",
            ),
        )
    },
    parameters=TopSongsParameters,
    tables=(TOP_SONGS_HOURLY, TOP_SONGS_DAILY, SONG_HOURS, CATALOGUE, PLAYS),
    paths=("catalogue",),
    state_parameters=("deduplicate",),
)
