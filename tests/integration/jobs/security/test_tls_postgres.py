"""PostgreSQL is verified by the authority that is given: in the driver, the API and the command."""

import re
import shutil
import subprocess
import sys
import time
from urllib.parse import urlsplit

import httpx
import pytest

from tune_cli.stack.external import ExternalServices
from tune_cli.stack.external_check import check_external
from tune_contract.errors import InvalidInput
from tune_jobs.sinks.postgres_connection import connect

HINT = (
    "(ca.crt (or sslrootcert) has to be the authority that signed the server's certificate, "
    "and the connection string's host a name in that certificate)"
)
WRONG = "certificate verify failed"
OTHER_NAME = 'does not match host name "127.0.0.1"'


@pytest.fixture
def secret(tmp_path, database, tls_database, certificates):
    """secret(host=..., ca=...) -> the file of the connection string, with that authority beside."""

    def make(host="localhost", ca=certificates.ca):
        given = urlsplit(database.uri)
        where = f"{given.username}:{given.password}@{host}:{tls_database.port}"
        uri_file = tmp_path / "uri"
        uri_file.write_text(f"postgresql://{where}{given.path}")
        if ca is not None:
            shutil.copy(ca, tmp_path / "ca.crt")
        return uri_file

    return make


def test_the_right_authority(secret):
    with connect(secret()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert connection.pgconn.ssl_in_use


@pytest.mark.parametrize("case", ["authority", "name"])
def test_another_authority_or_name_is_refused_with_what_to_do(secret, certificates, case):
    wrong = {"authority": {"ca": certificates.other_ca}, "name": {"host": "127.0.0.1"}}[case]
    with pytest.raises(InvalidInput) as raised:
        connect(secret(**wrong))
    message = str(raised.value)
    assert message.startswith("PostgreSQL is not trusted: connection ")
    assert (WRONG if case == "authority" else OTHER_NAME) in message
    assert message.endswith(HINT)


def test_a_server_without_tls_is_refused(secret, database):
    uri_file = secret()
    uri_file.write_text(database.uri)
    with pytest.raises(InvalidInput, match="server does not support SSL, but SSL was required"):
        connect(uri_file)


def test_the_command_says_the_same_of_a_database_of_its_user(secret, certificates):
    uri = secret().read_text()
    check_external(
        ExternalServices(database_uri=f"{uri}?sslmode=verify-full&sslrootcert={certificates.ca}")
    )
    with pytest.raises(InvalidInput, match="PostgreSQL is not trusted: .*" + WRONG):
        check_external(
            ExternalServices(
                database_uri=f"{uri}?sslmode=verify-full&sslrootcert={certificates.other_ca}"
            )
        )


@pytest.mark.parametrize(("case", "status"), [("right", 200), ("authority", 503), ("name", 503)])
def test_the_api(secret, certificates, tmp_path, case, status):
    wrong = {"authority": {"ca": certificates.other_ca}, "name": {"host": "127.0.0.1"}, "right": {}}
    uri_file = secret(**wrong[case])
    (tmp_path / "jobs").mkdir()
    log = tmp_path / "api.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tune_api", "--port", "0", "--exit-with-parent",
             "--jobs-dir", str(tmp_path / "jobs"), "--database-uri-file", str(uri_file)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
    try:
        url = re.fullmatch(r"tune-api: (http://\S+)\n", process.stdout.readline())[1]
        assert httpx.get(f"{url}/readyz", timeout=20).status_code == status
        deadline = time.monotonic() + 20
        while status != 200 and HINT not in log.read_text():
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
    finally:
        process.stdin.close()
        process.wait(20)
    said = log.read_text()
    assert (HINT in said) == (status != 200)
    assert urlsplit(uri_file.read_text()).password not in said
