import os

from tune_cli.stack.database_files import (
    ROOTS_PLACE,
    Account,
    current_account,
    find_database_files,
    is_reachable,
    password_file,
)

NOBODY = Account(65534, 65534)


def test_users_files_are_all_in_the_home(tmp_path):
    files = find_database_files(tmp_path, Account())
    assert files.data == tmp_path / "data-18"
    assert files.password == password_file(tmp_path) == tmp_path / "password"
    assert os.access(files.program("postgres"), os.X_OK)


def test_roots_data_stays_in_a_home_that_everybody_can_reach(tmp_path):
    tmp_path.chmod(0o755)
    files = find_database_files(tmp_path / "postgres", NOBODY)
    reachable = is_reachable(tmp_path / "postgres" / "data")
    assert (files.data.parent == tmp_path / "postgres") is reachable


def test_roots_data_is_kept_elsewhere_when_the_home_is_closed(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not is_reachable(closed / "postgres")
    files = find_database_files(closed / "postgres", NOBODY)
    assert files.data.parent.parent == ROOTS_PLACE
    assert files == find_database_files(closed / "postgres", NOBODY)
    assert files.data != find_database_files(closed / "other", NOBODY).data
    assert files.password == closed / "postgres" / "password"


def test_only_root_runs_it_as_somebody_else():
    assert (current_account() == Account()) is (os.geteuid() != 0)
    assert Account().groups is None
    assert NOBODY.groups == []
