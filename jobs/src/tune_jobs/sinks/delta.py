"""Delta tables: a merge by key, in one Delta transaction that carries the batch's number.

Delta remembers the highest number it took from each query (`txnAppId`, `txnVersion`) and passes
over a transaction with a number it has.
"""

from collections.abc import Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import (
    BinaryType,
    BooleanType,
    DataType,
    DoubleType,
    IntegerType,
    LongType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.declaration import ColumnType, ResultTable
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.arrow import arrow_table
from tune_jobs.sinks.compaction import Compactor
from tune_jobs.sinks.lake import append, with_folders
from tune_jobs.sinks.sink import Batch, TableEvents, TableRows

_TYPES: dict[ColumnType, DataType] = {
    ColumnType.TEXT: StringType(),
    ColumnType.BIGINT: LongType(),
    ColumnType.INTEGER: IntegerType(),
    ColumnType.DOUBLE: DoubleType(),
    ColumnType.BOOLEAN: BooleanType(),
    ColumnType.TIMESTAMP: TimestampType(),
    ColumnType.BYTES: BinaryType(),
}
_APP = "spark.databricks.delta.write.txnAppId"
_VERSION = "spark.databricks.delta.write.txnVersion"


class DeltaSink:
    """Delta tables below a path: `<path>/<table>`."""

    def __init__(
        self, spark: SparkSession, path: str, job: JobIdentity, tables: Sequence[ResultTable]
    ) -> None:
        self._spark = spark
        self._path = path.rstrip("/")
        self._job = job
        self._tables = tables
        self._compactors: list[Compactor] = []

    def prepare(self) -> None:
        """Make the tables.

        Raises:
            InvalidInput: a table is there with other columns, or the path cannot be written.
        """
        for table in self._tables:
            try:
                found = self._make(table)
            except Exception as error:  # the JVM wraps what happened in many classes
                raise InvalidInput(
                    f"cannot make the Delta table {self._location(table)}: "
                    f"{str(error).partition(chr(10))[0]}",
                    "check the path and the right to write there, or choose an empty one",
                ) from error
            if found != _types(_schema(table)):
                raise InvalidInput(
                    f"the Delta table {self._location(table)} has other columns",
                    "it is of another version: move it away, or choose another path",
                )
            if table.of_events:
                self._compactors.append(Compactor(self._spark, self._location(table)))

    def write(self, batch: Batch) -> None:
        """Merge the rows of each table in one Delta transaction, then add to the lakes."""
        changed = (part for part in batch.tables if part.rows)
        parts: list[TableRows | TableEvents] = [*changed, *batch.lakes]
        for part in batch.commits(parts):
            app = self._app(batch, part.table)
            if isinstance(part, TableEvents):
                append(part, self._location(part.table), app, batch.number)
            else:
                self._write_once(part, app, batch.number)
        for compactor in self._compactors:
            compactor.batch_written()

    def close(self) -> None:
        """Let a compaction end."""
        for compactor in self._compactors:
            compactor.close()

    def _make(self, table: ResultTable) -> dict[str, DataType]:
        """Make the table unless it is there; returns its columns."""
        # Imported here: only jobs with a Delta sink have its classes loaded.
        from delta.tables import DeltaTable  # noqa: PLC0415

        builder = (
            DeltaTable.createIfNotExists(self._spark)
            .location(self._location(table))
            .addColumns(_schema(table))
        )
        made = (with_folders(builder) if table.of_events else builder).execute()
        return _types(made.toDF().schema)

    def _write_once(self, part: TableRows, app: str, version: int) -> None:
        conf = self._spark.conf
        conf.set(_APP, app)
        conf.set(_VERSION, str(version))
        try:
            self._write(part)
        finally:
            conf.unset(_APP)
            conf.unset(_VERSION)

    def _write(self, part: TableRows) -> None:
        location = self._location(part.table)
        # From rows Spark would make it in a Python process of its own; Arrow it reads itself.
        rows = arrow_table(part.table, part.rows)
        changes = self._spark.createDataFrame(rows, _schema(part.table)).coalesce(1)
        if part.table.append_only:
            changes.write.format("delta").mode("append").save(location)
        else:
            self._merge(part.table, changes, location)

    def _merge(self, table: ResultTable, changes: DataFrame, location: str) -> None:
        from delta.tables import DeltaTable  # noqa: PLC0415

        same = " AND ".join(f"old.`{name}` = new.`{name}`" for name in table.key)
        (
            DeltaTable.forPath(self._spark, location)
            .alias("old")
            .merge(changes.alias("new"), same)
            .whenMatchedUpdateAll()
            .whenNotMatchedInsertAll()
            .execute()
        )

    def _app(self, batch: Batch, table: ResultTable) -> str:
        """Whose batch numbers they are."""
        return f"{self._job.uid}/{batch.query}/{table.name}"

    def _location(self, table: ResultTable) -> str:
        return f"{self._path}/{table.name}"


def _types(schema: StructType) -> dict[str, DataType]:
    return {each.name: each.dataType for each in schema.fields}


def _schema(table: ResultTable) -> StructType:
    return StructType([StructField(each.name, _TYPES[each.type]) for each in table.columns])
