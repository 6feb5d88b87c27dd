"""Disorder and crashes: whatever the topic kept, the ledger is what a recount finds."""

import logging
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tune_contract.runtime.reports import DisorderCounts, Ledger
from tune_contract.tunejob.disorder import DisorderSpec
from tune_producer.account import Account
from tune_producer.board import Board
from tune_producer.books import Books
from tune_producer.disorder.disordered import Disordered
from tune_producer.disorder.plan import Fault, Plan, tally
from tune_producer.ledger_file import LedgerFile
from tune_producer.recovery import Own
from tune_producer.reporter import Reporter
from tune_producer.resume import resume
from tune_producer.run import Parts, Run
from tune_producer.sender import Sender
from tune_producer.stop import Stop

TOTAL = 3_000
MIXED = DisorderSpec(late=0.1, out_of_order=0.2, duplicated=0.2, malformed=0.1, future=0.1)
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
SHARE = st.sampled_from([0.0, 0.05, 0.2])


@dataclass(frozen=True)
class Crash:
    """How a run came to its end."""

    spec: DisorderSpec
    kept: tuple[int, int]
    """How many records of each partition reached Kafka since the ledger was written."""
    ledger: str


CRASH = st.builds(
    Crash,
    spec=st.builds(
        DisorderSpec,
        late=SHARE,
        out_of_order=SHARE,
        duplicated=SHARE,
        malformed=SHARE,
        future=SHARE,
    ),
    kept=st.tuples(st.integers(0, 4_000), st.integers(0, 4_000)),
    ledger=st.sampled_from(["begun", "settled", "lost"]),
)


@pytest.fixture(scope="session")
def make_run(steady, ids):
    """make_run(topic, clock, spec, ledger) -> a run whose scenario has these faults."""
    folder = Path(tempfile.mkdtemp())

    def make(
        topic, clock, spec: DisorderSpec, ledger: Ledger, total: int
    ) -> tuple[Run, Own, Parts]:
        plan = Plan(spec, ids)
        account = Account(ledger, steady.keys, total)
        books = Books(account, LedgerFile(str(folder / "ledger.json")), topic, [0, 1])
        sender = Sender(Disordered(steady, plan, spec), topic, account)
        reporter = Reporter(Board(0, 0, 0), logging.getLogger("test"), lines=False)
        parts = Parts(account, sender, topic, books, reporter, clock, Stop())
        return Run(parts, 0.0), Own(ids, steady.keys, ("genre",), plan), parts

    yield make
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def begun(ids) -> Ledger:
    """A ledger of a run that was settled once, before its first event."""
    offsets = {0: 0, 1: 0}
    return Ledger(topic="plays", scenario="steady", seed=ids.seed, run=ids.run, offsets=offsets)


def test_without_a_crash_the_ledger_is_what_a_recount_finds(make_run, topic, clock, begun, recount):
    run, _, parts = make_run(topic, clock, MIXED, begun, TOTAL)
    run.to_the_end()
    recount(topic.all_values()).agrees_with(parts.account.ledger)
    assert parts.account.ledger.next_sequence == TOTAL
    assert parts.account.ledger.complete


@settings(max_examples=40)
@given(crash=CRASH)
def test_a_crash_loses_and_doubles_nothing(make_run, begun, recount, make_topic, crash):
    topic, clock = make_topic()
    spec = crash.spec
    if crash.ledger == "settled":
        run, _, parts = make_run(topic, clock, spec, begun, TOTAL)
        run.to_the_end()
        begun = parts.account.ledger
    make_run(topic, clock, spec, begun, 2 * TOTAL)[0].to_the_end()
    for partition, count in enumerate(crash.kept):
        del topic.records[partition][begun.offsets[partition] + count :]
    since = BEGINNING if crash.ledger == "lost" else None
    start = begun.model_copy(update={"offsets": {}}) if since else begun
    run, own, parts = make_run(topic, clock, spec, start, 2 * TOTAL)
    resume(parts, topic, own, since)
    run.to_the_end()
    found = recount(topic.all_values())
    found.agrees_with(parts.account.ledger)
    assert len(found.numbers) == 2 * TOTAL
    assert found.disorder["duplicated"] == tallied(own, 2 * TOTAL).duplicated


@settings(max_examples=20)
@given(deleted=st.tuples(st.integers(0, 2_800), st.integers(0, 400)))
def test_what_kafka_has_deleted_is_counted_as_planned(make_run, begun, make_topic, deleted):
    """Each partition has lost a part of its 3,000 and 600 records, but never its end."""
    topic, clock = make_topic()
    make_run(topic, clock, MIXED, begun, TOTAL)[0].to_the_end()
    topic.deleted = dict(enumerate(deleted))
    lost = begun.model_copy(update={"offsets": {}})
    _, own, parts = make_run(topic, clock, MIXED, lost, TOTAL)
    resume(parts, topic, own, BEGINNING)
    settled = parts.account.settle({})
    assert settled.next_sequence == TOTAL
    assert settled.disorder == tallied(own, TOTAL)
    assert settled.acknowledged == TOTAL - settled.disorder.events()
    assert sum(settled.by_key.values()) + settled.expired == settled.acknowledged


def tallied(own: Own, total: int) -> DisorderCounts:
    """What a run of so many events is planned to set aside."""
    faults = own.plan.of(np.arange(total))
    return tally(faults, int(np.count_nonzero(faults == Fault.DUPLICATED)))
