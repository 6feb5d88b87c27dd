"""The table every job has: records that could not be counted, with the reason."""

from tune_contract.names import DEAD_LETTERS_TABLE
from tune_contract.pipelines.declaration import Column, ColumnType, ResultTable

MAX_PAYLOAD = 1_048_576  # bytes kept of a dead record: Kafka's own default limit

DEAD_LETTERS = ResultTable(
    name=DEAD_LETTERS_TABLE,
    columns=(
        Column("topic", ColumnType.TEXT, "the topic it was in"),
        Column("partition", ColumnType.INTEGER, "the partition it was in"),
        Column("offset", ColumnType.BIGINT, "its offset in the partition"),
        Column("record_time", ColumnType.TIMESTAMP, "the record's own time in Kafka"),
        Column("reason", ColumnType.TEXT, "why it could not be counted"),
        Column("payload_size", ColumnType.BIGINT, "bytes of the record's value"),
        Column("payload", ColumnType.BYTES, "the value, cut at 1 MiB", nullable=True),
    ),
    key=("topic", "partition", "offset"),
    append_only=True,
)
