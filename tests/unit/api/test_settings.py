from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from tune_api.access.gate import Gate
from tune_api.access.scope import Scope
from tune_api.settings import Settings, read_settings
from tune_contract.errors import InvalidInput

URI = "postgresql://tune:secret@db:5432/results"
OPEN = Gate(everybody=frozenset(Scope))


@pytest.fixture
def arguments(tmp_path) -> list[str]:
    (tmp_path / "uri").write_text(f"{URI}\n")
    return ["--jobs-dir", str(tmp_path), "--database-uri-file", str(tmp_path / "uri")]


def test_all_options(arguments, tmp_path):
    given = [*arguments, "--host", "::1", "--port", "9000", "--exit-with-parent"]
    expected = Settings("::1", 9000, tmp_path, URI, exit_with_parent=True, gate=OPEN)
    assert read_settings(given) == expected


def test_defaults_listen_on_this_machine_only(arguments, tmp_path):
    assert read_settings(arguments) == Settings("127.0.0.1", 8080, tmp_path, URI, gate=OPEN)


def test_names_it_is_called_by(arguments):
    given = read_settings([*arguments, "--allowed-hosts", "Tunes.example.com, *.music.svc,"])
    assert given.allowed_hosts == ("tunes.example.com", "*.music.svc")


def test_the_connection_string_is_never_shown():
    assert "secret" not in repr(Settings("127.0.0.1", 1, Path(), URI))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--port", "65536"], "--port 65536 is not a port (use 0 to 65535)"),
        (
            ["--port", "x"],
            "argument --port: invalid int value: 'x' (see python -m tune_api --help)",
        ),
        *(
            (
                ["--allowed-hosts", f"ok,{name}"],
                (
                    f"--allowed-hosts: {name!r} is no name of a host "
                    "(write them without port, like tunes.example.com,*.example.org)"
                ),
            )
            for name in ("a:80", "http://a", "*", "*.", "a b", "x.*")
        ),
        (
            ["--jobs-dir", "/no/such"],
            "--jobs-dir /no/such is not a folder (make it or name another)",
        ),
        (
            ["--database-uri-file", "/no/such"],
            (
                "--database-uri-file /no/such cannot be read: No such file or directory "
                "(write PostgreSQL's connection string into it)"
            ),
        ),
    ],
)
def test_a_wrong_option_says_what_to_do(arguments, more, message):
    with pytest.raises(InvalidInput) as raised:
        read_settings([*arguments, *more])
    assert str(raised.value) == message


def test_an_authority_beside_the_connection_string_verifies_the_server(arguments, tmp_path):
    (tmp_path / "ca.crt").write_text("PEM")
    found = conninfo_to_dict(read_settings(arguments).database_uri)
    assert found == conninfo_to_dict(URI) | {
        "sslmode": "verify-full",
        "sslrootcert": str(tmp_path / "ca.crt"),
    }


@pytest.mark.parametrize("uri", ["postgresql://u:se/cret@h/x", "postgresql://u:x@secret@h/x"])
def test_a_part_of_a_password_in_the_wrong_place_is_not_shown(arguments, uri):
    Path(arguments[-1]).write_text(uri)
    with pytest.raises(
        InvalidInput, match="the connection string of PostgreSQL is wrong"
    ) as raised:
        read_settings(arguments)
    assert "cret" not in str(raised.value)


@pytest.mark.parametrize("content", ["", "nonsense secret", "host='x"])
def test_a_file_without_a_connection_string_is_refused_without_showing_it(arguments, content):
    Path(arguments[-1]).write_text(content)
    with pytest.raises(InvalidInput) as raised:
        read_settings(arguments)
    assert str(raised.value) == (
        f"--database-uri-file {arguments[-1]} holds no connection string "
        "(write one like postgresql://user@host:5432/database)"
    )
