import os
import subprocess
import sys
from pathlib import Path

from tune_cli.settings import GIB, Home, Settings
from tune_cli.stack.checks import (
    Check,
    check_ca_file,
    check_disk,
    check_home,
    check_jars,
    check_java,
    check_leftovers,
    check_memory,
    check_ports,
    check_python,
    run_checks,
)
from tune_cli.stack.processes import ProcessRef, reference
from tune_cli.stack.state import ServiceName, ServiceStatus, StackState, write_state


def test_python():
    assert check_python((3, 11, 7)) == Check("Python", ok=True, found="3.11.7")
    assert check_python((3, 10, 2)) == Check(
        "Python", ok=False, found="3.10.2", fix="use Python 3.11 or newer"
    )


def test_memory():
    assert check_memory(3 * GIB) == Check("memory", ok=True, found="3.0 GiB")
    few = check_memory(2 * GIB)
    assert (few.ok, few.fix) == (False, "3 GiB are needed; lower the job's driver.memory")


def test_disk():
    home = Home(Path("/h"))
    assert check_disk(home, 2 * GIB, GIB) == Check("disk", ok=True, found="2.0 GiB free at /h")
    full = check_disk(home, GIB // 2, GIB)
    assert full.fix == "1.0 GiB are needed: free some, or choose another disk with --home"


def test_home(tmp_path):
    assert check_home(Home(tmp_path / "h")) == Check("home", ok=True, found=str(tmp_path / "h"))
    (tmp_path / "file").write_text("")
    refused = check_home(Home(tmp_path / "file" / "h"))
    assert (refused.ok, refused.fix) == (False, "choose a folder of yours with --home or TUNE_HOME")


def test_java(tmp_path):
    assert check_java(None).found.startswith("25.0.2 in ")
    assert check_java(tmp_path).found == f"{tmp_path} is not a Java home"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").write_text("not a program")
    (tmp_path / "release").write_text('JAVA_VERSION="21.0.4"\n')
    assert f"{tmp_path}/bin/java does not run" in check_java(tmp_path).found


def test_ca_file(tmp_path):
    assert check_ca_file(None) == Check("certificates", ok=True, found="Java's own")
    missing = check_ca_file(tmp_path / "ca.pem")
    assert (missing.ok, "SSL_CERT_FILE" in missing.fix) == (False, True)


def test_jars(tmp_path):
    assert check_jars(Home(tmp_path)) == Check("jars", ok=True, found="fetched at the first start")


def test_ports():
    def refuse() -> int:
        raise PermissionError(1, "Operation not permitted")

    assert check_ports(lambda: 50001).found == "a server can listen, as on 50001"
    refused = check_ports(refuse)
    assert (refused.ok, refused.found) == (False, "[Errno 1] Operation not permitted")


def test_leftovers(tmp_path):
    home = Home(tmp_path)
    assert check_leftovers(home) == Check("leftovers", ok=True, found="none")
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as server:
        status = ServiceStatus(port=1, process=reference(server.pid))
        gone = ProcessRef(pid=os.getpid(), created=1.0)
        state = StackState(supervisor=gone, services={ServiceName.KAFKA: status})
        write_state(home.state, state)
        assert check_leftovers(home) == Check(
            "leftovers",
            ok=False,
            found=f"Kafka (process {server.pid})",
            fix="the next 'tune run' ends them",
        )
        server.kill()


def test_every_check_runs(tmp_path):
    names = [check.name for check in run_checks(Settings(Home(tmp_path / "h")))]
    assert names == [
        "Python", "memory", "disk", "home", "Java", "certificates", "jars", "ports", "leftovers",
    ]  # fmt: skip
