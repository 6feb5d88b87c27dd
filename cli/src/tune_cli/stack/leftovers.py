"""Servers that a supervisor left behind when it was killed."""

from signal import SIGINT, SIGTERM

from tune_cli.stack.processes import ProcessRef, end_process
from tune_cli.stack.state import ServiceName, StackState

END_PATIENCE = 15.0
STOP_SIGNALS = {
    ServiceName.KAFKA: SIGTERM,
    ServiceName.POSTGRES: SIGINT,  # "fast": ends sessions, writes everything, stops
}


def find_leftovers(state: StackState) -> dict[ServiceName, ProcessRef]:
    """The servers that run although their supervisor does not."""
    if state.supervisor and state.supervisor.runs():
        return {}
    return {
        name: status.process
        for name, status in state.services.items()
        if status.process and status.process.runs()
    }


def end_leftovers(state: StackState) -> None:
    """Stop them as their supervisor would have."""
    for name, process in find_leftovers(state).items():
        end_process(process, STOP_SIGNALS[name], END_PATIENCE)
