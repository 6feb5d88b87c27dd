"""A row as a Kafka record: key, value and headers, as docs/kafka-sink.md shows them. Pure."""

import base64
import json
import math
from collections.abc import Iterator
from datetime import datetime

from tune_contract.moment import utc_text
from tune_contract.pipelines.declaration import TABLE_COLUMN, ResultTable
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.sink import Batch, Row, TableRows

TABLE = "tune-table"
"""The header that names a record's table."""
MOST_BYTES = 512 * 1024
"""Kept of a column of bytes, as a dead letter's payload: in Base64 it stays below the megabyte that
Kafka takes by default, so that no dead letter stops the job."""


def records(part: TableRows) -> Iterator[tuple[bytes, bytes]]:
    """Key and value of each row."""
    for row in part.rows:
        yield key_text(part.table, row).encode(), value_text(part.table, row).encode()


def key_text(table: ResultTable, row: Row) -> str:
    """The table's name and the row's key, in the order of the table's key: one row, one text."""
    columns = dict(zip(table.column_names(), row, strict=True))
    key = {name: _plain(columns[name]) for name in table.key}
    return _json({TABLE_COLUMN: table.name} | key)


def value_text(table: ResultTable, row: Row) -> str:
    """The whole row, in the order of the table's columns."""
    return _json(
        {name: _plain(value) for name, value in zip(table.column_names(), row, strict=True)}
    )


def batch_headers(batch: Batch, job: JobIdentity) -> dict[str, str]:
    """What all records of a batch say of where they come from."""
    return {
        "tune-job": f"{job.namespace}/{job.name}",
        "tune-uid": job.uid,
        "tune-attempt": str(job.attempt),
        "tune-query": batch.query,
        "tune-batch": str(batch.number),
    }


def _plain(value: object) -> object:
    """A value as JSON has it: times in UTC, bytes in Base64, no number where there is none."""
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, bytes):
        return base64.b64encode(value[:MOST_BYTES]).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
