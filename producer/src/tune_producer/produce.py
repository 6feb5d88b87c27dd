"""Wire the parts together from the config, and run them."""

import logging
import secrets
import sys
from datetime import datetime

from tune_contract.errors import Unreachable
from tune_contract.runtime.producer_config import ProducerConfig
from tune_producer.account import Account
from tune_producer.board import Board
from tune_producer.books import Books
from tune_producer.clock import Clock
from tune_producer.disorder.disordered import Disordered
from tune_producer.disorder.plan import Plan
from tune_producer.endpoint import serve
from tune_producer.event_id import EventIds
from tune_producer.kafka import settings
from tune_producer.kafka.publisher import Publisher
from tune_producer.kafka.reader import TopicReader
from tune_producer.ledger_file import LedgerFile, printed
from tune_producer.recovery import Own
from tune_producer.reporter import Reporter
from tune_producer.resume import EVER, resume
from tune_producer.run import Parts, Run
from tune_producer.scenarios.registry import make_scenario
from tune_producer.scenarios.scenario import Scenario
from tune_producer.sender import Sender
from tune_producer.share import stream
from tune_producer.stop import Stop
from tune_producer.wait import wait_for_topic

_MARK_BYTES = 5  # of the run's mark: enough to keep all runs of one topic apart


def produce(config: ProducerConfig, stop: Stop, clock: Clock, log: logging.Logger) -> None:
    """Produce until the total is reached or a stop is asked for.

    Raises:
        InvalidInput: the config, or the ledger it names, cannot be used.
        Unreachable: Kafka does not answer, or refused events.
    """
    file = LedgerFile(config.ledger_file)
    ledger = file.load(config, lambda: secrets.token_hex(_MARK_BYTES))
    ids = EventIds(config.seed, ledger.run, stream(config, ledger.run))
    plan = Plan(config.disorder, ids)
    scenario = _scenario(config, ids, plan)
    account = Account(ledger, scenario.keys, config.total)
    board = Board(config.rate, ledger.acknowledged, clock.monotonic())
    if config.endpoint is not None:
        serve(config.endpoint, board)
    if account.left == 0:
        log.info("all %s events were acknowledged by an earlier run", f"{config.total:,}")
    else:
        reader = TopicReader(settings.reading(config.kafka, log), config.topic)
        partitions = wait_for_topic(reader, clock, stop)
        if not partitions:
            return
        publisher = Publisher(settings.writing(config.kafka, log), config.topic, partitions)
        books = Books(account, file, reader, partitions)
        sender = Sender(scenario, publisher, account)
        reporter = Reporter(board, log, lines=config.endpoint is None)
        own = Own(ids, scenario.keys, ledger.counted_by, plan)
        parts = Parts(account, sender, publisher, books, reporter, clock, stop)
        _run(config, parts, reader, own)
    if config.print_ledger:
        sys.stdout.write(printed(account.ledger) + "\n")
        sys.stdout.flush()


def _scenario(config: ProducerConfig, ids: EventIds, plan: Plan) -> Scenario:
    scenario = make_scenario(config, ids)
    return Disordered(scenario, plan, config.disorder) if config.disorder.asked() else scenario


def _run(config: ProducerConfig, parts: Parts, reader: TopicReader, own: Own) -> None:
    try:
        resume(parts, reader, own, _since(config))
        parts.reporter.begin(parts.account.counted, parts.clock.monotonic())
        Run(parts, config.rate).to_the_end()
    except Unreachable:
        if parts.publisher.failed:
            parts.books.refuse(parts.publisher.failed)
        raise
    finally:
        parts.publisher.abandon()


def _since(config: ProducerConfig) -> datetime | None:
    """When the run may have begun in a process that is gone; None when it cannot have."""
    return (config.run_since or EVER) if config.run else None
