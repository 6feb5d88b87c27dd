import os

from tune_cli.stack.database import Database, database_uri, ensure_password
from tune_cli.stack.database_files import Account, find_database_files


def test_password_is_made_once_and_only_the_user_may_read_it(tmp_path):
    file = tmp_path / "postgres" / "password"
    password = ensure_password(file)
    assert len(password) == 32
    assert ensure_password(file) == password
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_address_names_user_database_and_port():
    assert database_uri("secret", 5433) == "postgresql://tune:secret@127.0.0.1:5433/tune"


def test_server_is_ready_when_its_own_file_says_so(tmp_path):
    database = Database(find_database_files(tmp_path, Account()), 5433)
    file = database.files.data / "postmaster.pid"
    assert not database.is_ready(42)
    file.parent.mkdir()
    lines = ["42", "/data", "1", "5433", "", "127.0.0.1", "1 2"]
    file.write_text("\n".join([*lines, "starting"]) + "\n")
    assert not database.is_ready(42)
    file.write_text("\n".join([*lines, "ready   "]) + "\n")
    assert database.is_ready(42)
    assert not database.is_ready(43)  # the file of a server that was killed


def test_dead_servers_file_names_this_process_so_that_the_next_server_passes_over_it(tmp_path):
    files = find_database_files(tmp_path, Account())
    files.data.mkdir()
    (files.data / "PG_VERSION").write_text("18\n")
    file = files.data / "postmaster.pid"
    file.write_text("42\n/data\n1\n5433\n\n127.0.0.1\n1 2\nready   \n")
    Database(files, 5433).prepare()
    assert file.read_text() == f"{os.getpid()}\n/data\n1\n5433\n\n127.0.0.1\n1 2\nready   \n"
