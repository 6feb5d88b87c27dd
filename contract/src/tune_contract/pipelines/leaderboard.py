"""leaderboard: how tracks do, in windows and for all time, with a deep dive into each."""

from datetime import timedelta

from tune_contract.duration import Duration, PositiveDuration
from tune_contract.events.play import Play
from tune_contract.pipelines.catalogue import (
    CATALOGUE,
    IN_CATALOGUE,
    IS_LISTED,
    LISTED,
    CatalogueParameters,
)
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

LISTENERS_ERROR = 0.013
"""The relative standard error of the listeners: 0.8326 / sqrt(2 ** 12)."""


class LeaderboardParameters(CatalogueParameters):
    """The parameters of leaderboard."""

    window: PositiveDuration = timedelta(minutes=1)
    """The length of the tumbling windows."""
    watermark: Duration = timedelta(seconds=10)
    """How late a play may come, behind the newest one, and still be counted."""
    deduplicate: bool = True
    """Count plays with one event id once when they come within the watermark of each other. Without
    it the job is faster, and a play that was sent twice counts twice."""


class Dimension:
    """By what a track's plays are told apart in the deep dive."""

    PLATFORM = "platform"
    REGION = "region"
    HOUR = "hour"


_TRACK = Column("track_id", ColumnType.TEXT, "the track")
_STREAMS = Column("streams", ColumnType.BIGINT, "plays")
_COMPLETED = Column("completed", ColumnType.BIGINT, "plays to the end")
_RANK = Column("rank", ColumnType.BIGINT, "1 = most plays; of equals the smaller track id first")
_COMPLETION_RATE = Column(
    "completion_rate", ColumnType.DOUBLE, "the share of plays to the end, 0 to 1"
)
_LISTENERS = Column(
    "listeners",
    ColumnType.BIGINT,
    f"different users, by HyperLogLog: {LISTENERS_ERROR:.1%} standard error",
)

TRACKS = ResultTable(
    name="tracks",
    columns=(
        _TRACK,
        PLAYED_TITLE,
        PLAYED_ARTIST,
        _STREAMS,
        _COMPLETED,
        _LISTENERS,
        Column("last_played", ColumnType.TIMESTAMP, "when the newest play happened"),
    ),
    key=("track_id",),
    drawing=Drawing(View.RANKED_BARS, x="title", y="streams"),
)

TRACK_WINDOWS = ResultTable(
    name="track_windows",
    columns=(
        WINDOW_START,
        WINDOW_END,
        _TRACK,
        STREAMS_IN_WINDOW,
        _COMPLETED,
        _LISTENERS,
        Column(
            "listeners_sketch",
            ColumnType.BYTES,
            "the listeners as a DataSketches HLL: those of several windows can be merged",
        ),
    ),
    key=("window_start", "track_id"),
    partition_by="window_start",
    drawing=Drawing(View.TIME_SERIES, x="window_start", y="streams", series="track_id"),
)

TRACK_BREAKDOWN = ResultTable(
    name="track_breakdown",
    columns=(
        _TRACK,
        Column("dimension", ColumnType.TEXT, "platform, region, hour (of the day, UTC)"),
        Column("value", ColumnType.TEXT, "which platform, region, ..."),
        Column("streams", ColumnType.BIGINT, "plays of that track with that value"),
    ),
    key=("track_id", "dimension", "value"),
    drawing=Drawing(View.HEAT_MAP, x="value", y="streams", series="dimension"),
)

LEADERBOARD_TABLE = ResultTable(
    name="leaderboard",
    columns=(
        _RANK,
        _TRACK,
        TITLE,
        ARTIST,
        _STREAMS,
        _COMPLETION_RATE,
        _LISTENERS,
        Column("top_platform", ColumnType.TEXT, "the platform with most of its plays"),
        IN_CATALOGUE,
    ),
    key=("rank",),
    drawing=Drawing(View.LEADERBOARD, x="title", y="streams"),
    select=f"""
        SELECT row_number() OVER (ORDER BY tracks.streams DESC, tracks.track_id) AS rank,
               tracks.track_id, coalesce(listed.title, tracks.title) AS title,
               coalesce(listed.artist, tracks.artist) AS artist, tracks.streams,
               tracks.completed::double precision / tracks.streams AS completion_rate,
               listeners, coalesce(top.value, '') AS top_platform, {IS_LISTED}
        FROM tracks LEFT JOIN {LISTED} AS listed USING (track_id) LEFT JOIN (
            SELECT DISTINCT ON (track_id) track_id, value FROM track_breakdown
            WHERE dimension = 'platform' ORDER BY track_id, streams DESC, value
        ) AS top ON top.track_id = tracks.track_id
    """,  # noqa: S608 - of constants
)

LEADERBOARD_WINDOWS = ResultTable(
    name="leaderboard_windows",
    columns=(
        WINDOW_START,
        WINDOW_END,
        _RANK,
        _TRACK,
        TITLE,
        STREAMS_IN_WINDOW,
        _COMPLETION_RATE,
        _LISTENERS,
    ),
    key=("window_start", "rank"),
    drawing=Drawing(View.LEADERBOARD, x="title", y="streams", series="window_start"),
    select=f"""
        SELECT window_start, window_end,
               row_number() OVER (
                   PARTITION BY window_start ORDER BY track_windows.streams DESC, track_id
               ) AS rank,
               track_id, coalesce(listed.title, tracks.title, track_id) AS title,
               track_windows.streams,
               track_windows.completed::double precision / track_windows.streams
                   AS completion_rate,
               track_windows.listeners
        FROM track_windows LEFT JOIN tracks USING (track_id)
             LEFT JOIN {LISTED} AS listed USING (track_id)
    """,  # noqa: S608 - of constants
)

THROUGHPUT = ResultTable(
    name="throughput",
    columns=(
        WINDOW_START,
        WINDOW_END,
        STREAMS_IN_WINDOW,
        Column("per_second", ColumnType.DOUBLE, "plays a second, over the whole window"),
    ),
    key=("window_start",),
    drawing=Drawing(View.TIME_SERIES, x="window_start", y="streams"),
    select="""
        SELECT window_start, window_end, sum(streams)::bigint AS streams,
               (sum(streams) / extract(epoch FROM window_end - window_start))::double precision
                   AS per_second
        FROM track_windows GROUP BY window_start, window_end
    """,
)

LEADERBOARD = Pipeline(
    name="leaderboard",
    summary="Ranks tracks by plays, in windows and for all time, with a deep dive into each.",
    inputs={
        "plays": Input(
            Play,
            fields=(
                "event_id",
                "user_id",
                "track_id",
                "title",
                "artist",
                "region",
                "platform",
                "completed",
                "timestamp",
            ),
        )
    },
    parameters=LeaderboardParameters,
    tables=(
        LEADERBOARD_TABLE,
        LEADERBOARD_WINDOWS,
        THROUGHPUT,
        TRACKS,
        TRACK_WINDOWS,
        TRACK_BREAKDOWN,
        CATALOGUE,
    ),
    paths=("catalogue",),
    state_parameters=("window", "deduplicate"),
)
