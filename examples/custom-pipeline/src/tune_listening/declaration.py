"""listening-minutes, to everybody but Spark: what it reads, takes and writes.

The operator and the API load this module. They have no pyspark: it must not be imported here.
"""

from datetime import timedelta

from pydantic import field_validator

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

HOUR = timedelta(hours=1)


class ListeningParameters(Model):
    """The parameters of listening-minutes."""

    window: PositiveDuration = HOUR
    """The length of the tumbling windows; an hour has a whole number of them."""
    watermark: Duration = timedelta(minutes=10)
    """How late a play may come, behind the newest one, and still be counted."""
    at_least: Duration = timedelta(0)
    """Plays that were listened to for less are passed over, as in `30s`."""

    @field_validator("window")
    @classmethod
    def _hours_are_whole(cls, window: timedelta) -> timedelta:
        if HOUR % window:
            raise ValueError("an hour must be a whole number of windows, as with 1m, 15m or 1h")
        return window


_PLATFORM = Column("platform", ColumnType.TEXT, "the platform as the plays name it")
_PLAYS = Column("plays", ColumnType.BIGINT, "how many plays")
_LISTENED = Column("listened_ms", ColumnType.BIGINT, "how long all of them, in milliseconds: exact")
_MINUTES = Column("minutes", ColumnType.DOUBLE, "the same in minutes")

LISTENING = ResultTable(
    name="listening",
    columns=(WINDOW_START, WINDOW_END, _PLATFORM, _PLAYS, _LISTENED, _MINUTES),
    key=("window_start", "platform"),
    partition_by="window_start",
    drawing=Drawing(View.TIME_SERIES, x="window_start", y="minutes", series="platform"),
)

# Two views of the table above: in PostgreSQL, where the API reads, they are never out of date.
_SUMS = """
    sum(plays)::bigint AS plays, sum(listened_ms)::bigint AS listened_ms,
    sum(listened_ms)::double precision / 60000 AS minutes
"""

HOURS_OF_DAY = ResultTable(
    name="hours_of_day",
    columns=(
        Column("hour", ColumnType.TEXT, "the hour of the day in UTC, 00 to 23"),
        _PLATFORM,
        _PLAYS,
        _LISTENED,
        _MINUTES,
    ),
    key=("hour", "platform"),
    drawing=Drawing(View.HEAT_MAP, x="hour", y="minutes", series="platform"),
    select=f"""
        SELECT to_char(window_start AT TIME ZONE 'UTC', 'HH24') AS hour, platform, {_SUMS}
        FROM listening GROUP BY 1, 2
    """,  # noqa: S608 - of constants
)

PLATFORMS = ResultTable(
    name="platforms",
    columns=(_PLATFORM, _PLAYS, _LISTENED, _MINUTES),
    key=("platform",),
    drawing=Drawing(View.RANKED_BARS, x="platform", y="minutes"),
    select=f"SELECT platform, {_SUMS} FROM listening GROUP BY platform",  # noqa: S608 - of constants
)

LISTENING_MINUTES = Pipeline(
    name="listening-minutes",
    summary="Minutes listened per platform: over time, by hour of the day, and in all.",
    inputs={"plays": Input(Play, fields=("platform", "duration_ms", "timestamp"))},
    parameters=ListeningParameters,
    tables=(LISTENING, HOURS_OF_DAY, PLATFORMS),
    state_parameters=("window",),
)
