"""What clients of one table have to be told, without remembering any client.

Each row carries the version in which it last changed. A client only knows the version it has
seen, so a slow one costs no memory and gets the latest of everything in one go.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tune_api.results.reader import Row, Snapshot, Total
from tune_contract.pipelines.declaration import ResultTable


@dataclass(frozen=True)
class Update:
    """The difference between what a client has seen and now."""

    whole: bool
    """The rows replace all that the client has; else they are added or replace their like."""
    rows: tuple[Row, ...]
    """Newest first."""
    totals: tuple[Total, ...]
    """All totals, changed or not."""
    truncated: bool
    """The table has older rows than a client was ever given."""
    stale_since: datetime | None
    """Since when the database does not answer; None = this is as it is now."""


@dataclass(frozen=True)
class _Marked:
    row: Row
    version: int


class LiveTable:
    """The newest rows of a table, and in which version each changed."""

    def __init__(self, table: ResultTable) -> None:
        """Know nothing yet."""
        names = table.column_names()
        self._key: Final = tuple(names.index(name) for name in table.key)
        self._rows: dict[Row, _Marked] = {}
        self._snapshot: Snapshot | None = None
        self._stale_since: datetime | None = None
        self._whole_version = 0  # clients that have not seen it need all rows
        self.version = 0

    def accept(self, snapshot: Snapshot) -> bool:
        """Take in what the table now is; whether clients have to be told."""
        known, self._snapshot = self._snapshot, snapshot
        was_stale, self._stale_since = self._stale_since is not None, None
        if known == snapshot and not was_stale:
            return False
        self.version += 1
        rows = {self._key_of(row): self._mark(row) for row in snapshot.page.rows}
        # A full page loses old rows to newer ones; from one that is not full rows were deleted.
        deleted = snapshot.page.next_cursor is None and not self._rows.keys() <= rows.keys()
        if known is None or deleted:
            self._whole_version = self.version
        self._rows = rows
        return True

    def mark_stale(self, since: datetime) -> bool:
        """Note that the database does not answer; whether clients have to be told."""
        if self._stale_since is not None:
            return False
        self._stale_since = since
        self.version += 1
        return True

    def since(self, seen: int) -> Update:
        """What has changed after the version `seen`; 0 = everything."""
        whole = seen < self._whole_version or seen == 0
        rows = (each.row for each in self._rows.values() if whole or each.version > seen)
        snapshot = self._snapshot
        return Update(
            whole=whole,
            rows=tuple(rows),
            totals=snapshot.totals if snapshot else (),
            truncated=snapshot is not None and snapshot.page.next_cursor is not None,
            stale_since=self._stale_since,
        )

    def _key_of(self, row: Row) -> Row:
        return tuple(row[position] for position in self._key)

    def _mark(self, row: Row) -> _Marked:
        before = self._rows.get(self._key_of(row))
        return before if before and before.row == row else _Marked(row, self.version)
