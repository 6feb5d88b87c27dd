"""A command's hold on the services: finds the supervisor or starts one, and waits for it."""

import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from tune_cli.settings import Home
from tune_cli.stack.events import StackEvents
from tune_cli.stack.java import Java
from tune_cli.stack.leftovers import end_leftovers
from tune_cli.stack.locks import lock, start_lock, users_lock
from tune_cli.stack.ports import choose_port
from tune_cli.stack.processes import ProcessRef, reference
from tune_cli.stack.state import (
    Launch,
    ServiceName,
    ServicePhase,
    ServiceStatus,
    read_state,
)
from tune_contract.errors import Unreachable

LINGER_SECONDS = 2.0  # a command right after another finds the services up
LOCK_PATIENCE = 60.0  # a supervisor that ends holds the locks until both services have stopped
READY_PATIENCE = 90.0
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Session:
    """The services that a command uses. They stay up until `close`, or until the command ends."""

    home: Home
    supervisor: ProcessRef
    ports: dict[ServiceName, int]
    """Where they listen; known before they do."""
    held: ExitStack

    def wait_ready(self, events: StackEvents) -> None:
        """Wait until each service answers.

        Raises:
            Unreachable: one does not start.
        """
        deadline = time.monotonic() + READY_PATIENCE
        waiting = [name for name in self.ports if not self._is_ready(name)]
        for name in waiting:
            events.started(name.step)
        while waiting and time.monotonic() < deadline:
            for name in [name for name in waiting if self._is_ready(name)]:
                waiting.remove(name)
                events.finished(name.step, self._status(name).seconds)
            time.sleep(POLL_SECONDS if waiting else 0)
        if waiting:
            raise self._unreachable(waiting[0], "it took too long")

    def close(self) -> None:
        """Give the services up. The supervisor stops those that nobody else uses."""
        self.held.close()

    def _is_ready(self, name: ServiceName) -> bool:
        status = self._status(name)
        if status.phase is ServicePhase.FAILED:
            raise self._unreachable(name, status.message, status.hint)
        if not self.supervisor.runs():
            raise self._unreachable(name, "its supervisor ended")
        return status.phase is ServicePhase.READY

    def _status(self, name: ServiceName) -> ServiceStatus:
        """What the supervisor says; before it says anything, that the service is not up."""
        state = read_state(self.home.state)
        silent = ServiceStatus(port=self.ports[name])
        said = state.supervisor is not None and state.supervisor.pid == self.supervisor.pid
        return state.services.get(name, silent) if said else silent

    def _unreachable(self, name: ServiceName, why: str, hint: str = "") -> Unreachable:
        return Unreachable(f"{name.step} does not start: {why}", hint or f"see {self.home.logs}")


def open_session(
    home: Home, java: Java, names: Sequence[ServiceName], linger: float = LINGER_SECONDS
) -> Session:
    """Take hold of services, and start a supervisor when there is none. Does not wait for them.

    Raises:
        TemporaryError: another command has been starting or stopping them for a minute.
    """
    with ExitStack() as held, lock(start_lock(home), LOCK_PATIENCE) as starting:
        for name in names:
            held.enter_context(lock(users_lock(home, name), LOCK_PATIENCE, shared=True))
        state = read_state(home.state)
        supervisor, ports = state.supervisor, state.ports()
        if supervisor is None or not supervisor.runs():
            end_leftovers(state)
            ports = {name: choose_port(ports.get(name)) for name in ServiceName}
            supervisor = _start_supervisor(
                Launch(
                    home=home.root,
                    java_home=java.home,
                    ports=ports,
                    linger=linger,
                    start_lock=starting.descriptor,
                )
            )
        return Session(home, supervisor, {name: ports[name] for name in names}, held.pop_all())


def _start_supervisor(launch: Launch) -> ProcessRef:
    """Not as a child of a Popen: it outlives this process, and nobody waits for it."""
    log = str(Home(launch.home).logs / "supervisor.log")
    os.set_inheritable(launch.start_lock, True)  # noqa: FBT003 - its only form
    # -P: a file in the user's folder must not be taken for a module of Python's
    command = [sys.executable, "-P", "-m", "tune_cli.stack.supervisor", launch.model_dump_json()]
    pid = os.posix_spawn(
        sys.executable,
        command,
        os.environ,
        setsid=True,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
    )
    return reference(pid)
