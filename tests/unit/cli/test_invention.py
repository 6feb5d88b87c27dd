from pathlib import Path

import pytest

from tune_cli.invention import read_invention
from tune_contract.errors import InvalidInput, NotFound


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"x: no such file \(`tune invent --out FILE` writes one\)"):
        read_invention(tmp_path / "x")


def test_no_invention(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read: Is a directory"):
        read_invention(tmp_path)
    (tmp_path / "x").write_text("{}")
    with pytest.raises(InvalidInput, match="origin: is missing"):
        read_invention(tmp_path / "x")
