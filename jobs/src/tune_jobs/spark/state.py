"""How Spark keeps the state of a query: chosen for the Spark that is pinned (docs/checkpoints.md).

All is said here, the defaults too: the mark of a checkpoint holds these values, and a Spark with
other defaults then finds a checkpoint that fits. `sparkConf` may set others for a new checkpoint.
"""

_STREAMING = "spark.sql.streaming"
_PROVIDERS = "org.apache.spark.sql.execution.streaming.state"

STATE_SETTINGS = {
    # In memory, with a file of changes for each batch: faster than RocksDB with the keys we have.
    f"{_STREAMING}.stateStore.providerClass": f"{_PROVIDERS}.HDFSBackedStateStoreProvider",
    # 2 names each file for the task that wrote it, which only RocksDB can.
    f"{_STREAMING}.stateStore.checkpointFormatVersion": "1",
    f"{_STREAMING}.stateStore.encodingFormat": "unsaferow",
    # Files have checksums already, and each LZ4 block its own.
    f"{_STREAMING}.stateStore.rowChecksum.enabled": "false",
    f"{_STREAMING}.stateStore.compression.codec": "lz4",
    f"{_STREAMING}.stateStore.rocksdb.formatVersion": "5",
    f"{_STREAMING}.stateStore.rocksdb.mergeOperatorVersion": "2",
}
"""What the files of the state look like: none of it can change under a checkpoint."""

STATE_COSTS = {
    # For who chooses RocksDB: a batch uploads its changes and no whole snapshot, ...
    f"{_STREAMING}.stateStore.rocksdb.changelogCheckpointing.enabled": "true",
    # ... and no row is looked up only to be counted.
    f"{_STREAMING}.stateStore.rocksdb.trackTotalNumberOfRows": "false",
}
"""What may change at any time."""
