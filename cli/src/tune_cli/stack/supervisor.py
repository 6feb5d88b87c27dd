"""The one process that owns Kafka and PostgreSQL of a home: `python -m tune_cli.stack.supervisor`.

Users hold a shared lock on each service they use; the supervisor keeps up what is locked, stops
what has not been for a while, and ends when nothing is left. A command that ends, in whatever way,
so cleans up with no code of its own.
"""

import os
import signal
import sys
from collections.abc import Sequence
from threading import Event, Thread

from tune_cli.settings import Home
from tune_cli.stack.keeper import Keeper
from tune_cli.stack.locks import HeldLock, lock, start_lock, try_lock, users_lock
from tune_cli.stack.processes import reference
from tune_cli.stack.report import Report
from tune_cli.stack.services import make_service
from tune_cli.stack.state import (
    Launch,
    ServiceName,
    ServiceStatus,
    StackState,
    write_state,
)

END_POLL = 0.25
END_PATIENCE = 30.0  # a command that starts holds the lock for less than a second
MOST_LOG_BYTES = 10_000_000  # a log that is larger begins anew at the next start


def supervise(launch: Launch, stop: Event) -> None:
    """Keep the services until nobody uses them any more, or `stop` is set."""
    home = Home(launch.home)
    report = _first_report(home, launch)
    HeldLock(launch.start_lock).release()
    keepers = [_keeper(home, launch, name, report) for name in ServiceName]
    threads = [Thread(target=_keep, args=(keeper, stop)) for keeper in keepers]
    for thread in threads:
        thread.start()
    held = _until_unused(home, report, keepers, stop)
    stop.set()
    for thread in threads:
        thread.join()
    report.end()
    held.release()


def _keep(keeper: Keeper, stop: Event) -> None:
    """Run a keeper; should it fail, end everything rather than live on with half of it."""
    try:
        keeper.run(stop)
    finally:
        stop.set()


def _first_report(home: Home, launch: Launch) -> Report:
    services = {name: ServiceStatus(port=port) for name, port in launch.ports.items()}
    state = StackState(supervisor=reference(os.getpid()), services=services)
    write_state(home.state, state)
    return Report(home.state, state)


def _keeper(home: Home, launch: Launch, name: ServiceName, report: Report) -> Keeper:
    log = home.logs / f"{name}.log"
    if log.exists() and log.stat().st_size > MOST_LOG_BYTES:
        log.unlink()
    return Keeper(
        service=make_service(home, launch, name),
        users=users_lock(home, name),
        log=log,
        linger=launch.linger,
        report=lambda status: report.put(name, status),
    )


def _until_unused(home: Home, report: Report, keepers: Sequence[Keeper], stop: Event) -> HeldLock:
    """Wait for the end. Nobody can come any more: start.lock is held."""
    while not stop.wait(END_POLL):
        if not report.all_stopped():
            continue
        held = try_lock(start_lock(home))
        if held is None:
            continue
        if not any(keeper.wanted() for keeper in keepers):
            return held
        held.release()
    return lock(start_lock(home), END_PATIENCE)


def main() -> None:
    """Read the Launch document from the one argument, and supervise."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    supervise(Launch.model_validate_json(sys.argv[1]), stop)


if __name__ == "__main__":
    main()
