from datetime import UTC, datetime, timedelta

import pytest

from tune_contract.errors import InvalidInput
from tune_jobs.catalogue.watch import EVERY, MOST_BYTES, CatalogueWatch

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
ONE = '{"track_id": "t1", "title": "One", "artist": "Nova"}\n'
TWO = '{"track_id": "t1", "title": "Uno", "artist": "Nova"}\n'


class OneFile:
    """A file that a test changes."""

    def __init__(self) -> None:
        self.content = ONE
        self.changed = 0
        self.there = True
        self.length: int | None = None
        self.refusal = ""
        self.looks = 0

    def write(self, content: str) -> None:
        self.content, self.there = content, True
        self.changed += 1

    def stamp(self, _: str) -> tuple[int, int] | None:
        self.looks += 1
        if self.refusal:
            raise InvalidInput(self.refusal, "ask for the right")
        return (self.changed, self.length or len(self.content)) if self.there else None

    def text(self, _: str) -> str:
        return self.content


class Watched:
    """A watch, its file, its clock and what it told."""

    def __init__(self) -> None:
        self.file = OneFile()
        self.now = NOON
        self.told: list[str] = []
        self._watch = CatalogueWatch("/tracks", self.file, lambda: self.now, self.told.append)

    def look(self):
        return self._watch.newer()

    def later(self):
        self.now += EVERY
        return self.look()


@pytest.fixture
def watched() -> Watched:
    return Watched()


def rows(batch) -> list[tuple[object, ...]]:
    (part,) = batch.tables
    assert part.table.name == "catalogue"
    return list(part.rows)


def test_the_first_look_brings_it_and_the_next_nothing(watched):
    batch = watched.look()
    assert rows(batch) == [("t1", "One", "Nova", NOON)]
    assert (batch.query, batch.number) == ("catalogue", 1_769_860_800_000)
    assert watched.later() is None
    assert watched.told == [""]


def test_a_change_brings_all_of_it(watched):
    watched.look()
    watched.file.write(TWO)
    assert rows(watched.later()) == [("t1", "Uno", "Nova", NOON + EVERY)]


def test_it_does_not_look_all_the_time(watched):
    watched.look()
    watched.now += EVERY - timedelta(milliseconds=1)
    assert watched.look() is None
    assert watched.file.looks == 1


def test_a_wrong_version_is_told_until_the_next_is_right(watched):
    watched.look()
    watched.file.write('{"track_id": "t1"}')
    assert watched.later() is None
    assert watched.told[-1].startswith("line 1 of the catalogue is not a track: title")
    assert watched.later() is None
    watched.file.write(TWO)
    assert watched.later() is not None
    assert watched.told[-1] == ""


def test_no_file(watched):
    watched.file.there = False
    assert watched.look() is None
    assert watched.told == ["there is no catalogue at /tracks (check the path)"]
    watched.file.there = True
    assert rows(watched.later()) == [("t1", "One", "Nova", NOON + EVERY)]


def test_a_file_that_is_too_large_is_not_read(watched):
    watched.file.length = MOST_BYTES + 1
    assert watched.look() is None
    assert "has 67,108,865 bytes" in watched.told[0]


def test_a_store_that_refuses_fails_no_batch(watched):
    watched.file.refusal = "cannot read /tracks: denied"
    assert watched.look() is None
    assert watched.told == ["cannot read /tracks: denied (ask for the right)"]
