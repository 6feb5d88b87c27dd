"""Which keys hold what in Redis: the layout that docs/redis.md describes to readers. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from tune_contract.errors import InvalidInput
from tune_contract.moment import epoch_milliseconds
from tune_contract.pipelines.declaration import ColumnType, ResultTable, View
from tune_jobs.sinks.redis_text import field_text, key_pattern, key_text, score, value_text
from tune_jobs.sinks.sink import Row

KEPT_WINDOWS = 60
"""The newest windows of a table that stay, an hour of the usual ones of a minute: who reads a cache
wants the current one and some to hold it against. PostgreSQL keeps all. Not a time to live, which
would empty the cache of a job that stands still and keep all of one that catches up."""
_RANKED = (View.RANKED_BARS, View.LEADERBOARD)
_NUMBERS = (ColumnType.BIGINT, ColumnType.INTEGER, ColumnType.DOUBLE)
_OURS = ("rank", "keys", "windows", "newest", "count")


@dataclass(frozen=True, order=True)
class Window:
    """A window by its start."""

    start: datetime

    @classmethod
    def named(cls, text: str) -> "Window":
        """The window of that text."""
        return cls(datetime.fromisoformat(text))

    @property
    def text(self) -> str:
        """As keys have it."""
        return key_text(self.start)

    @property
    def milliseconds(self) -> int:
        """Since 1970."""
        return epoch_milliseconds(self.start)


@dataclass(frozen=True)
class Entry:
    """A row as Redis holds it."""

    member: str
    """The row's name in its group: the values of the key, without the window."""
    fields: dict[str, str]
    empty: tuple[str, ...]
    """The columns without a value."""
    score: float | None
    """Its place in the ranking; None = it is not ranked."""


@dataclass(frozen=True)
class Group:
    """Rows with an index, and mostly a ranking, of their own: a table, or one window of it."""

    prefix: str
    name: str

    @property
    def index(self) -> str:
        """The set of all members."""
        return f"{self.prefix}keys:{self.name}"

    @property
    def ranking(self) -> str:
        """The sorted set of the members: first the one with the greatest number."""
        return f"{self.prefix}rank:{self.name}"

    def row(self, member: str) -> str:
        """The hash of a row."""
        return f"{self.prefix}{self.name}:{member}"


class TableLayout:
    """One table in Redis."""

    def __init__(self, prefix: str, table: ResultTable) -> None:
        """Look at the table's declaration.

        Raises:
            InvalidInput: its keys would be those of something else.
        """
        if table.name in _OURS or any(_is_bytes(table, name) for name in table.key):
            raise InvalidInput(
                f"the table {table.name} cannot be held in Redis",
                f"name it otherwise than {', '.join(_OURS)}, and have no bytes in its key",
            )
        self._prefix = prefix
        self.table = table
        self._names = table.column_names()

    @property
    def windows(self) -> str:
        """The sorted set of the windows that are there, by milliseconds since 1970."""
        return f"{self._prefix}windows:{self.table.name}"

    @property
    def newest(self) -> str:
        """The name of the newest window."""
        return f"{self._prefix}newest:{self.table.name}"

    @property
    def count(self) -> str:
        """How many rows there are of a table that only grows: the rows themselves stay out."""
        return f"{self._prefix}count:{self.table.name}"

    @cached_property
    def window_column(self) -> str:
        """The column whose values are windows; empty when it has none."""
        name = self.table.partition_by
        timed = name in self.table.key and self.table.column(name).type is ColumnType.TIMESTAMP
        return name if timed else ""

    @cached_property
    def member_columns(self) -> tuple[str, ...]:
        """The columns of the key within a group."""
        return tuple(name for name in self.table.key if name != self.window_column)

    @cached_property
    def ranked_by(self) -> str:
        """The column that members are ranked by; empty when they are not."""
        drawing = self.table.drawing
        wanted = bool(self.window_column) or drawing.view in _RANKED
        number = bool(drawing.y) and self.table.column(drawing.y).type in _NUMBERS
        return drawing.y if wanted and number and self.member_columns else ""

    def group(self, window: Window | None) -> Group:
        """The rows of a window; None = the table has no windows."""
        name = self.table.name
        return Group(self._prefix, name if window is None else f"{name}:{window.text}")

    def by_window(self, rows: Iterable[Row]) -> dict[Window | None, list[Entry]]:
        """The rows as Redis holds them; of one table without windows all are at None."""
        found: dict[Window | None, list[Entry]] = {}
        for row in rows:
            values = dict(zip(self._names, row, strict=True))
            start = values.get(self.window_column)
            window = Window(start.astimezone(UTC)) if isinstance(start, datetime) else None
            found.setdefault(window, []).append(self._entry(values))
        return found

    def key_of(self, member: str) -> tuple[str, ...] | None:
        """The texts of a member's columns; None = no row of this table has that name."""
        types = [self.table.column(name).type for name in self.member_columns]
        found = key_pattern(types).fullmatch(member)
        return tuple(map(value_text, found.groups())) if found else None

    def _entry(self, values: dict[str, object]) -> Entry:
        shown = {name: value for name, value in values.items() if not _is_bytes(self.table, name)}
        return Entry(
            member=":".join(key_text(values[name]) for name in self.member_columns),
            fields={name: field_text(value) for name, value in shown.items() if value is not None},
            empty=tuple(name for name, value in shown.items() if value is None),
            score=score(values.get(self.ranked_by)),
        )


@dataclass(frozen=True)
class Layout:
    """All keys of a job."""

    prefix: str
    tables: tuple[TableLayout, ...]

    @classmethod
    def of(cls, prefix: str, tables: Sequence[ResultTable]) -> "Layout":
        """The layout of those tables that batches write.

        Raises:
            InvalidInput: a table's keys would be those of something else.
        """
        held = (table for table in tables if table.written())
        return cls(prefix, tuple(TableLayout(prefix, table) for table in held))

    @property
    def batch(self) -> str:
        """The hash of the newest batch of each query."""
        return f"{self.prefix}batch"

    @property
    def job(self) -> str:
        """Whose keys these are. Every writer sets it, by which two at once see each other."""
        return f"{self.prefix}job"

    def table(self, name: str) -> TableLayout:
        """The table of that name.

        Raises:
            StopIteration: there is none, or no batch writes it.
        """
        return next(each for each in self.tables if each.table.name == name)


def newest_windows(windows: Iterable[Window]) -> list[Window]:
    """Those that stay, the newest first."""
    return sorted(windows, reverse=True)[:KEPT_WINDOWS]


def _is_bytes(table: ResultTable, name: str) -> bool:
    return table.column(name).type is ColumnType.BYTES
