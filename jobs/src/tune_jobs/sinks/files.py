"""CSV and Parquet: one file for each window, replaced whole.

A table's rows are merged by key into the file of their window, which is written beside and renamed
over the old one. A reader never sees half a file or two rows of one key, and a batch that comes
again writes what it wrote before. Tables that only grow have one file for each batch instead.
"""

import csv
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.declaration import ColumnType, ResultTable
from tune_jobs.sinks.arrow import arrow_table
from tune_jobs.sinks.sink import Batch, Row, TableRows


@dataclass(frozen=True)
class Format:
    """How rows become a file and a file rows."""

    suffix: str
    write: Callable[[Path, ResultTable, Sequence[Row]], None]
    read: Callable[[Path, ResultTable], list[Row]]


class FileSink:
    """Files below a folder: `<path>/<table>/<window>.<suffix>`."""

    def __init__(self, path: str, file_format: Format, tables: Sequence[ResultTable]) -> None:
        self._path = path.removeprefix("file://")
        self._root = Path(self._path)
        self._format = file_format
        self._tables = tables

    def prepare(self) -> None:
        """Make the tables' folders.

        Raises:
            InvalidInput: the path is no absolute folder, or cannot be written.
        """
        if not self._root.is_absolute():
            raise InvalidInput(
                f"cannot write {self._format.suffix} to {self._path}",
                "give an absolute folder; the delta sink takes URIs such as s3a://",
            )
        for table in self._tables:
            folder = self._root / table.name
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise _unwritable(folder, error) from None
            if not os.access(folder, os.W_OK):
                raise _unwritable(folder, PermissionError("no right to write"))
            for leftover in folder.glob(".*.tmp"):  # of a driver that was killed
                leftover.unlink()

    def write(self, batch: Batch) -> None:
        """Merge the rows into their files.

        Raises:
            InvalidInput: there is no room, no right to write, or a file that is not ours.
        """
        files = [
            (part.table, name, rows)
            for part in batch.tables
            for name, rows in _by_file(part, batch).items()
        ]
        for number, (table, name, rows) in enumerate(files, start=1):
            target = self._root / table.name / f"{name}.{self._format.suffix}"
            try:
                beside = self._write_beside(target, table, rows)
                if number == len(files):
                    batch.about_to_commit()
                beside.replace(target)
            except OSError as error:
                raise _unwritable(target.parent, error) from error
        for folder in {self._root / table.name for table, _, _ in files}:
            _sync(folder)  # that the files have these names is on the disk, too

    def close(self) -> None:
        """Nothing is held."""

    def _write_beside(self, target: Path, table: ResultTable, rows: Sequence[Row]) -> Path:
        merged = {_key(table, row): row for row in self._old(target, table)}
        merged.update({_key(table, row): row for row in rows})
        beside = target.with_name(f".{target.name}.tmp")
        self._format.write(beside, table, [merged[key] for key in sorted(merged)])
        _sync(beside)  # the checkpoint moves on once we return
        return beside

    def _old(self, target: Path, table: ResultTable) -> list[Row]:
        if table.append_only or not target.exists():
            return []
        try:
            return self._format.read(target, table)
        except (ValueError, KeyError) as error:  # Arrow's own errors are among them
            raise InvalidInput(
                f"{target} is not a file of the table {table.name}",
                "move it away, or choose another folder",
            ) from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _by_file(part: TableRows, batch: Batch) -> dict[str, list[Row]]:
    """Rows by the name of the file they belong to, without its suffix."""
    table = part.table
    if table.append_only:  # with another checkpoint the numbers begin anew
        name = f"batch-{batch.query[:8]}-{batch.number:012}"
        return {name: list(part.rows)} if part.rows else {}
    if not table.partition_by:
        return {table.name: list(part.rows)} if part.rows else {}
    files: dict[str, list[Row]] = {}
    position = table.column_names().index(table.partition_by)
    for row in part.rows:
        files.setdefault(_file_name(row[position]), []).append(row)
    return files


def _file_name(value: object) -> str:
    if isinstance(value, datetime):
        # No colons: they are not allowed in file names everywhere.
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%S.%fZ").replace(".000000Z", "Z")
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in str(value))


def _key(table: ResultTable, row: Row) -> tuple[str, ...]:
    names = table.column_names()
    return tuple(_to_text(row[names.index(column)]) for column in table.key)


def _unwritable(folder: Path, error: OSError) -> InvalidInput:
    return InvalidInput(
        f"cannot write to {folder}: {os.strerror(error.errno) if error.errno else error}",
        "choose a folder that you may write to, or make room",
    )


def _write_csv(path: Path, table: ResultTable, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)  # ends lines as RFC 4180 says; with \n alone it leaves \r bare
        writer.writerow(table.column_names())
        writer.writerows([_to_text(value) for value in row] for row in rows)


def _read_csv(path: Path, table: ResultTable) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        if next(lines, []) != list(table.column_names()):
            raise ValueError("other columns")
        types = [column.type for column in table.columns]
        return [
            tuple(_from_text(value, kind) for value, kind in zip(line, types, strict=True))
            for line in lines
        ]


def _to_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return str(value).lower() if isinstance(value, bool) else str(value)


def _from_text(text: str, kind: ColumnType) -> object:
    if kind is ColumnType.TEXT:
        return text
    if text == "":
        return None
    readers: dict[ColumnType, Callable[[str], object]] = {
        ColumnType.BIGINT: int,
        ColumnType.INTEGER: int,
        ColumnType.DOUBLE: float,
        ColumnType.BOOLEAN: lambda value: value == "true",
        ColumnType.TIMESTAMP: datetime.fromisoformat,
        ColumnType.BYTES: bytes.fromhex,
    }
    return readers[kind](text)


def _write_parquet(path: Path, table: ResultTable, rows: Sequence[Row]) -> None:
    pq.write_table(arrow_table(table, rows), path)


def _read_parquet(path: Path, table: ResultTable) -> list[Row]:
    columns = pq.read_table(path).select(list(table.column_names())).to_pydict()
    return list(zip(*columns.values(), strict=True))


CSV = Format("csv", _write_csv, _read_csv)
PARQUET = Format("parquet", _write_parquet, _read_parquet)
