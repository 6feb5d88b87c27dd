"""The README of the command names every place below the home folder."""

import re
from pathlib import Path

import pytest

from tune_cli.settings import Home
from tune_cli.stack.download import count_dependencies
from tune_cli.stack.jars import IVY_FOLDER

README = (Path(__file__).parents[3] / "cli" / "README.md").read_text()
HOME = Home(Path("/home"))
PLACES = {place.name for place in (*HOME.folders(), HOME.ivy_cache, HOME.state)}


def test_every_place_is_in_a_table() -> None:
    rows = re.findall(r"^\| `([^/`]+)(?:/[^`]*)?` \|", README, re.MULTILINE)
    assert set(rows) - {"secrets"} == PLACES


@pytest.mark.parametrize("path", re.findall(r"`((?:stack|backend|report)/[\w./]+)`", README))
def test_files_are_there(path: str) -> None:
    assert (Path(__file__).parents[3] / "cli" / "src" / "tune_cli" / path).exists()


def test_jars_are_counted() -> None:
    count = count_dependencies((IVY_FOLDER / "ivy.xml").read_text())
    assert f": {count} files, " in README
