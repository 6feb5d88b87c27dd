"""Result rows for people and for programs."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tune_cli.backend.tables import Cell, Rows


def print_table(rows: Rows, console: Console) -> None:
    """A table on the screen."""
    table = Table(box=None, pad_edge=False)
    for index, name in enumerate(rows.columns):
        numbers = any(isinstance(row[index], int | float) for row in rows.rows)
        table.add_column(name, justify="right" if numbers else "left")
    for row in rows.rows:
        table.add_row(*(Text(_shown(cell)) for cell in row))  # Text: data is no markup
    console.print(table)


def write_json(rows: Rows, out: TextIO) -> None:
    """A list of objects."""
    objects = [dict(zip(rows.columns, map(_plain, row), strict=True)) for row in rows.rows]
    json.dump(objects, out, indent=2)
    out.write("\n")


def write_ndjson(columns: Sequence[str], rows: Iterable[Sequence[Cell]], out: TextIO) -> None:
    """An object in each line, as the rows come."""
    for row in rows:
        out.write(json.dumps(dict(zip(columns, map(_plain, row), strict=True))) + "\n")


def write_csv(rows: Rows, out: TextIO) -> None:
    """A header and a line for each row."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows(_plain_row(row) for row in rows.rows)


def _plain_row(row: Iterable[Cell]) -> list[str | int | float | bool | None]:
    return [_plain(cell) for cell in row]


def _plain(cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, datetime):
        return cell.isoformat()
    return cell.hex() if isinstance(cell, bytes) else cell


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}"
    return "" if cell is None else str(_plain(cell))
