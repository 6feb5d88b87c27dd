import asyncio

import pytest

from tune_api.export.format import Format, writer_of
from tune_api.export.response import Export
from tune_contract.errors import Unreachable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE


class Rows:
    """Parts of one row each, and whether they were closed."""

    def __init__(self, row, count, error=None) -> None:
        self.row, self.count, self.error, self.closed = row, count, error, False

    async def parts(self):
        try:
            for _ in range(self.count):
                yield [self.row]
                await asyncio.sleep(0)
            if self.error:
                raise self.error
        finally:
            self.closed = True


class Wire:
    """A client: takes all, takes nothing, or leaves."""

    def __init__(self, takes: int = 1_000_000, leaves: bool = False) -> None:
        self.takes, self.leaves, self.sent = takes, leaves, []

    async def receive(self):
        if not self.leaves:
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(self, message):
        if len(self.sent) >= self.takes:
            await asyncio.sleep(60)
        self.sent.append(message)

    def whole(self) -> bool:
        return not self.sent[-1].get("more_body", True)


@pytest.fixture
def exported(make_row):
    """exported(wire, count, error) -> the rows, after they were written to the wire."""

    def run(wire, count=3, error=None):
        rows = Rows(make_row(0, "rock", 1), count, error)
        writer = writer_of(Format.NDJSON, GENRE_COUNTS_TABLE)
        export = Export(rows.parts(), writer, {"Content-Type": "a/b"}, patience=0.05)

        async def answer():
            async with asyncio.timeout(5):
                await export({}, wire.receive, wire.send)

        asyncio.run(answer())
        return rows

    return run


def test_it_is_whole(exported):
    wire = Wire()
    assert exported(wire).closed
    assert wire.sent[0]["headers"] == [(b"content-type", b"a/b")]
    assert wire.whole()
    assert sum(message.get("body", b"").count(b"\n") for message in wire.sent) == 3


def test_a_client_that_takes_nothing_is_given_up(exported, caplog):
    wire = Wire(takes=2)
    assert exported(wire).closed
    assert not wire.whole()
    assert "an export was cut off: its client takes nothing" in caplog.text


def test_a_client_that_leaves_ends_it(exported):
    wire = Wire(leaves=True)
    assert exported(wire, count=1_000_000).closed
    assert not wire.sent or not wire.whole()


def test_a_database_that_goes_away_cuts_it_off(exported, caplog):
    wire = Wire()
    assert exported(wire, error=Unreachable("PostgreSQL does not answer")).closed
    assert not wire.whole()
    assert "an export was cut off: PostgreSQL does not answer" in caplog.text


def test_an_unforeseen_error_is_raised(exported):
    with pytest.raises(ZeroDivisionError):
        exported(Wire(), error=ZeroDivisionError())
