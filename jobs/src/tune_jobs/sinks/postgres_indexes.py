"""The indexes beside a table's key: what the results are read by, however long the table is."""

from dataclasses import dataclass

from psycopg import sql

from tune_contract.pipelines.declaration import ColumnType, ResultTable


@dataclass(frozen=True)
class Index:
    """An index of one table."""

    prefix: str
    """What its name begins with."""
    columns: tuple[str, ...]


def indexes_of(table: ResultTable) -> tuple[Index, ...]:
    """The indexes that a table needs.

    The newest rows first is how a table is shown, and the newest of one series what a drawing along
    time is asked for. Columns that are replaced are in none: each replacement would write it anew.
    """
    newest, series = table.newest(), table.drawing.series
    wanted = [Index("newest", newest)]
    if series and table.column(newest[0]).type is ColumnType.TIMESTAMP:
        rest = tuple(name for name in newest if name != series)
        wanted.append(Index("series", (series, *rest)))
    lasting = set(table.column_names() if table.append_only else table.key)
    return tuple(
        each for each in wanted if each.columns != table.key and lasting.issuperset(each.columns)
    )


def create_index(schema: str, table: ResultTable, index: Index) -> sql.Composed:
    """The statement that makes it, unless it is there."""
    return sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} ({})").format(
        sql.Identifier(f"{index.prefix}_{table.name}"[:63]),
        sql.Identifier(schema, table.name),
        sql.SQL(", ").join(map(sql.Identifier, index.columns)),
    )
