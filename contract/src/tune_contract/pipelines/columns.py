"""Columns that tables of several pipelines have."""

from tune_contract.pipelines.declaration import Column, ColumnType

WINDOW_START = Column("window_start", ColumnType.TIMESTAMP, "the window's first instant")
WINDOW_END = Column("window_end", ColumnType.TIMESTAMP, "the first instant after the window")
STREAMS_IN_WINDOW = Column("streams", ColumnType.BIGINT, "plays in the window")
PLAYED_TITLE = Column("title", ColumnType.TEXT, "its title, as the newest play has it")
PLAYED_ARTIST = Column("artist", ColumnType.TEXT, "its artist, as the newest play has it")
TITLE = Column("title", ColumnType.TEXT, "its title: the catalogue's, else its newest play's")
ARTIST = Column("artist", ColumnType.TEXT, "its artist: the catalogue's, else its newest play's")
