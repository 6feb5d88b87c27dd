"""Tables as their declarations say."""

from tune_contract.model import Model
from tune_contract.pipelines.declaration import ColumnType, ResultTable, View


class ColumnDocument(Model):
    """One column of a result table."""

    name: str
    type: ColumnType
    meaning: str
    nullable: bool


class DrawingDocument(Model):
    """How the table is best drawn; a part that has no column is empty."""

    view: View
    x: str
    """The column along the picture: time or category."""
    y: str
    """The column with the number drawn."""
    series: str
    """The column whose values become lines, bars or rows."""


class TableDocument(Model):
    """The declaration of a result table."""

    name: str
    columns: list[ColumnDocument]
    key: list[str]
    """The columns that name a row: a later row replaces the row with the same key."""
    append_only: bool
    drawing: DrawingDocument


class TableList(Model):
    """The tables of a job, the dead letters last."""

    tables: list[TableDocument]


def describe(table: ResultTable) -> TableDocument:
    """Show a declaration."""
    drawing = table.drawing
    return TableDocument(
        name=table.name,
        columns=[
            ColumnDocument(
                name=each.name, type=each.type, meaning=each.meaning, nullable=each.nullable
            )
            for each in table.columns
        ],
        key=list(table.key),
        append_only=table.append_only,
        drawing=DrawingDocument(view=drawing.view, x=drawing.x, y=drawing.y, series=drawing.series),
    )
