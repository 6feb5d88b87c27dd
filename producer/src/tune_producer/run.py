"""The run: send what is due until the total is reached or a stop is asked for, and settle."""

from dataclasses import dataclass
from math import inf

from tune_contract.errors import Unreachable
from tune_contract.runtime.reports import ProducerProgress
from tune_producer.account import Account
from tune_producer.books import Books
from tune_producer.clock import Clock
from tune_producer.kafka.publisher import Publisher
from tune_producer.pacing import Pacer
from tune_producer.reporter import Reporter
from tune_producer.sender import Sender
from tune_producer.stop import Stop

_NAP = 0.25  # seconds between looks at the books when nothing is due
_SETTLE_SOON = 2.0  # seconds between settlements while the rate is held: the queue is short then
_SETTLE_RARELY = 5.0  # the same at full speed, where a settlement waits for a full queue
_FLUSH = 1.0  # seconds that a settlement may wait before sending goes on
_GRACE = 5.0  # seconds from a stop until what is not acknowledged is given up


@dataclass(frozen=True)
class Parts:
    """What a run is made of."""

    account: Account
    sender: Sender
    publisher: Publisher
    books: Books
    reporter: Reporter
    clock: Clock
    stop: Stop


class Run:
    """One run, from the first event due to the last one acknowledged.

    Args:
        parts: what it is made of.
        rate: events per second on the average; 0 = as fast as Kafka takes them.
    """

    def __init__(self, parts: Parts, rate: float) -> None:
        self._parts = parts
        self._rate = rate
        now = parts.clock.monotonic()
        self._pacer = Pacer(rate, now, parts.sender.rhythm, parts.account.produced)
        self._next_settlement = now + _SETTLE_SOON

    def to_the_end(self) -> None:
        """Send until the total is reached or a stop is asked for; settle.

        It is settled first, too: a crash at any moment then finds the offsets to read from.

        Raises:
            Unreachable: Kafka refused events, or does not acknowledge them in time.
        """
        parts = self._parts
        self._settle_surely()
        while parts.account.left != 0 and not parts.stop.requested:
            self._turn()
        self._settle_surely()
        self._report(parts.clock.monotonic())

    def _turn(self) -> None:
        """Send what is due, look after the books, and wait for the next."""
        parts = self._parts
        now, first = parts.clock.monotonic(), parts.account.produced
        parts.publisher.poll(0)
        self._pacer.judge(now, parts.publisher.outstanding)
        due = self._pacer.due(now, parts.clock.epoch_ms(), self._most(first))
        if due.count and parts.sender.send(first, due.times):
            self._pacer.sent(due.count)
        self._keep_books(now)
        if pause := self._pacer.pause(parts.clock.monotonic()):
            parts.clock.wait(min(pause, _NAP))

    def _most(self, first: int) -> int:
        """How many events the next batch may have."""
        most, left = self._parts.sender.most(first), self._parts.account.left
        return most if left is None else min(most, left)

    def _keep_books(self, now: float) -> None:
        if self._parts.reporter.due(now):
            self._report(now)
        if now >= self._next_settlement:
            self._parts.books.settle(self._parts.publisher, _FLUSH)
            busy = not self._rate or self._pacer.behind
            pause = _SETTLE_RARELY if busy else _SETTLE_SOON
            self._next_settlement = self._parts.clock.monotonic() + pause

    def _settle_surely(self) -> None:
        """Settle, however long it takes; after a stop within _GRACE."""
        parts, given_up = self._parts, inf
        while not parts.books.settle(parts.publisher, _FLUSH):
            now = parts.clock.monotonic()
            self._report(now)
            if parts.stop.requested:
                given_up = min(given_up, now + _GRACE - _FLUSH)
            if now >= given_up:
                raise Unreachable(
                    f"{parts.publisher.outstanding} events were not acknowledged before the stop",
                    "a restart on the same ledger finds out which are there",
                )

    def _report(self, now: float) -> None:
        account, publisher = self._parts.account, self._parts.publisher
        sure = account.ledger.acknowledged
        progress = ProducerProgress(
            acknowledged=max(sure, account.counted - publisher.outstanding),
            failed=account.ledger.failed,
            behind=self._pacer.behind,
            finished=account.ledger.complete,
        )
        self._parts.reporter.tell(progress, now)
