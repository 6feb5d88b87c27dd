"""What the README shows is what there is."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from tune_cli.main import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OURS = re.sub(r"^    (helm|kubectl) .*$", "", README, flags=re.MULTILINE)


def test_the_example_is_the_file() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert shown == (ROOT / "examples" / "genre-counts.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"^    tune (\w+)", README, re.MULTILINE)))
)
def test_commands_exist(command: str) -> None:
    assert command in get_command(app).commands


@pytest.mark.parametrize("option", sorted(set(re.findall(r" (--[a-z-]+)", OURS))))
def test_options_exist(option: str) -> None:
    commands = get_command(app).commands.values()
    assert option in {name for each in commands for part in each.params for name in part.opts}


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#]+)\)", README))
def test_links_lead_somewhere(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"(?:`|^    )make ([a-z]+)", README, re.MULTILINE)))
)
def test_make_targets_exist(target: str) -> None:
    assert f"\n{target}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
