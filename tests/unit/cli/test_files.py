from pathlib import Path

from tune_cli.files import PRIVATE, write_atomically


def test_makes_the_folder_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.json"
    write_atomically(path, "one")
    write_atomically(path, "two")
    assert path.read_text() == "two"
    assert list(path.parent.iterdir()) == [path]


def test_a_private_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "uri"
    write_atomically(path, "secret", PRIVATE)
    assert path.stat().st_mode & 0o777 == 0o600
