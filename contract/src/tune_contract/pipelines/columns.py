"""Columns that tables of several pipelines have."""

from tune_contract.pipelines.declaration import Column, ColumnType

WINDOW_START = Column("window_start", ColumnType.TIMESTAMP, "the window's first instant")
WINDOW_END = Column("window_end", ColumnType.TIMESTAMP, "the first instant after the window")
