"""The lake of plays: each good record of the topic as it came, for whoever counts anew later."""

from tune_contract.pipelines.declaration import Column, ColumnType, ResultTable

PLAYS = ResultTable(
    name="plays",
    columns=(
        Column("event_id", ColumnType.TEXT, "the play; one that was sent twice is here twice"),
        Column("time", ColumnType.TIMESTAMP, "when it happened"),
        Column("date", ColumnType.TEXT, "the day of that, UTC, as in 2026-01-31"),
        Column("hour", ColumnType.TEXT, "the hour of that, UTC, 00 to 23"),
        Column("user_id", ColumnType.TEXT, "who listened"),
        Column("track_id", ColumnType.TEXT, "the song"),
        Column("title", ColumnType.TEXT, "its title"),
        Column("artist", ColumnType.TEXT, "its artist"),
        Column("genre", ColumnType.TEXT, "its genre"),
        Column("region", ColumnType.TEXT, "where"),
        Column("platform", ColumnType.TEXT, "on what"),
        Column("duration_ms", ColumnType.BIGINT, "how long they listened, in milliseconds"),
        Column("completed", ColumnType.BOOLEAN, "whether they listened to the end"),
        Column("partition", ColumnType.INTEGER, "the partition of the topic it was in"),
        Column("offset", ColumnType.BIGINT, "its offset in the partition"),
    ),
    key=("partition", "offset"),
    append_only=True,
    of_events=True,
)
LAKE_FOLDERS = ("date", "hour")
"""The columns whose values become folders: date=2026-01-31/hour=07."""
