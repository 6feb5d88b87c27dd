import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel
from typer.core import TyperCommand, TyperGroup

from tune_cli.commands.reference import pages
from tune_cli.main import app
from tune_cli.reference.tunejob_page import fields
from tune_contract.tunejob.job import ObjectMeta
from tune_contract.tunejob.spec import TuneJobSpec

ROOT = Path(__file__).parents[4]
DOCS = ROOT / "docs" / "reference"
TUNE = typer.main.get_command(app)
assert isinstance(TUNE, TyperGroup)
PAGES = pages(TUNE)


def commands(group: TyperGroup, path: str) -> Iterator[tuple[str, TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{path} {name}")
        elif isinstance(command, TyperCommand) and not command.hidden:
            yield f"{path} {name}", command


SHOWN = dict(commands(TUNE, "tune"))


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_fresh(name: str) -> None:
    kept = (ROOT / name).read_text() if (ROOT / name).exists() else ""
    assert kept == PAGES[name], "stale: mend it with `make docs`"


@pytest.mark.parametrize("name", SHOWN)
def test_every_option_is_on_the_page(name: str) -> None:
    page = (DOCS / "cli.md").read_text()
    (section,) = re.findall(rf"^## {name}\b.*?(?=^## |\Z)", page, re.M | re.S)
    named = {name for part in SHOWN[name].params for name in (*part.opts, *part.secondary_opts)}
    options = {name for name in named if name.startswith("-")}
    assert options - set(re.findall(r"`(-[-a-z]+)`", section)) == set()


def test_every_option_of_the_command_itself_is_on_the_page() -> None:
    page = (DOCS / "cli.md").read_text()
    assert [name for part in TUNE.params for name in part.opts if f"tune {name}" not in page] == []


def paths(schema: dict, definitions: dict, prefix: str) -> Iterator[str]:
    """The fields of a JSON schema: found in another way than the page finds them."""
    if "$ref" in schema:
        yield from paths(definitions[schema["$ref"].rpartition("/")[2]], definitions, prefix)
    for part in schema.get("anyOf", []):
        yield from paths(part, definitions, prefix)
    if isinstance(schema.get("items"), dict):
        yield from paths(schema["items"], definitions, f"{prefix}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from paths(schema["additionalProperties"], definitions, f"{prefix}.<name>")
    for name, field in schema.get("properties", {}).items():
        yield f"{prefix}.{name}"
        yield from paths(field, definitions, f"{prefix}.{name}")


@pytest.mark.parametrize(("prefix", "model"), [("metadata", ObjectMeta), ("spec", TuneJobSpec)])
def test_every_field_is_on_the_page(prefix: str, model: type[BaseModel]) -> None:
    schema = model.model_json_schema()
    wanted = set(paths(schema, schema.get("$defs", {}), prefix))
    page = (DOCS / "tunejob.md").read_text()
    assert wanted - set(re.findall(r"^\| `([^`]+)` \| \S", page, re.M)) == set()
    assert len(wanted) > 5


def test_every_field_says_what_it_means() -> None:
    entries = [*fields(ObjectMeta, "metadata"), *fields(TuneJobSpec, "spec")]
    assert [entry.path for entry in entries if not entry.meaning] == []
    assert len(entries) > 90


def test_defaults_are_written_as_in_the_document() -> None:
    by_path = {entry.path: entry.default for entry in fields(TuneJobSpec, "spec")}
    assert by_path["spec.restartPolicy.backoff.initial"] == "`10s`"
    assert by_path["spec.kafka.topics.<name>.startingOffsets"] == "`earliest`"
    assert by_path["spec.sinks[].delta.path"] == "required"
    assert by_path["spec.suspend"] == "`false`"
    assert by_path["spec.image"] == ""
