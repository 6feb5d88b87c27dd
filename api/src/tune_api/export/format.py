"""The formats of an export: each writes rows as text, piece by piece."""

import csv
import io
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from tune_api.results.reader import Row
from tune_api.results.value import JsonScalar, to_json
from tune_contract.pipelines.declaration import ResultTable

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula."""


class Format(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    JSON = "json"
    NDJSON = "ndjson"

    @property
    def media_type(self) -> str:
        """The type of the answer."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.JSON: "application/json",
    Format.NDJSON: "application/x-ndjson",
}


class Writer(Protocol):
    """Writes a table's rows, in parts of any size."""

    def head(self) -> str:
        """What stands before all rows."""
        ...

    def part(self, rows: Sequence[Row]) -> str:
        """The next rows."""
        ...

    def tail(self) -> str:
        """What stands behind all rows."""
        ...


def writer_of(kind: Format, table: ResultTable) -> Writer:
    """A writer for one export."""
    names = table.column_names()
    match kind:
        case Format.CSV:
            return CsvWriter(names)
        case Format.JSON:
            return JsonWriter(names)
        case Format.NDJSON:
            return NdjsonWriter(names)


class CsvWriter:
    """RFC 4180, with the columns' names first; an empty cell is null.

    A text that a spreadsheet would take for a formula gets a `'` in front, which it takes for "this
    is text". Numbers are left as they are: -5 is no formula.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def head(self) -> str:
        """The columns' names."""
        return _csv([self._names])

    def part(self, rows: Sequence[Row]) -> str:
        """A line for each row; a text with line breaks is quoted."""
        return _csv([[_cell(to_json(value)) for value in row] for row in rows])

    def tail(self) -> str:
        """Nothing."""
        return ""


class NdjsonWriter:
    """One JSON object a line."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def head(self) -> str:
        """Nothing."""
        return ""

    def part(self, rows: Sequence[Row]) -> str:
        """A line for each row."""
        return "".join(f"{_object(self._names, row)}\n" for row in rows)

    def tail(self) -> str:
        """Nothing."""
        return ""


class JsonWriter:
    """One JSON array of objects."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._begun = False

    def head(self) -> str:
        """The array begins."""
        return "["

    def part(self, rows: Sequence[Row]) -> str:
        """An object for each row."""
        if not rows:
            return ""
        before, self._begun = (",\n" if self._begun else "\n"), True
        return before + ",\n".join(_object(self._names, row) for row in rows)

    def tail(self) -> str:
        """The array ends: without it the client knows that the export was cut off."""
        return "\n]\n"


def _object(names: tuple[str, ...], row: Row) -> str:
    document = dict(zip(names, map(to_json, row), strict=True))
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _csv(lines: Sequence[Sequence[JsonScalar]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue()


def _cell(value: JsonScalar) -> JsonScalar:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
