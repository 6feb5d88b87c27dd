"""Lakes in Delta: rows added in folders by date and hour, few files a batch, compacted later."""

from typing import TYPE_CHECKING

from tune_contract.pipelines.lake import LAKE_FOLDERS
from tune_jobs.sinks.sink import TableEvents

if TYPE_CHECKING:
    from delta.tables import DeltaTableBuilder

_PROPERTIES = {
    # No least and greatest values of each file: readers find the files by their folders.
    "delta.dataSkippingNumIndexedCols": "0",
    # Files that a compaction has replaced are kept so long for readers that began before it.
    "delta.deletedFileRetentionDuration": "interval 1 day",
    # Batches come every second: thirty days of their commits would be two million files.
    "delta.logRetentionDuration": "interval 1 day",
    "delta.checkpointInterval": "50",
}


def with_folders(table: "DeltaTableBuilder") -> "DeltaTableBuilder":
    """A table that is being made, as a lake."""
    for name, value in _PROPERTIES.items():
        table = table.property(name, value)
    return table.partitionedBy(*LAKE_FOLDERS)


def append(rows: TableEvents, location: str, app: str, version: int) -> None:
    """Add a batch's rows in one transaction, unless the lake has had that version of `app`."""
    (
        rows.events.write.format("delta")
        .mode("append")
        .option("txnAppId", app)
        .option("txnVersion", version)
        .save(location)
    )
