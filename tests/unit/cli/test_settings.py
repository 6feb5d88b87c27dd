from pathlib import Path

import platformdirs
import pytest

from tune_cli.settings import (
    FIRST_SPACE,
    GIB,
    LATER_SPACE,
    Home,
    free_space,
    make_home,
    read_settings,
)
from tune_contract.errors import InvalidInput


def test_home_is_the_users_data_folder_when_nothing_is_said():
    assert read_settings({}).home.root == platformdirs.user_data_path("tunejob")


def test_option_goes_before_variable(tmp_path):
    environ = {"TUNE_HOME": str(tmp_path / "variable")}
    assert read_settings(environ).home.root == tmp_path / "variable"
    assert read_settings(environ, tmp_path / "option").home.root == tmp_path / "option"


def test_relative_home_is_made_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_settings({}, Path("here")).home.root == tmp_path / "here"


def test_java_and_authorities_come_from_the_environment():
    settings = read_settings({"TUNE_JAVA_HOME": "/opt/java", "SSL_CERT_FILE": "/etc/own.pem"})
    assert settings.java_home == Path("/opt/java")
    assert settings.ca_file == Path("/etc/own.pem")
    assert read_settings({"TUNE_JAVA_HOME": ""}).java_home is None


def test_access_to_an_object_store_is_read_and_not_shown():
    given = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "hidden", "AWS_REGION": ""}
    settings = read_settings(given | {"AWS_PROFILE": "other"})
    assert settings.store_keys == {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "hidden"}
    assert "hidden" not in repr(settings)


def test_home_is_made_with_all_its_folders(tmp_path):
    home = Home(tmp_path / "a" / "b")
    make_home(home)
    assert sorted(path.name for path in home.root.iterdir()) == sorted(
        ["jars", "kafka", "postgres", "jobs", "checkpoints", "runs", "aot", "logs", "locks"]
    )
    make_home(home)  # again changes nothing


def test_first_start_needs_more_space_than_later_ones(tmp_path):
    home = Home(tmp_path / "home")
    with pytest.raises(InvalidInput) as caught:
        make_home(home, free=lambda _: FIRST_SPACE - 1)
    assert caught.value.message == f"{home.root} has 2.0 GiB free; 2.0 GiB are needed"
    assert "--home" in caught.value.hint
    assert not home.root.exists()

    make_home(home, free=lambda _: FIRST_SPACE)
    make_home(home, free=lambda _: LATER_SPACE)
    with pytest.raises(InvalidInput, match=r"has 0\.1 GiB free; 0\.5 GiB are needed"):
        make_home(home, free=lambda _: GIB // 10)


def test_home_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="cannot write to") as caught:
        make_home(Home(tmp_path / "file" / "home"))
    assert caught.value.hint == "choose a folder of yours with --home or TUNE_HOME"


def test_half_made_home_is_taken_away_again(tmp_path):
    root = tmp_path / "new" / "home"
    with pytest.raises(InvalidInput, match="File name too long"):
        make_home(Home(root / ("x" * 300)))
    assert list(tmp_path.iterdir()) == []


def test_free_space_of_a_folder_to_be_is_that_of_the_nearest_one(tmp_path):
    assert free_space(tmp_path / "not" / "there") > 0
