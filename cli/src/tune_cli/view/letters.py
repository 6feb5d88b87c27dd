"""Dead letters on the screen and for programs."""

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console

from tune_cli.backend.dead_letters import LIST_COLUMNS, SUMMARY_COLUMNS
from tune_cli.backend.tables import Cell, Rows
from tune_cli.view.payload import escaped, plain, shortened
from tune_cli.view.table import print_table, write_csv, write_json, write_ndjson

_Row = tuple[Cell, ...]
_PLAIN_COLUMNS = {
    "payload": ("payload", "payload_base64"),
    "example": ("example", "example_base64"),
}


def print_summary(rows: Sequence[_Row], console: Console) -> None:
    """A line for each reason, and all of them together."""
    if not rows:
        console.print("No dead letters.")
        return
    print_table(Rows(SUMMARY_COLUMNS, _shown(rows, SUMMARY_COLUMNS)), console)
    count, replayed = (sum(int(str(row[place])) for row in rows) for place in (1, 2))
    console.print(f"\n{count:,} dead letters, {replayed:,} replayed")


def print_list(rows: Sequence[_Row], console: Console) -> None:
    """A line for each letter."""
    print_table(Rows(LIST_COLUMNS, _shown(rows, LIST_COLUMNS)), console)


def letters_csv(columns: Sequence[str], rows: Iterable[_Row], out: TextIO) -> None:
    """CSV; payloads whole, as text with escapes."""
    cells: list[_Row] = [
        tuple(escaped(c) if isinstance(c, bytes) else c for c in row) for row in rows
    ]
    write_csv(Rows(tuple(columns), cells), out)


def letters_json(columns: Sequence[str], rows: Iterable[_Row], out: TextIO) -> None:
    """A list of objects; payloads without any loss."""
    write_json(Rows(_plain_columns(columns), [_plain_row(columns, row) for row in rows]), out)


def letters_ndjson(columns: Sequence[str], rows: Iterable[_Row], out: TextIO) -> None:
    """The same, an object in each line, as they are read."""
    write_ndjson(_plain_columns(columns), (_plain_row(columns, row) for row in rows), out)


def _shown(rows: Sequence[_Row], columns: Sequence[str]) -> list[_Row]:
    return [tuple(map(_shown_cell, columns, row)) for row in rows]


def _shown_cell(column: str, cell: Cell) -> Cell:
    return shortened(cell) if column in _PLAIN_COLUMNS and isinstance(cell, bytes) else cell


def _plain_columns(columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for each in columns for name in _PLAIN_COLUMNS.get(each, (each,)))


def _plain_row(columns: Sequence[str], row: _Row) -> _Row:
    cells: list[Cell] = []
    for name, cell in zip(columns, row, strict=True):
        if name in _PLAIN_COLUMNS:
            cells += plain(cell if isinstance(cell, bytes) else None)
        else:
            cells.append(cell)
    return tuple(cells)
