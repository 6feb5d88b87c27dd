import pytest

from tune_contract.errors import InvalidInput
from tune_contract.runtime.database import (
    certificate_refusal,
    check_database,
    tls_options,
    unverified,
)


def test_an_authority_beside_the_string_is_used_fully(tmp_path):
    uri_file = tmp_path / "uri"
    assert tls_options(uri_file) == {}
    (tmp_path / "ca.crt").write_text("PEM")
    found = {"sslmode": "verify-full", "sslrootcert": str(tmp_path / "ca.crt")}
    assert tls_options(uri_file) == found


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"host": "db.example.com", "port": "5432"},
        {"host": "a,b", "port": "1,2"},
        {"host": "fe80::1%eth0", "port": 5432},
        {"host": "/var/run/postgresql"},
        {"host": "a,b", "port": ""},
    ],
)
def test_hosts_and_ports(values):
    check_database(values)


@pytest.mark.parametrize(
    "values",
    [
        {"host": "ret@host"},
        {"host": "se cret"},
        {"host": "u", "port": "sec"},
        {"host": "h,s@cret"},
        {"host": "u", "dbname": "secret@host/x"},
    ],
)
def test_a_part_of_a_password_is_none_and_is_not_told(values):
    with pytest.raises(InvalidInput) as raised:
        check_database(values)
    assert str(raised.value).startswith("the connection string of PostgreSQL is wrong (write it")
    assert "ret" not in str(raised.value)


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", None])
def test_a_server_elsewhere_that_is_not_checked_is_told_of(mode):
    found = unverified({"host": "db", "password": "secret"} | ({"sslmode": mode} if mode else {}))
    assert found == (
        f"sslmode={mode or 'prefer'} does not check that PostgreSQL at db is the one it says: put "
        "its authority's certificate beside the connection string as ca.crt, or write "
        "sslmode=verify-full and sslrootcert=FILE into the string"
    )


@pytest.mark.parametrize(
    "values",
    [
        {"host": "db", "sslmode": "verify-full"},
        {"host": "db", "sslmode": "verify-ca"},
        {"host": "db", "sslrootcert": "system"},
        *({"host": host} for host in ("", "localhost", "127.0.0.1", "::1", "/tmp", "@here")),
    ],
)
def test_one_that_is_checked_or_here_is_not(values):
    assert unverified(values) == ""


@pytest.mark.parametrize(
    "words",
    [
        "SSL error: certificate verify failed",
        'server certificate for "a" does not match host name "b"',
        'root certificate file "/x" does not exist',
        "server does not support SSL, but SSL was required",
    ],
)
def test_what_is_wrong_with_a_certificate(words):
    assert str(certificate_refusal(words)) == (
        f"PostgreSQL is not trusted: {words} (ca.crt (or sslrootcert) has to be the authority that "
        "signed the server's certificate, and the connection string's host a name in that "
        "certificate)"
    )


def test_other_words_are_about_something_else():
    assert certificate_refusal("connection refused") is None
