import os
import subprocess
import sys

from tune_cli.stack.leftovers import end_leftovers, find_leftovers
from tune_cli.stack.processes import ProcessRef, reference
from tune_cli.stack.state import ServiceName, ServiceStatus, StackState

GONE = ProcessRef(pid=os.getpid(), created=1.0)


def test_servers_without_their_supervisor_are_found_and_ended():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as server:
        ref = reference(server.pid)
        state = StackState(
            supervisor=GONE,
            services={
                ServiceName.KAFKA: ServiceStatus(port=1, process=ref),
                ServiceName.POSTGRES: ServiceStatus(port=2, process=GONE),
            },
        )
        assert find_leftovers(state) == {ServiceName.KAFKA: ref}
        end_leftovers(state)
        assert find_leftovers(state) == {}


def test_servers_of_a_living_supervisor_are_left_alone():
    alive = reference(os.getpid())
    services = {ServiceName.KAFKA: ServiceStatus(port=1, process=alive)}
    assert find_leftovers(StackState(supervisor=alive, services=services)) == {}
    assert find_leftovers(StackState()) == {}
